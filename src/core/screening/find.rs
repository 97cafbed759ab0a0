//! Where the classes of the rules are in a message. Each place holds a set of ends as bits, so that the time grows with the
//! length of the message and not with the ways to read it.

use super::compile::{ClassId, Compiled, Node};
use super::normalise::{Break, Reading};

/// A class found from one word on.
#[derive(Debug, Clone, Copy)]
struct Place {
    start: u32,
    /// Bit n: it ends before the word `start + n`.
    ends: u64,
}

impl Place {
    fn shortest(&self) -> Span {
        let start = self.start as usize;
        Span { start, end: start + self.ends.trailing_zeros() as usize }
    }
}

/// Words `start..end` of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

/// Every class in one message.
#[derive(Debug)]
pub struct Found {
    places: Vec<Vec<Place>>,
}

impl Found {
    /// Whether `class` is anywhere.
    pub fn has(&self, class: ClassId) -> bool {
        self.places.get(class as usize).is_some_and(|p| !p.is_empty())
    }

    /// Where `class` is, the shortest reading from each word.
    pub fn spans(&self, class: ClassId) -> impl Iterator<Item = Span> + '_ {
        self.places.get(class as usize).into_iter().flatten().map(Place::shortest)
    }

    /// Where `class` begins at a word of `from..to`, the shortest reading from each word.
    pub fn spans_within(&self, class: ClassId, from: usize, to: usize) -> impl Iterator<Item = Span> + '_ {
        let places = self.places.get(class as usize).map_or(&[][..], Vec::as_slice);
        let first = places.partition_point(|place| (place.start as usize) < from);
        places[first..].iter().take_while(move |place| (place.start as usize) < to).map(Place::shortest)
    }

    /// Where `class` is, the longest reading from each word.
    pub fn longest(&self, class: ClassId) -> impl Iterator<Item = Span> + '_ {
        self.places.get(class as usize).into_iter().flatten().map(|place| Span {
            start: place.start as usize,
            end: place.start as usize + 63 - place.ends.leading_zeros() as usize,
        })
    }

    fn ends(&self, class: ClassId, start: usize) -> u64 {
        let places = &self.places[class as usize];
        places.binary_search_by_key(&(start as u32), |p| p.start).map_or(0, |at| places[at].ends)
    }
}

/// Finds every class of `rules` in `reading`.
pub fn find(rules: &Compiled, reading: &Reading) -> Found {
    let count = rules.classes.len();
    let mut waiting: Vec<Vec<(u32, u32)>> = vec![Vec::new(); count];
    for at in 0..reading.tokens.len() {
        for word in reading.hits(at) {
            for (class, which) in &rules.index.by_word[*word as usize] {
                waiting[*class as usize].push((at as u32, *which));
            }
        }
    }
    let mut search = Search { rules, reading, found: Found { places: vec![Vec::new(); count] }, blocked: Vec::new() };
    // A class only begins with classes of lower number, except that gap_stop must be there before any gap is read.
    if let Some(stop) = rules.gap_stop {
        search.class(stop, std::mem::take(&mut waiting[stop as usize]), &mut waiting);
        search.blocked = search.blocked_words(stop);
    }
    for class in 0..count {
        let tries = std::mem::take(&mut waiting[class]);
        if !tries.is_empty() {
            search.class(class as ClassId, tries, &mut waiting);
        }
    }
    search.found
}

struct Search<'a> {
    rules: &'a Compiled,
    reading: &'a Reading,
    found: Found,
    /// Words that no gap may span.
    blocked: Vec<bool>,
}

impl Search<'_> {
    fn class(&mut self, class: ClassId, mut tries: Vec<(u32, u32)>, waiting: &mut [Vec<(u32, u32)>]) {
        tries.sort_unstable();
        tries.dedup();
        let mut places: Vec<Place> = Vec::new();
        for (start, which) in tries {
            let node = &self.rules.classes[class as usize][which as usize];
            let ends = self.step(node, start as usize, 1) & !1;
            match places.last_mut() {
                _ if ends == 0 => {}
                Some(last) if last.start == start => last.ends |= ends,
                _ => places.push(Place { start, ends }),
            }
        }
        for place in &places {
            for (user, which) in &self.rules.index.by_class[class as usize] {
                waiting[*user as usize].push((place.start, *which));
            }
        }
        self.found.places[class as usize] = places;
    }

    /// Where `node` may end when it may begin at `start` plus each bit of `from`.
    fn step(&self, node: &Node, start: usize, from: u64) -> u64 {
        match node {
            Node::Word(word) => {
                let matching = bits(from).filter(|at| self.reading.hits(start + at).contains(word));
                matching.fold(0, |out, at| out | 1_u64.checked_shl(at as u32 + 1).unwrap_or(0))
            }
            Node::AnyWord(words) => {
                let known = |at: &usize| self.reading.hits(start + at).iter().any(|w| words.binary_search(w).is_ok());
                bits(from).filter(known).fold(0, |out, at| out | 1_u64.checked_shl(at as u32 + 1).unwrap_or(0))
            }
            Node::Class(class) => bits(from)
                .fold(0, |out, at| out | self.found.ends(*class, start + at).checked_shl(at as u32).unwrap_or(0)),
            Node::Gap(words) => self.gap(start, from, *words),
            Node::Seq(nodes) => {
                nodes.iter().fold(from, |from, node| if from == 0 { 0 } else { self.step(node, start, from) })
            }
            Node::Choice(nodes) => nodes.iter().fold(0, |out, node| out | self.step(node, start, from)),
            Node::Optional(node) => from | self.step(node, start, from),
        }
    }

    fn gap(&self, start: usize, from: u64, words: u8) -> u64 {
        let mut all = from;
        let mut edge = from;
        for _ in 0..words {
            edge = bits(edge)
                .filter(|at| self.may_span(start + at))
                .fold(0, |out, at| out | 1_u64.checked_shl(at as u32 + 1).unwrap_or(0));
            if edge == 0 {
                break;
            }
            all |= edge;
        }
        all
    }

    /// Whether a gap may span the word at `at`: it neither negates nor begins a sentence.
    fn may_span(&self, at: usize) -> bool {
        self.reading.tokens.get(at).is_some_and(|t| t.before != Break::Sentence)
            && !self.blocked.get(at).copied().unwrap_or(false)
    }

    fn blocked_words(&self, stop: ClassId) -> Vec<bool> {
        let mut blocked = vec![false; self.reading.tokens.len()];
        for span in self.found.longest(stop) {
            blocked[span.start..span.end.min(self.reading.tokens.len())].fill(true);
        }
        blocked
    }
}

fn bits(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (set != 0).then(|| {
            let at = set.trailing_zeros() as usize;
            set &= set - 1;
            at
        })
    })
}
