//! Writes piles of invented news from a seed: stories, copies of them whole and in part, versions, retellings, chains of
//! retellings, independent stories about the same event, denials, and stories that look alike and tell something else.
//! What the sentences say is for `writer`. Touches nothing.

use super::writer::{Differs, Fact, Slots, WORDINGS, Writer, capital};
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
    /// Another event that looks alike: two of its facts are told as those of another, with another place, thing or time.
    Lookalike,
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
    /// The event it looks like, and in what it differs.
    pub(crate) like: Option<(usize, Differs)>,
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

/// Days after which a denial is no dispute of the day any more.
pub(crate) const LATE: usize = 10;

fn day(n: usize) -> String {
    // Thirty days a month will do: 30 February is never reached because months end at day 28.
    format!("{}-{:02}-{:02}", 2031 + n / 336, 1 + n / 28 % 12, 1 + n % 28)
}

impl Pile {
    /// A pile of `size` articles or a few more: the last event is told to its end.
    pub(crate) fn new(seed: u64, size: usize) -> Pile {
        let mut w = Writer::new(seed);
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
        let mut slots = Slots::new();
        let mut recipes = ["lead", "quote", "count"].map(|kind| w.recipe(kind)).to_vec();
        recipes.extend((0..4 + w.dice.below(8)).map(|_| w.recipe("detail")));
        let facts: Vec<Fact> = recipes.iter_mut().map(|r| w.fact(&mut slots, r)).collect();
        let title = [w.thing(), slots.get("Place").cloned().unwrap_or_default()];
        let mut event = Event { stories: &mut self.stories, footers, family, first, title };
        let origin = event.stories.len();
        let paper = w.outlet(&[]);
        let told = original(w, &facts);
        let n = event.push(Kind::Original, &paper, 0, told.clone(), None, None);
        event.asked(n, facts.first().map_or(0, |f| f.people[0]));
        // Copies: whole, or from a third up, with own words around.
        for _ in 0..w.dice.below(4) {
            let outlet = w.outlet(&[&paper]);
            let keep = (told.len() * (40 + w.dice.below(61))).div_ceil(100);
            let from = if w.dice.chance(60) { 0 } else { w.dice.below(told.len() - keep + 1) };
            let mut body: Vec<Said> = told.iter().skip(from).take(keep).cloned().collect();
            let own = w.dice.below(body.len());
            body.extend(own_words(w, own));
            let days = 1 + w.dice.below(2);
            event.push(Kind::Copy, &outlet, days, body, Some(origin), Some(origin));
        }
        if w.dice.chance(20) {
            let mut body = told.clone();
            let more = 1 + w.dice.below(4);
            body.extend(own_words(w, more));
            event.push(Kind::Update, &paper, 1, body, Some(origin), Some(origin));
        }
        // Retellings, and retellings of those; each in a wording of its own.
        let mut wording = 0;
        for _ in 0..w.dice.below(3) {
            if wording == WORDINGS {
                break;
            }
            let outlet = w.outlet(&[&paper]);
            let body = retell(w, &facts, &paper, wording);
            wording += 1;
            let days = 1 + w.dice.below(3);
            let n = event.push(Kind::Retelling, &outlet, days, body, Some(origin), None);
            if w.dice.chance(40) && wording < WORDINGS {
                let last = w.outlet(&[&paper, &outlet]);
                let body = retell(w, &facts, &outlet, wording);
                wording += 1;
                event.push(Kind::Chain, &last, days + 1, body, Some(n), None);
            }
        }
        for wording in 0..w.dice.below(3) {
            let outlet = w.outlet(&[&paper]);
            let some = facts.iter().take(3 + w.dice.below(4)).enumerate();
            let mut body: Vec<Said> = some
                .filter_map(|(n, f)| Some((Some(n), f.other.get(wording).filter(|o| !o.is_empty())?.clone())))
                .collect();
            let more = 6 + w.dice.below(6);
            body.extend(own_words(w, more));
            let days = w.dice.below(3);
            let n = event.push(Kind::Confirmation, &outlet, days, body, None, None);
            event.asked(n, facts.first().and_then(|f| f.people.get(wording + 1)).copied().unwrap_or(0));
        }
        if w.dice.chance(25) {
            let outlet = w.outlet(&[&paper]);
            let mut body = vec![(Some(0), facts.first().map(|f| f.denied.clone()).unwrap_or_default())];
            let more = 7 + w.dice.below(6);
            body.extend(own_words(w, more));
            let days = if w.dice.chance(50) { w.dice.below(3) } else { LATE + w.dice.below(30) };
            event.push(Kind::Denial, &outlet, days, body, None, None);
        }
        if w.dice.chance(25) {
            let differs = [Differs::Place, Differs::Thing, Differs::Time];
            let differs = differs.get(w.dice.below(3)).copied().unwrap_or(Differs::Place);
            let mut alike: Vec<Fact> = Vec::new();
            let mut own_slots = Slots::new();
            for n in 0..7 {
                // What cannot be told apart by its words is told anew.
                let looks = [0, 2]
                    .contains(&n)
                    .then(|| recipes.get(n).and_then(|recipe| w.lookalike(&slots, recipe, differs)));
                let (mut slots, mut recipe) = match looks.flatten() {
                    Some(both) => both,
                    None => (own_slots.clone(), w.recipe(["lead", "quote", "count", "detail"][n.min(3)])),
                };
                alike.push(w.fact(&mut slots, &mut recipe));
                if n == 0 {
                    own_slots = slots;
                }
            }
            let outlet = w.outlet(&[&paper]);
            let body = original(w, &alike);
            let n = event.push(Kind::Lookalike, &outlet, w.dice.below(4), body, None, None);
            event.asked(n, alike.first().map_or(0, |f| f.people[0]));
            if let Some(story) = event.stories.get_mut(n) {
                // An event of its own.
                story.family = usize::MAX - family;
                story.like = Some((family, differs));
            }
        }
    }
}

