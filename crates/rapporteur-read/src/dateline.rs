//! Datelines: "DAMASCUS, Sept 16 (Reuters) -", "PARIS (AP) —", "Portsmouth, N.H., Aug. 12, 1905 —".
//!
//! A head of a paragraph is a dateline only where its form leaves no other reading: capitals, or a date or an agency
//! between place and dash. A miss leaves words in the body; a false one would take words out of it.

use crate::dates::Worded;
use crate::layout::ends_sentence;
use rapporteur_lexicon::reading::Reading;

/// A dateline at the head of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dateline {
    /// How many bytes it takes, its dash included.
    pub(crate) len: usize,
    pub(crate) agency: Option<String>,
    pub(crate) date: Option<Worded>,
}

/// Longest head that is looked at, in bytes.
const REACH: usize = 160;

/// The dateline a paragraph opens with; with text behind it, or alone on its line.
pub(crate) fn opening(words: &Reading, line: &str, transcript: bool) -> Option<Dateline> {
    for (at, len, colon) in delimiters(line) {
        let (head, tail) = (line.get(..at)?, line.get(at + len..)?.trim_start());
        if tail.is_empty() {
            continue;
        }
        let starts_sentence =
            tail.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || "\"“‘'«([".contains(c));
        let Some(found) = Head::read(words, head) else { continue };
        let sure = found.dated || found.agency.is_some();
        let fits = if colon { found.capitals && !found.place.is_empty() } else { found.capitals || sure };
        // Capitals alone may also open a headline ("LIVE POLL: Who won?"): only a sentence has a dateline.
        let sentence = line.len() > 60 && ends_sentence(line);
        if fits
            && (sure || (!transcript && starts_sentence && (sentence || !colon)))
            && (!found.place.is_empty() || found.known_agency)
        {
            return Some(Dateline { len: at + len, agency: found.agency, date: found.date });
        }
    }
    None
}

/// A line that is nothing but a dateline: it must hold a place and a date or an agency.
pub(crate) fn alone(words: &Reading, line: &str) -> Option<Dateline> {
    if line.len() > REACH {
        return None;
    }
    let head = line.trim_end_matches(['-', '–', '—', ' ', ':']);
    let found = Head::read(words, head)?;
    let full = found.date.is_some_and(Worded::has_number) || found.known_agency;
    (!found.place.is_empty() && full).then_some(Dateline {
        len: line.len(),
        agency: found.agency,
        date: found.date,
    })
}

/// Where a dateline may end: byte, length, and whether it is a colon.
fn delimiters(line: &str) -> Vec<(usize, usize, bool)> {
    let mut found = Vec::new();
    let mut before = ' ';
    let mut skip_to = 0;
    for (at, c) in line.char_indices().take_while(|(at, _)| *at < REACH) {
        if at < skip_to {
            continue;
        }
        let rest = line.get(at..).unwrap_or("");
        let after = |n: usize| rest.get(n..).and_then(|r| r.chars().next());
        match c {
            '–' | '—' => found.push((at, c.len_utf8(), false)),
            '-' if rest.starts_with("--") => {
                let len = rest.bytes().take_while(|b| *b == b'-').count();
                found.push((at, len, false));
                skip_to = at + len;
            }
            // A hyphen only with space around it, or right behind a bracket.
            '-' if (before.is_whitespace() && after(1).is_some_and(char::is_whitespace)) || before == ')' => {
                found.push((at, 1, false));
            }
            ':' if after(1).is_some_and(char::is_whitespace) => found.push((at, 1, true)),
            _ => {}
        }
        before = c;
        if found.len() == 4 {
            break;
        }
    }
    found
}

/// What stands before the dash.
struct Head {
    place: String,
    capitals: bool,
    dated: bool,
    date: Option<Worded>,
    agency: Option<String>,
    known_agency: bool,
}

