//! How values of the contract and days are put to a reader.
//!
//! Labels of the interface only; what is looked for in articles stands in the lexicon.

use rapporteur_model::{
    Date, EventStatus, EventType, Interval, Link, MeetingStatus, NonResponseHow, ParticipantRole, Scope,
    Stance, TalksState,
    record::{
        Bearing, ClaimRow, ClaimStatus, ContradictionKind, DeadlineState, DerivationKind, DriftKind,
        Modality, Relation, TermState,
    },
};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// "Sep 2025".
pub fn month(day: Date) -> String {
    let name = usize::try_from(day.month()).ok().and_then(|m| MONTHS.get(m.wrapping_sub(1))).unwrap_or(&"?");
    format!("{name} {}", day.year())
}

/// "16 Sep 2025".
pub fn day(day: Date) -> String {
    format!("{} {}", day.day(), month(day))
}

/// "16 Sep 2025", "1–30 Sep 2025", "Sep 2025" for a whole month, "date unknown".
pub fn interval(when: Interval) -> String {
    match (when.start, when.end) {
        (Some(a), Some(b)) if a == b => day(a),
        (Some(a), Some(b)) if a == a.first_of_month() && b == a.last_of_month() => month(a),
        (Some(a), Some(b)) if a == a.first_of_year() && b == a.last_of_year() => a.year().to_string(),
        (Some(a), Some(b)) if a.first_of_month() == b.first_of_month() => format!("{}–{}", a.day(), day(b)),
        (Some(a), Some(b)) if a.year() == b.year() => {
            let from = day(a);
            format!("{} – {}", from.rsplit_once(' ').map_or(from.as_str(), |(f, _)| f), day(b))
        }
        (Some(a), Some(b)) => format!("{} – {}", day(a), day(b)),
        (Some(a), None) => format!("{} or later", day(a)),
        (None, Some(b)) => format!("{} or earlier", day(b)),
        (None, None) => "date unknown".into(),
    }
}

/// "1 article", "3 articles"; `many` where adding an s is not enough.
pub fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{} {many}", thousands(n)) }
}

/// What somebody claims, without the word that ties it to its verb: "that Borduria will leave".
pub fn claimed(summary: &str) -> &str {
    summary.strip_prefix("that ").map_or(summary, str::trim_start)
}

/// On how many articles, newsrooms and people a claim stands: "2 articles, 1 newsroom, 1 to 4 people".
pub fn standing(claim: &ClaimRow, one: &str, many: &str) -> String {
    if claim.articles == 0 {
        return "nobody is told to say it, only to deny it".to_owned();
    }
    let number = |n: u32, one, many| count(n as usize, one, many);
    let sources = match (claim.sources_min, claim.sources_max) {
        (min, Some(max)) if max == min => number(max, one, many),
        (min, Some(max)) => format!("{min} to {max} {many}"),
        (0, None) => format!("nobody says how many {many}"),
        (min, None) => format!("at least {}", number(min, one, many)),
    };
    format!(
        "{}, {}, {sources}",
        number(claim.articles, "article", "articles"),
        number(claim.newsrooms, "newsroom", "newsrooms")
    )
}

/// 12,345.
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// Kebab-case or snake_case to words.
pub fn spaced(word: &str) -> String {
    word.replace(['-', '_'], " ")
}

/// Words in which words of the contract may stand, such as `broken_off`.
pub fn plain_words(text: &str) -> String {
    text.replace('_', " ")
}

/// With a capital first letter.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

