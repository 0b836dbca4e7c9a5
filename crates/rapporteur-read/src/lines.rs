//! What a line is by its own words: byline, credit, caption, a date alone, the name of a site.

use crate::dates::Worded;
use crate::layout::ends_sentence;
use rapporteur_lexicon::reading::{Credit, Reading};

/// No line longer than this is a byline, credit or caption.
const LONGEST: usize = 600;

/// Without brackets, dashes, stars and underscores around it.
pub(crate) fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || "()[]{}<>*_–—-|".contains(c))
}

/// A byline, with the author as written where it names one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Byline {
    pub(crate) author: Option<String>,
    pub(crate) agency: Option<String>,
}

/// "By Jane Doe", "By JANE DOE, Staff Writer", "Jane Doe, Diplomatic Correspondent", "From Our Own Correspondent".
pub(crate) fn byline(words: &Reading, line: &str) -> Option<Byline> {
    if line.len() > 200 {
        return None;
    }
    let line = bare(line);
    let lower = line.to_lowercase();
    let count = line.split_whitespace().count();
    let opener = words.byline_open(&lower);
    // Lower case may change lengths; the opener is plain ASCII and so cuts at the same place.
    let rest = match opener {
        Some(opener) => line.get(opener.len()..)?.trim_start_matches([':', ' ']).trim_end_matches('.').trim(),
        None => line,
    };
    if rest.is_empty() {
        return (count > 1).then(Byline::default);
    }
    if count > 14 || (ends_sentence(line) && (opener.is_none() || count > 6)) {
        return None;
    }
    let pieces: Vec<&str> =
        rest.split([',', '|', ';', '/']).map(str::trim).filter(|p| !p.is_empty()).collect();
    let is_role = |piece: &str| {
        let lower = piece.to_lowercase();
        words.is_byline_role(&lower) || words.agency(&lower).is_some() || lower.starts_with("special to ")
    };
    let agency = pieces.iter().find_map(|p| words.agency(&p.to_lowercase())).map(str::to_owned);
    let names: Vec<&str> = pieces.iter().copied().filter(|p| !is_role(p)).collect();
    if opener.is_none() && (pieces.len() < 2 || names.len() == pieces.len() || names.is_empty()) {
        return None;
    }
    let first = names.first().copied().unwrap_or("");
    let starts_with_time = first.split_whitespace().next().is_some_and(|w| {
        let w = w.trim_end_matches('.').to_lowercase();
        w.starts_with(|c: char| c.is_ascii_digit()) || words.month(&w).is_some() || words.is_weekday(&w)
    });
    let capitals = names.iter().all(|n| n.split_whitespace().all(|w| is_name_word(words, w)))
        && names.iter().all(|n| n.contains(char::is_uppercase));
    if starts_with_time || !capitals {
        return None;
    }
    let self_contained = opener
        .is_some_and(|o| o.contains("correspondent") || o.contains("reporter") || o.starts_with("special"));
    let author = names.join(", ");
    let author =
        author.split(" in ").next().unwrap_or("").split(" for ").next().unwrap_or("").trim().to_owned();
    Some(Byline { author: (!author.is_empty() && !self_contained).then_some(author), agency })
}

fn is_name_word(words: &Reading, word: &str) -> bool {
    word.starts_with(|c: char| c.is_uppercase() || c == '&')
        || words.is_particle(&word.to_lowercase())
        || word
            .split_once(['-', '\'', '’'])
            .is_some_and(|(a, b)| words.is_particle(&a.to_lowercase()) && b.starts_with(char::is_uppercase))
}

