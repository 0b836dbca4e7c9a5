//! Positions: whose, on which issue, what, how much, on what condition.

use crate::Desk;
use crate::flatten::{diagnostic, one_line};
use crate::parties::{Parties, Spoken};
use rapporteur_model::record::PositionRow;
use rapporteur_model::table::At;
use rapporteur_model::{
    Article, Diagnostic, Id, Interval, ParticipantRole, Record, Span, Stance, StanceMention,
};

/// Longest summary, in characters.
const SUMMARY: usize = 240;

pub(crate) fn draw_up(desk: &Desk<'_>, parties: &Parties, record: &mut Record) {
    for (i, (article, found)) in desk.corpus.articles.iter().zip(&desk.corpus.annotations).enumerate() {
        for stance in &found.stances {
            // The words of the cue may say it too: "giving up positions".
            let issue =
                issue_of(desk, article, stance.content).or_else(|| issue_of(desk, article, stance.span));
            let Some(issue) = issue else { continue };
            let holders: Vec<Spoken> = match holder(desk, parties, i, stance) {
                Some(spoken) => vec![spoken],
                None => both(desk, parties, i, stance),
            };
            if holders.is_empty() {
                let words = stance.holder.map_or("nobody named", |s| article.words_of(s));
                let detail =
                    format!("whose position on {issue} this is could not be told: {}", one_line(words));
                let d = Diagnostic::at(article.id, stance.span, "position-without-party", detail);
                record.diagnostics.push(diagnostic(d));
                continue;
            }
            let condition_issue = stance.condition.and_then(|c| issue_of(desk, article, c));
            let time = stance.time.and_then(|t| found.times.get(t)).map(|t| t.interval);
            for spoken in holders {
                if prediction(desk, parties, i, stance, spoken) {
                    continue;
                }
                let id = Id::of(
                    "position",
                    &[
                        Id::of_span("position", article.id, stance.span).as_bytes(),
                        spoken.party.as_bytes(),
                        issue.as_bytes(),
                        stance.stance.as_str().as_bytes(),
                    ],
                );
                record.positions.push(PositionRow {
                    position: id,
                    party: spoken.party,
                    issue: issue.clone(),
                    stance: stance.stance,
                    scope: stance.scope,
                    exception: stance.exception.map(|s| one_line(article.words_of(s))),
                    summary: summary(article, stance),
                    link: stance.link,
                    condition_issue: condition_issue.clone(),
                    condition_text: stance.condition.map(|s| one_line(article.words_of(s))),
                    said_by: spoken.by,
                    date: date(article, time),
                    at: At { article: article.id, span: stance.span },
                    attribution: desk.attribution(i, stance.attribution),
                    by: stance.by.clone(),
                    confidence: stance.confidence,
                });
            }
        }
    }
}

/// The issue of some words: that of the first words that signal one, and of the longest of those.
fn issue_of(desk: &Desk<'_>, article: &Article, span: Span) -> Option<String> {
    let hits = desk.codebook.issues_in(article.words_of(span));
    let first = hits.into_iter().min_by_key(|h| (h.span.start, std::cmp::Reverse(h.span.end), h.issue))?;
    desk.codebook.issues.get(first.issue).map(|i| i.id.clone())
}

fn holder(desk: &Desk<'_>, parties: &Parties, i: usize, stance: &StanceMention) -> Option<Spoken> {
    let entity = desk.entity(i, stance.holder_mention);
    if let Some(spoken) = entity.and_then(|e| parties.of(e)) {
        return Some(spoken);
    }
    let (article, found) = (desk.corpus.articles.get(i)?, desk.corpus.annotations.get(i)?);
    // Words the codebook knows for those who speak for a party: "the union's negotiators".
    let words = article.words_of(stance.holder?);
    // "It" of "A spokesman for the union said it would not" is whoever says so.
    let classes = &desk.lexicon.clause_words;
    let said = stance.attribution.and_then(|a| found.attributions.get(a));
    let pronoun = classes.is("pronoun", &words.to_lowercase());
    let teller =
        said.filter(|_| pronoun && entity.is_none()).and_then(|a| Some((a.source?, a.source_mention)));
    if let Some(spoken) = teller.and_then(|(_, m)| desk.entity(i, m)).and_then(|e| parties.of(e)) {
        return Some(spoken);
    }
    let words = teller.map_or(words, |(span, _)| article.words_of(span));
    // A former leader speaks for nobody.
    if words.split_whitespace().any(|w| classes.is("former", &w.to_lowercase())) {
        return None;
    }
    if let Some(hit) = desk.codebook.parties_in(words).into_iter().find(|h| leads(desk, words, h.span)) {
        return Some(Spoken { party: parties.of_codebook(hit.party)?, by: entity });
    }
    // An official nobody names, of a country: "a Bordurian official".
    let source =
        stance.attribution.and_then(|a| found.attributions.get(a)).filter(|a| a.source == stance.holder)?;
    let party = parties.of_state(source.source_state.as_deref()?)?;
    Some(Spoken { party, by: None })
}

