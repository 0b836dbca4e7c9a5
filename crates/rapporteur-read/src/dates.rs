//! Stated dates: the forms in which metadata writes a day.

use rapporteur_lexicon::reading::Reading;
use rapporteur_model::{Date, Interval};

/// The day or interval a metadata field states; `None` if it is no date.
pub(crate) fn stated(words: &Reading, value: &str) -> Option<Interval> {
    let value = value.trim();
    if let Some((from, to)) = value.split_once("..") {
        let side = |s: &str| if s.is_empty() { Some(None) } else { stated(words, s).map(Some) };
        let (from, to) = (side(from.trim())?, side(to.trim())?);
        let interval = Interval { start: from.and_then(|i| i.start), end: to.and_then(|i| i.end) };
        let backwards = matches!((interval.start, interval.end), (Some(a), Some(b)) if a > b);
        return (!interval.is_unknown() && !backwards).then_some(interval);
    }
    let day = value.get(..10).and_then(|day| day.parse::<Date>().ok())?;
    Some(Interval::day(day))
}
