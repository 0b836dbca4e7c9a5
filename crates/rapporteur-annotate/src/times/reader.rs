//! The reader: walks over the tokens once and finds the expressions, longest first. Looks ahead a bounded number of
//! tokens, so the time is linear in the text.
//!
//! The rules stand in the sister files: `calendar` (names of days, months, years), `clock` (times of day), `relative`
//! ("two days later", "last week"), `lengths` (durations and repeated times).

use super::form::{Base, Calendar, Form, YearOf};
use super::token::{Kind, Token, tokens};
use rapporteur_lexicon::times::{TimeLexicon, TimeWord};
use rapporteur_model::Span;

/// An expression as found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) span: Span,
    /// Its first token and one past its last.
    pub(super) tokens: std::ops::Range<usize>,
    pub(super) form: Form,
}

/// How many tokens may lie between the first word of an expression and the one that carries it: "no more than about one
/// hundred and twenty-five long and bloody years".
const REACH: usize = 12;

/// What a rule answers: one past the last token, and what the tokens say.
pub(super) type Read = Option<(usize, Form)>;

/// A text, cut into tokens.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: Vec<Token>,
    pub(super) lexicon: &'a TimeLexicon,
    /// Histories mark words that news does not, and lean on years before Christ.
    pub(super) narrative: bool,
    /// Was the last year named before Christ?
    pub(super) bc: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        lexicon: &'a TimeLexicon,
        text: &'a str,
        parts: &[Span],
        narrative: bool,
    ) -> Reader<'a> {
        Reader { text, tokens: tokens(lexicon, text, parts), lexicon, narrative, bc: false }
    }

    /// Every expression, in the order of the text.
    pub(super) fn read(&mut self) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let (mut at, mut core) = (0, 0);
        while at < self.tokens.len() {
            // Words that only lead to a time need one near: most "the" and "a" are done with here.
            while core < self.tokens.len() && (core < at || !self.carries(core)) {
                core += 1;
            }
            let last = found.last().filter(|f| f.tokens.end == at);
            let next = match last.and_then(|f| self.continued(f)) {
                Some((from, to, form)) => Some((from, to, form)),
                None if core - at.min(core) <= REACH && self.may_begin(at) => {
                    self.expression(at).map(|(to, form)| (at, to, form))
                }
                None => None,
            };
            let Some((from, to, form)) = next else {
                at += 1;
                continue;
            };
            if let Base::Calendar(Calendar { year: YearOf::Full(y), .. }) = form.base {
                self.bc = y <= 0;
            }
            found.push(Found { span: self.span(from, to), tokens: from..to, form });
            at = to.max(at + 1);
        }
        found
    }

    /// Is the token a time, or part of one, by itself?
    fn carries(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|t| match t.kind {
            Kind::Word => t.word != 0 && self.lexicon.word(t.word).core,
            // A year, or the hour of a clock time or numeric date.
            Kind::Number => {
                t.len() == 4
                    || self.tokens.get(at + 1).is_some_and(|n| n.joined)
                    || t.len() == 3 && self.bc
                    || self.era(at + 1).is_some()
                    || self.tokens.get(at.wrapping_sub(1)).is_some_and(|_| t.joined)
            }
            Kind::Mark(_) => false,
        })
    }

    fn may_begin(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|t| match t.kind {
            Kind::Word => t.word != 0 && self.lexicon.word(t.word).begins,
            Kind::Number => true,
            Kind::Mark(m) => m == b'\'',
        })
    }

    /// The longest expression that begins at `at`; of equals, the rule named first wins.
    fn expression(&self, at: usize) -> Read {
        let rules: [fn(&Reader<'a>, usize) -> Read; 8] = [
            Reader::list_item,
            Reader::dated,
            Reader::clocked,
            Reader::shifted,
            Reader::which_unit,
            Reader::repeated,
            Reader::length,
            Reader::reference,
        ];
        let mut best: Read = None;
        for rule in rules {
            if let Some((end, form)) = rule(self, at)
                && best.as_ref().is_none_or(|(e, _)| end > *e)
            {
                best = Some((end, form));
            }
        }
        best
    }

    /// "-5" after "May 3"; "-18" after "1914"; "and 5" after "May 3".
    fn continued(&self, before: &Found) -> Option<(usize, usize, Form)> {
        let Base::Calendar(calendar) = &before.form.base else { return None };
        let end = before.tokens.end;
        let dash = self.mark(end, b'-');
        if calendar.only_year() {
            let YearOf::Full(year) = calendar.year else { return None };
            if !(dash || self.mark(end, b'/')) || !self.joined(end + 1) || year < 1000 {
                return None;
            }
            let (short, digits) = self.digits(end + 1)?;
            if digits != 2 || self.number_goes_on(end + 1) {
                return None;
            }
            let year = year - year.rem_euclid(100) + i32::try_from(short).ok()?;
            let form = Form::of(Base::Calendar(Calendar { year: YearOf::Full(year), ..Calendar::EMPTY }));
            return Some((end + 1, end + 2, form));
        }
        let (Some(month), Some(_)) = (calendar.month, calendar.day) else { return None };
        // "May 3, 2013, 9:56": after its year a date is closed.
        if calendar.year != YearOf::Unsaid {
            return None;
        }
        // Day first ("3 May") has its list before the month: see `list_item`.
        if self.month(before.tokens.end.checked_sub(1)?).is_some() {
            return None;
        }
        if !(dash || self.mark(end, b',') || self.is(end, "and") || self.is(end, "or") || self.is(end, "to"))
        {
            return None;
        }
        let at = if self.mark(end, b',') && self.is(end + 1, "and") { end + 2 } else { end + 1 };
        let (day, next) = self.day_of_month(at)?;
        let (year, next) = self.year_after(next).unwrap_or((YearOf::Unsaid, next));
        // "May 3 and 5 soldiers", "May 3, 12 people": a number before a word counts.
        let counts = !dash && next == at + 1 && self.word_follows(next) && !self.function_word(next);
        if counts || self.month(next).is_some() || self.w(next).unit.is_some() {
            return None;
        }
        let form = Form::of(Base::Calendar(Calendar {
            year,
            month: Some(month),
            day: Some(day),
            ..Calendar::EMPTY
        }));
        Some((at, next, form))
    }

    /// "14" in "14 and 15 May", "3" in "3-5 May 1940", "May" in none.
    pub(super) fn list_item(&self, at: usize) -> Read {
        let (day, mut end) = self.day_of_month(self.past_the(at))?;
        let first = end;
        // A bounded look ahead over further days to the month.
        for _ in 0..4 {
            let connected = self.mark(end, b'-')
                || self.mark(end, b',')
                || self.mark(end, b'/')
                || ["and", "or", "to", "until"].iter().any(|w| self.is(end, w));
            if !connected {
                return None;
            }
            let item = end + 1 + usize::from(self.mark(end, b',') && self.is(end + 1, "and"));
            let item = if self.is(item, "the") { item + 1 } else { item };
            let (_, next) = self.day_of_month(item)?;
            let next_month = if self.is(next, "of") { next + 1 } else { next };
            if let Some((month, _)) = self.month(next_month) {
                let form = Calendar { month: Some(month), day: Some(day), ..Calendar::EMPTY };
                return Some((first, Form::of(Base::Calendar(form))));
            }
            end = next;
        }
        None
    }

    // What stands at a token. Every question is safe beyond the end.

    pub(super) fn w(&self, at: usize) -> &'a TimeWord {
        self.lexicon.word(self.tokens.get(at).map_or(0, |t| t.word))
    }

    pub(super) fn words(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |t| Span { start: t.start, end: t.end }.of(self.text))
    }

    pub(super) fn is(&self, at: usize, word: &str) -> bool {
        self.words(at).eq_ignore_ascii_case(word)
    }

    pub(super) fn is_any(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|w| self.is(at, w))
    }

    pub(super) fn mark(&self, at: usize, mark: u8) -> bool {
        self.tokens.get(at).is_some_and(|t| t.kind == Kind::Mark(mark))
    }

    /// Does the token stand right after the one before?
    pub(super) fn joined(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|t| t.joined)
    }

    pub(super) fn capital(&self, at: usize) -> bool {
        self.words(at).starts_with(char::is_uppercase)
    }

    /// A word (no number, no mark) in lower case.
    pub(super) fn word_follows(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|t| t.kind == Kind::Word)
            && self.words(at).starts_with(|c: char| c.is_lowercase())
    }

    /// A number and how many digits it has.
    pub(super) fn digits(&self, at: usize) -> Option<(u32, u32)> {
        self.tokens.get(at).filter(|t| t.kind == Kind::Number && t.len() <= 9).map(|t| (t.number, t.len()))
    }

    /// "1" of "1,460", "5" of "5.2" or "5:30", "20" of "20%"; also where it is the tail of one.
    pub(super) fn number_goes_on(&self, at: usize) -> bool {
        let digit = |i: usize| self.joined(i) && self.tokens.get(i).is_some_and(|t| t.kind == Kind::Number);
        let point = |i: usize| self.mark(i, b',') || self.mark(i, b'.') || self.mark(i, b':');
        self.mark(at + 1, b'%')
            || (point(at + 1) && self.joined(at + 1) && digit(at + 2))
            || (at >= 2
                && self.joined(at)
                && point(at - 1)
                && self.joined(at - 1)
                && self.digits(at - 2).is_some())
            || (at >= 1 && self.joined(at) && (self.mark(at - 1, b'$') || self.mark(at - 1, b'#')))
            || (at >= 1 && self.joined(at) && self.mark(at - 1, 0))
    }

    /// One past the last token?
    pub(super) fn at_end(&self, at: usize) -> bool {
        at >= self.tokens.len()
    }

    /// Does a sentence or line end with this token? Not at the points of "0.9", "U.S." and "Sept. 5".
    pub(super) fn ends_sentence(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return true };
        match token.kind {
            Kind::Mark(b'!' | b'?' | b';' | b'\n') => true,
            Kind::Mark(b'.') => {
                let before = at.checked_sub(1);
                let letter = before.is_some_and(|b| self.tokens.get(b).is_some_and(|t| t.len() == 1));
                let month = before.is_some_and(|b| self.w(b).month.is_some() && self.words(b).len() <= 4);
                let letter = letter && before.is_some_and(|b| self.words(b).starts_with(char::is_alphabetic));
                !self.joined(at + 1) && !letter && !month
            }
            _ => false,
        }
    }

    pub(super) fn span(&self, from: usize, to: usize) -> Span {
        let start = self.tokens.get(from).map_or(0, |t| t.start);
        let end = to.checked_sub(1).and_then(|i| self.tokens.get(i)).map_or(start, |t| t.end);
        Span { start, end }
    }

    /// One past an optional dash.
    pub(super) fn past_dash(&self, at: usize) -> usize {
        if self.mark(at, b'-') && self.joined(at) { at + 1 } else { at }
    }

    /// One past an optional "the".
    pub(super) fn past_the(&self, at: usize) -> usize {
        if self.is(at, "the") { at + 1 } else { at }
    }
}
