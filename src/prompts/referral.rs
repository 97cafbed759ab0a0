//! `prompts/replies/` → [`Replies`] and [`Regions`], with lengths, placeholders and numbers checked.

use super::check::{Check, NAME};
use super::document::Document;
use super::files::Files;
use super::problem::{Problem, Report};
use crate::core::referral::{Line, PLACEHOLDERS, Region, Regions, Replies, Reply, ReplyKind};

/// The file of numbers, as a person would open it.
pub(super) const REGIONS: &str = "prompts/replies/regions.toml";
const REGIONS_PATH: &str = "replies/regions.toml";

/// Heading of a card.
const TITLE: usize = 256;
/// What stands in a channel.
const SHORT: usize = 300;
/// What stands on the private card.
const FULL: usize = 600;
/// A sentence of the fall-back.
const SENTENCE: usize = 300;

/// All replies, when each is there and can be read.
pub(super) fn replies(files: &Files, report: &mut Report) -> Option<Replies> {
    for file in files.under("replies/").filter(|file| file.path != REGIONS_PATH) {
        if ReplyKind::from_name(file.stem()).is_none() {
            report.warning(file.problem("is no reply the bot knows"));
        }
    }
    let found: Vec<(ReplyKind, Option<Reply>)> =
        ReplyKind::ALL.into_iter().map(|kind| (kind, reply(kind, files, report))).collect();
    Replies::new(|wanted| found.iter().find(|(kind, _)| *kind == wanted).and_then(|(_, reply)| reply.clone()))
}

fn reply(kind: ReplyKind, files: &Files, report: &mut Report) -> Option<Reply> {
    let path = format!("replies/{}.toml", kind.name());
    let Some(file) = files.get(&path) else {
        report.problem(missing(&format!("prompts/{path}")));
        return None;
    };
    let document = Document::parse(file, report)?;
    let reply: Reply = document.read(report)?;
    let mut check = Check::new(&document, report);
    for (field, text, max) in
        [("title", &reply.title, TITLE), ("short", &reply.short, SHORT), ("full", &reply.full, FULL)]
    {
        check.text(field, text, max);
        placeholders(field, text, &PLACEHOLDERS, &mut check);
    }
    Some(reply)
}

fn missing(shown: &str) -> Problem {
    Problem { file: shown.to_owned(), line: None, field: String::new(), what: "is missing".into() }
}

/// Every `{word}` must be one of `known`.
fn placeholders(field: &str, text: &str, known: &[&str], check: &mut Check<'_, '_>) {
    for piece in text.split('{').skip(1) {
        match piece.split_once('}') {
            Some((name, _)) if known.contains(&name) => {}
            Some((name, _)) => check.fault(field, format!("{{{name}}} is not one of {{{}}}", known.join("}, {"))),
            None => check.fault(field, "has a { without }"),
        }
    }
}

/// All numbers, when they can be read.
pub(super) fn regions(files: &Files, report: &mut Report) -> Option<Regions> {
    let Some(file) = files.get(REGIONS_PATH) else {
        report.problem(missing(REGIONS));
        return None;
    };
    let document = Document::parse(file, report)?;
    let regions: Regions = document.read(report)?;
    let mut check = Check::new(&document, report);
    fallback(&regions, &mut check);
    for (code, region) in regions.all() {
        self::region(code, region, &mut check);
    }
    Some(regions)
}

fn fallback(regions: &Regions, check: &mut Check<'_, '_>) {
    let fallback = regions.fallback();
    check.text("fallback.note", &fallback.note, SENTENCE);
    let sorts = [("emergency", &fallback.emergency), ("crisis", &fallback.crisis), ("advice", &fallback.advice)];
    for (sort, words) in sorts {
        for (key, text, known) in [
            ("none", &words.none, &[] as &[&str]),
            ("sure", &words.sure, &["lines"]),
            ("unsure", &words.unsure, &["lines"]),
        ] {
            let field = format!("fallback.{sort}.{key}");
            check.text(&field, text, SENTENCE);
            placeholders(&field, text, known, check);
            if key == "sure" && !text.contains("{lines}") {
                check.fault(&field, "{lines} is missing");
            }
        }
    }
}

fn region(code: &str, region: &Region, check: &mut Check<'_, '_>) {
    let field = format!("regions.{code}");
    if code.len() != 2 || !code.chars().all(|c| c.is_ascii_uppercase()) {
        check.fault(&field, "is not a code of two capital letters");
    }
    check.text(&format!("{field}.name"), &region.name, NAME);
    if region.emergency.is_empty() {
        check.fault(&field, "has no emergency number");
    }
    for (sort, lines) in [("emergency", &region.emergency), ("crisis", &region.crisis), ("advice", &region.advice)] {
        for (at, line) in lines.iter().enumerate() {
            self::line(&format!("{field}.{sort}[{at}]"), line, check);
        }
    }
}

fn line(field: &str, line: &Line, check: &mut Check<'_, '_>) {
    check.text(&format!("{field}.number"), &line.number, NAME);
    check.text(&format!("{field}.source"), &line.source, SENTENCE);
    if crate::core::text::len(&line.shown()) > NAME {
        check.fault(field, format!("has more than {NAME} characters with name, hours and how"));
    }
}
