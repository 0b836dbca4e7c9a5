//! From what an expression says to the time it stands for: TIMEX3 value, days, anchor, rule.
//!
//! One pass in the order of the text, because a time may be counted from one named before it. Nothing is guessed: what
//! has no anchor keeps an `X` for every digit that is not known, and an unknown interval.

use super::cues::{Leaning, Quote};
use super::form::{Base, Calendar, Count, Event, Form, Side, TimeOfDay, YearOf};
use super::named::{iso, season_month, step_of};
use super::point::{Point, monday, month_of, narrow, plus_days, year_value};
use super::reader::{Found, Reader};
use super::units::{move_by, period, shift_day, unknown, whole, widen};
use rapporteur_lexicon::times::{Direction, Unit, Which};
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
pub(super) struct Outcome {
    pub(super) kind: TimeType,
    pub(super) value: String,
    pub(super) interval: Interval,
    pub(super) anchor: Anchor,
    pub(super) rule: &'static str,
    pub(super) point: Option<Point>,
    /// Where it differs from the words found.
    pub(super) span: Option<Span>,
}

/// A count of units from another time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shift {
    count: Count,
    unit: Unit,
    direction: Direction,
    event: Option<Event>,
}

/// What an expression was counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    None,
    Published,
    Words(Span),
}

/// What earlier expressions leave behind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Last {
    pub(super) point: Point,
    pub(super) span: Span,
    /// One past its last token.
    pub(super) tokens_end: usize,
    /// Minutes after midnight, where a clock time was named.
    pub(super) minutes: Option<u32>,
}

