//! The words and data of `prompts/`: what is built in is whole and fits Discord; what an operator lays over it is read with
//! every fault named by file, line and field.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use unhunch::app;
use unhunch::app::message::Message;
use unhunch::core::catalogue::fold;
use unhunch::core::content::Content;
use unhunch::core::referral::{Form, ReplyKind, render};
use unhunch::core::text;
use unhunch::core::timeline::{Timeline, routine_items};
use unhunch::prompts;

fn content() -> Content {
    prompts::load(None).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn today(year: i32) -> time::Date {
    time::Date::from_calendar_date(year, time::Month::November, 23).expect("is a date")
}

/// A directory of content with these files in it.
fn over(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a directory");
    for (path, bytes) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().expect("has a parent")).expect("a directory");
        fs::write(path, bytes).expect("is written");
    }
    dir
}

/// What is wrong with the built-in content when `path` reads `text`; the directory is left out of the lines.
fn faults(path: &str, text: &str) -> Vec<String> {
    let dir = over(&[(path, text.as_bytes())]);
    let problems = prompts::load(Some(dir.path())).map(|_| ()).expect_err("is refused");
    let begin = format!("{}/", dir.path().display());
    problems.iter().map(|problem| problem.to_string().replace(&begin, "")).collect()
}

/// A file of the repository, with one thing in it changed.
fn changed(path: &str, from: &str, to: &str) -> String {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("prompts").join(path)).expect("is there");
    assert!(text.contains(from), "{path} has no {from:?}");
    text.replacen(from, to, 1)
}

mod built_in {
    use super::*;

    #[test]
    fn the_exercises_can_be_read_without_the_rest() {
        let broken_rules = over(&[("screening/cauda_equina.toml", b"concepts = 3")]);
        assert!(prompts::load(Some(broken_rules.path())).is_err());
        let alone = prompts::load_catalogue(Some(broken_rules.path())).expect("exercises and routines are whole");
        assert_eq!(alone.exercises().len(), content().catalogue.exercises().len());
    }

    #[test]
    fn there_are_23_exercises_and_five_routines() {
        let content = content();
        assert_eq!((content.catalogue.exercises().len(), content.catalogue.routines().len()), (23, 5));
    }

    #[test]
    fn nothing_wants_attention_on_the_day_it_was_checked() {
        let summary =
            prompts::check(None, time::Date::from_calendar_date(2026, time::Month::November, 22).expect("a date"));
        assert_eq!((summary.problems, summary.warnings), (vec![], vec![]));
    }

    #[test]
    fn numbers_are_due_for_another_look_a_year_later() {
        let summary = prompts::check(None, today(2027));
        assert!(summary.warnings.iter().any(|warning| warning.field == "regions.GB.checked"), "{:?}", summary.warnings);
    }

    #[test]
    fn the_first_three_keep_every_number_of_their_source() {
        let content = content();
        let source =
            |slug| content.catalogue.exercise(slug).and_then(|found| found.dose.source.clone()).unwrap_or_default();
        let numbers = [
            ("foam-roll", ["30 seconds", "5 minutes"].as_slice()),
            ("cat-cow", &["2 seconds"]),
            ("wall-stretch", &["2 ft", "60–70 cm", "5 ft 6 in", "168 cm"]),
        ];
        for (slug, wanted) in numbers {
            for number in wanted {
                assert!(source(slug).contains(number), "{slug}: {number}");
            }
        }
    }

    #[test]
    fn a_routine_takes_four_to_twelve_minutes() {
        let content = content();
        for routine in content.catalogue.routines() {
            let items = routine_items(routine, |slug| content.catalogue.exercise(slug)).expect("its exercises exist");
            let parts: Vec<_> =
                items.iter().filter_map(|item| Some((content.catalogue.exercise(&item.exercise)?, item))).collect();
            let minutes = Timeline::new(&parts).length_ms() as f64 / 60_000.0;
            assert!((4.0..=12.0).contains(&minutes), "{}: {minutes}", routine.slug);
        }
    }

