//! `unhunch screen`: messages from standard input → verdicts on standard output, one JSON line each, or words for a person.

use std::io::{BufRead, ErrorKind, Write};
use std::process::ExitCode;

use anyhow::Context as _;
use serde::Serialize;
use serde_json::Value;

use crate::core::content::Content;
use crate::core::referral::ReplyKind;
use crate::core::screening::second::SecondReader;
use crate::core::screening::{Evidence, Label, Part, Screener, Silenced, Topic, Urgency, Verdict, parts, read};

/// How input is read and output written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Each line is a message; otherwise a JSON object with `text` and, if wanted, `id`.
    pub lines: bool,
    /// Words for a person instead of JSON.
    pub explain: bool,
}

/// The rules and, where it is on, the language model.
#[derive(Clone, Copy)]
struct Readers<'a> {
    first: &'a Screener,
    second: Option<&'a SecondReader>,
}

impl Readers<'_> {
    fn read(self, text: &str) -> Verdict {
        if !self.first.is_candidate(text) {
            return Verdict::default();
        }
        let verdict = read(self.first, text);
        match self.second {
            Some(second) => second.add_to(verdict, text),
            None => verdict,
        }
    }
}

/// One message and where it comes from.
struct Message {
    id: Option<Value>,
    text: String,
}

/// One line of output, fields in their order.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a Value>,
    labels: &'a [Label],
    urgency: Option<Urgency>,
    topics: &'a [Topic],
    reply: Option<ReplyKind>,
    evidence: &'a [Evidence],
    silenced: &'a [Silenced],
}

/// Reads `input` to its end and answers line by line. A bad line is reported with its number on `errors` and the rest goes
/// on; the exit status is then 1.
///
/// # Errors
/// `input`, `output` or `errors` fails. A reader of `output` that has gone away is no error.
pub fn run(
    content: &Content,
    second: Option<&SecondReader>,
    input: impl BufRead,
    output: impl Write,
    errors: impl Write,
    options: Options,
) -> anyhow::Result<ExitCode> {
    let readers = Readers { first: &content.screener, second };
    let bad = answer_all(readers, input, output, errors, options)?;
    Ok(if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// As [`run`], with the number of bad lines as the result.
fn answer_all(
    readers: Readers<'_>,
    mut input: impl BufRead,
    mut output: impl Write,
    mut errors: impl Write,
    options: Options,
) -> anyhow::Result<usize> {
    let mut line = Vec::new();
    let mut bad = 0;
    for number in 1_usize.. {
        line.clear();
        if input.read_until(b'\n', &mut line).context("cannot read standard input")? == 0 {
            break;
        }
        match message(&line, options.lines) {
            Ok(None) => {}
            Ok(Some(message)) => {
                if !answer(readers, &message, number, &mut output, options)? {
                    break;
                }
            }
            Err(what) => {
                bad += 1;
                writeln!(errors, "line {number}: {what}").context("cannot write to standard error")?;
            }
        }
    }
    Ok(bad)
}

/// The message of one line; `None` for an empty line between JSON objects.
fn message(line: &[u8], plain: bool) -> Result<Option<Message>, String> {
    let text = std::str::from_utf8(line).map_err(|_| "is not UTF-8".to_owned())?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if plain {
        return Ok(Some(Message { id: None, text: text.to_owned() }));
    }
    if text.trim().is_empty() {
        return Ok(None);
    }
    let value: Value = serde_json::from_str(text).map_err(|e| format!("is not JSON: {e}"))?;
    let Value::Object(mut object) = value else { return Err("is not a JSON object with `text`".to_owned()) };
    let id = object.remove("id");
    match object.remove("text") {
        Some(Value::String(text)) => Ok(Some(Message { id, text })),
        Some(_) => Err("`text` is not a string".to_owned()),
        None => Err("`text` is missing".to_owned()),
    }
}

/// Writes one verdict at once; false when nobody reads any more.
fn answer(
    readers: Readers<'_>,
    message: &Message,
    number: usize,
    output: &mut impl Write,
    options: Options,
) -> anyhow::Result<bool> {
    let verdict = readers.read(&message.text);
    let text = match options.explain {
        true => explained(message, number, &verdict, &parts(readers.first, &message.text)),
        false => json(message, &verdict)?,
    };
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error).context("cannot write to standard output"),
    }
}

fn json(message: &Message, verdict: &Verdict) -> anyhow::Result<String> {
    let answer = Answer {
        id: message.id.as_ref(),
        labels: &verdict.labels,
        urgency: verdict.urgency,
        topics: &verdict.topics,
        reply: ReplyKind::for_verdict(verdict),
        evidence: &verdict.evidence,
        silenced: &verdict.silenced,
    };
    let mut line = serde_json::to_string(&answer).context("cannot write a verdict as JSON")?;
    line.push('\n');
    Ok(line)
}

