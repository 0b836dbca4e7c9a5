//! Words that name an event over a parse: data/event_verbs.tsv, data/event_nouns.tsv, data/event_adjectives.tsv, the
//! classes of nouns their frames ask for, data/event_classes.tsv, and the sectors of nouns for people and bodies,
//! data/event_sectors.tsv.
//!
//! A row says: these words, with these arguments, name this PLOVER event, whose recipient stands there. No rule lives
//! here. The format is described at the head of data/event_verbs.tsv.

use crate::fast::Map;
use crate::verbs::Verbs;
use rapporteur_model::{By, EventType};
use std::borrow::Cow;

/// A set of classes of nouns; bit `n` is the n-th class of data/event_classes.tsv.
pub type Classes = u64;

/// What a frame may ask of an argument beyond its noun's class: told by names and mentions, not by a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Somebody who can act: a state, person, organisation, group.
    Actor,
    /// A place.
    Place,
    /// A noun that names an event.
    Event,
}

/// Where a word stands to the word that names the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// Its subject, whatever the voice: who acts.
    Subject,
    /// Its object, whatever the voice.
    Object,
    /// A clause or infinitive that completes it.
    Complement,
    /// An adjective or noun before a noun.
    Modifier,
    /// An adverb.
    Adverb,
    /// It is passive.
    Passive,
    /// Somebody says it, who is then the actor: "the mayor said the rebels were responsible".
    Said,
    /// What follows one of these prepositions.
    After(Vec<&'static str>),
}

/// One condition of a frame.
#[derive(Debug, Clone)]
pub struct Need {
    /// Where.
    pub slot: Slot,
    /// There must be no such argument.
    pub absent: bool,
    /// One of these lemmas; with no words, classes and kinds any argument will do.
    pub words: Vec<&'static str>,
    /// Or a noun of one of these classes.
    pub classes: Classes,
    /// Or one of these kinds.
    pub told: Vec<Told>,
}

impl Need {
    /// Any argument will do.
    pub fn is_open(&self) -> bool {
        self.words.is_empty() && self.classes == 0 && self.told.is_empty()
    }
}

/// Where the recipient stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The object.
    Object,
    /// The indirect object.
    Indirect,
    /// After one of these prepositions.
    After(Vec<&'static str>),
    /// The recipient of the event in the complement.
    Complement,
    /// Whoever owns the object: "Borduria's plan".
    Owner,
    /// Each party acts: the others of a coordinated subject, the object, or after "with", "between", "among".
    Mutual,
    /// The subject: "the envoy was welcome".
    Subject,
}

/// What a word does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// It names an event.
    Event(EventType, Option<&'static str>),
    /// It lends its subject to an event noun: "hold talks".
    Do,
    /// What follows is planned: "plan to attack".
    Plan,
    /// What follows is announced, which may be all it takes: "announce sanctions".
    Announce,
    /// What follows happens: "begin bombing", "continue talks".
    Begin,
    /// What follows was tried.
    Try,
    /// What follows may happen: "consider withdrawing".
    May,
    /// What follows ends: "stop bombing", "lift sanctions".
    End,
    /// What follows did not happen: "fail to agree".
    Fail,
    /// What follows is denied.
    Deny,
    /// What follows is only thought to be so: "suspect him of".
    Doubt,
    /// Somebody says what follows.
    Say,
    /// It names no event in this frame: "meet a target".
    Nothing,
}

/// One row.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Conditions.
    pub needs: Vec<Need>,
    /// Where the recipient stands, in order of preference.
    pub recipient: Vec<Source>,
    /// Prepositions after a noun that introduce who acts.
    pub actor: Vec<&'static str>,
    /// What it names.
    pub does: Does,
    /// What it is when it is only announced.
    pub future: Option<EventType>,
    /// What it is when it ends.
    pub ended: Option<(EventType, Option<&'static str>)>,
    /// `event.` and the word.
    pub rule: By,
    /// The row's example.
    pub example: &'static str,
}

/// A frame of a lemma, and the particle that belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Index of the frame.
    pub frame: u32,
    /// "out" of "pull out".
    pub particle: Option<&'static str>,
}

