//! A message → words the rules can read, each with its place in the given text. Look-alikes, masking, elongation and
//! misspellings are undone; code, links and mentions are left out; quotes are marked.

use std::collections::HashMap;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use super::lexicon::{Lexicon, WordId};

/// Words read at most; a Discord message has at most 4,000 characters.
pub const MAX_TOKENS: usize = 2_000;

/// What stands between a word and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Break {
    /// Nothing but space, or a hyphen.
    #[default]
    None,
    /// A comma, a bracket, an emoji.
    Comma,
    /// The end of a sentence or of a line.
    Sentence,
}

/// One word of a message.
#[derive(Debug, Clone, Copy, Default)]
pub struct Token {
    /// Bytes of the given text.
    pub start: usize,
    /// End in the given text, exclusive.
    pub end: usize,
    /// What stands before it.
    pub before: Break,
    /// It is somebody else's words: in a quoted line or between quotation marks.
    pub quoted: bool,
    hits_from: u32,
    hits_to: u32,
}

/// A message as the rules read it.
#[derive(Debug, Default)]
pub struct Reading {
    /// The words, in order.
    pub tokens: Vec<Token>,
    hits: Vec<WordId>,
}

impl Reading {
    /// The numbers of the patterns' words that the word at `at` matches.
    pub fn hits(&self, at: usize) -> &[WordId] {
        self.tokens.get(at).map_or(&[], |t| &self.hits[t.hits_from as usize..t.hits_to as usize])
    }
}

/// Misspelling → the word meant, both normalised.
pub type Spelling = HashMap<Box<str>, Box<str>>;

/// Reads `text` with the words of `lexicon`.
pub fn read(text: &str, lexicon: &Lexicon, spelling: &Spelling) -> Reading {
    let mut reader = Reader::new(lexicon, spelling);
    reader.run(text);
    reader.join_spaced_letters(text);
    reader.out
}

struct Reader<'a> {
    lexicon: &'a Lexicon,
    spelling: &'a Spelling,
    out: Reading,
    word: String,
    word_start: usize,
    word_end: usize,
    before: Break,
    quoted_line: bool,
    in_quotes: bool,
}

impl<'a> Reader<'a> {
    fn new(lexicon: &'a Lexicon, spelling: &'a Spelling) -> Self {
        Self {
            lexicon,
            spelling,
            out: Reading::default(),
            word: String::new(),
            word_start: 0,
            word_end: 0,
            before: Break::Sentence,
            quoted_line: false,
            in_quotes: false,
        }
    }

