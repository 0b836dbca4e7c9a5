//! Who is who across articles: one entity per person, state, place, organisation, whatever its spellings.
//!
//! What: mentions of an article are gathered by what coreference says, then joined across articles by name. States, places
//! and bodies that the lexicon knows are joined by what they are; other names by comparing spellings inside blocks, with
//! offices, states and company as further evidence. Why so careful: one wrong merge turns two people's words into one
//! person's. What stays open is a diagnostic. Example: "Kolo Banda, Kenya's envoy" and "Kollo Banda, the Kenyan envoy" are
//! one; "Tira Banda" is another, and "Banda" alone joins whom its own article names.
//!
//! May touch: the corpus and `links`. Blocks are bounded, so work grows with the names, never with their pairs.

use crate::names::compare::{DIFFERENT, Partners, align, explain, less_alike, likeness_of_aligned};
use crate::names::fold::words;
use crate::names::parts::parts;
use crate::rulings::{Forced, Sides};
use crate::sorted::QuickMap;
use blocks::{Block, Bones};
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::codebook::Codebook;
use rapporteur_lexicon::known::Known;
use rapporteur_model::record::{AliasRow, EntityRow, FormerIdRow, MergeRow};
use rapporteur_model::{Article, Corpus, Date, Diagnostic, EntityKind, How, Id, Links, Mention};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use told::Told;

mod blocks;
mod places;
mod roles;
mod told;

/// A block with more names than this is compared by pairs of words only.
const MAX_BLOCK: usize = 200;
/// A bearer of a name named so many times as often as the next is meant by the name alone.
const FOREMOST: u32 = 10;
/// Whoever is called by the family name alone is named so often elsewhere.
const KNOWN_WELL: u32 = 3;
/// Spellings of one entity that a further one is held against.
const MAX_HELD_AGAINST: usize = 24;

/// What a name is joined by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key {
    /// A state by its code.
    State(String),
    /// A place of the gazetteer, by its number.
    Place(u32),
    /// Something the lexicon knows, by kind and its name there.
    Known(EntityKind, String),
    /// Anything else: kind and folded words.
    Name(EntityKind, String),
    /// One name of a person without the rest, in one article.
    Lone(usize, String),
}

/// All that is said of one key.
#[derive(Debug, Clone)]
struct Node {
    key: Key,
    kind: EntityKind,
    /// Spellings as written, with how often.
    names: BTreeMap<String, u32>,
    /// Offices held, with the state where said.
    roles: BTreeSet<(String, Option<String>)>,
    states: BTreeMap<String, u32>,
    articles: BTreeSet<usize>,
    parts: Vec<String>,
    /// The family name may be the first word.
    family_first: bool,
    /// Its name in the lexicon, which is shown before any other.
    title: Option<&'static str>,
    spot: Option<places::Spot>,
}

/// A key, and what is known beside it.
struct Keyed {
    key: Key,
    title: Option<&'static str>,
    spot: Option<places::Spot>,
}

impl From<Key> for Keyed {
    fn from(key: Key) -> Keyed {
        Keyed { key, title: None, spot: None }
    }
}

/// Fills entities, aliases, merges, roles and which entity each mention and outlet is.
pub(crate) fn link(
    lexicon: &Lexicon,
    codebook: &Codebook,
    corpus: &Corpus,
    forced: &Forced<'_>,
    links: &mut Links,
) {
    let outlets = corpus.articles.iter().filter_map(|a| Some(folded(bare(a.outlet.as_deref()?)))).collect();
    let names = Names { lexicon, told: Told::new(lexicon, codebook), outlets };
    let mut nodes: Vec<Node> = Vec::new();
    let mut by_key: QuickMap<(Key, usize), usize> = QuickMap::default();
    let sides = forced.sides(|n, mention| {
        let (article, found) = (corpus.articles.get(n)?, corpus.annotations.get(n)?);
        names.key_of(n, article, mention, &states_of(&found.mentions)).map(|found| found.key)
    });
    let mut node_of: Vec<Vec<Option<usize>>> = Vec::with_capacity(corpus.articles.len());
    for (n, (article, found)) in corpus.articles.iter().zip(&corpus.annotations).enumerate() {
        node_of.push(names.gather(n, article, &found.mentions, &sides, &mut nodes, &mut by_key));
        for role in &found.roles {
            if let Some(node) = node_of[n].get(role.holder).copied().flatten() {
                let office = lexicon.offices.nearest(&role.role).map_or(role.role.as_str(), |o| o.role);
                nodes[node].roles.insert((office.to_owned(), role.state.clone()));
                if let Some(state) = &role.state {
                    *nodes[node].states.entry(state.clone()).or_default() += 1;
                }
            }
        }
    }
    let outlets: Vec<Option<usize>> = corpus
        .articles
        .iter()
        .map(|a| a.outlet.as_deref().map(|o| outlet_node(lexicon, o, &mut nodes, &mut by_key)))
        .collect();
    let mut join = Join::new(nodes.len());
    let plan = forced.plan(&sides, &node_of);
    join.apart = plan.apart;
    for (a, b, why) in plan.together {
        join.join(a, b, 1.0, why);
    }
    let shown = names.join_told(&nodes, &mut join);
    join_names(&nodes, &mut join);
    join_places(&nodes, &mut join);
    join_lone(&nodes, corpus, &mut join, links);
    roles::on_the_day(lexicon, corpus, &mut node_of, |node| join.root(node));
    let across = Across { corpus, nodes: &nodes, node_of: &node_of, outlets: &outlets, shown: &shown };
    write(lexicon, &across, &mut join, links);
    forced.report(corpus, plan.overruled, links);
}