/// Classes that rules ask for by name.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known {
    /// "a series of attacks" is about attacks.
    pub measure: Classes,
    /// Harms without meaning to.
    pub natural: Classes,
    /// What follows is only thought to be so.
    pub doubt: Classes,
    /// "a plan to attack".
    pub intent: Classes,
    /// What is sent or given.
    pub tool: Classes,
    /// What speaks for whoever issues it.
    pub document: Classes,
    /// "when their boat sank".
    pub mishap: Classes,
    /// Attacks, weapons, missiles.
    pub harmful: Classes,
    /// "a potential attack": not there, or not yet.
    pub prospective: Classes,
    /// "allegedly": only said to be.
    pub alleged: Classes,
}

/// The tables.
#[derive(Debug)]
pub struct EventFrames {
    /// Classes that rules ask for by name.
    pub known: Known,
    frames: Vec<Frame>,
    verbs: Map<String, Vec<Entry>>,
    nouns: Map<String, Vec<Entry>>,
    adjectives: Map<String, Vec<Entry>>,
    forms: Map<String, String>,
    classes: Map<&'static str, Classes>,
    names: Vec<&'static str>,
    sectors: Map<&'static str, &'static str>,
}

/// The texts of the tables.
#[derive(Debug, Clone, Copy)]
pub struct Tables {
    /// data/event_classes.tsv
    pub classes: &'static str,
    /// data/event_sectors.tsv
    pub sectors: &'static str,
    /// data/event_verbs.tsv
    pub verbs: &'static str,
    /// data/event_nouns.tsv
    pub nouns: &'static str,
    /// data/event_adjectives.tsv
    pub adjectives: &'static str,
}

/// The tables that are compiled in.
pub const TABLES: Tables = Tables {
    classes: include_str!("../data/event_classes.tsv"),
    sectors: include_str!("../data/event_sectors.tsv"),
    verbs: include_str!("../data/event_verbs.tsv"),
    nouns: include_str!("../data/event_nouns.tsv"),
    adjectives: include_str!("../data/event_adjectives.tsv"),
};

impl Default for EventFrames {
    fn default() -> Self {
        Self::read(&Verbs::default(), TABLES).0
    }
}

/// Which table a row stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// data/event_verbs.tsv
    Verb,
    /// data/event_nouns.tsv
    Noun,
    /// data/event_adjectives.tsv
    Adjective,
}

impl EventFrames {
    /// Reads the tables; rows that make no sense are listed.
    pub fn read(verbs: &Verbs, tables: Tables) -> (EventFrames, Vec<String>) {
        let mut all = EventFrames {
            known: Known::default(),
            frames: Vec::new(),
            verbs: Map::default(),
            nouns: Map::default(),
            adjectives: Map::default(),
            forms: Map::default(),
            classes: Map::default(),
            names: Vec::new(),
            sectors: Map::default(),
        };
        let mut wrong = Vec::new();
        for row in crate::table::rows(tables.classes) {
            let class = match all.names.iter().position(|n| *n == row[0]) {
                Some(class) => class,
                None => {
                    all.names.push(row[0]);
                    all.names.len() - 1
                }
            };
            if class >= 64 {
                wrong.push(format!("{}: a class too many", row[0]));
                continue;
            }
            for word in row[1].split('|').map(str::trim).filter(|w| !w.is_empty()) {
                *all.classes.entry(word).or_default() |= 1 << class;
            }
        }
        let class = |name: &str| match all.class(name) {
            Some(class) => Ok(class),
            None => Err(format!("no class `{name}`")),
        };
        let known = || -> Result<Known, String> {
            Ok(Known {
                measure: class("measure")?,
                natural: class("natural")?,
                doubt: class("doubt")?,
                intent: class("intent")?,
                tool: class("tool")?,
                document: class("document")?,
                mishap: class("mishap")?,
                prospective: class("prospective")?,
                alleged: class("alleged")?,
                harmful: class("harm")? | class("weapon")? | class("projectile")?,
            })
        };
        match known() {
            Ok(known) => all.known = known,
            Err(why) => wrong.push(why),
        }
        for row in crate::table::rows(tables.sectors) {
            for word in row[1].split('|').map(str::trim).filter(|w| !w.is_empty()) {
                all.sectors.entry(word).or_insert(row[0]);
            }
        }
        for (part, file) in
            [(Part::Verb, tables.verbs), (Part::Noun, tables.nouns), (Part::Adjective, tables.adjectives)]
        {
            for row in crate::table::rows(file) {
                if let Err(why) = all.add(verbs, part, &row) {
                    wrong.push(format!("{why}: {}", row.join(" | ")));
                }
            }
        }
        (all, wrong)
    }

