//! How well the tellings of one planted fact become one claim, and denials of it contradictions of the right kind.
//!
//! Each pile is annotated and linked as a build does it. Gold are pairs of places where one fact of one event is told,
//! by its first story, a copy, a retelling or a confirmation. What independent papers say of the lesser facts is neither
//! right nor wrong to join: it is left out. Touches nothing but the pile.

use super::generate::{Kind, LATE, Pile, Story};
use super::writer::Differs;
use super::{annotated, number, peak, percent, worked};
use rapporteur::pipeline::Engine;
use rapporteur_lexicon::codebook::Codebook;
use rapporteur_model::record::{ContradictionKind, Relation};
use rapporteur_model::{Id, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The head of the table.
pub(super) const HEAD: &str = "\n## Claims\n\nPairs of places that tell one fact; *other words* are pairs that are no copies. *Denied*: planted denials that stand as such, \
    and those whose contradiction is of the right kind. \
    *Wrong pairs*: what looks alike and has another place, thing or time, and all else; that two numbers or days contradict each other is neither right nor wrong. Seconds and memory are of all linking.\n\n\
    | articles | claims | pairs found | precision | recall | recall, other words | recall, confirmations | house text | denied | kind right | linking, s | articles/s | memory, MiB | wrong pairs |\n\
    | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | :-- |\n";

/// One place of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// Family and number of a fact.
    Fact(usize, usize),
    /// A fact as others tell it, where it is not said that they tell the same.
    Open,
    /// Under everything of one paper.
    House,
    /// Anything else: article, start.
    Own(usize, u32),
}

/// The place, the story, the text it has it from.
type Told = (Place, usize, usize);

/// Facts whose wording by others tells the same: who says what will happen, and the number.
const FIRM: [usize; 2] = [0, 2];

