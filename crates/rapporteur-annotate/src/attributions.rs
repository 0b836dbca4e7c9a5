//! # Attributions
//!
//! What it finds: who is said to say, hold or think something - source, cue, content in one or more pieces - in
//! direct, mixed and indirect speech: "X said that", "said X", "X told Y", "according to X", "X: quotation",
//! "reportedly", the participles that go on ("adding that"), quotations whose speaker is carried over.
//! Why: nothing enters the record without somebody who says it, or the outlet's own voice.
//! Example: "The bridge is closed, | two officials | told | the Harbour Post." - content, source, cue, told to.
//! Source: PARC's scheme of source, cue and content (Pareti 2012), as PolNeAR (Newell et al. 2018) applies it.
//! Touches tokens, quotations and the cue lexicon; mentions only to say who a source is. Sees one article.

use crate::bodies;
use crate::candidates::{self, Candidate};
use crate::cited;
use crate::clauses::{Group, Item};
use crate::patterns::Finder;
use crate::quotes::{self, Quote};
use crate::sources;
use crate::tree::Tree;
use crate::turns;
use crate::view::View;
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::cues::{CueKind, Form};
use rapporteur_lexicon::function_words::Classes;
use rapporteur_model::{
    Annotations, Article, Attribution, AttributionKind, PartKind, Span, Syntax, Verification,
};
use std::collections::BTreeMap;
use std::ops::Range;

/// How many attributions before a span are asked whether they cover it.
const NEAREST: usize = 256;
/// What has no mark that ends it is read in stretches of so many items.
const LONGEST_SENTENCE: usize = 400;

/// What is less likely is not said. Chosen on PolNeAR's development part, where it gives the best F1.
const LIKELY: f64 = 0.36;
/// The same for a noun of speech with its owner and its clause.
const NAMED: f64 = 0.1;
/// The same for a verb of speech with "that" inside what somebody else says: the counts are of news whose readers seldom
/// marked the inner one.
const NESTED: f64 = 0.1;
/// A speaker's label in a transcript leaves no doubt; news, which the counts are of, has none. Nor does "quoted Vane as
/// saying".
const LABELLED: f64 = 0.95;
/// A headline that names its source before a colon or behind a dash: news bodies, which the counts are of, have few.
const HEADED: f64 = 0.6;
/// So many attributions a paragraph has at most.
const MOST: usize = 400;

/// An attribution in tokens, before it is known what sort of source speaks.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) source: Option<Range<usize>>,
    pub(crate) cue: Option<Range<usize>>,
    pub(crate) content: Vec<Range<usize>>,
    pub(crate) told_to: Option<Range<usize>>,
    pub(crate) verification: Option<Verification>,
    pub(crate) rule: &'static str,
    /// The quotation its words stand inside.
    pub(crate) within: Option<usize>,
    pub(crate) paragraph: usize,
    /// How likely, where it was weighed.
    pub(crate) confidence: Option<f32>,
}

/// Finds the attributions of an article.
pub fn annotate(lexicon: &Lexicon, article: &Article, syntax: &Syntax, found: &mut Annotations) {
    let view = View::new(lexicon, article, syntax);
    let quotes = quotes::find(&view, article);
    let inside = quotes::innermost(&quotes, view.len());
    let mut drafts = by_words(&view, article, &quotes, &inside, found);
    if syntax.parsed {
        drafts = weighed(&view, article, &inside, drafts);
    }
    cited::sources(&view, found, &mut drafts);
    let drafts = tidy(drafts);
    found.attributions = finish(&view, &quotes, &inside, drafts);
    sources::describe(&view, found);
    for attribution in found.attributions.iter().filter(|a| a.source_mention.is_none()) {
        let unclear = attribution.source.and_then(|s| bodies::unclear(&view, &found.mentions, article.id, s));
        found.diagnostics.extend(unclear);
    }
}

/// What words and marks alone show.
fn by_words(
    view: &View<'_>,
    article: &Article,
    quotes: &[Quote],
    inside: &[Option<usize>],
    found: &Annotations,
) -> Vec<Draft> {
    let groups = groups(view, article, quotes, inside);
    let mut drafts: Vec<Draft> = Vec::new();
    for (n, group) in groups.iter().enumerate() {
        let from = drafts.len();
        let next = groups.iter().skip(n + 1).take(8).find(|g| g.within == group.within);
        let previous = groups.iter().take(n).rev().take(8).find(|g| g.within == group.within);
        Finder { group, next, previous, drafts: &mut drafts, from, found }.run();
    }
    carry_on(&groups, quotes, &mut drafts);
    transcript(view, article, &mut drafts);
    tidy(drafts)
}