    #[test]
    fn what_people_type_finds_what_they_mean() {
        let content = content();
        let meant = [
            ("catcow", "cat-cow"),
            ("cat cow", "cat-cow"),
            ("kat cow", "cat-cow"),
            ("marjariasana", "cat-cow"),
            ("Mārjaryāsana", "cat-cow"),
            ("foem roll", "foam-roll"),
            ("t-spine", "foam-roll"),
            ("childs", "childs-pose"),
            ("sfinx", "sphinx"),
            ("wal strech", "wall-stretch"),
            ("stretch wall", "wall-stretch"),
            ("birdog", "bird-dog"),
            ("threed needle", "thread-the-needle"),
            ("bujangasana", "press-up"),
            ("neck", "upper-trap-stretch"),
        ];
        for (typed, slug) in meant {
            let first = content.catalogue.suggest(typed, 25).first().map(|found| found.slug.as_str());
            assert_eq!(first, Some(slug), "{typed}");
        }
    }

    #[test]
    fn nothing_typed_offers_all_with_the_first_three_first() {
        let content = content();
        let all: Vec<&str> = content.catalogue.suggest("", 25).iter().map(|found| found.slug.as_str()).collect();
        assert_eq!((all.len(), all.get(..3)), (23, Some(["foam-roll", "cat-cow", "wall-stretch"].as_slice())));
    }

    #[test]
    fn every_alias_finds_its_own_exercise() {
        let content = content();
        for exercise in content.catalogue.exercises() {
            for alias in &exercise.aliases {
                let found = content.catalogue.find(alias).map(|found| found.slug.as_str());
                assert_eq!(found, Some(exercise.slug.as_str()), "{alias} = {}", fold(alias));
            }
        }
    }

    #[test]
    fn no_reply_is_left_with_a_placeholder_in_any_country() {
        let content = content();
        let countries: Vec<Option<&str>> = content.regions.all().map(|(code, _)| Some(code)).chain([None]).collect();
        for country in countries {
            for kind in ReplyKind::ALL {
                for form in [Form::Channel, Form::Private] {
                    let reply = render(&content.replies, &content.regions, country, kind, form);
                    assert!(!reply.body.contains(['{', '}']), "{country:?} {kind:?}: {}", reply.body);
                    assert!(text::len(&reply.body) <= 1000, "{country:?} {kind:?}");
                }
            }
        }
    }

    #[test]
    fn a_crisis_and_an_emergency_show_a_number_in_the_channel_already() {
        let content = content();
        for (kind, number) in [(ReplyKind::Crisis, "116 123"), (ReplyKind::RedFlagEmergency, "999")] {
            let reply = render(&content.replies, &content.regions, Some("GB"), kind, Form::Channel);
            assert!(reply.body.contains(number), "{}", reply.body);
        }
    }

    #[test]
    fn the_crisis_reply_carries_the_emergency_number_too() {
        let content = content();
        let reply = render(&content.replies, &content.regions, Some("US"), ReplyKind::Crisis, Form::Private);
        assert!(reply.body.contains("988") && reply.body.contains("911"), "{}", reply.body);
    }

    #[test]
    fn no_word_that_blames_reaches_a_reader() {
        let words = ["catastroph", "dramatic", "overreact", "attention-seek", "in your head"];
        for file in files_below("prompts", &["ftl", "toml"]) {
            if file.components().any(|part| part.as_os_str() == "screening") {
                continue;
            }
            let text = fs::read_to_string(&file).expect("is text").to_lowercase();
            let found: Vec<&str> = words.into_iter().filter(|word| text.contains(word)).collect();
            assert_eq!(found, [] as [&str; 0], "{}", file.display());
        }
    }
}

mod cards {
    use super::*;

    fn card(content: &Content, slug: &str) -> Message {
        let exercise = content.catalogue.exercise(slug).expect("is an exercise");
        app::exercise::message(&content.texts, "en-GB", exercise, None, false)
    }

    #[test]
    fn every_exercise_fits_a_card() {
        let content = content();
        for exercise in content.catalogue.exercises() {
            for card in card(&content, &exercise.slug).cards {
                let fields = card.fields.iter().map(|field| text::len(&field.name) + text::len(&field.value));
                let all =
                    text::len(&card.title) + text::len(&card.body) + text::len(&card.footer) + fields.sum::<usize>();
                assert!(all <= 6000, "{}: {all}", exercise.slug);
                for field in &card.fields {
                    let length = text::len(&field.value);
                    assert!((1..=1024).contains(&length), "{}, {}: {length}", exercise.slug, field.name);
                }
            }
        }
    }

