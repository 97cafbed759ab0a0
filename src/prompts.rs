//! `prompts/`, embedded or with a directory laid over it → the types of `core`. Called once at start and by `unhunch check`;
//! every fault names file, line and field, and all are found in one go.

mod catalogue;
mod check;
mod document;
mod files;
mod problem;
mod referral;
mod screening;
mod texts;

use std::path::Path;

pub use document::Document;
pub use files::{File, Files};
pub use problem::{Problem, Report};

use crate::core::catalogue::Catalogue;
use crate::core::content::Content;

/// Reads all content. A file in `dir` takes the place of the embedded file of the same relative path, further files add to
/// it, and an empty file takes the embedded one away; without `dir` only the embedded files count.
///
/// # Errors
/// Every problem found, by file and line.
pub fn load(dir: Option<&Path>) -> Result<Content, Vec<Problem>> {
    read(dir).0
}

/// Reads the exercises and routines alone, from where [`load`] reads them: in milliseconds, without the screening rules.
///
/// # Errors
/// Every problem found in them, by file and line.
pub fn load_catalogue(dir: Option<&Path>) -> Result<Catalogue, Vec<Problem>> {
    let mut report = Report::default();
    let catalogue = catalogue::read(&Files::read(dir, &mut report), &mut report);
    let (problems, _) = report.into_parts();
    if problems.is_empty() { Ok(catalogue) } else { Err(problems) }
}

/// What [`load`] finds, said in lines: counts, warnings and problems. For `unhunch check`.
#[derive(Debug)]
pub struct Summary {
    /// How much of each kind was read, for example "23 exercises"; empty when there are problems.
    pub found: Vec<String>,
    /// What works but wants attention.
    pub warnings: Vec<Problem>,
    /// What keeps the bot from starting.
    pub problems: Vec<Problem>,
}

/// Loads like [`load`] and says what was found. `today` decides which helpline numbers are due for another look.
pub fn check(dir: Option<&Path>, today: time::Date) -> Summary {
    let (content, mut warnings) = read(dir);
    match content {
        Ok(content) => {
            warnings.extend(outdated(&content, today));
            Summary { found: found(&content), warnings, problems: Vec::new() }
        }
        Err(problems) => Summary { found: Vec::new(), warnings, problems },
    }
}

fn read(dir: Option<&Path>) -> (Result<Content, Vec<Problem>>, Vec<Problem>) {
    let mut report = Report::default();
    let files = Files::read(dir, &mut report);
    let catalogue = catalogue::read(&files, &mut report);
    let replies = referral::replies(&files, &mut report);
    let regions = referral::regions(&files, &mut report);
    let texts = texts::read(&files, &mut report);
    let screener = screening::read(&files, &mut report);
    let (problems, warnings) = report.into_parts();
    let content = match (replies, regions, texts, screener) {
        (Some(replies), Some(regions), Some(texts), Some(screener)) if problems.is_empty() => {
            Ok(Content { catalogue, replies, regions, texts, screener })
        }
        _ => Err(problems),
    };
    (content, warnings)
}

fn outdated(content: &Content, today: time::Date) -> Vec<Problem> {
    let old = content.regions.outdated(today);
    old.map(|(code, region)| {
        let what = format!("numbers were checked on {}: more than a year ago", region.checked);
        Problem { file: referral::REGIONS.to_owned(), line: None, field: format!("regions.{code}.checked"), what }
    })
    .collect()
}

fn found(content: &Content) -> Vec<String> {
    vec![
        format!("{} exercises", content.catalogue.exercises().len()),
        format!("{} routines", content.catalogue.routines().len()),
        format!("{} countries with helplines", content.regions.all().count()),
        format!("{} screening rules", content.screener.rule_count()),
        format!("texts in {}", content.texts.languages().collect::<Vec<_>>().join(", ")),
    ]
}