impl Head {
    fn read(words: &Reading, head: &str) -> Option<Head> {
        let mut head = head.trim().trim_end_matches(['.', ',', ' ']).trim();
        let mut out = Head {
            place: String::new(),
            capitals: false,
            dated: false,
            date: None,
            agency: None,
            known_agency: false,
        };
        // "(Beirut, September 3, 2025)": brackets around the whole.
        if let Some(inner) = head.strip_prefix('(').and_then(|h| h.strip_suffix(')'))
            && !inner.contains(['(', ')'])
            && inner.contains(',')
        {
            head = inner.trim();
        }
        // "(Reuters)" or "/Xinhua/" at the end; twice at most: "(Reuters) (Delayed)".
        for _ in 0..2 {
            let Some((rest, inside)) = bracketed(head) else { break };
            let lower = inside.to_lowercase();
            if let Some(date) = Worded::whole(words, inside) {
                out.date = Some(date);
                out.dated = true;
            } else if let Some(name) = words.agency(&lower) {
                out.agency = Some(name.to_owned());
                out.known_agency = true;
            } else if !words.is_not_agency(&lower) {
                let named = inside.starts_with(char::is_uppercase) && inside.split_whitespace().count() <= 4;
                if !named
                    || inside.contains(['.', ';', ':']) && !inside.contains("..") && inside.contains(' ')
                {
                    return None;
                }
                out.agency = Some(inside.to_owned());
            }
            head = rest.trim_end_matches(['.', ',', ' ']);
        }
        if head.is_empty() {
            return (out.known_agency || out.agency.is_some()).then_some(out);
        }
        // Trailing segments are the date, as many as read as one; a time of day may stand last.
        let segments: Vec<&str> = head.split(',').map(str::trim).collect();
        let mut places = segments.len();
        for from in segments.len().saturating_sub(3)..segments.len() {
            let tail = segments.get(from..)?.join(" ");
            if let Some(date) = Worded::whole(words, &tail) {
                places = from;
                out.date = Some(date);
                out.dated = true;
                break;
            }
        }
        let mut place = segments.get(..places)?.join(", ");
        let mut comma = true;
        // "PORTSMOUTH Aug. 29": no comma between place and day.
        if !out.dated
            && let Some((at, date)) = date_behind(words, &place)
        {
            comma = false;
            out.date = Some(date);
            out.dated = true;
            place.truncate(at);
            let kept = place.trim_end_matches([' ', ',', '.']).len();
            place.truncate(kept);
        }
        if place.is_empty() {
            return out.dated.then_some(out).filter(|o| o.known_agency);
        }
        let fits = place.len() <= 80
            && place.split(',').count() <= 4
            && place.split(',').all(|s| is_place(words, s));
        if !fits || words.is_label(&place.to_lowercase()) {
            return None;
        }
        let first = place.split([',', '(']).next().unwrap_or("");
        let letters = first.chars().filter(|c| c.is_alphabetic()).count();
        out.capitals = letters >= 3
            && !first.chars().any(char::is_lowercase)
            && !first.split('/').any(|s| words.is_label(&s.trim().to_lowercase()));
        // An unknown word in brackets is an agency only behind a place in capitals or a date.
        let dated_apart = out.dated && comma;
        if !(out.capitals || out.known_agency || dated_apart) {
            return None;
        }
        out.place = place;
        Some(out)
    }
}

/// Splits "X (Y)" or "X /Y/" into X and Y.
fn bracketed(head: &str) -> Option<(&str, &str)> {
    let (close, open) =
        [(')', '('), (']', '['), ('/', '/')].into_iter().find(|(close, _)| head.ends_with(*close))?;
    let body = head.strip_suffix(close)?;
    let at = body.rfind(open)?;
    let (rest, inside) = (body.get(..at)?.trim(), body.get(at + 1..)?.trim());
    (!inside.is_empty() && inside.len() <= 60).then_some((rest, inside))
}

/// A date that ends `place` without a comma before it: where it begins, and the date.
fn date_behind(words: &Reading, place: &str) -> Option<(usize, Worded)> {
    let starts: Vec<usize> = place.char_indices().filter(|(_, c)| *c == ' ').map(|(at, _)| at + 1).collect();
    // The longest date of the last four words.
    starts.into_iter().rev().take(4).fold(None, |found, at| {
        let date = place.get(at..).and_then(|tail| Worded::whole(words, tail)).filter(|d| d.has_number());
        date.map(|d| (at, d)).or(found)
    })
}