/// What tells which names are one: the lexicon's words and the codebook's names.
struct Names<'l> {
    lexicon: &'l Lexicon,
    told: Told,
    /// Names of the outlets whose articles are in the pile, folded: an organisation of that name is that outlet.
    outlets: BTreeSet<String>,
}

impl Names<'_> {
    /// The node of each mention of one article.
    fn gather(
        &self,
        n: usize,
        article: &Article,
        mentions: &[Mention],
        sides: &Sides<Key>,
        nodes: &mut Vec<Node>,
        by_key: &mut QuickMap<(Key, usize), usize>,
    ) -> Vec<Option<usize>> {
        let mut of_mention: Vec<Option<usize>> = Vec::with_capacity(mentions.len());
        let states = states_of(mentions);
        for (i, m) in mentions.iter().enumerate() {
            let by_antecedent =
                m.antecedent.filter(|&a| a != i).and_then(|a| of_mention.get(a).copied().flatten());
            let node = match (m.how, by_antecedent) {
                // A pronoun or title is whom it stands for, and nobody by itself.
                (How::Pronoun | How::Title, other) => other,
                (_, _) => self.key_of(n, article, m, &states).map(|found| {
                    let side = sides.of(n, &found.key);
                    let index = *by_key.entry((found.key.clone(), side)).or_insert_with(|| {
                        nodes.push(Node::new(self.lexicon, found.key, m.kind));
                        nodes.len() - 1
                    });
                    if let Some(node) = nodes.get_mut(index) {
                        node.title = node.title.or(found.title);
                        node.spot = node.spot.or(found.spot);
                    }
                    index
                }),
            };
            if let Some(node) = node.and_then(|n| nodes.get_mut(n)) {
                node.articles.insert(n);
                if let Some(state) = m.state.as_ref().filter(|_| m.how == How::Name) {
                    *node.states.entry(state.clone()).or_default() += 1;
                }
                if matches!(m.how, How::Name | How::Metonym) {
                    *node.names.entry(m.name.clone()).or_default() += 1;
                }
            }
            of_mention.push(node);
        }
        // "I" in a quotation whose speaker is named behind it.
        for (i, m) in mentions.iter().enumerate().filter(|(_, m)| m.how == How::Pronoun) {
            let later = m.antecedent.filter(|&a| a > i).and_then(|a| of_mention.get(a).copied().flatten());
            if let Some(node) = later
                && let Some(cell) = of_mention.get_mut(i).filter(|cell| cell.is_none())
            {
                *cell = Some(node);
            }
        }
        of_mention
    }

    fn key_of(&self, n: usize, article: &Article, m: &Mention, states: &BTreeSet<&str>) -> Option<Keyed> {
        let lexicon = self.lexicon;
        if let Some(body) = self.told.body(lexicon, m, word_before(article, m)) {
            return Some(Key::Name(body.kind, body.folded.clone()).into());
        }
        let place = m.kind == EntityKind::Place;
        match (m.kind, &m.state) {
            (EntityKind::State, Some(code)) => return Some(Key::State(code.clone()).into()),
            (EntityKind::Person, _) => {}
            _ => {
                for known in lexicon.known.get(&m.name) {
                    // The lexicon's place is the best known of its name, not the only one.
                    if let Known::Place(p) = known
                        && place
                        && let Some(spot) = places::elsewhere(lexicon, &m.name, p.state, states)
                    {
                        return Some(Keyed { key: Key::Place(spot.number), title: None, spot: Some(spot) });
                    }
                    return Some(match known {
                        // The lexicon's place under the number that other spellings of it have in the gazetteer.
                        Known::Place(p) if place => match places::at(lexicon, p.name, p.lat, p.lon) {
                            Some(spot) => {
                                Keyed { key: Key::Place(spot.number), title: Some(p.name), spot: Some(spot) }
                            }
                            None => Key::Known(m.kind, p.name.to_owned()).into(),
                        },
                        Known::Body(b) if b.kind == Some(m.kind) => {
                            Key::Known(m.kind, b.name.to_owned()).into()
                        }
                        Known::State(s, _) if place && s.territory => {
                            Key::Known(m.kind, s.name.to_owned()).into()
                        }
                        _ => continue,
                    });
                }
                if place && let Some(spot) = places::resolve(lexicon, &m.name, m.state.as_deref(), states) {
                    return Some(Keyed { key: Key::Place(spot.number), title: None, spot: Some(spot) });
                }
            }
        }
        if m.kind == EntityKind::Organisation
            && let name = folded(&m.name)
            && self.outlets.contains(&name)
        {
            return Some(Key::Name(EntityKind::Outlet, name).into());
        }
        let folded = match m.kind {
            EntityKind::Person => parts(lexicon, &m.name, m.kind),
            _ => words(&m.name).into_iter().filter(|w| w != "the").collect(),
        };
        if folded.is_empty() {
            return None;
        }
        if m.kind == EntityKind::Person && folded.len() == 1 {
            return Some(Key::Lone(n, folded.concat()).into());
        }
        // "Foreign Ministry" of two states are two offices.
        let state = m.state.as_deref().filter(|_| m.kind == EntityKind::Office).unwrap_or("");
        Some(Key::Name(m.kind, format!("{} {state}", folded.join(" ")).trim_end().to_owned()).into())
    }

    /// Joins the spellings of one person of the codebook, and says by which name each is shown.
    fn join_told(&self, nodes: &[Node], join: &mut Join) -> Vec<(usize, String)> {
        let mut of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (i, node) in nodes.iter().enumerate().filter(|(_, n)| n.kind == EntityKind::Person) {
            if let Some(person) = self.told.person(&node.parts) {
                of.entry(person).or_default().push(i);
            }
        }
        let mut shown = Vec::new();
        for (person, bearers) in of {
            let (Some(name), Some(&first)) = (self.told.name(person), bearers.first()) else { continue };
            shown.push((first, name.to_owned()));
            for &other in bearers.iter().filter(|&&o| !clashes(&nodes[first], &nodes[o])) {
                join.join(first, other, 1.0, format!("the codebook's spellings of {name}"));
            }
        }
        shown
    }
}

