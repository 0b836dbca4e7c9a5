//! Rules for times of day: "5:30 p.m. EST", "0600 GMT", "midnight", "the morning", "Monday evening".

use super::form::{Base, Form, TimeOfDay};
use super::reader::{Read, Reader};

impl Reader<'_> {
    /// A time of day, alone or with its day after it: "11:30 a.m. on April 30", "that afternoon", "the next morning".
    pub(super) fn clocked(&self, at: usize) -> Read {
        if let Some((end, time)) = self.clock(at) {
            return Some(self.with_day(end, time));
        }
        let early = self.phase(at).map_or(at, |(_, next)| next);
        let start = self.past_the(early);
        // "this morning", "last night", "the next morning", "that same evening", "the previous night"
        if let Some((which, next)) = self.which(start)
            && let Some((part, end)) = self.part(next)
        {
            let base = Base::Unit { which, unit: rapporteur_lexicon::times::Unit::Day };
            return Some((end, Form { time: Some(TimeOfDay::Part(part)), ..Form::of(base) }));
        }
        // "the third evening" is counted from something else: left alone.
        let (part, end) = self.part(start)?;
        if part.contains(':') {
            return Some(self.with_day(end, named_hour(part)));
        }
        // A part of the day alone: "the morning", "at night", "night".
        let led = start > early
            || early > at
            || at >= 1
                && self.is_any(
                    at - 1,
                    &["at", "in", "by", "during", "one", "until", "and", "of", "that", "all"],
                );
        let plural = self.w(start).plural;
        (led || self.narrative && !plural)
            .then(|| (end, Form { time: Some(TimeOfDay::Part(part)), ..Form::of(Base::TimeOnly) }))
    }

    /// A clock time, joined with the day that follows it, if one does.
    fn with_day(&self, end: usize, time: TimeOfDay) -> (usize, Form) {
        // "11 a.m. on 11 November" is two expressions, the first with the second's day; "11 a.m., 11 November" is one.
        let on = self.is(end, "on");
        let next = if on || self.mark(end, b',') { end + 1 } else { end };
        if let Some((to, form)) = self.dated(next)
            && form.time.is_none()
            && form.phase.is_none()
        {
            let day = match &form.base {
                Base::Calendar(c) => c.day.is_some() || c.weekday.is_some(),
                Base::Day(_) => true,
                _ => false,
            };
            if day {
                // "9:34 p.m., March 19 EST"
                let (to, time) = match time {
                    TimeOfDay::Clock { hour, minute, second, zone } if zone.is_empty() => {
                        let (zone, to) = self.zone(to).unwrap_or((String::new(), to));
                        (to, TimeOfDay::Clock { hour, minute, second, zone })
                    }
                    other => (to, other),
                };
                return (if on { end } else { to }, Form { time: Some(time), ..form });
            }
        }
        if let Some(days) = self.w(next).deictic_day {
            return (next + 1, Form { time: Some(time), ..Form::of(Base::Day(days)) });
        }
        (end, Form { time: Some(time), ..Form::of(Base::TimeOnly) })
    }

    /// The time of day after a day: "Monday *morning*", "May 8 *at 1:00AM*", "tomorrow *night*".
    pub(super) fn time_after(&self, at: usize) -> Option<(usize, TimeOfDay)> {
        if let Some((part, end)) = self.part(at)
            && !self.w(at).plural
        {
            // "Sunday dawn", "Monday night"; not "May 5 night raids".
            let time = if part.contains(':') { named_hour(part) } else { TimeOfDay::Part(part) };
            return Some((end, time));
        }
        let next = at + usize::from(self.is(at, "at") || self.mark(at, b','));
        self.clock(next)
    }

    /// "the morning of", "early in the morning of", "the night of": the part, and one past "of".
    pub(super) fn part_of_day_before(&self, at: usize) -> Option<(&'static str, usize)> {
        let mut next = self.past_the(at);
        if let Some((_, after)) = self.phase(next) {
            next = self.past_the(after);
        }
        if self.is_any(next, &["pre", "mid"]) {
            next = self.past_dash(next + 1);
        }
        let (part, mut end) = self.part(next)?;
        if self.is_any(end, &["hours", "of", "on"]) {
            if self.is(end, "hours") {
                end += 1;
            }
            if self.is_any(end, &["of", "on"]) {
                return (!part.contains(':')).then_some((part, end + 1));
            }
        }
        None
    }

    /// A word for a part of the day: its code, and one past it.
    pub(super) fn part(&self, at: usize) -> Option<(&'static str, usize)> {
        // "mid-morning"
        let word = if self.is(at, "mid") && self.mark(at + 1, b'-') { at + 2 } else { at };
        let part = self.w(word).part_of_day?;
        // "Red Dawn", "Evening Standard" are names; "Morning" may begin a sentence.
        if self.capital(word)
            && (self.capital(word + 1)
                || at >= 1
                    && self.capital(at - 1)
                    && self.w(at - 1).weekday.is_none()
                    && !self.is(at - 1, "the"))
        {
            return None;
        }
        let end = if self.mark(word + 1, b'-') && self.joined(word + 1) && self.is(word + 2, "time") {
            word + 3
        } else {
            word + 1
        };
        Some((part, end))
    }

    /// "5:30 p.m. EST", "17:30", "5 pm", "0600 GMT", "three o'clock".
    pub(super) fn clock(&self, at: usize) -> Option<(usize, TimeOfDay)> {
        let (n, digits, number) = match self.digits(at) {
            Some((n, digits)) => (n, digits, true),
            None => (self.w(at).number?, 0, false),
        };
        if number && at >= 1 && self.joined(at) && !self.mark(at - 1, b'(') && !self.mark(at - 1, b'-') {
            return None;
        }
        let (mut hour, mut minute, mut second, mut next) = (n, None, None, at + 1);
        let colon = |i: usize| self.mark(i, b':') && self.joined(i) && self.joined(i + 1);
        if number && digits <= 2 && colon(next) {
            let (m, 2) = self.digits(next + 1)? else { return None };
            minute = Some(m);
            next += 2;
            if colon(next)
                && let Some((s, 2)) = self.digits(next + 1)
            {
                second = Some(s);
                next += 2;
            }
        } else if number && digits <= 2 && self.mark(next, b'.') && self.joined(next) && self.joined(next + 1)
        {
            // "6.30 p.m." needs its half of the day.
            if let Some((m, 2)) = self.digits(next + 1)
                && self.half_of_day(next + 2).is_some()
            {
                minute = Some(m);
                next += 2;
            }
        } else if number && digits == 4 {
            // "0600 GMT", "1430 hours"
            let (zone, to) = match self.zone(at + 1) {
                Some(found) => found,
                None if self.is_any(at + 1, &["hours", "hrs", "h"])
                    && n % 100 < 60
                    && n < 2400
                    && (n < 1000 || self.joined(at + 1)) =>
                {
                    (String::new(), at + 2)
                }
                None => return None,
            };
            return (n % 100 < 60 && n <= 2400).then_some((
                to,
                TimeOfDay::Clock { hour: n / 100, minute: Some(n % 100), second: None, zone },
            ));
        }
        if self.is(next, "o") && self.mark(next + 1, b'\'') && self.is(next + 2, "clock") {
            next += 3;
            if let Some((end, time)) = self.half_in_words(next, hour) {
                return Some((end, time));
            }
            return (hour <= 12)
                .then_some((next, TimeOfDay::Clock { hour, minute: Some(0), second, zone: String::new() }));
        }
        let half = self.half_of_day(next).is_some();
        if let Some((afternoon, end)) = self.half_of_day(next) {
            if hour == 0 || hour > 12 {
                // "15:00 p.m." says it twice.
                if minute.is_none() || hour > 24 {
                    return None;
                }
            } else {
                hour = hour % 12 + if afternoon { 12 } else { 0 };
            }
            next = end;
            minute = minute.or(Some(0));
        } else if let Some((end, time)) = self.half_in_words(next, hour)
            && minute.is_none()
        {
            return Some((end, time));
        } else if minute.is_none() {
            return None;
        }
        let (zoned, to) = match self.zone(next) {
            Some((zone, to)) => (zone, to),
            None => (String::new(), next),
        };
        // "Luke 2:14" and a score of "21:15" are no times: without "p.m." or a zone something must lead there.
        let said = half || to > next || self.is_any(next, &["hrs", "hr", "hours", "h", "local"]);
        let led = at == 0
            || self.mark(at - 1, b'-')
            || self.mark(at - 1, b'(')
            || self.mark(at - 1, b',')
            || self.mark(at - 1, b'.')
            || self.mark(at - 1, b'\n')
            || self.w(at - 1).approximate
            || self.w(at - 1).deictic_day.is_some()
            || self.w(at - 1).weekday.is_some()
            || self.w(at - 1).month.is_some()
            || self.digits(at - 1).is_some()
            || self.is_any(
                at - 1,
                &[
                    "at", "by", "until", "till", "from", "to", "and", "since", "before", "after", "past",
                    "between",
                ],
            );
        if !said && !led {
            return None;
        }
        if hour > 24 || minute.is_some_and(|m| m > 59) || second.is_some_and(|s| s > 59) {
            return None;
        }
        if self.is_any(next, &["hrs", "hr", "hours", "h"]) {
            next += 1;
        }
        if self.is(next, "local") && self.is(next + 1, "time") {
            next += 2;
        }
        let (zone, next) = if to > next && !zoned.is_empty() {
            (zoned, to)
        } else {
            self.zone(next).unwrap_or((String::new(), next))
        };
        Some((next, TimeOfDay::Clock { hour, minute, second, zone }))
    }

    /// "a.m.", "pm": is it the afternoon, and one past it.
    fn half_of_day(&self, at: usize) -> Option<(bool, usize)> {
        for (word, afternoon) in [("am", false), ("pm", true)] {
            if self.is(at, word)
                && (self.joined(at)
                    || self.words(at).bytes().all(|b| b.is_ascii_lowercase())
                    || self.words(at) == word.to_uppercase())
            {
                return Some((afternoon, at + 1));
            }
        }
        let letter = self.words(at);
        let afternoon = if letter.eq_ignore_ascii_case("p") {
            true
        } else if letter.eq_ignore_ascii_case("a") {
            false
        } else {
            return None;
        };
        let m = self.mark(at + 1, b'.') && self.is(at + 2, "m") && self.joined(at + 2);
        let stop = self.mark(at + 3, b'.') && self.joined(at + 3);
        m.then_some((afternoon, at + 3 + usize::from(stop)))
    }

    /// "five in the morning", "three in the afternoon".
    fn half_in_words(&self, at: usize, hour: u32) -> Option<(usize, TimeOfDay)> {
        if !self.is(at, "in") || !self.is(at + 1, "the") || hour == 0 || hour > 12 {
            return None;
        }
        let (part, end) = self.part(at + 2)?;
        let hour = match part {
            "MO" => hour % 12,
            "AF" | "EV" => hour % 12 + 12,
            _ => return None,
        };
        Some((end, TimeOfDay::Clock { hour, minute: Some(0), second: None, zone: String::new() }))
    }

    /// "GMT", "EST", "Eastern time": TIMEX3's offset, and one past it.
    fn zone(&self, at: usize) -> Option<(String, usize)> {
        let open = usize::from(self.mark(at, b'('));
        let zone = self.w(at + open).zone?;
        if self.words(at + open).bytes().any(|b| b.is_ascii_lowercase()) {
            return None;
        }
        let end = at + open + 1;
        // "GMT+3"
        if zone == "Z"
            && (self.mark(end, b'+') || self.mark(end, b'-') && self.joined(end))
            && let Some((n @ 0..=14, 1..=2)) = self.digits(end + 1)
        {
            let sign = if self.mark(end, b'+') { '+' } else { '-' };
            return Some((format!("{sign}{n:02}"), end + 2 + open));
        }
        if open == 1 && !self.mark(end, b')') {
            return None;
        }
        Some((zone.to_owned(), end + open))
    }
}

/// "noon" and "midnight".
fn named_hour(part: &str) -> TimeOfDay {
    let hour = part.split(':').next().and_then(|h| h.parse().ok()).unwrap_or(12);
    TimeOfDay::Clock { hour, minute: Some(0), second: None, zone: String::new() }
}
