//! The interface texts: Fluent messages by key and language. Filled by `prompts.rs`, asked by `app`.

use fluent::concurrent::FluentBundle;
use fluent::{FluentArgs, FluentError, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::core::user_error::UserError;

/// The language every key must exist in.
pub const FALLBACK: &str = "en";

/// Interface texts of all languages; the first is [`FALLBACK`].
#[derive(Default)]
pub struct Texts {
    bundles: Vec<(String, FluentBundle<FluentResource>)>,
}

/// A value a text uses.
pub enum Arg<'a> {
    /// Words, put in as they are.
    Text(&'a str),
    /// A number, formatted and pluralised by the language.
    Number(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(value: &'a str) -> Self {
        Arg::Text(value)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(value: &'a String) -> Self {
        Arg::Text(value)
    }
}

macro_rules! number_arg {
    ($($int:ty),*) => {$(
        impl From<$int> for Arg<'_> {
            fn from(value: $int) -> Self {
                Arg::Number(i64::try_from(value).unwrap_or(i64::MAX))
            }
        }
    )*};
}
number_arg!(u32, u64, i64, usize);

fn twice(error: &FluentError) -> Option<String> {
    match error {
        FluentError::Overriding { id, .. } => Some(id.clone()),
        _ => None,
    }
}

impl Texts {
    /// Builds the bundles. `sources` are (language, file text) pairs; several files may share a language.
    ///
    /// # Errors
    /// The language and the text that does not parse, or the key that is defined twice.
    pub fn new(sources: &[(String, String)]) -> Result<Self, String> {
        let mut texts = Self::default();
        for (language, source) in sources {
            let resource = FluentResource::try_new(source.clone()).map_err(|(_, errors)| {
                let listed: Vec<String> = errors.iter().map(ToString::to_string).collect();
                format!("{language}: {}", listed.join("; "))
            })?;
            texts.add(language, resource).map_err(|twice| format!("{language}: {}", twice.join(", ")))?;
        }
        texts.sort();
        Ok(texts)
    }

    /// Adds one file of `language`. Call [`Texts::sort`] after the last.
    ///
    /// # Errors
    /// The keys that this language already has, or the language itself when it is not one.
    pub fn add(&mut self, language: &str, resource: FluentResource) -> Result<(), Vec<String>> {
        let bundle = self.bundle_mut(language).ok_or_else(|| vec![language.to_owned()])?;
        bundle.add_resource(resource).map_err(|errors| errors.iter().filter_map(twice).collect())
    }

    /// Puts the fallback language first.
    pub fn sort(&mut self) {
        self.bundles.sort_by_key(|(language, _)| language != FALLBACK);
    }

    fn bundle_mut(&mut self, language: &str) -> Option<&mut FluentBundle<FluentResource>> {
        if !self.bundles.iter().any(|(known, _)| known == language) {
            let id: LanguageIdentifier = language.parse().ok()?;
            let mut bundle = FluentBundle::new_concurrent(vec![id]);
            // Discord shows the isolation marks as boxes in some clients.
            bundle.set_use_isolating(false);
            self.bundles.push((language.to_owned(), bundle));
        }
        self.bundles.iter_mut().find(|(known, _)| known == language).map(|(_, bundle)| bundle)
    }

    /// The languages there are, the fallback first.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.bundles.iter().map(|(language, _)| language.as_str())
    }

    /// The text of `key` in `language` (a Discord locale such as "en-GB"), else its base language, else English.
    /// An unknown key gives the key itself, so that nothing is silently empty; `unhunch check` finds those.
    pub fn get(&self, language: &str, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        let base = language.split('-').next().unwrap_or(language);
        let candidates = [language, base, FALLBACK];
        candidates.iter().find_map(|wanted| self.lookup(wanted, key, args)).unwrap_or_else(|| key.to_owned())
    }

    fn lookup(&self, language: &str, key: &str, args: &[(&str, Arg<'_>)]) -> Option<String> {
        let (_, bundle) = self.bundles.iter().find(|(known, _)| known == language)?;
        let pattern = bundle.get_message(key)?.value()?;
        let mut values = FluentArgs::new();
        for (name, value) in args {
            match value {
                Arg::Text(text) => values.set(*name, FluentValue::from(*text)),
                Arg::Number(number) => values.set(*name, FluentValue::from(*number)),
            }
        }
        let mut errors = Vec::new();
        Some(bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned())
    }

    /// The words for a [`UserError`].
    pub fn error(&self, language: &str, error: &UserError) -> String {
        let args: Vec<(&str, Arg<'_>)> = error.args.iter().map(|(name, value)| (*name, Arg::Text(value))).collect();
        self.get(language, error.key, &args)
    }

    /// Whether the fallback language has `key`.
    pub fn has(&self, key: &str) -> bool {
        self.bundles.first().is_some_and(|(_, bundle)| bundle.has_message(key))
    }
}
