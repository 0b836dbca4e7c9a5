//! Rules for lengths of time and repeated times: "for two weeks", "a three-day visit", "every Monday", "twice a year".

use super::form::{Base, Count, Form};
use super::reader::{Read, Reader};
use rapporteur_lexicon::times::Unit;

impl Reader<'_> {
    /// "two weeks", "18-month", "half an hour", "years", "33-year-old", "months-long".
    pub(super) fn length(&self, at: usize) -> Read {
        if let Some(value) = self.w(at).span {
            return Some((at + 1, Form::of(Base::Span(value))));
        }
        // "all day", "all year long"
        if self.is(at, "all")
            && let Some(unit @ (Unit::Day | Unit::Week | Unit::Month | Unit::Year)) = self.w(at + 1).unit
            && !self.w(at + 1).plural
        {
            let end = at + 2 + usize::from(self.is(at + 2, "long"));
            return Some((end, Form::of(Base::Length { count: Count::whole(1), unit, which: None })));
        }
        // "a year-long siege": the article belongs to the siege.
        let adjective =
            |i: usize| self.mark(i, b'-') && self.joined(i) && self.is_any(i + 1, &["long", "old"]);
        if let Some(unit) = self.w(at).unit
            && adjective(at + 1)
        {
            let count = if self.w(at).plural { Count::Vague } else { Count::whole(1) };
            return Some((at + 3, Form::of(Base::Length { count, unit, which: None })));
        }
        if self.is_any(at, &["a", "an"]) && adjective(at + 2) {
            return None;
        }
        // "60" of "60 and 90 days", "two" of "two to three years", "ten" of "ten, fifteen and twenty years"
        if let Some((count @ Count::Exact(_), next)) = self.count(at)
            && !self.is_any(at, &["a", "an"])
            && let Some(unit) = self.unit_of_list(next)
        {
            return Some((next, Form::of(Base::Length { count, unit, which: None })));
        }
        let (count, unit, mut end, approximate) = self.amount(at)?;
        let long = self.past_dash(end);
        if self.is_any(long, &["long", "old"]) {
            end = long + 1;
        } else if self.is(end, "of") && self.is(end + 1, "age") {
            end += 2;
        }
        if !self.w(end - 1).plural && self.is(at, "a") && unit == Unit::Second {
            return None;
        }
        // "a day" that is no length: "a day of reckoning" is, "what a day" is not worth the doubt.
        // "three quarters of the men" are no lengths of time; "three straight quarters" are.
        if unit == Unit::Quarter && !self.w(end - 2).inner {
            return None;
        }
        let single = count == Count::whole(1) && self.is_any(at, &["a", "an"]) && end == at + 2;
        if single && matches!(unit, Unit::Second | Unit::Quarter | Unit::Half | Unit::Night | Unit::Weekend) {
            return None;
        }
        // "a second chance", "one minute detail" and the like: a unit below the hour needs a number or a plural.
        Some((end, Form { approximate, ..Form::of(Base::Length { count, unit, which: None }) }))
    }

    /// The unit at the end of a list of numbers whose next item begins after a connector at `at`.
    fn unit_of_list(&self, at: usize) -> Option<Unit> {
        let mut next = at;
        for _ in 0..3 {
            if !(self.is_any(next, &["or", "to", "and"]) || self.mark(next, b',') || self.mark(next, b'-')) {
                return None;
            }
            next += 1;
            if self.is_any(next, &["or", "to", "and"]) || self.mark(next, b'-') {
                next += 1;
            }
            if self.mark(next, b'-') {
                next += 1;
            }
            if self.is_any(next, &["a", "an"]) {
                return None;
            }
            let (_, after) = self.count(next)?;
            let unit = self.past_dash(after);
            if let Some(unit) = self.countable(unit).filter(|u| *u > Unit::Second && *u != Unit::Quarter) {
                return Some(unit);
            }
            next = after;
        }
        None
    }

    /// How many of which unit, one past it, and whether the count is approximate.
    pub(super) fn amount(&self, at: usize) -> Option<(Count, Unit, usize, bool)> {
        let (mut next, mut approximate) = (at, false);
        // "more than", "no less than", "at least", "up to", "nearly", "just over"
        for _ in 0..4 {
            let two = self.is_any(next, &["more", "less", "fewer"]) && self.is(next + 1, "than")
                || self.is(next, "at") && self.is_any(next + 1, &["least", "most"])
                || self.is(next, "up") && self.is(next + 1, "to")
                || self.is(next, "as")
                    && self.is_any(next + 1, &["little", "long", "many", "few"])
                    && self.is(next + 2, "as")
                || self.is(next, "little") && self.is(next + 1, "more");
            if two {
                next += if self.is(next, "as") { 3 } else { 2 };
            } else if self.w(next).approximate
                && !self.is_any(next, &["at", "up", "to", "than", "more", "less", "fewer", "least", "most"])
                && (!self.w(next).vague || self.count(next + 1).is_some_and(|(c, _)| c != Count::Vague))
            {
                next += 1;
            } else {
                break;
            }
            approximate = true;
        }
        if self.is(next, "a") && self.is(next + 1, "mere") {
            next += 2;
        }
        // "half a century", "half an hour", "half-century", "a half hour"
        let half = if self.is(next, "half") {
            Some(next + 1)
        } else if self.is_any(next, &["a", "one"]) && self.is(next + 1, "half") {
            Some(next + 2)
        } else {
            None
        };
        if let Some(after) = half {
            let a = if self.is_any(after, &["a", "an"]) { after + 1 } else { self.past_dash(after) };
            let unit = self.countable(a)?;
            return Some((Count::Exact(500), unit, a + 1, approximate));
        }
        if self.is(next, "a")
            && self.is(next + 1, "quarter")
            && let Some(a) = [next + 3, next + 4]
                .into_iter()
                .find(|a| self.is(next + 2, "of") && self.countable(*a).is_some())
        {
            return Some((Count::Exact(250), self.countable(a)?, a + 1, approximate));
        }
        if let Some((mut count, after)) = self.count(next) {
            let mut unit_at = self.past_dash(after);
            for _ in 0..2 {
                if self.w(unit_at).inner && self.w(unit_at).unit.is_none() {
                    unit_at += 1;
                }
            }
            let unit = self.countable(unit_at)?;
            let singular = !self.w(unit_at).plural;
            let number = self.digits(next).is_some();
            if self.is(unit_at, "min") && !self.w(unit_at).plural && !number {
                return None;
            }
            // "a months-long trek", "a years' time"
            if !singular && self.is_any(next, &["a", "an"]) && after == next + 1 {
                count = Count::Vague;
            }
            // "a few day" is no phrase; "two week" is, before a noun.
            if count == Count::Vague && singular {
                return None;
            }
            let mut end = unit_at + 1;
            // "a year and a half", "two hours and a half"
            if self.is(end, "and")
                && self.is_any(end + 1, &["a", "one"])
                && self.is(end + 2, "half")
                && !self.word_follows_noun(end + 3)
                && let Count::Exact(n) = count
            {
                count = Count::Exact(n + 500);
                end += 3;
            }
            return Some((count, unit, end, approximate));
        }
        // "weeks", "months": how many is not told.
        let word = self.w(next);
        let unit = word.unit.filter(|u| {
            word.plural
                && !matches!(u, Unit::Second | Unit::Quarter | Unit::Half | Unit::Weekend | Unit::Night)
        })?;
        if approximate && !self.is(next.wrapping_sub(1), "just") && !self.is(next.wrapping_sub(1), "only") {
            return None;
        }
        // "the minutes of the meeting"
        if unit <= Unit::Minute && self.is(next + 1, "of") && self.is(next + 2, "the") {
            return None;
        }
        if self.capital(next) && at > 0 && !self.mark(at - 1, b'.') || self.words(next).len() < 4 {
            return None;
        }
        Some((Count::Vague, unit, next + 1, approximate))
    }

    fn word_follows_noun(&self, at: usize) -> bool {
        self.w(at).counted
    }

    /// A unit that things are counted in.
    fn countable(&self, at: usize) -> Option<Unit> {
        let unit = self.w(at).unit?;
        // "two second", "a third quarter" and "four nights" are other things; nights are counted like days.
        Some(unit).filter(|u| *u != Unit::Second || self.w(at).plural || at >= 1 && self.mark(at - 1, b'-'))
    }

    /// "two", "twenty-five", "three hundred", "1,460", "2.5", "two and a half", "a", "several", "a few", "a couple of".
    pub(super) fn count(&self, at: usize) -> Option<(Count, usize)> {
        let vague = if self.is(at, "a")
            && self
                .is_any(at + 1, &["few", "couple", "dozen", "hundred", "thousand", "score", "good", "great"])
        {
            at + 1
        } else {
            at
        };
        let vague =
            if self.is_any(vague, &["good", "great"]) && self.w(vague + 1).vague { vague + 1 } else { vague };
        if self.w(vague).vague {
            let end = vague + 1;
            let end = if self.is(end, "of") || self.is(end, "more") { end + 1 } else { end };
            return Some((Count::Vague, end));
        }
        if vague > at
            && let Some(times) = self.w(vague).multiplier
        {
            return Some((Count::whole(times), vague + 1));
        }
        if self.is_any(at, &["a", "an"]) {
            return Some((Count::whole(1), at + 1));
        }
        if let Some((n, digits)) = self.digits(at) {
            if at >= 1
                && self.joined(at)
                && !self.mark(at - 1, b'-')
                && !self.mark(at - 1, b'(')
                && !self.mark(at - 1, b'"')
            {
                return None;
            }
            let mut end = at + 1;
            let mut n = u64::from(n);
            let mut thousandths = None;
            // "1,460"
            while self.mark(end, b',') && self.joined(end) && self.joined(end + 1) && digits <= 3 {
                let Some((more, 3)) = self.digits(end + 1) else { break };
                n = n.saturating_mul(1000).saturating_add(u64::from(more));
                end += 2;
            }
            if self.mark(end, b'.')
                && self.joined(end)
                && self.joined(end + 1)
                && let Some((fraction, digits @ 1..=3)) = self.digits(end + 1)
            {
                thousandths = Some(u64::from(fraction) * 10u64.pow(3 - digits));
                end += 2;
            }
            let mut value = n.saturating_mul(1000).saturating_add(thousandths.unwrap_or(0));
            if let Some(half) = self.and_a_half(end) {
                value += 500;
                end = half;
            }
            return Some((Count::Exact(value), end));
        }
        let (mut n, mut end) = self.small_number(at)?;
        let mut value = u64::from(n);
        if let Some(times) = self.w(end).multiplier {
            value *= u64::from(times);
            end += 1;
            let and = end + usize::from(self.is(end, "and"));
            if let Some((more, to)) = self.small_number(and) {
                n = more;
                value += u64::from(n);
                end = to;
            }
        }
        // "zero day" is no length.
        if value == 0 {
            return None;
        }
        value *= 1000;
        if let Some(half) = self.and_a_half(end) {
            value += 500;
            end = half;
        }
        Some((Count::Exact(value), end))
    }

    /// "and a half", "and half", "-and-a-half".
    fn and_a_half(&self, at: usize) -> Option<usize> {
        let and = self.past_dash(at);
        if !self.is(and, "and") {
            return None;
        }
        let a = self.past_dash(and + 1);
        let half = if self.is(a, "a") { self.past_dash(a + 1) } else { a };
        self.is(half, "half").then_some(half + 1)
    }

    /// "seven", "twenty-five".
    fn small_number(&self, at: usize) -> Option<(u32, usize)> {
        let n = self.w(at).number?;
        if n >= 20 && n.is_multiple_of(10) {
            let unit = self.past_dash(at + 1);
            if let Some(ones) = self.w(unit).number.filter(|o| (1..10).contains(o)) {
                return Some((n + ones, unit + 1));
            }
        }
        Some((n, at + 1))
    }

    /// "every Monday", "each year", "daily", "twice a week", "per day", "on Fridays", "every other month".
    pub(super) fn repeated(&self, at: usize) -> Read {
        let set = |end: usize, value: String| Some((end, Form::of(Base::Repeated(value))));
        let word = self.w(at);
        if let Some(value) = word.repeated {
            // "the Daily Mail", "Weekly Standard" are names.
            let name = self.capital(at)
                && (self.capital(at + 1) || at > 0 && !self.mark(at - 1, b'.') && !self.mark(at - 1, b'"'));
            return if name { None } else { set(at + 1, value.to_owned()) };
        }
        if let Some(day) = word.weekday.filter(|_| word.plural && self.capital(at)) {
            // "two Sundays ago" is one Sunday.
            if at >= 1 && self.count(at - 1).is_some() {
                return None;
            }
            return set(at + 1, format!("XXXX-WXX-{day}"));
        }
        if self.is_any(at, &["every", "each"]) {
            let other = self.is(at + 1, "other");
            let next = if other { at + 2 } else { at + 1 };
            if let Some(weekday) = self.w(next).weekday {
                return set(next + 1, format!("XXXX-WXX-{weekday}"));
            }
            if let Some((month, end)) = self.month(next) {
                return set(end, format!("XXXX-{month:02}"));
            }
            if let Some(season) = self.w(next).season {
                return set(next + 1, format!("XXXX-{}", season.code()));
            }
            if let Some((part, end)) = self.part(next)
                && self.w(next).unit.is_none_or(|u| u == Unit::Night)
            {
                return set(end, format!("XXXX-XX-XXT{part}"));
            }
            if let Some(unit) = self.w(next).unit {
                let count = Count::whole(if other { 2 } else { 1 });
                return set(next + 1, super::units::period(count, unit));
            }
            let (count, unit, end, _) = self.amount(next)?;
            return if self.w(end - 1).plural { set(end, super::units::period(count, unit)) } else { None };
        }
        // "per day"; "a day" after a rate
        let rate = self.is(at, "per")
            || at >= 1 && self.mark(at - 1, b'%') && self.is_any(at, &["a", "an"])
            || self.is_any(at, &["a", "an"])
                && at >= 1
                && (self.is_any(at - 1, &["once", "twice", "times", "time"])
                    || self.w(at - 1).counted
                        && at >= 2
                        && (self.digits(at - 2).is_some()
                            || self.w(at - 2).number.is_some()
                            || self.w(at - 2).multiplier.is_some()
                            || self.w(at - 2).counted)
                    || self.digits(at - 1).is_some() && at >= 2 && self.w(at - 2).month.is_none());
        if rate
            && let Some(unit) = self.w(at + 1).unit
            && !self.w(at + 1).plural
        {
            return set(at + 2, super::units::period(Count::whole(1), unit));
        }
        None
    }
}
