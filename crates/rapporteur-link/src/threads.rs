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

use crate::sorted::{QuickMap, disjoint, shared, shared_by, sorted};
use crate::words::{ByWord, Words, lower, plain};
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::event_words::{EventRoots, Senses};
use rapporteur_model::date::days_between;
use rapporteur_model::{Annotations, Article, Corpus, Date, Event, EventType, Id, Interval, Links, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

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
}

/// What is to be likened, in numbers: what two of a group share is counted for every pair.
struct Group<'m> {
    roots: &'m EventRoots,
    mentions: Vec<Likened<'m>>,
    /// How often each root is named, by its number.
    often: Vec<usize>,
}

/// A mention in numbers of its group.
struct Likened<'m> {
    mention: &'m EventMention,
    classes: Vec<u16>,
    /// Roots that the head may stand for, and all that name the event.
    senses: Vec<u32>,
    named: Vec<u32>,
    context: Bag,
    all: Bag,
    recipients: Bag,
    circumstances: Bag,
    light: bool,
    reports: bool,
}

/// Words with what each tells.
#[derive(Debug, Default)]
struct Bag {
    words: Vec<(u32, f64)>,
    says: f64,
}

impl Bag {
    /// Likeness of two sets of words, 0 to 1: weight of what they share over the geometric mean of their weights.
    fn likeness(&self, other: &Bag) -> f64 {
        if self.words.is_empty() || other.words.is_empty() {
            return 0.0;
        }
        let shared: f64 = shared_by(&self.words, &other.words, |w| w.0).map(|w| w.1).sum();
        shared / (self.says * other.says + 1e-9).sqrt()
    }
}

impl<'m> Group<'m> {
    fn new(roots: &'m EventRoots, common: &Commonness, mentions: &[&'m EventMention]) -> Group<'m> {
        let sets = |m: &'m EventMention| {
            let told = [&m.senses.roots, &m.roots, &m.actors, &m.recipients, &m.circumstances, &m.context];
            told.into_iter().flatten().map(String::as_str)
        };
        let words: BTreeSet<&str> = mentions.iter().flat_map(|m| sets(m)).collect();
        let numbers: BTreeMap<&str, (u32, f64)> =
            (0..).zip(words).map(|(n, word)| (word, (n, common.weight(word)))).collect();
        let known = |word: &String| numbers.get(word.as_str()).copied();
        let list =
            |words: &BTreeSet<String>| words.iter().filter_map(known).map(|w| w.0).collect::<Vec<u32>>();
        let bag = |words: &BTreeSet<String>| {
            let words: Vec<(u32, f64)> = words.iter().filter_map(known).collect();
            Bag { says: words.iter().map(|w| w.1).sum(), words }
        };
        let mut often = vec![0; numbers.len()];
        for root in mentions.iter().flat_map(|m| list(&m.senses.roots)) {
            if let Some(count) = often.get_mut(root as usize) {
                *count += 1;
            }
        }
        let likened = |m: &&'m EventMention| Likened {
            mention: m,
            classes: m.senses.classes.iter().copied().collect(),
            senses: list(&m.senses.roots),
            named: list(&m.roots),
            context: bag(&m.context),
            all: bag(&m.actors.iter().chain(&m.recipients).chain(&m.circumstances).cloned().collect()),
            recipients: bag(&m.recipients),
            circumstances: bag(&m.circumstances),
            light: roots.is_light(&m.word),
            reports: roots.reports(&m.senses.classes),
        };
        Group { roots, mentions: mentions.iter().map(likened).collect(), often }
    }

    /// Log-odds that two mentions are one event.
    fn likeness(&self, a: &Likened<'_>, b: &Likened<'_>) -> f64 {
        let w = &self.roots.weights;
        let same_word = a.mention.word == b.mention.word;
        let same = same_word || !disjoint(&a.senses, &b.senses);
        let near = || a.classes.iter().any(|x| b.classes.iter().any(|y| self.roots.are_near(*x, *y)));
        let mut sum = w.bias;
        if same_word {
            sum += w.same_word;
        } else if same {
            sum += w.same_root;
        } else if !disjoint(&a.classes, &b.classes) {
            sum += w.class;
        } else if near() {
            sum += w.near;
        }
        if !same && !disjoint(&a.named, &b.named) {
            sum += w.phrase_root;
        }
        let context = a.context.likeness(&b.context);
        if same {
            // How often the root they share is named among what is compared.
            let shared = shared(&a.senses, &b.senses).filter_map(|r| self.often.get(*r as usize).copied());
            let often = shared.max().unwrap_or(1).max(1);
            sum += w.context * context + w.frequent * (often as f64).ln();
            if often <= 3 {
                sum += w.rare;
            }
            if a.light || b.light {
                sum += w.light;
            }
        }
        if a.reports && b.reports {
            sum += w.report * context;
        }
        if a.mention.article == b.mention.article && a.mention.sentence == b.mention.sentence {
            sum += w.one_sentence;
        }
        sum + w.arguments * a.all.likeness(&b.all)
            + w.recipient * a.recipients.likeness(&b.recipients)
            + w.circumstance * a.circumstances.likeness(&b.circumstances)
    }
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
    let group = Group::new(roots, common, mentions);
    average_linkage(mentions.len(), &|i, j| match (group.mentions.get(i), group.mentions.get(j)) {
        (Some(a), Some(b)) if may(i, j) => group.likeness(a, b),
        _ => f64::NEG_INFINITY,
    })
}

