//! What a time expression says before anything is known of when it was written.

use rapporteur_lexicon::times::{Direction, Phase, Season, Unit, Which};

/// An expression as read: what it names, which part of that, what time of day.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Form {
    pub(super) base: Base,
    pub(super) phase: Option<Phase>,
    pub(super) time: Option<TimeOfDay>,
    /// "about", "nearly": the count is open.
    pub(super) approximate: bool,
    /// "earlier this week", "later that month": before or after the day it is counted from.
    pub(super) side: Option<Side>,
}

impl Form {
    pub(super) fn of(base: Base) -> Form {
        Form { base, phase: None, time: None, approximate: false, side: None }
    }
}

/// One side of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Earlier,
    Later,
}

/// A time of day.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TimeOfDay {
    /// TIMEX3 code: "MO".
    Part(&'static str),
    /// On the clock.
    Clock {
        hour: u32,
        minute: Option<u32>,
        second: Option<u32>,
        /// As TIMEX3 has it: "Z", "-05"; empty if not told.
        zone: String,
    },
}

/// How many.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Count {
    /// In thousandths, so that "two and a half" is exact.
    Exact(u64),
    /// "several".
    Vague,
}

impl Count {
    pub(super) fn whole(n: u32) -> Count {
        Count::Exact(u64::from(n) * 1000)
    }
}

/// How a calendar expression gives its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum YearOf {
    /// It does not.
    Unsaid,
    /// Astronomical: 0 is 1 BC.
    Full(i32),
    /// "'99".
    Short(u32),
    /// "of that year", "next year".
    Which(Which),
    /// "fiscal 2026".
    Fiscal(i32),
}

/// Names of the calendar; what is missing is looked for by the resolver.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Calendar {
    pub(super) year: YearOf,
    pub(super) month: Option<u8>,
    pub(super) day: Option<u8>,
    pub(super) weekday: Option<u8>,
    pub(super) season: Option<Season>,
    pub(super) quarter: Option<u8>,
    pub(super) half: Option<u8>,
    /// Index in the lexicon.
    pub(super) holiday: Option<usize>,
    /// "last March", "next Tuesday".
    pub(super) which: Option<Which>,
}

impl Calendar {
    pub(super) const EMPTY: Calendar = Calendar {
        year: YearOf::Unsaid,
        month: None,
        day: None,
        weekday: None,
        season: None,
        quarter: None,
        half: None,
        holiday: None,
        which: None,
    };
    /// A year and nothing else?
    pub(super) fn only_year(&self) -> bool {
        Calendar { year: YearOf::Unsaid, ..*self } == Calendar::EMPTY
    }
}

/// What a time is counted from, where the text names something that happened: "two days after *the raid*".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Event {
    /// One past the token that ends "two days"; `None` where there is only "the day".
    pub(super) amount_end: Option<usize>,
    /// The tokens of "the raid"; empty for a clause.
    pub(super) from: usize,
    pub(super) to: usize,
}

/// What an expression names.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Base {
    /// By names of the calendar.
    Calendar(Calendar),
    /// "the 1980s" is 198; "the eighties" is 8 with its century unknown.
    Decade { index: i32, century_known: bool, bc: bool },
    /// "the 19th century" is 18.
    Century { index: i32, bc: bool },
    /// "last week", "the same day".
    Unit { which: Which, unit: Unit },
    /// "two days later".
    Shift { count: Count, unit: Unit, direction: Direction, event: Option<Event> },
    /// "yesterday": days from the day of writing.
    Day(i32),
    /// "two Sundays ago".
    WeekdaysAgo { weekday: u8, weeks: i32 },
    /// "the week of September 15".
    WeekOf(Calendar),
    /// "the weekend": the latest, or the coming one where it is planned.
    Weekend,
    /// `PRESENT_REF` and its like.
    Reference(&'static str),
    /// "two weeks"; with `which`, "the last two weeks".
    Length { count: Count, unit: Unit, which: Option<Which> },
    /// "weeklong", with its TIMEX3 value.
    Span(&'static str),
    /// "the last two weeks of August", "the first day of 2025": how many of a unit, counted from which end (1 is the
    /// first, -1 the last), of what.
    Within { count: Count, unit: Unit, nth: i32, of: Box<Base> },
    /// A repeated time, with its TIMEX3 value.
    Repeated(String),
    /// A time of day alone.
    TimeOnly,
    /// "that time", "the same period".
    Anaphor,
}
