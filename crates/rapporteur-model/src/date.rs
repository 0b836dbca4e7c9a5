//! Days and intervals of days.

pub use jiff::civil::Date;

/// The day `days` after `day` (before it, where negative); `None` outside the calendar (years -9999 to 9999).
pub fn later(day: Date, days: i64) -> Option<Date> {
    jiff::Span::new().try_days(days).ok().and_then(|span| day.checked_add(span).ok())
}

/// Days from `from` to `to`; negative where `to` is earlier.
pub fn days_between(from: Date, to: Date) -> i64 {
    to.since(from).map_or(0, |span| i64::from(span.get_days()))
}

/// Days from `start` to `end`, both included; a side that is not known is `None`.
///
/// "September 2025" is 2025-09-01..2025-09-30; "after 8 December 2024" has no end; nothing known has neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Interval {
    /// First day.
    pub start: Option<Date>,
    /// Last day.
    pub end: Option<Date>,
}

impl Interval {
    /// Nothing known.
    pub const UNKNOWN: Interval = Interval { start: None, end: None };

    /// One day.
    pub fn day(day: Date) -> Interval {
        Interval { start: Some(day), end: Some(day) }
    }
    /// From one day to another, both included.
    pub fn new(start: Date, end: Date) -> Interval {
        Interval { start: Some(start), end: Some(end) }
    }
    /// Neither side is known.
    pub fn is_unknown(self) -> bool {
        self == Interval::UNKNOWN
    }
    /// The day, where the interval is one day.
    pub fn exact(self) -> Option<Date> {
        if self.start == self.end { self.start } else { None }
    }
    /// Could the two be the same time? Unknown sides exclude nothing.
    pub fn may_overlap(self, other: Interval) -> bool {
        let before =
            |end: Option<Date>, start: Option<Date>| matches!((end, start), (Some(e), Some(s)) if e < s);
        !before(self.end, other.start) && !before(other.end, self.start)
    }
    /// For sorting: known starts first, by start, then end; unknown last.
    pub fn sort_key(self) -> (bool, Option<Date>, bool, Option<Date>) {
        let from = self.start.or(self.end);
        (from.is_none(), from, self.end.is_none(), self.end)
    }
}

impl std::fmt::Display for Interval {
    /// `2025-09-16`, `2025-09-01..2025-09-30`, `2025-09-01..`, or `unknown`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.start, self.end) {
            (Some(a), Some(b)) if a == b => write!(f, "{a}"),
            (Some(a), Some(b)) => write!(f, "{a}..{b}"),
            (Some(a), None) => write!(f, "{a}.."),
            (None, Some(b)) => write!(f, "..{b}"),
            (None, None) => f.write_str("unknown"),
        }
    }
}