/// Groups of `n` things by the mean over pairs of `like`, joined while it is above zero; ties go to the earlier pair.
/// Each thing gets the index of its group's first.
pub fn average_linkage(n: usize, like: &dyn Fn(usize, usize) -> f64) -> Vec<usize> {
    let mut of = vec![vec![f64::NEG_INFINITY; n]; n];
    for i in 0..n {
        for j in i + 1..n {
            let value = like(i, j);
            for (x, y) in [(i, j), (j, i)] {
                if let Some(cell) = of.get_mut(x).and_then(|row| row.get_mut(y)) {
                    *cell = value;
                }
            }
        }
    }
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
pub(crate) fn link<'c>(words: &'c Words<'c>, lexicon: &'c Lexicon, corpus: &'c Corpus, links: &mut Links) {
    let mut stems = Stems::new(lexicon, words);
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
        let mentions: Vec<EventMention> = told.iter().map(|t| t.mention(&mut stems, corpus)).collect();
        let mentions: Vec<&EventMention> = mentions.iter().collect();
        let may = |i: usize, j: usize| match (told.get(i), told.get(j)) {
            (Some(a), Some(b)) => a.may_be(b),
            _ => false,
        };
        let label = cluster(&lexicon.event_roots, &common, &mentions, &may);
        let mut size: BTreeMap<usize, usize> = BTreeMap::new();
        label.iter().for_each(|l| *size.entry(*l).or_default() += 1);
        for (t, l) in told.iter().zip(&label) {
            let Some(first) = told.get(*l).filter(|_| size.get(l).is_some_and(|n| *n > 1)) else { continue };
            if let Some(slot) = links.event_thread.get_mut(t.article).and_then(|a| a.get_mut(t.event)) {
                *slot = Some(Id::of_span("thread", first.id, first.at));
            }
        }
    }
}

/// A mention as far as it tells which may be one event with it.
struct Told {
    article: usize,
    id: Id,
    event: usize,
    /// The words that name it, and what they stand for.
    at: Span,
    trigger: Rc<Trigger>,
    kind: EventType,
    actor: Option<Id>,
    recipient: Option<Id>,
    place: Option<Id>,
    date: Interval,
    published: Interval,
}

/// Words that name an event.
struct Trigger {
    /// The word that names it, in its base form.
    head: String,
    senses: Senses,
    /// Roots of all its words.
    roots: BTreeSet<String>,
    /// Roots and classes the head may stand for, as numbers, in order.
    numbers: Vec<u32>,
    classes: Vec<u16>,
}

impl Told {
    /// Nothing that the words say keeps them apart.
    fn may_be(&self, other: &Told) -> bool {
        let agree = |a: Option<Id>, b: Option<Id>| a.is_none() || b.is_none() || a == b;
        self.same_people(other)
            && agree(self.place, other.place)
            && self.same_time(other)
            && (self.kind == other.kind
                || !disjoint(&self.trigger.classes, &other.trigger.classes)
                || !disjoint(&self.trigger.numbers, &other.trigger.numbers))
    }

