//! Positions: whose, on which issue, what, how much, on what condition.

use crate::Desk;
use crate::flatten::{diagnostic, one_line};
use crate::parties::{Parties, Spoken};
use rapporteur_model::record::{PositionEvidenceRow, PositionRow};
use rapporteur_model::table::At;
use rapporteur_model::{
    Annotations, Article, Attribution, By, Diagnostic, Holder, How, Id, Interval, PartKind, ParticipantRole,
    Record, Span, Stance, StanceMention,
};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Longest summary, in characters.
const SUMMARY: usize = 240;

pub(crate) fn draw_up(desk: &Desk<'_>, parties: &Parties, record: &mut Record) {
    for (i, (article, found)) in desk.corpus.articles.iter().zip(&desk.corpus.annotations).enumerate() {
        let mut told: Vec<Told> = Vec::new();
        let mut last: Option<Last> = None;
        for (n, stance) in found.stances.iter().enumerate() {
            // The words of the cue may say it too: "giving up positions".
            let issue =
                issue_of(desk, article, stance.content).or_else(|| issue_of(desk, article, stance.span));
            // "Wants their troops withdrawn and offers to withdraw its own."
            let own = || {
                let words = article.words_of(stance.content).to_lowercase();
                let own = words.split_whitespace().any(|w| w == "own");
                let sentence = found.sentences.iter().find(|s| s.contains(stance.span))?;
                last.as_ref().filter(|l| own && sentence.contains(l.span)).map(|l| l.issue.clone())
            };
            let issue = issue.or_else(own).or_else(|| topic(desk, i, stance));
            let issue = issue.or_else(|| named_before(desk, i, stance, last.as_ref()));
            let issue = issue.or_else(|| across(desk, i, n));
            let Some(issue) = issue else {
                // Whose it is can be told, but no issue of the codebook is named: for whoever keeps the codebook.
                if let Some(spoken) = holder(desk, parties, i, stance) {
                    let party = record.entity(spoken.party).map_or("?", |e| &e.name);
                    let detail = format!("{party} {}: {}", stance.stance.as_str(), summary(article, stance));
                    let d = Diagnostic::at(article.id, stance.span, "position-without-issue", detail);
                    record.diagnostics.push(diagnostic(d));
                }
                continue;
            };
            let before = last.as_ref().and_then(|l| goes_on(desk, i, stance, l));
            let before = before.or_else(|| of_sentence_before(desk, parties, i, stance));
            let several = both(desk, parties, i, stance);
            let own_holder = holder(desk, parties, i, stance);
            let holders: Vec<Spoken> = match (own_holder.or(before), stance.whose) {
                (Some(_), Holder::Said) if several.len() > 1 && own_holder.is_none() => several,
                (Some(spoken), _) => vec![spoken],
                (None, Holder::Said | Holder::Own) => several,
                (None, Holder::All) => all(desk, parties, i),
                (None, Holder::Unsaid) => whoever_asked(record, &told, &issue),
            };
            if holders.is_empty() {
                let words = stance.holder.map_or("nobody named", |s| article.words_of(s));
                let detail =
                    format!("whose position on {issue} this is could not be told: {}", one_line(words));
                let d = Diagnostic::at(article.id, stance.span, "position-without-party", detail);
                record.diagnostics.push(diagnostic(d));
                continue;
            }
            if let [spoken] = holders[..] {
                last = Some(Last { span: stance.span, issue: issue.clone(), spoken });
            }
            let told_of = stance.time.and_then(|t| found.times.get(t)).map(|t| t.interval);
            let done = !matches!(stance.stance, Stance::Demands | Stance::Offers);
            if done && long_past(article, told_of) {
                continue;
            }
            let condition_issue = stance.condition.and_then(|c| issue_of(desk, article, c));
            let time = stance.time.and_then(|t| found.times.get(t)).map(|t| t.interval);
            for spoken in holders {
                let told_by = || teller(desk, parties, i, stance);
                let others = stance.whose == Holder::Own && told_by() != Some(spoken.party);
                if others || prediction(desk, parties, i, stance, spoken) {
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
                let row = PositionRow {
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
                    modality: stance.modality.map(|s| one_line(article.words_of(s)).to_lowercase()),
                    said_by: spoken.by,
                    date: date(article, time),
                    at: At { article: article.id, span: stance.span },
                    attribution: desk.attribution(i, stance.attribution),
                    by: stance.by.clone(),
                    confidence: stance.confidence,
                };
                told.push(Told { row, content: keys(desk, article, stance), more: Vec::new() });
            }
        }
        for told in gather(article, told) {
            let first = PositionEvidenceRow {
                position: told.row.position,
                at: told.row.at,
                attribution: told.row.attribution,
                by: told.row.by.clone(),
            };
            record.position_evidence.push(first);
            for (at, attribution, by) in told.more {
                let row = PositionEvidenceRow { position: told.row.position, at, attribution, by };
                record.position_evidence.push(row);
            }
            record.positions.push(told.row);
        }
    }
}

/// Days before publication from which on a dated act is history and no position.
const HISTORY: i64 = 330;

/// A span of days that ended less than so many days ago is not over for good: "last year", in January.
const LATELY: i64 = 90;

/// "Agreed to a truce in 1994": history.
fn long_past(article: &Article, time: Option<Interval>) -> bool {
    let (Some(time), Some(published)) = (time, article.published.start.or(article.published.end)) else {
        return false;
    };
    let before = |day: Option<rapporteur_model::Date>, days: i64| {
        day.and_then(|d| rapporteur_model::date::later(d, days)).is_some_and(|d| d < published)
    };
    before(time.start.or(time.end), HISTORY) && before(time.end.or(time.start), LATELY)
}

/// "On elections the rebels have softened": the issue that the first words of the sentence name.
fn topic(desk: &Desk<'_>, i: usize, stance: &StanceMention) -> Option<String> {
    let (article, found) = desk.corpus.articles.get(i).zip(desk.corpus.annotations.get(i))?;
    let sentence = found.sentences.iter().find(|s| s.contains(stance.span))?;
    let words = article.words_of(*sentence);
    let fronted =
        ["On ", "As for ", "Regarding ", "Concerning ", "As to "].iter().any(|w| words.starts_with(w));
    let lead = words.split(',').next().filter(|lead| fronted && lead.len() < words.len().min(TOPIC))?;
    let end = sentence.start + u32::try_from(lead.len()).ok()?;
    let span = Span { start: sentence.start, end };
    // "On Tuesday" names a day.
    let timed = found.times.iter().any(|t| span.contains(t.span));
    (!timed && end <= stance.span.start).then(|| issue_of(desk, article, span)).flatten()
}

/// Bytes at the beginning of a sentence within which its subject's name stands.
const LEAD: u32 = 40;
/// Bytes of a fronted topic at most.
const TOPIC: usize = 60;
/// "Any mention of oil and gas": one thing, though "and" parts it; the issue that only both pieces name.
fn across(desk: &Desk<'_>, i: usize, n: usize) -> Option<String> {
    let (article, found) = desk.corpus.articles.get(i).zip(desk.corpus.annotations.get(i))?;
    let (own, next) = (found.stances.get(n)?, found.stances.get(n + 1)?);
    let near = own.cue == next.cue && own.content.end <= next.content.start;
    if !near || issue_of(desk, article, next.content).is_some() {
        return None;
    }
    issue_of(desk, article, own.content.join(next.content))
}

/// Most bytes of what only points back: "the last of these two offers".
const BACK: usize = 60;

/// "Rejected the idea", "can support this", "will not go beyond five years": what only points back, or says how much, is
/// about the one issue that its sentence names, else about what the stance before was about, else about the one issue of
/// the sentence before.
fn named_before(desk: &Desk<'_>, i: usize, stance: &StanceMention, last: Option<&Last>) -> Option<String> {
    let (article, found) = desk.corpus.articles.get(i).zip(desk.corpus.annotations.get(i))?;
    if !light(desk, found, article, stance.content) {
        return None;
    }
    let only = |span: Span| -> Option<String> {
        let hits = desk.codebook.issues_in(article.words_of(span));
        let of: BTreeSet<usize> = hits.iter().map(|h| h.issue).collect();
        let issue = of.first().filter(|_| of.len() == 1)?;
        desk.codebook.issues.get(*issue).map(|i| i.id.clone())
    };
    let n = found.sentences.iter().position(|s| s.contains(stance.span))?;
    let own = found.sentences.get(n)?;
    let last = || {
        let last = last.filter(|l| l.span.start < stance.span.start)?;
        let first = found.sentences.iter().position(|s| s.contains(last.span))?;
        (n - first.min(n) <= REACH).then(|| last.issue.clone())
    };
    let before = || {
        let before = found.sentences.get(n.checked_sub(1)?)?;
        let between = article.words_of(Span { start: before.end, end: own.start.max(before.end) });
        (!between.contains('\n')).then(|| only(*before)).flatten()
    };
    only(*own).or_else(last).or_else(before)
}

/// How many sentences back what is pointed to may stand.
const REACH: usize = 2;

/// Do the words name no matter of their own: pronouns, "the idea", "a year", "5 per cent", "a ban"?
fn light(desk: &Desk<'_>, found: &Annotations, article: &Article, content: Span) -> bool {
    let classes = &desk.lexicon.clause_words;
    let closed = [
        "preposition",
        "determiner",
        "be",
        "have",
        "do",
        "modal",
        "pronoun",
        "coordinator",
        "negation",
        "light",
    ];
    let timed = |at: u32| found.times.iter().any(|t| t.span.start <= at && at < t.span.end);
    let words = article.words_of(content);
    if words.len() > BACK {
        return false;
    }
    let named = found.mentions.iter().any(|m| content.overlaps(m.span) && m.how == How::Name);
    // Something must point back or say how much: "the idea", "this", "five years", but not "in 2027".
    let days = |at: u32| {
        let mut of = found.times.iter().filter(|t| t.span.start <= at && at < t.span.end);
        of.any(|t| t.kind == rapporteur_model::TimeType::Date)
    };
    let base = words.as_ptr() as usize;
    let points =
        words.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|w| !w.is_empty()).any(|word| {
            let at = content.start + u32::try_from(word.as_ptr() as usize - base).unwrap_or(0);
            let w = word.to_lowercase();
            let back =
                ["this", "that", "it", "them", "these", "both", "ban", "limit", "cap", "date", "period"];
            let number =
                w.starts_with(|c: char| c.is_ascii_digit()) || desk.lexicon.numbers.value(&w).is_some();
            classes.is("named_before", &w) || back.contains(&&*w) || number && !days(at)
        });
    !named
        && points
        && words.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|w| !w.is_empty()).all(|word| {
            let at = content.start + u32::try_from(word.as_ptr() as usize - base).unwrap_or(0);
            let lower = word.to_lowercase();
            classes.any(&closed, &lower)
                || classes.any(&["named_before", "again", "each_side"], &lower)
                || classes.is_adverb(&lower)
                || desk.lexicon.numbers.value(&lower).is_some()
                || lower.starts_with(|c: char| c.is_ascii_digit())
                || timed(at)
        })
}

