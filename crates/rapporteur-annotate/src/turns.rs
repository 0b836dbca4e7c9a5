//! # Who "I" and "you" are
//!
//! What it finds: for "I" and its forms who speaks, for "you" who is spoken to. In a quotation that is its source and
//! whoever was told; in a transcript the person whose label opens the turn and the one spoken to; elsewhere a text has one
//! speaker, who may say who he is: "I'm Tira Velt", "as a baker", or whom an interview presents.
//! Why: what somebody says of himself is his position.
//! Example: "MAYOR VELT: I will not sign." - "I" is Mayor Velt.
//! Source: the conventions of transcripts; conversational roles (speaker, addressee).
//! Touches tokens, trees, names, attributions; adds mentions only for "I" of named people and "we" of named bodies.

use crate::coreference::order;
use crate::references::is_mention;
use crate::tree::Tree;
use crate::view::View;
use rapporteur_lexicon::Lexicon;
use rapporteur_model::{
    Annotations, Article, Attribution, EntityKind, How, Mention, NameLabel, Reference, Span, Syntax, Upos,
};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A label has at most so many words.
const LABEL: usize = 7;
/// So many speakers are told apart.
const SPEAKERS: usize = 64;
/// So many turns around are asked who takes part.
const NEAR: usize = 4;
/// So many phrases of one speaker are kept.
const PHRASES: usize = 200;

/// A stretch that one person speaks, opened by a label.
#[derive(Debug)]
pub(crate) struct Turn {
    /// The label's words, without the colon.
    pub(crate) label: Range<usize>,
    /// What is said, paragraph by paragraph.
    pub(crate) content: Vec<Range<usize>>,
    /// The label in lower case.
    key: String,
    /// Number of the paragraph it opens in.
    pub(crate) paragraph: usize,
    /// The label is surely a speaker's: not only capitals, which "RELATED:" has too.
    pub(crate) sure: bool,
}

/// The turns of a transcript: paragraphs that a speaker's label opens, with the paragraphs that follow without one.
/// Labels are in capitals, or are known words for speakers, or name people, or take turns.
pub(crate) fn find(view: &View<'_>, article: &Article) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut others: Vec<(usize, usize, Range<usize>)> = Vec::new();
    for (paragraph, part) in article.readable().enumerate() {
        let tokens = view.syntax.tokens_in(part.span);
        if part.kind == rapporteur_model::PartKind::Title {
            continue;
        }
        let Some(label) = label(view, &tokens) else {
            others.push((turns.len(), paragraph, tokens));
            continue;
        };
        let words: Vec<&str> = label.clone().map(|i| view.lower(i)).collect();
        let key = words.join(" ");
        *counts.entry(key.clone()).or_default() += 1;
        turns.push(Turn {
            content: std::iter::once(label.end + 1..tokens.end).collect(),
            label,
            key,
            paragraph,
            sure: false,
        });
    }
    let repeated = counts.values().filter(|n| **n > 1).count();
    let capitals = |turn: &Turn| {
        turn.label.clone().all(|i| !view.word(i).chars().any(char::is_lowercase))
            && turn.label.clone().any(|i| view.word(i).chars().count() > 1)
    };
    for turn in &mut turns {
        let one = turn.label.len() == 1 && view.lexicon.speaking.is("label", view.lower(turn.label.start));
        let named = turn.label.clone().any(|i| {
            view.lexicon.given_names.get(view.word(i)).is_some()
                || view.lexicon.given_names.honorific(view.word(i)).is_some()
        });
        let again = counts.get(&turn.key).is_some_and(|n| *n > 1);
        // "MAYOR VELT: I will not": capitals that call somebody by a title, and who says "I".
        let titled = turn.label.len() > 1
            && capitals(turn)
            && view.lexicon.speaking.is("address", view.lower(turn.label.start))
            && turn.content.iter().flat_map(|c| c.clone()).take(FIRST_WORDS).any(|i| {
                first_person(view.word(i))
                    || second_person(view.lower(i))
                    || matches!(view.lower(i), "we" | "our")
            });
        turn.sure = titled
            || one && repeated > 0
            || named && (turn.label.len() > 1 || again)
            || again && repeated > 1;
    }
    let known = |turn: &Turn| turn.sure || capitals(turn);
    let fits: Vec<bool> = turns.iter().map(known).collect();
    // A paragraph without a label goes on with the turn before it.
    for (before, _, tokens) in others {
        if let Some(n) = before.checked_sub(1).filter(|n| fits.get(*n) == Some(&true))
            && let Some(turn) = turns.get_mut(n)
        {
            turn.content.push(tokens);
        }
    }
    let mut fits = fits.into_iter();
    turns.retain(|_| fits.next() == Some(true));
    turns
}