    /// The mention, to be compared.
    fn mention(&self, stems: &mut Stems<'_>, corpus: &Corpus) -> EventMention {
        let found = corpus.annotations.get(self.article);
        let sentences = found.map_or(&[][..], |f| f.sentences.as_slice());
        let sentence = sentences.partition_point(|s| s.end <= self.at.start);
        let event = || found.and_then(|f| f.events.get(self.event)).map(|e| e.span);
        let around = sentences.get(sentence).copied().or_else(event).unwrap_or(self.at);
        let set = |id: Option<Id>| id.into_iter().map(|id| id.to_string()).collect::<BTreeSet<String>>();
        let mut mention = EventMention {
            article: self.article,
            sentence,
            roots: self.trigger.roots.clone(),
            word: self.trigger.head.clone(),
            senses: self.trigger.senses.clone(),
            actors: set(self.actor),
            recipients: set(self.recipient),
            circumstances: set(self.place),
            context: stems.context(self.article, around, self.at),
        };
        if mutual(self.kind) {
            mention.recipients.extend(mention.actors.iter().cloned());
        }
        mention
    }

    fn same_people(&self, other: &Told) -> bool {
        if mutual(self.kind) && mutual(other.kind) {
            // "A met B" and "B's talks with A"; "A held talks" may be either.
            return self.people().all(|who| other.has(who)) || other.people().all(|who| self.has(who));
        }
        let agree = |a: Option<Id>, b: Option<Id>| a.is_none() || b.is_none() || a == b;
        agree(self.actor, other.actor)
            && agree(self.recipient, other.recipient)
            && self.people().any(|who| other.has(who))
    }

    fn people(&self) -> impl Iterator<Item = Id> {
        self.actor.into_iter().chain(self.recipient)
    }

    fn has(&self, who: Id) -> bool {
        self.actor == Some(who) || self.recipient == Some(who)
    }

