//! # Which mentions are one event
//!
//! What it finds: mentions of events, in one article or several, that tell one event: "withdrew its troops" here, "the
//! pullout" there. Each such group is a thread, known by its first mention.
//! Why: five articles that tell one strike are one strike. A timeline that shows it five times misleads.
//! Example: "Borduria shelled the harbour on Monday" and "Monday's bombardment of the harbour by Borduria".
//! May touch: events, mentions, times, sentences and linked entities. It must not change an event, and never joins what
//! differs in who did it, to whom, where or when, as far as the words say it.
//!
//! [`cluster`] joins groups of mentions as long as the mean likeness over their pairs is above zero. What counts how much
//! is data (`data/threads.tsv` of the lexicon), learned on labelled news; `cargo xtask eval CORPORA --only stories`
//! measures the same code with labelled mentions.

use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::event_words::{EventRoots, Senses};
use rapporteur_model::{Annotations, Article, Corpus, Event, EventType, Id, Interval, Links, Span};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Articles further apart than this are not taken to tell one event, unless they name its day. Days.
const NEWS_DAYS: i32 = 7;
/// A mention is compared with at most so many later ones of the same class and participant.
const WINDOW: usize = 48;
/// More mentions than this are not weighed together: the rest of the group stands apart.
const GROUP: usize = 256;

/// A mention of an event, as it is compared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EventMention {
    /// Which article.
    pub article: usize,
    /// Which sentence of it.
    pub sentence: usize,
    /// Base form of the head word.
    pub word: String,
    /// What the head may stand for.
    pub senses: Senses,
    /// Roots of all words that name the event.
    pub roots: BTreeSet<String>,
    /// Who did it.
    pub actors: BTreeSet<String>,
    /// To whom or what.
    pub recipients: BTreeSet<String>,
    /// Where, when, how.
    pub circumstances: BTreeSet<String>,
    /// Stems of the other words of the sentence.
    pub context: BTreeSet<String>,
}

/// In how many articles words stand: a word that stands in all tells nothing.
#[derive(Debug, Clone, Default)]
pub struct Commonness {
    articles: usize,
    of: BTreeMap<String, usize>,
}

impl Commonness {
    /// Adds an article by its words, in the form mentions have them.
    pub fn add(&mut self, words: BTreeSet<String>) {
        self.articles += 1;
        for word in words {
            *self.of.entry(word).or_default() += 1;
        }
    }

    /// How much it tells that two share the word.
    pub fn weight(&self, word: &str) -> f64 {
        let known = self.of.get(word).copied().unwrap_or(0) as f64;
        ((self.articles as f64 + 1.0) / (known + 0.5)).ln().max(0.05)
    }

    /// Likeness of two sets of words, 0 to 1: weight of what they share over the geometric mean of their weights.
    pub fn likeness(&self, a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
        if a.is_empty() || b.is_empty() {
            return 0.0;
        }
        let sum = |words: &BTreeSet<String>| words.iter().map(|w| self.weight(w)).sum::<f64>();
        let shared: f64 = a.intersection(b).map(|w| self.weight(w)).sum();
        shared / (sum(a) * sum(b) + 1e-9).sqrt()
    }
}

/// Log-odds that two mentions are one event. `often` is how often the root they share is named among what is compared.
pub fn likeness(
    roots: &EventRoots,
    common: &Commonness,
    a: &EventMention,
    b: &EventMention,
    often: usize,
) -> f64 {
    let w = &roots.weights;
    let (one, other) = (&a.senses.classes, &b.senses.classes);
    let same_word = a.word == b.word;
    let same = same_word || !a.senses.roots.is_disjoint(&b.senses.roots);
    let class = !one.is_disjoint(other);
    let near = || one.iter().any(|x| other.iter().any(|y| roots.are_near(*x, *y)));
    let mut sum = w.bias;
    if same_word {
        sum += w.same_word;
    } else if same {
        sum += w.same_root;
    } else if class {
        sum += w.class;
    } else if near() {
        sum += w.near;
    }
    if !same && !a.roots.is_disjoint(&b.roots) {
        sum += w.phrase_root;
    }
    let context = common.likeness(&a.context, &b.context);
    if same {
        sum += w.context * context + w.frequent * (often.max(1) as f64).ln();
        if often <= 3 {
            sum += w.rare;
        }
        if roots.is_light(&a.word) || roots.is_light(&b.word) {
            sum += w.light;
        }
    }
    if roots.reports(one) && roots.reports(other) {
        sum += w.report * context;
    }
    if a.article == b.article && a.sentence == b.sentence {
        sum += w.one_sentence;
    }
    let all = |m: &EventMention| -> BTreeSet<String> {
        m.actors.iter().chain(&m.recipients).chain(&m.circumstances).cloned().collect()
    };
    sum + w.arguments * common.likeness(&all(a), &all(b))
        + w.recipient * common.likeness(&a.recipients, &b.recipients)
        + w.circumstance * common.likeness(&a.circumstances, &b.circumstances)
}