    fn run(&mut self, text: &str) {
        let mut line_start = true;
        let mut at = 0;
        while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
            if self.out.tokens.len() >= MAX_TOKENS {
                break;
            }
            if let Some(skip) = set_apart(&text[at..]) {
                self.flush();
                self.break_here(Break::Comma);
                at += skip;
                line_start = false;
                continue;
            }
            if line_start && (c == '>' || (c == '*' && is_roleplay(&text[at..]))) {
                self.quoted_line = true;
            }
            self.take(c, at, text);
            if c == '\n' {
                self.quoted_line = false;
                self.in_quotes = false;
                line_start = true;
            } else if !c.is_whitespace() {
                line_start = false;
            }
            at += c.len_utf8();
        }
        self.flush();
    }

    fn take(&mut self, c: char, at: usize, text: &str) {
        if is_invisible(c) || is_apostrophe(c) && !self.word.is_empty() {
            return;
        }
        let next = text[at + c.len_utf8()..].chars().next();
        if is_word(c) {
            self.letter(c, at);
        } else if self.is_inside_number(c, next) || self.is_masking(c, next) {
            self.push_raw(c, at);
        } else {
            let closes = is_quotation(c) && (self.in_quotes || closed_on_this_line(&text[at + c.len_utf8()..]));
            self.between(c, at, next, closes);
        }
    }

    fn letter(&mut self, c: char, at: usize) {
        // "80yo" and "39c" are two words; "l5" and "p33" are one.
        let starts_with_digit = self.word.as_bytes().first().is_some_and(u8::is_ascii_digit);
        if starts_with_digit && c.is_alphabetic() && self.word.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            self.flush();
        }
        if self.word.is_empty() {
            self.word_start = at;
        }
        decompose_compatible(c, |part| {
            if !is_combining_mark(part) {
                for lower in part.to_lowercase() {
                    self.word.push(lookalike(lower));
                }
            }
        });
        self.word_end = at + c.len_utf8();
    }

    fn push_raw(&mut self, c: char, at: usize) {
        if self.word.is_empty() {
            self.word_start = at;
        }
        self.word.push(if c == ',' { '.' } else { c });
        self.word_end = at + c.len_utf8();
    }

    fn is_inside_number(&self, c: char, next: Option<char>) -> bool {
        matches!(c, '.' | ',')
            && !self.word.is_empty()
            && self.word.bytes().all(|b| b.is_ascii_digit())
            && next.is_some_and(|n| n.is_ascii_digit())
    }

    /// `k!ll`, `k*ll`, `$uicide`: a mark inside a word stands for a letter.
    fn is_masking(&self, c: char, next: Option<char>) -> bool {
        matches!(c, '@' | '$' | '!' | '*' | '©')
            && next.is_some_and(|n| n.is_alphanumeric())
            && (!self.word.is_empty() || c == '$' && next.is_some_and(char::is_alphabetic))
    }

    fn between(&mut self, c: char, at: usize, next: Option<char>, closes: bool) {
        if c == '/' && self.word == "w" {
            self.word.clear();
            self.word.push_str("with");
            self.flush();
            return;
        }
        self.flush();
        match c {
            '.' if next.is_some_and(|n| n.is_alphanumeric()) => self.break_here(Break::Comma),
            '.' | '!' | '?' | ';' | '\n' | '\u{2026}' => self.break_here(Break::Sentence),
            ',' | ':' | '(' | ')' | '\u{2013}' | '\u{2014}' => self.break_here(Break::Comma),
            _ if is_quotation(c) && closes => self.in_quotes = !self.in_quotes,
            '&' | '+' => self.emit_sign("and", at, c),
            '\u{1f480}' | '\u{2620}' => self.emit_sign("emojiskull", at, c),
            '\u{1f602}' | '\u{1f923}' | '\u{1f606}' => self.emit_sign("emojilaugh", at, c),
            '\u{1f62d}' => self.emit_sign("emojicry", at, c),
            '\u{1f52b}' | '\u{1faa2}' => self.emit_sign("emojimeans", at, c),
            _ if c.is_whitespace() || is_joiner(c) => {}
            _ => self.break_here(Break::Comma),
        }
    }

    fn emit_sign(&mut self, word: &str, at: usize, c: char) {
        self.word.push_str(word);
        self.word_start = at;
        self.word_end = at + c.len_utf8();
        self.flush();
    }

    fn break_here(&mut self, kind: Break) {
        self.before = self.before.max(kind);
    }

    fn flush(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let hits_from = self.out.hits.len() as u32;
        resolve(&self.word, self.lexicon, self.spelling, &mut self.out.hits);
        self.out.tokens.push(Token {
            start: self.word_start,
            end: self.word_end,
            before: std::mem::take(&mut self.before),
            quoted: self.quoted_line || self.in_quotes,
            hits_from,
            hits_to: self.out.hits.len() as u32,
        });
        self.word.clear();
    }

    /// `n u m b` and `s.u.i.c.i.d.e`: single letters that spell a word the rules know become that word.
    fn join_spaced_letters(&mut self, text: &str) {
        let single = |t: &Token| {
            text[t.start..t.end].chars().count() == 1 && text[t.start..t.end].chars().all(char::is_alphabetic)
        };
        let mut at = 0;
        while at < self.out.tokens.len() {
            let run = self.out.tokens[at..].iter().take_while(|t| single(t)).count();
            if run >= 4 {
                let word: String = self.out.tokens[at..at + run]
                    .iter()
                    .flat_map(|t| text[t.start..t.end].chars())
                    .flat_map(char::to_lowercase)
                    .collect();
                if self.lexicon.knows(&word) {
                    let hits_from = self.out.hits.len() as u32;
                    self.lexicon.resolve(&word, &mut self.out.hits);
                    let end = self.out.tokens[at + run - 1].end;
                    let joined = Token { end, hits_from, hits_to: self.out.hits.len() as u32, ..self.out.tokens[at] };
                    self.out.tokens.splice(at..at + run, [joined]);
                }
            }
            at += run.max(1);
        }
    }
}

