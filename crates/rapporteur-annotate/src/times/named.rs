//! Resolves names of the calendar: what is missing is taken from the day of publication, or from the line of the story.

use super::cues::Leaning;
use super::form::{Calendar, YearOf};
use super::point::{
    Point, date, days_between, easter, month_of, plus_days, plus_months, season_of, year_value,
};
use super::reader::{Found, Reader};
use super::resolve::{Anchor, Outcome, Resolver, explicit, plain};
use rapporteur_lexicon::times::{HolidayRule, Season, Which};
use rapporteur_model::{Date, TimeType};

impl Resolver<'_> {
    pub(super) fn calendar(&self, found: &Found, c: &Calendar) -> Outcome {
        let year = match c.year {
            YearOf::Full(y) => Some((y, Anchor::None)),
            YearOf::Fiscal(y) => {
                let mut outcome = explicit(Point::Fiscal(y), "time.fiscal-year");
                // Which days a fiscal quarter has differs from country to country: those of its year.
                if let Some(quarter) = c.quarter {
                    outcome.value = format!("{}-Q{quarter}", outcome.value);
                }
                return outcome;
            }
            YearOf::Short(n) => Some((self.short_year(n), Anchor::None)),
            YearOf::Which(which) => self.which_year(which),
            YearOf::Unsaid => None,
        };
        if let Some((year, anchor)) = year {
            return match in_year(self.reader, c, year) {
                Some(point) => {
                    let rule =
                        if anchor == Anchor::None { "time.explicit" } else { "time.year-named-before" };
                    Outcome { anchor, rule, ..explicit(point, rule) }
                }
                None => plain(TimeType::Date, self.partial(c, Some(year)), "time.explicit"),
            };
        }
        if c.year != YearOf::Unsaid {
            return plain(TimeType::Date, self.partial(c, None), "time.year-unknown");
        }
        let resolved = if c.which.is_some() {
            self.calendar_which(c)
        } else if self.narrative() {
            self.calendar_narrative(c)
        } else {
            self.calendar_news(found, c)
        };
        match resolved {
            Some((point, anchor, rule)) => Outcome { anchor, rule, ..explicit(point, rule) },
            None => plain(TimeType::Date, self.partial(c, None), "time.no-anchor"),
        }
    }

    /// News: a bare weekday is the latest, a bare month or day the nearest, what is planned lies ahead.
    pub(super) fn calendar_news(&self, found: &Found, c: &Calendar) -> Option<(Point, Anchor, &'static str)> {
        let day = self.published()?;
        let leaning = self.leaning(found);
        let planned = leaning == Leaning::Ahead;
        let at = Anchor::Published;
        if let (Some(weekday), None, None) = (c.weekday, c.month, c.day) {
            let back = (iso(day) - i32::from(weekday)).rem_euclid(7);
            return if planned && back != 0 {
                Some((Point::Day(plus_days(day, 7 - back)?), at, "time.weekday-planned"))
            } else {
                Some((Point::Day(plus_days(day, -back)?), at, "time.weekday-latest"))
            };
        }
        if c.day.is_some() && c.month.is_none() {
            // "the 13th": of this month or, if that is to come and not planned, of the last.
            let (y, m) =
                self.named().and_then(|(p, _)| p.month()).unwrap_or((i32::from(day.year()), month_of(day)));
            return Some((Point::Day(date(y, m, c.day?)?), at, "time.day-of-month"));
        }
        if c.month.is_some() && c.day.is_some() || c.holiday.is_some() {
            let year = i32::from(day.year());
            let candidates = || {
                let days = (year - 1..=year + 1).filter_map(|y| in_year(self.reader, c, y)?.day());
                days.filter(|d| self.agrees(*d, c.weekday))
            };
            let near = |d: &Date| days_between(day, *d).abs();
            let nearest = candidates().min_by_key(near).or_else(|| {
                // The weekday fits no year: the day of the month is worth more.
                (year - 1..=year + 1).filter_map(|y| in_year(self.reader, c, y)?.day()).min_by_key(near)
            })?;
            let pre =
                found.tokens.start.checked_sub(2).is_some_and(|i| self.reader.is_any(i, &["pre", "post"]))
                    && self.reader.mark(found.tokens.start - 1, b'-');
            // "abandoned the truce on December 8": what is told as past is no future day, though that were nearer.
            // A day of the coming weeks is, for a year-old one would be told with its year.
            let far = days_between(day, nearest) > 45;
            if (leaning == Leaning::Behind && far || pre && nearest > day) && c.weekday.is_none() {
                let latest = candidates().filter(|d| *d <= day).max()?;
                return Some((Point::Day(latest), at, "time.month-day-latest"));
            }
            if planned && nearest < day && days_between(nearest, day) > 31 {
                let next = candidates().filter(|d| *d >= day).min()?;
                return Some((Point::Day(next), at, "time.month-day-planned"));
            }
            let point = Point::Day(nearest);
            return Some((point, at, "time.month-day-nearest"));
        }
        if let Some(month) = c.month {
            let (y, m) = (i32::from(day.year()), i32::from(month_of(day)));
            let ahead = (i32::from(month) - m).rem_euclid(12);
            let past = leaning == Leaning::Behind && ahead > 0;
            let offset = if planned || ahead < 6 && !past { ahead } else { ahead - 12 };
            let (y, m) = plus_months(y, u8::try_from(m).ok()?, offset);
            let rule = match leaning {
                Leaning::Ahead => "time.month-planned",
                Leaning::Behind => "time.month-latest",
                Leaning::Neither => "time.month-nearest",
            };
            return Some((Point::Month(y, m), at, rule));
        }
        if let Some(season) = c.season {
            let point = self.season_near(day, season, planned)?;
            return Some((point, at, if planned { "time.season-planned" } else { "time.season-latest" }));
        }
        let (y, m) = (i32::from(day.year()), month_of(day));
        if let Some(quarter) = c.quarter {
            let current = (m - 1) / 3 + 1;
            let year =
                if planned { y + i32::from(quarter < current) } else { y - i32::from(quarter > current) };
            return Some((Point::Quarter(year, quarter), at, "time.quarter-latest"));
        }
        if let Some(half) = c.half {
            return Some((Point::Half(y, half), at, "time.half-of-year"));
        }
        None
    }

    pub(super) fn agrees(&self, day: Date, weekday: Option<u8>) -> bool {
        weekday.is_none_or(|w| iso(day) == i32::from(w))
    }

    /// The season that is on or was last; the coming one where it is planned.
    pub(super) fn season_near(&self, day: Date, season: Season, planned: bool) -> Option<Point> {
        let (mut year, mut current) = season_of(i32::from(day.year()), month_of(day));
        for _ in 0..4 {
            if current == season {
                return Some(Point::Season(year, season));
            }
            (year, current) = step_season(year, current, if planned { 1 } else { -1 });
        }
        None
    }

    /// Histories: what is missing is taken from the last date named.
    pub(super) fn calendar_narrative(&self, c: &Calendar) -> Option<(Point, Anchor, &'static str)> {
        let (last, anchor) = self.named()?;
        if let (Some(weekday), None, None) = (c.weekday, c.month, c.day) {
            let day = last.day()?;
            let ahead = (i32::from(weekday) - iso(day)).rem_euclid(7);
            return Some((Point::Day(plus_days(day, ahead)?), anchor, "time.weekday-after-last-named"));
        }
        if let (Some(day), None) = (c.day, c.month) {
            let (year, month) = last.month()?;
            return Some((Point::Day(date(year, month, day)?), anchor, "time.day-of-month"));
        }
        let month = c.month.or(c.season.map(season_month));
        let (year, anchor) = match month {
            Some(month) => self.lean(month)?,
            None => (last.year()?, anchor),
        };
        Some((in_year(self.reader, c, year)?, anchor, "time.last-named-year"))
    }

    /// "last March", "next Tuesday", "this summer", "that September", "the following Monday".
    pub(super) fn calendar_which(&self, c: &Calendar) -> Option<(Point, Anchor, &'static str)> {
        let which = c.which?;
        let from_text = matches!(which, Which::Previous | Which::Following | Which::Same);
        let (origin, anchor) = if from_text { self.context()? } else { self.origin()? };
        let step = match which {
            Which::Last | Which::Previous => -1,
            Which::Next | Which::Following => 1,
            Which::This | Which::Same => 0,
        };
        let rule = match step {
            -1 => "time.last-of-its-name",
            1 => "time.next-of-its-name",
            _ => "time.this-of-its-name",
        };
        if let (Some(weekday), None) = (c.weekday, c.day) {
            let day = origin.day()?;
            let ahead = (i32::from(weekday) - iso(day)).rem_euclid(7);
            let by = match step {
                -1 if ahead == 0 => -7,
                -1 => ahead - 7,
                1 if ahead == 0 => 7,
                1 => ahead,
                _ => i32::from(weekday) - iso(day),
            };
            return Some((Point::Day(plus_days(day, by)?), anchor, rule));
        }
        let year = origin.year()?;
        if let Some(month) = c.month {
            let year = match origin.month() {
                Some((y, m)) if step < 0 => y - i32::from(month >= m),
                Some((y, m)) if step > 0 => y + i32::from(month <= m),
                Some((y, _)) => y,
                None => year,
            };
            return Some((in_year(self.reader, c, year)?, anchor, rule));
        }
        if let Some(season) = c.season {
            let year = match origin.month() {
                Some((y, m)) => {
                    let (mut at, mut current) = season_of(y, m);
                    if step == 0 {
                        if season == current { at } else { y }
                    } else {
                        (at, current) = step_season(at, current, step);
                        for _ in 0..3 {
                            if current != season {
                                (at, current) = step_season(at, current, step);
                            }
                        }
                        at
                    }
                }
                // Only a year is known: "the next summer" after "1942".
                None => match origin {
                    Point::Season(y, s) => match step {
                        -1 => y - i32::from(season >= s),
                        1 => y + i32::from(season <= s),
                        _ => y,
                    },
                    _ => year + step,
                },
            };
            return Some((Point::Season(year, season), anchor, rule));
        }
        if c.holiday.is_some() {
            let here = in_year(self.reader, c, year);
            let year = match (origin.day(), here.and_then(Point::day)) {
                (Some(d), Some(h)) if step < 0 => year - i32::from(h >= d),
                (Some(d), Some(h)) if step > 0 => year + i32::from(h <= d),
                _ => year + step,
            };
            return Some((in_year(self.reader, c, year)?, anchor, rule));
        }
        if let Some(quarter) = c.quarter {
            return Some((Point::Quarter(year, quarter), anchor, rule));
        }
        None
    }

    /// "of that year", "next year".
    pub(super) fn which_year(&self, which: Which) -> Option<(i32, Anchor)> {
        let (point, anchor) = match which {
            Which::This | Which::Last | Which::Next => self.origin()?,
            _ => self.context()?,
        };
        let year = point.year()?;
        Some((year + step_of(which), anchor))
    }

    /// "'99": the latest such year that is not far ahead.
    pub(super) fn short_year(&self, n: u32) -> i32 {
        let n = i32::try_from(n).unwrap_or(0).rem_euclid(100);
        let near = self.context().and_then(|(p, _)| p.year());
        match near {
            Some(y) => {
                let same = y - y.rem_euclid(100) + n;
                [same - 100, same, same + 100].into_iter().min_by_key(|c| (c - y).abs()).unwrap_or(same)
            }
            None if n > 40 => 1900 + n,
            None => 2000 + n,
        }
    }

    /// A value with an `X` for every digit that is not known.
    pub(super) fn partial(&self, c: &Calendar, year: Option<i32>) -> String {
        let year = year.map_or_else(|| "XXXX".to_owned(), year_value);
        if let (Some(month), day) = (c.month, c.day) {
            return match day {
                Some(d) => format!("{year}-{month:02}-{d:02}"),
                None => format!("{year}-{month:02}"),
            };
        }
        if let Some(d) = c.day {
            return format!("{year}-XX-{d:02}");
        }
        if let Some(weekday) = c.weekday {
            return format!("{year}-WXX-{weekday}");
        }
        if let Some(season) = c.season {
            return format!("{year}-{}", season.code());
        }
        if let Some(quarter) = c.quarter {
            return format!("{year}-Q{quarter}");
        }
        if let Some(half) = c.half {
            return format!("{year}-H{half}");
        }
        if let Some(holiday) = c.holiday {
            return match self.reader.lexicon.holidays().get(holiday).map(|h| h.rule) {
                Some(HolidayRule::Fixed(m, d)) => format!("{year}-{m:02}-{d:02}"),
                _ => format!("{year}-XX-XX"),
            };
        }
        year
    }

    pub(super) fn decade(&self, index: i32, known: bool, bc: bool) -> Outcome {
        if known {
            return explicit(Point::Decade { index, bc }, "time.decade");
        }
        let near = self.context().and_then(|(p, _)| p.year()).filter(|y| *y > 0);
        let Some(year) = near else {
            return plain(TimeType::Date, format!("XX{index}"), "time.no-anchor");
        };
        let century = year.div_euclid(100);
        let mut full = century * 10 + index;
        if full * 10 > year {
            full -= 10;
        }
        explicit(Point::Decade { index: full, bc: false }, "time.decade-latest")
    }
}

