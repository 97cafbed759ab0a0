//! A pattern of a rule file with its classes put in, as a regular expression and as phrases. Where not everything fits, the
//! words that the rules' own examples use most stay.

use std::collections::HashMap;

use super::super::pattern::{self, Piece};
use super::super::rules::RuleFile;
use super::PATTERN;

/// Words between the two parts of a pair at most; farther apart they are seldom meant together.
const APART: u8 = 10;
/// The word that stands in a gap most often.
const MY: &str = "my";
/// Phrases of one pattern at most.
const PHRASES: usize = 30;
/// Regular expressions of one pattern at most.
const TIGHTER: usize = 4;
/// Classes inside classes at most; the compiler has refused circles already.
const DEEPEST: usize = 16;

/// Words with an apostrophe, as the rules read them and as people type them.
const TYPED: [(&str, &str); 26] = [
    ("cant", "can't"),
    ("dont", "don't"),
    ("didnt", "didn't"),
    ("doesnt", "doesn't"),
    ("wont", "won't"),
    ("couldnt", "couldn't"),
    ("wouldnt", "wouldn't"),
    ("isnt", "isn't"),
    ("wasnt", "wasn't"),
    ("arent", "aren't"),
    ("havent", "haven't"),
    ("hasnt", "hasn't"),
    ("hadnt", "hadn't"),
    ("aint", "ain't"),
    ("im", "i'm"),
    ("ive", "i've"),
    ("id", "i'd"),
    ("hes", "he's"),
    ("shes", "she's"),
    ("its", "it's"),
    ("thats", "that's"),
    ("theres", "there's"),
    ("whats", "what's"),
    ("mums", "mum's"),
    ("moms", "mom's"),
    ("dads", "dad's"),
];

/// The named classes of all files.
pub struct Classes<'a>(HashMap<&'a str, Vec<&'a str>>);

impl<'a> Classes<'a> {
    pub fn new(files: &'a [RuleFile]) -> Self {
        let classes = files.iter().flat_map(|file| &file.content.classes);
        let patterns = classes.map(|(name, list)| {
            (name.get_ref().as_str(), list.iter().map(|pattern| pattern.get_ref().as_str()).collect())
        });
        Self(patterns.collect())
    }

    /// The tree of a pattern; none where it needs what AutoMod does not know, such as a range of numbers.
    pub fn tree(&self, pattern: &str) -> Option<Expr> {
        self.build(&pattern::parse(pattern).ok()?, DEEPEST)
    }

    fn build(&self, piece: &Piece, depth: usize) -> Option<Expr> {
        Some(match piece {
            Piece::Word(word) => Expr::Word(word.clone()),
            Piece::Prefix(stem) => Expr::Stem(stem.clone()),
            Piece::Number(..) => return None,
            Piece::Gap(words) => Expr::Gap(*words),
            Piece::Seq(pieces) => {
                Expr::Seq(pieces.iter().map(|piece| self.build(piece, depth)).collect::<Option<_>>()?)
            }
            Piece::Choice(pieces) => {
                Expr::choice(pieces.iter().filter_map(|piece| self.build(piece, depth)).collect())?
            }
            // What may be missing and cannot be said is left out.
            Piece::Optional(piece) => match self.build(piece, depth) {
                Some(expr) => Expr::Optional(Box::new(expr)),
                None => Expr::Seq(Vec::new()),
            },
            Piece::Class(name) => {
                let deeper = depth.checked_sub(1)?;
                let pieces = self.0.get(name.as_str())?.iter().filter_map(|pattern| pattern::parse(pattern).ok());
                Expr::choice(pieces.filter_map(|piece| self.build(&piece, deeper)).collect())?
            }
        })
    }
}

/// How often the rules' examples use each word.
pub struct Weights(HashMap<String, usize>);

impl Weights {
    pub fn new(files: &[RuleFile]) -> Self {
        let mut counts = HashMap::new();
        for sentence in files.iter().flat_map(RuleFile::rules).flat_map(|(_, rule)| &rule.must_fire) {
            let plain = sentence.get_ref().to_lowercase().replace(['\'', '’'], "");
            for word in plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
                *counts.entry(word.to_owned()).or_default() += 1;
            }
        }
        Self(counts)
    }

    fn word(&self, word: &str) -> usize {
        self.0.get(word).copied().unwrap_or(0)
    }

    fn stem(&self, stem: &str) -> usize {
        self.0.iter().filter(|(word, _)| word.starts_with(stem)).map(|(_, count)| count).sum()
    }
}

