//! The attribute ruler: patterns over tags, words and labels that set parts of speech, features, lemmas. Pure.
//!
//! What a pattern can ask of one token depends on its tag, its label, whether it is white space, and which of the words
//! in the patterns it is. Tokens that agree in these get the same answer, so each such case is worked out once.

use crate::chars;
use crate::data::{Value, msgpack};
use crate::error::{Reason, corrupt, unsupported};
use crate::names::Names;
use crate::regex::{self, Regex};
use rapporteur_model::Upos;
use std::collections::HashMap;

/// What the ruler sees of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Seen {
    pub(crate) tag: u16,
    pub(crate) dep: u16,
    /// [`Ruler::class`] of the word.
    pub(crate) class: u32,
    pub(crate) space: bool,
}

/// What rules set of a token.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Effect {
    pub(crate) pos: Option<Upos>,
    pub(crate) morph: Option<u16>,
    pub(crate) lemma: Option<u16>,
    pub(crate) tag: Option<u16>,
    pub(crate) dep: Option<u16>,
}

impl Effect {
    fn add(&mut self, later: &Effect) {
        self.pos = later.pos.or(self.pos);
        self.morph = later.morph.or(self.morph);
        self.lemma = later.lemma.or(self.lemma);
        self.tag = later.tag.or(self.tag);
        self.dep = later.dep.or(self.dep);
    }
}

#[derive(Debug)]
enum Test {
    Is(Vec<String>),
    IsNot(Vec<String>),
    Fits(Regex),
}

impl Test {
    fn passes(&self, text: &str) -> bool {
        match self {
            Test::Is(list) => list.iter().any(|t| t == text),
            Test::IsNot(list) => !list.iter().any(|t| t == text),
            Test::Fits(regex) => {
                let letters: Vec<char> = text.chars().take(1000).collect();
                regex.search(&letters, 0, &mut regex::Room::default()).is_some()
            }
        }
    }
}

#[derive(Debug, Default)]
struct Slot {
    tag: Vec<Test>,
    dep: Vec<Test>,
    /// Numbers of [`Ruler::words`].
    words: Vec<u32>,
    space: Option<bool>,
}

#[derive(Debug)]
struct Pattern {
    rule: u32,
    slots: Vec<Slot>,
    /// The token, counted from the pattern's first, that the rule sets.
    target: usize,
}

/// What single tokens of one kind get, and which longer patterns can begin there.
#[derive(Debug, Default)]
pub(crate) struct Case {
    rules: Vec<u32>,
    effect: Effect,
    longer: Vec<u32>,
}

/// Cases worked out and words classed so far.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    cases: HashMap<Seen, Case>,
    classes: HashMap<Box<str>, u32>,
    class_tests: Vec<u64>,
}

/// The rules of one attribute ruler.
#[derive(Debug, Default)]
pub(crate) struct Ruler {
    effects: Vec<Effect>,
    patterns: Vec<Pattern>,
    /// Tests of words, in the exact spelling or in lower case.
    words: Vec<(bool, Test)>,
    /// Spellings that some test names, so that most words need no test at all.
    named: HashMap<String, ()>,
    any_word: bool,
}

/// Cases remembered.
const MAX_CASES: usize = 1 << 14;
/// Classes remembered; classes are numbered by the set of tests a word passes.
const MAX_WORDS: usize = 1 << 15;

fn tests(value: &Value<'_>) -> Result<Vec<Test>, Reason> {
    let texts = |v: &Value<'_>| -> Result<Vec<String>, Reason> {
        let list = v.list().ok_or_else(|| corrupt("a pattern's choice is no list"))?;
        Ok(list.iter().filter_map(|t| t.str().map(str::to_owned)).collect())
    };
    match value {
        Value::Str(text) => Ok(vec![Test::Is(vec![text.to_string()])]),
        Value::Map(map) => map
            .iter()
            .map(|(k, v)| match k.str() {
                Some("IN") => Ok(Test::Is(texts(v)?)),
                Some("NOT_IN") => Ok(Test::IsNot(texts(v)?)),
                Some("REGEX") => {
                    Ok(Test::Fits(Regex::new(v.str().ok_or_else(|| corrupt("REGEX is no pattern"))?)?))
                }
                other => Err(unsupported(format!("attribute_ruler pattern with {}", other.unwrap_or("?")))),
            })
            .collect(),
        _ => Err(unsupported("attribute_ruler pattern with a value that is no text")),
    }
}