/// "The two sides", "both governments": the two parties of the codebook, or of the meetings the article reports.
fn both(desk: &Desk<'_>, parties: &Parties, i: usize, stance: &StanceMention) -> Vec<Spoken> {
    let words = |s: Span| desk.corpus.articles.get(i).map(|a| a.words_of(s).to_lowercase());
    let said = stance.holder.and_then(words).unwrap_or_default();
    let said: Vec<&str> = said.split_whitespace().collect();
    let sides = matches!(said[..], ["the", "two", w] | ["both", w] | ["the", w] if desk.lexicon.clause_words.is("sides", w));
    if !sides {
        return Vec::new();
    }
    let mut of: Vec<Id> = parties.negotiators();
    if of.is_empty() {
        let found = desk.corpus.annotations.get(i);
        let present = found.into_iter().flat_map(|f| &f.meetings).flat_map(|m| &m.participants);
        let delegates = present.filter(|p| p.role == ParticipantRole::Delegate);
        of = delegates
            .filter_map(|p| parties.of(desk.entity(i, p.side).or(desk.entity(i, Some(p.mention)))?))
            .map(|s| s.party)
            .collect();
    }
    of.sort_unstable();
    of.dedup();
    if of.len() == 2 { of.into_iter().map(|party| Spoken { party, by: None }).collect() } else { Vec::new() }
}

/// Is the party that `words` name there the one that acts, or for whom somebody speaks: "the union", "the union's
/// negotiators", "a spokesman for the union", but not "workers at the union's port"?
fn leads(desk: &Desk<'_>, words: &str, party: Span) -> bool {
    let classes = &desk.lexicon.clause_words;
    let before = words.get(..party.lo()).unwrap_or_default().to_lowercase();
    let before: Vec<&str> = before.split_whitespace().collect();
    match before.iter().rposition(|w| classes.is("preposition", w)) {
        None => true,
        Some(at) => {
            let speaks = |w: &&&str| classes.is("speaker", w) || classes.is("team", w);
            matches!(before.get(at), Some(&("for" | "of" | "from")))
                && before.iter().take(at).any(|w| speaks(&w))
        }
    }
}

/// "Japan would give up the ships, a diplomat said": what somebody else thinks a party would do is no position of the
/// party's, unless it hangs on a condition that is told with it.
fn prediction(desk: &Desk<'_>, parties: &Parties, i: usize, stance: &StanceMention, spoken: Spoken) -> bool {
    let gives = matches!(stance.stance, Stance::Accepts | Stance::Concedes | Stance::Offers);
    if !gives || stance.modality.is_none() || stance.link.is_some() {
        return false;
    }
    let Some(found) = desk.corpus.annotations.get(i) else { return true };
    let Some(said) = stance.attribution.and_then(|a| found.attributions.get(a)) else { return true };
    let teller = desk.entity(i, said.source_mention).and_then(|e| parties.of(e)).map(|s| s.party);
    let country = said.source_state.as_deref().and_then(|s| parties.of_state(s));
    teller.or(country) != Some(spoken.party)
}

/// When the position was held: a time the clause names that is not after publication, else publication.
fn date(article: &Article, time: Option<Interval>) -> Interval {
    // "Not before 1967" says nothing about when; a position is dated where both ends are known.
    let published = if article.published.end.is_some() { article.published } else { Interval::UNKNOWN };
    match time {
        Some(t) if !t.is_unknown() => {
            let after = matches!((t.end.or(t.start), published.end), (Some(t), Some(p)) if t > p);
            if after { published } else { t }
        }
        _ => published,
    }
}

/// The stance in the article's own words: the clause, with its condition if that stands apart.
fn summary(article: &Article, stance: &StanceMention) -> String {
    let span = match stance.condition {
        Some(c) if c.start <= stance.span.end + 3 => stance.span.join(c),
        _ => stance.span,
    };
    let line = one_line(article.words_of(span));
    if line.chars().count() <= SUMMARY {
        return line;
    }
    let mut cut: String = line.chars().take(SUMMARY).collect();
    if let Some(space) = cut.rfind(' ') {
        cut.truncate(space);
    }
    cut.push('…');
    cut
}