/// A sentence, and which fact of the event it tells.
type Said = (Option<usize>, String);

/// The event that is being told.
struct Event<'p> {
    stories: &'p mut Vec<Story>,
    footers: &'p BTreeMap<String, String>,
    family: usize,
    /// The day of its first story.
    first: usize,
    title: [String; 2],
}

impl Event<'_> {
    fn push(
        &mut self,
        kind: Kind,
        outlet: &str,
        days: usize,
        body: Vec<Said>,
        from: Option<usize>,
        text_of: Option<usize>,
    ) -> usize {
        let n = self.stories.len();
        let [thing, place] = &self.title;
        let words = ["The", "About the", "What of the", "On the", "Again the", "News of the"];
        self.stories.push(Story {
            outlet: outlet.to_owned(),
            published: day(self.first + days),
            url: format!("https://news.example/{n}"),
            title: format!("{} {thing} of {place}", words.get(n % words.len()).unwrap_or(&"The")),
            body: body.iter().map(|(_, said)| said.as_str()).collect::<Vec<_>>().join("\n"),
            footer: self.footers.get(outlet).cloned().unwrap_or_default(),
            kind,
            family: self.family,
            text_of: text_of.unwrap_or(n),
            from,
            facts: body.into_iter().filter_map(|(fact, said)| Some((fact?, said))).collect(),
            like: None,
            people: 0,
        });
        n
    }

    fn asked(&mut self, n: usize, people: u32) {
        if let Some(story) = self.stories.get_mut(n) {
            story.people = people;
        }
    }
}

fn own_words(w: &mut Writer, n: usize) -> Vec<Said> {
    w.fillers(n).into_iter().map(|said| (None, said)).collect()
}

/// The first telling: every fact, and some more.
fn original(w: &mut Writer, facts: &[Fact]) -> Vec<Said> {
    let mut told: Vec<Said> = facts.iter().enumerate().map(|(n, f)| (Some(n), f.first.clone())).collect();
    let more = w.dice.below(5);
    // They are told by whoever copies them.
    let others = w.fillers(more).into_iter().enumerate();
    told.extend(others.map(|(n, said)| (Some(facts.len() + n), said)));
    told
}

fn retell(w: &mut Writer, facts: &[Fact], paper: &str, wording: usize) -> Vec<Said> {
    let paper = paper.replacen("The", "the", 1);
    let say = |f: &Fact| capital(&f.retold.get(wording).map_or("", |r| r.as_str()).replace("{O}", &paper));
    let some = 4 + w.dice.below(facts.len() - 4);
    let mut body: Vec<Said> = facts.iter().take(some).enumerate().map(|(n, f)| (Some(n), say(f))).collect();
    let own = 2 + w.dice.below(7);
    body.extend(own_words(w, own));
    body
}
