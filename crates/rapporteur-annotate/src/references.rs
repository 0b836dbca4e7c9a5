//! # What pronouns stand for
//!
//! What it finds: for "he", "she", "they" and their forms the name or noun phrase they take up; for "I" and "we" inside
//! a quotation its source.
//! Why: half of all sources are pronouns.
//! Example: "The envoy met the mayor. She thanked him." - by number, gender, subject before object, nearness.
//! Source: salience of mentions (Lappin and Leass 1994) over dependency trees, with the binding rules for objects and
//! reflexives; no learned weight.
//! Touches trees, names and nouns for people; adds mentions only for pronouns of named people that are clear.

use crate::coreference::order;
use crate::tree::Tree;
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::given_names::Gender;
use rapporteur_lexicon::person_nouns::PersonNoun;
use rapporteur_model::{
    Annotations, Article, EntityKind, How, Mention, NameLabel, Reference, Span, Syntax, Upos,
};
use std::collections::BTreeMap;

/// So many things are kept in mind at a time: bounds the work on hostile input.
const IN_MIND: usize = 48;
/// A thing not named for so many sentences is forgotten.
const FORGOTTEN: usize = 6;
/// What a subject, an object, anything else weighs; half of it is left a sentence later. Lappin and Leass's order.
const SUBJECT: f64 = 80.0;
const OBJECT: f64 = 50.0;
const OTHER: f64 = 35.0;
/// Every mention counts as much as this for being in the sentence.
const THERE: f64 = 100.0;
/// A thing is clear if nothing else that fits weighs more than this share of it.
const CLEAR: f64 = 0.75;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    One,
    Many,
    /// "The team", which is "it" and "they".
    Group,
}

/// Somebody or something that was mentioned.
#[derive(Debug)]
struct Thing {
    number: Number,
    gender: Gender,
    person: bool,
    /// Words by which it is named again.
    key: String,
    /// Head token and extent of its last name or noun phrase.
    last: (usize, (usize, usize)),
    /// (sentence, weight, token) of each mention that still counts.
    weights: Vec<(usize, f64, usize)>,
    /// Index of the mention of a name.
    mention: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pronoun {
    He,
    She,
    They,
}

fn pronoun(word: &str) -> Option<(Pronoun, bool)> {
    Some(match word {
        "he" | "him" | "his" => (Pronoun::He, false),
        "himself" => (Pronoun::He, true),
        "she" | "her" | "hers" => (Pronoun::She, false),
        "herself" => (Pronoun::She, true),
        "they" | "them" | "their" | "theirs" => (Pronoun::They, false),
        "themselves" => (Pronoun::They, true),
        _ => return None,
    })
}

/// Finds what pronouns stand for.
pub fn annotate(lexicon: &Lexicon, article: &Article, syntax: &Syntax, found: &mut Annotations) {
    if !syntax.parsed {
        return;
    }
    let tree = Tree::new(syntax);
    let lower: Vec<String> = syntax.tokens.iter().map(|t| t.span.of(&article.text).to_lowercase()).collect();
    let names = named(syntax, &found.mentions);
    let mut reader = Reader { lexicon, article, syntax, tree: &tree, lower, names, things: Vec::new() };
    let mut new = Vec::new();
    for (n, sentence) in syntax.sentences.iter().enumerate() {
        for i in syntax.tokens_in(*sentence) {
            if let Some((who, reflexive)) = reader.lower.get(i).and_then(|w| pronoun(w)) {
                if let Some(reference) = reader.resolve(i, n, who, reflexive, found, &mut new) {
                    found.references.push(reference);
                }
            } else {
                reader.meet(i, n, &found.mentions);
            }
        }
    }
    found.references.sort_by_key(|r| r.pronoun);
    if !new.is_empty() {
        found.mentions.extend(new);
        order(found);
    }
}

/// For each token the mention of a name it is in.
fn named(syntax: &Syntax, mentions: &[Mention]) -> Vec<Option<usize>> {
    let mut names = vec![None; syntax.tokens.len()];
    for (m, mention) in mentions.iter().enumerate() {
        if matches!(mention.how, How::Name | How::Title) {
            for cell in names.get_mut(syntax.tokens_in(mention.span)).into_iter().flatten() {
                *cell = Some(m);
            }
        }
    }
    names
}

struct Reader<'r, 'a> {
    lexicon: &'a Lexicon,
    article: &'a Article,
    syntax: &'a Syntax,
    tree: &'r Tree<'a>,
    lower: Vec<String>,
    names: Vec<Option<usize>>,
    things: Vec<Thing>,
}

impl Reader<'_, '_> {
    fn word(&self, i: usize) -> &str {
        self.lower.get(i).map_or("", String::as_str)
    }
    fn written(&self, i: usize) -> &str {
        self.syntax.tokens.get(i).map_or("", |t| t.span.of(&self.article.text))
    }
    fn weight(&self, i: usize) -> f64 {
        // "The envoy and the mayor": what is joined weighs as what it is joined to.
        let mut at = i;
        for _ in 0..4 {
            if self.tree.dep(at) == "conj" {
                at = self.tree.head(at);
            }
        }
        THERE
            + match self.tree.dep(at) {
                "nsubj" | "csubj" => SUBJECT,
                "obj" | "iobj" => OBJECT,
                "root" | "ROOT" => OBJECT,
                _ => OTHER,
            }
    }