/// The word in front of a mention, as it is written.
fn word_before<'a>(article: &'a Article, m: &Mention) -> &'a str {
    article.text.get(..m.span.lo()).and_then(|t| t.split_whitespace().next_back()).unwrap_or("")
}

/// The states an article names.
fn states_of(mentions: &[Mention]) -> BTreeSet<&str> {
    mentions.iter().filter(|m| m.kind == EntityKind::State).filter_map(|m| m.state.as_deref()).collect()
}

/// An outlet's name without what an address begins with.
fn bare(outlet: &str) -> &str {
    outlet.trim().trim_start_matches("www.")
}

/// The words of a name without its article, folded.
fn folded(name: &str) -> String {
    words(name).into_iter().filter(|w| w != "the").collect::<Vec<_>>().join(" ")
}

fn outlet_node(
    lexicon: &Lexicon,
    outlet: &str,
    nodes: &mut Vec<Node>,
    by_key: &mut QuickMap<(Key, usize), usize>,
) -> usize {
    let bare = bare(outlet);
    // A site's address names the outlet: "example.com" is looked up as "example" too.
    let known = [bare, bare.trim_start_matches("The "), bare.split('.').next().unwrap_or(bare)]
        .into_iter()
        .find_map(|form| {
            lexicon.known.get(form).into_iter().find_map(|k| match k {
                Known::Body(b) if b.kind == Some(EntityKind::Outlet) => Some(b.name),
                _ => None,
            })
        });
    let key = match known {
        Some(name) => Key::Known(EntityKind::Outlet, name.to_owned()),
        None => Key::Name(EntityKind::Outlet, folded(bare)),
    };
    let index = *by_key.entry((key.clone(), 0)).or_insert_with(|| {
        nodes.push(Node::new(lexicon, key, EntityKind::Outlet));
        nodes.len() - 1
    });
    if let Some(node) = nodes.get_mut(index) {
        node.names.entry(bare.to_owned()).or_default();
    }
    index
}

