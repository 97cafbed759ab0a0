//! Helplines by country: which numbers there are, how sure we are of them, and how they stand in a sentence.
//! Read from `prompts/replies/regions.toml`; used by the replies and by `/referral`.

use std::collections::BTreeMap;

use serde::Deserialize;

/// How many numbers stand in one sentence.
const IN_A_SENTENCE: usize = 2;

/// How sure we are that a number is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trust {
    /// A page of the service, a government or a newspaper says so.
    Confirmed,
    /// Only a compiled list says so.
    Listed,
    /// From memory or a weak page.
    Unconfirmed,
}

/// One number or address.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Who answers, for example "Samaritans"; empty where the number is enough.
    #[serde(default)]
    pub name: String,
    /// The number as it is dialled, or an address.
    pub number: String,
    /// How to use it, for example "call or text".
    #[serde(default)]
    pub how: String,
    /// When it is open, for example "24/7"; empty where we do not know.
    #[serde(default)]
    pub hours: String,
    /// How sure we are.
    pub trust: Trust,
    /// Where it was found.
    pub source: String,
}

impl Line {
    /// Name, number, and in brackets how and when: "Samaritans 116 123", "15 (ambulance)".
    pub fn shown(&self) -> String {
        let call = [self.name.as_str(), self.number.as_str()].into_iter().filter(|part| !part.is_empty());
        let call = call.collect::<Vec<_>>().join(" ");
        let how: Vec<&str> =
            [self.how.as_str(), self.hours.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
        if how.is_empty() { call } else { format!("{call} ({})", how.join(", ")) }
    }

    fn always_open(&self) -> bool {
        self.hours.starts_with("24")
    }
}

/// The numbers of one country or area.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// Its name in English.
    pub name: String,
    /// Other codes people use, for example "UK".
    #[serde(default)]
    pub also: Vec<String>,
    /// When someone last looked at all of its numbers.
    pub checked: toml::value::Date,
    /// Who to call when it cannot wait.
    #[serde(default)]
    pub emergency: Vec<Line>,
    /// Someone to talk to when life feels unbearable.
    #[serde(default)]
    pub crisis: Vec<Line>,
    /// Medical advice that is not an emergency.
    #[serde(default)]
    pub advice: Vec<Line>,
}

/// How numbers of one sort stand in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Where there is no number.
    pub none: String,
    /// Around confirmed numbers, `{lines}`.
    pub sure: String,
    /// For numbers that are not confirmed: the fall-back, with or without `{lines}` beside it.
    pub unsure: String,
}

/// What is said where a country is unknown, and around its numbers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fallback {
    /// Between two numbers.
    pub or: String,
    /// Which emergency numbers work where, and that they may differ.
    pub note: String,
    /// For `{emergency}`.
    pub emergency: Words,
    /// For `{crisis}`.
    pub crisis: Words,
    /// For `{advice}`.
    pub advice: Words,
}

/// What stands in the place of each placeholder of a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// For `{emergency}`.
    pub emergency: String,
    /// For `{crisis}`.
    pub crisis: String,
    /// For `{advice}`.
    pub advice: String,
}

/// All numbers, as `prompts/replies/regions.toml` gives them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regions {
    fallback: Fallback,
    regions: BTreeMap<String, Region>,
}

impl Regions {
    /// What is said where the country is unknown.
    pub fn fallback(&self) -> &Fallback {
        &self.fallback
    }