pub(super) struct Resolver<'a> {
    pub(super) reader: &'a Reader<'a>,
    pub(super) stand: Stand,
    pub(super) last: Option<Last>,
    /// The last date named with its month or season: the line of the story. Months since year 0.
    pub(super) line: Option<(i32, Span)>,
    /// A year named alone since then, and whether it stands at the head of a sentence, where it moves the story on.
    pub(super) year: Option<(i32, bool, Span)>,
    /// Days named so far, by their first token.
    pub(super) days: Vec<(usize, Date)>,
    pub(super) quote: Quote,
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
pub(super) fn borrow_year(reader: &Reader<'_>, found: &Found, rest: &[Found]) -> Option<Form> {
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
    pub(super) fn follow(&mut self, found: &Found, point: Point) {
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
    pub(super) fn lean(&self, month: u8) -> Option<(i32, Anchor)> {
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

    pub(super) fn published(&self) -> Option<Date> {
        if let Stand::News(day) = self.stand { day } else { None }
    }

    pub(super) fn narrative(&self) -> bool {
        matches!(self.stand, Stand::Narrative)
    }

    /// Where "this", "last", "next", "ago" are counted from.
    pub(super) fn origin(&self) -> Option<(Point, Anchor)> {
        match self.stand {
            Stand::News(day) => day.map(|d| (Point::Day(d), Anchor::Published)),
            Stand::Narrative => self.named(),
        }
    }

    /// The time last named: inside a quotation, there first.
    pub(super) fn last(&self) -> Option<Last> {
        if self.quote.open { self.quote.last.or(self.last) } else { self.last }
    }

    /// Its place, and the words as an anchor.
    pub(super) fn named(&self) -> Option<(Point, Anchor)> {
        self.last().map(|l| (l.point, Anchor::Words(l.span)))
    }

    /// Where "later", "that", "the same" are counted from: the time last named, or else the day of writing.
    pub(super) fn context(&self) -> Option<(Point, Anchor)> {
        self.named().or_else(|| self.origin())
    }

    pub(super) fn outcome(&self, found: &Found, form: &Form) -> Outcome {
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
            Base::WeekdaysAgo { weekday, weeks } => {
                let last = Calendar { weekday: Some(*weekday), which: Some(Which::Last), ..Calendar::EMPTY };
                let last = self.calendar(found, &last);
                match last
                    .point
                    .and_then(Point::day)
                    .and_then(|d| plus_days(d, -7 * (weeks - 1).clamp(0, 10_000)))
                {
                    Some(d) => Outcome { anchor: last.anchor, ..explicit(Point::Day(d), "time.ago") },
                    None => last,
                }
            }
            Base::Weekend => self.weekend(found),
            Base::WeekOf(calendar) => {
                let day = self.calendar(found, calendar);
                match day.point.and_then(Point::day) {
                    Some(d) => {
                        Outcome { anchor: day.anchor, ..explicit(Point::Week(monday(d)), "time.week-of") }
                    }
                    None => plain(TimeType::Date, unknown(Unit::Week), "time.no-anchor"),
                }
            }
            Base::Reference(value) => plain(TimeType::Date, (*value).to_owned(), "time.reference"),
            Base::Length { count, unit, which } => self.length(*count, *unit, *which),
            Base::Span(value) => plain(TimeType::Duration, (*value).to_owned(), "time.length"),
            Base::Within { count, unit, nth, of } => self.within(found, *count, *unit, *nth, of),
            Base::Repeated(value) => {
                // Histories keep TIMEX2's open dates for "daily" and "every day"; a rate ("per day") is a period for all.
                let open = match value.as_str() {
                    _ if !self.narrative() || self.reader.is_any(found.tokens.start, &["per", "a", "an"]) => {
                        None
                    }
                    "P1D" => Some("XXXX-XX-XX"),
                    "P1W" => Some("XXXX-WXX"),
                    "P1M" => Some("XXXX-XX"),
                    "P1Y" => Some("XXXX"),
                    _ => None,
                };
                plain(TimeType::Set, open.map_or_else(|| value.clone(), str::to_owned), "time.repeated")
            }
            Base::TimeOnly => self.time_only(found, form),
            Base::Anaphor => self.anaphor(),
        };
        with_time(with_phase(outcome, form), form)
    }

    // Times counted from another.

    pub(super) fn unit(&self, which: Which, unit: Unit, form: &Form) -> Outcome {
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

    pub(super) fn shift(&self, found: &Found, form: &Form, shift: Shift) -> Outcome {
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
    pub(super) fn shift_from_event(
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
    pub(super) fn day_of(&self, event: Event) -> Option<Date> {
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
    pub(super) fn shift_clock(&self, amount: i64, unit: Unit, rule: &'static str) -> Outcome {
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

    pub(super) fn day(&self, by: i32) -> Outcome {
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

    pub(super) fn weekend(&self, found: &Found) -> Outcome {
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

    pub(super) fn length(&self, count: Count, unit: Unit, which: Option<Which>) -> Outcome {
        // ISO 8601 has no decades: news, as TIMEX3, counts their years; histories keep TIMEX2's `P1DE`.
        let value = match (count, unit, self.narrative()) {
            (Count::Exact(n), Unit::Decade, false) => period(Count::Exact(n.saturating_mul(10)), Unit::Year),
            (Count::Exact(n), Unit::Century, false) => {
                period(Count::Exact(n.saturating_mul(100)), Unit::Year)
            }
            _ => period(count, unit),
        };
        let mut outcome = plain(TimeType::Duration, value, "time.length");
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
    pub(super) fn within(&self, found: &Found, count: Count, unit: Unit, nth: i32, of: &Base) -> Outcome {
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

    pub(super) fn time_only(&self, found: &Found, form: &Form) -> Outcome {
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

    pub(super) fn anaphor(&self) -> Outcome {
        match self.named() {
            Some((point, anchor)) => Outcome { anchor, ..explicit(point, "time.same-time") },
            None => plain(TimeType::Date, "PAST_REF".to_owned(), "time.no-anchor"),
        }
    }
}

pub(super) fn plain(kind: TimeType, value: String, rule: &'static str) -> Outcome {
    Outcome { kind, value, interval: Interval::UNKNOWN, anchor: Anchor::None, rule, point: None, span: None }
}

pub(super) fn explicit(point: Point, rule: &'static str) -> Outcome {
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

pub(super) fn with_phase(mut outcome: Outcome, form: &Form) -> Outcome {
    outcome.interval = narrow(outcome.interval, form.phase);
    outcome
}

pub(super) fn with_time(mut outcome: Outcome, form: &Form) -> Outcome {
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