/// Which of `mentions` are one event: a number each, equal for one event, the index of the group's first mention.
/// `may` says which pairs may be one at all. Groups are joined, likest first, while the mean likeness over the pairs of
/// two groups is above zero. Time grows with the square of the mentions, memory too.
pub fn cluster(
    roots: &EventRoots,
    common: &Commonness,
    mentions: &[&EventMention],
    may: &dyn Fn(usize, usize) -> bool,
) -> Vec<usize> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for root in mentions.iter().flat_map(|m| &m.senses.roots) {
        *count.entry(root).or_default() += 1;
    }
    let often = |a: &EventMention, b: &EventMention| {
        let shared = a.senses.roots.intersection(&b.senses.roots);
        shared.filter_map(|r| count.get(r.as_str()).copied()).max().unwrap_or(1)
    };
    average_linkage(mentions.len(), &|i, j| match (mentions.get(i), mentions.get(j)) {
        (Some(a), Some(b)) if may(i, j) => likeness(roots, common, a, b, often(a, b)),
        _ => f64::NEG_INFINITY,
    })
}

/// Groups of `n` things by the mean over pairs of `like`, joined while it is above zero; ties go to the earlier pair.
/// Each thing gets the index of its group's first.
pub fn average_linkage(n: usize, like: &dyn Fn(usize, usize) -> f64) -> Vec<usize> {
    let mut of: Vec<Vec<f64>> = (0..n)
        .map(|i| (0..n).map(|j| if i == j { f64::NEG_INFINITY } else { like(i.min(j), i.max(j)) }).collect())
        .collect();
    let mut size = vec![1.0_f64; n];
    let mut label: Vec<usize> = (0..n).collect();
    let mut alive: Vec<usize> = (0..n).collect();
    let best_of = |of: &[Vec<f64>], alive: &[usize], i: usize| -> Option<(f64, usize)> {
        let row = of.get(i)?;
        let mut best: Option<(f64, usize)> = None;
        for &j in alive.iter().filter(|j| **j != i) {
            let value = row.get(j).copied().unwrap_or(f64::NEG_INFINITY);
            if value > 0.0 && best.is_none_or(|(b, _)| value > b) {
                best = Some((value, j));
            }
        }
        best
    };
    let mut best: Vec<Option<(f64, usize)>> = (0..n).map(|i| best_of(&of, &alive, i)).collect();
    loop {
        let mut top: Option<(f64, usize, usize)> = None;
        for &i in &alive {
            if let Some((value, j)) = best.get(i).copied().flatten()
                && top.is_none_or(|(t, _, _)| value > t)
            {
                top = Some((value, i.min(j), i.max(j)));
            }
        }
        let Some((_, a, b)) = top else { break };
        let (na, nb) = (size.get(a).copied().unwrap_or(1.0), size.get(b).copied().unwrap_or(1.0));
        alive.retain(|&x| x != b);
        for &k in alive.iter().filter(|k| **k != a) {
            let value = |x: usize| of.get(x).and_then(|r| r.get(k)).copied().unwrap_or(f64::NEG_INFINITY);
            let mean = (value(a) * na + value(b) * nb) / (na + nb);
            for (x, y) in [(a, k), (k, a)] {
                if let Some(cell) = of.get_mut(x).and_then(|r| r.get_mut(y)) {
                    *cell = mean;
                }
            }
        }
        if let Some(s) = size.get_mut(a) {
            *s = na + nb;
        }
        label.iter_mut().filter(|l| **l == b).for_each(|l| *l = a);
        for &k in &alive {
            let stale = k == a || best.get(k).copied().flatten().is_some_and(|(_, j)| j == a || j == b);
            let fresh = if stale {
                best_of(&of, &alive, k)
            } else {
                // Joining may have made the group liker than what was best.
                let now = of.get(k).and_then(|r| r.get(a)).copied().unwrap_or(f64::NEG_INFINITY);
                match best.get(k).copied().flatten() {
                    None if now > 0.0 => Some((now, a)),
                    Some((value, j)) if now > value || (now == value && a < j) => Some((now, a)),
                    old => old,
                }
            };
            if let Some(slot) = best.get_mut(k) {
                *slot = fresh;
            }
        }
    }
    label
}

