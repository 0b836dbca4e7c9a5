//! Rules for times counted from another time: "two days later", "a year ago", "last week", "the same day", "recently".

use super::form::{Base, Count, Event, Form, Side};
use super::reader::{Read, Reader};
use rapporteur_lexicon::times::{Direction, Unit, Which};

impl Reader<'_> {
    /// "two days later", "months earlier", "a year ago", "the day before", "three weeks from now".
    pub(super) fn shifted(&self, at: usize) -> Read {
        // "the day before yesterday", "the day after tomorrow"
        let the = self.past_the(at);
        if self.is(the, "day") && self.is(the + 1, "before") && self.is(the + 2, "yesterday") {
            return Some((the + 3, Form::of(Base::Day(-2))));
        }
        if self.is(the, "day") && self.is(the + 1, "after") && self.is(the + 2, "tomorrow") {
            return Some((the + 3, Form::of(Base::Day(2))));
        }
        // "year-earlier", "year-ago"
        if let Some(unit) = self.w(at).unit
            && !self.w(at).plural
            && self.past_dash(at + 1) == at + 2
            && let Some(direction @ (Direction::Ago | Direction::Earlier)) = self.w(at + 2).direction
            && self.is_any(at + 2, &["ago", "earlier"])
        {
            let base = Base::Shift { count: Count::whole(1), unit, direction, event: None };
            return Some((at + 3, Form::of(base)));
        }
        if let Some(days) = self.w(at).deictic_day {
            return self.deictic(at, days);
        }
        // "the day before", "the week after", "the year following"
        if the > at
            && let Some(unit) = self.w(the).unit
            && unit >= Unit::Night
            && !self.w(the).plural
        {
            let direction = match self.w(the + 1).direction {
                Some(d @ (Direction::Before | Direction::After)) => d,
                _ => return None,
            };
            let event = self.event(the + 2, None);
            let base = Base::Shift { count: Count::whole(1), unit, direction, event };
            return Some((the + 2, Form::of(base)));
        }
        // "two Sundays ago"
        if let Some((Count::Exact(n), next)) = self.count(at)
            && let Some(weekday) = self.w(next).weekday.filter(|_| self.w(next).plural)
            && self.is(next + 1, "ago")
        {
            let weeks = i32::try_from(n / 1000).ok()?;
            return Some((next + 2, Form::of(Base::WeekdaysAgo { weekday, weeks })));
        }
        let (count, unit, next, approximate) = self.amount(at)?;
        let (direction, end) = self.direction(next)?;
        let told = matches!(direction, Direction::Before | Direction::After);
        let event = if told { self.event(end, Some(next)) } else { None };
        let form = Form { approximate, ..Form::of(Base::Shift { count, unit, direction, event }) };
        Some((end, form))
    }

    /// What follows "after" or "before": a noun phrase, a clause, or nothing.
    fn event(&self, at: usize, amount_end: Option<usize>) -> Option<Event> {
        let at = if self.is(at, "to") { at + 1 } else { at };
        if !self.word_follows(at) && !self.capital(at) {
            return None;
        }
        // A bounded walk to the noun that names what happened: "the raid", "his second inauguration", "the Baku talks".
        let determined = self.is_any(at, &["the", "a", "an", "his", "her", "their", "its", "that", "this"]);
        let head = (at + 1..at + 5).find(|i| self.w(*i).event && !self.w(*i + 1).event);
        let between = |i: usize| (self.word_follows(i) || self.capital(i)) && !self.function_word(i);
        let to = match head {
            Some(head) if determined && (at + 1..head).all(between) => head + 1,
            _ => at,
        };
        Some(Event { amount_end, from: at, to })
    }

    fn direction(&self, at: usize) -> Option<(Direction, usize)> {
        let direction = self.w(at).direction?;
        match direction {
            Direction::From => self.is_any(at + 1, &["now", "today"]).then_some((Direction::Hence, at + 2)),
            Direction::Before if self.is(at, "prior") => {
                let end = at + 1;
                Some((Direction::Before, end))
            }
            Direction::Since => None,
            Direction::After
                if self.is(at, "following") && self.word_follows(at + 1) && !self.is(at + 1, "the") =>
            {
                None
            }
            // "two days after that", "months before that"
            Direction::Before | Direction::After
                if self.is_any(at + 1, &["that", "this"]) && !self.word_follows(at + 2) =>
            {
                Some((
                    if direction == Direction::After { Direction::Later } else { Direction::Earlier },
                    at + 2,
                ))
            }
            _ => Some((direction, at + 1)),
        }
    }

    fn deictic(&self, at: usize, days: i32) -> Read {
        let mut form = Form::of(Base::Day(days));
        let mut end = at + 1;
        if self.is_any(at, &["tonight", "overnight"]) {
            form.time = Some(super::form::TimeOfDay::Part("NI"));
        } else if let Some((next, time)) = self.time_after(end) {
            form.time = Some(time);
            end = next;
        }
        Some((end, form))
    }

    /// "last week", "the next day", "that same year", "later this month", "the next two weeks", "the past few days".
    pub(super) fn which_unit(&self, at: usize) -> Read {
        let later = self.is_any(at, &["later", "earlier", "late", "early"]);
        let side = match self.words(at).to_ascii_lowercase().as_str() {
            "later" => Some(Side::Later),
            "earlier" => Some(Side::Earlier),
            _ => None,
        };
        let phase = if later && side.is_none() { self.phase(at).map(|(p, _)| p) } else { None };
        let at_which = match (later, self.is(at + 1, "in")) {
            (true, true) => at + 2,
            (true, false) => at + 1,
            (false, _) => at,
        };
        let start = self.past_the(at_which);
        let the = start > at_which;
        if !later && let Some(found) = self.unit_within(start) {
            return Some(found);
        }
        if let Some((which, next)) = self.which(start) {
            let (end, form) = self.which_and_unit(at, start, the, which, next, phase)?;
            return Some((end, Form { side, ..form }));
        }
        // "the whole year", "the entire week"
        if the
            && !later
            && self.is_any(start, &["whole", "entire", "full"])
            && let Some(unit @ (Unit::Day | Unit::Week | Unit::Month | Unit::Year)) = self.w(start + 1).unit
            && !self.w(start + 1).plural
            && self.ends_phrase(start + 2)
        {
            return Some((start + 2, Form::of(Base::Unit { which: Which::Same, unit })));
        }
        // "over the weekend": in news the one just past or under way
        if the && !later && self.is(start, "weekend") && !self.narrative {
            return Some((start + 1, Form::of(Base::Weekend)));
        }
        // "later in the year"
        if later
            && the
            && let Some(
                unit @ (Unit::Day | Unit::Week | Unit::Month | Unit::Year | Unit::Decade | Unit::Century),
            ) = self.w(start).unit
            && !self.w(start).plural
        {
            return Some((
                start + 1,
                Form { phase, side, ..Form::of(Base::Unit { which: Which::Same, unit }) },
            ));
        }
        if later
            && the
            && let Some(season) = self.season(start, true)
        {
            let calendar = super::form::Calendar { season: Some(season), ..super::form::Calendar::EMPTY };
            return Some((start + 1, Form::of(Base::Calendar(calendar))));
        }
        // "the first two weeks", "the final months", "the early years", "the intervening years"
        let first = self.w(start).phase.is_some()
            || self.is_any(
                start,
                &["first", "final", "last", "opening", "closing", "intervening", "initial", "earliest"],
            );
        if the
            && first
            && !later
            && let Some((count, unit, end, approximate)) = self.amount(start + 1)
        {
            let one = count == Count::whole(1) && !self.w(end - 1).plural;
            if !one && unit != Unit::Quarter {
                return Some((
                    end,
                    Form { approximate, ..Form::of(Base::Length { count, unit, which: None }) },
                ));
            }
        }
        None
    }

    /// "the last week of August", "the first ten months of 1915", "the second day of October", "the final days of 2024".
    fn unit_within(&self, at: usize) -> Read {
        let nth = if self.is_any(at, &["last", "final", "closing"]) {
            -1
        } else if self.is(at, "opening") {
            1
        } else {
            i32::try_from(self.ordinal(at)?.0).ok().filter(|n| *n > 0)?
        };
        let next = if nth == -1 || self.is(at, "opening") { at + 1 } else { self.ordinal(at)?.1 };
        let (count, unit, end) = match self.amount(next) {
            Some((count, unit, end, _)) => (count, unit, end),
            None => (Count::whole(1), self.w(next).unit.filter(|_| !self.w(next).plural)?, next + 1),
        };
        if !self.is(end, "of") || unit < Unit::Night || unit == Unit::Quarter && nth > 0 {
            return None;
        }
        let (to, form) = self.dated(end + 1)?;
        if form.time.is_some() || form.phase.is_some() {
            return None;
        }
        let coarse = match &form.base {
            Base::Calendar(c) => c.day.is_none() && c.weekday.is_none() && c.holiday.is_none(),
            Base::Unit { unit: whole, .. } => *whole > unit,
            Base::Decade { .. } | Base::Century { .. } => true,
            _ => false,
        };
        coarse.then(|| (to, Form::of(Base::Within { count, unit, nth, of: Box::new(form.base) })))
    }

    fn which_and_unit(
        &self,
        at: usize,
        start: usize,
        the: bool,
        which: Which,
        next: usize,
        phase: Option<rapporteur_lexicon::times::Phase>,
    ) -> Read {
        // "these days", "those days"
        if self.is_any(start, &["these", "those"]) {
            let days = self.is(next, "days") && next == start + 1;
            return days.then(|| {
                (
                    next + 1,
                    Form::of(Base::Reference(if self.is(start, "these") {
                        "PRESENT_REF"
                    } else {
                        "PAST_REF"
                    })),
                )
            });
        }
        if let Some(unit) = self.w(next).unit
            && !self.w(next).plural
            && unit > Unit::Hour
            && unit != Unit::Night
        {
            // A man "of the same day" is one thing, "the last day of May" and "the current century of war" another.
            let last = which == Which::Last;
            if unit == Unit::Quarter && self.is(next + 1, "of") {
                return None;
            }
            // "the past year", "the last week", "over the next month": a length up to or from now.
            let over: &[&str] = &["over", "for", "within", "throughout", "during", "in"];
            // Histories say "in the next year" of one year; news of the year to come.
            let over = if self.narrative { over.get(..4).unwrap_or(over) } else { over };
            let over = at >= 1 && self.is_any(at - 1, over);
            let length = self.is(next - 1, "past")
                || last && the && unit >= Unit::Week && !matches!(unit, Unit::Quarter | Unit::Weekend)
                || which == Which::Next && the && over && unit >= Unit::Week && self.is(next - 1, "next");
            if last && the && (self.is(next + 1, "of") || unit == Unit::Day) {
                return None;
            }
            if length {
                let form = Form::of(Base::Length { count: Count::whole(1), unit, which: Some(which) });
                return Some((next + 1, form));
            }
            if self.w(next).part_of_day.is_some() {
                return None;
            }
            if unit == Unit::Day
                && (self.is_any(start, &["present", "current"])
                    || self.is(start, "this") && at >= 1 && self.is(at - 1, "to"))
            {
                return Some((next + 1, Form::of(Base::Reference("PRESENT_REF"))));
            }
            let which = match which {
                // "the next day", "the last month": from the time last named when "the" stands before it.
                Which::Next if the => Which::Following,
                Which::This if self.is_any(start, &["present", "current"]) && self.narrative => Which::This,
                w => w,
            };
            let mut end = next + 1;
            let mut form = Form { phase, ..Form::of(Base::Unit { which, unit }) };
            if unit == Unit::Day
                && let Some((to, time)) = self.time_after(end)
            {
                (end, form.time) = (to, Some(time));
            }
            return Some((end, form));
        }
        let (count, unit, end, approximate) = self.amount(next)?;
        // "this two-day visit" is a length whose place is not told; "last two" without a unit is nothing.
        let which = match which {
            Which::This | Which::Same if !self.w(end - 1).plural => None,
            w => Some(w),
        };
        if !self.w(end - 1).plural && self.is_any(next, &["a", "an", "half", "one"]) {
            return None;
        }
        Some((end, Form { approximate, ..Form::of(Base::Length { count, unit, which }) }))
    }

    /// "now", "recently", "the past", "at present", "the foreseeable future", "present day", "former".
    pub(super) fn reference(&self, at: usize) -> Read {
        let start = self.past_the(at);
        let the = start > at;
        let of = |end: usize, value: &'static str| Some((end, Form::of(Base::Reference(value))));
        if the {
            if self.is(start, "past") && self.ends_phrase(start + 1) {
                return of(start + 1, "PAST_REF");
            }
            if self.is(start, "present") && (self.ends_phrase(start + 1) || self.is(start + 1, "day")) {
                return of(start + 1 + usize::from(self.is(start + 1, "day")), "PRESENT_REF");
            }
            if self.is(start, "future") {
                return of(start + 1, "FUTURE_REF");
            }
            if self.is_any(start, &["near", "foreseeable", "distant", "immediate"])
                && self.is_any(start + 1, &["future", "past"])
            {
                return of(start + 2, if self.is(start + 1, "future") { "FUTURE_REF" } else { "PAST_REF" });
            }
            if self.is(start, "not")
                && self.is(start + 1, "too")
                && self.is(start + 2, "distant")
                && self.is(start + 3, "future")
            {
                return of(start + 4, "FUTURE_REF");
            }
            if self.is_any(start, &["near", "short", "medium", "long"])
                && self.is(start + 1, "term")
                && self.ends_phrase(start + 2)
            {
                return of(start + 2, "FUTURE_REF");
            }
            if self.is(start, "time") && self.is(start + 1, "being") {
                return of(start + 2, "PRESENT_REF");
            }
            if self.is(start, "moment")
                && at >= 1
                && self.is_any(at - 1, &["at", "for"])
                && self.ends_phrase(start + 1)
            {
                return of(start + 1, "PRESENT_REF");
            }
            if self.is_any(start, &["same", "very"]) && self.is(start + 1, "time") && self.narrative {
                return Some((start + 2, Form::of(Base::Anaphor)));
            }
        }
        let led = at >= 1
            && self.is_any(
                at - 1,
                &[
                    "at",
                    "during",
                    "by",
                    "around",
                    "about",
                    "throughout",
                    "of",
                    "until",
                    "since",
                    "from",
                    "in",
                    "before",
                    "after",
                    "for",
                ],
            );
        if self.narrative
            && the
            && led
            && self.is(at - 1, "at")
            && self.is(start, "time")
            && self.ends_phrase(start + 1)
            && !self.is_any(start + 1, &["of", "when", "that", "it", "he", "she", "they"])
        {
            return of(start + 1, "PRESENT_REF");
        }
        if self.is(at, "date") && at >= 1 && self.is(at - 1, "to") && (self.ends_phrase(at + 1)) {
            return of(at + 1, "PRESENT_REF");
        }
        if self.narrative
            && led
            && self.is_any(at, &["this", "that"])
            && self.is_any(at + 1, &["time", "period"])
        {
            if self.is(at, "this") && self.is(at + 1, "time") {
                return of(at + 2, "PRESENT_REF");
            }
            return Some((at + 2, Form::of(Base::Anaphor)));
        }
        if self.is(at, "right") && self.is(at + 1, "now") {
            return of(at + 2, "PRESENT_REF");
        }
        if self.is(at, "at") && self.is(at + 1, "present") && self.ends_phrase(at + 2) {
            return of(at + 2, "PRESENT_REF");
        }
        if self.is(at, "modern") && self.past_dash(at + 1) <= at + 2 && self.is(self.past_dash(at + 1), "day")
        {
            return of(self.past_dash(at + 1) + 1, "PRESENT_REF");
        }
        if self.is(at, "present") && self.is(self.past_dash(at + 1), "day") {
            return of(self.past_dash(at + 1) + 1, "PRESENT_REF");
        }
        if self.is(at, "so") && self.is(at + 1, "far") && self.is_any(at + 2, &["this"]) {
            return None;
        }
        let word = self.w(at);
        if let Some(value) = word.reference {
            if at >= 1 && self.is(at - 1, "as") && self.is(at + 1, "as") {
                return None;
            }
            // "recent months" is a length up to now; "The Now" and "Future Forces" are names.
            if self.capital(at) && self.capital(at + 1) && at > 0 && !self.mark(at - 1, b'.') {
                return None;
            }
            if value == "PAST_REF"
                && self.is(at, "recent")
                && let Some((count, unit, end, _)) = self.amount(at + 1)
                && self.w(end - 1).plural
            {
                return Some((end, Form::of(Base::Length { count, unit, which: Some(Which::Last) })));
            }
            return of(at + 1, value);
        }
        if self.narrative
            && let Some(value) = word.narrative
        {
            return of(at + 1, value);
        }
        None
    }

    /// Does the phrase end here: a mark, the end, or a word that no noun phrase goes on with?
    fn ends_phrase(&self, at: usize) -> bool {
        !self.tokens.get(at).is_some_and(|t| {
            t.kind != super::token::Kind::Mark(b'-') && !matches!(t.kind, super::token::Kind::Mark(_))
        }) && !self.mark(at, b'-')
            || self.is_any(
                at,
                &[
                    "and", "or", "but", "to", "of", "in", "by", "with", "as", "is", "was", "were", "are",
                    "has", "have", "had", "on", "at", "for", "it", "he", "she", "they", "we", "that", "than",
                    "when", "would", "will", "could", "may", "who", "which",
                ],
            )
    }
}
