//! # How many independent sources stand behind some evidence
//!
//! What it finds: for the places where one claim stands, how many newsrooms report it by themselves, and between how
//! many and how many people told them; with the tree that says why.
//! Why: a wire story retold five times is one newsroom. "Four officials" in it and "sources" in its retellings may be
//! the same four, and "a diplomat" in one paper may be "an official" in another: so the number of people is an interval.
//! Example: the Post has "four officials said"; the Times writes "four officials told the Post". One newsroom, 4 people.
//! May touch: articles, attributions, entities and derivations, which must be linked before. It never says who is right.
//!
//! How the interval comes about. Least: people are only told apart where they must differ (named persons, countries of
//! anonymous sources, sectors and countries inside one article). Greatest: every source that is not shown to be one
//! mentioned before counts. A newsroom that names nobody adds nobody, and leaves the greatest number open.

use crate::outlets::{Outlets, key};
use rapporteur_lexicon::Lexicon;
use rapporteur_model::record::{ClaimSourceRow, DerivationKind, SourceNode};
use rapporteur_model::table::At;
use rapporteur_model::{Attribution, By, Corpus, Id, Links, SourceKind, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Longest chain of retellings that is followed.
const MAX_DEPTH: usize = 16;
/// A copy of at least this share of an article is a copy of the article.
const WHOLE: f64 = 0.5;
/// An alignment at least this share of the evidence long speaks for it.
const ALIGNED: f64 = 0.5;

/// One place where a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// Index of the article in the corpus.
    pub article: usize,
    /// The words.
    pub span: Span,
    /// Index of the attribution they stand under; `None`: the outlet's own voice.
    pub attribution: Option<usize>,
}

/// How many stand behind it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Independence {
    /// Newsrooms that report it by themselves.
    pub newsrooms: u32,
    /// Least number of people.
    pub sources_min: u32,
    /// Greatest number of people; `None` where nothing bounds it.
    pub sources_max: Option<u32>,
    /// Why: newsrooms, under each its stories, under each its sources.
    pub tree: Vec<Branch>,
}

/// One line of the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// The line it hangs on.
    pub parent: Option<usize>,
    /// newsroom, story, source.
    pub kind: SourceNode,
    /// The outlet or the source as written.
    pub name: Option<String>,
    /// The words that show it.
    pub at: At,
    /// Does it add to the numbers?
    pub counted: bool,
    /// Least number of people.
    pub min: u32,
    /// Greatest number of people.
    pub max: Option<u32>,
    /// Why it hangs there.
    pub why: By,
}

impl Independence {
    /// The tree as rows of a claim.
    pub fn rows(&self, claim: Id) -> Vec<ClaimSourceRow> {
        let n = |i: usize| u32::try_from(i).unwrap_or(u32::MAX);
        let row = |(i, b): (usize, &Branch)| ClaimSourceRow {
            claim,
            n: n(i),
            parent: b.parent.map(n),
            kind: b.kind,
            name: b.name.clone(),
            at: b.at,
            counted: b.counted,
            sources_min: b.min,
            sources_max: b.max,
            why: b.why.clone(),
        };
        self.tree.iter().enumerate().map(row).collect()
    }
}

/// How many newsrooms and people stand behind `evidence`. For one claim; for many, keep a [`Newsrooms`].
pub fn independence(
    lexicon: &Lexicon,
    corpus: &Corpus,
    links: &Links,
    evidence: &[Evidence],
) -> Independence {
    Newsrooms::new(lexicon, corpus, links).behind(evidence)
}

/// An article stands on another one, or on an outlet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Upstream {
    kind: DerivationKind,
    article: Option<usize>,
    outlet: Option<String>,
    /// The outlet's name as written.
    name: Option<String>,
    credited: bool,
    /// A copy of a part is no copy of the whole.
    whole: bool,
}

/// Words of an article that retell words of another.
#[derive(Debug, Clone, Copy)]
struct Aligned {
    span: Span,
    article: usize,
    from: Span,
}

