//! Writes piles of invented news from a seed: stories, copies of them whole and in part, versions, retellings, chains of
//! retellings, and independent stories about the same event. Touches nothing but its word list.

use rapporteur_lexicon::Lexicon;
use rapporteur_model::Article;
use rapporteur_read::{Format, Metadata, Origin};
use std::collections::BTreeMap;

/// What a story is to the others of its event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The first.
    Original,
    /// Text of another one, whole or in part.
    Copy,
    /// Another one in other words, by a paper that says so.
    Retelling,
    /// A retelling of a retelling.
    Chain,
    /// The same event, from its own sources.
    Confirmation,
    /// Somebody who denies the event's first fact, at once or weeks later.
    Denial,
    /// A later version in the same paper.
    Update,
}

/// One story.
#[derive(Debug, Clone)]
pub(crate) struct Story {
    pub(crate) outlet: String,
    pub(crate) published: String,
    pub(crate) url: String,
    pub(crate) title: String,
    /// Without what the paper sets under everything.
    pub(crate) body: String,
    footer: String,
    pub(crate) kind: Kind,
    /// The event.
    pub(crate) family: usize,
    /// The first story with this text.
    pub(crate) text_of: usize,
    /// The story it stands on.
    pub(crate) from: Option<usize>,
    /// The sentences that tell facts of the event, with their numbers.
    pub(crate) facts: Vec<(usize, String)>,
    /// People of its own behind the first fact.
    pub(crate) people: u32,
}

impl Story {
    /// The sentence that tells the event's first fact.
    pub(crate) fn fact(&self) -> Option<&str> {
        self.facts.iter().find(|(n, _)| *n == 0).map(|(_, said)| said.as_str())
    }
    /// What the paper sets under everything.
    pub(crate) fn footer(&self) -> &str {
        &self.footer
    }
    /// Body and footer.
    pub(crate) fn text(&self) -> String {
        if self.footer.is_empty() { self.body.clone() } else { format!("{}\n\n{}", self.body, self.footer) }
    }
    /// As the program reads it; `n` is kept in the path.
    pub(crate) fn article(&self, lexicon: &Lexicon, n: usize) -> Result<Article, String> {
        let given = Metadata {
            title: Some(self.title.clone()),
            outlet: Some(self.outlet.clone()),
            published: Some(self.published.clone()),
            url: Some(self.url.clone()),
            language: Some("en".to_owned()),
            ..Metadata::default()
        };
        let origin = Origin { path: format!("{n}.txt"), format: Some(Format::Text), given };
        rapporteur_read::article(&lexicon.reading, &origin, self.text().as_bytes()).map(|(a, _)| a)
    }
}

/// A pile.
#[derive(Debug, Clone)]
pub(crate) struct Pile {
    pub(crate) stories: Vec<Story>,
}

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }
    fn below(&mut self, n: usize) -> usize {
        (self.roll() % n.max(1) as u64) as usize
    }
    fn one<'w>(&mut self, list: &[&'w str]) -> &'w str {
        let n = self.below(list.len());
        list.get(n).copied().unwrap_or("")
    }
    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// Days after which a denial is no dispute of the day any more.
pub(crate) const LATE: usize = 10;

struct Words(BTreeMap<&'static str, Vec<&'static str>>);

impl Words {
    fn new() -> Words {
        let rows = rapporteur_lexicon::table::rows(include_str!("words.tsv"));
        Words(rows.filter_map(|r| Some((*r.first()?, r.get(1)?.split(' ').collect()))).collect())
    }
    fn of(&self, kind: &str) -> &[&'static str] {
        self.0.get(kind).map_or(&[], Vec::as_slice)
    }
}

/// A fact as it is first told, as papers retell it that name another, and as others found it out.
struct Fact {
    first: String,
    /// `{}` stands for the paper that is named. One wording for each retelling of an event.
    retold: [String; 4],
    other: [String; 2],
    denied: String,
    /// People behind the first telling and behind the others.
    people: [u32; 3],
}

struct Writer {
    words: Words,
    dice: Dice,
    outlets: Vec<String>,
}