/// A pattern with its classes put in.
#[derive(Debug, Clone)]
pub enum Expr {
    Word(String),
    Stem(String),
    Gap(u8),
    Seq(Vec<Expr>),
    Choice(Vec<Expr>),
    Optional(Box<Expr>),
}

impl Expr {
    fn choice(mut options: Vec<Self>) -> Option<Self> {
        match options.len() {
            0 => None,
            1 => Some(options.remove(0)),
            _ => Some(Self::Choice(options)),
        }
    }

    /// Its options one by one, because each by itself may fit where all together do not.
    pub fn options(self) -> Vec<Self> {
        match self {
            Self::Choice(options) => options.into_iter().flat_map(Self::options).collect(),
            other => vec![other],
        }
    }

    /// This, and within a few words `other`.
    pub fn then(&self, other: &Self) -> Self {
        Self::Seq(vec![self.clone(), Self::Gap(APART), other.clone()])
    }

    /// How common it is: as common as its rarest word that must be there.
    fn weight(&self, weights: &Weights) -> usize {
        match self {
            Self::Word(word) => weights.word(word),
            Self::Stem(stem) => weights.stem(stem),
            Self::Gap(_) | Self::Optional(_) => usize::MAX,
            Self::Seq(all) => all.iter().map(|expr| expr.weight(weights)).min().unwrap_or(usize::MAX),
            Self::Choice(options) => options.iter().map(|expr| expr.weight(weights)).max().unwrap_or(0),
        }
    }

    /// Regular expressions that fit: with as many of the options as there is room for, the common ones first, then tighter.
    pub fn patterns(&self, weights: &Weights) -> Vec<String> {
        let mut floors = Vec::new();
        self.floors(weights, &mut floors);
        floors.sort_unstable();
        floors.dedup();
        let whole = |floor: usize| format!("(?i)\\b{}\\b", self.regex(weights, floor));
        let fitting = floors.into_iter().map(whole).filter(|regex| regex.chars().count() <= PATTERN);
        fitting.take(TIGHTER).collect()
    }

    fn floors(&self, weights: &Weights, out: &mut Vec<usize>) {
        out.push(0);
        match self {
            Self::Seq(all) => all.iter().for_each(|expr| expr.floors(weights, out)),
            Self::Optional(expr) => expr.floors(weights, out),
            Self::Choice(options) => {
                out.extend(options.iter().map(|expr| expr.weight(weights)));
                options.iter().for_each(|expr| expr.floors(weights, out));
            }
            Self::Word(_) | Self::Stem(_) | Self::Gap(_) => {}
        }
    }

    /// With the options of a choice that weigh `floor` or more, or else its weightiest.
    fn regex(&self, weights: &Weights, floor: usize) -> String {
        match self {
            Self::Word(word) => typed_regex(word),
            Self::Stem(stem) => format!("{stem}\\w*"),
            Self::Gap(words) => format!("(?:\\W+\\w+){{0,{words}}}"),
            Self::Optional(expr) => format!("(?:{})?", expr.regex(weights, floor)),
            Self::Seq(all) => sequence(all, weights, floor),
            Self::Choice(options) => {
                let best = self.weight(weights);
                let kept: Vec<String> = options
                    .iter()
                    .filter(|expr| expr.weight(weights) >= floor.min(best))
                    .map(|expr| expr.regex(weights, floor))
                    .collect();
                if kept.len() == 1 { kept.concat() } else { format!("(?:{})", kept.join("|")) }
            }
        }
    }

    /// The commonest phrases it stands for, the commonest first. A gap is nothing or "my".
    pub fn phrases(&self, weights: &Weights) -> Vec<String> {
        self.heaviest(weights).into_iter().map(|(_, phrase)| phrase).filter(|phrase| is_keyword(phrase)).collect()
    }

    fn heaviest(&self, weights: &Weights) -> Vec<(usize, String)> {
        let mut all = match self {
            Self::Word(word) => vec![(weights.word(word), word.clone())],
            Self::Stem(stem) => vec![(weights.stem(stem), format!("{stem}*"))],
            Self::Gap(_) => vec![(usize::MAX, String::new()), (1, MY.to_owned())],
            Self::Optional(expr) => {
                let mut all = expr.heaviest(weights);
                all.push((usize::MAX, String::new()));
                all
            }
            Self::Choice(options) => options.iter().flat_map(|expr| expr.heaviest(weights)).collect(),
            Self::Seq(all) => all.iter().fold(vec![(usize::MAX, String::new())], |before, expr| {
                let next = expr.heaviest(weights);
                heaviest_first(before.iter().flat_map(|one| next.iter().map(|two| joined(one, two))).collect())
            }),
        };
        all = heaviest_first(all);
        all
    }
}