/// The stance before, for those that go on from it.
struct Last {
    span: Span,
    issue: String,
    spoken: Spoken,
}

/// "It is willing", "they also proposed": a pronoun that refers to nobody nearer goes on with whoever held the stance of
/// the sentence before, or of this one.
fn goes_on(desk: &Desk<'_>, i: usize, stance: &StanceMention, last: &Last) -> Option<Spoken> {
    let (article, found) = (desk.corpus.articles.get(i)?, desk.corpus.annotations.get(i)?);
    let words = article.words_of(stance.holder?).to_lowercase();
    let pronoun = matches!(words.as_str(), "it" | "he" | "she" | "they") && stance.attribution.is_none();
    let between =
        found.sentences.iter().filter(|s| s.start > last.span.start && s.start <= stance.span.start);
    (pronoun && desk.entity(i, stance.holder_mention).is_none() && between.count() <= 1)
        .then_some(last.spoken)
}

/// A position with the words that tell it apart from another one on the same issue.
struct Told {
    row: PositionRow,
    /// Stems of the words it is about.
    content: BTreeSet<String>,
    /// Where else it is told.
    more: Vec<(At, Option<Id>, By)>,
}

/// Letters of a word that tell it apart: "withdrawal" and "withdraw" share them.
const STEM: usize = 5;

