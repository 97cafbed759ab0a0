//! Rule files → numbered classes, rules and modifiers. Classes that use classes come after them; mistakes name file, line, field.

use std::collections::HashMap;

use toml::Spanned;

use super::gate::{Gate, Lists};
use super::lexicon::{Lexicon, WordId};
use super::normalise::Spelling;
use super::pattern::{self, Piece};
use super::rules::{Family, Kind, Modifier, Problem, Reach, Rule, RuleFile, Sum};
use super::verdict::{Label, Topic, Urgency};
use super::window::Parts;

/// Number of a class; a lower one never uses a higher one.
pub type ClassId = u32;

/// A pattern with numbers for names.
#[derive(Debug, Clone)]
pub enum Node {
    Word(WordId),
    Class(ClassId),
    Gap(u8),
    Seq(Vec<Node>),
    Choice(Vec<Node>),
    Optional(Box<Node>),
}

/// What may come first in a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum First {
    Word(WordId),
    Class(ClassId),
}

/// One rule, ready to be looked for.
#[derive(Debug, Clone)]
pub struct CompiledRule {
    pub name: String,
    pub label: Label,
    pub urgency: Option<Urgency>,
    pub topics: Vec<Topic>,
    /// Bit per [`Kind`]: which may silence it.
    pub silenced_by: u8,
    /// All must be found within `within` words; one part for a rule with `any`.
    pub parts: Vec<ClassId>,
    pub within: usize,
    pub with: Vec<ClassId>,
    pub unless: Option<ClassId>,
}

/// One sum, ready to be reckoned.
#[derive(Debug, Clone)]
pub struct CompiledSum {
    pub name: String,
    pub parts: Parts,
    pub urgency: Urgency,
    pub topics: Vec<Topic>,
}

/// One modifier, ready to be looked for.
#[derive(Debug, Clone)]
pub struct CompiledModifier {
    pub kind: Kind,
    /// Empty means all.
    pub labels: Vec<Label>,
    pub reach: Reach,
    pub scope: usize,
    pub crosses_sentences: bool,
    pub words: ClassId,
    pub not_in: Option<ClassId>,
    pub until: Option<ClassId>,
    pub unless: Option<ClassId>,
    pub only_with: Option<ClassId>,
}

/// Everything that screening looks for.
#[derive(Debug, Clone)]
pub struct Compiled {
    pub lexicon: Lexicon,
    pub spelling: Spelling,
    /// The patterns of each class.
    pub classes: Vec<Vec<Node>>,
    /// Word → the patterns (class, which) that may begin with it.
    pub by_word: Vec<Vec<(ClassId, u32)>>,
    /// Class → the patterns that may begin with it.
    pub by_class: Vec<Vec<(ClassId, u32)>>,
    pub rules: Vec<CompiledRule>,
    /// By number; see [`Parts`].
    pub parts: Vec<CompiledRule>,
    pub sums: Vec<CompiledSum>,
    pub modifiers: Vec<CompiledModifier>,
    /// Words that no gap may span (`gap_stop` in the classes).
    pub gap_stop: Option<ClassId>,
    pub gate: Gate,
}

