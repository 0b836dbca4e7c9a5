//! Places on the calendar: their TIMEX3 values and the days they cover.

use jiff::ToSpan;
use rapporteur_lexicon::times::{Phase, Season};
use rapporteur_model::{Date, Interval};

/// A place on the calendar. Years are astronomical: 0 is 1 BC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Point {
    /// 19 is the years 1900 to 1999; with `bc`, 3 is the fourth century BC.
    Century {
        index: i32,
        bc: bool,
    },
    /// 198 is the years 1980 to 1989; with `bc`, 48 is 489 to 480 BC.
    Decade {
        index: i32,
        bc: bool,
    },
    Year(i32),
    Fiscal(i32),
    Half(i32, u8),
    Quarter(i32, u8),
    Season(i32, Season),
    Month(i32, u8),
    /// By its Monday.
    Week(Date),
    /// By the Monday of its week.
    Weekend(Date),
    Day(Date),
}

impl Point {
    /// The TIMEX3 value.
    pub(super) fn value(self) -> String {
        match self {
            Point::Century { index, bc } => format!("{}{index:02}", if bc { "BC" } else { "" }),
            Point::Decade { index, bc } => format!("{}{index:03}", if bc { "BC" } else { "" }),
            Point::Year(y) => year_value(y),
            Point::Fiscal(y) => format!("FY{}", year_value(y)),
            Point::Half(y, n) => format!("{}-H{n}", year_value(y)),
            Point::Quarter(y, n) => format!("{}-Q{n}", year_value(y)),
            Point::Season(y, s) => format!("{}-{}", year_value(y), s.code()),
            Point::Month(y, m) => format!("{}-{m:02}", year_value(y)),
            Point::Week(monday) => week_value(monday),
            Point::Weekend(monday) => format!("{}-WE", week_value(monday)),
            Point::Day(d) => {
                format!("{}-{:02}-{:02}", year_value(i32::from(d.year())), d.month(), d.day())
            }
        }
    }

    /// The days it covers. A named season is its usual months in the north, widened to the equinoxes.
    pub(super) fn interval(self) -> Interval {
        match self {
            Point::Century { index, bc: false } => years(index * 100, index * 100 + 99),
            Point::Century { index, bc: true } => years(1 - (index * 100 + 100), -(index * 100)),
            Point::Decade { index, bc: false } => years(index * 10, index * 10 + 9),
            Point::Decade { index, bc: true } => years(1 - (index * 10 + 9), 1 - index * 10),
            Point::Year(y) => years(y, y),
            // A fiscal year begins or ends in the year it is named after.
            Point::Fiscal(y) => Interval { start: date(y - 1, 1, 2), end: date(y + 1, 12, 30) },
            Point::Half(y, n) => months(y, if n == 1 { 1 } else { 7 }, 6),
            Point::Quarter(y, n) => months(y, n.saturating_sub(1).min(3) * 3 + 1, 3),
            Point::Season(y, Season::Spring) => Interval { start: date(y, 3, 1), end: date(y, 6, 20) },
            Point::Season(y, Season::Summer) => Interval { start: date(y, 6, 1), end: date(y, 9, 22) },
            Point::Season(y, Season::Fall) => Interval { start: date(y, 9, 1), end: date(y, 12, 20) },
            Point::Season(y, Season::Winter) => Interval { start: date(y, 12, 1), end: date(y + 1, 3, 20) },
            Point::Month(y, m) => months(y, m, 1),
            Point::Week(monday) => Interval { start: Some(monday), end: plus_days(monday, 6) },
            Point::Weekend(monday) => Interval { start: plus_days(monday, 5), end: plus_days(monday, 6) },
            Point::Day(d) => Interval::day(d),
        }
    }

    /// The year it lies in.
    pub(super) fn year(self) -> Option<i32> {
        match self {
            Point::Century { .. } | Point::Decade { .. } => None,
            Point::Year(y)
            | Point::Fiscal(y)
            | Point::Half(y, _)
            | Point::Quarter(y, _)
            | Point::Season(y, _)
            | Point::Month(y, _) => Some(y),
            Point::Week(d) | Point::Weekend(d) | Point::Day(d) => Some(i32::from(d.year())),
        }
    }

    /// The month it lies in.
    pub(super) fn month(self) -> Option<(i32, u8)> {
        match self {
            Point::Month(y, m) => Some((y, m)),
            Point::Week(d) | Point::Weekend(d) | Point::Day(d) => Some((i32::from(d.year()), month_of(d))),
            _ => None,
        }
    }

    /// The day it is.
    pub(super) fn day(self) -> Option<Date> {
        if let Point::Day(d) = self { Some(d) } else { None }
    }
}

