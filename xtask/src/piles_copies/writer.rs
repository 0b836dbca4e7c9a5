//! Composes the sentences of invented news: words and names from `words.tsv`, patterns from `frames.tsv`, chosen by dice.
//! Names are put together from syllables; some are met far more often than others, as in real news. Touches nothing
//! but these lists.

use std::collections::BTreeMap;

/// SplitMix64.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }
    pub(super) fn below(&mut self, n: usize) -> usize {
        (self.roll() % n.max(1) as u64) as usize
    }
    fn one<'w>(&mut self, list: &[&'w str]) -> &'w str {
        let n = self.below(list.len());
        list.get(n).copied().unwrap_or("")
    }
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
    /// A number below `n`, the low ones more often: the first `FLAT` about alike, then each less the higher it is.
    fn ranked(&mut self, n: usize) -> usize {
        const FLAT: f64 = 20.0;
        let u = (self.roll() >> 11) as f64 / (1_u64 << 53) as f64;
        let at = FLAT * ((n as f64 / FLAT + 1.0).powf(u) - 1.0);
        (at as usize).min(n.saturating_sub(1))
    }
}

/// Different places and people that news can be about.
const PLACES: usize = 6_000;
const PEOPLE: usize = 20_000;
/// Wordings of a fact in retellings: an event is retold so often at most.
pub(super) const WORDINGS: usize = 2;
const COUNTS: [&str; 4] = ["three", "four", "five", "six"];

/// What stands in the places of patterns, by name.
pub(super) type Slots = BTreeMap<String, String>;

/// How a fact is told: its patterns, and what stands in them.
#[derive(Clone)]
pub(super) struct Recipe {
    kind: &'static str,
    frame: usize,
    own: Slots,
}

/// A fact as it is first told, as papers retell it that name another, and as others found it out.
pub(super) struct Fact {
    pub(super) first: String,
    /// `{O}` stands for the paper that is named. One wording for each retelling of an event.
    pub(super) retold: [String; WORDINGS],
    /// Empty where only one of them knows it.
    pub(super) other: [String; 2],
    pub(super) denied: String,
    /// People behind the first telling and behind the others.
    pub(super) people: [u32; 3],
}

/// In what two facts that look alike differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Differs {
    Place,
    Thing,
    Time,
}

/// Lists by their first column.
fn lists(file: &'static str) -> BTreeMap<&'static str, Vec<Vec<&'static str>>> {
    let mut all: BTreeMap<&'static str, Vec<Vec<&'static str>>> = BTreeMap::new();
    for mut row in rapporteur_lexicon::table::rows(file) {
        let kind = row.remove(0);
        all.entry(kind).or_default().push(row);
    }
    all
}

/// Writes from dice.
pub(super) struct Writer {
    words: BTreeMap<&'static str, Vec<&'static str>>,
    frames: BTreeMap<&'static str, Vec<Vec<&'static str>>>,
    pub(super) dice: Dice,
    pub(super) outlets: Vec<String>,
}

impl Writer {
    pub(super) fn new(seed: u64) -> Writer {
        let words: BTreeMap<&str, Vec<&str>> = lists(include_str!("words.tsv"))
            .into_iter()
            .map(|(kind, rows)| (kind, rows.iter().flatten().flat_map(|w| w.split(' ')).collect()))
            .collect();
        let of = |kind: &str| words.get(kind).into_iter().flatten();
        let papers = of("place").flat_map(|p| of("outlet").take(4).map(move |o| format!("The {p} {o}")));
        let outlets = papers.collect();
        Writer { words, frames: lists(include_str!("frames.tsv")), dice: Dice(seed), outlets }
    }

