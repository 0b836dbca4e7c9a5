//! What people ruled about links between articles: two names mean one, or two; an article stands on another's reporting,
//! or does not.
//!
//! [`Forced`] finds the words of rulings about names, tells `entities` what to join and what to keep apart, and says
//! afterwards what became of them; [`derivations`] adds and takes away. A later ruling overrules an earlier one that it
//! contradicts. What no longer applies is reported, never lost. Touches the corpus and `links`; judges nothing itself.

use crate::outlets::key;
use rapporteur_model::record::{DerivationEvidenceRow, DerivationRow, MergeRow, RulingAppliedRow};
use rapporteur_model::{
    ArticleNames, Corpus, Diagnostic, EntityKind, How, Id, Judgement, Links, Mention, Place, Ruling, Span,
    Upstream,
};
use std::collections::{BTreeMap, BTreeSet};

/// An article and a mention in it, by index.
type Named = (usize, usize);

/// Rulings about who is who, with the mentions they stand on.
#[derive(Debug)]
pub(crate) struct Forced<'a> {
    corpus: &'a Corpus,
    pairs: Vec<Pair<'a>>,
}

#[derive(Debug)]
struct Pair<'a> {
    ruling: &'a Ruling,
    same: bool,
    /// Where its first words are, as far as they are.
    at: (Option<usize>, Option<Span>),
    /// The two mentions, or why there are not two.
    mentions: Result<(Named, Named), String>,
}

/// Names that an article uses for somebody else than the other articles do.
#[derive(Debug)]
pub(crate) struct Sides<K> {
    by_article: BTreeMap<usize, Vec<(K, usize)>>,
    /// Rulings, by their place among the pairs, whose words are one name of one article.
    inseparable: BTreeSet<usize>,
}

impl<K: PartialEq> Sides<K> {
    /// Which bearer of the name an article means: 0 for the one that everybody means.
    pub(crate) fn of(&self, article: usize, key: &K) -> usize {
        let here = self.by_article.get(&article).map_or(&[][..], Vec::as_slice);
        here.iter().find(|(k, _)| k == key).map_or(0, |(_, side)| *side)
    }
}

/// What to join and what never to join, as nodes of the caller; and which rulings later ones overrule, by their place
/// among the pairs, with the reason.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) together: Vec<(usize, usize, String)>,
    pub(crate) apart: Vec<(usize, usize)>,
    pub(crate) overruled: BTreeMap<usize, String>,
}