/// The turns of a transcript: whoever the label names says all of it, over paragraphs too.
fn transcript(view: &View<'_>, article: &Article, drafts: &mut Vec<Draft>) {
    for turn in turns::find(view, article) {
        let same = |d: &&mut Draft| {
            d.within.is_none() && d.source.as_ref().is_some_and(|s| s.start == turn.label.start)
        };
        let draft = Draft {
            source: Some(turn.label.clone()),
            cue: Some(turn.label.end..turn.label.end + 1),
            content: turn.content.into_iter().filter(|c| !c.is_empty()).collect(),
            told_to: None,
            verification: None,
            rule: if turn.sure { "attribution.turn" } else { "attribution.transcript" },
            within: None,
            paragraph: turn.paragraph,
            confidence: None,
        };
        match drafts.iter_mut().find(same) {
            Some(known) => *known = draft,
            None => drafts.push(draft),
        }
    }
}

/// An attribution that the program considers, before it is weighed: what its weights are learned from.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The source's words.
    pub source: Option<Span>,
    /// The cue's words.
    pub cue: Option<Span>,
    /// The content's pieces.
    pub content: Vec<Span>,
    /// The word the cue is built on.
    pub lemma: String,
    /// How it is built.
    pub construction: String,
    /// What else was seen.
    pub signs: Vec<&'static str>,
    /// The token the cue is built on.
    pub word: usize,
}

/// Everything that is considered in an article, kept or not.
pub fn offers(lexicon: &Lexicon, article: &Article, syntax: &Syntax, found: &Annotations) -> Vec<Offer> {
    let view = View::new(lexicon, article, syntax);
    let quotes = quotes::find(&view, article);
    let inside = quotes::innermost(&quotes, view.len());
    let drafts = by_words(&view, article, &quotes, &inside, found);
    let offer = |(c, signs): (Candidate, Vec<&'static str>)| Offer {
        source: c.draft.source.clone().and_then(|s| view.span(s)),
        cue: c.draft.cue.clone().and_then(|s| view.span(s)),
        content: c.draft.content.iter().filter_map(|s| view.span(s.clone())).collect(),
        lemma: c.lemma,
        construction: c.construction,
        signs,
        word: c.word,
    };
    considered(&view, article, &inside, drafts).into_iter().map(offer).collect()
}

/// What the trees offer and what words alone showed, with the signs for and against each.
fn considered(
    view: &View<'_>,
    article: &Article,
    inside: &[Option<usize>],
    drafts: Vec<Draft>,
) -> Vec<(Candidate, Vec<&'static str>)> {
    let tree = Tree::new(view.syntax);
    let mut paragraphs = vec![0; view.len()];
    let mut titles = vec![false; view.len()];
    for (n, part) in article.readable().enumerate() {
        let tokens = view.syntax.tokens_in(part.span);
        paragraphs.get_mut(tokens.clone()).unwrap_or_default().fill(n);
        titles.get_mut(tokens).unwrap_or_default().fill(part.kind == PartKind::Title);
    }
    let mut all = candidates::find(view, &tree, inside, &paragraphs);
    for mut draft in drafts {
        let first = draft.content.first().map_or(0, |c| c.start);
        let word = draft.cue.as_ref().map_or(first, |c| c.end.saturating_sub(1));
        let lemma = match (&draft.cue, view.cue(word)) {
            (None, _) => String::new(),
            (_, Some((cue, _))) => cue.lemma.to_owned(),
            (Some(_), None) => view.lower(word).to_owned(),
        };
        let construction = draft.rule.replace("attribution.", "rule:");
        // A quotation over paragraphs competes where its cue stands.
        draft.paragraph = paragraphs.get(word).copied().unwrap_or(draft.paragraph);
        all.push(Candidate { word, lemma, construction, draft });
    }
    let title = |word: usize| titles.get(word).copied().unwrap_or(false);
    all.into_iter()
        .map(|c| {
            let signs = candidates::signs(view, &tree, inside, title(c.word), &c);
            (c, signs)
        })
        .collect()
}

