//! # What pronouns stand for
//!
//! What it finds: for "he", "she", "they" and their forms the name or noun phrase they take up.
//! Why: half of all sources are pronouns.
//! Example: "The envoy met the mayor. She thanked him." - by number, gender, who is at hand.
//! Source: entities ranked by weighed signs (after Lappin and Leass 1994; Denis and Baldridge 2008), over dependency trees
//! with the binding rules for objects and reflexives. Weights: `antecedents.tsv`, learned by `training/pronouns.py`.
//! Touches trees, names and nouns for people; adds mentions only for pronouns of named people that are clear.

use crate::coreference::order;
use crate::referents::{Number, Place, Referents, Thing};
use crate::tree::Tree;
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::antecedents::Sign;
use rapporteur_lexicon::given_names::Gender;
use rapporteur_model::{Annotations, Article, EntityKind, How, Mention, Reference, Span, Syntax};

/// A thing not named for so many sentences is forgotten.
const FORGOTTEN: usize = 40;
/// A choice is clear if it is this likely.
const CLEAR: f64 = 0.8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pronoun {
    He,
    She,
    They,
}

impl Pronoun {
    fn name(self) -> &'static str {
        match self {
            Pronoun::He => "he",
            Pronoun::She => "she",
            Pronoun::They => "they",
        }
    }
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

/// Somebody whom a pronoun may stand for.
#[derive(Debug, Clone)]
pub struct Choice {
    thing: usize,
    /// Head tokens of its names and noun phrases so far.
    pub heads: Vec<usize>,
    /// What speaks for and against it.
    pub signs: Vec<Sign>,
}

/// Says which choice the pronoun at a token ("they" if the flag is set) stands for, and whether that is clear.
pub type Decide<'d> = dyn FnMut(usize, bool, &[Choice]) -> Option<(usize, bool)> + 'd;

/// Finds what pronouns stand for.
pub fn annotate(lexicon: &Lexicon, article: &Article, syntax: &Syntax, found: &mut Annotations) {
    annotate_by(lexicon, article, syntax, found, &mut |_, many, choices| likeliest(lexicon, many, choices));
}

/// The same with another judge: how the weights are learned.
pub fn annotate_by(
    lexicon: &Lexicon,
    article: &Article,
    syntax: &Syntax,
    found: &mut Annotations,
    decide: &mut Decide<'_>,
) {
    if !syntax.parsed {
        return;
    }
    let tree = Tree::new(syntax);
    let lower: Vec<String> = syntax.tokens.iter().map(|t| t.span.of(&article.text).to_lowercase()).collect();
    if !lower.iter().any(|w| pronoun(w).is_some()) {
        return;
    }
    let names = in_names(syntax, &found.mentions);
    let referents = Referents { lexicon, article, syntax, tree: &tree, lower, names, things: Vec::new() };
    let quoted = crate::attributions::quoted(lexicon, article, syntax);
    let view = crate::view::View::new(lexicon, article, syntax);
    let mut labels = vec![false; syntax.tokens.len()];
    for turn in crate::turns::find(&view, article) {
        labels.get_mut(turn.label).unwrap_or_default().fill(true);
    }
    let mut reader = Reader { referents, quoted, last: None };
    let mut new = Vec::new();
    for (n, sentence) in syntax.sentences.iter().enumerate() {
        for i in syntax.tokens_in(*sentence) {
            if let Some((who, reflexive)) = pronoun(reader.referents.word(i)) {
                if let Some(reference) = reader.resolve(i, n, who, reflexive, found, &mut new, decide) {
                    found.references.push(reference);
                }
            } else if !labels.get(i).copied().unwrap_or(false) {
                reader.referents.meet(i, n, &found.mentions);
            }
        }
    }
    found.references.sort_by_key(|r| r.pronoun);
    if !new.is_empty() {
        found.mentions.extend(new);
        order(found);
    }
}

/// The likeliest choice, by what its signs weigh, and whether it is clear.
pub fn likeliest(lexicon: &Lexicon, many: bool, choices: &[Choice]) -> Option<(usize, bool)> {
    let weights: Vec<f64> = choices.iter().map(|c| lexicon.antecedents.weigh(many, &c.signs)).collect();
    let (best, most) =
        weights.iter().enumerate().fold(None, |best: Option<(usize, f64)>, (n, &w)| match best {
            Some((_, b)) if b > w => best,
            _ => Some((n, w)),
        })?;
    let all: f64 = weights.iter().map(|w| (w - most).exp()).sum();
    Some((best, 1.0 / all >= CLEAR))
}

/// For each token the mention of a name it is in.
fn in_names(syntax: &Syntax, mentions: &[Mention]) -> Vec<Option<usize>> {
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
    referents: Referents<'r, 'a>,
    quoted: Vec<bool>,
    /// Where the last pronoun stood, and which it was.
    last: Option<(usize, Pronoun)>,
}

