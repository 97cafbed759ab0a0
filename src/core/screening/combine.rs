//! The verdict of the rules and the opinion of the model → one verdict. Each reader has its say: the model adds what no rule
//! expresses, and takes away what it is all but sure is nothing; a rule's crisis or emergency stands.

use super::decide::settle;
use super::verdict::{Evidence, Label, Silenced, Topic, Urgency, Verdict};

/// What the second reader thinks of a message: label → probability, 0–1.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Opinion {
    /// One entry a label the model knows.
    pub labels: Vec<(Label, f32)>,
    /// Probability that a red flag is an emergency.
    pub emergency: f32,
    /// Topics it sees, with their probabilities.
    pub topics: Vec<(Topic, f32)>,
}

/// From which probability on the model's word counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Thresholds {
    /// One entry a label; a label without one is never added.
    pub labels: Vec<(Label, f32)>,
    /// For the emergency of a red flag.
    pub emergency: f32,
    /// For each topic.
    pub topic: f32,
    /// Below this, what only the rules see falls; 0–1.
    pub doubt: f32,
}

/// Joins `verdict`, which the rules gave, with what the model thinks. Where both see a red flag, the model may say that it
/// cannot wait; it never lowers a rule's urgency.
pub fn with_model(mut verdict: Verdict, opinion: &Opinion, thresholds: &Thresholds) -> Verdict {
    take_away(&mut verdict, opinion, thresholds.doubt);
    let enough = |label: Label, p: f32| thresholds.labels.iter().any(|(l, t)| *l == label && p >= *t);
    for (label, p) in opinion.labels.iter().copied().filter(|(label, p)| enough(*label, *p)) {
        let news = !verdict.has(label);
        if news {
            verdict.labels.push(label);
        }
        let raised = label == Label::RedFlag && raise(&mut verdict, opinion, thresholds, news);
        if news || raised {
            verdict.evidence.push(Evidence::Model { label, p });
        }
    }
    settle(&mut verdict);
    verdict
}

/// Silences what the rules found and the model gives less than `doubt`.
fn take_away(verdict: &mut Verdict, opinion: &Opinion, doubt: f32) {
    let emergency = verdict.urgency == Some(Urgency::Emergency);
    let stands = |label: Label| {
        label == Label::Crisis
            || label == Label::RedFlag && emergency
            || opinion.labels.iter().all(|(known, p)| *known != label || *p >= doubt)
    };
    let (kept, fallen): (Vec<_>, Vec<_>) = verdict.evidence.drain(..).partition(|found| stands(found.label()));
    verdict.evidence = kept;
    verdict.silenced.extend(fallen.into_iter().filter_map(by_model));
    // A precaution that gave way to a red flag comes back when that falls.
    verdict.labels = verdict.evidence.iter().map(Evidence::label).collect();
    verdict.labels.sort_unstable();
    verdict.labels.dedup();
    if !verdict.has(Label::RedFlag) {
        verdict.urgency = None;
        verdict.topics.clear();
    }
}

fn by_model(found: Evidence) -> Option<Silenced> {
    match found {
        Evidence::Rule { rule, start, end, .. } => {
            Some(Silenced { rule, start, end, by: "model".to_owned(), words: None })
        }
        Evidence::Model { .. } => None,
    }
}

/// The urgency and topics of a red flag that the model saw; whether that made it an emergency. Never lowers a rule's urgency.
fn raise(verdict: &mut Verdict, opinion: &Opinion, thresholds: &Thresholds, news: bool) -> bool {
    let now = opinion.emergency >= thresholds.emergency;
    if news {
        verdict.topics = likely_topics(opinion, thresholds);
    }
    let raised = now && verdict.urgency != Some(Urgency::Emergency);
    if now {
        verdict.urgency = Some(Urgency::Emergency);
    }
    verdict.urgency.get_or_insert(Urgency::Urgent);
    raised
}

fn likely_topics(opinion: &Opinion, thresholds: &Thresholds) -> Vec<Topic> {
    let likely: Vec<Topic> = opinion.topics.iter().filter(|(_, p)| *p >= thresholds.topic).map(|(t, _)| *t).collect();
    if !likely.is_empty() {
        return likely;
    }
    opinion.topics.iter().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(t, _)| *t).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SURE_IT_IS_NOT: f32 = 0.01;

    fn thresholds() -> Thresholds {
        Thresholds {
            labels: vec![(Label::RedFlag, 0.6), (Label::Precaution, 0.6)],
            emergency: 0.5,
            topic: 0.4,
            doubt: 0.05,
        }
    }

    fn opinion(label: Label, p: f32) -> Opinion {
        Opinion { labels: vec![(label, p)], emergency: 0.9, topics: vec![(Topic::Cord, 0.7)] }
    }

    fn found(label: Label, urgency: Option<Urgency>) -> Verdict {
        let evidence = vec![Evidence::rule(label, "a/rule", 0, 4)];
        let topics = urgency.map(|_| Topic::Cancer).into_iter().collect();
        Verdict { labels: vec![label], urgency, topics, evidence, ..Verdict::default() }
    }

    #[test]
    fn what_the_model_is_sure_is_nothing_falls_and_says_why() {
        let verdict = found(Label::RedFlag, Some(Urgency::Urgent));
        let verdict = with_model(verdict, &opinion(Label::RedFlag, SURE_IT_IS_NOT), &thresholds());
        assert_eq!((verdict.labels, verdict.urgency, verdict.topics), (vec![], None, vec![]));
        assert_eq!(verdict.silenced[0].by, "model");
    }

    #[test]
    fn what_the_model_only_doubts_stands() {
        let verdict = found(Label::Precaution, None);
        assert_eq!(with_model(verdict.clone(), &opinion(Label::Precaution, 0.1), &thresholds()), verdict);
    }

    #[test]
    fn an_emergency_and_a_crisis_of_the_rules_stand_whatever_the_model_says() {
        for verdict in [found(Label::RedFlag, Some(Urgency::Emergency)), found(Label::Crisis, None)] {
            let sure = opinion(verdict.labels[0], SURE_IT_IS_NOT);
            assert_eq!(with_model(verdict.clone(), &sure, &thresholds()), verdict);
        }
    }

    #[test]
    fn a_precaution_comes_back_when_the_red_flag_before_it_falls() {
        let mut verdict = found(Label::RedFlag, Some(Urgency::Urgent));
        verdict.evidence.push(Evidence::rule(Label::Precaution, "b/rule", 5, 9));
        let verdict = with_model(verdict, &opinion(Label::RedFlag, SURE_IT_IS_NOT), &thresholds());
        assert_eq!(verdict.labels, [Label::Precaution]);
    }

    #[test]
    fn what_only_the_model_sees_is_added_with_urgency_and_topic() {
        let verdict = with_model(Verdict::default(), &opinion(Label::RedFlag, 0.8), &thresholds());
        assert_eq!((verdict.labels, verdict.urgency), (vec![Label::RedFlag], Some(Urgency::Emergency)));
        assert_eq!(verdict.topics, [Topic::Cord]);
    }

    #[test]
    fn the_model_may_raise_a_red_flag_of_the_rules_to_an_emergency() {
        let verdict = found(Label::RedFlag, Some(Urgency::Urgent));
        let verdict = with_model(verdict, &opinion(Label::RedFlag, 0.8), &thresholds());
        assert_eq!((verdict.urgency, verdict.topics), (Some(Urgency::Emergency), vec![Topic::Cancer]));
    }
}
