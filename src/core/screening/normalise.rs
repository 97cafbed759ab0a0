//! A message → words the rules can read, each with its place in the given text. Look-alikes, masking, elongation and
//! misspellings are undone; code, links and mentions are left out; quotes are marked.

/// What is left out or marked.
mod apart;
/// Kinds of characters.
mod letters;
/// Words as people type them.
mod spelling;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use super::lexicon::{Lexicon, WordId};
use apart::{closed_on_this_line, is_roleplay, set_apart};
use letters::{is_apostrophe, is_invisible, is_joiner, is_quotation, is_word, lookalike};
use spelling::resolve;

pub use spelling::Spelling;

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