/// A number of sentences, mentions or places in a row as a sign.
fn near(n: usize) -> &'static str {
    match n {
        0 => "near-0",
        1 => "near-1",
        2 => "near-2",
        3 => "near-3",
        4..=5 => "near-5",
        6..=9 => "near-9",
        _ => "near-far",
    }
}
fn counted(n: usize) -> &'static str {
    match n {
        0..=1 => "count-1",
        2 => "count-2",
        3..=4 => "count-4",
        5..=8 => "count-8",
        _ => "count-many",
    }
}
fn named(n: usize) -> &'static str {
    match n {
        0..=1 => "named-1",
        2 => "named-2",
        3..=4 => "named-4",
        5..=8 => "named-8",
        _ => "named-many",
    }
}
fn away(n: usize) -> &'static str {
    match n {
        0 => "named-here",
        1 => "named-before",
        2..=3 => "named-3",
        4..=9 => "named-9",
        _ => "named-far",
    }
}
fn ranked(n: usize) -> &'static str {
    match n {
        0 => "rank-0",
        1 => "rank-1",
        2 => "rank-2",
        3..=4 => "rank-4",
        5..=8 => "rank-8",
        _ => "rank-far",
    }
}

impl Reader<'_, '_> {
    /// The verb or noun whose direct argument the token is.
    fn clause(&self, i: usize) -> usize {
        self.referents.tree.head(self.referents.top(i))
    }
    fn argument(&self, i: usize) -> bool {
        matches!(self.referents.tree.dep(self.referents.top(i)), "nsubj" | "obj" | "iobj")
    }
    /// Is there a clause between a phrase and a pronoun inside it? "The envoy who said he": the envoy may be "he".
    fn across(&self, phrase: usize, pronoun: usize) -> bool {
        let tree = self.referents.tree;
        let mut at = pronoun;
        for _ in 0..16 {
            if at == phrase || tree.is_root(at) {
                return false;
            }
            if matches!(tree.dep(at), "acl" | "advcl" | "ccomp") {
                return true;
            }
            at = tree.head(at);
        }
        false
    }

    /// Can the pronoun at `i` stand for it at all?
    fn fits(&self, i: usize, sentence: usize, who: Pronoun, reflexive: bool, t: &Thing) -> bool {
        let tree = self.referents.tree;
        let number = match who {
            Pronoun::They => t.number != Number::One || t.person && !t.name && t.gender == Gender::Either,
            _ => t.number == Number::One && (t.person || t.name || self.for_people(t)),
        };
        let gender = match who {
            Pronoun::He => t.gender != Gender::She,
            Pronoun::She => t.gender != Gender::He,
            Pronoun::They => true,
        };
        if !number || !gender || t.places.last().is_none_or(|p| sentence - p.sentence >= FORGOTTEN) {
            return false;
        }
        let owner = tree.label(i) == "nmod:poss" || matches!(tree.tag(i), "PRP$");
        let clause = self.clause(i);
        let inside = |p: &&Place| {
            // Not the phrase it stands in; not another argument of its own verb, unless reflexive.
            let extent = tree.extent(p.token);
            extent.contains(&i)
                && p.token != i
                && tree.dep(p.token) != "conj"
                && tree.child(p.token, &["cop"]).is_none()
                && !self.across(p.token, i)
                || !owner && !reflexive && self.clause(p.token) == clause && self.argument(p.token)
        };
        !t.places.iter().filter(|p| p.sentence == sentence).any(|p| inside(&p))
    }

    /// A noun that looks like one for people: "blacksmith" is in no list, "forger" ends like one.
    fn for_people(&self, t: &Thing) -> bool {
        let word = self.referents.word(t.last.0);
        word.len() > 4
            && ["er", "or", "ist", "ian", "ant", "ent", "ee", "eer"].iter().any(|end| word.ends_with(end))
    }