/// Of everything considered what is likely enough; of what competes for the same words the likeliest.
fn weighed(view: &View<'_>, article: &Article, inside: &[Option<usize>], drafts: Vec<Draft>) -> Vec<Draft> {
    let words = candidates::WordCount::new(view);
    let attributing = &view.lexicon.attributing;
    let mut all = considered(view, article, inside, drafts);
    // "Neither side said": then nobody did.
    let nobody = |d: &Draft| {
        let speech = d.cue.as_ref().is_some_and(|c| view.lexicon.cues.is_speech(view.lower(c.end - 1)));
        let first = d.source.as_ref().map_or("", |s| view.lower(s.start));
        // "Neither the company nor the union has confirmed it."
        let before = d.source.as_ref().and_then(|s| s.start.checked_sub(1)).map_or("", |t| view.lower(t));
        before == "nor" || speech && matches!(first, "neither" | "none" | "nobody" | "no")
    };
    all.retain(|(c, _)| !nobody(&c.draft));
    let tree = Tree::new(view.syntax);
    for (candidate, _) in &mut all {
        to_next_verb(view, &tree, inside, candidate);
    }
    // What words and marks showed, by the word its cue is built on: it knows whom something was told to.
    let by_words: BTreeMap<usize, Candidate> = all
        .iter()
        .filter(|(c, _)| c.construction.starts_with("rule:") && c.draft.cue.is_some())
        .map(|(c, _)| (c.word, c.clone()))
        .collect();
    let mut likely: Vec<(u32, Candidate)> = all
        .into_iter()
        .filter_map(|(c, signs)| {
            let p = attributing.weigh(&c.lemma, &c.construction, &signs);
            // "his pledge to": what is called so is said, however rarely it was marked.
            let named = view.lexicon.cues.is_said(&c.lemma)
                && (c.construction.starts_with("noun:that:") || c.construction.starts_with("noun:inf:"))
                && (c.construction.ends_with(":poss") || c.construction.ends_with(":by"));
            // In millionths, so that the order does not hang on a last bit.
            let sure = matches!(c.draft.rule, "attribution.turn" | "attribution.quoted-as");
            let p = if sure { p.max(LABELLED) } else { p };
            let p = if c.draft.rule == "attribution.headline" { p.max(HEADED) } else { p };
            let nested = c.construction == "that"
                && c.draft.source.is_some()
                && signs.contains(&"embedded")
                && !["negated", "modal", "future", "question", "source-it", "source-you"]
                    .iter()
                    .any(|sign| signs.contains(sign))
                && view.lexicon.cues.find(&c.lemma).is_some_and(|(cue, _)| cue.kind == CueKind::Speech);
            (p >= LIKELY || named && p >= NAMED || nested && p >= NESTED).then_some(((p * 1e6) as u32, c))
        })
        .collect();
    likely.sort_by(|(p, a), (q, b)| {
        q.cmp(p).then(a.word.cmp(&b.word)).then(a.construction.cmp(&b.construction))
    });
    let mut kept: BTreeMap<usize, Vec<Candidate>> = BTreeMap::new();
    for (p, mut candidate) in likely {
        let near = kept.entry(candidate.draft.paragraph).or_default();
        if near.len() < MOST && !near.iter().any(|k| words.competes(k, &candidate)) {
            if let Some(known) = by_words.get(&candidate.word) {
                if words.same(known, &candidate) {
                    candidate.draft = known.draft.clone();
                } else {
                    candidate.draft.told_to = candidate.draft.told_to.or(known.draft.told_to.clone());
                }
            }
            // Two decimals are what the counts bear.
            candidate.draft.confidence = Some((p / 10_000) as f32 / 100.0);
            near.push(candidate);
        }
    }
    tidy(kept.into_values().flatten().map(|c| c.draft).collect())
}