/// One segment of a place: a few words with capitals, no digits.
fn is_place(words: &Reading, segment: &str) -> bool {
    let segment = segment.trim();
    let count = segment.split_whitespace().count();
    (1..=6).contains(&count)
        && segment.starts_with(char::is_uppercase)
        && !segment.contains(|c: char| c.is_ascii_digit() || "\"“”?!;:{}<>|=".contains(c))
        && segment.split_whitespace().all(|w| {
            w.starts_with(|c: char| c.is_uppercase() || c == '(')
                || words.is_place_particle(&w.to_lowercase())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, dateline: &str, agency: Option<&str>, date: Option<&str>) {
        let words = Reading::default();
        let found = opening(&words, line, false).unwrap_or_else(|| panic!("no dateline: {line}"));
        assert_eq!(&line[..found.len], dateline);
        assert_eq!(found.agency.as_deref(), agency, "{line}");
        let day = found.date.and_then(Worded::full).map(|d| d.to_string());
        assert_eq!(day.as_deref(), date, "{line}");
    }

    #[test]
    fn datelines_of_wires_and_newspapers() {
        check(
            "STRELSAU, Sept 16 (Reuters) - Talks began.",
            "STRELSAU, Sept 16 (Reuters) -",
            Some("Reuters"),
            None,
        );
        check("STRELSAU (AP) — Talks began.", "STRELSAU (AP) —", Some("Associated Press"), None);
        check("STRELSAU, RURITANIA – Talks began.", "STRELSAU, RURITANIA –", None, None);
        check(
            "STRELSAU, Ruritania (AFP) – Talks",
            "STRELSAU, Ruritania (AFP) –",
            Some("Agence France-Presse"),
            None,
        );
        check("STRELSAU, Aug. 29.—The treaty", "STRELSAU, Aug. 29.—", None, None);
        check(
            "Strelsau, N.R., Aug. 12, 1905 — The",
            "Strelsau, N.R., Aug. 12, 1905 —",
            None,
            Some("1905-08-12"),
        );
        check(
            "STRELSAU, N. R., Aug. 29, 1905.--The",
            "STRELSAU, N. R., Aug. 29, 1905.--",
            None,
            Some("1905-08-29"),
        );
        check("Strelsau, 12 August 1905 - The", "Strelsau, 12 August 1905 -", None, Some("1905-08-12"));
        check(
            "(Strelsau, September 3, 2025) – The",
            "(Strelsau, September 3, 2025) –",
            None,
            Some("2025-09-03"),
        );
        check(
            "STRELSAU/ZENDA, Sept 16 (Harbor Wire) - The",
            "STRELSAU/ZENDA, Sept 16 (Harbor Wire) -",
            Some("Harbor Wire"),
            None,
        );
        check("STRELSAU, Sept. 16 /Xinhua/ -- The", "STRELSAU, Sept. 16 /Xinhua/ --", Some("Xinhua"), None);
        let said = "STRELSAU: The minister said on Tuesday that the talks would go on.";
        check(said, "STRELSAU:", None, None);
        check("(Reuters) - The minister", "(Reuters) -", Some("Reuters"), None);
        check("Sept 16 (Reuters) - The minister", "Sept 16 (Reuters) -", Some("Reuters"), None);
        check("Strelsau, Sept 16 (SANA)-The minister", "Strelsau, Sept 16 (SANA)-", Some("SANA"), None);
        check("PORT ZENDA, Tuesday, Aug. 29 — The", "PORT ZENDA, Tuesday, Aug. 29 —", None, None);
        check("STRELSAU Aug. 29 — The", "STRELSAU Aug. 29 —", None, None);
        check("STRELSAU, Aug. 29, 11:30 P. M. — The", "STRELSAU, Aug. 29, 11:30 P. M. —", None, None);
        check("STRELSAU, Aug. 29 (By Telegraph).—The", "STRELSAU, Aug. 29 (By Telegraph).—", None, None);
    }

    #[test]
    fn not_datelines() {
        let words = Reading::default();
        for line in [
            "Borduria – Ruritania talks resumed on Monday.",
            "Strelsau - the old capital - is quiet.",
            "UPDATE: The talks have ended.",
            "HARBORPOLL: Who Won the First Day of the Talks in the Capital",
            "ANALYSIS – The talks have ended.",
            "NATO – The alliance met.",
            "The talks — The first since May — have ended.",
            "The minister said: We agree.",
            "On Sept. 16 - The day of the vote - they met.",
            "“STRELSAU – The",
            "STRELSAU – ",
            "Rudolf Rassendyll (right) – The king",
            "OSLO – the first capital to react – was quiet.",
        ] {
            assert_eq!(opening(&words, line, false), None, "{line}");
        }
        assert_eq!(opening(&words, "RUDOLF: We agree.", true), None);
    }
}