/// Stems of the words a stance is about, without those of closed classes.
fn keys(desk: &Desk<'_>, article: &Article, stance: &StanceMention) -> BTreeSet<String> {
    let words = [stance.content, stance.span].map(|s| article.words_of(s).to_lowercase());
    let closed = ["preposition", "determiner", "be", "have", "do", "modal", "pronoun", "coordinator"];
    words
        .iter()
        .flat_map(|w| w.split(|c: char| !c.is_alphanumeric()))
        .filter(|w| w.len() > 2 && !desk.lexicon.clause_words.any(&closed, w))
        .map(|w| w.chars().take(STEM).collect())
        .collect()
}

/// One statement told in headline, lede and quotation is one position: of one party, issue, stance and day, with scopes
/// and conditions that do not differ, and words in common. The fullest telling in the body stands for all.
fn gather(article: &Article, told: Vec<Told>) -> Vec<Told> {
    let titled = |at: At| {
        article
            .parts
            .iter()
            .any(|p| matches!(p.kind, PartKind::Title | PartKind::RepeatedTitle) && p.span.overlaps(at.span))
    };
    let full = |t: &Told| {
        let said = [t.row.link.is_some(), t.row.condition_text.is_some(), t.row.scope.is_some()];
        (!titled(t.row.at), said.iter().filter(|s| **s).count(), Reverse(t.row.at.span))
    };
    let mut out: Vec<Told> = Vec::new();
    for mut next in told {
        let same = out.iter_mut().find(|t| {
            let (a, b) = (&t.row, &next.row);
            let differ = |a: Option<&str>, b: Option<&str>| matches!((a, b), (Some(a), Some(b)) if a != b);
            a.party == b.party
                && a.issue == b.issue
                && a.stance == b.stance
                && a.date == b.date
                && !differ(a.scope.map(|s| s.as_str()), b.scope.map(|s| s.as_str()))
                && !differ(a.link.map(|l| l.as_str()), b.link.map(|l| l.as_str()))
                && !differ(a.condition_issue.as_deref(), b.condition_issue.as_deref())
                && a.at.span != b.at.span
                && t.content.intersection(&next.content).next().is_some()
        });
        match same {
            Some(kept) => {
                if full(&next) > full(kept) {
                    std::mem::swap(kept, &mut next);
                    kept.more.append(&mut next.more);
                }
                kept.content.append(&mut next.content);
                kept.more.push((next.row.at, next.row.attribution, next.row.by));
                kept.row.scope = kept.row.scope.or(next.row.scope);
            }
            None => out.push(next),
        }
    }
    out
}