/// "She said the pier was safe, but warned that it would be shut": what is joined to the cue is no part of its content,
/// nor is what goes on behind a relative clause.
fn to_next_verb(view: &View<'_>, tree: &Tree<'_>, inside: &[Option<usize>], candidate: &mut Candidate) {
    let cue = candidate.word;
    let around = candidate.draft.content.first().is_some_and(|c| c.start < cue);
    let Some(last) = candidate.draft.content.last_mut().filter(|c| c.start > cue) else { return };
    // "The board, which says the pier is safe, will open it": what says "the pier" ends with its own clause.
    let own = tree.extent(cue).end;
    if tree.label(cue) == "acl:relcl" && own > last.start && own < last.end {
        last.end = own;
        while last.end > last.start + 1
            && !view.is_word(last.end - 1)
            && inside.get(last.end - 1) == inside.get(cue)
        {
            last.end -= 1;
        }
    }
    let level = |i: usize| inside.get(i).copied().flatten();
    // "..., he said, and he urged": said behind a quotation.
    let again = |s: usize| around && matches!(view.lower(s), "he" | "she" | "it" | "they");
    let next = tree.children(cue).find(|&c| {
        last.contains(&c)
            && tree.dep(c) == "conj"
            && tree.is_verb(c)
            && tree.own_subject(c).is_none_or(again)
            && level(c) == level(cue)
            && view.cue(c).is_some_and(|(_, form)| matches!(form, Form::Past | Form::Third))
    });
    let Some(mut end) = next.map(|c| tree.extent(c).start) else { return };
    if end <= last.start {
        if around {
            candidate.draft.content.pop();
        }
        return;
    }
    while end > last.start && (!view.is_word(end - 1) && level(end - 1) == level(cue)) {
        end -= 1;
    }
    if view.is(end, Classes::CONJUNCTION) || !view.is_word(end) {
        last.end = end.max(last.start + 1);
    }
}

/// For each token: does it stand inside a quotation that is speech?
pub(crate) fn quoted(lexicon: &Lexicon, article: &Article, syntax: &Syntax) -> Vec<bool> {
    let view = View::new(lexicon, article, syntax);
    let mut inside = vec![false; view.len()];
    for quote in quotes::find(&view, article).iter().filter(|q| q.speech) {
        inside.get_mut(quote.inner.clone()).unwrap_or_default().fill(true);
    }
    inside
}

/// Is it speech or thought in a clause, and not an attitude to a thing ("backs the plan", "is expected to")?
pub(crate) fn tells(attribution: &Attribution) -> bool {
    !matches!(
        &*attribution.by,
        "attribution.verb" | "attribution.noun" | "attribution.adjective" | "attribution.passive"
    )
}

/// The innermost attribution of speech whose content covers `span`: the one whose piece around it is shortest.
///
/// Attributions stand in the order of their content; only the nearest few hundred that begin before are looked at, so
/// that asking once for each event stays cheap however long the article.
pub fn attribution_at(found: &Annotations, span: Span) -> Option<usize> {
    let end =
        found.attributions.partition_point(|a| a.content.first().is_some_and(|c| c.start <= span.start));
    let mut best: Option<(usize, usize)> = None;
    for (i, attribution) in found.attributions.iter().enumerate().take(end).rev().take(NEAREST) {
        if !tells(attribution) {
            continue;
        }
        let piece = attribution.content.iter().filter(|c| c.contains(span)).map(|c| c.len()).min();
        if let Some(len) = piece
            && best.is_none_or(|(shortest, _)| len < shortest)
        {
            best = Some((len, i));
        }
    }
    best.map(|(_, i)| i)
}

/// Sentences as items, outer level first within each paragraph, then what stands inside its quotations.
pub(crate) fn groups<'v, 'a>(
    view: &'v View<'a>,
    article: &Article,
    quotes: &'v [Quote],
    inside: &[Option<usize>],
) -> Vec<Group<'v, 'a>> {
    let mut all = Vec::new();
    for (paragraph, part) in article.readable().enumerate() {
        let title = part.kind == PartKind::Title;
        let tokens = view.syntax.tokens_in(part.span);
        let mut levels: Vec<(Option<usize>, Range<usize>)> = vec![(None, tokens)];
        let mut next = 0;
        while let Some((within, tokens)) = levels.get(next).cloned() {
            next += 1;
            let mut at = tokens.start;
            while at < tokens.end {
                let (items, end) = sentence(view, quotes, inside, within, at, tokens.end);
                for q in items.iter().filter_map(|i| i.quote) {
                    if let Some(quote) = quotes.get(q).filter(|q| q.speech) {
                        levels.push((Some(q), quote.inner.clone()));
                    }
                }
                if !items.is_empty() {
                    all.push(Group { view, quotes, items, within, paragraph, limit: tokens.end, title });
                }
                at = end.max(at + 1);
            }
        }
    }
    all
}