macro_rules! wording {
    ($($(#[$doc:meta])* $name:ident($type:ty) { $($variant:ident => $text:literal,)+ })+) => {
        $($(#[$doc])* pub fn $name(value: $type) -> &'static str {
            match value { $(<$type>::$variant => $text,)+ }
        })+
    };
}

wording! {
    /// What a party does with an issue.
    stance(Stance) {
        Demands => "demands",
        Offers => "offers",
        Accepts => "accepts",
        Rejects => "rejects",
        Conditions => "on condition",
        Defers => "defers",
        Concedes => "concedes",
    }
    /// How much.
    scope(Scope) {
        None => "none of it",
        Partial => "in part",
        PartialExcept => "in part, with an exception",
        Full => "in full",
    }
    /// How a position hangs on something.
    link(Link) {
        OnlyIf => "only if",
        InExchangeFor => "in exchange for",
        PreconditionOf => "as a precondition of",
        StepTowards => "as a step towards",
    }
    /// How the talks are said to go.
    talks(TalksState) {
        Advancing => "advancing",
        Stalled => "stalled",
        BrokenOff => "broken off",
        Resumed => "resumed",
        Concluded => "concluded",
    }
    /// Whether a meeting took place.
    meeting_status(MeetingStatus) {
        Happened => "reported as held",
        Planned => "announced",
        Possible => "possible",
        Cancelled => "reported as called off",
    }
    /// What somebody is at a meeting.
    participant(ParticipantRole) {
        Delegate => "delegate",
        Mediator => "mediator",
        Host => "host",
        Leader => "leads the delegation",
    }
    /// How somebody did not answer.
    silence(NonResponseHow) {
        NoComment => "declined to comment",
        NoReply => "did not reply",
        Evaded => "avoided the question",
        NotVerified => "could not verify",
    }
    /// How an event is reported.
    event_status(EventStatus) {
        Happened => "reported",
        Planned => "announced",
        Possible => "said to be possible",
        Conditional => "said to be conditional",
        Denied => "denied",
    }
    /// PLOVER types in words.
    event(EventType) {
        Agree => "agreement to act",
        Consult => "meeting or talks",
        Support => "backing",
        Concede => "yielding",
        Cooperate => "cooperation",
        Aid => "aid",
        Retreat => "withdrawal",
        Request => "request",
        Accuse => "accusation",
        Reject => "refusal",
        Threaten => "threat",
        Protest => "protest",
        Sanction => "cutting relations",
        Mobilize => "military posture",
        Coerce => "coercion",
        Assault => "attack",
    }
    /// How a claim stands.
    claim(ClaimStatus) {
        Uncontested => "uncontested",
        Disputed => "disputed",
        Denied => "denied",
        Unverified => "not verified",
    }
    /// How words bear on a claim.
    relation(Relation) {
        Supports => "says it",
        Contradicts => "contradicts it",
        Denies => "denies it",
    }
    /// What sort of contradiction.
    contradiction(ContradictionKind) {
        SourcesDisagree => "sources disagree",
        ChangedOverTime => "changed over time",
        WithinArticle => "inside one article",
        HeadlineVsBody => "headline against body",
    }
    /// How an article stands on another.
    derivation(DerivationKind) {
        Copy => "copies",
        Rewrite => "rewrites",
        Cites => "cites",
    }
    /// What a retelling changed.
    drift(DriftKind) {
        QuoteAltered => "a quotation altered",
        QuoteExtended => "a quotation extended",
        SourcePromoted => "a source promoted",
        ProximityPromoted => "a source moved closer to the matter",
        Reattributed => "said by somebody else",
        HedgeLost => "a hedge lost",
        SenseReversed => "the sense reversed",
        NumberChanged => "a number changed",
    }
    /// Whether a deadline was met.
    deadline(DeadlineState) {
        Open => "open",
        Met => "met",
        Missed => "missed",
        Unknown => "nobody says whether it was met",
    }
    /// What a term does.
    modality(Modality) {
        Must => "must",
        MustNot => "must not",
        May => "may",
    }
    /// Where a term stands.
    term(TermState) {
        InForce => "in force",
        Proposed => "proposed",
        Reported => "reported to be agreed",
        Suspended => "suspended",
        Abandoned => "abandoned",
    }
    /// How an event bears on a term.
    bearing(Bearing) {
        BreachAlleged => "alleged breach",
        Complies => "reported compliance",
        Unclear => "bearing unclear",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_put_as_people_write_them() {
        let of = |a: &str, b: &str| interval(Interval { start: a.parse().ok(), end: b.parse().ok() });
        assert_eq!(of("1905-08-29", "1905-08-29"), "29 Aug 1905");
        assert_eq!(of("1905-08-01", "1905-08-31"), "Aug 1905");
        assert_eq!(of("1905-08-02", "1905-08-05"), "2–5 Aug 1905");
        assert_eq!(of("1905-08-02", "1905-09-05"), "2 Aug – 5 Sep 1905");
        assert_eq!(of("1904-12-30", "1905-01-02"), "30 Dec 1904 – 2 Jan 1905");
        assert_eq!(of("1905-01-01", "1905-12-31"), "1905");
        assert_eq!(of("1905-08-02", ""), "2 Aug 1905 or later");
        assert_eq!(of("", "1905-08-02"), "2 Aug 1905 or earlier");
        assert_eq!(of("", ""), "date unknown");
        assert_eq!(thousands(1_234_567), "1,234,567");
    }
}