/// So many words of a turn are looked at for "I" and "you".
const FIRST_WORDS: usize = 40;

/// "MR. VELT", "Tira Velt", "Q" before a colon at the beginning of a paragraph.
fn label(view: &View<'_>, tokens: &Range<usize>) -> Option<Range<usize>> {
    let colon =
        (tokens.start + 1..tokens.end.min(tokens.start + LABEL + 1)).find(|&i| view.word(i) == ":")?;
    let label = tokens.start..colon;
    let fits = |i: usize| {
        view.is_capital(i)
            || matches!(view.lower(i), "of" | "the" | "de" | "van" | "von" | "bin" | "al" | "." | "-")
    };
    (colon + 1 < tokens.end && view.is_capital(label.start) && label.clone().all(fits)).then_some(label)
}

/// Somebody who speaks, or is spoken to.
#[derive(Debug, Default)]
struct Speaker {
    /// The first label.
    label: Option<Range<usize>>,
    /// Its words in lower case, without honorifics.
    words: Vec<String>,
    /// Head and extent of each name and noun phrase for the person, in order.
    phrases: Vec<(usize, Range<usize>)>,
}

/// "I" and "you", in quotations and out of them.
pub fn annotate(lexicon: &Lexicon, article: &Article, syntax: &Syntax, found: &mut Annotations) {
    let view = View::new(lexicon, article, syntax);
    let one = |i: usize| first_person(view.word(i));
    let two = |i: usize| second_person(view.lower(i));
    let many = |i: usize| matches!(view.lower(i), "we" | "us" | "our" | "ours" | "ourselves");
    let quoted = crate::attributions::quoted(lexicon, article, syntax);
    let mut told = Told { view: &view, found, references: Vec::new(), new: BTreeMap::new() };
    let mut outside = Vec::new();
    for (i, token) in syntax.tokens.iter().enumerate() {
        let in_quotation = quoted.get(i).copied().unwrap_or(false);
        if in_quotation && (one(i) || many(i) && view.word(i) != "US") {
            told.in_quotation(token.span, many(i));
        } else if !in_quotation && (one(i) || two(i)) {
            outside.push(i);
        }
    }
    let (references, mut new) = (told.references, told.new);
    found.references.extend(references);
    found.references.sort_by_key(|r| r.pronoun);
    if syntax.parsed && !outside.is_empty() {
        let tree = Tree::new(syntax);
        let turns = find(&view, article);
        let mut talk = Talk::new(&view, &tree, &quoted, turns);
        talk.listen(found);
        for i in outside {
            talk.pronoun(i, found, &mut new);
        }
        found.references.append(&mut talk.references);
        found.references.sort_by_key(|r| r.pronoun);
        found.references.dedup_by_key(|r| r.pronoun);
    }
    if !new.is_empty() {
        found.mentions.extend(new.into_values());
        order(found);
    }
}

fn first_person(word: &str) -> bool {
    matches!(word, "I" | "me" | "Me" | "my" | "My" | "mine" | "Mine" | "myself" | "Myself")
}
fn second_person(word: &str) -> bool {
    matches!(word, "you" | "your" | "yours" | "yourself" | "yourselves")
}

/// Pronouns in quotations.
struct Told<'t, 'v, 'a> {
    view: &'v View<'a>,
    found: &'t Annotations,
    references: Vec<Reference>,
    new: BTreeMap<Span, Mention>,
}

impl Told<'_, '_, '_> {
    /// "I" and "we" inside a quotation are its source; "my" and "our" too.
    fn in_quotation(&mut self, span: Span, many: bool) {
        let found = self.found;
        let Some(n) = crate::attribution_at(found, span) else { return };
        // Of attributions nested in the quotation the outermost that is inside marks speaks.
        let Some(speaker) = outermost(found, n).and_then(|n| found.attributions.get(n)) else { return };
        let Some(source) = speaker.source else { return };
        if source.contains(span) || source == span {
            return;
        }
        let mut reference = Reference { pronoun: span, antecedent: source, head: source, clear: true };
        // A pronoun may stand for a pronoun: "he said: I".
        if let Ok(k) = found.references.binary_search_by_key(&source, |k| k.pronoun)
            && let Some(known) = found.references.get(k)
        {
            (reference.antecedent, reference.head) = (known.antecedent, known.head);
        }
        self.references.push(reference);
        let person = |m: &usize| found.mentions.get(*m).is_some_and(|m| m.kind == EntityKind::Person);
        let m = match speaker.source_mention {
            Some(m) if !many || !person(&m) => Some(m),
            // "We" of one person are more than that person; of a spokesman, the body he speaks for.
            _ if many => self.body_of(speaker),
            _ => None,
        };
        let Some((m, mention)) = m.and_then(|m| Some((m, found.mentions.get(m)?))) else { return };
        if is_mention(found, span) {
            return;
        }
        self.new.insert(span, taken_up(mention, m, span, "references.speaker"));
    }
}