    #[test]
    fn a_card_tells_the_sources_dose_from_ours() {
        let content = content();
        let message = card(&content, "foam-roll");
        let dose = message.cards[0].fields.iter().find(|field| field.name == "How much").expect("has a dose");
        let begins: Vec<&str> = dose.value.lines().map(|line| line.split(':').next().unwrap_or_default()).collect();
        assert_eq!(
            begins,
            ["**The source says", "**We suggest to begin with", "**Next step, when it has felt easy for a week"]
        );
    }

    #[test]
    fn an_unknown_name_offers_the_nearest() {
        let content = content();
        let error = app::exercise::unknown(&content.catalogue, "cat cov @everyone");
        assert_eq!(error.key, "error-unknown-exercise");
        let error = app::exercise::unknown(&content.catalogue, "wall");
        assert!(content.texts.error("en", &error).contains("Wall stretch, Wall angels"), "{error:?}");
    }
}

mod laid_over {
    use super::*;

    #[test]
    fn a_file_takes_the_place_of_the_embedded_one() {
        let text = changed("exercises/cat-cow.toml", "name = \"Cat-cow\"", "name = \"Catty cow\"");
        let dir = over(&[("exercises/cat-cow.toml", text.as_bytes())]);
        let content = prompts::load(Some(dir.path())).unwrap_or_else(|problems| panic!("{problems:?}"));
        assert_eq!(content.catalogue.exercise("cat-cow").map(|found| found.name.as_str()), Some("Catty cow"));
        assert_eq!(content.catalogue.exercises().len(), 23);
    }

    #[test]
    fn an_empty_file_takes_an_exercise_away() {
        let dir = over(&[("exercises/prone-cobra.toml", b"")]);
        let content = prompts::load(Some(dir.path())).unwrap_or_else(|problems| panic!("{problems:?}"));
        assert!(content.catalogue.exercise("prone-cobra").is_none());
    }

    #[test]
    fn a_file_that_nothing_reads_is_a_warning() {
        let dir = over(&[("exercise/cat-cow.toml", b"name = 1"), ("README.md", b"notes")]);
        let warnings = prompts::check(Some(dir.path()), today(2026)).warnings;
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert!(warnings[0].file.ends_with("exercise/cat-cow.toml"));
    }

    #[test]
    fn a_directory_that_is_not_there_is_a_problem() {
        let problems = prompts::load(Some(Path::new("/no/such/prompts"))).map(|_| ()).expect_err("is refused");
        assert!(problems[0].to_string().starts_with("/no/such/prompts: cannot be read"), "{problems:?}");
    }

    #[test]
    fn another_language_may_have_only_keys_that_english_has() {
        let found = faults("locales/de/exercise.ftl", "exercise-start = Los\nexercise-strat = Los\n");
        assert_eq!(found, ["locales/de/exercise.ftl:2: exercise-strat: does not exist in English"]);
    }

    #[test]
    fn another_language_is_used_where_it_has_the_text() {
        let dir = over(&[("locales/de/exercise.ftl", b"exercise-start = Los\n")]);
        let content = prompts::load(Some(dir.path())).unwrap_or_else(|problems| panic!("{problems:?}"));
        assert_eq!(content.texts.get("de", "exercise-start", &[]), "Los");
        assert_eq!(content.texts.get("de", "exercise-stop", &[]), "When to stop");
    }
}

mod faults_are_named {
    use super::*;

    #[test]
    fn a_number_out_of_range() {
        let text = changed("exercises/sphinx.toml", "prepare = 10", "prepare = 0");
        let line = text.lines().position(|line| line == "prepare = 0").expect("is there") + 1;
        let found = faults("exercises/sphinx.toml", &text);
        assert_eq!(found, [format!("exercises/sphinx.toml:{line}: timer.prepare: 0 is out of range 5–60")]);
    }