fn joined(one: &(usize, String), two: &(usize, String)) -> (usize, String) {
    (one.0.min(two.0), [one.1.as_str(), two.1.as_str()].join(" ").trim().to_owned())
}

fn heaviest_first(mut all: Vec<(usize, String)>) -> Vec<(usize, String)> {
    all.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    all.dedup_by(|a, b| a.1 == b.1);
    all.truncate(PHRASES);
    all
}

/// A keyword may go on at its end only; and nobody says "my" twice, or last.
fn is_keyword(phrase: &str) -> bool {
    let mine = phrase.split(' ').filter(|word| *word == MY).count();
    !phrase.is_empty() && !phrase.trim_end_matches('*').contains('*') && mine < 2 && !phrase.ends_with(" my")
}

fn sequence(all: &[Expr], weights: &Weights, floor: usize) -> String {
    let mut out = String::new();
    for expr in all {
        let text = expr.regex(weights, floor);
        match expr {
            Expr::Gap(_) => out += &text,
            Expr::Optional(inner) => {
                let inner = inner.regex(weights, floor);
                out += &if out.is_empty() { format!("(?:{inner}\\W+)?") } else { format!("(?:\\W+{inner})?") };
            }
            // What was optional at the beginning brings its own space.
            _ if out.is_empty() || out.ends_with("\\W+)?") => out += &text,
            _ => out += &format!("\\W+{text}"),
        }
    }
    out
}

fn typed(word: &str) -> Option<&'static str> {
    TYPED.iter().find(|(read, _)| *read == word).map(|(_, typed)| *typed)
}

fn typed_regex(word: &str) -> String {
    typed(word).map_or_else(|| word.to_owned(), |typed| typed.replace('\'', ".?"))
}

/// A phrase as people type it: without apostrophes, with straight ones and with curly ones.
pub fn as_typed(phrase: &str) -> Vec<String> {
    let with: Vec<&str> = phrase.split(' ').map(|word| typed(word).unwrap_or(word)).collect();
    let straight = with.join(" ");
    if straight == phrase {
        return vec![straight];
    }
    vec![phrase.to_owned(), straight.clone(), straight.replace('\'', "’")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex_automata::meta::Regex;

    fn tree(pattern: &str) -> Expr {
        Classes(HashMap::from([("bits", vec!["crotch", "genital*"])])).tree(pattern).expect("can be said")
    }

    fn weights() -> Weights {
        Weights(HashMap::from([("numb".to_owned(), 3), ("crotch".to_owned(), 2), ("tingly".to_owned(), 1)]))
    }

    #[test]
    fn a_pattern_matches_what_the_rule_matches() {
        let regex = tree("cant [really] feel ~2 @bits").patterns(&weights()).remove(0);
        let regex = Regex::new(&regex).expect("is well formed");
        for text in ["I can't feel my crotch", "cant really feel genitals", "Can’t feel the whole genital area"] {
            assert!(regex.is_match(text), "{text}");
        }
        for text in ["can feel my crotch", "can't feel a thing at all in my crotch", "I can't feel crotchety"] {
            assert!(!regex.is_match(text), "{text}");
        }
    }

    #[test]
    fn where_not_all_fits_common_words_stay() {
        let many: Vec<String> = (0..60).map(|n| format!("seldom{n}")).collect();
        let regex = tree(&format!("({} | numb) @bits", many.join(" | "))).patterns(&weights()).remove(0);
        assert!(regex.contains("numb") && !regex.contains("seldom") && regex.len() <= PATTERN, "{regex}");
    }

    #[test]
    fn phrases_come_by_how_common_they_are() {
        assert_eq!(tree("(tingly | numb) @bits").phrases(&weights())[..2], ["numb crotch", "tingly crotch"]);
    }

    #[test]
    fn a_word_with_an_apostrophe_is_typed_in_three_ways() {
        assert_eq!(as_typed("cant pee"), ["cant pee", "can't pee", "can’t pee"]);
        assert_eq!(as_typed("numb crotch"), ["numb crotch"]);
    }

    #[test]
    fn a_range_of_numbers_cannot_be_said() {
        assert!(Classes(HashMap::new()).tree("age <70-110>").is_none());
    }
}