/// The items of the sentence that begins with token `from`, and the token after it.
fn sentence(
    view: &View<'_>,
    quotes: &[Quote],
    inside: &[Option<usize>],
    within: Option<usize>,
    from: usize,
    limit: usize,
) -> (Vec<Item>, usize) {
    let sentence_end = |token: usize| {
        let start = view.syntax.tokens.get(token).map_or(0, |t| t.span.lo());
        let sentence = view.syntax.sentence_at(start).and_then(|s| view.syntax.sentences.get(s));
        sentence.map_or(token + 1, |s| view.syntax.tokens_in(*s).end).clamp(token + 1, limit.max(token + 1))
    };
    let mut end = sentence_end(from);
    let mut items = Vec::new();
    let mut at = from;
    while at < end && items.len() < LONGEST_SENTENCE {
        // The quotation at this level that holds the token, if any.
        let mut quote = inside.get(at).copied().flatten();
        while let Some(q) = quote {
            let parent = quotes.get(q).and_then(|q| q.parent);
            if q == within.unwrap_or(usize::MAX) {
                quote = None;
            } else if parent == within {
                break;
            } else {
                quote = parent;
            }
        }
        let close = quote.and_then(|q| quotes.get(q)).map_or(at + 1, |q| q.tokens.end.min(limit)).max(at + 1);
        items.push(Item { tokens: at..close, quote });
        if close > end {
            // The quotation holds several sentences together.
            end = sentence_end(close - 1);
        }
        at = close;
    }
    (items, at)
}

/// Quotations without a cue of their own: those that go on with an attributed one, and those of the same speaker.
fn carry_on(groups: &[Group<'_, '_>], quotes: &[Quote], drafts: &mut Vec<Draft>) {
    let mut owner: Vec<Option<usize>> = vec![None; quotes.len()];
    let quote_at: BTreeMap<usize, usize> = quotes
        .iter()
        .enumerate()
        .filter(|(_, q)| !q.inner.is_empty())
        .map(|(i, q)| (q.tokens.start, i))
        .collect();
    for (d, draft) in drafts.iter().enumerate() {
        for piece in &draft.content {
            for (_, &q) in quote_at.range(piece.clone()) {
                if let Some(cell) = owner.get_mut(q)
                    && cell.is_none()
                {
                    *cell = Some(d);
                }
            }
        }
    }
    // The last attribution that quoted somebody, and its paragraph.
    let mut last: Option<usize> = None;
    for group in groups.iter().filter(|g| g.within.is_none() && !g.title) {
        for (k, item) in group.items.iter().enumerate() {
            let Some(q) = item.quote else { continue };
            let Some(quote) = quotes.get(q).filter(|q| q.speech) else { continue };
            if let Some(d) = owner.get(q).copied().flatten() {
                last = Some(d);
                continue;
            }
            let continued = quote.continues.and_then(|c| owner.get(c).copied().flatten());
            let alone = k == 0 && group.items.len() <= 2 && (group.items.len() == 1 || group.is_end(1));
            let same = last.filter(|&d| drafts.get(d).is_some_and(|d| d.paragraph == group.paragraph));
            if let Some(d) = continued.or(same.filter(|_| alone)) {
                if let Some(draft) = drafts.get_mut(d) {
                    draft.content.push(item.tokens.clone());
                    draft.paragraph = group.paragraph;
                }
                if let Some(cell) = owner.get_mut(q) {
                    *cell = Some(d);
                }
                last = Some(d);
            } else if alone {
                // A paragraph that is nothing but a quotation: it goes on with the one before, or is by its speaker.
                let before = last_said(drafts, group.paragraph);
                let quoted = last.filter(|&d| before == Some(d));
                if let Some(draft) = quoted.and_then(|d| drafts.get_mut(d)) {
                    draft.content.push(item.tokens.clone());
                    draft.paragraph = group.paragraph;
                    continue;
                }
                let source = before.and_then(|d| drafts.get(d)).and_then(|d| d.source.clone());
                let carried = source.is_some();
                drafts.push(Draft {
                    source,
                    cue: None,
                    content: vec![item.tokens.clone()],
                    told_to: None,
                    verification: None,
                    rule: if carried { "attribution.carried-speaker" } else { "attribution.no-speaker" },
                    within: None,
                    paragraph: group.paragraph,
                    confidence: None,
                });
                last = carried.then_some(drafts.len() - 1);
            }
        }
    }
}