/// What the rules know of `word`: as it stands, else without elongation, masking or misspelling.
fn resolve(word: &str, lexicon: &Lexicon, spelling: &Spelling, hits: &mut Vec<WordId>) {
    if let Some(meant) = spelling.get(word) {
        lexicon.resolve(meant, hits);
        return;
    }
    let before = hits.len();
    lexicon.resolve(word, hits);
    if hits.len() > before {
        return;
    }
    for squeezed in [squeeze(word, 2), squeeze(word, 1)].into_iter().flatten() {
        let meant = spelling.get(squeezed.as_str()).map_or(squeezed.as_str(), |m| m);
        lexicon.resolve(meant, hits);
        if hits.len() > before {
            return;
        }
    }
    if let Some(plain) = unmask(word)
        && lexicon.knows(&plain)
    {
        lexicon.resolve(&plain, hits);
    }
}

/// `word` with runs of three letters or more cut to `keep`; `None` without such a run.
fn squeeze(word: &str, keep: usize) -> Option<String> {
    let mut out = String::with_capacity(word.len());
    let (mut last, mut run, mut changed) = ('\0', 0, false);
    let long_run = {
        let chars: Vec<char> = word.chars().collect();
        chars.windows(3).any(|w| w[0] == w[1] && w[1] == w[2] && w[0].is_alphabetic())
    };
    if !long_run {
        return None;
    }
    for c in word.chars() {
        run = if c == last { run + 1 } else { 1 };
        last = c;
        if run <= keep {
            out.push(c);
        } else {
            changed = true;
        }
    }
    changed.then_some(out)
}

/// `su1c1de` → `suicide`; `None` where nothing is masked.
fn unmask(word: &str) -> Option<String> {
    let has_letter = word.bytes().any(|b| b.is_ascii_lowercase());
    let plain: String = word
        .chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            '*' => 'i',
            '©' => 'c',
            other => other,
        })
        .collect();
    (has_letter && plain != word).then_some(plain)
}

/// Bytes to leave out here: code, a link, a mention, a custom emoji.
fn set_apart(rest: &str) -> Option<usize> {
    if let Some(inside) = rest.strip_prefix("```") {
        return Some(inside.find("```").map_or(rest.len(), |end| end + 6));
    }
    if let Some(inside) = rest.strip_prefix('`') {
        // An unmatched back-tick is an apostrophe of a careless keyboard.
        return inside.find(['`', '\n']).filter(|end| inside[*end..].starts_with('`')).map(|end| end + 2);
    }
    if rest.starts_with("http://") || rest.starts_with("https://") {
        return Some(rest.find(char::is_whitespace).unwrap_or(rest.len()));
    }
    if rest.starts_with("<@")
        || rest.starts_with("<#")
        || rest.starts_with("<:")
        || rest.starts_with("<a:")
        || rest.starts_with("<t:")
    {
        return rest.find('>').filter(|end| *end <= 80).map(|end| end + 1);
    }
    None
}

