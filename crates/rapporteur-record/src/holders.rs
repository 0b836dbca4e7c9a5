//! Whose position a stance is: the party its holder is or speaks for, and the party of whoever tells it.
//!
//! Reads mentions, attributions and the codebook's words for parties; decides nothing about issues.

use crate::Desk;
use crate::parties::{Parties, Spoken};
use crate::positions::Last;
use rapporteur_model::{Attribution, Holder, How, Id, PartKind, Span, Stance, StanceMention};
use std::collections::BTreeSet;

/// Bytes at the beginning of a sentence within which its subject's name stands.
const LEAD: u32 = 40;

/// Whose stance `stance` of article `i` is, where that can be told; `last` is the stance before that has a party,
/// `asked` names who asked for the same before.
pub(crate) fn of(
    desk: &Desk<'_>,
    parties: &Parties,
    i: usize,
    stance: &StanceMention,
    last: Option<&Last>,
    asked: impl FnOnce() -> Vec<Spoken>,
) -> Vec<Spoken> {
    let before = last.and_then(|l| goes_on(desk, i, stance, l));
    let before = before.or_else(|| of_sentence_before(desk, parties, i, stance));
    let several = both(desk, parties, i, stance);
    let own = holder(desk, parties, i, stance);
    match (own.or(before), stance.whose) {
        (Some(_), Holder::Said) if several.len() > 1 && own.is_none() => several,
        (Some(spoken), _) => vec![spoken],
        (None, Holder::Said | Holder::Own) => several,
        (None, Holder::All) => all(desk, parties, i),
        (None, Holder::Unsaid) => asked(),
    }
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

pub(crate) fn holder(desk: &Desk<'_>, parties: &Parties, i: usize, stance: &StanceMention) -> Option<Spoken> {
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
    if let Some(spoken) = entity.and_then(|e| parties.of_actor(e)) {
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
    let mut of: BTreeSet<Id> = parties.negotiators().into_iter().collect();
    if of.is_empty() {
        of = desk.corpus.annotations.get(i).map(|f| parties.sides(desk, i, f)).unwrap_or_default();
        if of.len() != 2 {
            of.clone_from(parties.all_sides());
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
pub(crate) fn prediction(
    desk: &Desk<'_>,
    parties: &Parties,
    i: usize,
    stance: &StanceMention,
    spoken: Spoken,
) -> bool {
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
pub(crate) fn teller(desk: &Desk<'_>, parties: &Parties, i: usize, stance: &StanceMention) -> Option<Id> {
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
