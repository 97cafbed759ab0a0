//! Named classes and lists of patterns → numbered classes, each after those it uses.

use toml::Spanned;

use super::super::pattern::{self, Piece};
use super::super::rules::RuleFile;
use super::{ClassId, Compiler, Node};

impl<'a> Compiler<'a> {
    pub(super) fn name_classes(&mut self) {
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
    pub(super) fn order_classes(&mut self) {
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
            Piece::Choice(pieces) => choice(self.nodes(pieces, above)?),
            Piece::Optional(piece) => Node::Optional(Box::new(self.node(*piece, above)?)),
        })
    }

    fn nodes(&mut self, pieces: Vec<Piece>, above: &mut Vec<&'a str>) -> Result<Vec<Node>, String> {
        pieces.into_iter().map(|piece| self.node(piece, above)).collect()
    }

    /// The class of a list of patterns: a named one for a lone `@name`, otherwise one without a name.
    pub(super) fn list(&mut self, file: &'a RuleFile, field: &str, patterns: &'a [Spanned<String>]) -> ClassId {
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

    pub(super) fn optional_list(
        &mut self,
        file: &'a RuleFile,
        field: &str,
        patterns: &'a [Spanned<String>],
    ) -> Option<ClassId> {
        (!patterns.is_empty()).then(|| self.list(file, field, patterns))
    }
}

/// A choice with its plain words put together.
fn choice(nodes: Vec<Node>) -> Node {
    let (mut words, mut others) = (Vec::new(), Vec::new());
    for node in nodes {
        match node {
            Node::Word(word) => words.push(word),
            Node::AnyWord(more) => words.extend(more),
            Node::Choice(more) => others.extend(more),
            other => others.push(other),
        }
    }
    words.sort_unstable();
    words.dedup();
    if !words.is_empty() {
        others.push(Node::AnyWord(words.into()));
    }
    match others.len() {
        1 => others.remove(0),
        _ => Node::Choice(others),
    }
}