impl Told<'_, '_, '_> {
    /// The one body that a spokesman is said to speak for, where he is the source or where he was named before.
    fn body_of(&self, speaker: &Attribution) -> Option<usize> {
        let found = self.found;
        let name = |m: Option<usize>| m.and_then(|m| found.mentions.get(m)).map(|m| m.name.as_str());
        let who = name(speaker.source_mention);
        let same = |a: &&Attribution| {
            let here = a.source == speaker.source;
            here || who.is_some() && name(a.source_mention) == who && a.source < speaker.source
        };
        let mut bodies = found.attributions.iter().filter(same).filter_map(|a| self.spoken_for(a.source?));
        let first = bodies.next()?;
        bodies.all(|b| name(Some(b)) == name(Some(first))).then_some(first)
    }
    /// "A spokesman for the board", "board spokeswoman Tira Velt": the board, if nobody else is in the phrase.
    fn spoken_for(&self, source: Span) -> Option<usize> {
        let view = self.view;
        let spokesman = |t: usize| view.lexicon.speaking.is("spokesman", view.lower(t));
        if !view.syntax.tokens_in(source).any(spokesman) {
            return None;
        }
        let first = self.found.mentions.partition_point(|m| m.span.start < source.start);
        let inside =
            self.found.mentions.iter().enumerate().skip(first).take_while(|(_, m)| m.span.end <= source.end);
        let people = |m: &Mention| m.kind == EntityKind::Person && m.how == How::Title;
        let body =
            |m: &Mention| !matches!(m.kind, EntityKind::Person | EntityKind::Place | EntityKind::Agreement);
        // "A spokesman for the minister" speaks for him, and not for the state whose minister he is.
        if inside.clone().any(|(_, m)| people(m)) {
            return None;
        }
        let mut bodies = inside.filter(|(_, m)| body(m));
        let (at, one) = bodies.next()?;
        bodies.all(|(_, m)| m.name == one.name).then_some(at)
    }
}

/// A pronoun's mention of what another mention names.
fn taken_up(mention: &Mention, m: usize, span: Span, by: &'static str) -> Mention {
    Mention {
        span,
        kind: mention.kind,
        label: None,
        how: How::Pronoun,
        name: mention.name.clone(),
        state: mention.state.clone(),
        antecedent: Some(m),
        by: by.into(),
        confidence: None,
    }
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

/// What is said outside quotations, and by whom.
struct Talk<'t, 'v, 'a> {
    view: &'v View<'a>,
    tree: &'t Tree<'a>,
    quoted: &'t [bool],
    turns: Vec<Turn>,
    /// For each token its turn, and whether it is a label's.
    turn: Vec<Option<usize>>,
    labels: Vec<bool>,
    /// Those with labels, then the one of a text without, then whoever listens to all.
    speakers: Vec<Speaker>,
    of_turn: Vec<usize>,
    /// Who is called by name or noun where: the token, and who it is.
    called: Vec<(usize, usize)>,
    /// The first "I" and "you" of each speaker.
    first: BTreeMap<(usize, bool), Span>,
    references: Vec<Reference>,
}

impl<'t, 'v, 'a> Talk<'t, 'v, 'a> {
    fn new(view: &'v View<'a>, tree: &'t Tree<'a>, quoted: &'t [bool], turns: Vec<Turn>) -> Self {
        let mut speakers: Vec<Speaker> = Vec::new();
        let mut by_key: BTreeMap<String, usize> = BTreeMap::new();
        let mut turn = vec![None; view.len()];
        let mut labels = vec![false; view.len()];
        let mut of_turn = Vec::new();
        for (n, t) in turns.iter().enumerate() {
            let most = speakers.len().min(SPEAKERS - 1);
            let speaker = *by_key.entry(t.key.clone()).or_insert(most);
            if speaker == speakers.len() {
                let words =
                    t.label.clone().filter(|&i| view.lexicon.given_names.honorific(view.word(i)).is_none());
                let words = words.filter(|&i| view.is_word(i)).map(|i| view.lower(i).to_owned()).collect();
                speakers.push(Speaker { label: Some(t.label.clone()), words, phrases: Vec::new() });
            }
            of_turn.push(speaker);
            labels.get_mut(t.label.clone()).unwrap_or_default().fill(true);
            for range in &t.content {
                turn.get_mut(range.clone()).unwrap_or_default().fill(Some(n));
            }
        }
        speakers.push(Speaker::default());
        speakers.push(Speaker::default());
        Talk {
            view,
            tree,
            quoted,
            turns,
            turn,
            labels,
            speakers,
            of_turn,
            called: Vec::new(),
            first: BTreeMap::new(),
            references: Vec::new(),
        }
    }
    fn alone(&self) -> usize {
        self.speakers.len().saturating_sub(2)
    }
    fn listener(&self) -> usize {
        self.speakers.len().saturating_sub(1)
    }
    fn turn_at(&self, i: usize) -> Option<usize> {
        self.turn.get(i).copied().flatten()
    }
    fn speaker_at(&self, i: usize) -> usize {
        self.turn_at(i).and_then(|t| self.of_turn.get(t)).copied().unwrap_or(self.alone())
    }
    fn is_quoted(&self, i: usize) -> bool {
        self.quoted.get(i).copied().unwrap_or(false)
    }
    fn is_label(&self, i: usize) -> bool {
        self.labels.get(i).copied().unwrap_or(false)
    }
    /// Does nobody else speak? Then whoever is spoken to is one and the same.
    fn monologue(&self) -> bool {
        self.of_turn.iter().collect::<BTreeSet<_>>().len() < 2
    }