impl Writer {
    fn word(&mut self, kind: &str) -> &'static str {
        let list = self.words.of(kind);
        self.dice.one(list)
    }

    /// What happened: who says so, what they said, a number, some more.
    fn facts(&mut self) -> Vec<Fact> {
        let count = ["Three", "Four", "Five", "Six"];
        let people = |n: &str| count.iter().zip(3..).find(|(c, _)| **c == n).map_or(0, |(_, p)| p);
        let (place, noun, verb, month) =
            (self.word("place"), self.word("noun"), self.word("verb"), self.word("month"));
        let (n, adjective, topic) = (self.dice.one(&count), self.word("adjective"), self.word("topic"));
        let n_small = n.to_lowercase();
        let denier = self.word("surname");
        let mut all = vec![Fact {
            first: format!(
                "The {adjective} {noun} at {place} will be {verb} before {month}, {n_small} officials briefed on the {topic} talks said."
            ),
            retold: [
                format!("{n} officials told {{}} that before {month} the {noun} at {place} would be {verb}."),
                format!(
                    "By {month} the {place} {noun} is to be {verb}, according to {n_small} officials who spoke with {{}}."
                ),
                format!(
                    "{{}} reported that the {noun} of {place} faces being {verb} ahead of {month}, which {n_small} officials confirmed."
                ),
                format!(
                    "What {n_small} officials told {{}} is that {place}'s {noun} cannot reach {month} without being {verb}."
                ),
            ],
            other: [
                format!("Two diplomats said the {noun} near {place} was to be {verb} by {month}."),
                format!(
                    "A union in {place} has heard its {noun} will have been {verb} when {month} ends, three members said."
                ),
            ],
            denied: format!(
                "{denier}, the mayor, denied that the {adjective} {noun} at {place} would be {verb} before {month}."
            ),
            people: [people(n), 2, 3],
        }];
        let (a, b, c, v) = (self.word("noun"), self.word("adjective"), self.word("noun"), self.word("verb"));
        let (month2, surname) = (self.word("month"), self.word("surname"));
        let quote = format!("Nobody had {v} the {b} {a} when the {c} was closed in {month2}");
        all.push(Fact {
            first: format!("\"{quote},\" an official said."),
            retold: [
                format!("\"{quote},\" an official told {{}}."),
                format!("An official told {{}}: \"{quote}.\""),
                format!("\"{quote},\" {{}} quoted an official as saying."),
                format!("One official said to {{}}, \"{quote}.\""),
            ],
            other: [
                format!("A clerk said the {a} had stood {b} since the {c} shut in {month2}."),
                format!("Neighbours remember the {c} closing in {month2} and a {b} {a} beside it."),
            ],
            denied: String::new(),
            people: [0; 3],
        });
        let (unit, number) = (self.word("unit"), 100 + self.dice.below(9_000));
        all.push(Fact {
            first: format!(
                "{surname}, who leads the {noun} council, has counted {number} {unit} since {month2}."
            ),
            retold: [
                format!(
                    "Since {month2} council leader {surname} has counted {number} {unit}, according to {{}}."
                ),
                format!("{surname}, the council's head, puts the {unit} at {number}, {{}} wrote."),
                format!(
                    "There were {number} {unit} in the books kept by {surname} of the council, {{}} said."
                ),
                format!("The figure of {number} {unit} comes from {surname}, {{}} noted."),
            ],
            other: [
                format!("The council speaks of some {number} {unit}."),
                format!("{number} {unit} stand in the list that hangs in the council hall."),
            ],
            denied: String::new(),
            people: [0; 3],
        });
        for _ in 0..7 + self.dice.below(6) {
            let w = ["adjective", "noun", "place", "verb", "adjective", "noun", "adjective", "noun"]
                .map(|k| self.word(k));
            let [a1, n1, p, v, a2, n2, a3, n3] = w;
            all.push(Fact {
                first: format!("The {a1} {n1} of {p} was {v} after the {a2} {n2} had lost its {a3} {n3}."),
                retold: [
                    format!("In {p} the {n1} was {v}: the {a2} {n2} had no {a3} {n3} left, {{}} reported."),
                    format!("With its {a3} {n3} gone, the {a2} {n2} could not keep the {n1} in {p} from being {v}, {{}} said."),
                    format!("The {p} {n1} ended up {v} once the {n2}, {a2} as it is, missed a {n3} it calls {a3}, {{}} wrote."),
                    format!("Somebody {v} the {a1} {n1} at {p} when the {a3} {n3} of the {n2} vanished, according to {{}}."),
                ],
                other: [
                    format!("People in {p} talk of the {n1} and of the {n2}."),
                    format!("The {n1} is what one hears of first in {p}, then of its {a2} {n2}."),
                ],
                denied: String::new(),
                people: [0; 3],
            });
        }
        all
    }

    fn filler(&mut self) -> String {
        let w = ["place", "noun", "adjective", "noun", "verb", "unit", "month"].map(|k| self.word(k));
        let [p, n1, a, n2, v, u, m] = w;
        format!("In {m} the {n1} in {p} kept its {u} near the {a} {n2}, which was {v} long ago.")
    }
    fn fillers(&mut self, n: usize) -> Vec<String> {
        (0..n).map(|_| self.filler()).collect()
    }
    fn outlet(&mut self, but: &[&str]) -> String {
        for _ in 0..50 {
            let n = self.dice.below(self.outlets.len());
            if let Some(o) = self.outlets.get(n).filter(|o| !but.contains(&o.as_str())) {
                return o.clone();
            }
        }
        String::new()
    }
}