/// What a credit line credits, if the line is one.
pub(crate) fn credit(words: &Reading, line: &str) -> Option<Credit> {
    if line.len() > LONGEST {
        return None;
    }
    let inner = bare(line);
    let lower = inner.to_lowercase();
    let count = inner.split_whitespace().count();
    if words.has_credit(&lower) && count <= 60 {
        return Some(Credit::Text);
    }
    if words.closes_credit(lower.trim_end_matches('.')) && count <= 6 {
        return Some(Credit::Text);
    }
    let handle = line.contains(" @") || line.starts_with('@');
    let calls = handle && count <= 25 && (words.opens_handle(&lower) || count <= 1);
    if calls || (words.is_update_note(&lower) && count <= 40) {
        return Some(Credit::Page);
    }
    let kind = words.credit_open(&lower)?;
    let bracketed = inner.len() < line.trim().len() && line.trim_end().ends_with([')', ']', '}']);
    let first = lower.split_whitespace().take(4).collect::<Vec<_>>().join(" ");
    let marked = first.contains(':') || lower.starts_with('©') || line.trim_start().starts_with("(c)");
    let listed = kind == Credit::Text
        && (lower.contains(';') || lower.contains("editing by"))
        && lower.contains(" by ");
    let sentence = inner.ends_with('.');
    let fits = ((bracketed || listed) && count <= 60)
        || (marked && count <= 25)
        || (!sentence && count <= 12)
        || (sentence && count <= 5);
    fits.then_some(kind)
}

/// Words under a picture, told by how they open, how they close, or the picture's credit inside.
pub(crate) fn is_caption(words: &Reading, line: &str) -> bool {
    if line.len() > LONGEST {
        return false;
    }
    let lower = line.to_lowercase();
    let end = lower.trim_end_matches(['.', ' ']);
    words.opens_caption(&lower)
        || words.has_caption(&lower)
        || words.has_caption_as_written(line)
        || (words.closes_caption(end) && lower.split_whitespace().count() <= 60)
}

/// A line that holds nothing but a date, and whether it says the day of publication (not of an update).
pub(crate) fn date_alone(words: &Reading, line: &str) -> Option<(Worded, bool)> {
    if line.len() > 80 {
        return None;
    }
    let line = bare(line);
    let lower = line.to_lowercase();
    let (rest, published) = match words.date_open(&lower) {
        Some((len, published)) => (lower.get(len..)?.trim_start_matches([':', ' ']), published),
        None => (lower.as_str(), true),
    };
    // ISO days are dates too, where nothing else stands on the line.
    if let Ok(day) = rest.trim().parse::<rapporteur_model::Date>()
        && rest.trim().len() == 10
    {
        return Some((Worded::from(day), published));
    }
    let date = Worded::whole(words, rest)?;
    date.has_number().then_some((date, published))
}

/// The agency that is all of a line: "(Reuters)", "— AFP".
pub(crate) fn agency_alone(words: &Reading, line: &str) -> Option<&'static str> {
    if line.len() > 60 {
        return None;
    }
    words.agency(bare(line).trim_end_matches('.').to_lowercase().as_str())
}

/// The site that is all of a line: "{Example.com}", "www.example.co.uk/".
pub(crate) fn site_alone(words: &Reading, line: &str) -> Option<String> {
    if line.len() > 80 {
        return None;
    }
    // A whole address is a link to something; a bare site signs the text.
    let site = bare(line);
    let site = site.strip_prefix("www.").unwrap_or(site).trim_end_matches(['/', '.']);
    let labels: Vec<&str> = site.split('.').collect();
    let well_formed = (2..=4).contains(&labels.len())
        && labels.iter().all(|l| {
            !l.is_empty() && l.len() <= 63 && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        });
    let ending = labels.last().is_some_and(|l| words.is_site_ending(&l.to_lowercase()));
    let named = labels.first().is_some_and(|l| l.len() >= 2 && l.contains(|c: char| c.is_ascii_alphabetic()));
    (well_formed && ending && named).then(|| site.to_owned())
}

/// Where a credit begins inside the last paragraph: "... he said. (Reporting by ...)", "... he said. — AFP".
///
/// Gives the byte where the credit begins and the agency it names.
pub(crate) fn trailing_credit(words: &Reading, line: &str) -> Option<(usize, Option<&'static str>)> {
    let end = line.trim_end();
    if let Some(body) = end.strip_suffix([')', ']']) {
        let at = body.rfind(['(', '['])?;
        let inside = body.get(at + 1..)?.trim();
        let before = body.get(..at)?.trim_end();
        let agency = words.agency(&inside.to_lowercase());
        let credits = words.credit_open(&inside.to_lowercase()) == Some(Credit::Text)
            || words.has_credit(&inside.to_lowercase());
        return (ends_sentence(before) && inside.len() <= LONGEST && (credits || agency.is_some()))
            .then_some((at, agency));
    }
    let at = end.rfind(['—', '–', '-', '/'])?;
    let tail = end.get(at..)?.trim_start_matches(['—', '–', '-', '/']).trim();
    let agency = words.agency(tail.to_lowercase().trim_end_matches('.'))?;
    let before = end.get(..at)?.trim_end_matches(['—', '–', '-', '/', ' ']);
    ends_sentence(before)
        .then(|| (before.len() + end.get(before.len()..at).map_or(0, leading_space), Some(agency)))
}