/// The part of `interval` that "early", "mid" or "late" leaves: thirds, rounded to whole days.
pub(super) fn narrow(interval: Interval, phase: Option<Phase>) -> Interval {
    let (Some(phase), Some(start), Some(end)) = (phase, interval.start, interval.end) else {
        return interval;
    };
    let Ok(days) = i32::try_from(days_between(start, end) + 1) else { return interval };
    // A day or two has no third worth naming.
    if days < 3 {
        return interval;
    }
    let third = (days + 2) / 3;
    match phase {
        Phase::Start => Interval { start: Some(start), end: plus_days(start, third - 1) },
        Phase::Mid => Interval { start: plus_days(start, days / 3), end: plus_days(end, -(days / 3)) },
        Phase::End => Interval { start: plus_days(end, 1 - third), end: Some(end) },
    }
}

/// `0480 BC` as TIMEX3 writes it: `BC0480`.
pub(super) fn year_value(year: i32) -> String {
    if year > 0 { format!("{year:04}") } else { format!("BC{:04}", 1 - year) }
}

fn week_value(monday: Date) -> String {
    let week = monday.iso_week_date();
    format!("{}-W{:02}", year_value(i32::from(week.year())), week.week())
}

/// A date, if there is one.
pub(super) fn date(year: i32, month: u8, day: u8) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The month of a date, 1 to 12.
pub(super) fn month_of(d: Date) -> u8 {
    u8::try_from(d.month()).unwrap_or(1)
}

fn years(first: i32, last: i32) -> Interval {
    Interval { start: date(first, 1, 1), end: date(last, 12, 31) }
}

fn months(year: i32, first: u8, count: u8) -> Interval {
    let start = date(year, first, 1);
    let end = date(year, (first + count - 1).min(12), 1).map(Date::last_of_month);
    Interval { start, end }
}

/// `d` and `days` days.
pub(super) fn plus_days(d: Date, days: i32) -> Option<Date> {
    d.checked_add(days.days()).ok()
}

/// Days from `a` to `b`, negative if `b` is earlier.
pub(super) fn days_between(a: Date, b: Date) -> i64 {
    a.until(b).map_or(0, |s| i64::from(s.get_days()))
}

/// The Monday of the week `d` lies in.
pub(super) fn monday(d: Date) -> Date {
    let back = i32::from(d.weekday().to_monday_zero_offset());
    plus_days(d, -back).unwrap_or(d)
}

/// A month, moved by `by` months.
pub(super) fn plus_months(year: i32, month: u8, by: i32) -> (i32, u8) {
    let index = year.saturating_mul(12).saturating_add(i32::from(month) - 1).saturating_add(by);
    (index.div_euclid(12), u8::try_from(index.rem_euclid(12) + 1).unwrap_or(1))
}

/// The season a month usually belongs to, and the year that names it: January 1943 lies in winter 1942.
pub(super) fn season_of(year: i32, month: u8) -> (i32, Season) {
    match month {
        3..=5 => (year, Season::Spring),
        6..=8 => (year, Season::Summer),
        9..=11 => (year, Season::Fall),
        12 => (year, Season::Winter),
        _ => (year - 1, Season::Winter),
    }
}

/// Easter Sunday of a year of the Gregorian calendar (Meeus, Jones, Butcher).
pub(super) fn easter(year: i32) -> Option<Date> {
    let (a, b, c) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let f = (b + 8).div_euclid(25);
    let g = (b - f + 1).div_euclid(3);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c.div_euclid(4), c.rem_euclid(4));
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l).div_euclid(451);
    let n = h + l - 7 * m + 114;
    let (month, day) = (n.div_euclid(31), n.rem_euclid(31) + 1);
    date(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_tables_say() {
        for (y, m, d) in [(1905, 4, 23), (1943, 4, 25), (2000, 4, 23), (2025, 4, 20), (2026, 4, 5)] {
            assert_eq!(easter(y), date(y, m, d));
        }
    }

    #[test]
    fn years_before_christ_cover_the_right_days() {
        assert_eq!(Point::Year(-479).value(), "BC0480");
        assert_eq!(Point::Century { index: 3, bc: true }.interval().start, date(-399, 1, 1));
        assert_eq!(Point::Century { index: 3, bc: true }.interval().end, date(-300, 12, 31));
        assert_eq!(
            Point::Decade { index: 48, bc: true }.interval(),
            Interval { start: date(-488, 1, 1), end: date(-479, 12, 31) }
        );
    }

    #[test]
    fn late_september_is_its_last_ten_days() {
        let september = Point::Month(2025, 9).interval();
        assert_eq!(narrow(september, Some(Phase::End)).to_string(), "2025-09-21..2025-09-30");
        assert_eq!(narrow(september, Some(Phase::Start)).to_string(), "2025-09-01..2025-09-10");
        assert_eq!(narrow(september, Some(Phase::Mid)).to_string(), "2025-09-11..2025-09-20");
    }
}