/// Who stands on whom, made once for a pile; answers for one claim after the other.
#[derive(Debug)]
pub struct Newsrooms<'a> {
    lexicon: &'a Lexicon,
    corpus: &'a Corpus,
    outlets: Outlets,
    up: Vec<Vec<Upstream>>,
    aligned: Vec<Vec<Aligned>>,
    entity: Vec<Vec<Option<Id>>>,
}

/// Where some evidence comes from in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Root {
    newsroom: String,
    name: Option<String>,
    /// The article of the newsroom that it leads to, if that is in the pile.
    original: Option<usize>,
    why: &'static str,
}

/// People behind one attribution.
#[derive(Debug, Clone, PartialEq)]
enum People {
    /// A named person or body.
    Named(String),
    /// So many people without names.
    Group {
        group: usize,
        count: Option<u32>,
        least: u32,
        whole: Option<u32>,
        state: Option<String>,
        sector: Option<String>,
    },
}

impl<'a> Newsrooms<'a> {
    /// Reads the derivations off `links`; takes no hold of it.
    pub fn new(lexicon: &'a Lexicon, corpus: &'a Corpus, links: &Links) -> Newsrooms<'a> {
        let outlets = Outlets::new(lexicon, corpus, links);
        let index: BTreeMap<Id, usize> = corpus.articles.iter().enumerate().map(|(i, a)| (a.id, i)).collect();
        let mut up: Vec<Vec<Upstream>> = vec![Vec::new(); corpus.articles.len()];
        let mut aligned: Vec<Vec<Aligned>> = vec![Vec::new(); corpus.articles.len()];
        let mut credited: BTreeSet<(Id, Option<Id>, &str)> = BTreeSet::new();
        for e in &links.derivation_evidence {
            if e.reason == "credited" {
                credited.insert((e.article, e.from_article, e.from_outlet.as_deref().unwrap_or("")));
            }
            let from = e.from_article.and_then(|id| index.get(&id));
            if let (Some(&i), Some(&article), Some(from)) = (index.get(&e.article), from, e.from_span)
                && let Some(list) = aligned.get_mut(i)
            {
                list.push(Aligned { span: e.span, article, from: from.0 });
            }
        }
        for d in &links.derivations {
            let Some(list) = index.get(&d.article).and_then(|&i| up.get_mut(i)) else { continue };
            list.push(Upstream {
                kind: d.kind,
                article: d.from_article.and_then(|id| index.get(&id).copied()),
                outlet: d.from_outlet.as_deref().map(|n| outlets.key(n, d.from_outlet_entity)),
                name: d.from_outlet.clone(),
                whole: d.kind != DerivationKind::Copy || d.share.is_none_or(|s| s >= WHOLE),
                credited: credited.contains(&(
                    d.article,
                    d.from_article,
                    d.from_outlet.as_deref().unwrap_or(""),
                )),
            });
        }
        for list in &mut up {
            list.sort();
            list.dedup();
        }
        for list in &mut aligned {
            list.sort_by_key(|a| (a.span, a.article, a.from));
        }
        Newsrooms { lexicon, corpus, outlets, up, aligned, entity: links.mention_entity.clone() }
    }

    /// How many newsrooms and people stand behind the places where one claim is supported.
    pub fn behind(&self, evidence: &[Evidence]) -> Independence {
        let mut evidence = evidence.to_vec();
        evidence.sort();
        evidence.dedup();
        evidence.retain(|e| e.article < self.corpus.articles.len());
        // First by what the words say for themselves; then those that stand on a newsroom that carries the claim.
        let mut roots: Vec<Root> = evidence.iter().map(|e| self.root(*e, &mut Vec::new())).collect();
        let carried: BTreeSet<String> = roots.iter().map(|r| r.newsroom.clone()).collect();
        for (e, root) in evidence.iter().zip(&mut roots) {
            if root.why == "own"
                && let Some(other) = self.leans_on(*e, &root.newsroom, &carried)
            {
                *root = other;
            }
        }
        let mut newsrooms: Vec<(String, Vec<usize>)> = Vec::new();
        for (i, root) in roots.iter().enumerate() {
            match newsrooms.iter_mut().find(|(key, _)| *key == root.newsroom) {
                Some((_, list)) => list.push(i),
                None => newsrooms.push((root.newsroom.clone(), vec![i])),
            }
        }
        self.count(&evidence, &roots, &newsrooms)
    }

    /// Where the words come from, as far as they say it or are aligned with others.
    fn root(&self, e: Evidence, path: &mut Vec<usize>) -> Root {
        let own = || self.own(e.article);
        // A ring of retellings has no first story: the earliest of the corpus stands for it.
        if let Some(at) = path.iter().position(|&i| i == e.article) {
            return self.own(path.iter().skip(at).copied().min().unwrap_or(e.article));
        }
        if path.len() >= MAX_DEPTH {
            return own();
        }
        path.push(e.article);
        let mut onward = |article: usize, from: Option<Span>, why: &'static str| {
            let attribution = from.and_then(|f| self.attribution_over(article, f));
            let span = from.unwrap_or_default();
            let root = self.root(Evidence { article, span, attribution }, path);
            Root { original: root.original.or(Some(article)), why, ..root }
        };
        let ups = self.up.get(e.article).map_or(&[][..], Vec::as_slice);
        if let Some((key, name, why)) = self.named_outlet(e) {
            let original =
                ups.iter().find_map(|u| u.article.filter(|_| u.outlet.as_deref() == Some(key.as_str())));
            // What the named outlet has from another in turn is the other's.
            if let Some(a) = original.and_then(|article| self.alignment(e, Some(article))) {
                return onward(a.article, Some(a.from), why);
            }
            return Root { newsroom: key, name: Some(name), original, why };
        }
        if let Some(up) = ups.iter().find(|u| u.kind == DerivationKind::Copy && u.whole) {
            match (up.article, &up.outlet) {
                (Some(article), _) => return onward(article, None, "copy"),
                (None, Some(key)) => return self.outlet(key, up, "copy"),
                (None, None) => {}
            }
        }
        if let Some(a) = self.alignment(e, None) {
            return onward(a.article, Some(a.from), "aligned");
        }
        if let Some(up) = ups.iter().find(|u| u.credited)
            && let Some(key) = &up.outlet
        {
            return self.outlet(key, up, "credited");
        }
        if self.told_to_itself(e) {
            return own();
        }
        if let Some(up) = ups.iter().find(|u| u.kind == DerivationKind::Rewrite) {
            match (up.article, &up.outlet) {
                (Some(article), _) => return onward(article, None, "rewrite"),
                (None, Some(key)) => return self.outlet(key, up, "rewrite"),
                (None, None) => {}
            }
        }
        own()
    }

    /// An outlet that was found by an edge.
    fn outlet(&self, key: &str, up: &Upstream, why: &'static str) -> Root {
        Root { newsroom: key.to_owned(), name: up.name.clone(), original: up.article, why }
    }

    fn own(&self, article: usize) -> Root {
        let newsroom = match self.outlets.own(article) {
            Some(key) => key.to_owned(),
            // Of an unknown outlet each article stands for itself.
            None => format!("?{article:08}"),
        };
        let name = self.outlets.name(article).map(str::to_owned);
        Root { newsroom, name, original: Some(article), why: "own" }
    }

    /// The evidence stands on a newsroom that carries the claim, because its article cites it and names no source of
    /// its own here.
    fn leans_on(&self, e: Evidence, own: &str, carried: &BTreeSet<String>) -> Option<Root> {
        let a = self.attribution(e);
        let nobody = a.is_none_or(|a| matches!(a.source_kind, SourceKind::Unspecified));
        if !nobody || self.told_to_itself(e) {
            return None;
        }
        self.up.get(e.article)?.iter().find_map(|u| {
            let key = match (&u.outlet, u.article) {
                (Some(key), _) => key.clone(),
                (None, Some(i)) => self.own(i).newsroom,
                (None, None) => return None,
            };
            (key != own && carried.contains(&key)).then(|| self.outlet(&key, u, "cited"))
        })
    }

    fn attribution(&self, e: Evidence) -> Option<&Attribution> {
        self.corpus.annotations.get(e.article)?.attributions.get(e.attribution?)
    }

    /// The attribution and those around it, innermost first.
    fn chain(&self, e: Evidence) -> impl Iterator<Item = &Attribution> {
        let all = self.corpus.annotations.get(e.article).map_or(&[][..], |f| &f.attributions);
        let mut next = e.attribution;
        let mut left = MAX_DEPTH;
        std::iter::from_fn(move || {
            let a = all.get(next?)?;
            left = left.checked_sub(1)?;
            next = a.parent;
            Some(a)
        })
    }

    /// Another outlet that the attribution names as the one that was told or that reports.
    fn named_outlet(&self, e: Evidence) -> Option<(String, String, &'static str)> {
        let found = self.corpus.annotations.get(e.article)?;
        let own = self.outlets.own(e.article);
        let foreign = |mention: usize| {
            let m = found.mentions.get(mention)?;
            let entity = self.entity.get(e.article).and_then(|l| l.get(mention).copied().flatten());
            let key = self.outlets.key(&m.name, entity);
            (Some(key.as_str()) != own && !key.is_empty()).then(|| (key, m.name.clone()))
        };
        self.chain(e).find_map(|a| {
            let inside = |span: Span| self.outlets.inside(e.article, found, span);
            let told = a.told_to.and_then(|t| inside(t).find_map(|(m, _)| foreign(m)));
            let source = || {
                let source = a.source?;
                inside(source).find_map(|(m, _)| foreign(m)).or_else(|| {
                    a.source_mention.filter(|_| a.source_kind == SourceKind::Outlet).and_then(foreign)
                })
            };
            told.map(|(k, n)| (k, n, "told-to")).or_else(|| source().map(|(k, n)| (k, n, "cited")))
        })
    }

    /// "told this newspaper's reporters": the attribution names the article's own outlet.
    fn told_to_itself(&self, e: Evidence) -> bool {
        let (Some(own), Some(found)) = (self.outlets.own(e.article), self.corpus.annotations.get(e.article))
        else {
            return false;
        };
        self.chain(e).filter_map(|a| a.told_to).any(|told| {
            self.outlets.inside(e.article, found, told).any(|(m, mention)| {
                let entity = self.entity.get(e.article).and_then(|l| l.get(m).copied().flatten());
                self.outlets.key(&mention.name, entity) == own
            }) || self.corpus.articles.get(e.article).is_some_and(|a| key(told.of(&a.text)) == own)
        })
    }

    /// The alignment, with one article or any, that covers enough of the evidence.
    fn alignment(&self, e: Evidence, with: Option<usize>) -> Option<Aligned> {
        let enough = |a: &&Aligned| {
            if with.is_some_and(|article| article != a.article) {
                return false;
            }
            let shared = a.span.end.min(e.span.end).saturating_sub(a.span.start.max(e.span.start));
            let least = a.span.len().min(e.span.len());
            least > 0 && f64::from(shared) >= ALIGNED * least as f64
        };
        self.aligned.get(e.article)?.iter().filter(enough).max_by_key(|a| a.span.len()).copied()
    }

    /// The innermost attribution whose content holds the words.
    fn attribution_over(&self, article: usize, words: Span) -> Option<usize> {
        let found = self.corpus.annotations.get(article)?;
        let holds = |a: &Attribution| a.content.iter().filter(|c| c.overlaps(words)).map(|c| c.len()).min();
        let all = found.attributions.iter().enumerate().filter_map(|(i, a)| Some((holds(a)?, i)));
        all.min().map(|(_, i)| i)
    }

    /// Who is behind an attribution.
    fn people(&self, e: Evidence) -> Option<People> {
        let found = self.corpus.annotations.get(e.article)?;
        let text = &self.corpus.articles.get(e.article)?.text;
        // The innermost one that is no outlet: "the Post reported that officials said".
        let mut at = e.attribution;
        for _ in 0..MAX_DEPTH {
            let a = found.attributions.get(at?)?;
            match a.source_kind {
                SourceKind::Named => {
                    let entity = a
                        .source_mention
                        .and_then(|m| self.entity.get(e.article)?.get(m).copied().flatten())
                        .map(|id| id.to_string());
                    let words = a.source.map(|s| key(s.of(text))).filter(|w| !w.is_empty());
                    return entity.or(words).map(People::Named);
                }
                SourceKind::Anonymous => return Some(self.group(e.article, at?)),
                SourceKind::Outlet | SourceKind::Document | SourceKind::Unspecified => at = a.parent,
            }
        }
        None
    }

    /// The people without names, and the first words of the article that mean them.
    fn group(&self, article: usize, attribution: usize) -> People {
        let none = People::Group {
            group: attribution,
            count: None,
            least: 1,
            whole: None,
            state: None,
            sector: None,
        };
        let (Some(found), Some(item)) =
            (self.corpus.annotations.get(article), self.corpus.articles.get(article))
        else {
            return none;
        };
        let all = &found.attributions;
        let Some(a) = all.get(attribution) else { return none };
        let plural = |a: &Attribution| a.source.is_some_and(|s| self.is_plural(s.of(&item.text)));
        let mut first = attribution;
        for _ in 0..MAX_DEPTH {
            let Some(now) = all.get(first) else { break };
            let back = now.subset_of.filter(|&s| s < first).or_else(|| {
                let words = now.source.map_or("", |s| s.of(&item.text));
                self.refers_back(words).then(|| self.referent(all, first, &item.text)).flatten()
            });
            match back {
                Some(earlier) => first = earlier,
                None => break,
            }
        }
        let origin = all.get(first).unwrap_or(a);
        let partial = a.subset_of.is_some();
        let count = a.source_count.or(if partial { None } else { origin.source_count });
        People::Group {
            group: first,
            count,
            least: count.unwrap_or(if plural(a) || plural(origin) { 2 } else { 1 }),
            whole: origin.source_count,
            state: a.source_state.clone().or_else(|| origin.source_state.clone()),
            sector: a.source_sector.clone().or_else(|| origin.source_sector.clone()),
        }
    }

    fn is_plural(&self, words: &str) -> bool {
        let word = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        words.split_whitespace().any(|w| self.lexicon.anonymous.noun(&word(w)).is_some_and(|n| n.plural))
    }

    /// "the sources", "they": words that mean somebody mentioned before.
    fn refers_back(&self, words: &str) -> bool {
        use rapporteur_lexicon::function_words::Classes;
        let first = words.split_whitespace().next().unwrap_or("").to_lowercase();
        first == "the"
            || self.lexicon.function_words.classes(&first).has(Classes::PRONOUN.or(Classes::SUBJECT))
    }

    /// Whom "the sources" or "they" mean: the nearest anonymous source before that it can be.
    fn referent(&self, all: &[Attribution], at: usize, text: &str) -> Option<usize> {
        let a = all.get(at)?;
        let plural = |a: &Attribution| match a.source.map(|s| s.of(text).to_lowercase()) {
            Some(w) if w == "they" || w == "we" => true,
            Some(w) => self.is_plural(&w),
            None => false,
        };
        let many = plural(a);
        let agree = |x: &Option<String>, y: &Option<String>| x.is_none() || y.is_none() || x == y;
        all.get(..at)?.iter().enumerate().rev().take(12).find_map(|(i, b)| {
            let fits = b.source_kind == SourceKind::Anonymous
                && (plural(b) == many || b.source_count.is_some_and(|n| n > 1) == many)
                && agree(&a.source_state, &b.source_state)
                && agree(&a.source_sector, &b.source_sector);
            fits.then_some(i)
        })
    }

    fn count(
        &self,
        evidence: &[Evidence],
        roots: &[Root],
        newsrooms: &[(String, Vec<usize>)],
    ) -> Independence {
        let mut total = Tally::default();
        let mut tree: Vec<Branch> = Vec::new();
        for (key, members) in newsrooms {
            let Some(first) = members.first().and_then(|&i| evidence.get(i)) else { continue };
            let id = |article: usize| self.corpus.articles.get(article).map(|a| a.id);
            let Some(article) = id(first.article) else { continue };
            let name = members.iter().find_map(|&i| roots.get(i)?.name.clone());
            let top = tree.len();
            tree.push(Branch {
                parent: None,
                kind: SourceNode::Newsroom,
                name,
                at: At { article, span: first.span },
                counted: true,
                min: 0,
                max: None,
                why: "own".into(),
            });
            let mut room = Room::default();
            // The newsroom's own stories first: what retellings say of their sources is held against them.
            let is_own = |i: usize| evidence.get(i).is_some_and(|e| self.own(e.article).newsroom == *key);
            let mut stories: Vec<(bool, usize, Vec<usize>)> = Vec::new();
            for &i in members {
                let Some(e) = evidence.get(i) else { continue };
                match stories.iter_mut().find(|(_, a, _)| *a == e.article) {
                    Some((_, _, list)) => list.push(i),
                    None => stories.push((!is_own(i), e.article, vec![i])),
                }
            }
            stories.sort();
            for (retold, article, list) in &stories {
                let Some(&one) = list.first() else { continue };
                let (Some(e), Some(root), Some(article_id)) =
                    (evidence.get(one), roots.get(one), id(*article))
                else {
                    continue;
                };
                let story = tree.len();
                tree.push(Branch {
                    parent: Some(top),
                    kind: SourceNode::Story,
                    name: self.outlets.name(*article).map(str::to_owned),
                    at: At { article: article_id, span: e.span },
                    counted: !retold,
                    min: 0,
                    max: None,
                    why: root.why.into(),
                });
                let people = list.iter().filter_map(|&i| Some((i, self.people(*evidence.get(i)?)?)));
                let lines = room.story(*retold, *article, people.collect());
                let (mut least, mut most) = (0, Some(0_u32));
                for line in lines {
                    let words = self.source_words(evidence.get(line.evidence).copied());
                    let (span, name) = words.unwrap_or((e.span, String::new()));
                    least += line.min;
                    most = most.zip(line.max).map(|(a, b)| a + b);
                    tree.push(Branch {
                        parent: Some(story),
                        kind: SourceNode::Source,
                        name: Some(name).filter(|n| !n.is_empty()),
                        at: At { article: article_id, span },
                        counted: line.counted,
                        min: line.min,
                        max: line.max,
                        why: if line.counted { "own".into() } else { "same-source".into() },
                    });
                }
                if let Some(branch) = tree.get_mut(story) {
                    (branch.min, branch.max) = (least, most);
                }
            }
            let (min, max) = room.interval();
            if let Some(branch) = tree.get_mut(top) {
                (branch.min, branch.max) = (min, max);
            }
            total.add(room);
        }
        let (sources_min, sources_max) = total.interval();
        Independence {
            newsrooms: u32::try_from(newsrooms.len()).unwrap_or(u32::MAX),
            sources_min,
            sources_max,
            tree,
        }
    }

    /// The words that name the source of some evidence.
    fn source_words(&self, e: Option<Evidence>) -> Option<(Span, String)> {
        let e = e?;
        let article = self.corpus.articles.get(e.article)?;
        let named = self.chain(e).filter(|a| {
            matches!(a.source_kind, SourceKind::Named | SourceKind::Anonymous) && a.source.is_some()
        });
        let span = named.filter_map(|a| a.source).next()?;
        Some((span, span.of(&article.text).split_whitespace().collect::<Vec<_>>().join(" ")))
    }
}