    fn same_time(&self, other: &Told) -> bool {
        if !self.date.is_unknown() && !other.date.is_unknown() {
            return !apart(self.date, other.date, 0);
        }
        // One of them names no day: both are news of one time, or both articles' days are not known and nothing says so.
        if self.article == other.article {
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
    let later = |end: Option<Date>, start: Option<Date>| {
        end.zip(start).is_some_and(|(end, start)| end < start && further(end, start, i64::from(days)))
    };
    later(a.end, b.start) || later(b.end, a.start)
}

/// Does more than `days` lie between two days? Asked for many pairs; mostly year and month say it.
fn further(end: Date, start: Date, days: i64) -> bool {
    let month = |day: Date| i64::from(day.year()) * 12 + i64::from(day.month());
    match month(start) - month(end) {
        0 => i64::from(start.day() - end.day()) > days,
        months if (months + 1) * 31 <= days => false,
        months if (months - 1) * 28 > days => true,
        _ => days_between(end, start) > days,
    }
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
    actor.or(recipient)?;
    Some(Told {
        article: i,
        id: article.id,
        event: n,
        at: event.trigger,
        trigger: stems.trigger(event.trigger.of(&article.text))?,
        kind: event.kind,
        actor,
        recipient,
        place: entity(event.place),
        date: event.time.and_then(|t| found.times.get(t)).map_or(Interval::UNKNOWN, |t| t.interval),
        published: article.published,
    })
}

/// Groups of mentions that may hold one event: chains of pairs that share a root or class and a participant and that
/// nothing keeps apart. Sorted; singles are left out.
fn groups(all: &[Told]) -> Vec<Vec<usize>> {
    let mut numbers: QuickMap<(u32, bool, Id), usize> = QuickMap::default();
    let mut blocks: Vec<Vec<usize>> = Vec::new();
    for (n, t) in all.iter().enumerate() {
        let roots = t.trigger.numbers.iter().map(|r| (*r, false));
        for (key, class) in roots.chain(t.trigger.classes.iter().map(|c| (u32::from(*c), true))) {
            for who in sorted(t.people().collect()) {
                let block = *numbers.entry((key, class, who)).or_insert(blocks.len());
                if block == blocks.len() {
                    blocks.push(Vec::new());
                }
                blocks[block].push(n);
            }
        }
    }
    let mut root: Vec<usize> = (0..all.len()).collect();
    let mut size = vec![1_usize; all.len()];
    for block in &blocks {
        for (k, &i) in block.iter().enumerate() {
            for &j in block.iter().skip(k + 1).take(WINDOW) {
                let (Some(a), Some(b)) = (all.get(i), all.get(j)) else { continue };
                let (x, y) = (find(&mut root, i), find(&mut root, j));
                let together = size.get(x).copied().unwrap_or(1) + size.get(y).copied().unwrap_or(1);
                if x != y && together <= GROUP && a.may_be(b) {
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
    words: &'c Words<'c>,
    /// The number of a word's stem; `None` for words that are no context.
    of: ByWord<Option<u32>>,
    all: Vec<String>,
    known: QuickMap<String, u32>,
    /// Roots of events by number, and what triggers as written stand for.
    roots: QuickMap<String, u32>,
    triggers: QuickMap<&'c str, Option<Rc<Trigger>>>,
}

impl<'c> Stems<'c> {
    fn new(lexicon: &'c Lexicon, words: &'c Words<'c>) -> Stems<'c> {
        Stems {
            lexicon,
            words,
            of: ByWord::new(words),
            all: Vec::new(),
            known: QuickMap::default(),
            roots: QuickMap::default(),
            triggers: QuickMap::default(),
        }
    }

    /// The number of the stem of an open word.
    fn number(&mut self, word: u32) -> Option<u32> {
        if let Some(known) = self.of.get(word) {
            return *known;
        }
        let roots = &self.lexicon.event_roots;
        let base = roots.base("", &plain(self.words.written(word)));
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
        self.of.set(word, number);
        number
    }

    /// The number of a root.
    fn root(&mut self, root: &str) -> u32 {
        if let Some(known) = self.roots.get(root) {
            return *known;
        }
        let next = u32::try_from(self.roots.len()).unwrap_or(u32::MAX);
        self.roots.insert(root.to_owned(), next);
        next
    }

    /// What the words of a trigger stand for.
    fn trigger(&mut self, written: &'c str) -> Option<Rc<Trigger>> {
        if let Some(known) = self.triggers.get(written) {
            return known.clone();
        }
        let roots = &self.lexicon.event_roots;
        let words = bases(self.lexicon, written);
        // The last word of "reached an agreement" names the event, the first word of "met with" does: a phrase is known
        // by all of them.
        let head = words.iter().find(|w| !roots.is_light(w)).or(words.first());
        let found = head.map(|head| {
            let senses = roots.senses(head, phrases(&words).iter().map(String::as_str));
            Rc::new(Trigger {
                head: head.clone(),
                roots: words.iter().flat_map(|w| roots.senses(w, std::iter::empty()).roots).collect(),
                numbers: sorted(senses.roots.iter().map(|r| self.root(r)).collect()),
                classes: senses.classes.iter().copied().collect(),
                senses,
            })
        });
        self.triggers.insert(written, found.clone());
        found
    }

    /// Stems of the open words of a stretch, without those under `without`.
    fn context(&mut self, article: usize, span: Span, without: Span) -> BTreeSet<String> {
        let words = self.words;
        let outside = words.within(article, span).iter().filter(|(at, _)| !without.overlaps(*at));
        let numbers: Vec<u32> = outside.filter_map(|(_, word)| self.number(*word)).collect();
        numbers.into_iter().filter_map(|n| self.all.get(n as usize).cloned()).collect()
    }
}

/// Words of the articles in the form that contexts have them.
fn commonness(stems: &mut Stems<'_>, corpus: &Corpus) -> Commonness {
    let mut counts: Vec<usize> = Vec::new();
    let mut here: Vec<usize> = Vec::new();
    for (i, article) in corpus.articles.iter().enumerate() {
        here.clear();
        let all = stems.words.within(i, Span::new(0, article.text.len()));
        here.extend(all.iter().filter_map(|(_, word)| stems.number(*word)).map(|n| n as usize));
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

/// Base forms of the words of a trigger.
fn bases(lexicon: &Lexicon, trigger: &str) -> Vec<String> {
    let all = lower(trigger, Span::new(0, trigger.len()));
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