    #[test]
    fn an_unknown_key() {
        let text = changed("exercises/sphinx.toml", "prepare = 10", "prepare = 10\nprepair = 3");
        let line = text.lines().position(|line| line == "prepair = 3").expect("is there") + 1;
        let found = faults("exercises/sphinx.toml", &text);
        assert!(
            found[0].starts_with(&format!("exercises/sphinx.toml:{line}: timer.prepair: unknown field")),
            "{found:?}"
        );
    }

    #[test]
    fn several_at_once_in_several_files() {
        let exercise = changed("exercises/sphinx.toml", "prepare = 10", "prepare = \"ten\"\nextra = 1");
        let exercise = exercise.replacen("cue = \"Elbows under shoulders\"", "cue = \"\"", 1);
        let dir = over(&[
            ("exercises/sphinx.toml", exercise.as_bytes()),
            ("routines/desk-micro-set.toml", b"name = \"\"\nsummary = \"a\"\n[[exercises]]\nexercise = \"sphynx-3\"\n"),
        ]);
        let problems = prompts::load(Some(dir.path())).map(|_| ()).expect_err("is refused");
        let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["timer.prepare", "timer.extra", "name", "exercises[0].exercise"]);
    }

    #[test]
    fn a_name_that_is_taken() {
        let text = changed("exercises/sphinx.toml", "\"sphynx\"", "\"Cat  COW\"");
        let found = faults("exercises/sphinx.toml", &text);
        assert!(found[0].ends_with("“Cat  COW” already names cat-cow"), "{found:?}");
    }

    #[test]
    fn a_ladder_that_does_not_begin_at_the_timer() {
        let text = changed("exercises/sphinx.toml", "[[ladder]]\nhold = 20", "[[ladder]]\nhold = 25");
        let found = faults("exercises/sphinx.toml", &text);
        assert!(found[0].ends_with("ladder[0]: differs from the timer's own hold, rounds or sets"), "{found:?}");
    }

    #[test]
    fn a_ladder_step_that_does_not_rise() {
        let text = changed("exercises/sphinx.toml", "[[ladder]]\nhold = 30", "[[ladder]]\nhold = 20");
        let found = faults("exercises/sphinx.toml", &text);
        assert!(found[0].ends_with("ladder[1]: is no more than the step before it"), "{found:?}");
    }

    #[test]
    fn a_cue_that_is_never_heard() {
        let text = changed("exercises/sphinx.toml", "at = 10", "at = 500");
        let found = faults("exercises/sphinx.toml", &text);
        assert!(found[0].ends_with("timer.phases[0].cues[0].at: 500 is never inside the phase"), "{found:?}");
    }

    #[test]
    fn a_routine_beyond_the_limits_of_its_exercise() {
        let text = changed("routines/desk-micro-set.toml", "rounds = 5", "rounds = 99");
        let found = faults("routines/desk-micro-set.toml", &text);
        assert!(found[0].ends_with("exercises[0].rounds: 99 is out of range 4–12"), "{found:?}");
    }

    #[test]
    fn a_reply_with_a_placeholder_nobody_fills() {
        let text = changed("replies/crisis.toml", "{crisis}", "{hotline}");
        let found = faults("replies/crisis.toml", &text);
        let what = "replies/crisis.toml:2: short: {hotline} is not one of {emergency}, {crisis}, {advice}";
        assert_eq!(found, [what]);
    }

    #[test]
    fn a_reply_that_is_too_long() {
        let text = changed("replies/precaution.toml", "full = \"", &format!("full = \"{}", "a".repeat(600)));
        let found = faults("replies/precaution.toml", &text);
        assert!(
            found[0].starts_with("replies/precaution.toml:3: full: has ") && found[0].ends_with("600 are allowed"),
            "{found:?}"
        );
    }

    #[test]
    fn a_reply_that_is_missing() {
        let found = faults("replies/crisis.toml", " ");
        assert_eq!(found, ["prompts/replies/crisis.toml: is missing"]);
    }

    #[test]
    fn a_region_without_an_emergency_number() {
        let text =
            changed("replies/regions.toml", "emergency = [\n  { number = \"911\"", "advice = [\n  { number = \"911\"");
        let found = faults("replies/regions.toml", &text);
        assert!(found.iter().any(|fault| fault.contains("regions.")), "{found:?}");
    }

    #[test]
    fn a_text_that_is_not_fluent() {
        let found = faults("locales/en/help.ftl", "help-title = a\n\n= b\n");
        assert!(found[0].starts_with("locales/en/help.ftl:3: "), "{found:?}");
    }

    #[test]
    fn a_file_that_is_not_utf8() {
        let dir = over(&[("exercises/sphinx.toml", b"name = \"\xff\"")]);
        let problems = prompts::load(Some(dir.path())).map(|_| ()).expect_err("is refused");
        assert!(problems[0].to_string().ends_with("sphinx.toml: is not UTF-8"), "{problems:?}");
    }
}