    fn add(&mut self, verbs: &Verbs, part: Part, row: &[&'static str]) -> Result<(), String> {
        let [words, frame, recipient, code, future, ended, example] = *row else {
            return Err("not 7 cells".to_owned());
        };
        let mut needs = Vec::new();
        let mut actor = Vec::new();
        for item in frame.split_whitespace() {
            match item.strip_prefix("actor:") {
                Some(list) => actor.extend(list.split('|')),
                None => needs.push(self.need(item)?),
            }
        }
        let recipient = recipient.split(',').map(str::trim).filter(|s| !s.is_empty());
        let recipient = recipient.map(source).collect();
        let kind = |text: &str| text.parse::<EventType>().map_err(|_| format!("no type `{text}`"));
        let number = u32::try_from(self.frames.len()).map_err(|e| e.to_string())?;
        let first = words.split('|').next().unwrap_or("").trim();
        self.frames.push(Frame {
            needs,
            recipient,
            actor,
            does: does(code)?,
            future: if future.is_empty() { None } else { Some(kind(future)?) },
            ended: if ended.is_empty() {
                None
            } else {
                let (name, mode) = coded(ended);
                Some((kind(name)?, mode))
            },
            rule: format!("event.{}", first.replace(' ', "-")).into(),
            example,
        });
        for phrase in words.split('|').map(str::trim).filter(|w| !w.is_empty()) {
            let (lemma, particle) = match phrase.split_once(' ') {
                Some((lemma, particle)) => (lemma, Some(particle)),
                None => (phrase, None),
            };
            let british = lemma.strip_suffix("ize").filter(|s| s.len() > 3).map(|s| format!("{s}ise"));
            for lemma in std::iter::once(lemma.to_owned()).chain(british) {
                let entry = Entry { frame: number, particle };
                if part == Part::Verb {
                    for form in verbs.forms(&lemma) {
                        self.forms.entry(form).or_insert_with(|| lemma.clone());
                    }
                }
                let table = match part {
                    Part::Verb => &mut self.verbs,
                    Part::Noun => &mut self.nouns,
                    Part::Adjective => &mut self.adjectives,
                };
                table.entry(lemma).or_default().push(entry);
            }
        }
        Ok(())
    }

    fn need(&self, item: &'static str) -> Result<Need, String> {
        let (item, absent) = match item.strip_prefix('-') {
            Some(rest) => (rest, true),
            None => (item, false),
        };
        let (slot, words) = item.split_once(':').unwrap_or((item, ""));
        let slot = match slot {
            "subj" => Slot::Subject,
            "obj" => Slot::Object,
            "comp" => Slot::Complement,
            "mod" => Slot::Modifier,
            "adv" => Slot::Adverb,
            "pass" => Slot::Passive,
            "said" => Slot::Said,
            list => Slot::After(list.split('|').collect()),
        };
        let mut need = Need { slot, absent, words: Vec::new(), classes: 0, told: Vec::new() };
        for word in words.split('|').filter(|w| !w.is_empty()) {
            match word.strip_prefix('@') {
                Some("actor") => need.told.push(Told::Actor),
                Some("place") => {
                    need.told.push(Told::Place);
                    need.classes |= self.class("place").unwrap_or(0);
                }
                Some("event") => need.told.push(Told::Event),
                Some(class) => need.classes |= self.class(class).ok_or(format!("no class `{class}`"))?,
                None => need.words.push(word),
            }
        }
        Ok(need)
    }

    /// The set that holds one class.
    pub fn class(&self, name: &str) -> Option<Classes> {
        self.names.iter().position(|n| *n == name).map(|n| 1 << n)
    }
    /// The classes of a noun.
    pub fn classes(&self, lemma: &str) -> Classes {
        let singular = || self.classes.get(singular(lemma)?.as_ref()).copied();
        self.classes.get(lemma).copied().or_else(singular).unwrap_or(0)
    }
    /// The PLOVER sector of a noun for people or bodies, or of a word in an organisation's name: "rebel" is REB.
    pub fn sector(&self, word: &str) -> Option<&'static str> {
        self.sectors.get(word).copied().or_else(|| self.sectors.get(singular(word)?.as_ref()).copied())
    }
    /// A frame.
    pub fn frame(&self, n: u32) -> Option<&Frame> {
        self.frames.get(n as usize)
    }
    /// Every frame, in the order of the files.
    pub fn all(&self) -> &[Frame] {
        &self.frames
    }
    /// The entries of a verb, by lemma or, if the lemma is unknown, by the word as written in lower case.
    pub fn verb(&self, lemma: &str, word: &str) -> &[Entry] {
        self.verbs.get(lemma).or_else(|| self.verbs.get(self.forms.get(word)?)).map_or(&[], Vec::as_slice)
    }
    /// The entries of a noun.
    pub fn noun(&self, lemma: &str) -> &[Entry] {
        self.nouns.get(lemma).or_else(|| self.nouns.get(singular(lemma)?.as_ref())).map_or(&[], Vec::as_slice)
    }
    /// The entries of an adjective.
    pub fn adjective(&self, lemma: &str) -> &[Entry] {
        self.adjectives.get(lemma).map_or(&[], Vec::as_slice)
    }
    /// How many pairs of a word and a frame there are: senses.
    pub fn senses(&self) -> usize {
        [&self.verbs, &self.nouns, &self.adjectives]
            .iter()
            .map(|t| t.values().map(Vec::len).sum::<usize>())
            .sum()
    }
}