    /// A noun or name: somebody met before, or somebody new.
    fn meet(&mut self, i: usize, sentence: usize, mentions: &[Mention]) {
        let tree = self.tree;
        let pos = tree.pos(i);
        if !matches!(pos, Upos::Noun | Upos::Propn) {
            if pos == Upos::Pron {
                self.indefinite(i, sentence);
            }
            return;
        }
        if matches!(tree.dep(i), "flat" | "compound" | "fixed" | "goeswith") {
            return;
        }
        let mention = self.names.get(i).copied().flatten();
        let kind = mention.and_then(|m| mentions.get(m)).map(|m| m.kind);
        let plural = matches!(tree.tag(i), "NNS" | "NNPS");
        let word = self.word(i).to_owned();
        let noun = self.lexicon.person_nouns.get(&word);
        let extent = tree.extent(i);
        let joined = tree
            .children(i)
            .any(|c| tree.dep(c) == "conj" && matches!(tree.pos(c), Upos::Noun | Upos::Propn));
        let next = self.syntax.names.partition_point(|n| n.end as usize <= i);
        let label = self.syntax.names.get(next).filter(|n| n.first as usize <= i);
        let labelled = label.is_some_and(|n| n.label == NameLabel::Person);
        let name = pos == Upos::Propn;
        let person = kind == Some(EntityKind::Person)
            || labelled && kind.is_none_or(|k| k == EntityKind::Person)
            || noun.is_some_and(|n| n != PersonNoun::Group)
            || !name && self.lexicon.anonymous.noun(&word).is_some_and(|n| !n.document);
        let mut gender = match noun {
            Some(PersonNoun::He) => Gender::He,
            Some(PersonNoun::She) => Gender::She,
            _ => Gender::Either,
        };
        // An apposition and a title say more of the same person.
        let about =
            tree.children(i).filter(|&c| matches!(tree.dep(c), "appos" | "compound" | "flat" | "nmod"));
        let mut given = name.then(|| self.written(i));
        for c in about {
            if tree.dep(c) == "nmod" {
                continue;
            }
            match self.lexicon.person_nouns.get(self.word(c)) {
                Some(PersonNoun::He) if gender == Gender::Either => gender = Gender::He,
                Some(PersonNoun::She) if gender == Gender::Either => gender = Gender::She,
                _ => {}
            }
            if let Some(g) = self.lexicon.given_names.honorific(self.written(c))
                && gender == Gender::Either
            {
                gender = g;
            }
            if name && tree.dep(c) != "appos" && c < i {
                given = given.filter(|_| false).or(Some(self.written(c)));
            }
        }
        if name
            && gender == Gender::Either
            && let Some(g) = given.and_then(|g| self.lexicon.given_names.get(g))
        {
            gender = g;
        }
        let number = match noun {
            _ if joined => Number::Many,
            Some(PersonNoun::People) => Number::Many,
            Some(PersonNoun::Group) if !plural => Number::Group,
            _ if plural => Number::Many,
            _ if kind.is_some_and(|k| !matches!(k, EntityKind::Person | EntityKind::Place)) => Number::Group,
            _ => Number::One,
        };
        // Named people are known by their mention's full name, others by their noun.
        let key = match mention.and_then(|m| mentions.get(m)) {
            Some(m) => m.name.to_lowercase(),
            None if name => word.clone(),
            None => format!("{} {}", tree.lemma(i).to_lowercase(), if plural { "s" } else { "" }),
        };
        // "a man" is somebody new.
        let new = !name
            && tree
                .children(i)
                .any(|c| tree.dep(c) == "det" && matches!(self.word(c), "a" | "an" | "another"));
        let weight = self.weight(i);
        let span = (extent.start, extent.end);
        // An apposition is its head once more; what is joined to something counts with it too.
        let of = if tree.dep(i) == "appos" { Some(tree.head(i)) } else { None };
        let known = self.things.iter().rposition(|t| {
            of.is_some_and(|h| t.last.0 == h)
                || !new
                    && !joined
                    && t.key == key
                    && (t.number == number || name)
                    && sentence - t.weights.last().map_or(0, |w| w.0) <= 4 * FORGOTTEN
        });
        if let Some(k) = known {
            let mut thing = self.things.remove(k);
            if of.is_none() {
                thing.last = (i, span);
            }
            thing.weights.push((sentence, if of.is_some() { 0.0 } else { weight }, i));
            thing.person |= person;
            if thing.gender == Gender::Either {
                thing.gender = gender;
            }
            thing.mention = thing.mention.or(mention);
            self.things.push(thing);
            return;
        }
        if self.things.len() >= IN_MIND {
            self.things.remove(0);
        }
        if joined {
            // Both together, and the first of them alone.
            self.things.push(Thing {
                number: Number::One,
                gender,
                person,
                key: key.clone(),
                last: (i, (span.0, i + 1)),
                weights: vec![(sentence, weight - 10.0, i)],
                mention,
            });
        }
        self.things.push(Thing {
            number,
            gender: if joined { Gender::Either } else { gender },
            person,
            key: if joined { String::new() } else { key },
            last: (i, span),
            weights: vec![(sentence, weight, i)],
            mention: mention.filter(|_| !joined),
        });
    }

