//! Rulings that bear on single articles: when one was published, and how it was read.
//!
//! Days are set before anything is read; what is rejected or corrected is changed in the annotations, so that nothing
//! across articles ever sees it as it was. Rulings about links are applied by `rapporteur_link`. Here their outcomes come together: every
//! ruling gets one, also the one whose words are gone. Touches no file.

use crate::pipeline::UNDATED;
use rapporteur_model::record::RulingAppliedRow;
use rapporteur_model::{
    Annotations, Article, ArticleNames, Basis, Diagnostic, Id, Interval, Item, Judgement, Links, Record,
    Ruling, Span,
};
use std::collections::{BTreeMap, BTreeSet};

/// What became of rulings so far, in the order of their file.
#[derive(Debug, Default)]
pub(crate) struct Outcomes {
    rows: Vec<RulingAppliedRow>,
    /// What each row's ruling calls its article.
    called: Vec<String>,
}

impl Outcomes {
    /// Sets the days that rulings give. The last one about an article holds.
    pub(crate) fn published(
        rulings: &[Ruling],
        articles: &mut [Article],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Outcomes {
        let mut outcomes = Outcomes::default();
        if !rulings.iter().any(|r| matches!(r.judgement, Judgement::Published(_))) {
            return outcomes;
        }
        let names = ArticleNames::new(&*articles);
        let mut stated: BTreeMap<usize, String> = BTreeMap::new();
        let mut set_by: BTreeMap<usize, usize> = BTreeMap::new();
        for ruling in rulings {
            let Judgement::Published(interval) = ruling.judgement else { continue };
            let found = find(&names, articles, ruling);
            let mut row = ruling.outcome(found.article, found.span, Ok(format!("published {interval}")));
            let there = found.index.and_then(|i| Ok((i, articles.get_mut(i).ok_or("no such article")?)));
            match there {
                Ok((i, article)) => {
                    let before = stated.entry(i).or_insert_with(|| match article.published_basis {
                        Some(basis) => format!("{} {basis}", article.published),
                        None => article.published.to_string(),
                    });
                    row.before = Some(before.clone());
                    (article.published, article.published_basis) = (interval, Some(Basis::Ruling));
                    if let Some(earlier) =
                        set_by.insert(i, outcomes.rows.len()).and_then(|n| outcomes.rows.get_mut(n))
                    {
                        let why = "does not apply: a later ruling gives another day";
                        (earlier.applied, earlier.effect, earlier.before) = (false, why.to_owned(), None);
                    }
                }
                Err(why) => row = ruling.outcome(found.article, found.span, Err(why)),
            }
            outcomes.push(ruling, row);
        }
        let dated: BTreeSet<Id> =
            set_by.keys().filter_map(|&i| articles.get(i)).map(|article| article.id).collect();
        diagnostics.retain(|d| d.name != UNDATED || d.article.is_none_or(|id| !dated.contains(&id)));
        outcomes
    }

    fn push(&mut self, ruling: &Ruling, row: RulingAppliedRow) {
        self.rows.push(row);
        self.called.push(ruling.place.article.clone());
    }

    /// Articles that were not known by the day asked for were never here.
    pub(crate) fn forget(&mut self, gone: &BTreeSet<Id>) {
        for (row, called) in self.rows.iter_mut().zip(&self.called) {
            if row.article.is_some_and(|id| gone.contains(&id)) {
                (row.article, row.span, row.before, row.applied) = (None, None, None, false);
                row.effect = format!("does not apply: no article {called} is here");
            }
        }
    }

    /// Takes over what became of rulings on single readings.
    pub(crate) fn read(&mut self, readings: Readings) {
        self.rows.extend(readings.rows());
    }

    /// Joins what linking says of its rulings, with a diagnostic for each that does not apply.
    pub(crate) fn into_links(self, links: &mut Links) {
        for row in &self.rows {
            if !row.applied {
                let detail = format!("ruling {} ({}, {}) {}", row.ruling, row.author, row.date, row.effect);
                let mut diagnostic = Diagnostic::new(row.article, "ruling-not-applied", detail);
                diagnostic.span = row.span;
                links.diagnostics.push(diagnostic);
            }
        }
        links.rulings_applied.extend(self.rows);
    }
}

/// Where a ruling's words are.
struct Found {
    article: Option<Id>,
    span: Option<Span>,
    /// The article's index, if article and words are there.
    index: Result<usize, String>,
}

fn find(names: &ArticleNames, articles: &[Article], ruling: &Ruling) -> Found {
    let index = names.find(&ruling.place.article);
    let article = index.as_ref().ok().and_then(|&i| articles.get(i));
    let span = article.and_then(|a| ruling.place.find(&a.text));
    let gone = ruling.place.quote.as_deref().filter(|_| article.is_some() && span.is_none());
    let index = match gone {
        Some(quote) => Err(match ruling.place.nth {
            1 => format!("the article does not say “{quote}”"),
            n => format!("the article does not say “{quote}” {n} times"),
        }),
        None => index,
    };
    Found { article: article.map(|a| a.id), span, index }
}

/// What single readings rulings judge: what is taken out of articles, called something else, or found right.
#[derive(Debug, Default)]
pub(crate) struct Readings {
    all: Vec<Reading>,
    by_article: BTreeMap<Id, Vec<usize>>,
}

#[derive(Debug)]
struct Reading {
    ruling: Ruling,
    article: Option<Id>,
    span: Option<Span>,
    item: Item,
    kind: Option<String>,
    /// How many things it bore on, or why none could be looked for.
    done: Result<usize, String>,
}

/// What a ruling about a single reading judges.
fn reading(judgement: &Judgement) -> Option<(Item, &Option<String>)> {
    match judgement {
        Judgement::Accept { item, kind }
        | Judgement::Correct { item, kind, .. }
        | Judgement::Reject { item, kind } => Some((*item, kind)),
        _ => None,
    }
}

impl Readings {
    /// Finds the words of these rulings. Of two that judge the same reading, the later holds.
    pub(crate) fn new(rulings: &[Ruling], articles: &[Article]) -> Readings {
        let mut readings = Readings::default();
        if !rulings.iter().any(|r| reading(&r.judgement).is_some()) {
            return readings;
        }
        let names = ArticleNames::new(articles);
        let mut last: BTreeMap<(Id, Span, Item, Option<String>), usize> = BTreeMap::new();
        for ruling in rulings {
            let Some((item, kind)) = reading(&ruling.judgement) else { continue };
            let found = find(&names, articles, ruling);
            if let (Some(article), Some(span)) = (found.article, found.span) {
                let n = readings.all.len();
                readings.by_article.entry(article).or_default().push(n);
                if let Some(earlier) = last
                    .insert((article, span, item, kind.clone()), n)
                    .and_then(|earlier| readings.all.get_mut(earlier))
                {
                    earlier.done = Err("a later ruling judges the same reading".to_owned());
                }
            }
            readings.all.push(Reading {
                ruling: ruling.clone(),
                article: found.article,
                span: found.span,
                item,
                kind: kind.clone(),
                done: found.index.map(|_| 0),
            });
        }
        readings
    }

