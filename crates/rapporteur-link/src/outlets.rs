//! # Which outlet an article is of, and which outlet some words name
//!
//! What it finds: one key per outlet, whatever its spelling ("The Post", "post.com", the entity it was joined to), the
//! articles of each, and whether one article can stand before another.
//! Why: copies, citations and newsrooms are about outlets; they must agree on which is which.
//! Touches the articles' metadata, mentions and entities; changes nothing.

use rapporteur_lexicon::Lexicon;
use rapporteur_model::{Annotations, Article, Corpus, EntityKind, Id, Links, Mention, Span};
use std::collections::{BTreeMap, BTreeSet};

/// The outlets of a pile.
#[derive(Debug, Default)]
pub(crate) struct Outlets {
    /// Each article's own outlet; its agency's where it has no other; `None` if nobody says.
    own: Vec<Option<String>>,
    name: Vec<Option<String>>,
    of: BTreeMap<String, Vec<usize>>,
    entity: BTreeMap<String, Id>,
    /// What each article's own outlet is called in short by the head of its name: "Coastal" of the Coastal News Agency.
    short: Vec<Option<String>>,
    /// Mentions, by article, that were not read as an outlet's and are one's whose articles the pile holds.
    also: BTreeSet<(usize, usize)>,
}

/// A name to compare outlets by: lower case, without an article, a web ending or marks.
pub(crate) fn key(name: &str) -> String {
    let lower = name.to_lowercase();
    let bare = lower.strip_prefix("the ").unwrap_or(&lower);
    let bare = bare.strip_prefix("www.").unwrap_or(bare);
    let bare = [".com", ".org", ".net"].iter().find_map(|e| bare.strip_suffix(e)).unwrap_or(bare);
    bare.chars().filter(|c| c.is_alphanumeric()).collect()
}

impl Outlets {
    /// Reads them off the articles and the entities that were linked.
    pub(crate) fn new(lexicon: &Lexicon, corpus: &Corpus, links: &Links) -> Outlets {
        let mut all = Outlets::default();
        let outlets: BTreeMap<Id, ()> =
            links.entities.iter().filter(|e| e.kind == EntityKind::Outlet).map(|e| (e.entity, ())).collect();
        let spelled = links.aliases.iter().map(|a| (a.entity, a.name.as_str()));
        let named = links.entities.iter().map(|e| (e.entity, e.name.as_str()));
        for (entity, name) in named.chain(spelled).filter(|(e, _)| outlets.contains_key(e)) {
            all.entity.entry(key(name)).or_insert(entity);
        }
        for (i, article) in corpus.articles.iter().enumerate() {
            let entity = links.outlet_entity.get(i).copied().flatten();
            let name = article.outlet.as_ref().or(article.agency.as_ref());
            let own = name.map(|n| all.key(n, entity.filter(|_| article.outlet.is_some())));
            if let Some(key) = own.as_ref().filter(|k| !k.is_empty()) {
                all.of.entry(key.clone()).or_default().push(i);
            }
            all.own.push(own.filter(|k| !k.is_empty()));
            all.short.push(name.and_then(|n| head(lexicon, n)));
            all.name.push(name.cloned());
            let found = corpus.annotations.get(i).map_or(&[][..], |f| &f.mentions);
            let linked = links.mention_entity.get(i).map_or(&[][..], Vec::as_slice);
            for (n, (_, entity)) in found.iter().zip(linked).enumerate().filter(|(_, (m, _))| !by_itself(m)) {
                if entity.is_some_and(|id| outlets.contains_key(&id)) {
                    all.also.insert((i, n));
                }
            }
        }
        all
    }
    /// The key of an outlet named in some words.
    pub(crate) fn key(&self, name: &str, entity: Option<Id>) -> String {
        let bare = key(name);
        match entity.or_else(|| self.entity.get(&bare).copied()) {
            Some(id) => format!("#{id}"),
            None => bare,
        }
    }
    /// The key of an article's own outlet.
    pub(crate) fn own(&self, article: usize) -> Option<&str> {
        self.own.get(article)?.as_deref()
    }
    /// Do these words name the article's own outlet by the end of its name, "the Herald" in the Turov Herald, or by its head,
    /// "Coastal" in what the Coastal News Agency writes? Not where another outlet of the pile is called just so.
    pub(crate) fn is_short_for_own(&self, article: usize, name: &str, its_key: &str) -> bool {
        let words = |name: &str| -> Vec<String> {
            name.split_whitespace().map(key).filter(|w| !w.is_empty() && w != "the").collect()
        };
        let (short, own) = (words(name), self.name(article).map(words).unwrap_or_default());
        let by_end = !short.is_empty() && short.len() < own.len() && own.ends_with(&short);
        let by_head = || self.short.get(article).is_some_and(|s| s.as_deref() == Some(&*key(name)));
        (by_end || by_head()) && self.of(its_key).is_empty()
    }
    /// Is the mention of an article one of an outlet?
    pub(crate) fn is_outlet(&self, article: usize, mention: usize, m: &Mention) -> bool {
        by_itself(m) || self.also.contains(&(article, mention))
    }
    /// The mentions of outlets inside some words of an article, with their index.
    pub(crate) fn inside<'f>(
        &self,
        article: usize,
        found: &'f Annotations,
        span: Span,
    ) -> impl Iterator<Item = (usize, &'f Mention)> {
        let first = found.mentions.partition_point(|m| m.span.start < span.start);
        let inside =
            found.mentions.iter().enumerate().skip(first).take_while(move |(_, m)| m.span.start < span.end);
        inside.filter(move |(n, m)| span.contains(m.span) && self.is_outlet(article, *n, m))
    }
    /// The outlet's name as the article gives it.
    pub(crate) fn name(&self, article: usize) -> Option<&str> {
        self.name.get(article)?.as_deref()
    }
    /// The articles of an outlet, in the order of the corpus.
    pub(crate) fn of(&self, key: &str) -> &[usize] {
        self.of.get(key).map_or(&[], Vec::as_slice)
    }
}

/// Was the mention read as one of an outlet?
fn by_itself(mention: &Mention) -> bool {
    mention.kind == EntityKind::Outlet
}

/// The head of an outlet's name as a key, without the words that say that it is one; nothing if it has no other words, or
/// no such words.
fn head(lexicon: &Lexicon, name: &str) -> Option<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let kept = words.iter().rposition(|w| lexicon.org_words.get(w).is_none())? + 1;
    let head = words.get(..kept).filter(|_| kept < words.len())?;
    Some(key(&head.join(" "))).filter(|k| !k.is_empty())
}

/// Which of two articles was published first: `Some(true)` if `a` was before `b` or on the same day at the latest,
/// `Some(false)` if after, `None` where the days do not tell.
pub(crate) fn not_after(a: &Article, b: &Article) -> Option<bool> {
    let (a, b) = (a.published, b.published);
    match (a.start, a.end, b.start, b.end) {
        (_, Some(a_end), Some(b_start), _) if a_end <= b_start => Some(true),
        (Some(a_start), _, _, Some(b_end)) if a_start > b_end => Some(false),
        _ => None,
    }
}
