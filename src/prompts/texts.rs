//! `prompts/locales/<language>/*.ftl` → [`Texts`]. Every key of another language must exist in English.

use fluent::FluentResource;

use super::files::{File, Files};
use super::problem::{Problem, Report};
use crate::core::texts::{FALLBACK, Texts};

/// All texts that can be read; none when a language cannot be used at all.
pub(super) fn read(files: &Files, report: &mut Report) -> Option<Texts> {
    let mut texts = Texts::default();
    for file in files.under("locales/") {
        let Some(language) = language(file) else {
            report.problem(file.problem("must stand in locales/<language>/"));
            continue;
        };
        add(&mut texts, language, file, report);
    }
    texts.sort();
    for file in files.under("locales/").filter(|file| language(file) != Some(FALLBACK)) {
        for (line, key) in keys(&file.text).filter(|(_, key)| !texts.has(key)) {
            report.problem(fault(file, Some(line), key, "does not exist in English"));
        }
    }
    Some(texts)
}

fn language(file: &File) -> Option<&str> {
    let mut parts = file.path.split('/').skip(1);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(language), Some(_), None) => Some(language),
        _ => None,
    }
}

fn add(texts: &mut Texts, language: &str, file: &File, report: &mut Report) {
    let resource = FluentResource::try_new(file.text.clone()).unwrap_or_else(|(resource, errors)| {
        for error in errors {
            let line = file.text.bytes().take(error.pos.start).filter(|byte| *byte == b'\n').count() + 1;
            report.problem(fault(file, Some(line), "", &error.to_string()));
        }
        resource
    });
    match texts.add(language, resource) {
        Ok(()) => {}
        Err(twice) => {
            for key in twice {
                let line = keys(&file.text).filter(|(_, found)| *found == key).last().map(|(line, _)| line);
                report.problem(fault(file, line, &key, "is defined twice, or the language is not one"));
            }
        }
    }
}

/// Line and key of every message: in Fluent a message begins at the beginning of a line.
fn keys(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().filter_map(|(at, line)| {
        let (key, _) = line.split_once('=')?;
        let begins = key.starts_with(|c: char| c.is_ascii_alphabetic());
        begins.then(|| (at + 1, key.trim()))
    })
}

fn fault(file: &File, line: Option<usize>, field: &str, what: &str) -> Problem {
    Problem { file: file.shown.clone(), line, field: field.to_owned(), what: what.to_owned() }
}