/// How far the parts of `near` may be apart when a rule does not say.
const DEFAULT_WITHIN: usize = 12;
/// The farthest that makes sense: a whole long message.
const MAX_WITHIN: usize = 400;

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
    let (by_word, by_class) = compiler.index();
    let gap_stop = compiler.names.get("gap_stop").copied();
    Ok(Compiled {
        lexicon: compiler.lexicon,
        spelling,
        classes: compiler.classes,
        by_word,
        by_class,
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

    fn name_classes(&mut self) {
        for file in self.files {
            for (name, patterns) in &file.content.classes {
                let field = format!("classes.{}", name.get_ref());
                let at = name.span().start;
                if !pattern::name_is_good(name.get_ref()) {
                    self.problems.push(file.problem(at, &field, "use small letters, digits and _"));
                }
                if patterns.is_empty() {
                    self.problems.push(file.problem(at, &field, "the class is empty"));
                }
                if self.written.insert(name.get_ref(), (file, name, patterns)).is_some() {
                    self.problems.push(file.problem(at, &field, "another class has this name"));
                }
            }
        }
    }

    /// Compiles every named class after those it uses.
    fn order_classes(&mut self) {
        let mut names: Vec<&str> = self.written.keys().copied().collect();
        names.sort_unstable();
        for name in names {
            self.class(name, &mut Vec::new());
        }
    }

    fn class(&mut self, name: &'a str, above: &mut Vec<&'a str>) -> Option<ClassId> {
        if let Some(id) = self.names.get(name) {
            return Some(*id);
        }
        let (file, key, patterns) = *self.written.get(name)?;
        let field = format!("classes.{name}");
        if above.contains(&name) {
            let what = format!("goes round in a circle: {} → {name}", above.join(" → "));
            self.problems.push(file.problem(key.span().start, field, what));
            return None;
        }
        above.push(name);
        let nodes = self.patterns(file, &field, patterns, above);
        above.pop();
        let id = self.add(nodes);
        self.names.insert(name, id);
        Some(id)
    }

    fn add(&mut self, nodes: Vec<Node>) -> ClassId {
        self.classes.push(nodes);
        (self.classes.len() - 1) as ClassId
    }

    fn patterns(
        &mut self,
        file: &'a RuleFile,
        field: &str,
        patterns: &'a [Spanned<String>],
        above: &mut Vec<&'a str>,
    ) -> Vec<Node> {
        let mut nodes = Vec::new();
        for pattern in patterns {
            let at = pattern.span().start;
            match pattern::parse(pattern.get_ref()) {
                Ok(piece) => match self.node(piece, above) {
                    Ok(node) => nodes.push(node),
                    Err(what) => self.problems.push(file.problem(at, field, what)),
                },
                Err(what) => self.problems.push(file.problem(at, field, what)),
            }
        }
        nodes
    }

    fn node(&mut self, piece: Piece, above: &mut Vec<&'a str>) -> Result<Node, String> {
        Ok(match piece {
            Piece::Word(word) => Node::Word(self.lexicon.word(&word)),
            Piece::Prefix(stem) => Node::Word(self.lexicon.prefix(&stem)),
            Piece::Number(low, high) => Node::Word(self.lexicon.range(low, high)),
            Piece::Gap(words) => Node::Gap(words),
            Piece::Class(name) => {
                let Some((known, _)) = self.written.get_key_value(name.as_str()) else {
                    return Err(format!("no class is called @{name}"));
                };
                let id = self.class(known, above).ok_or_else(|| format!("@{name} cannot be used"))?;
                Node::Class(id)
            }
            Piece::Seq(pieces) => Node::Seq(self.nodes(pieces, above)?),
            Piece::Choice(pieces) => Node::Choice(self.nodes(pieces, above)?),
            Piece::Optional(piece) => Node::Optional(Box::new(self.node(*piece, above)?)),
        })
    }

    fn nodes(&mut self, pieces: Vec<Piece>, above: &mut Vec<&'a str>) -> Result<Vec<Node>, String> {
        pieces.into_iter().map(|piece| self.node(piece, above)).collect()
    }

    /// The class of a list of patterns: a named one for a lone `@name`, otherwise one without a name.
    fn list(&mut self, file: &'a RuleFile, field: &str, patterns: &'a [Spanned<String>]) -> ClassId {
        if let [one] = patterns
            && let Some(id) = one.get_ref().strip_prefix('@').and_then(|name| self.names.get(name))
        {
            return *id;
        }
        let key = patterns.iter().map(|p| p.get_ref().as_str()).collect::<Vec<_>>().join("\n");
        if let Some(id) = self.lists.get(&key) {
            return *id;
        }
        let nodes = self.patterns(file, field, patterns, &mut Vec::new());
        let id = self.add(nodes);
        self.lists.insert(key, id);
        id
    }

    fn optional_list(&mut self, file: &'a RuleFile, field: &str, patterns: &'a [Spanned<String>]) -> Option<ClassId> {
        (!patterns.is_empty()).then(|| self.list(file, field, patterns))
    }

    fn rules(&mut self) -> Vec<CompiledRule> {
        let files = self.files;
        let mut out = Vec::new();
        for file in files {
            for rule in &file.content.rules {
                out.extend(self.rule(file, rule));
            }
        }
        out
    }

    /// Parts and sums; the names of a sum's parts are those of its file.
    fn window(&mut self) -> (Vec<CompiledRule>, Vec<CompiledSum>) {
        let (mut parts, mut sums) = (Vec::new(), Vec::new());
        for file in self.files {
            let first = parts.len();
            for part in &file.content.parts {
                parts.push(self.conditions(file, "part", part, Label::RedFlag));
            }
            for sum in &file.content.sums {
                sums.extend(self.sum(file, sum, first));
            }
            if parts.len() > Parts::MOST
                && let Some(last) = file.content.parts.last()
            {
                let what = format!("there are {} parts, and room for {}", parts.len(), Parts::MOST);
                self.problems.push(file.problem(last.name.span().start, "part", what));
            }
        }
        (parts, sums)
    }

    fn sum(&mut self, file: &'a RuleFile, sum: &'a Sum, first: usize) -> Option<CompiledSum> {
        let name = sum.name.get_ref();
        let at = sum.name.span().start;
        if sum.parts.len() < 2 || sum.topics.is_empty() {
            let what = "needs two parts or more, and a topic";
            self.problems.push(file.problem(at, format!("sum.{name}"), what));
            return None;
        }
        let mut all = Parts::default();
        for part in &sum.parts {
            let number = file.content.parts.iter().position(|known| known.name.get_ref() == part.get_ref());
            let Some(number) = number else {
                let what = format!("no part of this file is called {}", part.get_ref());
                self.problems.push(file.problem(part.span().start, format!("sum.{name}.parts"), what));
                return None;
            };
            all = all.or(Parts::one(first + number));
        }
        let name = format!("{}/{name}", file.name);
        Some(CompiledSum { name, parts: all, urgency: sum.urgency, topics: sum.topics.clone() })
    }

    fn rule(&mut self, file: &'a RuleFile, rule: &'a Rule) -> Option<CompiledRule> {
        Some(self.conditions(file, "rule", rule, rule.label.or(file.content.family.label)?))
    }

    fn conditions(&mut self, file: &'a RuleFile, table: &str, rule: &'a Rule, label: Label) -> CompiledRule {
        let family: &Family = &file.content.family;
        let field = |part: &str| format!("{table}.{}.{part}", rule.name.get_ref());
        let parts = if rule.near.is_empty() {
            vec![self.list(file, &field("any"), &rule.any)]
        } else {
            rule.near.iter().map(|p| self.list(file, &field("near"), std::slice::from_ref(p))).collect()
        };
        let with = rule.with.iter().map(|p| self.list(file, &field("with"), std::slice::from_ref(p))).collect();
        let unless = self.optional_list(file, &field("unless"), &rule.unless);
        let within = rule.within.as_ref().map_or(DEFAULT_WITHIN, |w| *w.get_ref());
        if !(1..=MAX_WITHIN).contains(&within) {
            let at = rule.within.as_ref().map_or(0, |w| w.span().start);
            self.problems.push(file.problem(at, field("within"), format!("must be 1 to {MAX_WITHIN} words")));
        }
        let kinds = rule.silenced_by.as_deref().or(family.silenced_by.as_deref()).unwrap_or(&Kind::ALL);
        CompiledRule {
            name: file.full_name(rule),
            label,
            urgency: rule.urgency.or(family.urgency),
            topics: rule.topics.clone().unwrap_or_else(|| family.topics.clone()),
            silenced_by: kinds.iter().fold(0, |bits, kind| bits | bit(*kind)),
            parts,
            within,
            with,
            unless,
        }
    }

    fn modifiers(&mut self) -> Vec<CompiledModifier> {
        let files = self.files;
        let mut out = Vec::new();
        for file in files {
            for modifier in &file.content.modifiers {
                out.push(self.modifier(file, modifier));
            }
        }
        out
    }

    fn modifier(&mut self, file: &'a RuleFile, modifier: &'a Modifier) -> CompiledModifier {
        let field = |part: &str| format!("modifier.{}.{part}", modifier.name.get_ref());
        if modifier.words.is_empty() {
            let at = modifier.name.span().start;
            self.problems.push(file.problem(at, field("words"), "give at least one trigger"));
        }
        CompiledModifier {
            kind: modifier.kind,
            labels: modifier.labels.clone(),
            reach: modifier.reach,
            scope: modifier.scope,
            crosses_sentences: modifier.crosses_sentences,
            words: self.list(file, &field("words"), &modifier.words),
            not_in: self.optional_list(file, &field("not_in"), &modifier.not_in),
            until: self.optional_list(file, &field("until"), &modifier.until),
            unless: self.optional_list(file, &field("unless"), &modifier.unless),
            only_with: self.optional_list(file, &field("only_with"), &modifier.only_with),
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

    #[expect(clippy::type_complexity, reason = "the two halves of one index, named where they are kept")]
    fn index(&self) -> (Vec<Vec<(ClassId, u32)>>, Vec<Vec<(ClassId, u32)>>) {
        let mut by_word = vec![Vec::new(); self.lexicon.len()];
        let mut by_class = vec![Vec::new(); self.classes.len()];
        for (class, nodes) in self.classes.iter().enumerate() {
            for (which, node) in nodes.iter().enumerate() {
                let mut firsts = Vec::new();
                first_of(node, &mut firsts);
                firsts.sort_unstable_by_key(|f| match f {
                    First::Word(id) => (0, *id),
                    First::Class(id) => (1, *id),
                });
                firsts.dedup();
                for first in firsts {
                    match first {
                        First::Word(id) => by_word[id as usize].push((class as ClassId, which as u32)),
                        First::Class(id) => by_class[id as usize].push((class as ClassId, which as u32)),
                    }
                }
            }
        }
        (by_word, by_class)
    }
}

/// The bit of a kind in `silenced_by`.
pub fn bit(kind: Kind) -> u8 {
    1 << (kind as u8)
}

/// Adds what `node` may begin with; true when it may match nothing, so that the next piece may begin it too.
fn first_of(node: &Node, out: &mut Vec<First>) -> bool {
    match node {
        Node::Word(id) => {
            out.push(First::Word(*id));
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