    fn signs(
        &self,
        i: usize,
        sentence: usize,
        who: Pronoun,
        reflexive: bool,
        t: &Thing,
        (rank, top): (usize, usize),
    ) -> Vec<Sign> {
        let r = &self.referents;
        let tree = r.tree;
        let role = r.role(i);
        let Some(last) = t.places.last() else { return Vec::new() };
        let near = near(sentence - last.sentence);
        let kind = match (t.name, t.person) {
            (true, true) => "person-name",
            (false, true) => "person-noun",
            (true, false) => "other-name",
            (false, false) => "other-noun",
        };
        let by = match last.pronoun {
            Some(p) if p == who.name() => "by-same",
            Some(_) => "by-pronoun",
            None if last.beside => "by-predicate",
            None if t.name => "by-name",
            None => "by-noun",
        };
        let number = match t.number {
            _ if t.joined => "joined",
            Number::One => "one",
            Number::Many => "many",
            Number::Group => "group",
        };
        let gender = match t.gender {
            Gender::Either => "gender-open",
            _ => "gender-known",
        };
        let place = match last.role {
            "subject" => "was-subject",
            "object" => "was-object",
            "owner" => "was-owner",
            "alone" => "was-alone",
            "beside" => "was-beside",
            "called" => "was-called",
            _ => "was-inside",
        };
        let quoted = |i: usize| self.quoted.get(i).copied().unwrap_or(false);
        let quote = match (quoted(i), quoted(last.token)) {
            (true, true) => "both-quoted",
            (true, false) => "it-quoted",
            (false, true) => "that-quoted",
            (false, false) => "none-quoted",
        };
        let mut signs = vec![
            (near, role),
            (place, role),
            (place, near),
            (by, near),
            (by, role),
            (counted(t.count), kind),
            (counted(t.count), near),
            (named(t.named.0), kind),
            (named(t.named.0), near),
            (named(t.named.0), counted(t.count)),
            (away(sentence - t.named.1), by),
            (away(sentence - t.named.1), counted(t.count)),
            (ranked(rank), ""),
            (ranked(rank), near),
            (gender, kind),
            (kind, number),
            (kind, near),
            (quote, near),
            (t.article, near),
            (
                match top {
                    0 => "top-1",
                    1 => "top-2",
                    2..=4 => "top-5",
                    _ => "top-far",
                },
                near,
            ),
        ];
        if self.last.is_some_and(|(token, p)| p == who && t.places.iter().any(|x| x.token == token)) {
            signs.push(("last-pronoun", role));
        }
        if last.sentence == sentence {
            let clause = self.clause(i);
            let held = self.clause(last.token);
            let relation = if clause == held {
                if reflexive { "same-clause-self" } else { "same-clause" }
            } else if self.above(clause, held) {
                "clause-above"
            } else if self.above(held, clause) {
                "clause-below"
            } else {
                "clause-beside"
            };
            signs.push((relation, place));
            signs.push((relation, role));
            if last.token > i {
                signs.push(("after", role));
            }
        } else if let Some(first) = r.syntax.sentences.get(last.sentence)
            && r.syntax.tokens_in(*first).start + 2 >= last.token
        {
            signs.push(("opened", near));
        }
        if !t.person && !t.name && self.for_people(t) {
            signs.push(("like-people", ""));
        }
        if tree.label(last.token) == "nsubj:pass" {
            signs.push(("was-passive", role));
        }
        signs
    }

    /// Does `upper` hold `lower` in the tree?
    fn above(&self, lower: usize, upper: usize) -> bool {
        self.referents.tree.extent(upper).contains(&lower) && lower != upper
    }

    #[allow(clippy::too_many_arguments)]
    fn resolve(
        &mut self,
        i: usize,
        sentence: usize,
        who: Pronoun,
        reflexive: bool,
        found: &Annotations,
        new: &mut Vec<Mention>,
        decide: &mut Decide<'_>,
    ) -> Option<Reference> {
        let things = &self.referents.things;
        let fit: Vec<usize> =
            (0..things.len()).filter(|&n| self.fits(i, sentence, who, reflexive, &things[n])).collect();
        // By how often each was mentioned; the first of equals is the nearer.
        let mut often: Vec<(usize, usize)> = fit.iter().map(|&n| (things[n].count, n)).collect();
        often.sort_by(|a, b| b.cmp(a));
        let choices: Vec<Choice> = fit
            .iter()
            .rev()
            .enumerate()
            .map(|(rank, &n)| {
                let top = often.iter().position(|(_, o)| *o == n).unwrap_or(usize::MAX);
                let signs = self.signs(i, sentence, who, reflexive, &things[n], (rank, top));
                Choice { thing: n, heads: things[n].heads.clone(), signs }
            })
            .collect();
        let (n, clear) = decide(i, who == Pronoun::They, &choices)?;
        let n = choices.get(n)?.thing;
        let place = Place {
            sentence,
            token: i,
            role: self.referents.role(i),
            pronoun: Some(who.name()),
            beside: false,
        };
        let mut thing = self.referents.things.remove(n);
        thing.again(place);
        self.last = Some((i, who));
        if thing.gender == Gender::Either && clear {
            thing.gender = match who {
                Pronoun::He => Gender::He,
                Pronoun::She => Gender::She,
                Pronoun::They => Gender::Either,
            };
        }
        let (head, (start, end)) = thing.last;
        let span = |i: usize| self.referents.syntax.tokens.get(i).map(|t| t.span);
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
        self.referents.things.push(thing);
        Some(reference)
    }
}

/// Is the span a mention already? Mentions stand in order.
pub(crate) fn is_mention(found: &Annotations, span: Span) -> bool {
    found.mentions.binary_search_by_key(&span, |m| m.span).is_ok()
}
