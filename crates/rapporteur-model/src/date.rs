//! Days and intervals of days.

pub use jiff::civil::Date;
use serde::{Deserialize, Serialize};

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
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

impl std::str::FromStr for Interval {
    type Err = String;
    /// Reads what [`Display`](std::fmt::Display) writes; the end may not be before the start.
    fn from_str(text: &str) -> Result<Interval, String> {
        let bad = || format!("`{text}` is no day or interval: write YYYY-MM-DD or YYYY-MM-DD..YYYY-MM-DD");
        let day = |s: &str| match s {
            "" => Ok(None),
            s if s.len() == 10 => s.parse::<Date>().map(Some).map_err(|_| bad()),
            _ => Err(bad()),
        };
        if text == "unknown" {
            return Ok(Interval::UNKNOWN);
        }
        let interval = match text.split_once("..") {
            Some((start, end)) => Interval { start: day(start)?, end: day(end)? },
            None => day(text)?.map(Interval::day).ok_or_else(bad)?,
        };
        match (interval.start, interval.end) {
            (None, None) => Err(bad()),
            (Some(a), Some(b)) if b < a => Err(format!("`{text}` ends before it begins")),
            _ => Ok(interval),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_read_as_it_is_written() {
        for text in ["2025-09-16", "2025-09-01..2025-09-30", "2025-09-01..", "..2025-09-30", "unknown"] {
            assert_eq!(text.parse::<Interval>().map(|i| i.to_string()).as_deref(), Ok(text));
        }
        for text in ["", "..", "2025", "2025-9-1", "2025-09-31", "2025-09-02..2025-09-01", "1..2"] {
            assert!(text.parse::<Interval>().is_err(), "{text}");
        }
    }
}
