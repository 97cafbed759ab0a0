//! One entry of the gate's lists, as it is written in `prompts/screening/gate.toml` → the strings to look for.
//! Classes multiply without being written out: what comes before the last class is looked for apart from it.

/// A string to look for in the raw text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stem {
    /// In small letters.
    pub body: String,
    /// No letter or digit may stand before it.
    pub starts: bool,
    /// None may follow it.
    pub ends: bool,
}

/// An entry: any of `last`, after any of `first` and one space where there are such.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Empty for an entry of one part.
    pub first: Vec<Stem>,
    pub last: Vec<Stem>,
}

/// Ways to write what comes before the last class, at most.
const MAX_WAYS: usize = 400;

/// Reads one entry. The error says what is wrong, for the person who wrote it.
pub fn parse(text: &str) -> Result<Entry, String> {
    if text.chars().any(char::is_uppercase) {
        return Err("write stems in small letters".to_owned());
    }
    let mut parts = parts(text)?;
    let last = parts.pop().ok_or("the entry is empty")?;
    let mut first = vec![String::new()];
    for choices in &parts {
        first = first.iter().flat_map(|so_far| choices.iter().map(move |c| format!("{so_far} {c}"))).collect();
        if first.len() > MAX_WAYS {
            return Err(format!("it can begin in more than {MAX_WAYS} ways: write it as two entries"));
        }
    }
    let first = if parts.is_empty() { Vec::new() } else { stems(&first)? };
    Ok(Entry { first, last: stems(&last)? })
}

/// The parts of an entry: plain words have one choice, a class in brackets has several.
fn parts(text: &str) -> Result<Vec<Vec<String>>, String> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (part, after) = if let Some(inside) = rest.strip_prefix('(') {
            inside.split_once(')').ok_or("a “)” is missing")?
        } else {
            rest.split_at(rest.find('(').unwrap_or(rest.len()))
        };
        if part.contains(['(', ')']) {
            return Err("brackets do not nest, and each needs its other half".to_owned());
        }
        parts.push(part.split('|').map(|choice| choice.trim().to_owned()).collect());
        rest = after.trim();
    }
    Ok(parts)
}

fn stems(texts: &[String]) -> Result<Vec<Stem>, String> {
    let mut out = Vec::new();
    for text in texts.iter().map(|t| t.trim()) {
        let body = text.trim_matches('*');
        if body.is_empty() {
            return Err("a choice is empty".to_owned());
        }
        let (starts, ends) = (!text.starts_with('*'), !text.ends_with('*'));
        // Telephones write a curly apostrophe, hasty people none.
        for body in spellings(body) {
            out.push(Stem { body, starts, ends });
        }
    }
    Ok(out)
}

fn spellings(body: &str) -> Vec<String> {
    if body.contains('\'') {
        ["'", "\u{2019}", ""].iter().map(|mark| body.replace('\'', mark)).collect()
    } else {
        vec![body.to_owned()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies(stems: &[Stem]) -> Vec<&str> {
        stems.iter().map(|s| s.body.as_str()).collect()
    }

    #[test]
    fn what_comes_before_the_last_class_is_kept_apart() {
        let entry = parse("(my | his) left (arm | leg*)").unwrap();
        assert_eq!(bodies(&entry.first), ["my left", "his left"]);
        assert_eq!(bodies(&entry.last), ["arm", "leg"]);
        assert!(entry.last[0].ends && !entry.last[1].ends);
    }

    #[test]
    fn an_apostrophe_may_be_curly_or_missing() {
        assert_eq!(bodies(&parse("can't pee").unwrap().last), ["can't pee", "can’t pee", "cant pee"]);
    }

    #[test]
    fn mistakes_are_named() {
        for (text, part) in
            [("(a | b", "missing"), ("Numb", "small letters"), ("(a | ) b", "empty"), ("a) b", "other half")]
        {
            let error = parse(text).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