/// The verdict in words: what it is, which words fired, what was silenced by what, what may add up with other messages of the
/// same half hour, and which reply follows.
fn explained(message: &Message, number: usize, verdict: &Verdict, parts: &[Part]) -> String {
    let name = match &message.id {
        Some(Value::String(id)) => id.clone(),
        Some(id) => id.to_string(),
        None => format!("line {number}"),
    };
    let mut out = format!("{name}: {}\n", summary(verdict));
    let words = |start: usize, end: usize| message.text.get(start..end).unwrap_or_default().replace('\n', " ");
    for found in &verdict.evidence {
        out += &match found {
            Evidence::Rule { rule, start, end, .. } => format!("  fired     {rule}  “{}”\n", words(*start, *end)),
            Evidence::Model { label, p } => format!("  model     {}  {p:.2}\n", plain(label)),
        };
    }
    for found in &verdict.silenced {
        let by = found.words.as_ref().map_or_else(|| found.by.clone(), |w| format!("{} “{w}”", found.by));
        out += &format!("  silenced  {}  “{}”  by {by}\n", found.rule, words(found.start, found.end));
    }
    for part in parts {
        out += &format!("  part      {}  “{}”\n", part.name, words(part.start, part.end));
    }
    out += &match ReplyKind::for_verdict(verdict) {
        Some(kind) => format!("  reply     {}\n", kind.name()),
        None => "  reply     none\n".to_owned(),
    };
    out
}

fn summary(verdict: &Verdict) -> String {
    if verdict.labels.is_empty() {
        return "nothing found".to_owned();
    }
    let labels: Vec<String> = verdict.labels.iter().map(plain).collect();
    let mut out = labels.join(", ");
    if let Some(urgency) = &verdict.urgency {
        let topics: Vec<String> = verdict.topics.iter().map(plain).collect();
        out += &format!(" ({}: {})", plain(urgency), topics.join(", "));
    }
    out
}

/// The word that JSON has for a label, urgency or topic.
fn plain(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screener() -> Screener {
        let rules = r#"
[family]
label = "red_flag"
urgency = "emergency"
topics = ["cauda_equina"]
[[rule]]
name = "saddle"
any = ["crotch ~3 numb"]
must_fire = ["my crotch is numb"]
[[part]]
name = "toe"
any = ["numb toe"]
must_fire = ["numb toe"]
[[modifier]]
name = "no"
kind = "negation"
reach = "forward"
words = ["never"]
[gate]
enough = { short = 60, short_needs = 10, long = 250, long_needs = 20 }
one = ["numb"]
"#;
        Screener::from_texts([("tail.toml", rules)]).unwrap()
    }

    fn answers(input: &[u8], options: Options) -> (String, String, usize) {
        let (mut out, mut errors) = (Vec::new(), Vec::new());
        let bad =
            answer_all(Readers { first: &screener(), second: None }, input, &mut out, &mut errors, options).unwrap();
        (String::from_utf8(out).unwrap(), String::from_utf8(errors).unwrap(), bad)
    }

    #[test]
    fn a_verdict_is_one_json_line_with_its_fields_in_order() {
        let (out, _, bad) = answers(b"{\"id\":\"2\",\"text\":\"ugh, my crotch is numb\"}\n", Options::default());
        assert_eq!(
            out,
            "{\"id\":\"2\",\"labels\":[\"red_flag\"],\"urgency\":\"emergency\",\"topics\":[\"cauda_equina\"],\
             \"reply\":\"red-flag-emergency\",\"evidence\":[{\"reader\":\"rule\",\"rule\":\"tail/saddle\",\"start\":8,\
             \"end\":22}],\"silenced\":[]}\n"
        );
        assert_eq!(bad, 0);
    }

    #[test]
    fn a_bad_line_is_reported_and_the_rest_goes_on() {
        let (out, errors, bad) = answers(b"nonsense\n\n{\"id\":1}\n\xff\n{\"text\":\"hello\"}", Options::default());
        assert_eq!(out.lines().count(), 1);
        let lines: Vec<&str> = errors.lines().collect();
        assert!(lines[0].starts_with("line 1: is not JSON"), "{errors}");
        assert_eq!(lines[1..], ["line 3: `text` is missing", "line 4: is not UTF-8"]);
        assert_eq!(bad, 3);
    }

    #[test]
    fn plain_lines_are_messages() {
        let (out, _, _) = answers(b"crotch numb\r\nhi\n", Options { lines: true, explain: false });
        assert_eq!(out.lines().filter(|l| l.starts_with("{\"labels\":[")).count(), 2);
    }

    #[test]
    fn a_person_is_told_which_words_fired_and_what_silenced_them() {
        let options = Options { lines: true, explain: true };
        let (out, _, _) = answers("crotch numb\nnever my crotch gone numb\nnumb toe\n".as_bytes(), options);
        assert_eq!(
            out,
            "line 1: red_flag (emergency: cauda_equina)\n  fired     tail/saddle  “crotch numb”\n  \
             reply     red-flag-emergency\nline 2: nothing found\n  silenced  tail/saddle  “crotch gone numb”  by negation \
             “never”\n  reply     none\nline 3: nothing found\n  part      tail/toe  “numb toe”\n  reply     none\n"
        );
    }
}