/// Who gives up what nobody is named for: the only party that asked for it before.
fn whoever_asked(record: &Record, told: &[Told], issue: &str) -> Vec<Spoken> {
    let asked = |p: &&PositionRow| p.issue == issue && p.stance == Stance::Demands;
    let of: BTreeSet<Id> =
        record.positions.iter().chain(told.iter().map(|t| &t.row)).filter(asked).map(|p| p.party).collect();
    match of.first() {
        Some(&party) if of.len() == 1 => vec![Spoken { party, by: None }],
        _ => Vec::new(),
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
    let (article, found) = (desk.corpus.articles.get(i)?, desk.corpus.annotations.get(i)?);
    // "The government": the codebook's word for a party outweighs a guess at whom a common noun refers to.
    let nominal = stance
        .holder_mention
        .and_then(|m| found.mentions.get(m))
        .zip(stance.holder)
        .is_some_and(|(m, holder)| m.how == How::Nominal && m.span == holder || !holder.contains(m.span));
    if nominal && let Some(words) = stance.holder.map(|s| article.words_of(s)) {
        let hits = desk.codebook.parties_in(words);
        // The article may stand outside the codebook's words.
        let whole = |hit: Span| {
            let before = words.get(..hit.lo()).unwrap_or_default().trim();
            hit.hi() == words.len() && (before.is_empty() || before.eq_ignore_ascii_case("the"))
        };
        if let [hit] = hits[..]
            && whole(hit.span)
            && let Some(party) = parties.of_codebook(hit.party)
        {
            return Some(Spoken { party, by: None });
        }
    }
    // "A former Bordurian minister" is no mention of Borduria.
    let described = stance.holder.map(|s| {
        let lead = article.text.get(..s.lo()).unwrap_or_default().split_whitespace().next_back();
        format!("{} {}", lead.unwrap_or_default(), article.words_of(s)).to_lowercase()
    });
    let described = described.unwrap_or_default();
    let former = described.split_whitespace().any(|w| desk.lexicon.clause_words.is("former", w));
    if former && stance.holder_mention.and_then(|m| found.mentions.get(m)).is_some_and(|m| m.how != How::Name)
    {
        return None;
    }
    if let Some(spoken) = entity.and_then(|e| parties.of(e)) {
        return Some(spoken);
    }
    // "There will be no truce," the official said.
    if entity.is_none()
        && let Some(party) = stance.holder.and_then(|s| spoke_before(desk, parties, i, s))
    {
        return Some(Spoken { party, by: None });
    }
    // Words the codebook knows for those who speak for a party: "the union's negotiators".
    let words = article.words_of(stance.holder?);
    // "It" of "A spokesman for the union said it would not" is whoever says so.
    let classes = &desk.lexicon.clause_words;
    let said = stance.attribution.and_then(|a| found.attributions.get(a));
    // So is "his country" of "the minister said his country would".
    let lower = words.to_lowercase();
    let mut of = lower.split_whitespace();
    let possessed = of.next().is_some_and(|w| classes.is("pronoun", w))
        && of.last().is_some_and(|w| classes.is("instrument", w));
    let pronoun = classes.is("pronoun", &lower) || possessed;
    let teller =
        said.filter(|_| pronoun && entity.is_none()).and_then(|a| Some((a.source?, a.source_mention)));
    if let Some(spoken) = teller.and_then(|(_, m)| desk.entity(i, m)).and_then(|e| parties.of(e)) {
        return Some(spoken);
    }
    if let Some((span, None)) = teller
        && let Some(party) = spoke_before(desk, parties, i, span)
    {
        return Some(Spoken { party, by: None });
    }
    let words = teller.map_or(words, |(span, _)| article.words_of(span));
    // A former leader speaks for nobody.
    if words.split_whitespace().any(|w| classes.is("former", &w.to_lowercase())) {
        return None;
    }
    if let Some(hit) = desk.codebook.parties_in(words).into_iter().find(|h| leads(desk, words, h.span)) {
        return Some(Spoken { party: parties.of_codebook(hit.party)?, by: entity });
    }
    // A headline leaves out the article: "Rebels spurn truce".
    let titled = stance.holder.is_some_and(|s| {
        article
            .parts
            .iter()
            .any(|p| matches!(p.kind, PartKind::Title | PartKind::RepeatedTitle) && p.span.contains(s))
    });
    if titled && entity.is_none() {
        let with = format!("the {}", words.to_lowercase());
        if let [hit] = desk.codebook.parties_in(&with)[..]
            && hit.span.hi() == with.len()
            && hit.span.lo() == 0
        {
            return Some(Spoken { party: parties.of_codebook(hit.party)?, by: None });
        }
    }
    // An official nobody names, of a country: "a Bordurian official".
    let source =
        stance.attribution.and_then(|a| found.attributions.get(a)).filter(|a| a.source == stance.holder)?;
    let party = parties.of_state(source.source_state.as_deref()?)?;
    Some(Spoken { party, by: None })
}

/// "..., a senior diplomat said. He added that his government would": "he" is whoever nobody names that spoke in the
/// sentence before; the party he speaks for.
fn spoke_before(desk: &Desk<'_>, parties: &Parties, i: usize, source: Span) -> Option<Id> {
    let (article, found) = desk.corpus.articles.get(i).zip(desk.corpus.annotations.get(i))?;
    let words = article.words_of(source).to_lowercase();
    let the = words.strip_prefix("the ").is_some_and(|w| desk.lexicon.clause_words.is("speaker", w));
    if !(the || matches!(&*words, "he" | "she")) {
        return None;
    }
    let last = found
        .attributions
        .iter()
        .filter(|a| a.source.is_some_and(|s| s.end <= source.start))
        .max_by_key(|a| a.source.map(|s| s.start))?;
    let said = last.source?;
    let between = found.sentences.iter().filter(|s| s.start > said.start && s.start <= source.start);
    if between.count() > 1 {
        return None;
    }
    party_of_source(desk, parties, i, last)
}

/// "Syldavian officials complain. They want ...", "Syldavia said late on Monday that it was willing": a pronoun that
/// nothing nearer explains stands for the only party that its sentence names before it, or, where it opens its sentence
/// or its sentence names none, for the only party of the sentence before.
fn of_sentence_before(
    desk: &Desk<'_>,
    parties: &Parties,
    i: usize,
    stance: &StanceMention,
) -> Option<Spoken> {
    let (article, found) = desk.corpus.articles.get(i).zip(desk.corpus.annotations.get(i))?;
    let holder = stance.holder?;
    let words = article.words_of(holder).to_lowercase();
    let mut of = words.split_whitespace();
    let classes = &desk.lexicon.clause_words;
    // "His country's call for"
    let possessed = of.next().is_some_and(|w| matches!(w, "his" | "her" | "its" | "their"))
        && of.next_back().is_some_and(|w| classes.is("instrument", w.trim_end_matches("'s")));
    let pronoun = possessed || matches!(&*words, "they" | "it" | "its" | "their");
    // Who speaks of himself is known, or speaks for nobody.
    let said = stance.attribution.and_then(|a| found.attributions.get(a));
    if said.is_some_and(|a| a.source.is_some_and(|s| s.start < holder.start && s != holder))
        && teller(desk, parties, i, stance).is_none()
    {
        return None;
    }
    let n = found.sentences.iter().position(|s| s.contains(holder))?;
    if !pronoun {
        return None;
    }
    let own = found.sentences.get(n)?;
    let named = |within: Span| -> BTreeSet<Id> {
        let mentioned = found
            .mentions
            .iter()
            .enumerate()
            .filter(|(_, m)| within.contains(m.span))
            .filter_map(|(m, _)| parties.of(desk.entity(i, Some(m))?))
            .map(|s| s.party);
        let words = desk.codebook.parties_in(article.words_of(within));
        mentioned.chain(words.into_iter().filter_map(|h| parties.of_codebook(h.party))).collect()
    };
    let here = named(Span { start: own.start, end: holder.start.max(own.start) });
    let before = n.checked_sub(1).and_then(|n| found.sentences.get(n)).copied();
    let named = match (here.len(), before) {
        (0, Some(before)) => {
            let all = named(before);
            // Of several the one that the sentence before begins with.
            let lead = Span { start: before.start, end: before.end.min(before.start + LEAD) };
            let first = found.mentions.iter().enumerate().find(|(_, m)| {
                lead.contains(m.span)
                    && article.words_of(Span { start: before.start, end: m.span.start }).len() <= 4
            });
            let first = first.and_then(|(m, _)| parties.of(desk.entity(i, Some(m))?)).map(|s| s.party);
            match first {
                Some(first) if all.len() > 1 && own.start == holder.start => BTreeSet::from([first]),
                _ => all,
            }
        }
        _ => here,
    };
    let party = named.first().copied().filter(|_| named.len() == 1)?;
    Some(Spoken { party, by: None })
}

/// "The two sides", "both governments", "the three parties": all who negotiate, if they are so many.
fn both(desk: &Desk<'_>, parties: &Parties, i: usize, stance: &StanceMention) -> Vec<Spoken> {
    let Some(article) = desk.corpus.articles.get(i) else { return Vec::new() };
    let said = stance.holder.map(|s| article.words_of(s).to_lowercase()).unwrap_or_default();
    let mut said: Vec<&str> = said.split_whitespace().collect();
    let classes = &desk.lexicon.clause_words;
    // "Both", "all three": words that name nobody, but how many.
    let counted: Vec<&str> = said.iter().copied().filter(|w| !matches!(*w, "all" | "the")).collect();
    let bare = match counted[..] {
        ["both"] => Some(2),
        [word] => desk.lexicon.numbers.value(word).map(|n| n as usize).filter(|n| *n > 1),
        _ => None,
    };
    // "Delegates of the two countries met in Geneva, where they agreed": who "they" are stands before.
    let sentence = desk
        .corpus
        .annotations
        .get(i)
        .and_then(|f| f.sentences.iter().find(|s| s.contains(stance.span)))
        .map(|s| Span { start: s.start, end: stance.span.start.max(s.start) })
        .map(|s| article.words_of(s).to_lowercase())
        .unwrap_or_default();
    let before = || {
        let found = desk.corpus.annotations.get(i)?;
        let n = found.sentences.iter().position(|s| s.contains(stance.span))?;
        Some(article.words_of(*found.sentences.get(n.checked_sub(1)?)?).to_lowercase())
    };
    // "The two sides met on Monday. They signed ...": in the sentence before.
    let opens = matches!(said[..], ["they" | "both"]) && sentence.trim().is_empty();
    let sentence = if opens { before().unwrap_or_default() } else { sentence };
    if matches!(said[..], ["they" | "both"]) {
        said = sentence.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    }
    let named = said.iter().enumerate().rev().find_map(|(at, w)| {
        if !classes.is("sides", w) {
            return None;
        }
        let before = said.get(at.saturating_sub(3)..at).unwrap_or_default();
        let number = before.iter().rev().find_map(|w| match *w {
            "both" => Some(2),
            w => desk.lexicon.numbers.value(w).map(|n| n as usize),
        });
        let the = before.iter().any(|w| matches!(*w, "the" | "all")) || before.is_empty();
        (number.is_some() || the).then_some(number)
    });
    let Some(number) = named.or(bare.map(Some)) else { return Vec::new() };
    let of = all(desk, parties, i);
    if number.is_none_or(|n| n == of.len()) && of.len() > 1 { of } else { Vec::new() }
}

/// All who negotiate: the codebook's parties that do not mediate, else those who sat for a side at the meetings that the
/// article reports, else at any meeting of the pile, if these are two.
fn all(desk: &Desk<'_>, parties: &Parties, i: usize) -> Vec<Spoken> {
    let seated = |found: &Annotations, i: usize| -> BTreeSet<Id> {
        let present = found.meetings.iter().flat_map(|m| &m.participants);
        present
            .filter(|p| p.role == ParticipantRole::Delegate)
            .filter_map(|p| parties.of(desk.entity(i, p.side).or(desk.entity(i, Some(p.mention)))?))
            .map(|s| s.party)
            .filter(|p| parties.negotiates(*p))
            .collect()
    };
    // Whoever mediates any of the meetings is no side of them.
    let mediators: BTreeSet<Id> = desk
        .corpus
        .annotations
        .iter()
        .enumerate()
        .flat_map(|(i, f)| f.meetings.iter().flat_map(|m| &m.participants).map(move |p| (i, p)))
        .filter(|(_, p)| matches!(p.role, ParticipantRole::Mediator | ParticipantRole::Host))
        .filter_map(|(i, p)| parties.of(desk.entity(i, Some(p.mention))?))
        .map(|s| s.party)
        .collect();
    let seated = |found: &Annotations, i: usize| -> BTreeSet<Id> {
        seated(found, i).difference(&mediators).copied().collect()
    };
    let mut of: BTreeSet<Id> = parties.negotiators().into_iter().collect();
    if of.is_empty() {
        of = desk.corpus.annotations.get(i).map(|f| seated(f, i)).unwrap_or_default();
        if of.len() != 2 {
            of = desk.corpus.annotations.iter().enumerate().flat_map(|(i, f)| seated(f, i)).collect();
        }
        if of.len() != 2 {
            return Vec::new();
        }
    }
    of.into_iter().map(|party| Spoken { party, by: None }).collect()
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
    let (Some(modality), None) = (stance.modality, stance.link) else { return false };
    let words = desk.corpus.articles.get(i).map(|a| a.words_of(modality).to_lowercase());
    let possible = words.is_some_and(|w| desk.lexicon.clause_words.is("possible", &w));
    if !(gives || possible) {
        return false;
    }
    teller(desk, parties, i, stance) != Some(spoken.party)
}

/// The party for which whoever tells it speaks.
fn teller(desk: &Desk<'_>, parties: &Parties, i: usize, stance: &StanceMention) -> Option<Id> {
    let found = desk.corpus.annotations.get(i)?;
    let said = stance.attribution.and_then(|a| found.attributions.get(a))?;
    let again = || spoke_before(desk, parties, i, said.source?);
    party_of_source(desk, parties, i, said).or_else(again).or_else(|| {
        // "Ghana will impose duties if ..., its trade minister said": behind the words, "its" is their subject's.
        let source = said.source.filter(|s| s.start >= stance.span.end)?;
        let words = desk.corpus.articles.get(i)?.words_of(source).to_lowercase();
        let own = words.starts_with("its ") || words.starts_with("their ");
        own.then(|| holder(desk, parties, i, stance)).flatten().map(|s| s.party)
    })
}

/// The party that a source speaks for: by name, by the state or by the codebook's words that describe him.
fn party_of_source(desk: &Desk<'_>, parties: &Parties, i: usize, said: &Attribution) -> Option<Id> {
    let article = desk.corpus.articles.get(i)?;
    let named = desk.entity(i, said.source_mention).and_then(|e| parties.of(e)).map(|s| s.party);
    // "Opposition leaders in the capital" speak for no government.
    let words = said.source.map(|s| article.words_of(s).to_lowercase()).unwrap_or_default();
    let classes = &desk.lexicon.clause_words;
    let outside = words
        .split_whitespace()
        .any(|w| classes.any(&["outsider", "former"], w.trim_matches(|c: char| !c.is_alphanumeric())));
    if outside {
        return None;
    }
    let country = || said.source_state.as_deref().and_then(|s| parties.of_state(s));
    let described = || match desk.codebook.parties_in(article.words_of(said.source?))[..] {
        [ref hit] => parties.of_codebook(hit.party),
        _ => None,
    };
    named.or_else(country).or_else(described)
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