/// Says of every event which thread it belongs to, if any other mention tells the same event.
pub fn link(lexicon: &Lexicon, corpus: &Corpus, links: &mut Links) {
    let mut stems = Stems { lexicon, of: HashMap::new(), all: Vec::new(), known: HashMap::new() };
    let common = commonness(&mut stems, corpus);
    let mut all: Vec<Told> = Vec::new();
    for (i, (article, found)) in corpus.articles.iter().zip(&corpus.annotations).enumerate() {
        let entities = links.mention_entity.get(i).map_or(&[][..], Vec::as_slice);
        for (n, event) in found.events.iter().enumerate() {
            all.extend(told(&mut stems, i, n, article, found, entities, event));
        }
    }
    links.event_thread = corpus.annotations.iter().map(|found| vec![None; found.events.len()]).collect();
    for group in groups(&all) {
        let told: Vec<&Told> = group.iter().filter_map(|&i| all.get(i)).collect();
        let mentions: Vec<&EventMention> = told.iter().map(|t| &t.mention).collect();
        let may = |i: usize, j: usize| match (told.get(i), told.get(j)) {
            (Some(a), Some(b)) => a.may_be(b),
            _ => false,
        };
        let label = cluster(&lexicon.event_roots, &common, &mentions, &may);
        let mut size: BTreeMap<usize, usize> = BTreeMap::new();
        label.iter().for_each(|l| *size.entry(*l).or_default() += 1);
        for (t, l) in told.iter().zip(&label) {
            let Some(first) = told.get(*l).filter(|_| size.get(l).is_some_and(|n| *n > 1)) else { continue };
            if let Some(slot) = links.event_thread.get_mut(t.mention.article).and_then(|a| a.get_mut(t.event))
            {
                *slot = Some(first.id);
            }
        }
    }
}

/// A mention with what must agree.
struct Told {
    mention: EventMention,
    event: usize,
    id: Id,
    kind: EventType,
    actor: Option<Id>,
    recipient: Option<Id>,
    place: Option<Id>,
    date: Interval,
    published: Interval,
}

impl Told {
    /// Nothing that the words say keeps them apart.
    fn may_be(&self, other: &Told) -> bool {
        let agree = |a: Option<Id>, b: Option<Id>| a.is_none() || b.is_none() || a == b;
        let class = !self.mention.senses.classes.is_disjoint(&other.mention.senses.classes)
            || !self.mention.senses.roots.is_disjoint(&other.mention.senses.roots);
        (self.kind == other.kind || class)
            && self.same_people(other)
            && agree(self.place, other.place)
            && self.same_time(other)
    }

    fn same_people(&self, other: &Told) -> bool {
        let people = |t: &Told| t.actor.into_iter().chain(t.recipient).collect::<BTreeSet<Id>>();
        let (one, two) = (people(self), people(other));
        if mutual(self.kind) && mutual(other.kind) {
            // "A met B" and "B's talks with A"; "A held talks" may be either.
            return one.is_subset(&two) || two.is_subset(&one);
        }
        let agree = |a: Option<Id>, b: Option<Id>| a.is_none() || b.is_none() || a == b;
        agree(self.actor, other.actor) && agree(self.recipient, other.recipient) && !one.is_disjoint(&two)
    }

    fn same_time(&self, other: &Told) -> bool {
        if !self.date.is_unknown() && !other.date.is_unknown() {
            return !apart(self.date, other.date, 0);
        }
        // One of them names no day: both are news of one time, or both articles' days are not known and nothing says so.
        if self.mention.article == other.mention.article {
            return true;
        }
        // A day long before its article is no news of that time.
        let old = |t: &Told| !t.date.is_unknown() && apart(t.date, t.published, NEWS_DAYS);
        let known = self.published.end.is_some() && other.published.end.is_some();
        known && !old(self) && !old(other) && !apart(self.published, other.published, NEWS_DAYS)
    }
}

/// Do the intervals lie more than `days` apart?
pub(crate) fn apart(a: Interval, b: Interval, days: i32) -> bool {
    let later = |end: Option<rapporteur_model::Date>, start: Option<rapporteur_model::Date>| matches!((end, start), (Some(end), Some(start)) if (start - end).get_days() > days);
    later(a.end, b.start) || later(b.end, a.start)
}

