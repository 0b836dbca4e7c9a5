//! Words of asking, offering, refusing, tying: data/stances.tsv, data/conditions.tsv, data/scopes.tsv.

use crate::cue_phrases::Phrases;
use crate::verbs::Verbs;
use rapporteur_model::{By, Link, Scope, Stance};

/// Where the holder of a stance stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CueClass {
    /// The subject of the verb.
    Verb,
    /// The possessor of the noun.
    Noun,
    /// The subject of the copula before the adjective.
    Adjective,
    /// Nobody: the subject is the matter itself.
    State,
}

/// What may follow a cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Takes {
    /// A noun phrase or -ing form.
    pub noun: bool,
    /// An infinitive.
    pub infinitive: bool,
    /// Somebody, to do something.
    pub object_infinitive: bool,
    /// A clause that names an act.
    pub clause: bool,
    /// A clause, which always names an act: "demands that".
    pub act: bool,
    /// Nothing.
    pub nothing: bool,
    /// A noun phrase, if words that put it off follow: "leave it for later".
    pub later: bool,
    /// What stands inside the phrase: "put the matter aside".
    pub inside: bool,
    /// The cue counts in the passive only: "the claim was abandoned".
    pub passive: bool,
    /// A clause counts only if it says what must be or what will not: "stressed that troops must leave".
    pub must: bool,
    /// A number begins what follows: "came down to 20".
    pub number: bool,
    /// What follows is no person and no group: "backs a freeze", not "backs the rebels".
    pub thing: bool,
    /// What follows is an offer or plan: "tabled a plan for".
    pub plan: bool,
}

/// A stance cue.
#[derive(Debug, Clone)]
pub struct StanceCue {
    /// Where the holder stands.
    pub class: CueClass,
    /// What the holder does.
    pub stance: Stance,
    /// What may follow.
    pub takes: Takes,
    /// The rule's name, `stance.insists-that`.
    pub rule: By,
}

/// Words that tie one thing to another.
#[derive(Debug, Clone)]
pub struct ConditionCue {
    /// How.
    pub link: Link,
    /// The rule's name.
    pub rule: By,
    /// It ties only what is refused: "will not talk until", but not "adjourned until".
    pub refusal: bool,
}

/// The tables.
#[derive(Debug)]
pub struct Stances {
    /// Cues.
    pub cues: Phrases<StanceCue>,
    /// Conditions.
    pub conditions: Phrases<ConditionCue>,
    /// How much; `None` marks an exception.
    pub scopes: Phrases<Option<Scope>>,
    /// Words that put a thing off: "for later".
    pub later: Phrases<()>,
    /// Nouns for what is said against somebody: to reject them is no position.
    pub charges: Phrases<()>,
}

impl Default for Stances {
    fn default() -> Self {
        Self::read(&Verbs::default()).0
    }
}

impl Stances {
    /// Reads the tables; rows that make no sense are listed by their phrase.
    pub fn read(verbs: &Verbs) -> (Stances, Vec<String>) {
        let (mut stances, mut wrong) = (
            Stances {
                cues: Phrases::loose(crate::clause_words::ClauseWords::default().words("between")),
                conditions: Phrases::default(),
                scopes: Phrases::default(),
                later: Phrases::default(),
                charges: Phrases::default(),
            },
            Vec::new(),
        );
        for row in crate::table::rows(include_str!("../data/stances.tsv")) {
            let added = || -> Option<Result<(), String>> {
                match row[..] {
                    ["later", phrase, ..] => return Some(stances.later.add(verbs, phrase, ())),
                    ["charge", phrase, ..] => return Some(stances.charges.add(verbs, phrase, ())),
                    _ => {}
                }
                let [class, phrase, stance, takes, rule] = row[..] else { return None };
                let class = match class {
                    "verb" => CueClass::Verb,
                    "noun" => CueClass::Noun,
                    "adj" => CueClass::Adjective,
                    "state" => CueClass::State,
                    _ => return None,
                };
                let takes = takes.split(',').try_fold(Takes::default(), |mut takes, word| {
                    match word {
                        "np" | "ing" => takes.noun = true,
                        "act" => (takes.clause, takes.act) = (true, true),
                        "to" => takes.infinitive = true,
                        "obj-to" => takes.object_infinitive = true,
                        "that" => takes.clause = true,
                        "none" => takes.nothing = true,
                        "inside" => takes.inside = true,
                        "passive" => takes.passive = true,
                        "must" => (takes.clause, takes.must) = (true, true),
                        "num" => (takes.noun, takes.number) = (true, true),
                        "thing" => (takes.noun, takes.thing) = (true, true),
                        "plan" => (takes.noun, takes.plan) = (true, true),
                        "later" => (takes.noun, takes.later) = (true, true),
                        _ => return None,
                    }
                    Some(takes)
                })?;
                let cue = StanceCue {
                    class,
                    stance: stance.parse().ok()?,
                    takes,
                    rule: format!("stance.{rule}").into(),
                };
                Some(stances.cues.add(verbs, phrase, cue))
            }();
            if !matches!(added, Some(Ok(()))) {
                wrong.push(row.join(" "));
            }
        }
        for row in crate::table::rows(include_str!("../data/conditions.tsv")) {
            let added = match row[..] {
                [phrase, link, rule, only @ ("" | "refusal")] => link.parse().ok().map(|link| {
                    let rule = format!("condition.{rule}").into();
                    let cue = ConditionCue { link, rule, refusal: !only.is_empty() };
                    stances.conditions.add(verbs, phrase, cue)
                }),
                _ => None,
            };
            if !matches!(added, Some(Ok(()))) {
                wrong.push(row.join(" "));
            }
        }
        for row in crate::table::rows(include_str!("../data/scopes.tsv")) {
            let added = match row[..] {
                ["exception", phrase] => Some(stances.scopes.add(verbs, phrase, None)),
                [scope, phrase] => scope.parse().ok().map(|s| stances.scopes.add(verbs, phrase, Some(s))),
                _ => None,
            };
            if !matches!(added, Some(Ok(()))) {
                wrong.push(row.join(" "));
            }
        }
        (stances, wrong)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_tables_parse() {
        let (_, wrong) = super::Stances::read(&crate::verbs::Verbs::default());
        assert_eq!(wrong, Vec::<String>::new());
    }
}