/// Measures one pile.
///
/// Tells `show` wrong pairs and `show` missed ones after it.
pub(super) fn line(pile: &Pile, show: usize) -> Result<String, String> {
    let engine = Engine::default();
    let lexicon = &engine.lexicon;
    let corpus = annotated(lexicon, pile, &|article| engine.annotate(article))?;
    let codebook = Codebook::builtin("security-talks").unwrap_or_default();
    let before = peak(true);
    let start = worked();
    let links = rapporteur_link::corpus(lexicon, &codebook, &corpus, &[]);
    let seconds = worked() - start;
    let memory = peak(false).saturating_sub(before);

    let by_id: BTreeMap<Id, usize> = corpus.articles.iter().enumerate().map(|(i, a)| (a.id, i)).collect();
    // Where each fact stands in each article.
    let mut facts: Vec<Vec<(Span, Place)>> = Vec::new();
    for article in &corpus.articles {
        let n = number(article);
        let mut here = Vec::new();
        if let Some(story) = pile.stories.get(n) {
            let find = |words: &str| {
                let at = article.text.find(words)?;
                Some(Span::new(at, at + words.len()))
            };
            for (fact, said) in &story.facts {
                let firm = story.kind != Kind::Confirmation || FIRM.contains(fact);
                let place = if firm { Place::Fact(story.family, *fact) } else { Place::Open };
                here.extend(find(said).map(|span| (span, place)));
            }
            if !story.footer().is_empty() {
                here.extend(find(story.footer()).map(|span| (span, Place::House)));
            }
        }
        facts.push(here);
    }
    let told = |article: usize, span: Span| -> Told {
        let n = corpus.articles.get(article).map_or(0, number);
        let place = facts.get(article).into_iter().flatten().find(|(s, _)| s.overlaps(span));
        let text = pile.stories.get(n).map_or(n, |s| s.text_of);
        (place.map_or(Place::Own(article, span.start), |(_, p)| *p), n, text)
    };
    let pair = |a: usize, b: usize| (a.min(b), a.max(b));
    let kind = |n: usize| pile.stories.get(n).map(|s| s.kind);
    let mut gold: BTreeSet<(usize, (usize, usize))> = BTreeSet::new();
    let mut tellers: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (n, story) in pile.stories.iter().enumerate().filter(|(_, s)| s.kind != Kind::Denial) {
        for (fact, _) in &story.facts {
            if story.kind != Kind::Confirmation || FIRM.contains(fact) {
                tellers.entry((story.family, *fact)).or_default().push(n);
            }
        }
    }
    for ((_, fact), list) in &tellers {
        for (k, &a) in list.iter().enumerate() {
            gold.extend(list.iter().skip(k + 1).map(|&b| (*fact, pair(a, b))));
        }
    }
    let mut places: BTreeMap<Id, Vec<(Told, Relation, &str)>> = BTreeMap::new();
    for e in &links.claim_evidence {
        let Some(&i) = by_id.get(&e.at.article) else { continue };
        places.entry(e.claim).or_default().push((
            told(i, e.at.span),
            e.relation,
            corpus.articles.get(i).map_or("", |a| a.words_of(e.at.span)),
        ));
    }
    let mut found: BTreeSet<(usize, (usize, usize))> = BTreeSet::new();
    let (mut right, mut house) = (0, 0);
    let mut wrong: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    let alike = |n: usize, m: usize| {
        let (a, b) = pile.stories.get(n).zip(pile.stories.get(m))?;
        let of = |a: &Story, b: &Story| a.like.filter(|(family, _)| *family == b.family).map(|(_, d)| d);
        of(a, b).or(of(b, a))
    };
    let mut denied: BTreeSet<usize> = BTreeSet::new();
    for list in places.values() {
        for (k, ((place, n, _), relation, words)) in list.iter().enumerate() {
            if kind(*n) == Some(Kind::Denial) {
                if *relation != Relation::Supports && list.iter().any(|((p, m, _), ..)| p == place && m != n)
                {
                    denied.insert(*n);
                }
                continue;
            }
            for ((other, m, _), their, others) in
                list.iter().skip(k + 1).filter(|((_, m, _), ..)| kind(*m) != Some(Kind::Denial))
            {
                match (place, other) {
                    (Place::House, Place::House) => house += 1,
                    (Place::Open, _) | (_, Place::Open) => {}
                    (Place::Fact(_, fact), same) if place == same => {
                        right += 1;
                        found.insert((*fact, pair(*n, *m)));
                    }
                    _ => {
                        let differs = alike(*n, *m);
                        let why = match differs {
                            // They are told apart.
                            Some(_) if relation != their => continue,
                            Some(Differs::Place) => "another place",
                            Some(Differs::Thing) => "another thing",
                            Some(Differs::Time) => "another time",
                            None => "else",
                        };
                        wrong.entry(why).or_default().push((words, others));
                    }
                }
            }
        }
    }
    let denials: Vec<usize> = (0..pile.stories.len()).filter(|n| kind(*n) == Some(Kind::Denial)).collect();
    let mut first_told: BTreeMap<usize, &str> = BTreeMap::new();
    for story in &pile.stories {
        first_told.entry(story.family).or_insert(&story.published);
    }
    let mut typed: BTreeSet<usize> = BTreeSet::new();
    for c in &links.contradictions {
        for at in [c.a, c.b] {
            let Some(article) = by_id.get(&at.article).and_then(|&i| corpus.articles.get(i)) else {
                continue;
            };
            let n = number(article);
            let Some(story) = pile.stories.get(n).filter(|s| s.kind == Kind::Denial) else { continue };
            let first = first_told.get(&story.family).copied().unwrap_or("");
            let late = days(&story.published) - days(first) >= i64::try_from(LATE).unwrap_or(0);
            let wanted =
                if late { ContradictionKind::ChangedOverTime } else { ContradictionKind::SourcesDisagree };
            if c.kind == wanted {
                typed.insert(n);
            }
        }
    }
    let text = |n: usize| pile.stories.get(n).map(|s| s.text_of);
    let among = |wanted: &dyn Fn(usize, usize) -> bool| {
        let these = gold.iter().filter(|(_, (a, b))| wanted(*a, *b));
        let (mut hits, mut all) = (0, 0);
        for pair in these {
            all += 1;
            hits += usize::from(found.contains(pair));
        }
        percent(hits, all)
    };
    let confirms = |a: usize, b: usize| [a, b].iter().any(|n| kind(*n) == Some(Kind::Confirmation));
    let all_wrong: usize = wrong.values().map(Vec::len).sum();
    let counted: Vec<String> = wrong.iter().map(|(why, pairs)| format!("{} {why}", pairs.len())).collect();
    let mut line = String::new();
    let _ = writeln!(
        line,
        "| {} | {} | {} | {} | {} | {} | {} | {house} | {} | {} | {seconds:.2} | {:.0} | {memory} | {} |",
        corpus.articles.len(),
        links.claims.len(),
        right + all_wrong,
        percent(right, right + all_wrong),
        among(&|_, _| true),
        among(&|a, b| text(a) != text(b) && !confirms(a, b)),
        among(&confirms),
        percent(denied.len(), denials.len()),
        percent(typed.len(), denials.len()),
        corpus.articles.len() as f64 / seconds.max(0.01),
        counted.join(", "),
    );
    for (why, pairs) in &wrong {
        for (a, b) in spread(pairs, show) {
            let _ = writeln!(line, "wrong ({why}):\n  {a}\n  {b}");
        }
    }
    let missed: Vec<_> = gold.iter().filter(|pair| !found.contains(pair)).collect();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for (fact, (a, b)) in missed.iter().filter(|_| show > 0) {
        let name = |n: &usize| kind(*n).map(|k| format!("{k:?}")).unwrap_or_default();
        *kinds.entry(format!("fact {} {}-{}", fact.min(&3), name(a), name(b))).or_default() += 1;
    }
    for (what, n) in kinds {
        let _ = writeln!(line, "missed {n}: {what}");
    }
    for (fact, (a, b)) in spread(&missed, show) {
        let said = |n: &usize| {
            let facts = pile.stories.get(*n).map_or(&[][..], |s| s.facts.as_slice());
            facts.iter().find(|(f, _)| f == fact).map_or("", |(_, s)| s.as_str())
        };
        let _ = writeln!(line, "missed:\n  {}\n  {}", said(a), said(b));
    }
    Ok(line)
}

/// At most `n` of a list, evenly spread.
fn spread<T>(all: &[T], n: usize) -> impl Iterator<Item = &T> {
    all.iter().step_by(all.len().div_ceil(n.max(1)).max(1)).take(n)
}

/// Days since some day, of `YYYY-MM-DD`.
fn days(day: &str) -> i64 {
    let date = day.parse::<rapporteur_model::Date>().ok();
    let first = "2031-01-01".parse::<rapporteur_model::Date>().ok();
    first.zip(date).map_or(0, |(a, b)| rapporteur_model::date::days_between(a, b))
}