/// Everybody named is an actor.
fn mutual(kind: EventType) -> bool {
    matches!(kind, EventType::Consult | EventType::Agree | EventType::Cooperate)
}

fn told<'c>(
    stems: &mut Stems<'c>,
    i: usize,
    n: usize,
    article: &'c Article,
    found: &Annotations,
    entities: &[Option<Id>],
    event: &Event,
) -> Option<Told> {
    let entity = |m: Option<usize>| entities.get(m?).copied().flatten();
    let (actor, recipient) = (entity(event.actor_mention), entity(event.recipient_mention));
    let place = entity(event.place);
    actor.or(recipient)?;
    let lexicon = stems.lexicon;
    let roots = &lexicon.event_roots;
    let trigger = bases(lexicon, event.trigger.of(&article.text));
    // The last word of "reached an agreement" names the event, the first word of "met with" does: a phrase is known
    // by all of them.
    let head = trigger.iter().find(|w| !roots.is_light(w)).or(trigger.first())?.clone();
    let phrases = phrases(&trigger);
    let senses = roots.senses(&head, phrases.iter().map(String::as_str));
    let sentence = found.sentences.partition_point(|s| s.end <= event.trigger.start);
    let around = found.sentences.get(sentence).copied().unwrap_or(event.span);
    let set = |id: Option<Id>| id.into_iter().map(|id| id.to_string()).collect::<BTreeSet<String>>();
    let mut mention = EventMention {
        article: i,
        sentence,
        roots: trigger.iter().flat_map(|w| roots.senses(w, std::iter::empty()).roots).collect(),
        word: head,
        senses,
        actors: set(actor),
        recipients: set(recipient),
        circumstances: set(place),
        context: stems.context(&article.text, around, event.trigger),
    };
    if mutual(event.kind) {
        mention.recipients.extend(mention.actors.iter().cloned());
    }
    Some(Told {
        mention,
        event: n,
        id: Id::of_span("thread", article.id, event.trigger),
        kind: event.kind,
        actor,
        recipient,
        place,
        date: event.time.and_then(|t| found.times.get(t)).map_or(Interval::UNKNOWN, |t| t.interval),
        published: article.published,
    })
}

