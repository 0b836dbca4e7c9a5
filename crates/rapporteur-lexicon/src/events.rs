//! Words of meetings and the state of talks: data/meetings.tsv, data/likelihood.tsv, data/talks_status.tsv.

use crate::cue_phrases::Phrases;
use crate::verbs::Verbs;
use rapporteur_model::{Likelihood, TalksState};

/// What a phrase says about a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum MeetingCue {
    Verb,
    Noun,
    Attend,
    Include,
    Represent,
    Mediate,
    Host,
    Lead,
    Cancel,
    Plan,
    Possible,
    Outcome,
}

/// Where the talks stand to the words about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TalksAre {
    /// Subject.
    Subject,
    /// Object.
    Object,
    /// Complement of a noun, or the noun the adjective stands before.
    Of,
    /// The words speak of a signature and need no talks.
    Signed,
}

/// The tables.
#[derive(Debug)]
pub struct EventWords {
    /// Meetings.
    pub meetings: Phrases<MeetingCue>,
    /// Likelihood.
    pub likelihood: Phrases<Likelihood>,
    /// State of the talks.
    pub talks_status: Phrases<(TalksState, TalksAre)>,
}

impl Default for EventWords {
    fn default() -> Self {
        Self::read(&Verbs::default()).0
    }
}

impl EventWords {
    /// Reads the tables; rows that make no sense are listed.
    pub fn read(verbs: &Verbs) -> (EventWords, Vec<String>) {
        let (mut words, mut wrong) = (
            EventWords {
                meetings: Phrases::default(),
                likelihood: Phrases::default(),
                talks_status: Phrases::default(),
            },
            Vec::new(),
        );
        for row in crate::table::rows(include_str!("../data/meetings.tsv")) {
            let cue = match row[0] {
                "verb" => Some(MeetingCue::Verb),
                "noun" => Some(MeetingCue::Noun),
                "attend" => Some(MeetingCue::Attend),
                "include" => Some(MeetingCue::Include),
                "represent" => Some(MeetingCue::Represent),
                "mediate" => Some(MeetingCue::Mediate),
                "host" => Some(MeetingCue::Host),
                "lead" => Some(MeetingCue::Lead),
                "cancel" => Some(MeetingCue::Cancel),
                "plan" => Some(MeetingCue::Plan),
                "possible" => Some(MeetingCue::Possible),
                "outcome" => Some(MeetingCue::Outcome),
                _ => None,
            };
            if !matches!(cue.map(|cue| words.meetings.add(verbs, row[1], cue)), Some(Ok(()))) {
                wrong.push(row.join(" "));
            }
        }
        for row in crate::table::rows(include_str!("../data/likelihood.tsv")) {
            let band: Option<Likelihood> = row[0].parse().ok();
            if !matches!(band.map(|band| words.likelihood.add(verbs, row[1], band)), Some(Ok(()))) {
                wrong.push(row.join(" "));
            }
        }
        for row in crate::table::rows(include_str!("../data/talks_status.tsv")) {
            let place = match row[1] {
                "subject" => Some(TalksAre::Subject),
                "object" => Some(TalksAre::Object),
                "of" => Some(TalksAre::Of),
                "sign" => Some(TalksAre::Signed),
                _ => None,
            };
            let state = row[0].parse().ok();
            let added = state.zip(place).map(|cue| words.talks_status.add(verbs, row[2], cue));
            if !matches!(added, Some(Ok(()))) {
                wrong.push(row.join(" "));
            }
        }
        (words, wrong)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_tables_parse() {
        let (_, wrong) = super::EventWords::read(&crate::verbs::Verbs::default());
        assert_eq!(wrong, Vec::<String>::new());
    }
}