    /// The other speaker whose turn is near; `next` if the one who answers is asked for.
    fn partner(&self, i: usize, next: bool) -> usize {
        let Some(turn) = self.turn_at(i).filter(|_| !self.monologue()) else { return self.listener() };
        let mine = self.speaker_at(i);
        let other = |t: &usize| self.of_turn.get(*t).copied().filter(|s| *s != mine);
        let before = (turn.saturating_sub(NEAR)..turn).rev().find_map(|t| other(&t));
        let after = (turn + 1..self.turns.len().min(turn + 1 + NEAR)).find_map(|t| other(&t));
        let found = if next { after.or(before) } else { before.or(after) };
        found.unwrap_or(self.listener())
    }

    fn note(&mut self, speaker: usize, head: usize) {
        let extent = self.tree.extent(head);
        // Without what hangs on it behind: "Velt, who was late".
        let end = (head + 1..extent.end).find(|&i| !self.view.is_capital(i)).unwrap_or(extent.end);
        let range = extent.start..end.max(head + 1);
        if let Some(s) = self.speakers.get_mut(speaker)
            && s.phrases.len() < PHRASES
            && s.phrases.iter().all(|(h, _)| *h != head)
        {
            s.phrases.push((head, range));
        }
    }

    /// The speaker whose label a name fits; none where it fits two.
    fn named(&self, head: usize) -> Option<usize> {
        let tree = self.tree;
        let parts = tree.children(head).filter(|&c| matches!(tree.dep(c), "flat" | "compound"));
        let mut tokens: Vec<usize> = parts.chain(std::iter::once(head)).collect();
        tokens.sort_unstable();
        let known = &self.view.lexicon;
        let words: Vec<&str> = tokens
            .into_iter()
            .filter(|&i| self.view.is_capital(i) && known.given_names.honorific(self.view.word(i)).is_none())
            .map(|i| self.view.lower(i))
            .collect();
        let (first, last) = (words.first()?, words.last()?);
        let fits = |s: &Speaker| {
            let (Some(a), Some(b)) = (s.words.first(), s.words.last()) else { return false };
            let same_last = b == last || a == last && words.len() == 1;
            same_last && (words.len() == 1 || s.words.len() == 1 || s.words.iter().any(|w| w == first))
        };
        let mut all = self.speakers.iter().enumerate().filter(|(_, s)| s.label.is_some() && fits(s));
        match (all.next(), all.next()) {
            (Some((n, _)), None) => Some(n),
            _ => None,
        }
    }

    /// Everything the text says of who speaks and who listens.
    fn listen(&mut self, found: &Annotations) {
        self.presented(found);
        for i in 0..self.view.len() {
            let pos = self.tree.pos(i);
            if !matches!(pos, Upos::Noun | Upos::Propn | Upos::Pron)
                || matches!(self.tree.dep(i), "flat" | "compound" | "fixed")
                || self.is_label(i)
            {
                continue;
            }
            if pos == Upos::Propn
                && let Some(speaker) = self.named(i)
            {
                self.note(speaker, i);
            }
            if self.is_quoted(i) {
                continue;
            }
            if self.of_speaker(i) {
                self.note(self.speaker_at(i), i);
            } else if let Some(several) = self.calls(i) {
                let next = self.ends_turn(i);
                let who = if several {
                    self.listener()
                } else {
                    self.named(i)
                        .filter(|s| *s != self.speaker_at(i))
                        .unwrap_or_else(|| self.partner(i, next))
                };
                self.called.push((i, who));
                self.note(who, i);
            } else if self.of_listener(i) {
                let who = self.partner(i, true);
                self.note(who, i);
            }
        }
        self.same_name();
        for s in &mut self.speakers {
            s.phrases.sort_by_key(|p| p.0);
        }
        self.join_phrases();
    }

