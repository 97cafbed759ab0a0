//! Which patterns a word or a class may begin, so that only those are tried where it stands.

use super::super::lexicon::WordId;
use super::{ClassId, Node};

/// What may come first in a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum First {
    Word(WordId),
    Class(ClassId),
}

/// Where to look for what may begin at a place.
#[derive(Debug, Clone)]
pub struct Index {
    /// Word → the patterns (class, which) that may begin with it.
    pub by_word: Vec<Vec<(ClassId, u32)>>,
    /// Class → the patterns that may begin with it.
    pub by_class: Vec<Vec<(ClassId, u32)>>,
}

impl Index {
    /// The index of `classes`, whose patterns use so many `words`.
    pub(super) fn new(classes: &[Vec<Node>], words: usize) -> Self {
        let mut index = Self { by_word: vec![Vec::new(); words], by_class: vec![Vec::new(); classes.len()] };
        for (class, nodes) in classes.iter().enumerate() {
            for (which, node) in nodes.iter().enumerate() {
                index.add(node, (class as ClassId, which as u32));
            }
        }
        index
    }

    fn add(&mut self, node: &Node, pattern: (ClassId, u32)) {
        let mut firsts = Vec::new();
        first_of(node, &mut firsts);
        firsts.sort_unstable();
        firsts.dedup();
        for first in firsts {
            match first {
                First::Word(id) => self.by_word[id as usize].push(pattern),
                First::Class(id) => self.by_class[id as usize].push(pattern),
            }
        }
    }
}

/// Adds what `node` may begin with; true when it may match nothing, so that the next piece may begin it too.
fn first_of(node: &Node, out: &mut Vec<First>) -> bool {
    match node {
        Node::Word(id) => {
            out.push(First::Word(*id));
            false
        }
        Node::AnyWord(ids) => {
            out.extend(ids.iter().map(|id| First::Word(*id)));
            false
        }
        Node::Class(id) => {
            out.push(First::Class(*id));
            false
        }
        Node::Gap(_) => true,
        Node::Seq(nodes) => nodes.iter().all(|node| first_of(node, out)),
        Node::Choice(nodes) => {
            // Every choice is looked at, also after one that may be empty.
            let empty: Vec<bool> = nodes.iter().map(|node| first_of(node, out)).collect();
            empty.contains(&true)
        }
        Node::Optional(node) => {
            first_of(node, out);
            true
        }
    }
}