impl Node {
    fn new(lexicon: &Lexicon, key: Key, kind: EntityKind) -> Node {
        let kind = match &key {
            Key::Name(kind, _) | Key::Known(kind, _) => *kind,
            _ => kind,
        };
        let parts = match &key {
            Key::Name(_, folded) => parts(lexicon, folded, kind),
            Key::Lone(_, folded) => vec![folded.clone()],
            _ => Vec::new(),
        };
        Node {
            key,
            kind,
            names: BTreeMap::new(),
            roles: BTreeSet::new(),
            states: BTreeMap::new(),
            articles: BTreeSet::new(),
            family_first: parts.len() > 1
                && parts.first().is_some_and(|p| lexicon.name_words.is("family_first", p)),
            parts,
            title: None,
            spot: None,
        }
    }
    fn best_name(&self) -> &str {
        self.names.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map_or("", |(n, _)| n)
    }
    /// The words by which a person may be called alone: the last, and the first of a name that begins with the family.
    fn family_names(&self) -> impl Iterator<Item = &str> {
        let first = self.parts.first().filter(|_| self.family_first);
        self.parts.last().into_iter().chain(first).map(String::as_str)
    }
    /// The one state it is of, where the articles agree.
    fn state(&self) -> Option<&str> {
        let (best, n) = self.states.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)))?;
        let all: u32 = self.states.values().sum();
        (n * 2 > all).then_some(best)
    }
}

/// Union-find that remembers why.
#[derive(Debug)]
struct Join {
    up: Vec<usize>,
    members: Vec<Vec<usize>>,
    why: Vec<(usize, usize, f64, String)>,
    /// What a ruling keeps apart.
    apart: Vec<(usize, usize)>,
}

impl Join {
    fn new(n: usize) -> Join {
        Join {
            up: (0..n).collect(),
            members: (0..n).map(|i| vec![i]).collect(),
            why: Vec::new(),
            apart: Vec::new(),
        }
    }
    fn root(&mut self, mut i: usize) -> usize {
        while self.up[i] != i {
            self.up[i] = self.up[self.up[i]];
            i = self.up[i];
        }
        i
    }
    fn kept_apart(&mut self, x: usize, y: usize) -> bool {
        (0..self.apart.len()).any(|i| {
            let (a, b) = self.apart[i];
            let (a, b) = (self.root(a), self.root(b));
            (a, b) == (x, y) || (b, a) == (x, y)
        })
    }
    fn join(&mut self, a: usize, b: usize, score: f64, why: String) {
        let (x, y) = (self.root(a), self.root(b));
        if x != y && !self.kept_apart(x, y) {
            let (keep, gone) = (x.min(y), x.max(y));
            self.up[gone] = keep;
            let moved = std::mem::take(&mut self.members[gone]);
            self.members[keep].extend(moved);
            self.why.push((a, b, score, why));
        }
    }
}