    /// Who is once called "Mum" or "Tira" is so wherever the bare word stands; where several are, whoever
    /// mostly is.
    fn same_name(&mut self) {
        let bare = |i: usize| {
            !self
                .tree
                .children(i)
                .any(|c| c < i && matches!(self.tree.dep(c), "det" | "nmod" | "amod" | "compound"))
        };
        let mut by_word: BTreeMap<&str, BTreeMap<usize, usize>> = BTreeMap::new();
        for &(i, who) in self.called.iter().filter(|(i, who)| bare(*i) && *who < self.alone()) {
            *by_word.entry(self.view.lower(i)).or_default().entry(who).or_default() += 1;
        }
        let most = |of: &BTreeMap<usize, usize>| {
            let all: usize = of.values().sum();
            of.iter().find(|(_, n)| **n * 2 > all).map(|(who, _)| *who)
        };
        let by_word: BTreeMap<&str, usize> =
            by_word.into_iter().filter_map(|(word, of)| Some((word, most(&of)?))).collect();
        let mut more = Vec::new();
        for i in 0..self.view.len() {
            if matches!(self.tree.pos(i), Upos::Noun | Upos::Propn)
                && !matches!(self.tree.dep(i), "flat" | "compound" | "fixed" | "conj")
                && !self.is_label(i)
                && bare(i)
                && let Some(who) = by_word.get(self.view.lower(i))
                && self.speaker_at(i) != *who
            {
                more.push((*who, i));
            }
        }
        for (who, i) in more {
            self.note(who, i);
        }
    }

    /// "The Post interviewed Tira Velt", "an interview with Tira Velt": of a text that says "I" or has answers.
    fn presented(&mut self, found: &Annotations) {
        let speaks = (0..self.view.len()).find(|&i| first_person(self.view.word(i)) && !self.is_quoted(i));
        let Some(speaks) = speaks else { return };
        let words = &self.view.lexicon.speaking;
        let person = |i: usize| {
            let at = self.view.syntax.tokens.get(i).map(|t| t.span);
            let label = self.view.syntax.names.iter().find(|n| (n.first..n.end).contains(&(i as u32)));
            label.is_some_and(|n| n.label == NameLabel::Person)
                || found.mentions.iter().any(|m| {
                    m.kind == EntityKind::Person
                        && m.how == How::Name
                        && at.is_some_and(|s| m.span.contains(s))
                })
        };
        let tree = self.tree;
        let is_presented = |i: usize| {
            let verb = tree.head(i);
            let lemma = tree.lemma(verb).to_lowercase();
            let case = tree.case(i).map(|c| self.view.lower(c));
            let with = case.is_some_and(|c| words.is("interview-prep", c));
            tree.pos(i) == Upos::Propn
                && person(i)
                && match tree.dep(i) {
                    "obj" => words.is("interview", &lemma),
                    "obl" | "nmod" => {
                        with && (words.is("interview", &lemma) || words.is("interview-noun", &lemma))
                    }
                    _ => false,
                }
        };
        let Some(i) = (0..speaks).find(|&i| is_presented(i) && !self.is_quoted(i)) else { return };
        // In a transcript that names its speakers the labels say it.
        let answers = self.speakers.iter().position(|s| {
            s.words.len() == 1 && s.words.first().is_some_and(|w| matches!(w.as_str(), "a" | "answer"))
        });
        let who = if self.turns.is_empty() { Some(self.alone()) } else { answers };
        let Some(who) = who.filter(|_| self.named(i).is_none()) else { return };
        let last = self.view.lower(i).to_owned();
        let again = (0..self.view.len()).filter(|&k| {
            tree.pos(k) == Upos::Propn
                && self.view.lower(k) == last
                && !matches!(tree.dep(k), "flat" | "compound" | "fixed")
        });
        for k in again.collect::<Vec<_>>() {
            self.note(who, k);
        }
    }

