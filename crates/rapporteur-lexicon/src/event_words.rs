//! Words that can name one event (data/event_words.tsv), and when two mentions are one event (data/threads.tsv).
//!
//! Answers what a word is a form of, which roots and classes it belongs to, and how much what two mentions share counts.
//! Roots tell that "withdraw" and "withdrawal" are made of one root, classes that "withdrawal" and "pullout" may name the
//! same happening. Words not listed are known by their stem. Knows nothing of texts.

use std::collections::{BTreeMap, BTreeSet};

/// What a word or phrase may stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Senses {
    /// Roots: the first word of the root in the list, or a stem. Words that share one are forms of each other.
    pub roots: BTreeSet<String>,
    /// Classes, as numbers.
    pub classes: BTreeSet<u16>,
}

/// How much what two mentions share counts: see data/threads.tsv.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[allow(missing_docs)]
pub struct ThreadWeights {
    pub bias: f64,
    pub same_word: f64,
    pub same_root: f64,
    pub class: f64,
    pub near: f64,
    pub phrase_root: f64,
    pub context: f64,
    pub arguments: f64,
    pub recipient: f64,
    pub circumstance: f64,
    pub one_sentence: f64,
    pub report: f64,
    pub light: f64,
    pub frequent: f64,
    pub rare: f64,
}

impl ThreadWeights {
    fn named(&mut self, name: &str) -> Option<&mut f64> {
        Some(match name {
            "bias" => &mut self.bias,
            "same_word" => &mut self.same_word,
            "same_root" => &mut self.same_root,
            "class" => &mut self.class,
            "near" => &mut self.near,
            "phrase_root" => &mut self.phrase_root,
            "context" => &mut self.context,
            "arguments" => &mut self.arguments,
            "recipient" => &mut self.recipient,
            "circumstance" => &mut self.circumstance,
            "one_sentence" => &mut self.one_sentence,
            "report" => &mut self.report,
            "light" => &mut self.light,
            "frequent" => &mut self.frequent,
            "rare" => &mut self.rare,
            _ => return None,
        })
    }
}

/// Roots and classes of event words, and the weights of likeness.
#[derive(Debug)]
pub struct EventRoots {
    names: Vec<&'static str>,
    near: Vec<BTreeSet<u16>>,
    words: BTreeMap<&'static str, Senses>,
    irregular: BTreeMap<&'static str, &'static str>,
    endings: Vec<&'static str>,
    report: BTreeSet<u16>,
    light: BTreeSet<&'static str>,
    stop: BTreeSet<&'static str>,
    /// How much what two mentions share counts.
    pub weights: ThreadWeights,
}

impl Default for EventRoots {
    fn default() -> Self {
        EventRoots::read().0
    }
}

impl EventRoots {
    /// Reads the tables; rows that make no sense are listed.
    pub fn read() -> (EventRoots, Vec<String>) {
        let mut wrong = Vec::new();
        let rows: Vec<Vec<&'static str>> =
            crate::table::rows(include_str!("../data/event_words.tsv")).collect();
        let names: Vec<&'static str> = rows.iter().filter_map(|r| r.first().copied()).collect();
        let numbers: BTreeMap<&str, u16> = names.iter().copied().zip(0_u16..).collect();
        if numbers.len() != names.len() {
            wrong.push("a class stands twice".to_owned());
        }
        let mut near = Vec::new();
        let mut words: BTreeMap<&'static str, Senses> = BTreeMap::new();
        for (row, class) in rows.iter().zip(0_u16..) {
            let [name, beside, list] = row[..] else { continue };
            let known: BTreeSet<u16> =
                beside.split_whitespace().filter_map(|n| numbers.get(n).copied()).collect();
            if known.len() != beside.split_whitespace().count() || list.is_empty() {
                wrong.push(name.to_owned());
            }
            near.push(known);
            for root in list.split_whitespace() {
                let first = root.split('|').next().unwrap_or(root);
                for word in root.split('|').filter(|w| !w.is_empty()) {
                    let senses = words.entry(word).or_default();
                    senses.roots.insert(first.to_owned());
                    senses.classes.insert(class);
                }
            }
        }
        let mut irregular = BTreeMap::new();
        for row in crate::table::rows(include_str!("../data/irregular_verbs.tsv")) {
            if let [lemma, past, participle, _] = row[..] {
                for form in past.split('|').chain(participle.split('|')).filter(|w| !w.is_empty()) {
                    irregular.entry(form).or_insert(lemma);
                }
            }
        }
        let mut all = EventRoots {
            names,
            near,
            words,
            irregular,
            endings: Vec::new(),
            report: BTreeSet::new(),
            light: BTreeSet::new(),
            stop: BTreeSet::new(),
            weights: ThreadWeights::default(),
        };
        for row in crate::table::rows(include_str!("../data/threads.tsv")) {
            let [kind, name, value] = row[..] else { continue };
            let list = || value.split_whitespace();
            let understood = match (kind, name) {
                ("weight", name) => match (all.weights.named(name), value.parse::<f64>()) {
                    (Some(weight), Ok(value)) => {
                        *weight = value;
                        true
                    }
                    _ => false,
                },
                ("classes", "report") => {
                    all.report = list().filter_map(|n| numbers.get(n).copied()).collect();
                    all.report.len() == list().count()
                }
                ("words", "light") => {
                    all.light = list().collect();
                    true
                }
                ("words", "stop") => {
                    all.stop = list().collect();
                    true
                }
                ("endings", "stem") => {
                    all.endings = list().collect();
                    true
                }
                _ => false,
            };
            if !understood {
                wrong.push(row.join(" "));
            }
        }
        (all, wrong)
    }