fn day(n: usize) -> String {
    // Thirty days a month will do: 30 February is never reached because months end at day 28.
    format!("{}-{:02}-{:02}", 2031 + n / 336, 1 + n / 28 % 12, 1 + n % 28)
}

impl Pile {
    /// A pile of `size` articles or a few more: the last event is told to its end.
    pub(crate) fn new(seed: u64, size: usize) -> Pile {
        let words = Words::new();
        let mut outlets = Vec::new();
        for place in words.of("place") {
            for paper in words.of("outlet").iter().take(4) {
                outlets.push(format!("The {place} {paper}"));
            }
        }
        let mut w = Writer { words, dice: Dice(seed), outlets };
        let footers: BTreeMap<String, String> = w
            .outlets
            .clone()
            .into_iter()
            .enumerate()
            .map(|(n, o)| {
                let text = if n % 2 == 0 { w.fillers(3).join(" ") } else { String::new() };
                (o, text)
            })
            .collect();
        let mut pile = Pile { stories: Vec::with_capacity(size) };
        let mut family = 0;
        while pile.stories.len() < size {
            let first_day = family * 336 * 4 / size.max(1);
            pile.event(&mut w, family, first_day, &footers);
            family += 1;
        }
        pile
    }

    fn event(&mut self, w: &mut Writer, family: usize, first: usize, footers: &BTreeMap<String, String>) {
        let facts = w.facts();
        let origin = self.stories.len();
        let paper = w.outlet(&[]);
        let told: Vec<String> = facts.iter().map(|f| f.first.clone()).collect();
        let numbered: Vec<(usize, String)> = told.iter().cloned().enumerate().collect();
        let push = |all: &mut Vec<Story>,
                    w: &mut Writer,
                    kind,
                    outlet: &str,
                    days: usize,
                    body: Vec<String>| {
            let n = all.len();
            all.push(Story {
                outlet: outlet.to_owned(),
                published: day(first + days),
                url: format!("https://news.example/{n}"),
                title: format!("The {} and the {} of {}", w.word("noun"), w.word("noun"), w.word("place")),
                body: body.join("\n"),
                footer: footers.get(outlet).cloned().unwrap_or_default(),
                kind,
                family,
                text_of: n,
                from: None,
                facts: Vec::new(),
                people: 0,
            });
            n
        };
        let n = push(&mut self.stories, w, Kind::Original, &paper, 0, told.clone());
        self.set(n, None, None, numbered.clone());
        let people = facts.first().map_or([0; 3], |f| f.people);
        self.asked(n, people[0]);
        // Copies: whole, or from a third up, with own words around.
        for _ in 0..w.dice.below(4) {
            let outlet = w.outlet(&[&paper]);
            let keep = (told.len() * (40 + w.dice.below(61))).div_ceil(100);
            let from = if w.dice.chance(60) { 0 } else { w.dice.below(told.len() - keep + 1) };
            let mut body: Vec<String> = told.iter().skip(from).take(keep).cloned().collect();
            let own = w.dice.below(body.len());
            body.extend(w.fillers(own));
            let has = numbered.iter().skip(from).take(keep).cloned().collect();
            let days = 1 + w.dice.below(2);
            let n = push(&mut self.stories, w, Kind::Copy, &outlet, days, body);
            self.set(n, Some(origin), Some(origin), has);
        }
        if w.dice.chance(20) {
            let mut body = told.clone();
            let more = 1 + w.dice.below(4);
            body.extend(w.fillers(more));
            let n = push(&mut self.stories, w, Kind::Update, &paper, 1, body);
            self.set(n, Some(origin), Some(origin), numbered.clone());
        }
        // Retellings, and retellings of those; each in a wording of its own.
        let mut wording = 0;
        for _ in 0..w.dice.below(3) {
            let outlet = w.outlet(&[&paper]);
            let (body, has) = retell(w, &facts, &paper, wording);
            wording += 1;
            let days = 1 + w.dice.below(3);
            let n = push(&mut self.stories, w, Kind::Retelling, &outlet, days, body);
            self.set(n, Some(origin), None, has);
            if w.dice.chance(40) {
                let last = w.outlet(&[&paper, &outlet]);
                let (body, has) = retell(w, &facts, &outlet, wording);
                wording += 1;
                let m = push(&mut self.stories, w, Kind::Chain, &last, days + 1, body);
                self.set(m, Some(n), None, has);
            }
        }
        for wording in 0..w.dice.below(3) {
            let outlet = w.outlet(&[&paper]);
            let other = |f: &Fact| f.other.get(wording).cloned().unwrap_or_default();
            let mut body: Vec<String> = facts.iter().take(3 + w.dice.below(4)).map(other).collect();
            let has = body.iter().cloned().enumerate().collect();
            body.extend(w.fillers(4));
            let days = w.dice.below(3);
            let n = push(&mut self.stories, w, Kind::Confirmation, &outlet, days, body);
            self.set(n, None, None, has);
            self.asked(n, people.get(wording + 1).copied().unwrap_or(0));
        }
        if w.dice.chance(25) {
            let outlet = w.outlet(&[&paper]);
            let denied = facts.first().map(|f| f.denied.clone()).unwrap_or_default();
            let mut body = vec![denied.clone()];
            body.extend(w.fillers(5));
            let days = if w.dice.chance(50) { w.dice.below(3) } else { LATE + w.dice.below(30) };
            let n = push(&mut self.stories, w, Kind::Denial, &outlet, days, body);
            self.set(n, None, None, vec![(0, denied)]);
        }
    }

    fn asked(&mut self, n: usize, people: u32) {
        if let Some(story) = self.stories.get_mut(n) {
            story.people = people;
        }
    }

    fn set(&mut self, n: usize, from: Option<usize>, text_of: Option<usize>, facts: Vec<(usize, String)>) {
        if let Some(story) = self.stories.get_mut(n) {
            story.from = from;
            story.text_of = text_of.unwrap_or(n);
            story.facts = facts;
        }
    }
}

fn retell(
    w: &mut Writer,
    facts: &[Fact],
    paper: &str,
    wording: usize,
) -> (Vec<String>, Vec<(usize, String)>) {
    let paper = paper.replacen("The", "the", 1);
    let say = |f: &Fact| {
        let said = f.retold.get(wording % 4).map_or("", |r| r.as_str()).replace("{}", &paper);
        let mut chars = said.chars();
        chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or(said.clone())
    };
    let some = 4 + w.dice.below(facts.len() - 4);
    let mut body: Vec<String> = facts.iter().take(some).map(say).collect();
    let has = body.iter().cloned().enumerate().collect();
    let own = 1 + w.dice.below(4);
    body.extend(w.fillers(own));
    (body, has)
}
