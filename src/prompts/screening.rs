//! `prompts/screening/` → [`Screener`]. The language of the files is that of `core::screening::rules`.

use super::files::{File, Files};
use super::problem::{Problem, Report};
use crate::core::screening::{self, RuleFile, Screener, rules};

/// The compiled rules, when every file can be read.
pub(super) fn read(files: &Files, report: &mut Report) -> Option<Screener> {
    let mut good: Vec<RuleFile> = Vec::new();
    let mut whole = true;
    for file in files.under("screening/") {
        match rules::parse(&file.shown, &file.text) {
            Ok(rules) => good.push(rules),
            Err(problems) => {
                whole = false;
                problems.into_iter().for_each(|p| report.problem(shown(p, files)));
            }
        }
    }
    match Screener::new(&good) {
        Ok(screener) => whole.then_some(screener),
        // With a file missing, what is said of the rest may be its echo.
        Err(problems) => {
            problems.into_iter().filter(|_| whole).for_each(|p| report.problem(shown(p, files)));
            None
        }
    }
}

fn shown(problem: screening::Problem, files: &Files) -> Problem {
    let name = |file: &File| format!("{}.toml", file.stem());
    let file = files.under("screening/").find(|file| name(file) == problem.file);
    Problem {
        file: file.map_or(problem.file, |file| file.shown.clone()),
        line: Some(problem.line),
        field: problem.field,
        what: problem.what,
    }
}