/// A source as a line of the tree.
struct SourceLine {
    evidence: usize,
    counted: bool,
    min: u32,
    max: Option<u32>,
}

/// People without names, as one story describes them.
#[derive(Debug, Clone, PartialEq)]
struct Unnamed {
    article: usize,
    group: usize,
    /// Parts of the group that were mentioned, by their size.
    least: u32,
    most: Option<u32>,
    whole: Option<u32>,
    state: Option<String>,
    sector: Option<String>,
    retold: bool,
}

/// The people one newsroom has.
#[derive(Debug, Clone, Default)]
struct Room {
    named: BTreeSet<String>,
    unnamed: Vec<Unnamed>,
}

impl Room {
    /// Takes in one story; gives its sources as lines.
    fn story(&mut self, retold: bool, article: usize, people: Vec<(usize, People)>) -> Vec<SourceLine> {
        let mut lines = Vec::new();
        let had_own = self.unnamed.iter().any(|u| !u.retold);
        let mut here: Vec<(usize, Unnamed)> = Vec::new();
        for (evidence, who) in people {
            match who {
                People::Named(name) => {
                    let counted = self.named.insert(name);
                    lines.push(SourceLine {
                        evidence,
                        counted,
                        min: u32::from(counted),
                        max: Some(u32::from(counted)),
                    });
                }
                People::Group { group, count, least, whole, state, sector } => {
                    match here.iter_mut().find(|(_, u)| u.group == group) {
                        Some((_, u)) => {
                            u.most = match (u.most, count) {
                                // The same people, or two parts of one group.
                                (Some(a), Some(b)) if Some(a) == whole || Some(b) == whole => Some(a.max(b)),
                                (Some(a), Some(b)) => Some(whole.map_or(a + b, |w| w.min(a + b))),
                                _ => whole,
                            };
                            u.least = u.least.max(least);
                        }
                        None => here.push((
                            evidence,
                            Unnamed {
                                article,
                                group,
                                least,
                                most: count.or(whole),
                                whole,
                                state,
                                sector,
                                retold,
                            },
                        )),
                    }
                }
            }
        }
        for (evidence, unnamed) in here {
            // What a retelling calls them says who they are only as far as it says something else.
            let same = retold
                && self.unnamed.iter().any(|u| {
                    u.article != article
                        && agree(&u.state, &unnamed.state)
                        && (had_own || u.least == unnamed.least && u.most == unnamed.most)
                });
            lines.push(SourceLine { evidence, counted: !same, min: unnamed.least, max: unnamed.most });
            if !same {
                self.unnamed.push(unnamed);
            }
        }
        lines.sort_by_key(|l| l.evidence);
        lines
    }

