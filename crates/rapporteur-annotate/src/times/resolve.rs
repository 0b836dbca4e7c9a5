//! From what an expression says to the time it stands for: TIMEX3 value, days, anchor, rule.
//!
//! One pass in the order of the text, because a time may be counted from one named before it. Nothing is guessed: what
//! has no anchor keeps an `X` for every digit that is not known, and an unknown interval.

use super::form::{Base, Calendar, Count, Event, Form, Side, TimeOfDay, YearOf};
use super::point::{
    Point, date, days_between, easter, monday, month_of, narrow, plus_days, plus_months, season_of,
    year_value,
};
use super::reader::{Found, Reader};
use rapporteur_lexicon::times::{Direction, HolidayRule, Season, Unit, Which};
use rapporteur_model::{Date, Interval, Span, TimeExpression, TimeType};

/// Where a text stands in time, for one pass.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stand {
    /// News published on this day; `None`: nobody knows when.
    News(Option<Date>),
    /// Dates lean on the last one named.
    Narrative,
}

/// What a month after and a month before the line of the story costs: stories mostly go on.
const AHEAD: i32 = 3;
const BEHIND: i32 = 4;

/// What an expression came to.
struct Outcome {
    kind: TimeType,
    value: String,
    interval: Interval,
    anchor: Anchor,
    rule: &'static str,
    point: Option<Point>,
    /// Where it differs from the words found.
    span: Option<Span>,
}

/// A count of units from another time.
#[derive(Debug, Clone, Copy)]
struct Shift {
    count: Count,
    unit: Unit,
    direction: Direction,
    event: Option<Event>,
}

/// What an expression was counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Anchor {
    None,
    Published,
    Words(Span),
}

/// What earlier expressions leave behind.
#[derive(Debug, Clone, Copy)]
struct Last {
    point: Point,
    span: Span,
    /// One past its last token.
    tokens_end: usize,
    /// Minutes after midnight, where a clock time was named.
    minutes: Option<u32>,
}

pub(super) struct Resolver<'a> {
    reader: &'a Reader<'a>,
    stand: Stand,
    last: Option<Last>,
    /// The last date named with its month or season: the line of the story. Months since year 0.
    line: Option<(i32, Span)>,
    /// A year named alone since then, and whether it stands at the head of a sentence, where it moves the story on.
    year: Option<(i32, bool, Span)>,
    /// Days named so far, by their first token.
    days: Vec<(usize, Date)>,
    quote: Quote,
}

/// Whether the text is inside quotation marks, paragraph by paragraph, and the time last named there.
#[derive(Debug, Default)]
struct Quote {
    at: usize,
    open: bool,
    last: Option<Last>,
}

impl Quote {
    fn walk(&mut self, reader: &Reader<'_>, to: usize) {
        while self.at < to {
            if reader.mark(self.at, b'"') {
                self.open = !self.open;
                self.last = None;
            } else if reader.mark(self.at, b'\n') {
                self.open = false;
            }
            self.at += 1;
        }
    }
}

/// Resolves everything found, in order.
pub(super) fn resolve(reader: &Reader<'_>, found: &[Found], stand: Stand) -> Vec<TimeExpression> {
    let mut resolver = Resolver {
        reader,
        stand,
        last: None,
        line: None,
        year: None,
        days: Vec::new(),
        quote: Quote::default(),
    };
    let mut out = Vec::with_capacity(found.len());
    for (i, f) in found.iter().enumerate() {
        let borrowed = borrow_year(reader, f, found.get(i + 1..).unwrap_or(&[]));
        let form = borrowed.as_ref().unwrap_or(&f.form);
        resolver.quote.walk(reader, f.tokens.start);
        let outcome = resolver.outcome(f, form);
        if let Some(point) = outcome.point {
            let minutes = match &form.time {
                Some(TimeOfDay::Clock { hour, minute, .. }) => Some(hour * 60 + minute.unwrap_or(0)),
                _ => None,
            };
            let last = Some(Last { point, span: f.span, tokens_end: f.tokens.end, minutes });
            if let Some(day) = point.day() {
                resolver.days.push((f.tokens.start, day));
            }
            if resolver.quote.open {
                // What somebody says of "today" dates nothing outside the quotation.
                resolver.quote.last = last;
            } else {
                resolver.last = last;
                resolver.follow(f, point);
            }
        }
        let anchor = match outcome.anchor {
            Anchor::None => None,
            Anchor::Published => Some("published".to_owned()),
            Anchor::Words(span) => Some(span.of(reader.text).to_owned()),
        };
        out.push(TimeExpression {
            span: outcome.span.unwrap_or(f.span),
            kind: outcome.kind,
            value: outcome.value,
            interval: outcome.interval,
            anchor,
            rule: outcome.rule.into(),
        });
    }
    out
}

