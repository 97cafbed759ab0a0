//! The files of `prompts/`: those built into the program, and those of a directory laid over them. Read by `prompts.rs`.

use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, include_dir};

use super::problem::{Problem, Report};

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/prompts");

/// What each directory holds.
const KINDS: [(&str, &str); 5] = [
    ("exercises/", ".toml"),
    ("routines/", ".toml"),
    ("replies/", ".toml"),
    ("screening/", ".toml"),
    ("locales/", ".ftl"),
];

/// One text file.
#[derive(Debug, Clone)]
pub struct File {
    /// Path below `prompts/`, with `/`, for example `exercises/cat-cow.toml`.
    pub path: String,
    /// The file as a person would open it.
    pub shown: String,
    /// What it says.
    pub text: String,
}

impl File {
    /// File name without directory and ending.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// A problem of the whole file.
    pub fn problem(&self, what: impl Into<String>) -> Problem {
        Problem { file: self.shown.clone(), line: None, field: String::new(), what: what.into() }
    }
}

/// All files by path below `prompts/`.
#[derive(Debug, Default)]
pub struct Files {
    files: BTreeMap<String, File>,
}

impl Files {
    /// The embedded files, with those of `over` in their place or beside them. What cannot be read goes to `report`.
    pub fn read(over: Option<&Path>, report: &mut Report) -> Self {
        let mut files = Self::default();
        files.embedded(&EMBEDDED, report);
        if let Some(dir) = over {
            files.lay_over(dir, dir, report);
        }
        files.files.retain(|_, file| !file.text.trim().is_empty());
        files
    }

    /// The files directly or deeper in `directory` (with a `/` at its end), by path.
    pub fn under(&self, directory: &str) -> impl Iterator<Item = &File> {
        self.files.values().filter(move |file| file.path.starts_with(directory))
    }

    /// One file by its path below `prompts/`.
    pub fn get(&self, path: &str) -> Option<&File> {
        self.files.get(path)
    }

    fn embedded(&mut self, dir: &'static Dir<'static>, report: &mut Report) {
        for file in dir.files() {
            let path = slashes(file.path());
            self.add(path.clone(), format!("prompts/{path}"), file.contents(), report);
        }
        dir.dirs().for_each(|deeper| self.embedded(deeper, report));
    }

    fn lay_over(&mut self, root: &Path, dir: &Path, report: &mut Report) {
        let entries = match std::fs::read_dir(dir) {
            Ok(entries) => entries,
            Err(error) => return report.problem(whole(dir, &format!("cannot be read: {error}"))),
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                self.lay_over(root, &path, report);
                continue;
            }
            let below = slashes(path.strip_prefix(root).unwrap_or(&path));
            match std::fs::read(&path) {
                Ok(bytes) => self.add(below, path.display().to_string(), &bytes, report),
                Err(error) => report.problem(whole(&path, &format!("cannot be read: {error}"))),
            }
        }
    }

    fn add(&mut self, path: String, shown: String, bytes: &[u8], report: &mut Report) {
        if !KINDS.iter().any(|(directory, ending)| path.starts_with(directory) && path.ends_with(ending)) {
            if !aside(&path) {
                let what = "is not read by anything: wrong directory or ending?".to_owned();
                report.warning(Problem { file: shown, line: None, field: String::new(), what });
            }
            return;
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                self.files.insert(path.clone(), File { path, shown, text: text.to_owned() });
            }
            Err(_) => {
                report.problem(Problem { file: shown, line: None, field: String::new(), what: "is not UTF-8".into() })
            }
        }
    }
}

/// Notes, hidden files and editors' backups are nobody's content.
fn aside(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with('.') || name.ends_with('~') || name.ends_with(".md")
}

fn slashes(path: &Path) -> String {
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn whole(path: &Path, what: &str) -> Problem {
    Problem { file: path.display().to_string(), line: None, field: String::new(), what: what.to_owned() }
}
