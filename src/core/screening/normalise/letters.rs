//! What a character is to the reader of a message: part of a word, a joint, a mark, nothing; and what it looks like.

use unicode_normalization::char::is_combining_mark;

pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

pub fn is_joiner(c: char) -> bool {
    matches!(
        c,
        '-' | '_' | '/' | '*' | '~' | '\'' | '`' | '\u{2019}' | '\u{2018}' | '\u{2011}' | '\u{2010}' | '>' | '#' | '|'
    )
}

pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02bc}' | '`' | '\u{b4}')
}

pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}' | '\u{fe0f}' | '\u{180e}')
}

/// Cyrillic and Greek letters that look like a Latin one.
pub fn lookalike(c: char) -> char {
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

pub fn is_quotation(c: char) -> bool {
    matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{ab}' | '\u{bb}')
}