/// A whole line between asterisks: *falls over dramatically*.
fn is_roleplay(rest: &str) -> bool {
    let line = rest.lines().next().unwrap_or("").trim_end();
    line.len() > 4 && !line.starts_with("**") && line.ends_with('*')
}

fn is_quotation(c: char) -> bool {
    matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{ab}' | '\u{bb}')
}

/// Whether an opened quotation ends before the line does; a lone mark may be an inch.
fn closed_on_this_line(rest: &str) -> bool {
    rest.chars().take_while(|c| *c != '\n').take(300).any(is_quotation)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

fn is_joiner(c: char) -> bool {
    matches!(
        c,
        '-' | '_' | '/' | '*' | '~' | '\'' | '`' | '\u{2019}' | '\u{2018}' | '\u{2011}' | '\u{2010}' | '>' | '#' | '|'
    )
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02bc}' | '`' | '\u{b4}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}' | '\u{fe0f}' | '\u{180e}')
}

/// Cyrillic and Greek letters that look like a Latin one.
fn lookalike(c: char) -> char {
    match c {
        'а' | 'α' => 'a',
        'е' | 'ё' | 'ε' => 'e',
        'о' | 'ο' | 'σ' => 'o',
        'р' | 'ρ' => 'p',
        'с' | 'ϲ' => 'c',
        'у' | 'υ' => 'u',
        'х' | 'χ' => 'x',
        'і' | 'ι' | 'ı' => 'i',
        'ѕ' => 's',
        'ј' => 'j',
        'ԁ' => 'd',
        'к' | 'κ' => 'k',
        'м' => 'm',
        'т' | 'τ' => 't',
        'в' => 'b',
        'н' => 'h',
        'ν' => 'v',
        'ß' => 's',
        'ø' => 'o',
        'ł' => 'l',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(words: &[&str]) -> Lexicon {
        let mut lexicon = Lexicon::default();
        for word in words {
            lexicon.word(word);
        }
        lexicon
    }

    fn found(text: &str, word: &str) -> Option<(usize, usize)> {
        let lexicon = known(&[word]);
        let reading = read(text, &lexicon, &Spelling::new());
        reading.tokens.iter().enumerate().find(|(at, _)| !reading.hits(*at).is_empty()).map(|(_, t)| (t.start, t.end))
    }

    #[test]
    fn masked_and_stretched_words_are_read_and_keep_their_place() {
        assert_eq!(found("so nummmmb now", "numb"), Some((3, 10)));
        assert_eq!(found("su1c1de", "suicide"), Some((0, 7)));
        assert_eq!(found("i k*ll", "kill"), Some((2, 6)));
        assert_eq!(found("n u m b here", "numb"), Some((0, 7)));
        assert_eq!(found("ѕuісіdе", "suicide").map(|s| s.0), Some(0));
        assert_eq!(found("nu\u{200b}mb", "numb"), Some((0, 7)));
        assert_eq!(found("I can\u{2019}t", "cant"), Some((2, 9)));
    }

    #[test]
    fn code_links_and_mentions_are_left_out() {
        for text in ["`numb`", "```\nnumb\n```", "https://numb.example", "<@numb>", "<:numb:123>"] {
            assert_eq!(found(text, "numb"), None, "{text}");
        }
    }

    #[test]
    fn quoted_words_are_marked() {
        let lexicon = known(&["numb"]);
        let reading = read("> numb\nnumb \"numb\"", &lexicon, &Spelling::new());
        assert_eq!(reading.tokens.iter().map(|t| t.quoted).collect::<Vec<_>>(), [true, false, true]);
    }

    #[test]
    fn a_number_and_its_unit_are_two_words() {
        let mut lexicon = Lexicon::default();
        lexicon.range(38.0, 43.0);
        let reading = read("temp 39,2c", &lexicon, &Spelling::new());
        assert_eq!(reading.tokens.len(), 3);
        assert_eq!(reading.hits(1).len(), 1);
    }
}