    /// Code and region, by code.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Region)> {
        self.regions.iter().map(|(code, region)| (code.as_str(), region))
    }

    /// The region with this ISO 3166 code (or another code people use for it), in any case.
    pub fn get(&self, code: &str) -> Option<&Region> {
        let wanted = code.trim().to_ascii_uppercase();
        self.regions.get(&wanted).or_else(|| self.regions.values().find(|region| region.also.contains(&wanted)))
    }

    /// Regions whose numbers nobody has looked at for more than a year.
    pub fn outdated(&self, today: time::Date) -> impl Iterator<Item = (&str, &Region)> {
        let now = (today.year(), u8::from(today.month()), today.day());
        self.all().filter(move |(_, region)| {
            let checked = region.checked;
            (i32::from(checked.year) + 1, checked.month, checked.day) < now
        })
    }

    /// How the numbers of `country` stand in a sentence; the fall-back where we have none.
    pub fn words(&self, country: Option<&str>) -> Filled {
        let region = country.and_then(|code| self.get(code));
        let lines = |of: fn(&Region) -> &Vec<Line>| region.map_or(&[] as &[Line], |region| of(region).as_slice());
        let fill = |words, of| self.sentence(words, lines(of));
        Filled {
            emergency: fill(&self.fallback.emergency, |region| &region.emergency),
            crisis: fill(&self.fallback.crisis, |region| &region.crisis),
            advice: fill(&self.fallback.advice, |region| &region.advice),
        }
    }

    /// Only the surest numbers there are: a doubtful one beside a sure one would cost a frightened person a wrong call.
    fn sentence(&self, words: &Words, lines: &[Line]) -> String {
        let Some(trust) = lines.iter().map(|line| line.trust).min() else { return words.none.clone() };
        let surest = best_first(lines).into_iter().filter(|line| line.trust == trust);
        let shown: Vec<String> = surest.take(IN_A_SENTENCE).map(Line::shown).collect();
        let template = if trust == Trust::Confirmed { &words.sure } else { &words.unsure };
        template.replace("{lines}", &shown.join(&self.fallback.or))
    }
}

/// Open day and night first, then the surer ones, else as in the file.
pub fn best_first(lines: &[Line]) -> Vec<&Line> {
    let mut sorted: Vec<&Line> = lines.iter().collect();
    sorted.sort_by_key(|line| (line.trust == Trust::Unconfirmed, !line.always_open(), line.trust));
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        [fallback]
        or = " or "
        note = "It may differ."
        emergency = { none = "your local number", sure = "{lines}", unsure = "{lines}, else your local number" }
        crisis = { none = "the finder", sure = "{lines}", unsure = "{lines}, else the finder" }
        advice = { none = "a doctor", sure = "a doctor or {lines}", unsure = "a doctor (or try {lines})" }

        [regions.GB]
        name = "United Kingdom"
        also = ["UK"]
        checked = 2026-11-22
        emergency = [
          { number = "112", trust = "listed", source = "a list" },
          { number = "999", trust = "confirmed", source = "a page" },
        ]
        crisis = [
          { name = "Day line", number = "1", trust = "confirmed", source = "a page" },
          { name = "Night and day", number = "2", hours = "24/7", trust = "confirmed", source = "a page" },
        ]

        [regions.TR]
        name = "Türkiye"
        checked = 2025-01-31
        emergency = [{ number = "112", trust = "listed", source = "a list" }]
    "#;

    fn regions() -> Regions {
        toml::from_str(FILE).expect("is a file of regions")
    }

    fn day(year: i32, month: time::Month, day: u8) -> time::Date {
        time::Date::from_calendar_date(year, month, day).expect("is a date")
    }

    #[test]
    fn an_unknown_country_gets_the_fall_back() {
        assert_eq!(regions().words(Some("ZZ")), regions().words(None));
        assert_eq!(regions().words(None).emergency, "your local number");
    }

    #[test]
    fn a_country_is_found_by_any_code_in_any_case() {
        assert_eq!(regions().get(" uk ").map(|region| region.name.as_str()), Some("United Kingdom"));
    }

    #[test]
    fn only_confirmed_numbers_stand_in_a_sentence_where_there_are_some() {
        assert_eq!(regions().words(Some("GB")).emergency, "999");
    }

    #[test]
    fn a_number_that_is_not_confirmed_has_the_fall_back_beside_it() {
        assert_eq!(regions().words(Some("TR")).emergency, "112, else your local number");
    }

    #[test]
    fn what_is_open_day_and_night_comes_first() {
        assert_eq!(regions().words(Some("GB")).crisis, "Night and day 2 (24/7) or Day line 1");
    }

    #[test]
    fn numbers_are_due_for_another_look_after_a_year() {
        let regions = regions();
        let old = |today| regions.outdated(today).map(|(code, _)| code).collect::<Vec<_>>();
        assert_eq!(old(day(2026, time::Month::January, 31)), [] as [&str; 0]);
        assert_eq!(old(day(2026, time::Month::February, 1)), ["TR"]);
    }
}
