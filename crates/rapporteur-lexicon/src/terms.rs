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

/// The tables.
#[derive(Debug)]
pub struct Terms {
    /// Nouns for agreements and plans: reported or proposed.
    pub frames: Phrases<TermState>,
    /// Verbs whose subject is an agreement and whose object it binds.
    pub binds: Phrases<Modality>,
    /// What is done to an agreement.
    pub fates: Phrases<TermState>,
    /// Words before a due time.
    pub due: Phrases<Due>,
    /// Nouns for a deadline.
    pub deadline: Phrases<()>,
    /// What is said of one.
    pub outcome: Phrases<DeadlineState>,
}

impl Default for Terms {
    fn default() -> Self {
        Self::read(&Verbs::default()).0
    }
}

impl Terms {
    /// Reads the table; rows that make no sense are listed.
    pub fn read(verbs: &Verbs) -> (Terms, Vec<String>) {
        let (mut terms, mut wrong) = (
            Terms {
                frames: Phrases::default(),
                binds: Phrases::default(),
                fates: Phrases::default(),
                due: Phrases::default(),
                deadline: Phrases::default(),
                outcome: Phrases::default(),
            },
            Vec::new(),
        );
        for row in crate::table::rows(include_str!("../data/terms.tsv")) {
            let added = || -> Option<Result<(), String>> {
                let [class, phrase, state] = row[..] else { return None };
                Some(match class {
                    "pact" | "plan" => terms.frames.add(verbs, phrase, state.parse().ok()?),
                    "oblige" | "forbid" | "permit" => terms.binds.add(verbs, phrase, state.parse().ok()?),
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