    fn interval(&self) -> (u32, Option<u32>) {
        let mut tally = Tally::default();
        tally.add(self.clone());
        tally.interval()
    }
}

fn agree(a: &Option<String>, b: &Option<String>) -> bool {
    a.is_none() || b.is_none() || a == b
}

/// The people of all newsrooms.
#[derive(Debug, Default)]
struct Tally {
    rooms: usize,
    open: bool,
    named: BTreeSet<String>,
    unnamed: Vec<Unnamed>,
}

impl Tally {
    fn add(&mut self, room: Room) {
        self.rooms += 1;
        // A newsroom that names nobody may stand on anybody.
        self.open |= room.named.is_empty() && room.unnamed.is_empty();
        self.named.extend(room.named);
        // Groups of different newsrooms are told apart by their article.
        self.unnamed.extend(room.unnamed);
    }

    fn interval(&self) -> (u32, Option<u32>) {
        let named = u32::try_from(self.named.len()).unwrap_or(u32::MAX);
        let articles: BTreeSet<usize> = self.unnamed.iter().map(|u| u.article).collect();
        let inside = articles.iter().map(|&a| least(self.unnamed.iter().filter(|u| u.article == a), true));
        let across = least(self.unnamed.iter(), false);
        let min = named.max(inside.max().unwrap_or(0)).max(across);
        let max = (!self.open)
            .then(|| self.unnamed.iter().try_fold(named, |sum, u| Some(sum.saturating_add(u.most?))))
            .flatten();
        (min, max.map(|m| m.max(min)))
    }
}

/// The least number of people that can be behind descriptions: those of different countries differ; with `sectors`,
/// those of different sectors too.
fn least<'u>(all: impl Iterator<Item = &'u Unnamed>, sectors: bool) -> u32 {
    let mut by: BTreeMap<Option<&str>, BTreeMap<Option<&str>, u32>> = BTreeMap::new();
    for u in all {
        let sector = u.sector.as_deref().filter(|_| sectors);
        let most = by.entry(u.state.as_deref()).or_default().entry(sector).or_default();
        *most = (*most).max(u.least);
    }
    let need = |sectors: &BTreeMap<Option<&str>, u32>| {
        let told: u32 = sectors.iter().filter(|(s, _)| s.is_some()).map(|(_, n)| n).sum();
        told.max(sectors.get(&None).copied().unwrap_or(0))
    };
    let of_states: u32 = by.iter().filter(|(s, _)| s.is_some()).map(|(_, s)| need(s)).sum();
    of_states.max(by.get(&None).map_or(0, need))
}

#[cfg(test)]
#[path = "independence_tests.rs"]
mod tests;
