//! Stated dates: the forms in which metadata and datelines write a day. Nothing is guessed: a form that can be read
//! two ways is no date.

use rapporteur_lexicon::reading::Reading;
use rapporteur_model::{Date, Interval};

/// The day or interval a metadata field states; `None` if it is no date, or an impossible one.
///
/// The day is the one written: a time of day and its zone are left aside, for an outlet's day is its own.
pub(crate) fn stated(words: &Reading, value: &str) -> Option<Interval> {
    let value = value.trim();
    match value.split_once("..") {
        Some((from, to)) => {
            // Each side must be a date of its own or nothing; a side that is an interval gives its outer day.
            let side =
                |s: &str| if s.trim().is_empty() { Some(None) } else { one(words, s.trim()).map(Some) };
            let (from, to) = (side(from)?, side(to)?);
            let interval = Interval { start: from.and_then(|i| i.start), end: to.and_then(|i| i.end) };
            let backwards = matches!((interval.start, interval.end), (Some(a), Some(b)) if a > b);
            (!interval.is_unknown() && !backwards).then_some(interval)
        }
        None => one(words, value),
    }
}

fn one(words: &Reading, value: &str) -> Option<Interval> {
    if value.len() > 100 {
        return None;
    }
    numeric(value).or_else(|| Worded::anywhere(words, value)?.interval())
}