    /// "Those who signed", "many of them": people without a noun.
    fn indefinite(&mut self, i: usize, sentence: usize) {
        let one = self.lexicon.person_nouns.get(self.word(i)).is_some();
        let those =
            matches!(self.word(i), "those" | "others" | "many" | "some") && self.weight(i) >= THERE + SUBJECT;
        if !one && !those {
            return;
        }
        let extent = self.tree.extent(i);
        if self.things.len() >= IN_MIND {
            self.things.remove(0);
        }
        let weight = self.weight(i);
        self.things.push(Thing {
            number: if one { Number::Group } else { Number::Many },
            gender: Gender::Either,
            person: true,
            key: String::new(),
            last: (i, (extent.start, extent.end)),
            weights: vec![(sentence, weight, i)],
            mention: None,
        });
    }

    /// The verb or noun whose direct argument the token is.
    fn clause(&self, i: usize) -> usize {
        let mut at = i;
        for _ in 0..4 {
            if self.tree.dep(at) == "conj"
                && matches!(self.tree.pos(self.tree.head(at)), Upos::Noun | Upos::Propn | Upos::Pron)
            {
                at = self.tree.head(at);
            }
        }
        self.tree.head(at)
    }

    fn resolve(
        &mut self,
        i: usize,
        sentence: usize,
        who: Pronoun,
        reflexive: bool,
        found: &Annotations,
        new: &mut Vec<Mention>,
    ) -> Option<Reference> {
        let tree = self.tree;
        let owner = tree.label(i) == "nmod:poss" || matches!(tree.tag(i), "PRP$");
        let clause = self.clause(i);
        let subject = matches!(tree.dep(i), "nsubj");
        let fits = |t: &Thing| {
            let number = match who {
                Pronoun::They => {
                    t.number != Number::One
                        || t.person && t.gender == Gender::Either && t.mention.is_none() && t.key.is_empty()
                }
                _ => t.number == Number::One && t.person,
            };
            let gender = match who {
                Pronoun::He => t.gender != Gender::She,
                Pronoun::She => t.gender != Gender::He,
                Pronoun::They => true,
            };
            let inside = |&(_, _, token): &(usize, f64, usize)| {
                // Not the phrase it stands in; not another argument of its own verb, unless reflexive.
                let extent = tree.extent(token);
                extent.contains(&i) && token != i && tree.dep(token) != "conj" && !self.across(token, i)
                    || !owner && !reflexive && self.clause(token) == clause && self.argument(token)
            };
            let here = t.weights.iter().filter(|w| w.0 == sentence);
            number && gender && !here.clone().any(inside)
        };
        let weigh = |t: &Thing| -> f64 {
            let mut sum: f64 = t
                .weights
                .iter()
                .filter(|w| sentence - w.0 < FORGOTTEN)
                .map(|w| w.1 * 0.5_f64.powi((sentence - w.0) as i32))
                .sum();
            if who == Pronoun::They {
                // Many people before one body, people before things.
                if t.number == Number::Group {
                    sum *= 0.7;
                }
                if t.person {
                    sum *= 1.3;
                }
            } else if t.gender == Gender::Either {
                sum *= 0.8;
            }
            let last = t.weights.last();
            if subject && last.is_some_and(|w| tree.dep(w.2) == "nsubj") {
                sum += OTHER;
            }
            if reflexive && last.is_some_and(|w| self.clause(w.2) == clause) {
                sum *= 3.0;
            }
            sum
        };
        let mut best: Option<(f64, usize)> = None;
        let mut second = 0.0_f64;
        for (n, thing) in self.things.iter().enumerate() {
            if !fits(thing) {
                continue;
            }
            let weight = weigh(thing);
            if weight <= 0.0 {
                continue;
            }
            match best {
                Some((b, _)) if b > weight => second = second.max(weight),
                Some((b, _)) => {
                    second = second.max(b);
                    best = Some((weight, n));
                }
                None => best = Some((weight, n)),
            }
        }
        let (weight, n) = best?;
        let clear = second <= CLEAR * weight;
        let add = self.weight(i);
        let gender = match who {
            Pronoun::He => Gender::He,
            Pronoun::She => Gender::She,
            Pronoun::They => Gender::Either,
        };
        let mut thing = self.things.remove(n);
        thing.weights.push((sentence, add, i));
        thing.weights.retain(|w| sentence - w.0 < FORGOTTEN);
        if thing.gender == Gender::Either {
            thing.gender = gender;
        }
        let (head, (start, end)) = thing.last;
        let span = |i: usize| self.syntax.tokens.get(i).map(|t| t.span);
        let reference = Reference {
            pronoun: span(i)?,
            antecedent: span(start)?.join(span(end.checked_sub(1)?)?),
            head: span(head)?,
            clear,
        };
        if let Some(m) = thing.mention.and_then(|m| found.mentions.get(m))
            && m.kind == EntityKind::Person
            && clear
            && who != Pronoun::They
            && !is_mention(found, reference.pronoun)
        {
            new.push(Mention {
                span: reference.pronoun,
                kind: m.kind,
                label: None,
                how: How::Pronoun,
                name: m.name.clone(),
                state: m.state.clone(),
                antecedent: thing.mention,
                by: "references.pronoun".into(),
                confidence: None,
            });
        }
        self.things.push(thing);
        Some(reference)
    }

