//! Words of agreements, their terms and deadlines: data/terms.tsv.

use crate::cue_phrases::Phrases;
use crate::verbs::Verbs;
use rapporteur_model::record::{DeadlineState, Modality, TermState};

/// How sure words for a due time are by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// They say so alone: "no later than".
    Any,
    /// Only with something asked, promised or obliged: "by".
    Need,
    /// "Gave them until Friday".
    Answer,
}

/// What follows whoever a plan binds: "requires X to", "bars X from", "would see X leave", "foresees X leaving".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// "to" and a verb.
    To,
    /// "from" and a form in -ing.
    From,
    /// A bare verb; the binding verb needs a modal.
    Bare,
    /// A form in -ing.
    Going,
}

/// The tables.
#[derive(Debug)]
pub struct Terms {
    /// Nouns for agreements and plans: reported or proposed.
    pub frames: Phrases<TermState>,
    /// Nouns for the words or a part of whichever agreement or plan an article told of before.
    pub texts: Phrases<()>,
    /// Words before such a noun, as "under".
    pub openers: Phrases<()>,
    /// Words that by themselves name a part of what was told before.
    pub parts: Phrases<()>,
    /// Verbs whose subject is an agreement and whose object it binds, and how.
    pub binds: Phrases<(Modality, Joint)>,
    /// Verbs by which an agreement says something.
    pub says: Phrases<()>,
    /// Words that go on with the terms of the paragraph before.
    pub again: Phrases<()>,
    /// What is done to an agreement.
    pub fates: Phrases<TermState>,
    /// Words before a due time.
    pub due: Phrases<Due>,
    /// Words before a time from which on something holds.
    pub since: Phrases<()>,
    /// Words after a time that name a second one: "from June 8 to June 10".
    pub upto: Phrases<()>,
    /// Nouns for a deadline.
    pub deadline: Phrases<()>,
    /// What talks end with: due when they do.
    pub ends: Phrases<()>,
    /// What is said of one.
    pub outcome: Phrases<DeadlineState>,
}

impl Default for Terms {
    fn default() -> Self {
        Self::read(&Verbs::default()).0
    }
}

impl Terms {
    fn empty() -> Terms {
        Terms {
            frames: Phrases::default(),
            texts: Phrases::default(),
            openers: Phrases::default(),
            parts: Phrases::default(),
            binds: Phrases::default(),
            says: Phrases::default(),
            again: Phrases::default(),
            fates: Phrases::default(),
            due: Phrases::default(),
            since: Phrases::default(),
            upto: Phrases::default(),
            deadline: Phrases::default(),
            ends: Phrases::default(),
            outcome: Phrases::default(),
        }
    }

    /// Reads the table; rows that make no sense are listed.
    pub fn read(verbs: &Verbs) -> (Terms, Vec<String>) {
        let (mut terms, mut wrong) = (Terms::empty(), Vec::new());
        for row in crate::table::rows(include_str!("../data/terms.tsv")) {
            let added = || -> Option<Result<(), String>> {
                let [class, phrase, state] = row[..] else { return None };
                Some(match class {
                    "pact" | "plan" => terms.frames.add(verbs, phrase, state.parse().ok()?),
                    "text" => terms.texts.add(verbs, phrase, ()),
                    "opener" => terms.openers.add(verbs, phrase, ()),
                    "part" => terms.parts.add(verbs, phrase, ()),
                    "says" => terms.says.add(verbs, phrase, ()),
                    "again" => terms.again.add(verbs, phrase, ()),
                    "oblige" | "permit" => terms.binds.add(verbs, phrase, (state.parse().ok()?, Joint::To)),
                    "forbid" => terms.binds.add(verbs, phrase, (state.parse().ok()?, Joint::From)),
                    "see" => terms.binds.add(verbs, phrase, (state.parse().ok()?, Joint::Bare)),
                    "foresee" => terms.binds.add(verbs, phrase, (state.parse().ok()?, Joint::Going)),
                    "fate" => terms.fates.add(verbs, phrase, state.parse().ok()?),
                    "due" => {
                        let due = match state {
                            "any" => Due::Any,
                            "need" => Due::Need,
                            "answer" => Due::Answer,
                            _ => return None,
                        };
                        terms.due.add(verbs, phrase, due)
                    }
                    "since" => terms.since.add(verbs, phrase, ()),
                    "upto" => terms.upto.add(verbs, phrase, ()),
                    "ends" => terms.ends.add(verbs, phrase, ()),
                    "date" => terms.deadline.add(verbs, phrase, ()),
                    "met" | "missed" => terms.outcome.add(verbs, phrase, state.parse().ok()?),
                    _ => return None,
                })
            }();
            if !matches!(added, Some(Ok(()))) {
                wrong.push(row.join(" "));
            }
        }
        (terms, wrong)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_table_parses() {
        let (_, wrong) = super::Terms::read(&crate::verbs::Verbs::default());
        assert_eq!(wrong, Vec::<String>::new());
    }
}