    /// Is the noun said of whoever speaks? "I'm a baker", "my name is Velt", "as your mayor", "I, Velt,", "it's Velt".
    fn of_speaker(&self, i: usize) -> bool {
        let tree = self.tree;
        let me = |c: usize| first_person(self.view.word(c)) && matches!(self.view.lower(c), "i" | "me");
        if tree.dep(i) == "appos" && me(tree.head(i)) {
            return true;
        }
        if tree.child(i, &["cop"]).is_some() {
            let negated =
                tree.children(i).any(|c| matches!(self.view.lower(c), "not" | "n't" | "n’t" | "never"));
            let Some(subject) = tree.own_subject(i).filter(|_| !negated) else { return false };
            let name = tree.pos(i) == Upos::Propn && tree.case(i).is_none() && self.is_person(i);
            let mine = |s: usize| tree.children(s).any(|c| self.view.lower(c) == "my");
            return me(subject) && tree.case(i).is_none()
                || name && self.view.lower(subject) == "name" && mine(subject)
                || name && self.opens(i) && matches!(self.view.lower(subject), "this" | "it");
        }
        let head = tree.head(i);
        if matches!(tree.dep(i), "xcomp" | "obj")
            && self.view.lexicon.speaking.is("introduce", tree.lemma(head))
            && tree.child(head, &["obj", "iobj"]).is_some_and(|o| o != i && me(o))
        {
            return true;
        }
        // "As a nurse I know": the clause is in the first person and nobody else is its subject or object.
        let case = tree.case(i);
        if case.is_some_and(|c| self.view.lower(c) == "as")
            && !matches!(tree.tag(i), "NNS" | "NNPS")
            && matches!(tree.dep(i), "obl" | "nmod" | "advcl")
            && tree.children(i).any(|c| tree.dep(c) == "det" || tree.label(c) == "nmod:poss")
            && self.for_people(i)
        {
            let sentence =
                self.view.syntax.tokens.get(i).and_then(|t| self.view.syntax.sentence_at(t.span.lo()));
            let Some(sentence) = sentence.and_then(|s| self.view.syntax.sentences.get(s)) else {
                return false;
            };
            let mut words = self.view.syntax.tokens_in(*sentence);
            let verb = if tree.is_verb(head) { head } else { tree.head(head) };
            let object = tree.child(verb, &["obj"]).filter(|&o| o != head);
            return words.any(|w| first_person(self.view.word(w)) && !self.is_quoted(w))
                && object.is_none_or(|o| me(o) || !self.for_people(o))
                && tree.own_subject(verb).is_none_or(|s| me(s) || !self.for_people(s));
        }
        false
    }

    /// Is it a noun for a person, a title, or a name?
    fn for_people(&self, i: usize) -> bool {
        let word = self.view.lower(i);
        self.tree.pos(i) == Upos::Propn
            || self.view.lexicon.person_nouns.get(word).is_some()
            || self.view.lexicon.speaking.is("address", word)
            || self.view.lexicon.anonymous.noun(word).is_some_and(|n| !n.document)
            || self.tree.pos(i) == Upos::Pron
                && matches!(word, "he" | "she" | "they" | "you" | "him" | "them" | "we")
    }

    /// Does the name look like a person's?
    fn is_person(&self, i: usize) -> bool {
        let names = &self.view.lexicon.given_names;
        let label = self.view.syntax.names.partition_point(|n| n.end as usize <= i);
        let label = self.view.syntax.names.get(label).filter(|n| n.first as usize <= i);
        let parts = self.tree.children(i).filter(|&c| matches!(self.tree.dep(c), "flat" | "compound"));
        label.is_some_and(|n| n.label == NameLabel::Person)
            || parts.chain(std::iter::once(i)).any(|c| {
                names.get(self.view.word(c)).is_some() || names.honorific(self.view.word(c)).is_some()
            })
            || label.is_none() && names.gender(self.view.word(i)).is_some()
    }

    /// Does the sentence of the token open the text or a turn?
    fn opens(&self, i: usize) -> bool {
        let from = self.turn_at(i).and_then(|t| self.turns.get(t)?.content.first()).map_or(0, |c| c.start);
        i < from + 40
    }
    /// Is the token the last word of its turn?
    fn ends_turn(&self, i: usize) -> bool {
        let turn = self.turn_at(i);
        turn.is_some() && !(i + 1..i + 6).any(|k| self.turn_at(k) == turn && self.view.is_word(k))
    }

    /// "You guys", "are you a baker": a noun for whoever is spoken to.
    fn of_listener(&self, i: usize) -> bool {
        let tree = self.tree;
        let you = |c: usize| second_person(self.view.lower(c)) && self.view.lower(c) == "you";
        let beside = i.checked_sub(1).is_some_and(you)
            && (tree.head(i - 1) == i || tree.head(i) == i - 1)
            && self.view.lexicon.speaking.is("group", self.view.lower(i));
        beside
            || tree.child(i, &["cop"]).is_some()
                && tree.own_subject(i).is_some_and(you)
                && tree.case(i).is_none()
    }