/// Joins names that are spellings of one another.
fn join_names(nodes: &[Node], join: &mut Join) {
    let mut partners = Partners::default();
    let mut numbers: Vec<Vec<u32>> = vec![Vec::new(); nodes.len()];
    let mut blocks: QuickMap<(EntityKind, Block), Vec<usize>> = QuickMap::default();
    let mut bones = Bones::default();
    for (i, node) in nodes.iter().enumerate() {
        if !matches!(node.key, Key::Name(..)) {
            continue;
        }
        numbers[i] = partners.numbers(&node.parts);
        for block in bones.blocks(&node.parts) {
            blocks.entry((node.kind, block)).or_default().push(i);
        }
    }
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for block in blocks.values().filter(|b| b.len() > 1) {
        let block = block.get(..block.len().min(MAX_BLOCK)).unwrap_or(block);
        for (n, &i) in block.iter().enumerate() {
            let lacking = |j: &&usize| {
                // Words are left over on both sides, or a body has a word that the other has not: most pairs end here.
                !partners.lack(&numbers[i], &numbers[**j], nodes[i].kind == EntityKind::Person)
            };
            pairs.extend(block.iter().skip(n + 1).filter(lacking).map(|&j| (i.min(j), i.max(j))));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    let mut scored: Vec<(f64, usize, usize, String)> = Vec::new();
    for (i, j) in pairs {
        if let Some((score, why)) = evidence(&nodes[i], &nodes[j]) {
            scored.push((score, i, j, why));
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    for (score, i, j, why) in scored {
        let (x, y) = (join.root(i), join.root(j));
        if x == y {
            continue;
        }
        // A chain of small steps must not join two names that are different face to face.
        let clash = join.members[x].iter().take(MAX_HELD_AGAINST).any(|&a| {
            join.members[y].iter().take(MAX_HELD_AGAINST).any(|&b| {
                let (a, b) = (&nodes[a], &nodes[b]);
                clashes(a, b) || less_alike(&a.parts, &b.parts, a.kind == EntityKind::Person, DIFFERENT)
            })
        });
        if !clash {
            join.join(i, j, score, why);
        }
    }
}

/// Joins a place whose article does not tell which of several it is to the one of its name that other articles tell.
fn join_places(nodes: &[Node], join: &mut Join) {
    let mut told: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (i, node) in nodes.iter().enumerate().filter(|(_, n)| n.spot.is_some()) {
        for name in node.names.keys() {
            told.entry(words(name).join(" ")).or_default().insert(i);
        }
    }
    for (i, node) in nodes.iter().enumerate() {
        let Key::Name(EntityKind::Place, folded) = &node.key else { continue };
        if let Some(one) = told.get(folded).filter(|t| t.len() == 1).and_then(|t| t.first()) {
            join.join(*one, i, 0.9, "the only place of that name that these articles place".into());
        }
    }
}

/// Do offices or states say that these are two?
fn clashes(a: &Node, b: &Node) -> bool {
    match (a.state(), b.state()) {
        (Some(x), Some(y)) => x != y,
        _ => false,
    }
}

/// Are two nodes one? The score and the reason, or `None`.
fn evidence(a: &Node, b: &Node) -> Option<(f64, String)> {
    if a.kind != b.kind || clashes(a, b) {
        return None;
    }
    let person = a.kind == EntityKind::Person;
    let aligned = align(&a.parts, &b.parts, person);
    let score = likeness_of_aligned(&a.parts, &b.parts, &aligned);
    let why = || explain(&a.parts, &b.parts, &aligned);
    if !person {
        // Two ministries, two brigades: only spelling may differ, never a word.
        let all = aligned.left_over.is_empty() && aligned.right_over.is_empty();
        let enough = if a.kind == EntityKind::Place { 0.88 } else { 0.93 };
        let least = aligned.pairs.iter().map(|p| p.2).fold(1.0, f64::min);
        return (all && score >= enough && least >= 0.85).then(|| (score, format!("spelling: {}", why())));
    }
    if !aligned.left_over.is_empty() && !aligned.right_over.is_empty() {
        return None;
    }
    let shared_role = a
        .roles
        .iter()
        .find(|r| b.roles.iter().any(|s| s.0 == r.0 && (s.1 == r.1 || s.1.is_none() || r.1.is_none())));
    let same_state = a.state().is_some() && a.state() == b.state();
    let flipped = aligned.pairs.windows(2).any(|w| w[0].1 > w[1].1);
    if let Some((role, state)) = shared_role.filter(|_| score >= DIFFERENT + 0.06) {
        let of = state.as_deref().map(|s| format!(" of {s}")).unwrap_or_default();
        return Some((score.max(0.9), format!("spelling, and both {role}{of}: {}", why())));
    }
    if flipped && !same_state {
        return None;
    }
    // Two spellings that could be one name are one person only where more speaks for it than the spelling.
    if score >= if same_state { 0.82 } else { 0.88 } {
        return Some((score, format!("spelling: {}", why())));
    }
    None
}

/// Joins a name that stands alone in its article ("Witte") to the one full name it can belong to.
fn join_lone(nodes: &[Node], corpus: &Corpus, join: &mut Join, links: &mut Links) {
    let mut bones = Bones::default();
    let mut by_last: QuickMap<u32, Vec<usize>> = QuickMap::default();
    for (i, node) in
        nodes.iter().enumerate().filter(|(_, n)| n.kind == EntityKind::Person && n.parts.len() > 1)
    {
        let names: BTreeSet<u32> = node.family_names().map(|name| bones.of(name).0).collect();
        for name in names {
            by_last.entry(name).or_default().push(i);
        }
    }
    // Who is named in full in each article.
    let mut people: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (i, node) in
        nodes.iter().enumerate().filter(|(_, n)| n.kind == EntityKind::Person && n.parts.len() > 1)
    {
        let root = join.root(i);
        for &a in &node.articles {
            people.entry(a).or_default().insert(root);
        }
    }
    // Which states each article names.
    let none = BTreeSet::new();
    let mut states: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (i, node) in nodes.iter().enumerate().filter(|(_, n)| matches!(n.key, Key::State(_))) {
        for &a in &node.articles {
            states.entry(a).or_default().insert(i);
        }
    }
    for (i, node) in nodes.iter().enumerate().filter(|(_, n)| matches!(n.key, Key::Lone(..))) {
        let Some(name) = node.parts.first() else { continue };
        let near = by_last.get(&bones.of(name).0).map_or(&[][..], Vec::as_slice);
        let mut fits: BTreeMap<usize, (usize, f64)> = BTreeMap::new();
        for &j in near.iter().take(MAX_BLOCK) {
            let full = &nodes[j];
            let alike = full.family_names().map(|n| crate::names::compare::likeness(n, name));
            let likeness = alike.fold(0.0, f64::max);
            let same_state = node.state().is_some() && node.state() == full.state();
            if likeness < if same_state { 0.87 } else { 0.97 } || clashes(node, full) {
                continue;
            }
            let root = join.root(j);
            let slot = fits.entry(root).or_insert((j, likeness));
            if likeness > slot.1 {
                *slot = (j, likeness);
            }
        }
        let role = |j: usize, join: &mut Join| {
            let root = join.root(j);
            join.members[root].iter().any(|&m| {
                nodes[m].roles.iter().any(|(r, s)| {
                    node.roles.iter().any(|(q, t)| q == r && (s == t || t.is_none() || s.is_none()))
                })
            })
        };
        // The same article, one with the same people in it, the same state, or the same states in several.
        let company = |j: usize, join: &mut Join| {
            let root = join.root(j);
            let here = node.articles.first().and_then(|a| people.get(a));
            let here_states = node.articles.first().and_then(|a| states.get(a)).unwrap_or(&none);
            let members = &join.members[root];
            let articles: BTreeSet<usize> =
                members.iter().flat_map(|&m| nodes[m].articles.iter().copied()).take(MAX_BLOCK).collect();
            let shared = |a: &usize| match (here, people.get(a)) {
                (Some(x), Some(y)) => x.iter().take(MAX_BLOCK).any(|p| p != &root && y.contains(p)),
                _ => false,
            };
            node.articles.iter().any(|a| articles.contains(a))
                || members.iter().any(|&m| node.state().is_some() && nodes[m].state() == node.state())
                || articles.iter().any(shared)
                || articles.len() >= 3
                    && here_states
                        .iter()
                        .filter(|s| articles.iter().any(|a| states.get(a).is_some_and(|of| of.contains(*s))))
                        .count()
                        >= 2
        };
        let candidates: Vec<(usize, f64)> = fits.values().copied().collect();
        let by_role: Vec<(usize, f64)> = candidates.iter().copied().filter(|&(j, _)| role(j, join)).collect();
        let used = |j: usize, join: &mut Join| {
            let root = join.root(j);
            let names = join.members[root].iter().map(|&m| nodes[m].names.values().sum::<u32>());
            names.sum::<u32>()
        };
        let mut by_use: Vec<(u32, usize)> =
            candidates.iter().enumerate().map(|(n, &(j, _))| (used(j, join), n)).collect();
        by_use.sort_unstable();
        let foremost = match by_use.as_slice() {
            // News calls only the best known bearer of a name by it alone.
            [.., (second, _), (first, n)] if *first >= 10 && *first >= FOREMOST * second => {
                candidates.get(*n).copied()
            }
            _ => None,
        };
        // Of one state that the article names, and every other bearer of the name of one that it does not.
        let at_home = |j: usize, join: &mut Join| -> Option<bool> {
            let root = join.root(j);
            let state = join.members[root].iter().find_map(|&m| nodes[m].state())?;
            let here = node.articles.first().and_then(|a| states.get(a)).unwrap_or(&none);
            Some(here.iter().any(|&s| matches!(&nodes[s].key, Key::State(code) if code == state)))
        };
        let homes: Vec<Option<bool>> = candidates.iter().map(|&(j, _)| at_home(j, join)).collect();
        let by_home = match homes.iter().filter(|h| **h == Some(true)).count() {
            1 if !homes.contains(&None) => {
                let one =
                    homes.iter().position(|h| *h == Some(true)).and_then(|n| candidates.get(n).copied());
                one.filter(|&(j, _)| used(j, join) >= KNOWN_WELL)
            }
            _ => None,
        };
        let pick = match (candidates.as_slice(), by_role.as_slice()) {
            (_, [one]) => Some((*one, "the only one of that name in that office")),
            (_, []) if by_home.is_some() => {
                by_home.map(|one| (one, "the only one of that name whose state the article names"))
            }
            ([one], _) if company(one.0, join) => {
                Some((*one, "the only one of that name in these articles, and in known company"))
            }
            (_, []) => foremost.map(|one| (one, "by far the most named of that name in these articles")),
            _ => None,
        };
        if let Some(((j, likeness), why)) = pick {
            join.join(i, j, likeness * 0.95, format!("last name alone: {why}"));
        } else if candidates.len() > 1 {
            let article = node.articles.first().and_then(|&n| corpus.articles.get(n)).map(|a| a.id);
            let names: BTreeSet<&str> = candidates.iter().map(|&(j, _)| nodes[j].best_name()).collect();
            let names = names.into_iter().take(6).collect::<Vec<_>>().join(", ");
            links.diagnostics.push(Diagnostic::new(
                article,
                "name-fits-several",
                format!("`{}` stands alone and could be any of: {names}.", node.best_name()),
            ));
        }
    }
}

#[derive(Default)]
struct Merged {
    id: Option<Id>,
    mentions: u32,
    first_seen: Option<Date>,
}

/// The names of all articles, and which is whose.
struct Across<'a> {
    corpus: &'a Corpus,
    nodes: &'a [Node],
    node_of: &'a [Vec<Option<usize>>],
    outlets: &'a [Option<usize>],
    /// Nodes that have a name of their own to be shown by.
    shown: &'a [(usize, String)],
}

fn write(lexicon: &Lexicon, across: &Across<'_>, join: &mut Join, links: &mut Links) {
    let Across { corpus, nodes, node_of, outlets, shown } = *across;
    let root: Vec<usize> = (0..nodes.len()).map(|i| join.root(i)).collect();
    let mut merged: BTreeMap<usize, Merged> = BTreeMap::new();
    // A build without the earlier articles, or one that sees two where we see one, has another first mention: it is the
    // first of a name in some article.
    let mut former: Vec<(Id, usize)> = Vec::new();
    let mut last_in: Vec<Option<usize>> = vec![None; nodes.len()];
    // How often each is spelled how, and by which outlet.
    let mut spelled: QuickMap<(usize, Cow<'_, str>, &str), u32> = QuickMap::default();
    for (n, article) in corpus.articles.iter().enumerate() {
        let Some(found) = corpus.annotations.get(n) else { continue };
        for (i, m) in found.mentions.iter().enumerate() {
            let Some(node) = node_of.get(n).and_then(|v| v.get(i)).copied().flatten() else { continue };
            let entity = merged.entry(root[node]).or_default();
            // Whom other articles say an office means gets no id by it.
            let by_office = m.how == How::Title && m.antecedent.is_none();
            if !by_office && last_in.get(node) != Some(&Some(n)) {
                last_in[node] = Some(n);
                let first = Id::of_span("mention", article.id, m.span);
                former.push((first, root[node]));
                entity.id.get_or_insert(first);
            }
            entity.mentions += 1;
            entity.first_seen = match (entity.first_seen, article.published.end) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
            if matches!(m.how, How::Name | How::Metonym) {
                let outlet = article.outlet.as_deref().unwrap_or_default();
                let spelling = in_one_line(article.words_of(m.span));
                *spelled.entry((root[node], spelling, outlet)).or_default() += 1;
            }
        }
    }
    // An outlet that no article mentions exists all the same: the articles are its.
    for &node in outlets.iter().flatten() {
        let name = match &nodes[node].key {
            Key::Known(_, name) | Key::Name(_, name) => name.clone(),
            _ => String::new(),
        };
        let entity = merged.entry(root[node]).or_default();
        entity.id.get_or_insert_with(|| Id::of("outlet", &[name.as_bytes()]));
    }
    let id_of: BTreeMap<usize, Id> = merged.iter().filter_map(|(&r, m)| Some((r, m.id?))).collect();
    links.mention_entity = node_of
        .iter()
        .map(|v| v.iter().map(|n| n.and_then(|n| id_of.get(&root[n]).copied())).collect())
        .collect();
    links.outlet_entity = outlets.iter().map(|n| n.and_then(|n| id_of.get(&root[n]).copied())).collect();
    let shown: BTreeMap<usize, &str> =
        shown.iter().map(|(node, name)| (root[*node], name.as_str())).collect();
    for (&r, m) in &merged {
        let Some(id) = m.id else { continue };
        let members: Vec<&Node> = join.members[r].iter().map(|&i| &nodes[i]).collect();
        let mut row = entity_row(lexicon, id, &members, m);
        if let Some(name) = shown.get(&r) {
            (*name).clone_into(&mut row.name);
        }
        links.entities.push(row);
    }
    links.aliases.extend(spelled.into_iter().filter_map(|((r, name, outlet), count)| {
        let entity = *id_of.get(&r)?;
        Some(AliasRow { entity, name: name.into_owned(), outlet: outlet.to_owned(), count })
    }));
    for (a, b, score, why) in &join.why {
        if let Some(&entity) = id_of.get(&root[*a]) {
            let (x, y) = (nodes[*a].best_name().to_owned(), nodes[*b].best_name().to_owned());
            let (name_a, name_b) = if x <= y { (x, y) } else { (y, x) };
            links.merges.push(MergeRow {
                entity,
                name_a,
                name_b,
                why: why.clone(),
                score: (score * 1e3).round() / 1e3,
            });
        }
    }
    links.former_ids = former
        .into_iter()
        .filter_map(|(id, r)| Some(FormerIdRow { id, now: *id_of.get(&r).filter(|now| **now != id)? }))
        .collect();
    links.former_ids.sort_by_key(|f| f.id);
    let mention_entity = &links.mention_entity;
    links.roles =
        roles::rows(lexicon, corpus, |n, i| mention_entity.get(n).and_then(|v| v.get(i)).copied().flatten());
    links.entities.sort_by_key(|e| e.entity);
    links.aliases.sort_by(|a, b| (a.entity, &a.name, &a.outlet).cmp(&(b.entity, &b.name, &b.outlet)));
    fn merge(m: &MergeRow) -> (Id, &str, &str, &str) {
        (m.entity, &m.name_a, &m.name_b, &m.why)
    }
    links.merges.sort_by(|a, b| merge(a).cmp(&merge(b)).then(b.score.total_cmp(&a.score)));
    // The same two spellings in another article say nothing new.
    links.merges.dedup_by(|a, b| merge(a) == merge(b));
    links.roles.sort_by(|a, b| (a.entity, &a.role, a.at).cmp(&(b.entity, &b.role, b.at)));
    links.diagnostics.sort();
}

/// Words with one space between each two.
fn in_one_line(words: &str) -> Cow<'_, str> {
    let plain = words.split(' ').all(|w| !w.is_empty() && !w.contains(char::is_whitespace));
    if plain { words.into() } else { words.split_whitespace().collect::<Vec<_>>().join(" ").into() }
}

fn entity_row(lexicon: &Lexicon, id: Id, members: &[&Node], m: &Merged) -> EntityRow {
    let kind = members.first().map_or(EntityKind::Organisation, |n| n.kind);
    let mut names: BTreeMap<&str, u32> = BTreeMap::new();
    let mut states: BTreeMap<&str, u32> = BTreeMap::new();
    for node in members {
        for (name, n) in &node.names {
            *names.entry(name).or_default() += n;
        }
        for (state, n) in &node.states {
            *states.entry(state).or_default() += n;
        }
    }
    // The commonest form among the full ones: a person's name of two words or more, if there is one.
    let full = |name: &str| kind != EntityKind::Person || name.contains(' ');
    let any_full = names.keys().any(|n| full(n));
    let by_use = |a: &(&&str, &u32), b: &(&&str, &u32)| {
        a.1.cmp(b.1).then(a.0.len().cmp(&b.0.len())).then(b.0.cmp(a.0))
    };
    let mut name =
        names.iter().filter(|(n, _)| !any_full || full(n)).max_by(by_use).map_or("", |(n, _)| *n).to_owned();
    let mut state =
        states.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map(|(s, _)| (*s).to_owned());
    let (mut lat, mut lon) = (None, None);
    if let Some(title) = members.iter().find_map(|n| n.title) {
        title.clone_into(&mut name);
    }
    if let Some(spot) = members.iter().find_map(|n| n.spot) {
        (lat, lon) = (Some(spot.lat), Some(spot.lon));
        state = Some(spot.country.to_owned());
    }
    match members.first().map(|n| &n.key) {
        Some(Key::State(code)) => {
            name = lexicon.known.states.by_code(code).map_or(name, |s| s.name.to_owned());
            state = Some(code.clone());
        }
        Some(Key::Known(_, known)) => {
            name.clone_from(known);
            let place = lexicon.known.get(known).into_iter().find_map(|k| match k {
                Known::Place(p) if kind == EntityKind::Place => Some(p),
                _ => None,
            });
            if let Some(place) = place {
                (lat, lon) = (Some(place.lat), Some(place.lon));
            }
        }
        _ => {}
    }
    EntityRow { entity: id, name, kind, state, lat, lon, mentions: m.mentions, first_seen: m.first_seen }
}

#[cfg(test)]
#[path = "entity_tests.rs"]
mod tests;