impl<'a> Forced<'a> {
    /// Finds the mentions that rulings stand on.
    pub(crate) fn new(corpus: &'a Corpus, names: &ArticleNames, rulings: &'a [Ruling]) -> Forced<'a> {
        let mut pairs = Vec::new();
        for ruling in rulings {
            let (same, other) = match &ruling.judgement {
                Judgement::Same(other) => (true, other),
                Judgement::Different(other) => (false, other),
                _ => continue,
            };
            let article = names.find(&ruling.place.article).ok();
            let span = article.and_then(|i| corpus.articles.get(i)).and_then(|a| ruling.place.find(&a.text));
            let mentions =
                mention_at(corpus, names, &ruling.place)
                    .and_then(|a| Ok((a, mention_at(corpus, names, other)?)))
                    .and_then(|(a, b)| {
                        if a == b { Err("both places are the same words".to_owned()) } else { Ok((a, b)) }
                    });
            pairs.push(Pair { ruling, same, at: (article, span), mentions });
        }
        Forced { corpus, pairs }
    }

    /// Which articles use a name for somebody else. `key` says what a mention would be joined by.
    pub(crate) fn sides<K: PartialEq>(&self, key: impl Fn(usize, &Mention) -> Option<K>) -> Sides<K> {
        let mut sides = Sides { by_article: BTreeMap::new(), inseparable: BTreeSet::new() };
        let key = |(article, mention): Named| {
            let mentions = &self.corpus.annotations.get(article)?.mentions;
            key(article, named(mentions, mention)?)
        };
        for (n, pair) in self.pairs.iter().enumerate().filter(|(_, p)| !p.same) {
            let Ok((a, b)) = &pair.mentions else { continue };
            let (Some(x), Some(y)) = (key(*a), key(*b)) else { continue };
            if x != y || sides.of(a.0, &x) != sides.of(b.0, &y) {
                continue;
            }
            if a.0 == b.0 {
                sides.inseparable.insert(n);
            } else {
                sides.by_article.entry(b.0).or_default().push((y, n + 1));
            }
        }
        sides
    }

    /// What follows for the nodes that the mentions belong to.
    pub(crate) fn plan<K>(&self, sides: &Sides<K>, node_of: &[Vec<Option<usize>>]) -> Plan {
        let mut plan = Plan::default();
        let node = |(article, mention): Named| node_of.get(article)?.get(mention).copied().flatten();
        let nodes: usize = node_of.iter().flatten().flatten().max().map_or(0, |n| n + 1);
        let mut up: Vec<usize> = (0..nodes).collect();
        // The last word first.
        for (n, pair) in self.pairs.iter().enumerate().rev() {
            let Ok((a, b)) = &pair.mentions else { continue };
            let (Some(x), Some(y)) = (node(*a), node(*b)) else {
                plan.overruled.insert(n, "these words refer to nobody by name".to_owned());
                continue;
            };
            if sides.inseparable.contains(&n) {
                let why = "both words are one name in one article, which cannot be told apart";
                plan.overruled.insert(n, why.to_owned());
                continue;
            }
            let (x_root, y_root) = (root(&mut up, x), root(&mut up, y));
            let apart = |up: &mut [usize], plan: &Plan| {
                plan.apart.iter().any(|&(c, d)| {
                    let (c, d) = (root(up, c), root(up, d));
                    (c, d) == (x_root, y_root) || (d, c) == (x_root, y_root)
                })
            };
            match pair.same {
                true if apart(&mut up, &plan) => {
                    plan.overruled.insert(n, "a later ruling says that they are two".to_owned());
                }
                true => {
                    if let Some(slot) = up.get_mut(x_root.max(y_root)) {
                        *slot = x_root.min(y_root);
                    }
                    plan.together.push((x, y, pair.why("one")));
                }
                false if x_root == y_root => {
                    plan.overruled.insert(n, "later rulings say that they are one".to_owned());
                }
                false => plan.apart.push((x, y)),
            }
        }
        plan
    }

    /// Says what became of each ruling, by looking at what was linked.
    pub(crate) fn report(&self, corpus: &Corpus, overruled: BTreeMap<usize, String>, links: &mut Links) {
        for (n, pair) in self.pairs.iter().enumerate() {
            let effect = match (&pair.mentions, overruled.get(&n)) {
                (Err(why), _) => Err(why.clone()),
                (_, Some(why)) => Err(why.clone()),
                (Ok((a, b)), None) => {
                    let entity = |(article, mention): Named| {
                        links.mention_entity.get(article)?.get(mention).copied().flatten()
                    };
                    match (entity(*a), entity(*b)) {
                        (Some(x), Some(y)) if (x == y) != pair.same => Err(if pair.same {
                            "other rulings keep them apart".to_owned()
                        } else {
                            "other rulings join them".to_owned()
                        }),
                        (Some(x), Some(y)) if pair.same => {
                            debug_assert_eq!(x, y);
                            Ok(format!("one: {x}"))
                        }
                        (Some(x), Some(y)) => {
                            let words = |(article, mention): Named| {
                                let m = corpus.annotations.get(article).and_then(|f| f.mentions.get(mention));
                                m.map_or_else(String::new, |m| m.name.clone())
                            };
                            links.merges.push(MergeRow {
                                entity: x,
                                name_a: words(*a),
                                name_b: words(*b),
                                why: pair.why("two"),
                                score: 0.0,
                            });
                            Ok(format!("two: {x} and {y}"))
                        }
                        _ => Err("these words refer to nobody by name".to_owned()),
                    }
                }
            };
            let article = pair.at.0.and_then(|i| corpus.articles.get(i)).map(|a| a.id);
            add(pair.ruling.outcome(article, pair.at.1, effect), links);
        }
        links.merges.sort_by(|a, b| (a.entity, &a.name_a, &a.name_b).cmp(&(b.entity, &b.name_a, &b.name_b)));
    }
}

impl Pair<'_> {
    fn why(&self, what: &str) -> String {
        let Ruling { id, author, date, reason, .. } = self.ruling;
        format!("{what} by ruling {id} ({author}, {date}): {reason}")
    }
}