/// Text keys in the code and in `prompts/locales/en`: each must be known to the other side.
mod text_keys {
    use super::*;

    /// Text literals of the code, tests left out; comments too, as they quote no keys.
    fn literals() -> Vec<String> {
        let mut found = Vec::new();
        for file in files_below("src", &["rs"]) {
            let source = fs::read_to_string(&file).expect("is text");
            let code = source.split("#[cfg(test)]").next().unwrap_or_default();
            let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            found.extend(lines.flat_map(|line| line.split('"').skip(1).step_by(2).map(str::to_owned)));
        }
        found
    }

    fn is_key(text: &str) -> bool {
        let parts: Vec<&str> = text.split('-').collect();
        let plain =
            |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        parts.len() > 1 && parts.iter().all(plain)
    }

    fn english() -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for file in files_below("prompts/locales/en", &["ftl"]) {
            let text = fs::read_to_string(&file).expect("is text");
            let found = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
            keys.extend(found.filter_map(|line| line.split_once('=')).map(|(key, _)| key.trim().to_owned()));
        }
        keys
    }

    /// The keys of the commands' words are made of the commands' names.
    fn of_commands(content: &Content) -> BTreeSet<String> {
        let commands = unhunch::discord::commands::all(&content.texts).expect("have their words");
        let json = serde_json::to_value(unhunch::discord::commands::as_json(&commands)).expect("is JSON");
        let mut keys = BTreeSet::new();
        json.as_array().into_iter().flatten().for_each(|command| add_names("command", command, &mut keys));
        keys.extend(commands.iter().map(|command| format!("command-{}", command.name)));
        keys
    }

    fn add_names(prefix: &str, command: &serde_json::Value, keys: &mut BTreeSet<String>) {
        let name = command["name"].as_str().unwrap_or_default();
        let key = format!("{prefix}-{name}");
        command["options"].as_array().into_iter().flatten().for_each(|option| add_names(&key, option, keys));
        keys.insert(key);
    }

    #[test]
    fn every_key_in_the_code_exists_in_english() {
        let keys = english();
        let spaces: BTreeSet<&str> = keys.iter().filter_map(|key| key.split('-').next()).collect();
        let used = literals().into_iter().filter(|literal| is_key(literal) && ReplyKind::from_name(literal).is_none());
        let missing: BTreeSet<String> = used
            .filter(|key| spaces.contains(key.split('-').next().unwrap_or_default()) && !keys.contains(key))
            .collect();
        assert_eq!(missing, BTreeSet::new());
    }

    #[test]
    fn every_english_key_is_used() {
        let (literals, commands) = (literals(), of_commands(&content()));
        let made: Vec<&str> =
            literals.iter().filter_map(|literal| literal.split_once("-{")).map(|(begin, _)| begin).collect();
        let used: BTreeSet<&str> =
            literals.iter().map(String::as_str).chain(commands.iter().map(String::as_str)).collect();
        let is_made =
            |key: &str| made.iter().any(|begin| key.strip_prefix(begin).is_some_and(|rest| rest.starts_with('-')));
        let unused: Vec<String> =
            english().into_iter().filter(|key| !used.contains(key.as_str()) && !is_made(key)).collect();
        assert_eq!(unused, [] as [&str; 0]);
    }
}

fn files_below(directory: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(directory)];
    while let Some(directory) = open.pop() {
        for path in fs::read_dir(&directory).expect("is a directory").flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted)) {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "{directory} is empty");
    found
}