/// `2025-09-16...`, `2025/9/16`, `20250916`, `2025-09`, `2025`, `16.9.2025`, seconds since 1970.
fn numeric(value: &str) -> Option<Interval> {
    let head = value.split(['T', 't', ' ']).next().unwrap_or(value).trim_end_matches(['Z', 'z', ',']);
    if head.bytes().all(|b| b.is_ascii_digit()) {
        return match head.len() {
            4 if head.len() == value.len() => year(head.parse().ok()?),
            8 | 14 => day(part(head, 0, 4)?, part(head, 4, 6)?, part(head, 6, 8)?),
            10 | 13 if head.len() == value.len() => {
                let seconds = head.parse::<i64>().ok()? / if head.len() == 13 { 1000 } else { 1 };
                let since = jiff::SignedDuration::from_hours(24 * (seconds / 86_400));
                Date::constant(1970, 1, 1).checked_add(since).ok().map(Interval::day)
            }
            _ => None,
        };
    }
    let separator = head.chars().find(|c| !c.is_ascii_digit())?;
    if !['-', '/', '.'].contains(&separator) {
        return None;
    }
    let pieces: Vec<&str> = head.splitn(4, separator).collect();
    match pieces[..] {
        [y, m] if y.len() == 4 => month(y.parse().ok()?, m.parse().ok()?),
        [y, m, d] if y.len() == 4 => day(y.parse().ok()?, m.parse().ok()?, leading(d)?),
        // Day first with points; with strokes the order is known only where one number cannot be a month.
        [d, m, y] if y.len() == 4 && separator == '.' => {
            day(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?)
        }
        [a, b, y] if y.len() == 4 => {
            let (a, b, y): (i8, i8, i16) = (a.parse().ok()?, b.parse().ok()?, y.parse().ok()?);
            match (a > 12, b > 12) {
                (true, false) => day(y, b, a),
                (false, true) => day(y, a, b),
                _ if a == b => day(y, a, b),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The number a string begins with, where at most two digits do: the day of `16T10:00` or `16+02:00`.
fn leading(s: &str) -> Option<i8> {
    let digits = s.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 2 { None } else { s.get(..digits)?.parse().ok() }
}

fn part<N: std::str::FromStr>(digits: &str, from: usize, to: usize) -> Option<N> {
    digits.get(from..to)?.parse().ok()
}

fn day(y: i16, m: i8, d: i8) -> Option<Interval> {
    Date::new(y, m, d).ok().filter(|_| y >= 1).map(Interval::day)
}

fn month(y: i16, m: i8) -> Option<Interval> {
    let first = Date::new(y, m, 1).ok()?;
    Some(Interval::new(first, first.last_of_month()))
}

fn year(y: i16) -> Option<Interval> {
    (y >= 1).then_some(())?;
    Some(Interval::new(Date::new(y, 1, 1).ok()?, Date::new(y, 12, 31).ok()?))
}

/// A date in words: "Sept. 16, 2025", "16 September", "Tuesday".
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Worded {
    pub(crate) year: Option<i16>,
    pub(crate) month: Option<i8>,
    pub(crate) day: Option<i8>,
    weekday: bool,
}

impl Worded {
    /// The date that all of `text` is; a time of day may stand with it.
    pub(crate) fn whole(words: &Reading, text: &str) -> Option<Worded> {
        Worded::read(words, text, false)
    }

    /// The date in a metadata field that may hold time and zone too.
    fn anywhere(words: &Reading, text: &str) -> Option<Worded> {
        Worded::read(words, text, true)
    }

    fn read(words: &Reading, text: &str, lenient: bool) -> Option<Worded> {
        let mut date = Worded::default();
        for token in text.split([' ', ',', '\t', '\n', '\u{a0}']).filter(|t| !t.is_empty()) {
            let token = token.trim_matches(['.', '(', ')', ';', '|', '-', '–']).to_lowercase();
            let number = token.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            let suffix = token.get(number.len()..).unwrap_or("");
            let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
            if let Some(month) = words.month(&token) {
                if date.month.replace(month).is_some() {
                    return None;
                }
            } else if words.is_weekday(&token) {
                date.weekday = true;
            } else if is_number && number.len() == 4 && suffix.is_empty() {
                if date.year.replace(number.parse().ok()?).is_some() && !lenient {
                    return None;
                }
            } else if is_number && number.len() <= 2 && ["", "st", "nd", "rd", "th"].contains(&suffix) {
                // A second number is a clock's ("16 Sept 2025 at 8 pm"), and only then passes.
                if date.day.is_none() {
                    date.day = Some(number.parse().ok()?);
                } else if !lenient && date.year.is_none() {
                    return None;
                }
            } else if !(is_clock(&token) || lenient || token.is_empty()) {
                return None;
            }
        }
        let something = date.month.is_some() || (date.weekday && date.day.is_none() && date.year.is_none());
        let day_fits = date.day.is_none_or(|d| (1..=31).contains(&d));
        (something && day_fits).then_some(date)
    }

    /// The days it stands for, where a year is written.
    pub(crate) fn interval(self) -> Option<Interval> {
        match (self.year, self.month, self.day) {
            (Some(y), Some(m), Some(d)) => day(y, m, d),
            (Some(y), Some(m), None) => month(y, m),
            _ => None,
        }
    }

    /// The day, where day, month and year are written and such a day exists.
    pub(crate) fn full(self) -> Option<Date> {
        self.interval().filter(|_| self.day.is_some()).and_then(Interval::exact)
    }

    /// Day, month and year are all written, whether or not such a day exists.
    pub(crate) fn is_full(self) -> bool {
        self.year.is_some() && self.month.is_some() && self.day.is_some()
    }

    /// More than a month's or a weekday's bare name.
    pub(crate) fn has_number(self) -> bool {
        self.day.is_some() || self.year.is_some()
    }
}

impl From<Date> for Worded {
    fn from(day: Date) -> Worded {
        Worded { year: Some(day.year()), month: Some(day.month()), day: Some(day.day()), weekday: false }
    }
}

/// "14:03", "11.30", "p.m", "GMT", "at".
fn is_clock(token: &str) -> bool {
    const WORDS: [&str; 16] = [
        "at", "am", "pm", "a.m", "p.m", "a", "p", "m", "gmt", "utc", "est", "edt", "bst", "cet", "noon",
        "midnight",
    ];
    let digits = token.trim_end_matches("am").trim_end_matches("pm");
    let clock =
        digits.contains([':', '.']) && digits.bytes().all(|b| b.is_ascii_digit() || b == b':' || b == b'.');
    WORDS.contains(&token) || clock
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: &str) {
        let words = Reading::default();
        let got = stated(&words, value).map_or("none".to_owned(), |i| i.to_string());
        assert_eq!(got, expected, "{value}");
    }

    #[test]
    fn forms_of_metadata() {
        check("2025-09-16", "2025-09-16");
        check("2025-09-16T23:30:00-04:00", "2025-09-16");
        check("2025-09-16 14:03:00", "2025-09-16");
        check("2025-09-16+02:00", "2025-09-16");
        check("20250916", "2025-09-16");
        check("20250916140300", "2025-09-16");
        check("Tue, 16 Sep 2025 14:03:00 GMT", "2025-09-16");
        check("Tue Sep 16 14:03:00 UTC 2025", "2025-09-16");
        check("September 16, 2025 3:14 pm", "2025-09-16");
        check("Sept. 16th, 2025", "2025-09-16");
        check("16 September 1905", "1905-09-16");
        check("16.9.2025", "2025-09-16");
        check("16/9/2025", "2025-09-16");
        check("1758031380", "2025-09-16");
        check("1758031380000", "2025-09-16");
        check("2025-09", "2025-09-01..2025-09-30");
        check("September 2025", "2025-09-01..2025-09-30");
        check("1905", "1905-01-01..1905-12-31");
        check("2025-09-01..2025-09-30", "2025-09-01..2025-09-30");
        check("2025-09-01..", "2025-09-01..");
    }

    #[test]
    fn no_date_is_guessed() {
        for value in [
            "2025-02-30",
            "9/10/2025",
            "yesterday",
            "16 September",
            "Monday",
            "",
            "0000-00-00",
            "2025-13-01",
            "..",
            "2025-09-30..2025-09-01",
            "Feb 30, 2025",
            "99999999999",
            "2025-",
            "a..b",
            "....",
            "12",
        ] {
            check(value, "none");
        }
    }
}
