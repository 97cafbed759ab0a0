//! One TOML file with the place of every key, so that a fault in a value can name its line.
//! Reading goes on after a fault where it can: several faults of a file are found in one go.

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, Deserializer};

use super::files::File;
use super::problem::{Problem, Report};

/// A parsed file of `prompts/`.
#[derive(Debug)]
pub struct Document<'t> {
    file: &'t File,
    root: Spanned<DeTable<'t>>,
}

/// One step from a table or list to what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Key(String),
    At(usize),
}

type Trail = Vec<Step>;

impl<'t> Document<'t> {
    /// Parses `file`; what is not TOML goes to `report`, each fault with its line.
    pub fn parse(file: &'t File, report: &mut Report) -> Option<Self> {
        let (root, errors) = DeTable::parse_recoverable(&file.text);
        for error in &errors {
            let line = error.span().map(|span| line_at(&file.text, span.start));
            let what = error.message().to_owned();
            report.problem(Problem { file: file.shown.clone(), line, field: String::new(), what });
        }
        errors.is_empty().then_some(Self { file, root })
    }

    /// The file as `T`. Unknown keys and wrong values go to `report`; what is left is still returned where it makes a `T`,
    /// so that later checks find the rest.
    pub fn read<T: DeserializeOwned>(&self, report: &mut Report) -> Option<T> {
        let mut left = self.root.clone();
        let mut removed: Vec<Trail> = Vec::new();
        loop {
            let error = match T::deserialize(Deserializer::from(left.clone())) {
                Ok(value) => return Some(value),
                Err(error) => error,
            };
            let trail_in = |root: &Spanned<DeTable<'_>>| {
                error.span().and_then(|span| trail_to(root.get_ref(), &span)).unwrap_or_default()
            };
            let trail = trail_in(&self.root);
            if !missing(error.message()).is_some_and(|name| removed.contains(&below(&trail, name))) {
                report.problem(self.fault(&shown(&trail), error.message()));
            }
            let here = trail_in(&left);
            if !remove(left.get_mut(), &here) {
                return None;
            }
            removed.push(trail);
        }
    }

    /// What is wrong with the key at `field`, for example `timer.phases[0].seconds`; the line is that of the key, or of the
    /// nearest table around it that is written down.
    pub fn fault(&self, field: &str, what: impl Into<String>) -> Problem {
        let line = line_at(&self.file.text, self.offset(&trail_of(field)));
        Problem { file: self.file.shown.clone(), line: Some(line), field: field.to_owned(), what: what.into() }
    }

    fn offset(&self, trail: &[Step]) -> usize {
        let mut at = 0;
        let Some((Step::Key(first), rest)) = trail.split_first() else { return at };
        let Some((key, mut value)) = self.root.get_ref().get_key_value(first.as_str()) else { return at };
        at = key.span().start;
        for step in rest {
            let deeper = match (step, value.get_ref()) {
                (Step::Key(name), DeValue::Table(table)) => {
                    table.get_key_value(name.as_str()).map(|(key, value)| (key.span().start, value))
                }
                (Step::At(index), DeValue::Array(list)) => list.get(*index).map(|value| (value.span().start, value)),
                _ => None,
            };
            let Some((start, found)) = deeper else { return at };
            (at, value) = (start, found);
        }
        at
    }
}