fn root(up: &mut [usize], mut i: usize) -> usize {
    while let Some(&next) = up.get(i).filter(|&&next| next != i) {
        let above = up.get(next).copied().unwrap_or(next);
        up[i] = above;
        i = next;
    }
    i
}

/// The mention itself, or the name that a title or pronoun stands for.
fn named(mentions: &[Mention], mut i: usize) -> Option<&Mention> {
    for _ in 0..mentions.len() {
        let m = mentions.get(i)?;
        match m.how {
            How::Pronoun | How::Title => i = m.antecedent.filter(|&a| a != i)?,
            _ => return Some(m),
        }
    }
    None
}

/// The mention some words are: that of exactly these words, or the only one that shares a letter with them.
fn mention_at(corpus: &Corpus, names: &ArticleNames, place: &Place) -> Result<Named, String> {
    let article = names.find(&place.article)?;
    let (Some(here), Some(found)) = (corpus.articles.get(article), corpus.annotations.get(article)) else {
        return Err("no such article".to_owned());
    };
    let span = place.find(&here.text).ok_or_else(|| gone(place))?;
    let exact = found.mentions.iter().position(|m| m.span == span);
    let mut near = found.mentions.iter().enumerate().filter(|(_, m)| m.span.overlaps(span));
    let mention = match (exact, near.next(), near.next()) {
        (Some(m), _, _) | (None, Some((m, _)), None) => m,
        (None, None, _) => return Err("no name is read in these words".to_owned()),
        (None, Some(_), Some(_)) => return Err("several names are read in these words".to_owned()),
    };
    Ok((article, mention))
}

fn gone(place: &Place) -> String {
    let quote = place.quote.as_deref().unwrap_or("");
    match place.nth {
        1 => format!("the article does not say “{quote}”"),
        n => format!("the article does not say “{quote}” {n} times"),
    }
}

fn add(row: RulingAppliedRow, links: &mut Links) {
    if !row.applied {
        let detail = format!("ruling {} ({}, {}) {}", row.ruling, row.author, row.date, row.effect);
        let mut diagnostic = Diagnostic::new(row.article, "ruling-not-applied", detail);
        diagnostic.span = row.span;
        links.diagnostics.push(diagnostic);
    }
    links.rulings_applied.push(row);
}

/// Applies rulings on whose reporting an article stands on.
pub(crate) fn derivations(corpus: &Corpus, names: &ArticleNames, rulings: &[Ruling], links: &mut Links) {
    let mut done = Vec::new();
    for ruling in rulings {
        let (from, how) = match &ruling.judgement {
            Judgement::Derives { from, how } => (from, Some(*how)),
            Judgement::NotDerived(from) => (from, None),
            _ => continue,
        };
        let article = names.find(&ruling.place.article).ok();
        let here = article.and_then(|i| corpus.articles.get(i));
        let span = here.and_then(|a| ruling.place.find(&a.text));
        let wanted = names.find(&ruling.place.article).and_then(|article| {
            if ruling.place.quote.is_some() && span.is_none() {
                return Err(gone(&ruling.place));
            }
            Wanted::new(corpus, names, links, article, from)
        });
        let result = match (&wanted, how) {
            (Err(why), _) => Err(why.clone()),
            (Ok(wanted), Some(how)) => {
                wanted.hold(span.unwrap_or_default(), how, links);
                Ok(format!("stands on {}", wanted.called))
            }
            (Ok(wanted), None) if wanted.drop(links) => Ok(format!("does not stand on {}", wanted.called)),
            (Ok(_), None) => Err("no such derivation is held".to_owned()),
        };
        done.push((ruling, here.map(|a| a.id), span, wanted.ok(), how.is_some(), result));
    }
    for (ruling, article, span, wanted, holds, result) in done {
        // A later ruling has the last word.
        let overruled = result.is_ok()
            && wanted.is_some_and(|w| links.derivations.iter().any(|row| w.fits(row)) != holds);
        let effect = if overruled { Err("a later ruling says otherwise".to_owned()) } else { result };
        add(ruling.outcome(article, span, effect), links);
    }
}

