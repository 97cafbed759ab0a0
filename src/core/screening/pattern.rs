//! The small pattern language of `prompts/screening/`: words, classes, gaps, choices. Text → tree; `compile` gives words and classes their numbers.

/// One piece of a pattern, still with names.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// A word as it stands after normalising: `numb`.
    Word(String),
    /// Any word that begins so: `tingl*`.
    Prefix(String),
    /// A number within a range, both ends included: `<70-110>`.
    Number(f32, f32),
    /// Another class: `@saddle`.
    Class(String),
    /// Up to so many words of any kind that do not negate: `~4`; `~` alone is two.
    Gap(u8),
    /// Pieces one after the other.
    Seq(Vec<Piece>),
    /// One of several: `(a | b c)`.
    Choice(Vec<Piece>),
    /// May be missing: `[really]`.
    Optional(Box<Piece>),
}

/// Words a gap may span at most; longer reach is what `near` is for.
pub const MAX_GAP: u8 = 20;

/// Reads one pattern. The error says what is wrong with it, in words for the person who wrote it.
pub fn parse(text: &str) -> Result<Piece, String> {
    let lexemes = lex(text)?;
    let mut reader = Reader { lexemes: &lexemes, at: 0, depth: 0 };
    let piece = reader.choice()?;
    if reader.at < lexemes.len() {
        return Err(format!("“{}” is not expected here", lexemes[reader.at].shown()));
    }
    if can_be_empty(&piece) {
        return Err("it would match nothing at all: name at least one word that must be there".to_owned());
    }
    Ok(piece)
}

#[derive(Debug, Clone, PartialEq)]
enum Lexeme {
    Open,
    Close,
    OpenOptional,
    CloseOptional,
    Bar,
    Atom(String),
}

impl Lexeme {
    fn shown(&self) -> String {
        match self {
            Self::Open => "(".to_owned(),
            Self::Close => ")".to_owned(),
            Self::OpenOptional => "[".to_owned(),
            Self::CloseOptional => "]".to_owned(),
            Self::Bar => "|".to_owned(),
            Self::Atom(text) => text.clone(),
        }
    }
}

fn lex(text: &str) -> Result<Vec<Lexeme>, String> {
    let mut out = Vec::new();
    let mut atom = String::new();
    for c in text.chars() {
        let mark = match c {
            '(' => Some(Lexeme::Open),
            ')' => Some(Lexeme::Close),
            '[' => Some(Lexeme::OpenOptional),
            ']' => Some(Lexeme::CloseOptional),
            '|' => Some(Lexeme::Bar),
            _ => None,
        };
        if mark.is_some() || c.is_whitespace() {
            if !atom.is_empty() {
                out.push(Lexeme::Atom(std::mem::take(&mut atom)));
            }
            out.extend(mark);
        } else {
            atom.push(c);
        }
    }
    if !atom.is_empty() {
        out.push(Lexeme::Atom(atom));
    }
    if out.is_empty() { Err("the pattern is empty".to_owned()) } else { Ok(out) }
}

struct Reader<'a> {
    lexemes: &'a [Lexeme],
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn choice(&mut self) -> Result<Piece, String> {
        let mut options = vec![self.sequence()?];
        while self.lexemes.get(self.at) == Some(&Lexeme::Bar) {
            self.at += 1;
            options.push(self.sequence()?);
        }
        Ok(if options.len() == 1 { options.remove(0) } else { Piece::Choice(options) })
    }

    fn sequence(&mut self) -> Result<Piece, String> {
        let mut pieces = Vec::new();
        loop {
            match self.lexemes.get(self.at) {
                Some(Lexeme::Atom(text)) => pieces.push(atom(text)?),
                Some(Lexeme::Open) => pieces.push(self.bracketed(&Lexeme::Close)?),
                Some(Lexeme::OpenOptional) => {
                    pieces.push(Piece::Optional(Box::new(self.bracketed(&Lexeme::CloseOptional)?)));
                }
                _ => break,
            }
            self.at += 1;
        }
        match pieces.len() {
            0 => Err("something is missing between the marks".to_owned()),
            1 => Ok(pieces.remove(0)),
            _ => Ok(Piece::Seq(pieces)),
        }
    }

    fn bracketed(&mut self, close: &Lexeme) -> Result<Piece, String> {
        self.depth += 1;
        if self.depth > 8 {
            return Err("brackets are nested more than 8 deep".to_owned());
        }
        self.at += 1;
        let piece = self.choice()?;
        self.depth -= 1;
        if self.lexemes.get(self.at) == Some(close) {
            Ok(piece)
        } else {
            Err(format!("a “{}” is missing", close.shown()))
        }
    }
}

fn atom(text: &str) -> Result<Piece, String> {
    if let Some(class) = text.strip_prefix('@') {
        return if name_is_good(class) {
            Ok(Piece::Class(class.to_owned()))
        } else {
            Err(format!("“{text}” is no class name"))
        };
    }
    if let Some(gap) = text.strip_prefix('~') {
        return gap_of(gap).ok_or_else(|| format!("“{text}”: a gap is ~ or ~1 to ~{MAX_GAP}"));
    }
    if let Some(range) = text.strip_prefix('<') {
        return range_of(range).ok_or_else(|| format!("“{text}”: a number range is written <70-110>"));
    }
    if let Some(stem) = text.strip_suffix('*') {
        return if stem.len() >= 2 && word_is_good(stem) {
            Ok(Piece::Prefix(stem.to_owned()))
        } else {
            Err(format!("“{text}”: a beginning needs two letters or more"))
        };
    }
    if word_is_good(text) {
        Ok(Piece::Word(text.to_owned()))
    } else {
        Err(format!("“{text}”: write words in small letters and digits, without apostrophes, hyphens or accents"))
    }
}

fn gap_of(text: &str) -> Option<Piece> {
    let words = if text.is_empty() { 2 } else { text.parse().ok()? };
    (1..=MAX_GAP).contains(&words).then_some(Piece::Gap(words))
}

fn range_of(text: &str) -> Option<Piece> {
    let (low, high) = text.strip_suffix('>')?.split_once('-')?;
    let (low, high) = (low.parse::<f32>().ok()?, high.parse::<f32>().ok()?);
    (low <= high).then_some(Piece::Number(low, high))
}

fn word_is_good(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// Class and rule names: small letters, digits, `_`.
pub fn name_is_good(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn can_be_empty(piece: &Piece) -> bool {
    match piece {
        Piece::Gap(_) | Piece::Optional(_) => true,
        Piece::Seq(pieces) => pieces.iter().all(can_be_empty),
        Piece::Choice(options) => options.iter().any(can_be_empty),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_reads_into_its_pieces() {
        let piece = parse("@numb ~4 (down there | saddle) [now] tingl* <70-110>").unwrap();
        let Piece::Seq(pieces) = piece else { panic!("a sequence") };
        assert_eq!(pieces.len(), 6);
        assert_eq!(pieces[1], Piece::Gap(4));
        assert_eq!(pieces[5], Piece::Number(70.0, 110.0));
    }

    #[test]
    fn mistakes_are_named() {
        for (pattern, part) in [
            ("can't", "apostrophes"),
            ("(a | b", "missing"),
            ("~99", "gap"),
            ("[a]", "nothing"),
            ("a )", "not expected"),
        ] {
            let error = parse(pattern).unwrap_err();
            assert!(error.contains(part), "{pattern}: {error}");
        }
    }
}
