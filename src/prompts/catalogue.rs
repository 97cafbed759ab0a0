//! `prompts/exercises/` and `prompts/routines/` → [`Catalogue`], with every range and reference checked.

mod exercise;
mod routine;

use std::collections::HashMap;

use super::check::Check;
use super::document::Document;
use super::files::{File, Files};
use super::problem::Report;
use crate::core::catalogue::{Catalogue, Exercise, Routine, fold};

/// Longest id, so that button ids with it stay within Discord's 100 characters.
const SLUG: usize = 40;

/// All exercises and routines that can be read; the rest is in `report`.
pub(super) fn read(files: &Files, report: &mut Report) -> Catalogue {
    let mut taken = Taken::default();
    let mut exercises = Vec::new();
    for file in files.under("exercises/") {
        let Some(document) = Document::parse(file, report) else { continue };
        let Some(mut found) = document.read::<Exercise>(report) else { continue };
        found.slug = slug(file, report);
        let mut check = Check::new(&document, report);
        exercise::check(&found, &mut check);
        taken.claim(&found.slug, &found.name, &found.aliases, &mut check);
        exercises.push(found);
    }
    let routines = routines(files, &exercises, &mut taken, report);
    Catalogue::new(exercises, routines)
}

fn routines(files: &Files, exercises: &[Exercise], taken: &mut Taken, report: &mut Report) -> Vec<Routine> {
    let mut routines = Vec::new();
    for file in files.under("routines/") {
        let Some(document) = Document::parse(file, report) else { continue };
        let Some(mut found) = document.read::<Routine>(report) else { continue };
        found.slug = slug(file, report);
        let mut check = Check::new(&document, report);
        routine::check(&found, exercises, &mut check);
        taken.claim(&found.slug, &found.name, &found.aliases, &mut check);
        routines.push(found);
    }
    routines
}

fn slug(file: &File, report: &mut Report) -> String {
    let stem = file.stem();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if stem.is_empty() || stem.len() > SLUG || !stem.chars().all(plain) {
        report.problem(file.problem(format!("the file name may have a–z, 0–9 and - only, at most {SLUG} of them")));
    }
    stem.to_owned()
}

/// Who has which name, folded, over all exercises and routines.
#[derive(Default)]
struct Taken {
    by: HashMap<String, String>,
}

impl Taken {
    fn claim(&mut self, slug: &str, name: &str, aliases: &[String], check: &mut Check<'_, '_>) {
        let places = std::iter::once(("name".to_owned(), slug)).chain(std::iter::once(("name".to_owned(), name)));
        let others = aliases.iter().enumerate().map(|(at, alias)| (format!("aliases[{at}]"), alias.as_str()));
        for (field, text) in places.chain(others) {
            let owner = self.by.entry(fold(text)).or_insert_with(|| slug.to_owned());
            if owner != slug {
                check.fault(&field, format!("“{text}” already names {owner}"));
            }
        }
    }
}
