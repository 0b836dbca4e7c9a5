//! Small phrases that every form of the brief uses.

use crate::evidence::Card;
use crate::index::{Voice, VoiceKind};
use crate::line::Line;
use crate::view::*;
use crate::wording::{self, count};
use rapporteur_model::Verification;

/// What a section says where the record has nothing for it, and why that can be.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Empty {
    pub positions: &'static str,
    pub changes: &'static str,
    pub status: &'static str,
    pub meetings: &'static str,
    pub contested: &'static str,
    pub silence: &'static str,
    pub timeline: &'static str,
    pub diagnostics: &'static str,
    pub evidence: &'static str,
}

pub(super) static EMPTY: Empty = Empty {
    positions: "No position was found. One is recorded where the words say that a party asks, offers, refuses, promises or ties something on an issue of the codebook.",
    changes: "No move was found: on no issue do two dated positions of one party differ.",
    status: "Nothing was found that says how the talks go.",
    meetings: "No meeting or round of talks was found.",
    contested: "Nothing was found that is disputed, denied, not verified or contradictory. That nobody is found to deny something does not confirm it.",
    silence: "Nothing was found that says that somebody declined to comment, did not reply or avoided a question.",
    timeline: "Nothing that the articles report could be placed on a day.",
    diagnostics: "Nothing was left unsettled.",
    evidence: "No words to show: nothing in this brief rests on a sentence.",
};

impl Voice {
    /// The class of the teller, for style sheets.
    pub fn class(&self) -> &'static str {
        match self.kind {
            VoiceKind::OwnVoice => "own",
            VoiceKind::Named => "named",
            VoiceKind::Anonymous => "anonymous",
            VoiceKind::Document => "document",
            VoiceKind::Outlet => "outlet",
            VoiceKind::Unspecified => "unspecified",
        }
    }
    /// What is said of its truth, for a reader.
    pub fn doubt(&self) -> Option<&'static str> {
        self.verification.map(|v| match v {
            Verification::Unverified => "not verified by the outlet",
            Verification::Denied => "denied",
            Verification::NoComment => "no comment on it",
            Verification::Confirmed => "confirmed",
        })
    }
    /// "anonymous: “a diplomat” (anonymous), told Harbour Post, denied".
    pub(crate) fn full(&self) -> Line {
        let line = self.line.clone();
        match self.doubt() {
            Some(doubt) => line.ours(format!(" ({doubt})")),
            None => line,
        }
    }
}

impl Head {
    /// The program's version.
    pub fn version_line(&self) -> Option<Line> {
        self.version.as_deref().map(Line::quote)
    }
    /// "As known on 7 Jan 2026 · 24 articles from 6 outlets, 1 Sep 2025 – 7 Jan 2026 · codebook security-talks".
    pub fn line(&self) -> Line {
        let mut parts = Vec::new();
        parts.extend(self.as_of.as_ref().map(|day| Line::say("As known on ").outside(day)));
        let mut articles = count(self.articles, "article", "articles");
        if self.outlets > 0 {
            articles += &format!(" from {}", count(self.outlets, "outlet", "outlets"));
        }
        if self.unnamed > 0 && self.outlets > 0 {
            articles += &format!(", {} with no outlet named", self.unnamed);
        }
        if !self.period.is_unknown() {
            articles += &format!(", {}", wording::interval(self.period));
        }
        if self.undated > 0 {
            articles += &format!(" ({} undated)", self.undated);
        }
        parts.push(Line::say(articles));
        parts.extend(self.codebook.as_ref().map(|c| Line::say("codebook ").outside(c)));
        Line::join(parts, " · ")
    }
}

impl Lead {
    /// What to make of several newest assessments.
    pub fn disagreement(&self) -> Option<&'static str> {
        match self.assessments.first() {
            Some(a) if self.disagree && a.date.is_none() => {
                Some("Which of these is the newest is not known.")
            }
            Some(_) if self.disagree => Some("The newest assessments disagree."),
            _ => None,
        }
    }
    /// "round 4, rounds 1–2".
    pub fn missing(&self) -> String {
        let all: Vec<String> = self
            .missing_rounds
            .iter()
            .take(6)
            .map(|(a, b)| super::html::rounds(a, b).to_lowercase())
            .collect();
        all.join(", ")
    }
    /// "2 denied, 1 not verified".
    pub fn doubts(&self) -> String {
        let all: Vec<String> = self.contested.iter().map(|(what, n)| format!("{n} {what}")).collect();
        all.join(", ")
    }
}

impl Assessment {
    /// "stalled".
    pub fn word(&self) -> &'static str {
        wording::talks(self.state)
    }
}

impl Meeting {
    /// "reported as held".
    pub fn state(&self) -> &'static str {
        wording::meeting_status(self.status)
    }
}

impl Cell {
    /// "rejects, offers".
    pub fn same_day_words(&self) -> String {
        self.same_day.iter().map(|s| wording::stance(*s)).collect::<Vec<_>>().join(", ")
    }
    /// "history (3)".
    pub fn history_words(&self) -> String {
        format!("history ({})", self.stands.len() + self.more)
    }
}

impl Deadline {
    /// When it is due.
    pub fn when(&self) -> String {
        wording::interval(self.due)
    }
    /// "missed".
    pub fn word(&self) -> &'static str {
        wording::deadline(self.state)
    }
}

impl Entry {
    /// The day or days.
    pub fn when(&self) -> String {
        wording::interval(self.date)
    }
}

impl Timeline {
    /// "3 events without a date are not in the timeline."
    pub fn undated_words(&self) -> String {
        let verb = if self.undated == 1 { "is" } else { "are" };
        format!("{} without a date {verb} not in the timeline.", count(self.undated, "event", "events"))
    }
}

impl Outlet {
    /// When it published what was read.
    pub fn when(&self) -> String {
        let when = wording::interval(self.period);
        if self.undated > 0 && !self.period.is_unknown() {
            format!("{when} ({} undated)", self.undated)
        } else {
            when
        }
    }
}

impl Diagnosis {
    /// "12 times in 5 articles".
    pub fn standing(&self) -> String {
        let times = count(self.times, "time", "times");
        if self.articles == 0 {
            times
        } else {
            format!("{times} in {}", count(self.articles, "article", "articles"))
        }
    }
}

impl Card {
    /// What the limit keeps out of this card.
    pub fn held(&self) -> String {
        format!(
            "{} of this article not shown: limit of quotation.",
            count(self.left_out, "more cited place", "more cited places")
        )
    }
}