    /// Is somebody called by this word: "Tira, come here", "Yes, sir.", "my friends"? And are they several?
    fn calls(&self, i: usize) -> Option<bool> {
        let (tree, view) = (self.tree, self.view);
        let word = view.lower(i);
        let words = &view.lexicon.speaking;
        let several = words.is("audience", word);
        let one = words.is("address", word)
            || tree.pos(i) == Upos::Propn && (self.is_person(i) || self.named(i).is_some());
        let epithet = words.is("epithet", word) && tree.tag(i) == "NN";
        if !several && !one && !epithet || words.is("oath", word) {
            return None;
        }
        let extent = tree.extent(i);
        let article = tree.children(i).any(|c| c < i && matches!(tree.dep(c), "det" | "case" | "nummod"));
        if article || extent.len() > 8 {
            return None;
        }
        // Set off on both sides, by marks or a greeting before it.
        let sentence = view.syntax.tokens.get(i).and_then(|t| view.syntax.sentence_at(t.span.lo()));
        let sentence = view.syntax.tokens_in(*view.syntax.sentences.get(sentence?)?);
        let phrase =
            (extent.start..=i).rev().take_while(|&k| view.is_word(k) && (k == i || tree.head(k) == i));
        let start = phrase.last().unwrap_or(i);
        let end = (i + 1..extent.end)
            .take_while(|&k| tree.dep(k) == "flat" && view.is_word(k))
            .last()
            .map_or(i + 1, |k| k + 1);
        let mark = |k: usize| matches!(view.word(k), "," | "." | "!" | "?" | "…" | "-" | "–" | "—" | "--");
        let opens = start == sentence.start;
        let before = opens || mark(start - 1) || words.is("greeting", view.lower(start - 1));
        // "Mum I'm up": a pronoun opens the clause right behind.
        let clause = opens && tree.pos(end) == Upos::Pron && tree.dep(end) == "nsubj";
        let after = end >= sentence.end || mark(end) || clause;
        // "Liar!", "You fool.": nothing else is said.
        if epithet && !one {
            let from = if view.lower(sentence.start) == "you" { sentence.start + 1 } else { sentence.start };
            return (start <= from && i < from + 3 && after && end + 2 >= sentence.end).then_some(false);
        }
        if tree.dep(i) == "vocative" || words.is("address", word) && clause {
            return Some(several);
        }
        if !before
            || !after
            || matches!(tree.dep(i), "nsubj" | "obj" | "nmod" | "obl" | "conj" | "compound") && !several
        {
            return None;
        }
        // A name in a list or an apposition is set off too: only a name that speaks here, or one alone, is called.
        let alone = opens && end + 1 >= sentence.end;
        let known = tree.pos(i) != Upos::Propn || words.is("address", word) || self.named(i).is_some();
        let person = self.is_person(i);
        let greeted = start > sentence.start && words.is("greeting", view.lower(start - 1));
        let dep = matches!(tree.dep(i), "appos" | "list") && !known;
        ((known || person && (alone || greeted || !self.turns.is_empty())) && !dep).then_some(several)
    }

    /// Phrases for one person are one: each takes up the one before.
    fn join_phrases(&mut self) {
        let spans = |range: &Range<usize>| self.view.span(range.clone());
        let head = |i: usize| self.view.syntax.tokens.get(i).map(|t| t.span);
        let mut joined = Vec::new();
        for s in &self.speakers {
            let label = s.label.as_ref().and_then(|l| Some((spans(l)?, head(l.end.checked_sub(1)?)?)));
            let mut before = label;
            for (h, range) in &s.phrases {
                let (Some(span), Some(own)) = (spans(range), head(*h)) else { continue };
                if let Some((antecedent, head)) = before {
                    joined.push(Reference { pronoun: own, antecedent, head, clear: false });
                }
                before = Some((span, own));
            }
        }
        self.references = joined;
    }

    /// Who is spoken to where "you" stands.
    fn spoken_to(&self, i: usize) -> usize {
        let turn = self.turn_at(i);
        let end = self.called.partition_point(|(at, _)| *at < i + 12);
        // In talk whoever a turn calls is the one it speaks to; a speech calls now these, now those.
        let far = if self.monologue() { 60 } else { 400 };
        let near = |(at, _): &&(usize, usize)| self.turn_at(*at) == turn && at.abs_diff(i) < far;
        let called = self.called.get(..end).unwrap_or(&[]).iter().rev().take(8).filter(near);
        if let Some((_, who)) = called.min_by_key(|(at, _)| at.abs_diff(i) + if *at > i { 10 } else { 0 }) {
            return *who;
        }
        // The last question of a turn is for whoever speaks next.
        let question = turn.and_then(|t| self.turns.get(t)?.content.last()).is_some_and(|c| {
            (c.end.saturating_sub(2)..c.end).any(|k| self.view.word(k) == "?") && c.end < i + 40
        });
        self.partner(i, question)
    }