/// The last attribution at the outer level of the paragraph before.
fn last_said(drafts: &[Draft], paragraph: usize) -> Option<usize> {
    let end = drafts.iter().enumerate().rev().take(40);
    let fits = end.filter(|(_, d)| d.within.is_none() && d.paragraph + 1 == paragraph && d.source.is_some());
    fits.max_by_key(|(_, d)| d.content.last().map(|c| c.end)).map(|(i, _)| i)
}

/// One attribution per cue, in the order of the text.
fn tidy(mut drafts: Vec<Draft>) -> Vec<Draft> {
    for d in &mut drafts {
        d.content.sort_by_key(|c| (c.start, c.end));
        d.content.dedup();
    }
    drafts.sort_by_key(|d| {
        let first = d.content.first().map_or((0, 0), |c| (c.start, c.end));
        (first, d.cue.as_ref().map(|c| c.start))
    });
    drafts.dedup_by(|b, a| a.cue == b.cue && a.content == b.content);
    drafts
}

fn finish(
    view: &View<'_>,
    quotes: &[Quote],
    inside: &[Option<usize>],
    drafts: Vec<Draft>,
) -> Vec<Attribution> {
    let mut all = Vec::new();
    for draft in drafts {
        let content: Vec<Span> = draft.content.iter().filter_map(|c| view.span(c.clone())).collect();
        if content.is_empty() {
            continue;
        }
        let source = draft.source.map(|s| without_day(view, s, draft.cue.as_ref()));
        let quoted = |t: usize| inside.get(t).copied().flatten() != draft.within;
        let words = || draft.content.iter().flat_map(|c| c.clone()).filter(|&t| view.is_word(t));
        let kind = if draft.content.iter().all(|c| is_quotation(quotes, c)) || words().all(quoted) {
            AttributionKind::Direct
        } else if words().any(quoted) {
            AttributionKind::Mixed
        } else {
            AttributionKind::Indirect
        };
        let lemma = draft.cue.as_ref().and_then(|c| view.cue(c.start)).map(|(c, _)| c.lemma);
        let verification = draft.verification.or(match lemma {
            Some("deny") => Some(Verification::Denied),
            Some("confirm") => Some(Verification::Confirmed),
            _ => None,
        });
        all.push(Attribution {
            source: source.and_then(|s| view.span(s)),
            cue: draft.cue.and_then(|c| view.span(c)),
            content,
            kind,
            source_kind: rapporteur_model::SourceKind::Unspecified,
            source_mention: None,
            source_count: None,
            source_state: None,
            source_sector: None,
            source_proximity: None,
            subset_of: None,
            told_to: draft.told_to.and_then(|t| view.span(t)),
            parent: None,
            verification,
            by: draft.rule.into(),
            confidence: draft.confidence,
        });
    }
    all
}

/// "The port on Monday | tabled": when it was said is no part of who says it.
fn without_day(view: &View<'_>, source: Range<usize>, cue: Option<&Range<usize>>) -> Range<usize> {
    if !cue.is_some_and(|c| c.start >= source.end && c.start - source.end < 2) {
        return source;
    }
    let mut at = source.end;
    while at > source.start && (view.is(at - 1, Classes::DAY) || view.lower(at - 1).parse::<u8>().is_ok()) {
        at -= 1;
    }
    let day = (at..source.end).any(|t| view.is(t, Classes::DAY));
    let on = at.checked_sub(1).filter(|&p| p > source.start && matches!(view.lower(p), "on" | "in" | "late"));
    match on {
        Some(on) if day => source.start..on,
        _ => source,
    }
}

fn is_quotation(quotes: &[Quote], piece: &Range<usize>) -> bool {
    let first = quotes.partition_point(|q| q.tokens.start < piece.start);
    quotes.iter().skip(first).take(2).any(|q| q.tokens == *piece)
}
