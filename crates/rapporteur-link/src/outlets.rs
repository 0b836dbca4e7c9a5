//! # Which outlet an article is of, and which outlet some words name
//!
//! What it finds: one key per outlet, whatever its spelling ("The Post", "post.com", the entity it was joined to), the
//! articles of each, and whether one article can stand before another.
//! Why: copies, citations and newsrooms are about outlets; they must agree on which is which.
//! Touches the articles' metadata, mentions and entities; changes nothing.

use rapporteur_model::{Annotations, Article, Corpus, EntityKind, Id, Links, Mention, Span};
use std::collections::BTreeMap;

/// The outlets of a pile.
#[derive(Debug, Default)]
pub(crate) struct Outlets {
    /// Each article's own outlet; its agency's where it has no other; `None` if nobody says.
    own: Vec<Option<String>>,
    name: Vec<Option<String>>,
    of: BTreeMap<String, Vec<usize>>,
    entity: BTreeMap<String, Id>,
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
    pub(crate) fn new(corpus: &Corpus, links: &Links) -> Outlets {
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
            all.name.push(name.cloned());
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
    /// Do these words name the article's own outlet by the end of its name, "the Herald" in the Turov Herald? Not where
    /// another outlet of the pile is called just so.
    pub(crate) fn is_short_for_own(&self, article: usize, name: &str, its_key: &str) -> bool {
        let words = |name: &str| -> Vec<String> {
            name.split_whitespace().map(key).filter(|w| !w.is_empty() && w != "the").collect()
        };
        let (short, own) = (words(name), self.name(article).map(words).unwrap_or_default());
        !short.is_empty() && short.len() < own.len() && own.ends_with(&short) && self.of(its_key).is_empty()
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

/// Is the mention one of an outlet?
pub(crate) fn is_outlet(mention: Option<&Mention>) -> bool {
    mention.is_some_and(|m| m.kind == EntityKind::Outlet)
}

/// The mentions of outlets inside some words, with their index.
pub(crate) fn outlets_in(found: &Annotations, span: Span) -> impl Iterator<Item = (usize, &Mention)> {
    let first = found.mentions.partition_point(|m| m.span.start < span.start);
    let inside =
        found.mentions.iter().enumerate().skip(first).take_while(move |(_, m)| m.span.start < span.end);
    inside.filter(move |(_, m)| span.contains(m.span) && m.kind == EntityKind::Outlet)
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