impl Ruler {
    /// Reads the file called `patterns`.
    pub(crate) fn read(bytes: &[u8], names: &mut Names) -> Result<Ruler, Reason> {
        let file = msgpack(bytes)?;
        let mut ruler = Ruler::default();
        for entry in file.list().ok_or_else(|| corrupt("the patterns are no list"))? {
            let mut effect = Effect::default();
            for (key, value) in entry.need("attrs")?.map().unwrap_or(&[]) {
                let text = value.str().ok_or_else(|| corrupt("an attribute that is no text"))?;
                match key.str() {
                    Some("POS") => {
                        effect.pos = Some(text.parse().map_err(|_| corrupt(format!("POS {text:?}")))?);
                    }
                    Some("MORPH") => {
                        effect.morph = Some(names.number(if text == "_" { "" } else { text })?)
                    }
                    Some("LEMMA") => effect.lemma = Some(names.number(text)?),
                    Some("TAG") => effect.tag = Some(names.number(text)?),
                    Some("DEP") => effect.dep = Some(names.number(text)?),
                    other => {
                        return Err(unsupported(format!(
                            "attribute_ruler that sets {}",
                            other.unwrap_or("?")
                        )));
                    }
                }
            }
            let index = entry.get("index").and_then(Value::int).unwrap_or(0);
            let rule = ruler.effects.len() as u32;
            ruler.effects.push(effect);
            let patterns = entry.need("patterns")?.list().ok_or_else(|| corrupt("patterns are no list"))?;
            for pattern in patterns {
                let slots: Vec<Slot> = pattern
                    .list()
                    .ok_or_else(|| corrupt("a pattern is no list"))?
                    .iter()
                    .map(|slot| ruler.slot(slot))
                    .collect::<Result<_, _>>()?;
                let target = if index < 0 { index + slots.len() as i64 } else { index };
                let target = usize::try_from(target).ok().filter(|t| *t < slots.len());
                let target = target.ok_or_else(|| corrupt("a pattern's index lies outside it"))?;
                ruler.patterns.push(Pattern { rule, slots, target });
            }
        }
        Ok(ruler)
    }

    fn slot(&mut self, value: &Value<'_>) -> Result<Slot, Reason> {
        let mut slot = Slot::default();
        for (key, value) in value.map().ok_or_else(|| corrupt("a pattern's token is no table"))? {
            match key.str() {
                Some("TAG") => slot.tag.extend(tests(value)?),
                Some("DEP") => slot.dep.extend(tests(value)?),
                Some(word @ ("LOWER" | "ORTH" | "TEXT")) => {
                    for test in tests(value)? {
                        match &test {
                            Test::Is(list) => self.named.extend(list.iter().map(|t| (chars::lower(t), ()))),
                            _ => self.any_word = true,
                        }
                        slot.words.push(self.words.len() as u32);
                        self.words.push((word == "LOWER", test));
                    }
                }
                Some("IS_SPACE") => slot.space = Some(value.bool().ok_or_else(|| corrupt("IS_SPACE"))?),
                other => {
                    return Err(unsupported(format!(
                        "attribute_ruler pattern with {}",
                        other.unwrap_or("?")
                    )));
                }
            }
        }
        Ok(slot)
    }