    /// A word of a list; the first ones more often.
    fn word(&mut self, kind: &str) -> &'static str {
        let list = self.words.get(kind).map_or(&[][..], Vec::as_slice);
        let n = self.dice.ranked(list.len());
        list.get(n).copied().unwrap_or("")
    }

    /// The name with this number: the same number, the same name.
    fn name(&self, number: usize, parts: &[&str]) -> String {
        let mut dice = Dice(0x5eed + number as u64 * 7);
        parts.iter().map(|p| dice.one(self.words.get(p).map_or(&[][..], Vec::as_slice))).collect()
    }
    pub(super) fn place(&mut self) -> String {
        let n = self.dice.ranked(PLACES);
        self.name(n, if n.is_multiple_of(3) { &["start", "middle", "end"] } else { &["start", "end"] })
    }
    fn person(&mut self) -> String {
        let n = PLACES + self.dice.ranked(PEOPLE);
        let given = self.name(n, &["given"]);
        // The first syllable of the family name by other dice than the first name.
        format!("{given} {}", self.name(n + PEOPLE, &["start", "middle", "family"]))
    }
    pub(super) fn thing(&mut self) -> String {
        let noun = self.word("noun");
        if self.dice.chance(45) { format!("{} {noun}", self.word("modifier")) } else { noun.to_owned() }
    }
    fn body(&mut self) -> String {
        format!("the {} {} {}", self.place(), capital(self.word("topic")), self.word("body"))
    }

    /// What may stand in a place of this kind.
    fn value(&mut self, kind: &str, event: &Slots) -> String {
        match kind {
            // Much of what is told of an event is told of its place.
            "place" => match event.get("Place") {
                Some(here) if self.dice.chance(40) => here.clone(),
                _ => self.place(),
            },
            "person" | "denier" => self.person(),
            "thing" => self.thing(),
            "body" => self.body(),
            "number" => format!("{}", 12 + self.dice.below(900) * (1 + self.dice.below(9))),
            "day" => format!("{}", 1 + self.dice.below(28)),
            "count" => self.dice.one(&COUNTS).to_owned(),
            "month" => {
                let months = self.words.get("month").cloned().unwrap_or_default();
                self.dice.one(&months).to_owned()
            }
            "verb" => self.word("verb").replace('-', " "),
            kind => self.word(kind).to_owned(),
        }
    }

    /// The words in a place of a pattern: those of the event where its name has a capital, else those of the fact.
    fn slot(&mut self, name: &str, event: &mut Slots, own: &mut Slots) -> String {
        let (name, again) = name.strip_suffix('~').map_or((name, false), |n| (n, true));
        let of_event = name.starts_with(char::is_uppercase);
        let known = if of_event { event.get(name) } else { own.get(name) };
        let value = match known {
            Some(known) => known.clone(),
            None => {
                let kind = name.trim_end_matches(|c: char| c.is_ascii_digit());
                let value = self.value(&kind.to_lowercase(), event);
                let slots = if of_event { event } else { own };
                slots.insert(name.to_owned(), value.clone());
                value
            }
        };
        // Words with a stroke are said in two ways.
        match value.split_once('/') {
            Some((first, second)) => if again { second } else { first }.to_owned(),
            None => value,
        }
    }

    fn fill(&mut self, pattern: &str, event: &mut Slots, own: &mut Slots) -> String {
        let mut out = String::new();
        let mut rest = pattern;
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|(b, r)| Some((b, r.split_once('}')?)))
        {
            out.push_str(before);
            match name {
                "O" => out.push_str("{O}"),
                name => out.push_str(&self.slot(name, event, own)),
            }
            rest = after;
        }
        out + rest
    }

    fn frame(&self, kind: &str, n: usize) -> Vec<&'static str> {
        let all = self.frames.get(kind).map_or(&[][..], Vec::as_slice);
        all.get(n).cloned().unwrap_or_default()
    }

    pub(super) fn recipe(&mut self, kind: &'static str) -> Recipe {
        let frame = self.dice.below(self.frames.get(kind).map_or(0, Vec::len));
        Recipe { kind, frame, own: Slots::new() }
    }

    /// What patterns around a fact make of it.
    fn set(&mut self, kind: &str, n: usize, said: &str, event: &mut Slots, own: &mut Slots) -> String {
        let around: Vec<&str> = self.frame(kind, 0).into_iter().filter(|c| !c.is_empty()).collect();
        let Some(pattern) = around.get(n % around.len().max(1)).copied() else {
            return sentence(said);
        };
        let mut own_and_said = own.clone();
        own_and_said.insert("said".to_owned(), said.to_owned());
        let out = self.fill(pattern, event, &mut own_and_said);
        own_and_said.remove("said");
        *own = own_and_said;
        sentence(&out)
    }

    /// A fact in all its wordings.
    pub(super) fn fact(&mut self, event: &mut Slots, recipe: &mut Recipe) -> Fact {
        let cells = self.frame(recipe.kind, recipe.frame);
        let cell = |n: usize| cells.get(n).copied().unwrap_or("");
        let own = &mut recipe.own;
        let told = self.fill(cell(0), event, own);
        let [again, anew, other, apart] = [1, 2, 3, 4].map(|n| self.fill(cell(n), event, own));
        let told = if recipe.kind == "quote" { capital(&told) } else { told };
        let cores = if recipe.kind == "quote" { [&told, &told] } else { [&again, &anew] };
        let around = |what: &str| format!("{}-{what}", recipe.kind);
        let start = self.dice.below(4);
        let first = self.set(&around("first"), start, &told, event, own);
        let retell = if recipe.kind == "count" { "detail-retold".to_owned() } else { around("retold") };
        let (way, turn) = (self.dice.below(4), self.dice.below(WORDINGS));
        let retold = [0, 1].map(|n| {
            let core = cores.get((n + turn) % WORDINGS).map_or("", |c| c.as_str());
            self.set(&retell, way + n, core, event, own)
        });
        let mut others = [other, apart];
        for (n, said) in others.iter_mut().enumerate().filter(|(_, said)| !said.is_empty()) {
            *said = self.set(&around("other"), n, said, event, own);
        }
        let denied = match recipe.kind {
            "lead" => {
                let (way, core) = (self.dice.below(3), if self.dice.chance(50) { &told } else { &again });
                self.set("lead-denied", way, core, event, own)
            }
            _ => String::new(),
        };
        let asked = own.get("count").and_then(|c| COUNTS.iter().zip(3..).find(|(n, _)| *n == c));
        Fact { first, retold, other: others, denied, people: [asked.map_or(0, |(_, n)| n), 2, 3] }
    }

    /// A fact that looks like another and is none: one thing of it is not the same. Nothing, if its words do not tell.
    pub(super) fn lookalike(
        &mut self,
        event: &Slots,
        recipe: &Recipe,
        differs: Differs,
    ) -> Option<(Slots, Recipe)> {
        let (mut event, mut recipe) = (event.clone(), recipe.clone());
        let change: &[&str] = match differs {
            Differs::Place => &["Place", "Place3"],
            Differs::Thing => &["thing1", "topic1", "unit1"],
            Differs::Time => &["Month", "day", "month1", "number"],
        };
        let told = self.frame(recipe.kind, recipe.frame).first().copied().unwrap_or("");
        let mut changed = false;
        for name in change {
            let slots = if name.starts_with(char::is_uppercase) { &mut event } else { &mut recipe.own };
            let Some(old) = slots.get(*name).cloned() else { continue };
            let kind = name.trim_end_matches(|c: char| c.is_ascii_digit()).to_lowercase();
            let new = self.value(&kind, &Slots::new());
            changed |= new != old && told.contains(&format!("{{{name}}}"));
            let slots = if name.starts_with(char::is_uppercase) { &mut event } else { &mut recipe.own };
            slots.insert((*name).to_owned(), new);
        }
        changed.then_some((event, recipe))
    }

    fn filler(&mut self) -> String {
        let recipe = self.recipe("filler");
        let pattern = self.frame(recipe.kind, recipe.frame).first().copied().unwrap_or("");
        let said = self.fill(pattern, &mut Slots::new(), &mut Slots::new());
        sentence(&said)
    }
    pub(super) fn fillers(&mut self, n: usize) -> Vec<String> {
        (0..n).map(|_| self.filler()).collect()
    }
    pub(super) fn outlet(&mut self, but: &[&str]) -> String {
        for _ in 0..50 {
            let n = self.dice.below(self.outlets.len());
            if let Some(o) = self.outlets.get(n).filter(|o| !but.contains(&o.as_str())) {
                return o.clone();
            }
        }
        String::new()
    }
}

/// With a capital at its beginning.
pub(super) fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// With a capital at its beginning and a full stop at its end.
fn sentence(words: &str) -> String {
    let mut said = if words.starts_with("{O}") { words.to_owned() } else { capital(words) };
    if !said.ends_with(['.', '"']) {
        said.push('.');
    }
    said
}