    /// Is there a clause between a phrase and a pronoun inside it? "The envoy who said he": the envoy may be "he".
    fn across(&self, phrase: usize, pronoun: usize) -> bool {
        let mut at = pronoun;
        for _ in 0..16 {
            if at == phrase || self.tree.is_root(at) {
                return false;
            }
            if matches!(self.tree.dep(at), "acl" | "advcl" | "ccomp") {
                return true;
            }
            at = self.tree.head(at);
        }
        false
    }
    fn argument(&self, i: usize) -> bool {
        let mut at = i;
        for _ in 0..4 {
            if self.tree.dep(at) == "conj" {
                at = self.tree.head(at);
            }
        }
        matches!(self.tree.dep(at), "nsubj" | "obj" | "iobj")
    }
}

/// "I" and "we" inside a quotation are its source; "my" and "our" too.
pub fn speakers(lexicon: &Lexicon, article: &Article, syntax: &Syntax, found: &mut Annotations) {
    let quoted = crate::attributions::quoted(lexicon, article, syntax);
    let mut new: BTreeMap<Span, (Mention, Span)> = BTreeMap::new();
    let mut references = Vec::new();
    for (i, token) in syntax.tokens.iter().enumerate() {
        let word = token.span.of(&article.text);
        let one = matches!(word, "I" | "me" | "my" | "My" | "mine" | "myself");
        let many = matches!(word, "we" | "We" | "us" | "our" | "Our" | "ours" | "ourselves");
        if !one && !many || !quoted.get(i).copied().unwrap_or(false) {
            continue;
        }
        let Some(n) = crate::attribution_at(found, token.span) else { continue };
        // Of attributions nested in the quotation the outermost that is inside marks speaks.
        let Some(speaker) = outermost(found, n) else { continue };
        let Some(source) = found.attributions.get(speaker).and_then(|a| a.source) else { continue };
        if source.contains(token.span) || source == token.span {
            continue;
        }
        references.push(Reference { pronoun: token.span, antecedent: source, head: source, clear: true });
        let Some(m) = found.attributions.get(speaker).and_then(|a| a.source_mention) else { continue };
        let Some(mention) = found.mentions.get(m) else { continue };
        if many && mention.kind == EntityKind::Person || is_mention(found, token.span) {
            continue;
        }
        let (kind, name, state) = (mention.kind, mention.name.clone(), mention.state.clone());
        let mention = Mention {
            span: token.span,
            kind,
            label: None,
            how: How::Pronoun,
            name,
            state,
            antecedent: Some(m).filter(|_| mention.span.start < token.span.start),
            by: "references.speaker".into(),
            confidence: None,
        };
        new.insert(token.span, (mention, source));
    }
    // A pronoun may stand for a pronoun: "he said: I".
    for r in &mut references {
        if let Ok(k) = found.references.binary_search_by_key(&r.antecedent, |k| k.pronoun)
            && let Some(known) = found.references.get(k)
        {
            (r.antecedent, r.head) = (known.antecedent, known.head);
        }
    }
    found.references.extend(references);
    found.references.sort_by_key(|r| r.pronoun);
    if !new.is_empty() {
        found.mentions.extend(new.into_values().map(|(m, _)| m));
        order(found);
    }
}

/// Is the span a mention already? Mentions stand in order.
fn is_mention(found: &Annotations, span: Span) -> bool {
    found.mentions.binary_search_by_key(&span, |m| m.span).is_ok()
}

/// The attribution around `n` that holds no other that is quoted.
fn outermost(found: &Annotations, n: usize) -> Option<usize> {
    let mut at = n;
    for _ in 0..8 {
        match found.attributions.get(at)?.parent {
            Some(parent) if found.attributions.get(parent).is_some_and(|p| p.source.is_some()) => at = parent,
            _ => break,
        }
    }
    Some(at)
}