/// "from 3 June to 5 August 1916": a date without a year takes that of the next one, if only a connector lies between.
fn borrow_year(reader: &Reader<'_>, found: &Found, rest: &[Found]) -> Option<Form> {
    let Base::Calendar(mine) = &found.form.base else { return None };
    if mine.year != YearOf::Unsaid || mine.which.is_some() || mine.month.is_none() && mine.season.is_none() {
        return None;
    }
    let mut end = found.tokens.end;
    for next in rest.iter().take(4) {
        let between = next.tokens.start.checked_sub(end)?;
        let connected = (end..next.tokens.start).all(|i| {
            reader.mark(i, b'-')
                || reader.mark(i, b'/')
                || reader.mark(i, b',')
                || reader.is_any(i, &["to", "and", "or", "until", "till", "through", "the", "in", "on"])
        });
        if between == 0 || between > 3 || !connected {
            return None;
        }
        let Base::Calendar(theirs) = &next.form.base else { return None };
        if theirs.month.is_none() && theirs.season.is_none() {
            return None;
        }
        if let YearOf::Full(year) = theirs.year {
            let earlier = mine.month > theirs.month && theirs.month.is_some();
            let calendar = Calendar { year: YearOf::Full(if earlier { year - 1 } else { year }), ..*mine };
            return Some(Form { base: Base::Calendar(calendar), ..found.form.clone() });
        }
        if theirs.year != YearOf::Unsaid {
            return None;
        }
        end = next.tokens.end;
    }
    None
}