    /// A number for the set of word tests that a word passes: words with one number pass the same.
    pub(crate) fn class(&self, text: &str, memo: &mut Memo) -> u32 {
        if let Some(&class) = memo.classes.get(text) {
            return class;
        }
        let lower = chars::lower(text);
        let mut class = 0;
        if self.any_word || self.named.contains_key(&lower) {
            let size = self.words.len().div_ceil(64);
            let mut passed = vec![0u64; size];
            for (i, (in_lower, test)) in self.words.iter().enumerate() {
                if test.passes(if *in_lower { &lower } else { text }) {
                    passed[i / 64] |= 1 << (i % 64);
                }
            }
            let known = memo.class_tests.chunks_exact(size.max(1)).position(|c| c == passed);
            class = match known {
                Some(i) => i as u32 + 1,
                None => {
                    memo.class_tests.extend(&passed);
                    (memo.class_tests.len() / size.max(1)) as u32
                }
            };
        }
        if text.len() <= 64 {
            if memo.classes.len() >= MAX_WORDS {
                memo.classes.clear();
            }
            memo.classes.insert(text.into(), class);
        }
        class
    }

    fn fits(&self, slot: &Slot, seen: Seen, names: &Names, classes: &[u64]) -> bool {
        let size = self.words.len().div_ceil(64).max(1);
        let word = |w: &u32| {
            let at = (seen.class as usize).checked_sub(1).map(|c| c * size + *w as usize / 64);
            at.and_then(|at| classes.get(at)).is_some_and(|bits| bits >> (w % 64) & 1 != 0)
        };
        slot.space.is_none_or(|s| s == seen.space)
            && slot.tag.iter().all(|t| t.passes(names.get(seen.tag)))
            && slot.dep.iter().all(|t| t.passes(names.get(seen.dep)))
            && slot.words.iter().all(word)
    }

    /// Sets what the rules say. `seen(i)` is what the ruler sees of a token before any rule applied (a token is asked
    /// for before it is set); `set` gives a token what the rules for it say together, later rules over earlier ones.
    pub(crate) fn apply(
        &self,
        names: &Names,
        memo: &mut Memo,
        mut seen: impl FnMut(usize, &mut Memo) -> Option<Seen>,
        mut set: impl FnMut(usize, &Effect),
    ) {
        let mut pending: Vec<(usize, u32)> = Vec::new();
        let mut i = 0;
        while let Some(here) = seen(i, memo) {
            if !memo.cases.contains_key(&here) {
                if memo.cases.len() >= MAX_CASES {
                    memo.cases.clear();
                }
                let case = self.case(here, names, &memo.class_tests);
                memo.cases.insert(here, case);
            }
            let longer = memo.cases.get(&here).map_or(Vec::new(), |c| c.longer.clone());
            for p in longer {
                let Some(pattern) = self.patterns.get(p as usize) else { continue };
                let rest = pattern.slots.iter().enumerate().skip(1);
                let fits = rest.into_iter().all(|(j, slot)| {
                    seen(i + j, memo).is_some_and(|next| self.fits(slot, next, names, &memo.class_tests))
                });
                if fits {
                    pending.push((i + pattern.target, pattern.rule));
                }
            }
            if let Some(case) = memo.cases.get(&here) {
                if pending.iter().any(|(at, _)| *at == i) {
                    let of_longer = pending.iter().filter(|(at, _)| *at == i).map(|(_, rule)| *rule);
                    let mut rules: Vec<u32> = case.rules.iter().copied().chain(of_longer).collect();
                    rules.sort_unstable();
                    set(i, &self.effect(&rules));
                    pending.retain(|(at, _)| *at > i);
                } else if !case.rules.is_empty() {
                    set(i, &case.effect);
                }
            }
            i += 1;
        }
    }

    fn case(&self, seen: Seen, names: &Names, classes: &[u64]) -> Case {
        let mut case = Case::default();
        for (i, pattern) in self.patterns.iter().enumerate() {
            if let Some(first) = pattern.slots.first()
                && self.fits(first, seen, names, classes)
            {
                if pattern.slots.len() == 1 {
                    case.rules.push(pattern.rule)
                } else {
                    case.longer.push(i as u32)
                }
            }
        }
        case.rules.sort_unstable();
        case.effect = self.effect(&case.rules);
        case
    }

    fn effect(&self, rules: &[u32]) -> Effect {
        let mut effect = Effect::default();
        for later in rules.iter().filter_map(|&r| self.effects.get(r as usize)) {
            effect.add(later);
        }
        effect
    }
}
