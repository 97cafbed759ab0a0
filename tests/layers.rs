//! The arrows of the design, checked on the `use` lines and paths of every source file:
//! discord → app → store → core; prompts → core; the playground stands alone.

use std::fs;
use std::path::{Path, PathBuf};

/// A layer, the folder or file it lives in, and the words that must not appear in it.
const FORBIDDEN: [(&str, &[&str]); 5] = [
    (
        "core",
        &[
            "crate::store",
            "crate::app",
            "crate::discord",
            "crate::prompts",
            "crate::playground",
            "crate::config",
            "serenity::",
            "poise::",
            "sqlx::",
            "tokio::",
            "std::fs",
            "std::env",
            "std::net",
            "SystemTime",
            "Instant::now",
            "rand::",
        ],
    ),
    ("store", &["crate::app", "crate::discord", "crate::prompts", "crate::playground", "serenity::", "poise::"]),
    ("app", &["crate::discord", "crate::prompts", "crate::playground", "serenity::", "poise::", "sqlx::"]),
    (
        "prompts",
        &["crate::store", "crate::app", "crate::discord", "crate::playground", "serenity::", "poise::", "sqlx::"],
    ),
    (
        "playground",
        &[
            "crate::core",
            "crate::store",
            "crate::app",
            "crate::discord",
            "crate::prompts",
            "crate::config",
            "serenity::",
            "poise::",
            "sqlx::",
        ],
    ),
];

#[test]
fn no_file_points_against_the_arrows() {
    let mut broken = Vec::new();
    for (layer, words) in FORBIDDEN {
        let files = files_of(layer);
        assert!(!files.is_empty(), "the layer {layer} has no files");
        for file in files {
            broken.extend(offences(&file, words));
        }
    }
    assert!(broken.is_empty(), "forbidden arrows:\n{}", broken.join("\n"));
}

#[test]
fn only_discord_names_serenity_and_poise() {
    let mut broken = Vec::new();
    for file in rust_files(&source()) {
        let inside = file.strip_prefix(source()).unwrap_or(&file);
        if !(inside.starts_with("discord") || inside == Path::new("discord.rs")) {
            broken.extend(offences(&file, &["serenity::", "poise::"]));
        }
    }
    assert!(broken.is_empty(), "outside src/discord:\n{}", broken.join("\n"));
}

#[test]
fn every_source_file_opens_with_what_it_is() {
    let silent: Vec<_> = rust_files(&source())
        .into_iter()
        .filter(|file| !fs::read_to_string(file).unwrap_or_default().starts_with("//!"))
        .collect();
    assert!(silent.is_empty(), "files without a //! head: {silent:?}");
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files_of(layer: &str) -> Vec<PathBuf> {
    let mut files = rust_files(&source().join(layer));
    files.push(source().join(format!("{layer}.rs")));
    files.retain(|file| file.exists());
    files
}

fn rust_files(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files
}

/// Lines of the file outside comments that hold one of `words`, as "file:line: word". Test modules may reach further.
fn offences(file: &Path, words: &[&str]) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap_or_default();
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = Vec::new();
    for (number, line) in code.lines().enumerate() {
        let line = line.split("//").next().unwrap_or_default();
        for word in words.iter().filter(|word| line.contains(**word)) {
            found.push(format!("{}:{}: {word}", file.display(), number + 1));
        }
    }
    found
}