impl Resolver<'_> {
    /// Keeps the line of the story.
    fn follow(&mut self, found: &Found, point: Point) {
        let month = match point {
            Point::Season(y, s) => Some((y, season_month(s))),
            _ => point.month(),
        };
        if let Some((year, month)) = month {
            self.line = Some((year.saturating_mul(12).saturating_add(i32::from(month) - 1), found.span));
            self.year = None;
        } else if let Point::Year(year) = point {
            let start = found.tokens.start;
            // The end of a range ("1914-1918") does not move the story; its beginning may.
            if start >= 1 && self.reader.mark(start - 1, b'-') {
                return;
            }
            // At the head of a sentence, but for words like "in", "by", "early": it moves the story on.
            let leads = |i: usize| {
                let word = self.reader.w(i);
                word.before_date || word.phase.is_some() || self.reader.is(i, "the")
            };
            let edge = (0..5).find(|back| !start.checked_sub(back + 1).is_some_and(leads)).unwrap_or(5);
            let head = start.checked_sub(edge + 1).is_none_or(|i| self.reader.ends_sentence(i));
            self.year = Some((year, head, found.span));
        }
    }

    /// The year a month without one lies in, in a history: near the line of the story, rather after it than before.
    fn lean(&self, month: u8) -> Option<(i32, Anchor)> {
        let alone = self.year.map(|(y, _, span)| (y, Anchor::Words(span)));
        let Some((line, span)) = self.line else {
            return alone.or_else(|| Some((self.last()?.point.year()?, self.named()?.1)));
        };
        if let Some((y, true, span)) = self.year {
            return Some((y, Anchor::Words(span)));
        }
        let here = line.div_euclid(12);
        let mut best = None;
        let near = [here, here + 1, here - 1].map(|y| (y, Anchor::Words(span)));
        for (year, anchor) in near.into_iter().chain(alone) {
            let ahead = year * 12 + i32::from(month) - 1 - line;
            let cost = if ahead >= 0 { ahead * AHEAD } else { -ahead * BEHIND };
            if best.is_none_or(|(_, _, c)| cost < c) {
                best = Some((year, anchor, cost));
            }
        }
        best.map(|(year, anchor, _)| (year, anchor))
    }

    fn published(&self) -> Option<Date> {
        if let Stand::News(day) = self.stand { day } else { None }
    }

    fn narrative(&self) -> bool {
        matches!(self.stand, Stand::Narrative)
    }

    /// Where "this", "last", "next", "ago" are counted from.
    fn origin(&self) -> Option<(Point, Anchor)> {
        match self.stand {
            Stand::News(day) => day.map(|d| (Point::Day(d), Anchor::Published)),
            Stand::Narrative => self.named(),
        }
    }

    /// The time last named: inside a quotation, there first.
    fn last(&self) -> Option<Last> {
        if self.quote.open { self.quote.last.or(self.last) } else { self.last }
    }

    /// Its place, and the words as an anchor.
    fn named(&self) -> Option<(Point, Anchor)> {
        self.last().map(|l| (l.point, Anchor::Words(l.span)))
    }

    /// Where "later", "that", "the same" are counted from: the time last named, or else the day of writing.
    fn context(&self) -> Option<(Point, Anchor)> {
        self.named().or_else(|| self.origin())
    }

    fn outcome(&self, found: &Found, form: &Form) -> Outcome {
        let outcome = match &form.base {
            Base::Calendar(calendar) => self.calendar(found, calendar),
            Base::Decade { index, century_known, bc } => self.decade(*index, *century_known, *bc),
            Base::Century { index, bc } => {
                explicit(Point::Century { index: *index, bc: *bc }, "time.century")
            }
            Base::Unit { which, unit } => self.unit(*which, *unit, form),
            Base::Shift { count, unit, direction, event } => {
                let shift = Shift { count: *count, unit: *unit, direction: *direction, event: *event };
                self.shift(found, form, shift)
            }
            Base::Day(by) => self.day(*by),
            Base::Weekend => self.weekend(found),
            Base::Reference(value) => plain(TimeType::Date, (*value).to_owned(), "time.reference"),
            Base::Length { count, unit, which } => self.length(*count, *unit, *which),
            Base::Within { count, unit, nth, of } => self.within(found, *count, *unit, *nth, of),
            Base::Repeated(value) => plain(TimeType::Set, value.clone(), "time.repeated"),
            Base::TimeOnly => self.time_only(found, form),
            Base::Anaphor => self.anaphor(),
        };
        with_time(with_phase(outcome, form), form)
    }

    // Names of the calendar.

    fn calendar(&self, found: &Found, c: &Calendar) -> Outcome {
        let year = match c.year {
            YearOf::Full(y) => Some((y, Anchor::None)),
            YearOf::Fiscal(y) => return explicit(Point::Fiscal(y), "time.fiscal-year"),
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
    fn calendar_news(&self, found: &Found, c: &Calendar) -> Option<(Point, Anchor, &'static str)> {
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

    fn agrees(&self, day: Date, weekday: Option<u8>) -> bool {
        weekday.is_none_or(|w| iso(day) == i32::from(w))
    }

    /// The season that is on or was last; the coming one where it is planned.
    fn season_near(&self, day: Date, season: Season, planned: bool) -> Option<Point> {
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
    fn calendar_narrative(&self, c: &Calendar) -> Option<(Point, Anchor, &'static str)> {
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
    fn calendar_which(&self, c: &Calendar) -> Option<(Point, Anchor, &'static str)> {
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
    fn which_year(&self, which: Which) -> Option<(i32, Anchor)> {
        let (point, anchor) = match which {
            Which::This | Which::Last | Which::Next => self.origin()?,
            _ => self.context()?,
        };
        let year = point.year()?;
        Some((year + step_of(which), anchor))
    }

    /// "'99": the latest such year that is not far ahead.
    fn short_year(&self, n: u32) -> i32 {
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
    fn partial(&self, c: &Calendar, year: Option<i32>) -> String {
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

    fn decade(&self, index: i32, known: bool, bc: bool) -> Outcome {
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

    // Times counted from another.

    fn unit(&self, which: Which, unit: Unit, form: &Form) -> Outcome {
        let from_text = matches!(which, Which::Previous | Which::Following | Which::Same);
        // "the end of the year" in news is this year, whatever was named before.
        let origin = if from_text && !(which == Which::Same && form.phase.is_some() && !self.narrative()) {
            self.context()
        } else {
            self.origin()
        };
        let step = step_of(which);
        let rule = match which {
            Which::This => "time.this-unit",
            Which::Last => "time.last-unit",
            Which::Next => "time.next-unit",
            Which::Previous => "time.previous-unit",
            Which::Following => "time.following-unit",
            Which::Same => "time.same-unit",
        };
        let moved = origin.and_then(|(point, anchor)| {
            // "last night" is yesterday's; "this morning" today's.
            Some((move_by(point, unit, i64::from(step))?, anchor))
        });
        match moved {
            Some((point, anchor)) => {
                let mut outcome = Outcome { anchor, ..explicit(point, rule) };
                if step == 0
                    && let Some(day) = origin.and_then(|(p, _)| p.day())
                {
                    match form.side {
                        Some(Side::Later) => outcome.interval.start = outcome.interval.start.max(Some(day)),
                        Some(Side::Earlier) => outcome.interval.end = outcome.interval.end.min(Some(day)),
                        None => {}
                    }
                }
                outcome
            }
            // "the same day" of a month is a day of that month.
            None => match origin {
                Some((point, anchor)) if step == 0 && matches!(unit, Unit::Day | Unit::Month) => {
                    let value = match (unit, point.month(), point.year()) {
                        (Unit::Day, Some((y, m)), _) => format!("{}-{m:02}-XX", year_value(y)),
                        (Unit::Day, None, Some(y)) => format!("{}-XX-XX", year_value(y)),
                        (_, _, Some(y)) => format!("{}-XX", year_value(y)),
                        _ => unknown(unit),
                    };
                    Outcome { anchor, interval: point.interval(), ..plain(TimeType::Date, value, rule) }
                }
                _ => plain(TimeType::Date, unknown(unit), "time.no-anchor"),
            },
        }
    }

    fn shift(&self, found: &Found, form: &Form, shift: Shift) -> Outcome {
        let Shift { count, unit, direction, event } = shift;
        let back = matches!(direction, Direction::Ago | Direction::Earlier | Direction::Before);
        if let Some(event) = event
            && let Some(outcome) = self.shift_from_event(found, count, unit, back, event)
        {
            return outcome;
        }
        let Count::Exact(thousandths) = count else {
            return plain(
                TimeType::Date,
                if back { "PAST_REF" } else { "FUTURE_REF" }.to_owned(),
                "time.vague-shift",
            );
        };
        let rule = match direction {
            Direction::Ago => "time.ago",
            Direction::Hence | Direction::From | Direction::Since => "time.from-now",
            Direction::Earlier | Direction::Before => "time.earlier",
            Direction::Later | Direction::After => "time.later",
        };
        let origin = match direction {
            Direction::Ago | Direction::Hence => self.origin(),
            _ => self.context(),
        };
        let (amount, unit) = whole(thousandths, unit);
        let signed = if back { -amount } else { amount };
        if unit <= Unit::Hour {
            return self.shift_clock(signed, unit, rule);
        }
        let moved = origin.and_then(|(point, anchor)| Some((move_by(point, unit, signed)?, anchor)));
        match moved {
            Some((point, anchor)) => {
                let mut outcome = Outcome { anchor, ..explicit(point, rule) };
                if form.approximate {
                    outcome.interval = widen(outcome.interval, unit);
                }
                outcome
            }
            None => plain(TimeType::Date, unknown(unit), "time.no-anchor"),
        }
    }

    /// "two days after the raid": from the day of the raid, if it was told before.
    fn shift_from_event(
        &self,
        found: &Found,
        count: Count,
        unit: Unit,
        back: bool,
        event: Event,
    ) -> Option<Outcome> {
        let start = found.tokens.start;
        // "On 27 June, two days after the raid": the date just named says it all.
        if let Some(last) = self.last()
            && last.tokens_end + 1 == start
            && [b',', b'-', b'('].iter().any(|m| self.reader.mark(start - 1, *m))
            && last.point.day().is_some()
        {
            let anchor = Anchor::Words(last.span);
            return Some(Outcome { anchor, ..explicit(last.point, "time.apposition") });
        }
        let words = Anchor::Words(self.reader.span(event.from, event.to));
        if let Some(day) = self.day_of(event)
            && let Count::Exact(n) = count
        {
            let (amount, unit) = whole(n, unit);
            let point = move_by(Point::Day(day), unit, if back { -amount } else { amount })?;
            let span = Some(self.reader.span(start, event.to));
            return Some(Outcome { anchor: words, span, ..explicit(point, "time.from-event") });
        }
        if self.narrative() {
            return None;
        }
        // News: "two days" is a length, and from when it runs is not known.
        let anchor = if event.to > event.from { words } else { Anchor::None };
        Some(match event.amount_end {
            Some(end) => {
                let span = Some(self.reader.span(start, end));
                Outcome {
                    anchor,
                    span,
                    ..plain(TimeType::Duration, period(count, unit), "time.length-from-event")
                }
            }
            None => Outcome { anchor, ..plain(TimeType::Date, unknown(unit), "time.from-event-unknown") },
        })
    }

    /// The day of an event, if its noun stood in a sentence with one day. Looks back over a bounded number of dates.
    fn day_of(&self, event: Event) -> Option<Date> {
        let head = event.to.checked_sub(1).filter(|h| *h >= event.from)?;
        let noun = self.reader.words(head);
        if noun.len() < 3 {
            return None;
        }
        let ends = |i: usize| self.reader.ends_sentence(i);
        let mut days = self.days.iter().rev().take(12).peekable();
        while let Some((at, day)) = days.next() {
            let edge = at.saturating_sub(25);
            let first = (edge..*at).rev().find(|i| ends(*i)).map_or(edge, |i| i + 1);
            let last = (*at..at + 25).find(|i| ends(*i)).unwrap_or(at + 25);
            let alone = days.peek().is_none_or(|(before, _)| *before < first);
            // The event's own words do not count as its being told.
            if alone && (first..last.min(event.from)).any(|i| self.reader.words(i).eq_ignore_ascii_case(noun))
            {
                return Some(*day);
            }
        }
        None
    }

    /// "two hours later": on the clock if a clock time was named, or else some time that day.
    fn shift_clock(&self, amount: i64, unit: Unit, rule: &'static str) -> Outcome {
        let step = match unit {
            Unit::Hour => amount.saturating_mul(60),
            Unit::Minute => amount,
            _ => amount / 60,
        };
        let day = self.context().and_then(|(p, a)| Some((p.day()?, a)));
        let Some((day, anchor)) = day else {
            return plain(TimeType::Time, "XXXX-XX-XXTXX".to_owned(), "time.no-anchor");
        };
        let Some(minutes) = self.last().and_then(|l| l.minutes) else {
            let value = format!("{}TXX", Point::Day(day).value());
            return Outcome { kind: TimeType::Time, value, anchor, ..explicit(Point::Day(day), rule) };
        };
        let total = i64::from(minutes).saturating_add(step);
        let moved = i32::try_from(total.div_euclid(1440)).ok().and_then(|d| plus_days(day, d));
        let Some(moved) = moved else {
            return plain(TimeType::Time, "XXXX-XX-XXTXX".to_owned(), "time.no-anchor");
        };
        let left = total.rem_euclid(1440);
        let value = format!("{}T{:02}:{:02}", Point::Day(moved).value(), left / 60, left % 60);
        Outcome { kind: TimeType::Time, value, anchor, ..explicit(Point::Day(moved), rule) }
    }

    fn day(&self, by: i32) -> Outcome {
        let rule = "time.day-of-writing";
        match self.stand {
            Stand::News(Some(day)) => match plus_days(day, by) {
                Some(d) => Outcome { anchor: Anchor::Published, ..explicit(Point::Day(d), rule) },
                None => plain(TimeType::Date, unknown(Unit::Day), rule),
            },
            // Histories are written for any day: "today" is the reader's.
            Stand::Narrative if by == 0 => plain(TimeType::Date, "PRESENT_REF".to_owned(), "time.reference"),
            _ => plain(TimeType::Date, unknown(Unit::Day), "time.no-anchor"),
        }
    }

    fn weekend(&self, found: &Found) -> Outcome {
        let Some(day) = self.published() else {
            return plain(TimeType::Date, unknown(Unit::Weekend), "time.no-anchor");
        };
        // On Saturday and Sunday it is the one under way.
        let ahead = self.leaning(found) == Leaning::Ahead || iso(day) >= 6;
        let start = if ahead { monday(day) } else { plus_days(monday(day), -7).unwrap_or(day) };
        let point = Point::Weekend(start);
        Outcome { anchor: Anchor::Published, ..explicit(point, "time.weekend-latest") }
    }

    // Lengths and times of day.

    fn length(&self, count: Count, unit: Unit, which: Option<Which>) -> Outcome {
        let mut outcome = plain(TimeType::Duration, period(count, unit), "time.length");
        let (Count::Exact(n), Some(which)) = (count, which) else { return outcome };
        let from_text = matches!(which, Which::Previous | Which::Following);
        let origin = if from_text { self.context() } else { self.origin() };
        let (amount, unit) = whole(n, unit);
        let Some((Point::Day(day), anchor)) = origin else { return outcome };
        let step = i64::from(step_of(which));
        let Some(other) = shift_day(day, unit, amount * step) else { return outcome };
        if step != 0 {
            outcome.interval = Interval::new(day.min(other), day.max(other));
            outcome.anchor = anchor;
            outcome.rule = if step < 0 { "time.length-up-to" } else { "time.length-from" };
        }
        outcome
    }

    /// "the last week of August": a length with its days, or one day, month, year by itself.
    fn within(&self, found: &Found, count: Count, unit: Unit, nth: i32, of: &Base) -> Outcome {
        let whole = self.outcome(found, &Form::of(of.clone()));
        let mut length = Outcome {
            anchor: whole.anchor,
            point: whole.point,
            interval: whole.interval,
            ..plain(TimeType::Duration, period(count, unit), "time.part-of")
        };
        let (Some(first), Some(last)) = (whole.interval.start, whole.interval.end) else { return length };
        let Count::Exact(thousandths) = count else { return length };
        let n = i64::try_from(thousandths / 1000).unwrap_or(i64::MAX);
        let days = if nth < 0 {
            shift_day(last, unit, n.saturating_neg())
                .and_then(|d| Some(Interval::new(plus_days(d, 1)?, last)))
        } else {
            let from = shift_day(first, unit, i64::from(nth - 1).saturating_mul(n));
            from.and_then(|d| Some(Interval::new(d, plus_days(shift_day(d, unit, n)?, -1)?)))
        };
        let Some(days) = days.filter(|d| d.start >= Some(first) && d.end <= Some(last)) else {
            return length;
        };
        length.interval = days;
        if n == 1
            && let Some(start) = days.start
        {
            let point = match unit {
                Unit::Day => Some(Point::Day(start)),
                Unit::Month => Some(Point::Month(i32::from(start.year()), month_of(start))),
                Unit::Quarter => {
                    Some(Point::Quarter(i32::from(start.year()), month_of(start).saturating_sub(1) / 3 + 1))
                }
                Unit::Year => Some(Point::Year(i32::from(start.year()))),
                _ => None,
            };
            if let Some(point) = point {
                return Outcome { anchor: whole.anchor, ..explicit(point, "time.part-of") };
            }
        }
        length
    }

    fn time_only(&self, found: &Found, form: &Form) -> Outcome {
        let clock = matches!(form.time, Some(TimeOfDay::Clock { .. }));
        let near = self.last().filter(|l| found.span.lo().saturating_sub(l.span.hi()) < 200);
        let the = self.reader.is_any(found.tokens.start, &["the", "that", "early", "late"]) || clock;
        let day = match self.stand {
            Stand::Narrative if the => {
                self.last().and_then(|l| Some((l.point.day()?, Anchor::Words(l.span))))
            }
            Stand::Narrative => None,
            Stand::News(published) => near
                .and_then(|l| Some((l.point.day()?, Anchor::Words(l.span))))
                .or_else(|| published.map(|d| (d, Anchor::Published))),
        };
        match day {
            Some((day, anchor)) => Outcome { anchor, ..explicit(Point::Day(day), "time.time-of-day") },
            None => plain(TimeType::Time, unknown(Unit::Day), "time.time-of-day"),
        }
    }

    fn anaphor(&self) -> Outcome {
        match self.named() {
            Some((point, anchor)) => Outcome { anchor, ..explicit(point, "time.same-time") },
            None => plain(TimeType::Date, "PAST_REF".to_owned(), "time.no-anchor"),
        }
    }

    /// Is the time said to lie ahead or behind? The nearest cue before it in its clause decides.
    fn leaning(&self, found: &Found) -> Leaning {
        let first = found.tokens.start;
        let reader = self.reader;
        for back in 1..=14 {
            let Some(at) = first.checked_sub(back) else { return Leaning::Neither };
            if reader.ends_sentence(at) || reader.mark(at, b'"') {
                return Leaning::Neither;
            }
            let word = reader.w(at);
            if reader.is_any(at, &["by", "until", "till", "ahead"]) {
                // Only right before the time: "by Tuesday", "until the end of May".
                let near = (at + 1..first)
                    .all(|j| reader.w(j).phase.is_some() || reader.is_any(j, &["the", "of", "at", "on"]));
                if back <= 4 && near {
                    return Leaning::Ahead;
                }
            } else if word.plan {
                return Leaning::Ahead;
            } else if word.telling {
                if (at + 1..first)
                    .all(|j| reader.is_any(j, &["on", "in", "late", "early", "the", "earlier", "last"]))
                {
                    return Leaning::Behind;
                }
            } else if word.past || self.participle(at) {
                return Leaning::Behind;
            }
        }
        Leaning::Neither
    }

    /// "announced", "rose to" are not told apart without syntax; a lower-case word in "-ed" that no "be" or "to" leads is
    /// taken for the past.
    fn participle(&self, at: usize) -> bool {
        // "a vote fixed for December": what is done for a time is still to come.
        if self.reader.is(at + 1, "for") {
            return false;
        }
        let word = self.reader.words(at);
        let led = at.checked_sub(1).is_some_and(|i| self.reader.is_any(i, &["be", "being", "to", "not"]));
        word.len() > 4
            && word.ends_with("ed")
            && !led
            && self.reader.word_follows(at)
            && !word.ends_with("eed")
    }
}

/// Which way a clause looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaning {
    Ahead,
    Behind,
    Neither,
}

fn plain(kind: TimeType, value: String, rule: &'static str) -> Outcome {
    Outcome { kind, value, interval: Interval::UNKNOWN, anchor: Anchor::None, rule, point: None, span: None }
}

fn explicit(point: Point, rule: &'static str) -> Outcome {
    Outcome {
        kind: TimeType::Date,
        value: point.value(),
        interval: point.interval(),
        anchor: Anchor::None,
        rule,
        point: Some(point),
        span: None,
    }
}

fn with_phase(mut outcome: Outcome, form: &Form) -> Outcome {
    outcome.interval = narrow(outcome.interval, form.phase);
    outcome
}

fn with_time(mut outcome: Outcome, form: &Form) -> Outcome {
    let Some(time) = &form.time else { return outcome };
    if outcome.value.ends_with("_REF") {
        outcome.value = unknown(Unit::Day);
    }
    outcome.kind = TimeType::Time;
    match time {
        TimeOfDay::Part(part) => {
            outcome.value.push('T');
            outcome.value.push_str(part);
        }
        TimeOfDay::Clock { hour, minute, second, zone } => {
            // Midnight at the end of a day is 24:00 in TIMEX3.
            outcome.value.push_str(&format!("T{hour:02}"));
            if let Some(m) = minute {
                outcome.value.push_str(&format!(":{m:02}"));
            }
            if let Some(s) = second {
                outcome.value.push_str(&format!(":{s:02}"));
            }
            outcome.value.push_str(zone);
        }
    }
    outcome
}

/// The point a calendar names in a year; `None` if there is no such day.
fn in_year(reader: &Reader<'_>, c: &Calendar, year: i32) -> Option<Point> {
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

fn nth_weekday(year: i32, month: u8, weekday: u8, nth: i8) -> Option<Date> {
    if nth < 0 {
        let last = date(year, month, 1)?.last_of_month();
        return plus_days(last, -(iso(last) - i32::from(weekday)).rem_euclid(7));
    }
    let first = date(year, month, 1)?;
    let ahead = (i32::from(weekday) - iso(first)).rem_euclid(7);
    plus_days(first, ahead + 7 * (i32::from(nth) - 1))
}

/// ISO number of the weekday: Monday is 1.
fn iso(d: Date) -> i32 {
    i32::from(d.weekday().to_monday_one_offset())
}

fn step_of(which: Which) -> i32 {
    match which {
        Which::Last | Which::Previous => -1,
        Which::Next | Which::Following => 1,
        Which::This | Which::Same => 0,
    }
}

fn season_month(season: Season) -> u8 {
    match season {
        Season::Spring => 4,
        Season::Summer => 7,
        Season::Fall => 10,
        Season::Winter => 12,
    }
}

fn step_season(year: i32, season: Season, by: i32) -> (i32, Season) {
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

/// The value of a unit nothing is known of.
fn unknown(unit: Unit) -> String {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour => "XXXX-XX-XXTXX",
        Unit::Day | Unit::Night => "XXXX-XX-XX",
        Unit::Weekend => "XXXX-WXX-WE",
        Unit::Week | Unit::Fortnight => "XXXX-WXX",
        Unit::Month => "XXXX-XX",
        Unit::Quarter => "XXXX-QX",
        Unit::Half => "XXXX-HX",
        Unit::Year => "XXXX",
        Unit::Decade => "XXX",
        Unit::Century => "XX",
        Unit::Millennium => "X",
    }
    .to_owned()
}

/// `point`, `by` units on, as a point of that unit; `None` if `point` is too coarse to tell.
fn move_by(point: Point, unit: Unit, by: i64) -> Option<Point> {
    let by = i32::try_from(by).ok()?;
    match unit {
        Unit::Day | Unit::Night => Some(Point::Day(plus_days(point.day()?, by)?)),
        Unit::Week | Unit::Fortnight | Unit::Weekend => {
            let start = match point {
                Point::Day(d) => monday(d),
                Point::Week(d) | Point::Weekend(d) => d,
                _ => return None,
            };
            let weeks = if unit == Unit::Fortnight { by.checked_mul(2)? } else { by };
            let moved = plus_days(start, weeks.checked_mul(7)?)?;
            Some(if unit == Unit::Weekend { Point::Weekend(moved) } else { Point::Week(moved) })
        }
        Unit::Month => {
            let (y, m) = point.month()?;
            let (y, m) = plus_months(y, m, by);
            Some(Point::Month(y, m))
        }
        Unit::Quarter => {
            let (y, q) = match point {
                Point::Quarter(y, q) => (y, q),
                _ => {
                    let (y, m) = point.month()?;
                    (y, (m - 1) / 3 + 1)
                }
            };
            let index = y.checked_mul(4)?.checked_add(i32::from(q) - 1)?.checked_add(by)?;
            Some(Point::Quarter(index.div_euclid(4), u8::try_from(index.rem_euclid(4) + 1).ok()?))
        }
        Unit::Half => {
            let (y, m) = point.month()?;
            let index = y.checked_mul(2)?.checked_add(i32::from(m > 6))?.checked_add(by)?;
            Some(Point::Half(index.div_euclid(2), u8::try_from(index.rem_euclid(2) + 1).ok()?))
        }
        Unit::Year => in_range(point.year()?.checked_add(by)?).map(Point::Year),
        Unit::Decade => {
            let index = match point {
                Point::Decade { index, bc: false } => index,
                Point::Decade { index, bc: true } => {
                    return Some(Point::Decade { index: index.checked_sub(by)?, bc: true });
                }
                _ => {
                    let year = point.year()?;
                    if year <= 0 {
                        let index = (1 - year).div_euclid(10).checked_sub(by)?;
                        return Some(Point::Decade { index, bc: true });
                    }
                    year.div_euclid(10)
                }
            };
            let index = index.checked_add(by)?;
            (index >= 0).then_some(Point::Decade { index, bc: false })
        }
        Unit::Century => {
            let (index, bc) = match point {
                Point::Century { index, bc } => (index, bc),
                Point::Decade { index, bc } => (index / 10, bc),
                _ => {
                    let year = point.year()?;
                    if year <= 0 { ((-year).div_euclid(100), true) } else { (year.div_euclid(100), false) }
                }
            };
            let index = if bc { index.checked_sub(by)? } else { index.checked_add(by)? };
            (index >= 0).then_some(Point::Century { index, bc })
        }
        Unit::Millennium | Unit::Hour | Unit::Minute | Unit::Second => None,
    }
}

fn in_range(year: i32) -> Option<i32> {
    (-9998..=9998).contains(&year).then_some(year)
}

/// The day `by` units from `day`.
fn shift_day(day: Date, unit: Unit, by: i64) -> Option<Date> {
    let by = i32::try_from(by).ok()?;
    let months = match unit {
        Unit::Day | Unit::Night => return plus_days(day, by),
        Unit::Week | Unit::Weekend => return plus_days(day, by.checked_mul(7)?),
        Unit::Fortnight => return plus_days(day, by.checked_mul(14)?),
        Unit::Second | Unit::Minute | Unit::Hour => return None,
        Unit::Month => by,
        Unit::Quarter => by.checked_mul(3)?,
        Unit::Half => by.checked_mul(6)?,
        Unit::Year => by.checked_mul(12)?,
        Unit::Decade => by.checked_mul(120)?,
        Unit::Century => by.checked_mul(1200)?,
        Unit::Millennium => by.checked_mul(12000)?,
    };
    let (y, m) = plus_months(i32::from(day.year()), month_of(day), months);
    let first = date(y, m, 1)?;
    plus_days(first, (i32::from(day.day()) - 1).min(i32::from(first.days_in_month()) - 1))
}

/// A count in thousandths as a whole number of a unit: two and a half years are thirty months.
fn whole(thousandths: u64, unit: Unit) -> (i64, Unit) {
    let exact = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    if thousandths.is_multiple_of(1000) {
        return (exact(thousandths / 1000), unit);
    }
    let (times, finer) = match unit {
        Unit::Millennium => (1000, Unit::Year),
        Unit::Century => (100, Unit::Year),
        Unit::Decade => (10, Unit::Year),
        Unit::Year => (12, Unit::Month),
        Unit::Week => (7, Unit::Day),
        Unit::Hour => (60, Unit::Minute),
        other => (1, other),
    };
    (exact(thousandths.saturating_mul(times) / 1000), finer)
}

/// One unit more on either side.
fn widen(interval: Interval, unit: Unit) -> Interval {
    Interval {
        start: interval.start.and_then(|d| shift_day(d, unit, -1)),
        end: interval.end.and_then(|d| shift_day(d, unit, 1)),
    }
}

/// The TIMEX3 value of a length: `P2W`, `PT30M`, `P2.5Y`, `PXD`.
pub(super) fn period(count: Count, unit: Unit) -> String {
    let (time, letter) = match unit {
        Unit::Second => ("T", "S"),
        Unit::Minute => ("T", "M"),
        Unit::Hour => ("T", "H"),
        Unit::Day => ("", "D"),
        Unit::Night => ("T", "NI"),
        Unit::Weekend => ("", "WE"),
        Unit::Week | Unit::Fortnight => ("", "W"),
        Unit::Month => ("", "M"),
        Unit::Quarter => ("", "Q"),
        Unit::Half => ("", "H"),
        Unit::Year => ("", "Y"),
        Unit::Decade => ("", "DE"),
        Unit::Century => ("", "CE"),
        Unit::Millennium => ("", "ML"),
    };
    let number = match count {
        Count::Vague => "X".to_owned(),
        Count::Exact(n) => {
            let n = if unit == Unit::Fortnight { n.saturating_mul(2) } else { n };
            if n < 1000
                && !matches!(unit, Unit::Second | Unit::Day | Unit::Night | Unit::Weekend | Unit::Month)
            {
                let (finer_count, finer) = whole(n, unit);
                if finer != unit {
                    return period(
                        Count::Exact(u64::try_from(finer_count).unwrap_or(0).saturating_mul(1000)),
                        finer,
                    );
                }
            }
            if n.is_multiple_of(1000) {
                (n / 1000).to_string()
            } else {
                format!("{}.{:03}", n / 1000, n % 1000).trim_end_matches('0').to_owned()
            }
        }
    };
    format!("P{time}{number}{letter}")
}