fn leading_space(s: &str) -> usize {
    s.len() - s.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines() {
        let words = Reading::default();
        let author = |line: &str| byline(&words, line).map(|b| b.author.unwrap_or_default());
        assert_eq!(author("By Jane Doe").as_deref(), Some("Jane Doe"));
        assert_eq!(author("BY JANE DOE, STAFF WRITER").as_deref(), Some("JANE DOE"));
        assert_eq!(
            author("By Jane Doe and Omar al-Said in Strelsau").as_deref(),
            Some("Jane Doe and Omar al-Said")
        );
        assert_eq!(author("Jane Doe, Diplomatic Correspondent").as_deref(), Some("Jane Doe"));
        assert_eq!(author("From Our Own Correspondent").as_deref(), Some(""));
        assert_eq!(byline(&words, "By Reuters").and_then(|b| b.agency).as_deref(), Some("Reuters"));
        for line in [
            "By Monday the Talks Had Failed",
            "By the end of the day nothing had moved.",
            "Byzantine Rules Slow the Talks",
            "Ruritania, Borduria Agree",
            "By 2026 the line will move",
        ] {
            assert_eq!(byline(&words, line), None, "{line}");
        }
    }

    #[test]
    fn credits_and_what_only_looks_like_them() {
        let words = Reading::default();
        for line in [
            "Photo from the Harbor Post",
            "(Reporting by Jane Doe in Strelsau and John Roe; Editing by Max Moe)",
            "Reporting by Jane Doe in Strelsau and John Roe in Zenda; Editing by Max Moe",
            "© 1905 The Harbor Post",
            "Source: Harbor Wire",
            "Read more: The talks in pictures",
            "Jane Doe in Zenda contributed to this report.",
            "Copyright 2025 Harbor Post. All rights reserved.",
            "Follow Jane Doe on Twitter @janedoe.",
            "@janedoe",
            "Max Moe contributed.",
            "This article has been updated with the minister's answer.",
        ] {
            assert!(credit(&words, line).is_some(), "{line}");
        }
        for line in [
            "Video from the scene showed smoke over the harbor and people running.",
            "Comments by the minister angered the other delegation, which left the hall.",
            "Released by the rebels on Monday, the men were flown home.",
            "Follow the money, the minister told two reporters in the hall.",
            "Source close to the talks said nothing had moved.",
            "Copyright was one of the issues on which the two sides could not agree.",
            "Recommended by the mediator, the text was read out to both delegations.",
        ] {
            assert_eq!(credit(&words, line), None, "{line}");
        }
    }

    #[test]
    fn captions_sites_and_tails() {
        let words = Reading::default();
        assert!(is_caption(&words, "FILE PHOTO: The harbor of Strelsau, May 3. REUTERS/Jane Doe"));
        assert!(is_caption(&words, "The king waves in Strelsau. (AP Photo/Jane Doe)"));
        assert!(!is_caption(&words, "A Reuters/Ipsos poll found that most want the treaty."));
        assert_eq!(site_alone(&words, "{Harborpost.com}").as_deref(), Some("Harborpost.com"));
        assert_eq!(site_alone(&words, "www.harborpost.co.uk/").as_deref(), Some("harborpost.co.uk"));
        assert_eq!(site_alone(&words, "https://survey.example.com"), None);
        assert_eq!(site_alone(&words, "U.S."), None);
        assert_eq!(site_alone(&words, "He said no.It was late"), None);
        let line = "Nothing moved, he said. (Reporting by Jane Doe)";
        assert_eq!(trailing_credit(&words, line), Some((24, None)));
        assert_eq!(trailing_credit(&words, "Nothing moved. —AFP").map(|(at, _)| at), Some(15));
        assert_eq!(trailing_credit(&words, "Nothing moved (he said)."), None);
        assert_eq!(trailing_credit(&words, "Talks are off. (The king agrees.)"), None);
    }
}