/// Lemmatizers leave the plurals of words they do not know: "warships" -> "warship", "enquiries" -> "enquiry".
fn singular(lemma: &str) -> Option<Cow<'_, str>> {
    let stem = lemma.strip_suffix('s').filter(|s| s.len() > 2 && !s.ends_with('s'))?;
    Some(match stem.strip_suffix("ie") {
        Some(start) => Cow::Owned(format!("{start}y")),
        None => Cow::Borrowed(stem),
    })
}

fn source(text: &'static str) -> Source {
    match text {
        "obj" => Source::Object,
        "indirect" => Source::Indirect,
        "comp" => Source::Complement,
        "owner" => Source::Owner,
        "mutual" => Source::Mutual,
        "subj" => Source::Subject,
        list => Source::After(list.split('|').collect()),
    }
}

fn coded(code: &'static str) -> (&'static str, Option<&'static str>) {
    code.split_once('/').map_or((code, None), |(name, mode)| (name, Some(mode)))
}

fn does(code: &'static str) -> Result<Does, String> {
    Ok(match code {
        "do" => Does::Do,
        "plan" => Does::Plan,
        "announce" => Does::Announce,
        "begin" => Does::Begin,
        "try" => Does::Try,
        "may" => Does::May,
        "end" => Does::End,
        "fail" => Does::Fail,
        "deny" => Does::Deny,
        "doubt" => Does::Doubt,
        "say" => Does::Say,
        "none" => Does::Nothing,
        _ => {
            let (name, mode) = coded(code);
            Does::Event(name.parse().map_err(|_| format!("no type `{name}`"))?, mode)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_parse() {
        let (frames, wrong) = EventFrames::read(&Verbs::default(), TABLES);
        assert_eq!(wrong, Vec::<String>::new());
        assert!(frames.senses() > 3000, "{}", frames.senses());
    }

    #[test]
    fn every_row_has_an_example_that_holds_its_word() {
        let verbs = Verbs::default();
        for (part, file) in [(Part::Verb, TABLES.verbs), (Part::Noun, TABLES.nouns)] {
            for row in crate::table::rows(file) {
                let example = row[6].to_lowercase();
                let has = row[0].split('|').any(|phrase| {
                    let lemma = phrase.trim().split(' ').next().unwrap_or("");
                    let forms = if part == Part::Verb { verbs.forms(lemma) } else { vec![lemma.to_owned()] };
                    let stem = lemma.strip_suffix('y').or(lemma.strip_suffix("an")).unwrap_or(lemma);
                    forms.iter().any(|f| example.contains(f.as_str())) || example.contains(stem)
                });
                assert!(has, "{row:?}");
            }
        }
    }

    #[test]
    fn look_up_by_lemma_and_by_form() {
        let frames = EventFrames::default();
        assert!(!frames.verb("condemn", "").is_empty());
        assert_eq!(frames.verb("condemn", ""), frames.verb("", "condemned"));
        assert_eq!(frames.verb("criticize", ""), frames.verb("criticise", ""));
        assert!(frames.verb("zzz", "zzz").is_empty());
    }
}