    /// The listed form of a word, given its lemma and itself as written; else the lemma in lower case.
    pub fn base(&self, lemma: &str, word: &str) -> String {
        const FORMS: [(&str, &str); 8] = [
            ("ies", "y"),
            ("ied", "y"),
            ("es", ""),
            ("s", ""),
            ("ed", ""),
            ("d", ""),
            ("ing", ""),
            ("ing", "e"),
        ];
        let (lemma, word) = (lemma.to_lowercase(), word.to_lowercase());
        if let Some(listed) = [&lemma, &word].into_iter().find(|w| self.words.contains_key(w.as_str())) {
            return listed.clone();
        }
        for w in [&lemma, &word] {
            if let Some(base) = self.irregular.get(w.as_str()) {
                return (*base).to_owned();
            }
            for (ending, instead) in FORMS {
                let Some(stem) = w.strip_suffix(ending).filter(|s| s.len() >= 2) else { continue };
                let form = format!("{stem}{instead}");
                if self.words.contains_key(form.as_str()) {
                    return form;
                }
                let mut back = form.chars().rev();
                if let (Some(a), Some(b)) = (back.next(), back.next())
                    && a == b
                    && form.len() > 3
                    && let Some(single) = form.strip_suffix(a)
                    && self.words.contains_key(single)
                {
                    return single.to_owned();
                }
            }
        }
        if lemma.is_empty() { word } else { lemma }
    }

    /// A word in lower case without its ending; a stem of at least four letters stays.
    pub fn stem(&self, word: &str) -> String {
        let word = word.to_lowercase();
        let short = self.endings.iter().find_map(|e| word.strip_suffix(e).filter(|s| s.chars().count() >= 4));
        short.map_or_else(|| word.clone(), str::to_owned)
    }

    /// What a listed word or phrase may stand for. Words of a phrase are joined by `_`.
    pub fn get(&self, word: &str) -> Option<&Senses> {
        self.words.get(word)
    }

    /// What a head word may stand for, told by the phrases it may be part of. A listed phrase says more than its word.
    pub fn senses<'w>(&self, head: &str, phrases: impl Iterator<Item = &'w str>) -> Senses {
        let mut all = Senses::default();
        for senses in phrases.filter_map(|p| self.words.get(p)) {
            all.roots.extend(senses.roots.iter().cloned());
            all.classes.extend(&senses.classes);
        }
        if all.roots.is_empty() {
            all = self.words.get(head).cloned().unwrap_or_default();
        }
        if all.roots.is_empty() {
            all.roots.insert(self.stem(head));
        }
        all
    }

    /// Do words of class `a` often tell the other side of what words of class `b` tell?
    pub fn are_near(&self, a: u16, b: u16) -> bool {
        let near = |a: u16, b: u16| self.near.get(usize::from(a)).is_some_and(|n| n.contains(&b));
        near(a, b) || near(b, a)
    }

    /// The name of a class.
    pub fn class(&self, class: u16) -> &'static str {
        self.names.get(usize::from(class)).copied().unwrap_or("")
    }

    /// Is one of these a class of words of saying?
    pub fn reports(&self, classes: &BTreeSet<u16>) -> bool {
        !self.report.is_disjoint(classes)
    }

    /// Does the base form say little alone?
    pub fn is_light(&self, word: &str) -> bool {
        self.light.contains(word) || self.stop.contains(word)
    }

    /// Is the lower-case word no context?
    pub fn is_stop(&self, word: &str) -> bool {
        self.stop.contains(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_understood() {
        let (roots, wrong) = EventRoots::read();
        assert!(wrong.is_empty(), "{wrong:?}");
        assert!(roots.weights.bias < 0.0 && roots.weights.same_word > 0.0);
        assert!(!roots.report.is_empty() && !roots.endings.is_empty());
    }

    #[test]
    fn forms_of_one_root_and_words_of_one_class() {
        let roots = EventRoots::default();
        let of = |w: &str| roots.senses(&roots.base(w, w), std::iter::empty());
        assert_eq!(roots.base("pullouts", "pullouts"), "pullout");
        assert_eq!(roots.base("stabbed", "stabbed"), "stab");
        assert_eq!(roots.base("fled", "fled"), "flee");
        assert!(!of("withdrawal").roots.is_disjoint(&of("withdrew").roots));
        assert!(of("withdrawal").roots.is_disjoint(&of("pullout").roots));
        assert!(!of("withdrawal").classes.is_disjoint(&of("pullout").classes));
        assert!(of("withdrawal").classes.is_disjoint(&of("wedding").classes));
        let [kill, die] = [of("killed"), of("died")];
        assert!(kill.classes.iter().any(|a| die.classes.iter().any(|b| roots.are_near(*a, *b))));
    }

    #[test]
    fn a_listed_phrase_says_more_than_its_word() {
        let roots = EventRoots::default();
        let gun_down = roots.senses("gun", ["gun_down"].into_iter());
        assert!(gun_down.classes.iter().any(|c| roots.class(*c) == "kill"));
        assert_eq!(roots.senses("zither", std::iter::empty()).roots, BTreeSet::from(["zith".to_owned()]));
    }
}