/// The point a calendar names in a year; `None` if there is no such day.
pub(super) fn in_year(reader: &Reader<'_>, c: &Calendar, year: i32) -> Option<Point> {
    if let Some(holiday) = c.holiday {
        return match reader.lexicon.holidays().get(holiday)?.rule {
            HolidayRule::Fixed(m, d) => Some(Point::Day(date(year, m, d)?)),
            HolidayRule::Easter(by) => Some(Point::Day(plus_days(easter(year)?, by)?)),
            HolidayRule::Nth(m, weekday, nth) => Some(Point::Day(nth_weekday(year, m, weekday, nth)?)),
            HolidayRule::Moves => None,
        };
    }
    if let Some(month) = c.month {
        return match c.day {
            Some(day) => Some(Point::Day(date(year, month, day)?)),
            None => Some(Point::Month(year, month)),
        };
    }
    if c.day.is_some() || c.weekday.is_some() {
        return None;
    }
    if let Some(season) = c.season {
        return Some(Point::Season(year, season));
    }
    if let Some(quarter) = c.quarter {
        return Some(Point::Quarter(year, quarter));
    }
    if let Some(half) = c.half {
        return Some(Point::Half(year, half));
    }
    Some(Point::Year(year))
}

pub(super) fn nth_weekday(year: i32, month: u8, weekday: u8, nth: i8) -> Option<Date> {
    if nth < 0 {
        let last = date(year, month, 1)?.last_of_month();
        return plus_days(last, -(iso(last) - i32::from(weekday)).rem_euclid(7));
    }
    let first = date(year, month, 1)?;
    let ahead = (i32::from(weekday) - iso(first)).rem_euclid(7);
    plus_days(first, ahead + 7 * (i32::from(nth) - 1))
}

/// ISO number of the weekday: Monday is 1.
pub(super) fn iso(d: Date) -> i32 {
    i32::from(d.weekday().to_monday_one_offset())
}

pub(super) fn step_of(which: Which) -> i32 {
    match which {
        Which::Last | Which::Previous => -1,
        Which::Next | Which::Following => 1,
        Which::This | Which::Same => 0,
    }
}

pub(super) fn season_month(season: Season) -> u8 {
    match season {
        Season::Spring => 4,
        Season::Summer => 7,
        Season::Fall => 10,
        Season::Winter => 12,
    }
}

pub(super) fn step_season(year: i32, season: Season, by: i32) -> (i32, Season) {
    use Season::{Fall, Spring, Summer, Winter};
    match (season, by < 0) {
        (Spring, false) => (year, Summer),
        (Summer, false) => (year, Fall),
        (Fall, false) => (year, Winter),
        (Winter, false) => (year + 1, Spring),
        (Spring, true) => (year - 1, Winter),
        (Summer, true) => (year, Spring),
        (Fall, true) => (year, Summer),
        (Winter, true) => (year, Fall),
    }
}
