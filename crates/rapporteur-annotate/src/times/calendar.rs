//! Rules for names of the calendar: "16 September 2025", "late September", "the spring of 1918", "Q3", "the 1980s".

use super::form::{Base, Calendar, Form, Side, TimeOfDay, YearOf};
use super::reader::{Read, Reader};
use super::token::Kind;
use rapporteur_lexicon::times::{Phase, Season, Unit, Which};

impl Reader<'_> {
    /// A place on the calendar with what goes before (early, "the morning of") and after it (morning, 5 p.m.).
    pub(super) fn dated(&self, at: usize) -> Read {
        // "the morning of 13 February", "early in the morning of ..."
        if let Some((part, next)) = self.part_of_day_before(at)
            && let Some((end, mut form)) = self.dated_core(self.past_the(next), false)
            && form.time.is_none()
            && has_days(&form.base)
        {
            form.time = Some(TimeOfDay::Part(part));
            return Some((end, form));
        }
        // "the night of 3-4 May"
        if let Some((part, next)) = self.part_of_day_before(at)
            && let Some((end, form)) = self.list_item(next)
        {
            return Some((end, Form { time: Some(TimeOfDay::Part(part)), ..form }));
        }
        let (end, mut form) = self.dated_core(at, true)?;
        if form.time.is_none()
            && has_days(&form.base)
            && let Some((after, time)) = self.time_after(end)
        {
            form.time = Some(time);
            return Some((after, form));
        }
        Some((end, form))
    }

    /// The same without a time of day; `alone`: nothing stands before it that proves it a time.
    fn dated_core(&self, at: usize, alone: bool) -> Read {
        if let Some((phase, next)) = self.phase(at) {
            if let Some((end, base)) = self.place(next, false) {
                return Some((end, Form { phase: Some(phase), ..Form::of(base) }));
            }
            // "the end of the month": the one last named.
            let unit = self.past_the(next);
            // "At the end of the day, we are neighbors": an idiom.
            if self.is(unit, "day")
                && self.mark(unit + 1, b',')
                && (1..=2).any(|back| at.checked_sub(back).is_some_and(|i| self.is(i, "at")))
            {
                return None;
            }
            if unit > next
                && let Some(u) = self.w(unit).unit
                && u >= Unit::Day
                && !self.w(unit).plural
            {
                let base = Base::Unit { which: Which::Same, unit: u };
                return Some((unit + 1, Form { phase: Some(phase), ..Form::of(base) }));
            }
            if unit > next
                && let Some(season) = self.season(unit, true)
            {
                let base = Base::Calendar(Calendar { season: Some(season), ..Calendar::EMPTY });
                return Some((unit + 1, Form { phase: Some(phase), ..Form::of(base) }));
            }
            return None;
        }
        // "the rest of the year", "the remainder of 2024"
        let rest = self.past_the(at);
        if rest > at && self.is_any(rest, &["rest", "remainder"]) && self.is(rest + 1, "of") {
            let of = self.past_the(rest + 2);
            let base =
                match self.w(of).unit.filter(|u| of > rest + 2 && *u >= Unit::Day && !self.w(of).plural) {
                    Some(unit) => Some((of + 1, Base::Unit { which: Which::Same, unit })),
                    None => self.place(rest + 2, false),
                };
            return base.map(|(end, base)| (end, Form { side: Some(Side::Later), ..Form::of(base) }));
        }
        // "the week of September 15", "the week ended Oct. 6"
        if rest > at && self.is(rest, "week") && self.is_any(rest + 1, &["of", "ended", "ending"]) {
            let (end, calendar) = self.month_and_day(self.past_the(rest + 2), false)?;
            calendar.day?;
            return Some((end, Form::of(Base::WeekOf(calendar))));
        }
        // "month's end", "year-end"
        if let Some(unit @ (Unit::Week | Unit::Month | Unit::Year)) = self.w(at).unit
            && !self.w(at).plural
        {
            let possessive = if self.mark(at + 1, b'\'') && self.is(at + 2, "s") {
                at + 3
            } else {
                self.past_dash(at + 1)
            };
            if possessive > at + 1 && self.is(possessive, "end") {
                let base = Base::Unit { which: Which::Same, unit };
                return Some((possessive + 1, Form { phase: Some(Phase::End), ..Form::of(base) }));
            }
        }
        self.place(at, alone).map(|(end, base)| (end, Form::of(base)))
    }

    /// A place on the calendar by name.
    fn place(&self, at: usize, alone: bool) -> Option<(usize, Base)> {
        let start = self.past_the(at);
        let the = start > at;
        if let Some((end, calendar)) = self.numeric_date(at) {
            return Some((end, Base::Calendar(calendar)));
        }
        if let Some((end, base)) = self.decade_or_century(start, the) {
            return Some((end, base));
        }
        if let Some((end, calendar)) = self.quarter_or_half(start) {
            return Some((end, Base::Calendar(calendar)));
        }
        if let Some((end, calendar)) = self.named(start, alone, the) {
            // "the 1974 truce", "the March elections", "the Monday talks": the article belongs to what follows.
            let attribute = calendar.only_year() && !self.is_any(start, &["year", "years"])
                || calendar.weekday.is_some()
                || calendar.holiday.is_some()
                || calendar.month.is_some() && self.month(start).is_some()
                || self.w(end).seasonal;
            return if the && attribute && at == start - 1 && alone {
                None
            } else {
                Some((end, Base::Calendar(calendar)))
            };
        }
        // "last March", "next Tuesday", "that same summer", "the following Monday"
        if let Some((which, next)) = self.which(start)
            && let Some((end, mut calendar)) = self.named(next, false, false)
            && calendar.which.is_none()
        {
            if calendar.only_year() {
                return None;
            }
            calendar.which = Some(which);
            return Some((end, Base::Calendar(calendar)));
        }
        // "this month", "last year" after "early", "later"
        if !alone
            && let Some((which, next)) = self.which(start)
            && let Some(unit) = self.w(next).unit
            && !self.w(next).plural
            && unit >= Unit::Day
        {
            return Some((next + 1, Base::Unit { which, unit }));
        }
        None
    }

    /// "this", "that same", "the very next".
    pub(super) fn which(&self, at: usize) -> Option<(Which, usize)> {
        let at = if self.is(at, "very") { at + 1 } else { at };
        let which = self.w(at).which?;
        if which == Which::Same && self.is(at, "that") && self.is(at + 1, "same") {
            return Some((which, at + 2));
        }
        if self.is(at, "this") && self.is(at + 1, "same") {
            return Some((Which::Same, at + 2));
        }
        if self.is(at, "this") && self.is_any(at + 1, &["past", "coming", "upcoming"]) {
            return Some((if self.is(at + 1, "past") { Which::Last } else { Which::Next }, at + 2));
        }
        Some((which, at + 1))
    }

    /// "early", "the end of", "mid-", "later in".
    pub(super) fn phase(&self, at: usize) -> Option<(Phase, usize)> {
        let the = self.past_the(at);
        let very = if self.is(the, "very") { the + 1 } else { the };
        let word = self.w(very);
        let phase = word.phase?;
        let mut next = very + 1;
        // "the latter part of"
        let part =
            self.is_any(next, &["part", "half", "days", "weeks", "months", "years", "portion", "stages"]);
        let noun = self.is_any(
            very,
            &[
                "beginning",
                "start",
                "onset",
                "outset",
                "end",
                "close",
                "middle",
                "midst",
                "opening",
                "closing",
            ],
        );
        if (part && !noun && self.is(next + 1, "of")) || (noun && self.is(next, "of")) {
            next += if noun { 1 } else { 2 };
        } else if noun {
            return None;
        } else if self.is_any(very, &["mid"]) {
            next = self.past_dash(next);
        } else if self.is_any(very, &["later", "latter"]) {
            // "later this week" is read by `which_unit`: it is no part of the week but what is left of it.
            return None;
        } else if self.is(next, "in") {
            next += 1;
        } else {
            next = self.past_dash(next);
        }
        Some((phase, next))
    }

    /// A month's number, and one past it (and its full stop).
    pub(super) fn month(&self, at: usize) -> Option<(u8, usize)> {
        let month = self.w(at).month?;
        if !self.capital(at) {
            return None;
        }
        let short = self.words(at).len() <= 4 && !self.is_any(at, &["may", "june", "july"]);
        let next = if short && self.mark(at + 1, b'.') && self.joined(at + 1) { at + 2 } else { at + 1 };
        Some((month, next))
    }

    /// Is this a month for sure, though the word may mean something else?
    fn month_is_certain(&self, at: usize, next: usize, alone: bool) -> bool {
        let word = self.words(at);
        let doubtful =
            word.len() <= 4 && !word.eq_ignore_ascii_case("june") && !word.eq_ignore_ascii_case("july")
                || word.eq_ignore_ascii_case("march");
        if !doubtful || !alone {
            return true;
        }
        if word.bytes().all(|b| b.is_ascii_uppercase()) && word.len() > 3 && self.digits(next).is_none() {
            return false;
        }
        let before = at.checked_sub(1).map(|b| self.w(b));
        let led = before
            .is_some_and(|w| w.before_date || w.which.is_some() || w.phase.is_some() || w.month.is_some())
            || (at >= 1 && (self.mark(at - 1, b'-') || self.mark(at - 1, b'(')))
            // "the March elections", "a May deadline"
            || (at >= 1
                && self.is_any(at - 1, &["the", "a", "his", "her", "their", "its"])
                && self.word_follows(next)
                && !self.function_word(next));
        let number = self.digits(next).is_some_and(|(_, digits)| digits <= 2 || digits == 4);
        // "in May Ziade's salon": a capital word that follows a short month makes it a name.
        let name =
            !number && self.capital(next) && !self.joined(next) && word.len() <= 3 && !self.mark(next, b'.');
        number || (led && !name)
    }

    /// Day of the month with its "th", and one past it.
    pub(super) fn day_of_month(&self, at: usize) -> Option<(u8, usize)> {
        let (day, digits) = self.digits(at)?;
        if digits > 2 || !(1..=31).contains(&day) || self.number_goes_on(at) {
            return None;
        }
        let suffix = self.joined(at + 1) && self.is_any(at + 1, &["st", "nd", "rd", "th"]);
        // "5km": letters stuck to a number are no day.
        if !suffix
            && self.joined(at + 1)
            && self.tokens.get(at + 1).is_some_and(|t| t.word == 0)
            && self.words(at + 1).starts_with(char::is_alphabetic)
        {
            return None;
        }
        Some((u8::try_from(day).ok()?, at + 1 + usize::from(suffix)))
    }

    /// Weekday, month, day, year; season; holiday; year.
    fn named(&self, at: usize, alone: bool, the: bool) -> Option<(usize, Calendar)> {
        let mut calendar = Calendar::EMPTY;
        if let Some(day) = self.w(at).weekday
            && self.capital(at)
            && !self.w(at).plural_weekday()
        {
            if at >= 1 && self.w(at - 1).naming && self.capital(at - 1) {
                return None;
            }
            let short = self.words(at).len() <= 5 && !self.words(at).ends_with("day");
            calendar.weekday = Some(day);
            let mut next = at + 1;
            if short && self.mark(next, b'.') && self.joined(next) {
                next += 1;
            }
            let comma = next + usize::from(self.mark(next, b','));
            let date = self.past_the(comma);
            let date = if self.is(date, "dawn") && self.is(date + 1, "of") { date + 2 } else { date };
            if let Some((end, c)) = self.month_and_day(date, false)
                && c.day.is_some()
            {
                return Some((end, Calendar { weekday: calendar.weekday, ..c }));
            }
            if short {
                // "Sun", "Sat" alone are words of their own.
                return None;
            }
            return Some((next, calendar));
        }
        if let Some((end, c)) = self.month_and_day(at, alone) {
            return Some((end, c));
        }
        // "the 13th"; "the 28"
        if the && let Some((day, end)) = self.day_of_month(at) {
            let ordinal = end == at + 2;
            let ends = ordinal && !self.word_follows(end) && !self.capital(end) && !self.mark(end, b'-')
                || ordinal
                    && self.word_follows(end)
                    && self.function_word(end)
                    && !self.is_any(end, &["of", "and", "or", "in"]);
            if ends {
                return Some((end, Calendar { day: Some(day), ..Calendar::EMPTY }));
            }
        }
        if let Some(season) = self.season(at, !alone || the) {
            let mut found = self.year_after(at + 1).unwrap_or((YearOf::Unsaid, at + 1));
            // "the Spring Offensive of 1918"
            if self.w(at + 1).seasonal
                && let Some((year, _)) = self.year_after(at + 2)
            {
                found.0 = year;
            }
            let (year, end) = found;
            return Some((end, Calendar { season: Some(season), year, ..Calendar::EMPTY }));
        }
        if let Some((holiday, end)) = self.holiday(at) {
            let (year, end) = self.year_after(end).unwrap_or((YearOf::Unsaid, end));
            return Some((end, Calendar { holiday: Some(holiday), year, ..Calendar::EMPTY }));
        }
        // "the year 1950", "fiscal 2026", "FY25"
        if self.is_any(at, &["year", "years"])
            && let Some((year, end)) = self.bare_year(at + 1, false)
        {
            return Some((end, Calendar { year, ..Calendar::EMPTY }));
        }
        if self.is_any(at, &["fiscal", "fy", "financial"]) {
            let number = if self.is(at + 1, "year") { at + 2 } else { at + 1 };
            let (n, digits) = self.digits(number)?;
            let n = i32::try_from(n).ok()?;
            let year = match digits {
                4 => n,
                2 => 2000 + n,
                _ => return None,
            };
            return Some((number + 1, Calendar { year: YearOf::Fiscal(year), ..Calendar::EMPTY }));
        }
        let (year, end) = self.bare_year(at, alone)?;
        // "the 2026 fiscal year"
        if let YearOf::Full(y) = year
            && self.is_any(end, &["fiscal", "financial"])
            && self.is(end + 1, "year")
        {
            return Some((end + 2, Calendar { year: YearOf::Fiscal(y), ..Calendar::EMPTY }));
        }
        Some((end, Calendar { year, ..Calendar::EMPTY }))
    }

    /// A lower-case word that never names a thing: after it a bare ordinal stands for a day.
    pub(super) fn function_word(&self, at: usize) -> bool {
        self.w(at).before_date
            || self.w(at).past
            || self.w(at).telling
            || self.is_any(at, &["a", "an", "the", "but", "when", "he", "she", "they", "it"])
    }

    /// "September 16, 2025", "16th of September", "September 2025", "September".
    fn month_and_day(&self, at: usize, alone: bool) -> Option<(usize, Calendar)> {
        if let Some((month, next)) = self.month(at) {
            let the = self.past_the(next);
            if let Some((day, end)) = self.day_of_month(the)
                && !self.counts(end, the)
            {
                let (year, end) = self.year_after(end).unwrap_or((YearOf::Unsaid, end));
                return Some((end, Calendar { month: Some(month), day: Some(day), year, ..Calendar::EMPTY }));
            }
            if let Some((year, end)) = self.year_after(next) {
                return Some((end, Calendar { month: Some(month), year, ..Calendar::EMPTY }));
            }
            if !self.month_is_certain(at, next, alone) {
                return None;
            }
            return Some((next, Calendar { month: Some(month), ..Calendar::EMPTY }));
        }
        let (day, next) = match self.day_of_month(at) {
            Some(found) => found,
            None => {
                // "the second of December"
                let day = self.w(at).ordinal.filter(|d| (1..=31).contains(d))?;
                if !self.is(at + 1, "of") {
                    return None;
                }
                (u8::try_from(day).ok()?, at + 1)
            }
        };
        let month_at = if self.is(next, "of") { next + 1 } else { self.past_dash(next) };
        let (month, end) = self.month(month_at)?;
        let (year, end) = self
            .year_after(end)
            .or_else(|| {
                let year = self.digits(self.past_dash(end)).filter(|_| self.mark(end, b'-'))?;
                (year.1 == 4).then_some((YearOf::Full(i32::try_from(year.0).ok()?), end + 2))
            })
            .unwrap_or((YearOf::Unsaid, end));
        Some((end, Calendar { month: Some(month), day: Some(day), year, ..Calendar::EMPTY }))
    }

    /// "May 10 soldiers": does the number count what follows?
    fn counts(&self, end: usize, number: usize) -> bool {
        end == number + 1 && self.word_follows(end) && self.w(end).counted
    }

    /// The year after a month, season, day or holiday: ", 1939", "of 1939", "480 BC", "'99", "of that year", "last year".
    pub(super) fn year_after(&self, at: usize) -> Option<(YearOf, usize)> {
        // "of fiscal 2026"
        let fiscal = at + usize::from(self.is(at, "of"));
        if self.is_any(fiscal, &["fiscal", "financial"])
            && let number = fiscal + 1 + usize::from(self.is(fiscal + 1, "year"))
            && let Some((n, 4)) = self.digits(number)
        {
            return Some((YearOf::Fiscal(i32::try_from(n).ok()?), number + 1));
        }
        let comma = at + usize::from(self.mark(at, b','));
        let of = if comma == at && self.is_any(at, &["of", "in"]) { at + 1 } else { comma };
        let the = self.past_the(of);
        if comma == at
            && let Some((which, next)) = self.which(the)
            && self.is(next, "year")
            && (of > at || !matches!(which, Which::Same))
        {
            return Some((YearOf::Which(which), next + 1));
        }
        if self.is(at, "in") {
            return None;
        }
        if self.mark(of, b'\'')
            && self.joined(of + 1)
            && let Some((n, 2)) = self.digits(of + 1)
        {
            return Some((YearOf::Short(n), of + 2));
        }
        let (year, end, era) = self.year_number(of)?;
        let digits = self
            .digits(if end > of + 1 && self.digits(of).is_none() { of + 1 } else { of })
            .map_or(0, |d| d.1);
        if !era && digits != 4 && !(digits == 3 && self.bc) {
            return None;
        }
        let plausible = (1000..=2999).contains(&year) || self.bc && digits == 3;
        if !era && !plausible {
            return None;
        }
        let year = if !era && digits == 3 { 1 - year } else { year };
        Some((YearOf::Full(year), end))
    }

    /// A number with an optional era: the astronomical year, one past it, and whether an era was named.
    fn year_number(&self, at: usize) -> Option<(i32, usize, bool)> {
        // "AD 70"
        if self.is(at, "ad") && self.capital(at) {
            let (n, digits) = self.digits(at + 1)?;
            return (digits <= 4).then_some((i32::try_from(n).ok()?, at + 2, true));
        }
        let (n, digits) = self.digits(at)?;
        if digits > 4 || n == 0 || self.number_goes_on(at) && !self.mark(at + 1, b'.') {
            return None;
        }
        let n = i32::try_from(n).ok()?;
        match self.era(at + 1) {
            Some((true, end)) => Some((1 - n, end, true)),
            Some((false, end)) => Some((n, end, true)),
            None => (!self.number_goes_on(at)).then_some((n, at + 1, false)),
        }
    }

    /// "BC", "B.C.", "BCE", "AD": is it before Christ, and one past it.
    pub(super) fn era(&self, at: usize) -> Option<(bool, usize)> {
        for (word, before) in [("BC", true), ("BCE", true), ("AD", false), ("CE", false)] {
            if self.words(at) == word {
                return Some((before, at + 1));
            }
        }
        for (letters, before) in [(["B", "C"], true), (["A", "D"], false)] {
            if self.words(at) == letters[0]
                && self.mark(at + 1, b'.')
                && self.words(at + 2) == letters[1]
                && self.joined(at + 2)
            {
                // The last full stop may end the sentence as well; then it is left to the sentence.
                let stop = self.mark(at + 3, b'.') && self.joined(at + 3);
                return Some((before, at + 3 + usize::from(stop)));
            }
        }
        None
    }

    /// A year that stands alone. `alone`: no word of the expression itself proves it a time.
    pub(super) fn bare_year(&self, at: usize, alone: bool) -> Option<(YearOf, usize)> {
        let ca = if self.is_any(at, &["ca", "circa", "c"]) {
            at + 1 + usize::from(self.mark(at + 1, b'.'))
        } else {
            at
        };
        if self.mark(ca, b'\'')
            && let Some((n, 2)) = self.digits(ca + 1)
            && self.joined(ca + 1)
            && !self.joined(ca)
            && !self.is(ca + 2, "s")
            && !self.number_goes_on(ca + 1)
        {
            return Some((YearOf::Short(n), ca + 2));
        }
        let (year, end, era) = self.year_number(ca)?;
        if era {
            return Some((YearOf::Full(year), end));
        }
        // "499" of "499-493 BC", "264" of "264 to 241 BC"
        if (self.mark(end, b'-') || self.is(end, "to"))
            && let Some((later, _, true)) = self.year_number(end + 1)
            && later <= 0
            && 1 - year <= later
        {
            return Some((YearOf::Full(1 - year), end));
        }
        let (n, digits) = self.digits(ca)?;
        let led = at > 0 && self.w(at - 1).before_date && !self.w(at - 1).approximate
            || at >= 1 && self.is(at - 1, "to");
        if digits == 3
            && self.bc
            && (led || !alone)
            && !self.w(end).counted
            && self.w(end).multiplier.is_none()
        {
            let unit = self.word_follows(end) && !self.function_word(end);
            return (!unit).then_some((YearOf::Full(1 - year), end));
        }
        if digits != 4 || !(1000..=2100).contains(&n) {
            return None;
        }
        if !alone {
            return Some((YearOf::Full(year), end));
        }
        self.year_is_certain(at, end, n, led).then_some((YearOf::Full(year), end))
    }

    fn year_is_certain(&self, at: usize, end: usize, n: u32, led: bool) -> bool {
        let stuck = |i: usize| self.joined(i) && self.words(i).starts_with(|c: char| c.is_alphanumeric());
        let tail = self.joined(at) && at >= 1 && self.words(at - 1).ends_with(char::is_alphanumeric);
        if at >= 1 && self.w(at - 1).numbered || self.w(self.past_dash(end)).counted {
            return false;
        }
        if stuck(end) || tail || self.w(end).counted || self.w(end).unit.is_some() && !self.capital(end) {
            return false;
        }
        if self.mark(end, b'-') && self.joined(end) && self.joined(end + 1) && self.w(end + 1).unit.is_some()
        {
            return false;
        }
        // "T-1000", "No. 1914", "$1950"
        if at >= 1
            && self.joined(at)
            && self.mark(at - 1, b'-')
            && at >= 2
            && self.words(at - 2).ends_with(char::is_alphabetic)
            && self.w(at - 2).month.is_none()
            && self.w(at - 2).season.is_none()
            && self.w(at - 2).phase.is_none()
        {
            return false;
        }
        if at >= 1
            && (self.is_any(
                at - 1,
                &[
                    "no",
                    "number",
                    "some",
                    "nearly",
                    "almost",
                    "over",
                    "about",
                    "roughly",
                    "approximately",
                    "than",
                    "least",
                ],
            ) || at >= 2 && self.mark(at - 1, b'.') && self.is(at - 2, "no"))
        {
            return self.is(at - 1, "about") && !n.is_multiple_of(100) && (1500..=2100).contains(&n);
        }
        let follows = self.word_follows(end);
        if n < 1500 {
            return led && (!follows || self.function_word(end));
        }
        if led {
            return !(n.is_multiple_of(100)
                && follows
                && !self.function_word(end)
                && self.words(end).ends_with('s'));
        }
        // A round number before a common noun counts; "a 1974 truce" dates.
        !(n.is_multiple_of(50) && follows && !self.function_word(end))
    }

    /// "Spring" is a season where it stands after "the", "in", "last"; "fall" needs that more than "winter".
    pub(super) fn season(&self, at: usize, led: bool) -> Option<Season> {
        let season = self.w(at).season?;
        // "Larry Summers"
        if self.w(at).plural && self.capital(at) && at > 0 && !self.ends_sentence(at - 1) {
            return None;
        }
        let before = at.checked_sub(1).map(|b| self.w(b));
        let led = led
            || before.is_some_and(|w| w.before_date || w.phase.is_some())
            || at >= 1 && self.mark(at - 1, b'-');
        match self.words(at).to_ascii_lowercase().as_str() {
            "fall" | "spring" | "springs" => {
                let year = self.digits(at + 1).is_some_and(|(_, d)| d == 4)
                    || self.is(at + 1, "of") && self.digits(at + 2).is_some_and(|(_, d)| d >= 3);
                let thing = self.is(at + 1, "of") && !year && self.year_after(at + 1).is_none();
                let verb = self.is(at, "fall")
                    && at >= 1
                    && (self.is_any(at - 1, &["to", "and"]) || self.mark(at - 1, b'-'));
                let offensive = self.capital(at + 1) && self.capital(at);
                let event = self.w(at + 1).seasonal && (self.narrative || !self.capital(at));
                (year || event || led && !thing && !verb && !offensive).then_some(season)
            }
            _ => {
                // "Winter Palace", "Summer Olympics" are names.
                let name = !(self.narrative && self.w(at + 1).seasonal)
                    && self.capital(at)
                    && self.capital(at + 1)
                    && at > 0
                    && !self.mark(at - 1, b'.')
                    && self.digits(at + 1).is_none();
                (!name).then_some(season)
            }
        }
    }

    /// Index of a named day, and one past it.
    fn holiday(&self, at: usize) -> Option<(usize, usize)> {
        if !self.w(at).begins_holiday || !self.capital(at) {
            return None;
        }
        let start = self.tokens.get(at)?.start as usize;
        let rest = self.text.get(start..)?;
        self.lexicon.holidays().iter().enumerate().find_map(|(index, holiday)| {
            let end = start + same_words(rest, holiday.name)?;
            // It must end where a token ends.
            let count = self.tokens.get(at..)?.iter().take(8).position(|t| t.end as usize == end)?;
            let end = at + count + 1;
            // "the Good Friday Agreement", "the Yom Kippur War": a name that holds a name.
            let name = !self.narrative
                && self.capital(end)
                && self.tokens.get(end).is_some_and(|t| t.kind == Kind::Word);
            (!name).then_some((index, end))
        })
    }

    /// "the 1980s", "the '80s", "the eighties", "the 470s BC", "the 19th century", "the nineteenth century BC".
    fn decade_or_century(&self, at: usize, the: bool) -> Option<(usize, Base)> {
        let at = if self.w(at).phase.is_some() && the { self.past_dash(at + 1) } else { at };
        let mark = usize::from(self.mark(at, b'\''));
        if let Some((n, digits)) = self.digits(at + mark) {
            let number = at + mark;
            let apostrophe = usize::from(self.mark(number + 1, b'\'') && self.joined(number + 1));
            let s = number + 1 + apostrophe;
            if self.is(s, "s") && self.joined(s) && n.is_multiple_of(10) {
                let index = i32::try_from(n / 10).ok()?;
                if let Some((bc, end)) = self.era(s + 1)
                    && digits <= 4
                {
                    return Some((end, Base::Decade { index, century_known: true, bc }));
                }
                match digits {
                    4 if (1000..=2100).contains(&n) => {
                        return Some((s + 1, Base::Decade { index, century_known: true, bc: false }));
                    }
                    3 if self.bc && the => {
                        return Some((s + 1, Base::Decade { index, century_known: true, bc: true }));
                    }
                    2 if the || mark == 1 => {
                        return Some((s + 1, Base::Decade { index, century_known: false, bc: false }));
                    }
                    _ => return None,
                }
            }
        }
        if the && let Some(n) = self.w(at).decade {
            return Some((
                at + 1,
                Base::Decade { index: i32::try_from(n / 10).ok()?, century_known: false, bc: false },
            ));
        }
        let (n, next) = self.ordinal(at)?;
        let word = self.past_dash(next);
        let unit = self.w(word).unit?;
        if unit != Unit::Century || self.w(word).plural || n == 0 || n > 60 {
            return None;
        }
        // "the second century of Roman rule" counts from something else.
        let (bc, end) = self.era(word + 1).unwrap_or((false, word + 1));
        if !bc
            && n < 10
            && self.era(word + 1).is_none()
            && self.digits(at).is_none()
            && self.is(word + 1, "of")
        {
            return None;
        }
        Some((end, Base::Century { index: i32::try_from(n).ok()? - 1, bc }))
    }

    /// "third", "twenty-first", "19th": its number, and one past it.
    pub(super) fn ordinal(&self, at: usize) -> Option<(u32, usize)> {
        if let Some((n, _)) = self.digits(at) {
            let suffix = self.joined(at + 1) && self.is_any(at + 1, &["st", "nd", "rd", "th"]);
            return suffix.then_some((n, at + 2));
        }
        if let Some(tens) = self.w(at).number.filter(|n| *n >= 20 && n.is_multiple_of(10)) {
            let unit = self.past_dash(at + 1);
            let ones = self.w(unit).ordinal.filter(|n| *n < 10)?;
            return Some((tens + ones, unit + 1));
        }
        self.w(at).ordinal.map(|n| (n, at + 1))
    }

    /// "the third quarter of 2025", "Q3 2025", "the second half of 2008", "the first half of next year".
    fn quarter_or_half(&self, at: usize) -> Option<(usize, Calendar)> {
        // "Q3 2025", "3Q"
        if self.words(at) == "Q"
            && self.joined(at + 1)
            && let Some((n @ 1..=4, 1)) = self.digits(at + 1)
        {
            let (year, end) = self.year_after(at + 2).unwrap_or((YearOf::Unsaid, at + 2));
            return Some((end, Calendar { quarter: u8::try_from(n).ok(), year, ..Calendar::EMPTY }));
        }
        let fiscal = if self.is(at, "fiscal") { at + 1 } else { at };
        let latter = self.is(fiscal, "latter");
        let (n, next) = if latter { (2, fiscal + 1) } else { self.ordinal(fiscal)? };
        let word = self.past_dash(next);
        if n <= 4 && self.is(word, "quarter") && !latter {
            // "the third quarter-final", "a third quarter of the men"
            if self.mark(word + 1, b'-') && self.joined(word + 1) {
                return None;
            }
            let (year, end) = self.year_after(word + 1).unwrap_or((YearOf::Unsaid, word + 1));
            return Some((end, Calendar { quarter: u8::try_from(n).ok(), year, ..Calendar::EMPTY }));
        }
        if n <= 2 && self.is(word, "half") {
            let (year, end) = self.year_after(word + 1).or_else(|| {
                let the = self.past_the(word + 2);
                (self.is(word + 1, "of") && the == word + 3 && self.is(the, "year"))
                    .then_some((YearOf::Which(Which::Same), the + 1))
            })?;
            return Some((end, Calendar { half: u8::try_from(n).ok(), year, ..Calendar::EMPTY }));
        }
        None
    }

    /// "2025-09-16", "16/09/2025", "9/16/25": all numbers. Where day and month could change places, they are not read.
    fn numeric_date(&self, at: usize) -> Option<(usize, Calendar)> {
        let (a, a_digits) = self.digits(at)?;
        let separator = [b'-', b'/', b'.'].into_iter().find(|m| self.mark(at + 1, *m))?;
        let joined = (at + 1..=at + 4).all(|i| self.joined(i));
        if !joined || !self.mark(at + 3, separator) || at >= 1 && self.joined(at) && !self.mark(at - 1, b'(')
        {
            return None;
        }
        let ((b, b_digits), (c, c_digits)) = (self.digits(at + 2)?, self.digits(at + 4)?);
        let tail = self.joined(at + 5)
            && (self.mark(at + 5, separator) && separator != b'.' || self.digits(at + 5).is_some());
        if tail || b_digits > 2 {
            return None;
        }
        let (year, month, day) = match (a_digits, c_digits) {
            (4, 1..=2) => (a, b, c),
            (1..=2, 4) if a > 12 || separator == b'.' || a == b => (c, b, a),
            (1..=2, 4) if b > 12 => (c, a, b),
            (1..=2, 2) if separator == b'/' && b > 12 => (if c > 40 { 1900 + c } else { 2000 + c }, a, b),
            _ => return None,
        };
        let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        let year = i32::try_from(year).ok()?;
        super::point::date(year, month, day)?;
        Some((
            at + 5,
            Calendar { year: YearOf::Full(year), month: Some(month), day: Some(day), ..Calendar::EMPTY },
        ))
    }
}

/// Can a time of day belong to it?
fn has_days(base: &Base) -> bool {
    match base {
        Base::Calendar(c) => c.day.is_some() || c.weekday.is_some() || c.holiday.is_some(),
        Base::Unit { unit, .. } => *unit == Unit::Day,
        Base::Day(_) => true,
        _ => false,
    }
}

/// Length of the start of `text` that reads like `name`, whatever the case, the spaces and the kind of apostrophe.
fn same_words(text: &str, name: &str) -> Option<usize> {
    let mut rest = text.char_indices();
    for n in name.chars() {
        let (_, c) = rest.next()?;
        let same = match n {
            '\'' => matches!(c, '\'' | '\u{2019}' | '`'),
            ' ' => c.is_whitespace() || c == '-',
            _ => c.to_ascii_lowercase() == n,
        };
        if !same {
            return None;
        }
    }
    Some(rest.next().map_or(text.len(), |(i, _)| i))
}