/// One article's standing on another's reporting.
struct Wanted {
    article: Id,
    from_article: Option<Id>,
    outlet: Option<String>,
    outlet_entity: Option<Id>,
    /// For a reader.
    called: String,
}

impl Wanted {
    fn new(
        corpus: &Corpus,
        names: &ArticleNames,
        links: &Links,
        article: usize,
        from: &Upstream,
    ) -> Result<Wanted, String> {
        let id = |i: usize| corpus.articles.get(i).map(|a| a.id).ok_or("no such article");
        match from {
            Upstream::Article(name) => {
                let upstream = names.find(name)?;
                if upstream == article {
                    return Err("an article does not stand on itself".to_owned());
                }
                let there = corpus.articles.get(upstream);
                let outlet = there.and_then(|a| a.outlet.clone().or_else(|| a.agency.clone()));
                Ok(Wanted {
                    article: id(article)?,
                    from_article: Some(id(upstream)?),
                    outlet,
                    outlet_entity: links.outlet_entity.get(upstream).copied().flatten(),
                    called: format!("article {}", id(upstream)?),
                })
            }
            Upstream::Outlet(name) => {
                let fits = |row: &&rapporteur_model::record::EntityRow| {
                    row.kind == EntityKind::Outlet && key(&row.name) == key(name)
                };
                Ok(Wanted {
                    article: id(article)?,
                    from_article: None,
                    outlet: Some(name.clone()),
                    outlet_entity: links.entities.iter().find(fits).map(|e| e.entity),
                    called: name.clone(),
                })
            }
        }
    }

    fn same_outlet(&self, outlet: Option<&str>) -> bool {
        match (&self.outlet, outlet) {
            (Some(a), Some(b)) => key(a) == key(b),
            _ => false,
        }
    }

    fn fits(&self, row: &DerivationRow) -> bool {
        row.article == self.article
            && match self.from_article {
                Some(from) => row.from_article == Some(from),
                None => self.same_outlet(row.from_outlet.as_deref()),
            }
    }

    /// Adds the derivation, or settles one that is held of the same outlet without an article.
    fn hold(&self, span: Span, how: rapporteur_model::record::DerivationKind, links: &mut Links) {
        let open = |row: &DerivationRow| {
            row.article == self.article
                && row.from_article.is_none()
                && self.same_outlet(row.from_outlet.as_deref())
        };
        let held = links.derivations.iter().position(|row| self.fits(row));
        let at = held.or_else(|| links.derivations.iter().position(open)).unwrap_or_else(|| {
            links.derivations.push(DerivationRow {
                article: self.article,
                from_article: self.from_article,
                from_outlet: self.outlet.clone(),
                from_outlet_entity: self.outlet_entity,
                kind: how,
                share: None,
                by: "ruling".into(),
                confidence: None,
            });
            links.derivations.len() - 1
        });
        let Some(row) = links.derivations.get_mut(at) else { return };
        let was = (row.from_article, row.from_outlet.clone());
        row.kind = how;
        row.from_article = row.from_article.or(self.from_article);
        let now = row.from_article;
        for e in &mut links.derivation_evidence {
            if e.article == self.article && (e.from_article, &e.from_outlet) == (was.0, &was.1) {
                e.from_article = now;
            }
        }
        links.derivation_evidence.push(DerivationEvidenceRow {
            article: self.article,
            from_article: now,
            from_outlet: was.1,
            reason: "ruling".into(),
            span,
            from_span: None,
        });
    }

    /// Takes the derivation away with all that rests on it; says whether there was one.
    fn drop(&self, links: &mut Links) -> bool {
        let gone: BTreeSet<(Option<Id>, Option<String>)> = links
            .derivations
            .iter()
            .filter(|row| self.fits(row))
            .map(|row| (row.from_article, row.from_outlet.clone()))
            .collect();
        links.derivations.retain(|row| !self.fits(row));
        links.derivation_evidence.retain(|e| {
            e.article != self.article || !gone.contains(&(e.from_article, e.from_outlet.clone()))
        });
        links.drifts.retain(|d| {
            d.at.article != self.article || !gone.iter().any(|(from, _)| *from == Some(d.from.article))
        });
        !gone.is_empty()
    }
}

#[cfg(test)]
#[path = "ruling_tests.rs"]
mod tests;