    fn pronoun(&mut self, i: usize, found: &Annotations, new: &mut BTreeMap<Span, Mention>) {
        let me = first_person(self.view.word(i));
        let mut who = if me { self.speaker_at(i) } else { self.spoken_to(i) };
        // Questions without labels are for the one whom the interview presents.
        if !me && who == self.listener() && self.turns.is_empty() {
            let empty = |n: usize| self.speakers.get(n).is_none_or(|s| s.phrases.is_empty());
            if empty(who) && !empty(self.alone()) && self.is_presented_alone() {
                who = self.alone();
            }
        }
        let Some(span) = self.view.syntax.tokens.get(i).map(|t| t.span) else { return };
        let Some(speaker) = self.speakers.get(who) else { return };
        let phrase = speaker.phrases.iter().rev().find(|(h, r)| *h < i && r.end <= i);
        let antecedent = match (phrase, &speaker.label) {
            (Some((h, range)), _) => {
                self.view.span(range.clone()).zip(self.view.syntax.tokens.get(*h).map(|t| t.span))
            }
            (None, Some(label)) => {
                let head = label.end.checked_sub(1).and_then(|l| self.view.syntax.tokens.get(l));
                self.view.span(label.clone()).zip(head.map(|t| t.span))
            }
            (None, None) => self.first.get(&(who, me)).map(|s| (*s, *s)),
        };
        self.first.entry((who, me)).or_insert(span);
        let Some((antecedent, head)) = antecedent else { return };
        self.references.push(Reference { pronoun: span, antecedent, head, clear: false });
        if !me || is_mention(found, span) {
            return;
        }
        // A mention only where the speaker has a name: that of the label, or one he gives himself.
        let spans = speaker.label.iter().chain(speaker.phrases.iter().map(|p| &p.1));
        let named = spans.filter_map(|r| self.view.span(r.clone())).find_map(|s| {
            let of = |(_, m): &(usize, &Mention)| m.kind == EntityKind::Person && s.contains(m.span);
            found.mentions.iter().enumerate().find(of)
        });
        if let Some((m, mention)) = named.filter(|_| speaker.label.is_some()) {
            new.insert(span, taken_up(mention, m, span, "turns.speaker"));
        }
    }

    /// Is whoever speaks a text without labels known by name before saying "I"?
    fn is_presented_alone(&self) -> bool {
        let first = self.speakers.get(self.alone()).and_then(|s| s.phrases.first());
        let speaks = (0..self.view.len()).find(|&i| first_person(self.view.word(i)) && !self.is_quoted(i));
        first.zip(speaks).is_some_and(|((head, _), i)| *head < i)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapporteur_model::Token;

    /// Labels, whether they are sure, and how many paragraphs each speaks.
    fn turns(text: &str) -> Vec<(String, bool, usize)> {
        let article = crate::names::tests::article(text);
        let mut syntax = Syntax::default();
        let mut at = 0;
        for word in text.split_inclusive([' ', '\n', ':']) {
            let token = |span: Span| Token {
                span: span.trim(text),
                head: 0,
                lemma: 0,
                tag: 0,
                dep: 0,
                pos: Upos::None,
            };
            let colon = word.ends_with(':') && word.len() > 1;
            let split = word.len() - usize::from(colon);
            for part in [Span::new(at, at + split), Span::new(at + split, at + word.len())] {
                if !part.trim(text).is_empty() {
                    syntax.tokens.push(token(part));
                }
            }
            at += word.len();
        }
        let lexicon = Lexicon::new();
        let view = View::new(&lexicon, &article, &syntax);
        let label = |t: &Turn| view.span(t.label.clone()).map_or("", |s| article.words_of(s)).to_owned();
        find(&view, &article).iter().map(|t| (label(t), t.sure, t.content.len())).collect()
    }

    #[test]
    fn labels_that_name_people_or_take_turns_are_speakers() {
        let found =
            turns("Anna Velt: The lock is shut.\nIt is cold.\nRector: Why is it shut?\nAnna Velt: Look.");
        assert_eq!(found, [("Anna Velt".to_owned(), true, 2), ("Anna Velt".to_owned(), true, 1)]);
        let found = turns("Q: Is it shut?\nA: It is.\nQ: Why?\nA: It is cold.");
        assert_eq!(found.iter().filter(|t| t.1).count(), 4);
        let found = turns("Zor: One.\nTam: Two.\nZor: Three.\nTam: Four.");
        assert_eq!(found.len(), 4);
    }

    #[test]
    fn capitals_alone_are_not_sure_and_other_colons_are_none() {
        assert_eq!(turns("RELATED: the harbour in winter"), [("RELATED".to_owned(), false, 1)]);
        assert!(turns("The board wants two things: ice and boats.\nBackground: none.").is_empty());
    }
}