/// Groups of mentions that may hold one event: chains of pairs that share a root or class and a participant and that
/// nothing keeps apart. Sorted; singles are left out.
fn groups(all: &[Told]) -> Vec<Vec<usize>> {
    let mut blocks: BTreeMap<(String, Id), Vec<usize>> = BTreeMap::new();
    for (n, t) in all.iter().enumerate() {
        let classes = t.mention.senses.classes.iter().map(|c| format!("{c}"));
        let keys: BTreeSet<String> = t.mention.senses.roots.iter().cloned().chain(classes).collect();
        for key in keys {
            for who in t.actor.into_iter().chain(t.recipient).collect::<BTreeSet<_>>() {
                blocks.entry((key.clone(), who)).or_default().push(n);
            }
        }
    }
    let mut root: Vec<usize> = (0..all.len()).collect();
    let mut size = vec![1_usize; all.len()];
    for block in blocks.values() {
        for (k, &i) in block.iter().enumerate() {
            for &j in block.iter().skip(k + 1).take(WINDOW) {
                let (Some(a), Some(b)) = (all.get(i), all.get(j)) else { continue };
                if a.may_be(b) {
                    let (x, y) = (find(&mut root, i), find(&mut root, j));
                    let together = size.get(x).copied().unwrap_or(1) + size.get(y).copied().unwrap_or(1);
                    if x != y && together <= GROUP {
                        if let Some(r) = root.get_mut(x.max(y)) {
                            *r = x.min(y);
                        }
                        if let Some(s) = size.get_mut(x.min(y)) {
                            *s = together;
                        }
                    }
                }
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for i in 0..all.len() {
        groups.entry(find(&mut root, i)).or_default().push(i);
    }
    groups.into_values().filter(|g| g.len() > 1).collect()
}

/// The first of the group that `at` belongs to, with shortened ways.
pub(crate) fn find(root: &mut [usize], mut at: usize) -> usize {
    while let Some(&up) = root.get(at).filter(|up| **up != at) {
        let further = root.get(up).copied().unwrap_or(up);
        if let Some(slot) = root.get_mut(at) {
            *slot = further;
        }
        at = further;
    }
    at
}

/// Stems of words of a pile, each found once: a pile has few different words.
struct Stems<'c> {
    lexicon: &'c Lexicon,
    /// The number of a word's stem, by the word as written; `None` for words that are no context.
    of: HashMap<&'c str, Option<u32>>,
    all: Vec<String>,
    known: HashMap<String, u32>,
}

impl<'c> Stems<'c> {
    /// The number of the stem of an open word.
    fn number(&mut self, word: &'c str) -> Option<u32> {
        if let Some(known) = self.of.get(word) {
            return *known;
        }
        let roots = &self.lexicon.event_roots;
        let base = roots.base("", &plain(word));
        let open =
            base.len() > 1 && !roots.is_stop(&base) && self.lexicon.function_words.classes(&base).is_open();
        let number = open.then(|| {
            let stem = roots.stem(&base);
            let next = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
            *self.known.entry(stem).or_insert_with_key(|stem| {
                self.all.push(stem.clone());
                next
            })
        });
        self.of.insert(word, number);
        number
    }

    /// Stems of the open words of a stretch, without those under `without`.
    fn context(&mut self, text: &'c str, span: Span, without: Span) -> BTreeSet<String> {
        let numbers: Vec<u32> = as_written(text, span)
            .filter(|(at, _)| !without.overlaps(*at))
            .filter_map(|(_, word)| self.number(word))
            .collect();
        numbers.into_iter().filter_map(|n| self.all.get(n as usize).cloned()).collect()
    }
}

/// Words of the articles in the form that contexts have them.
fn commonness<'c>(stems: &mut Stems<'c>, corpus: &'c Corpus) -> Commonness {
    let mut counts: Vec<usize> = Vec::new();
    let mut here: Vec<usize> = Vec::new();
    for (article, found) in corpus.articles.iter().zip(&corpus.annotations) {
        here.clear();
        for sentence in &found.sentences {
            let words = as_written(&article.text, *sentence);
            here.extend(words.filter_map(|(_, word)| stems.number(word)).map(|n| n as usize));
        }
        here.sort_unstable();
        here.dedup();
        counts.resize(stems.all.len(), 0);
        for n in &here {
            if let Some(count) = counts.get_mut(*n) {
                *count += 1;
            }
        }
    }
    let of = stems.all.iter().cloned().zip(counts).filter(|(_, n)| *n > 0).collect();
    Commonness { articles: corpus.articles.len(), of }
}

/// Words of a stretch with where they stand, lower case, without a possessive ending.
pub(crate) fn words(text: &str, span: Span) -> impl Iterator<Item = (Span, String)> {
    as_written(text, span).map(|(at, word)| (at, plain(word)))
}

/// A word in lower case, without dots.
pub(crate) fn plain(word: &str) -> String {
    word.to_lowercase().replace('.', "")
}

/// The same words as they are written.
pub(crate) fn as_written(text: &str, span: Span) -> impl Iterator<Item = (Span, &str)> {
    let part = span.of(text);
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’' | '.');
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = part.get(at..)?;
            let start = at + rest.find(|c: char| c.is_alphanumeric())?;
            let tail = part.get(start..)?;
            let end = start + tail.find(|c: char| !inside(c)).unwrap_or(tail.len());
            at = end;
            let word = part.get(start..end)?.trim_end_matches(['-', '\'', '’', '.']);
            let bare = ["'s", "’s"].iter().find_map(|s| word.strip_suffix(s)).unwrap_or(word);
            if !bare.is_empty() {
                let here = Span::new(span.lo() + start, span.lo() + start + bare.len());
                return Some((here, bare));
            }
        }
    })
}

/// Base forms of the words of a trigger.
fn bases(lexicon: &Lexicon, trigger: &str) -> Vec<String> {
    let all = words(trigger, Span::new(0, trigger.len()));
    all.map(|(_, w)| lexicon.event_roots.base("", &w)).collect()
}

/// Pairs of words and the whole, joined as the list joins them.
fn phrases(words: &[String]) -> Vec<String> {
    let mut all: Vec<String> = words.windows(2).map(|w| w.join("_")).collect();
    if let (Some(first), true) = (words.first(), words.len() > 2) {
        all.extend(words.iter().skip(2).map(|w| format!("{first}_{w}")));
    }
    all
}

#[cfg(test)]
#[path = "thread_tests.rs"]
mod tests;
