//! Rule files → numbered classes, rules and modifiers. Classes that use classes come after them; mistakes name file, line, field.

/// Named classes and lists of patterns.
mod classes;
/// Rules, parts, sums and modifiers.
mod conditions;
/// What may begin where.
mod index;

use std::collections::HashMap;

use toml::Spanned;

use super::gate::{Gate, Lists};
use super::lexicon::{Lexicon, WordId};
use super::normalise::Spelling;
use super::rules::{Problem, RuleFile};

pub use conditions::{CompiledModifier, CompiledRule, CompiledSum, bit};
pub use index::Index;

/// Number of a class; a lower one never uses a higher one.
pub type ClassId = u32;

/// A pattern with numbers for names.
#[derive(Debug, Clone)]
pub enum Node {
    Word(WordId),
    /// One of several words, in rising order: most choices are nothing else, and this is one look instead of many.
    AnyWord(Box<[WordId]>),
    Class(ClassId),
    Gap(u8),
    Seq(Vec<Node>),
    Choice(Vec<Node>),
    Optional(Box<Node>),
}

/// Everything that screening looks for.
#[derive(Debug, Clone)]
pub struct Compiled {
    pub lexicon: Lexicon,
    pub spelling: Spelling,
    /// The patterns of each class.
    pub classes: Vec<Vec<Node>>,
    /// Which patterns to try where.
    pub index: Index,
    pub rules: Vec<CompiledRule>,
    /// By number; see [`Parts`](super::window::Parts).
    pub parts: Vec<CompiledRule>,
    pub sums: Vec<CompiledSum>,
    pub modifiers: Vec<CompiledModifier>,
    /// Words that no gap may span (`gap_stop` in the classes).
    pub gap_stop: Option<ClassId>,
    pub gate: Gate,
}

/// Compiles `files` together.
pub fn compile(files: &[RuleFile]) -> Result<Compiled, Vec<Problem>> {
    let mut compiler = Compiler::new(files);
    compiler.name_classes();
    compiler.order_classes();
    let rules = compiler.rules();
    let (parts, sums) = compiler.window();
    let modifiers = compiler.modifiers();
    let spelling = compiler.spelling();
    let gate = compiler.gate();
    if !compiler.problems.is_empty() {
        return Err(compiler.problems);
    }
    let Some(gate) = gate else { return Err(vec![no_gate()]) };
    let index = Index::new(&compiler.classes, compiler.lexicon.len());
    let gap_stop = compiler.names.get("gap_stop").copied();
    Ok(Compiled {
        lexicon: compiler.lexicon,
        spelling,
        classes: compiler.classes,
        index,
        rules,
        parts,
        sums,
        modifiers,
        gap_stop,
        gate,
    })
}

fn no_gate() -> Problem {
    Problem {
        file: "gate.toml".to_owned(),
        line: 1,
        field: "gate".to_owned(),
        what: "no file has a [gate] with stems, so no message would be read".to_owned(),
    }
}

/// Where a named class is written: its file, its name there, its patterns.
type Written<'a> = (&'a RuleFile, &'a Spanned<String>, &'a [Spanned<String>]);

struct Compiler<'a> {
    files: &'a [RuleFile],
    lexicon: Lexicon,
    names: HashMap<&'a str, ClassId>,
    written: HashMap<&'a str, Written<'a>>,
    classes: Vec<Vec<Node>>,
    /// Texts of pattern lists already compiled, so that the same list is one class.
    lists: HashMap<String, ClassId>,
    problems: Vec<Problem>,
}

impl<'a> Compiler<'a> {
    fn new(files: &'a [RuleFile]) -> Self {
        Self {
            files,
            lexicon: Lexicon::default(),
            names: HashMap::new(),
            written: HashMap::new(),
            classes: Vec::new(),
            lists: HashMap::new(),
            problems: Vec::new(),
        }
    }

    fn spelling(&mut self) -> Spelling {
        let mut out = Spelling::new();
        for file in self.files {
            for (wrong, right) in &file.content.spelling {
                if out.insert(wrong.get_ref().as_str().into(), right.as_str().into()).is_some() {
                    let field = format!("spelling.{}", wrong.get_ref());
                    self.problems.push(file.problem(wrong.span().start, field, "this misspelling is listed twice"));
                }
            }
        }
        out
    }

    fn gate(&mut self) -> Option<Gate> {
        let (file, gate) = self.files.iter().find_map(|file| Some((file, file.content.gate.as_ref()?)))?;
        let at = gate.one.first().map_or(0, |s| s.span().start);
        let one = gate.one.iter().map(|s| s.get_ref().as_str()).collect();
        let mut weighted = Vec::new();
        for (weight, entries) in &gate.weights {
            match weight.parse() {
                Ok(weight) => weighted.extend(entries.iter().map(|text| (text.as_str(), weight))),
                Err(_) => self.problems.push(file.problem(at, format!("gate.weights.{weight}"), "must be 1 to 254")),
            }
        }
        match Gate::new(&Lists { one, weighted, enough: gate.enough }) {
            Ok(gate) => Some(gate),
            Err(what) => {
                self.problems.push(file.problem(at, "gate", what));
                None
            }
        }
    }
}
