//! What is wrong with a file of `prompts/`, and where. Made by the readers beside it, shown at start and by `unhunch check`.

use std::fmt;

/// A fault or a warning.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file as a person would open it, for example `prompts/exercises/cat-cow.toml`.
    pub file: String,
    /// Line from 1; absent when the whole file is meant.
    pub line: Option<usize>,
    /// The key, for example `timer.phases[0].seconds` (counted from 0); empty when the whole file is meant.
    pub field: String,
    /// What is wrong with it.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.field.is_empty() {
            write!(f, ": {}", self.field)?;
        }
        write!(f, ": {}", self.what)
    }
}

/// Everything found while reading.
#[derive(Debug, Default)]
pub struct Report {
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl Report {
    /// Something that keeps the bot from starting.
    pub fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Something that works but wants attention.
    pub fn warning(&mut self, warning: Problem) {
        self.warnings.push(warning);
    }

    /// Problems and warnings, by file and line.
    pub fn into_parts(mut self) -> (Vec<Problem>, Vec<Problem>) {
        self.problems.sort();
        self.problems.dedup();
        self.warnings.sort();
        (self.problems, self.warnings)
    }
}