    /// Applies them to one article; again, where the article was read again.
    pub(crate) fn apply(&mut self, article: Id, found: &mut Annotations) {
        let Some(of_article) = self.by_article.get(&article) else { return };
        for &n in of_article {
            let Some(r) = self.all.get_mut(n) else { continue };
            let (Some(span), Ok(done)) = (r.span, r.done.as_mut()) else { continue };
            let kind = r.kind.as_deref();
            *done = match &r.ruling.judgement {
                Judgement::Reject { .. } => found.reject(r.item, span, kind),
                Judgement::Correct { to, .. } => found.correct(r.item, span, kind, to),
                _ => found.read(r.item, span, kind),
            };
        }
    }

    fn rows(self) -> impl Iterator<Item = RulingAppliedRow> {
        self.all.into_iter().map(|r| {
            let kind = r.kind.as_deref().map(|k| format!(" ({k})")).unwrap_or_default();
            let effect = match r.done {
                Ok(0) => Err(format!("no {}{kind} is read in these words", r.item)),
                Ok(n) => Ok(match &r.ruling.judgement {
                    Judgement::Accept { .. } => format!("found right: {n} {}{kind}", r.item),
                    Judgement::Correct { to, .. } => format!("changed {n} {}{kind} to {to}", r.item),
                    _ => format!("dropped {n} {}{kind}", r.item),
                }),
                Err(why) => Err(why),
            };
            r.ruling.outcome(r.article, r.span, effect)
        })
    }
}

/// What days that rulings corrected were before, by article.
pub(crate) fn before(record: &Record) -> BTreeMap<Id, (Interval, Option<Basis>)> {
    let rows = record.rulings_applied.iter().filter(|r| r.applied && r.kind == "published");
    rows.filter_map(|r| {
        let mut words = r.before.as_deref()?.split(' ');
        let interval = words.next()?.parse().ok()?;
        Some((r.article?, (interval, words.next().and_then(|b| b.parse().ok()))))
    })
    .collect()
}

/// A line for each ruling that does not apply.
pub(crate) fn not_applied(record: &Record) -> Vec<String> {
    let rows = record.rulings_applied.iter().filter(|r| !r.applied);
    rows.map(|r| format!("ruling {} of {} ({}, {}) {}", r.ruling, r.kind, r.author, r.date, r.effect))
        .collect()
}