fn line_at(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

fn missing(message: &str) -> Option<&str> {
    message.strip_prefix("missing field `")?.strip_suffix('`')
}

fn shown(trail: &[Step]) -> String {
    let mut out = String::new();
    for step in trail {
        match step {
            Step::Key(name) if out.is_empty() => out.push_str(name),
            Step::Key(name) => out.extend([".", name]),
            Step::At(index) => out.push_str(&format!("[{index}]")),
        }
    }
    out
}

fn trail_of(field: &str) -> Trail {
    let mut trail = Trail::new();
    for part in field.split('.').filter(|part| !part.is_empty()) {
        let mut pieces = part.split('[');
        trail.extend(pieces.next().map(|name| Step::Key(name.to_owned())));
        trail.extend(pieces.filter_map(|index| index.trim_end_matches(']').parse().ok()).map(Step::At));
    }
    trail
}

/// The way to the key or value that stands exactly at `span`.
fn trail_to(table: &DeTable<'_>, span: &std::ops::Range<usize>) -> Option<Trail> {
    table.iter().find_map(|(key, value)| {
        let step = Step::Key(key.get_ref().to_string());
        if key.span() == *span {
            return Some(vec![step]);
        }
        within(value, span).map(|rest| [vec![step], rest].concat())
    })
}

fn within(value: &Spanned<DeValue<'_>>, span: &std::ops::Range<usize>) -> Option<Trail> {
    let deeper = match value.get_ref() {
        DeValue::Table(table) => trail_to(table, span),
        DeValue::Array(list) => list
            .iter()
            .enumerate()
            .find_map(|(index, item)| within(item, span).map(|rest| [vec![Step::At(index)], rest].concat())),
        _ => None,
    };
    deeper.or_else(|| (value.span() == *span).then(Trail::new))
}

fn below(trail: &[Step], name: &str) -> Trail {
    [trail, &[Step::Key(name.to_owned())]].concat()
}

/// Takes away what stands at `trail`; false when nothing does, or when all would go.
fn remove(table: &mut DeTable<'_>, trail: &[Step]) -> bool {
    match trail {
        [] | [Step::At(_), ..] => false,
        [Step::Key(last)] => table.remove(last.as_str()).is_some(),
        [Step::Key(name), rest @ ..] => table.get_mut(name.as_str()).is_some_and(|value| remove_in(value, rest)),
    }
}

fn remove_in(value: &mut Spanned<DeValue<'_>>, trail: &[Step]) -> bool {
    match (value.get_mut(), trail) {
        (DeValue::Table(table), _) => remove(table, trail),
        (DeValue::Array(list), [Step::At(index)]) => {
            let mut kept = DeArray::new();
            list.iter().enumerate().filter(|(at, _)| at != index).for_each(|(_, item)| kept.push(item.clone()));
            *list = kept;
            true
        }
        (DeValue::Array(list), [Step::At(index), rest @ ..]) => {
            list.get_mut(*index).is_some_and(|item| remove_in(item, rest))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape is read")]
    struct Menu {
        name: String,
        #[serde(default)]
        dishes: Vec<Dish>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape is read")]
    struct Dish {
        price: u32,
    }

    fn file(text: &str) -> File {
        File { path: "menu.toml".into(), shown: "prompts/menu.toml".into(), text: text.into() }
    }

    fn faults(text: &str) -> Vec<String> {
        let (file, mut report) = (file(text), Report::default());
        if let Some(document) = Document::parse(&file, &mut report) {
            document.read::<Menu>(&mut report);
        }
        report.into_parts().0.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let found = faults("name = \"a\"\n\n[[dishes]]\nprice = 1\ncolour = 2\n");
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("prompts/menu.toml:5: dishes[0].colour: unknown field"), "{found:?}");
    }

    #[test]
    fn several_faults_are_found_in_one_go() {
        let found = faults("name = 7\nextra = 1\n[[dishes]]\nprice = \"x\"\n");
        let fields: Vec<&str> = found.iter().filter_map(|fault| fault.split(": ").nth(1)).collect();
        assert_eq!(fields, ["name", "extra", "dishes[0].price"]);
    }

    #[test]
    fn a_fault_in_one_element_does_not_hide_that_of_the_next() {
        let found = faults("name = \"a\"\n[[dishes]]\nprice = \"x\"\n[[dishes]]\nprice = -1\n");
        let places: Vec<&str> = found.iter().filter_map(|fault| fault.split(": ").nth(1)).collect();
        assert_eq!(places, ["dishes[0].price", "dishes[1].price"]);
    }

    #[test]
    fn a_missing_key_is_named() {
        let found = faults("name = \"a\"\n[[dishes]]\n");
        assert_eq!(found, ["prompts/menu.toml:2: dishes[0]: missing field `price`"]);
    }

    #[test]
    fn what_is_not_toml_names_its_line() {
        let found = faults("name = \"a\"\nprice = = 2\n");
        assert!(found.iter().any(|fault| fault.starts_with("prompts/menu.toml:2: ")), "{found:?}");
    }

    #[test]
    fn a_fault_of_a_default_points_to_the_table_around_it() {
        let (file, mut report) = (file("name = \"a\"\n\n[[dishes]]\nprice = 1\n"), Report::default());
        let document = Document::parse(&file, &mut report).expect("is TOML");
        assert_eq!(document.fault("dishes[0].size", "too big").line, Some(3));
    }
}
