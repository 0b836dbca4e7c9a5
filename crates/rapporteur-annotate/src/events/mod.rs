//! Events in PLOVER: who did what to whom, where, when, and whether it happened.
//!
//! **What it finds.** Verbs, nouns and adjectives of `data/event_*.tsv` with the arguments their rows ask for, over the
//! dependency parse: actives and passives, light verbs ("hold talks"), relative clauses, coordination, control
//! ("vowed to leave"), negation, plans, denials, conditions. Without a parse, nothing.
//!
//! **Why.** Event coders drop who says so and code plans as deeds; here both stay: `status` and `attribution`.
//!
//! **Example.** "Borduria refused to withdraw its troops from the valley": REJECT, actor Borduria.
//!
//! **Source.** PLOVER manual draft 0.8 for types, modes and tie-breaks; rows and rules are ours.

mod find;
mod outcome;
mod parties;
mod predicates;
mod recipients;
mod tree;

use find::{Draft, Finder};
use parties::Party;
use rapporteur_lexicon::Lexicon;
use rapporteur_model::{Annotations, Article, EntityKind, Event, How, Span, Syntax};
use tree::{Dep, Tree};

/// Fills `found.events`: sentence by sentence, in each the main clause's first.
pub fn annotate(lexicon: &Lexicon, article: &Article, syntax: &Syntax, found: &mut Annotations) {
    if !syntax.parsed {
        return;
    }
    let tree = Tree::new(lexicon, article, syntax, found);
    let finder = Finder::new(&tree);
    let mut drafts: Vec<(usize, usize, Draft)> = Vec::new();
    for draft in finder.all() {
        let Some(token) = syntax.tokens.get(draft.trigger) else { continue };
        let Some(sentence) = syntax.sentence_at(token.span.lo()) else { continue };
        let rank = finder.rank(&draft);
        drafts.push((sentence, rank, draft));
    }
    drafts.sort_by_key(|(sentence, rank, d)| (*sentence, *rank, d.trigger));
    found.events = drafts.into_iter().filter_map(|(_, _, draft)| event(&tree, draft)).collect();
}

fn event(tree: &Tree<'_>, draft: Draft) -> Option<Event> {
    let trigger = tree.over(draft.trigger, draft.trigger)?;
    let words = |party: Option<Party>, all: bool| party.and_then(|p| tree.span(p.head, all));
    let code = |party: Option<Party>| party.and_then(|p| tree.code(p.head));
    let clause = tree.clause(draft.top, draft.trigger)?;
    Some(Event {
        span: clause,
        trigger,
        kind: draft.kind,
        mode: draft.mode.map(Into::into),
        actor: words(draft.actor, draft.together),
        actor_mention: draft.actor.and_then(|p| p.mention),
        recipient: words(draft.recipient, true),
        recipient_mention: draft.recipient.and_then(|p| p.mention),
        place: place(tree, &draft),
        time: time(tree, &draft),
        status: draft.status,
        actor_code: code(draft.actor),
        recipient_code: code(draft.recipient),
        attribution: crate::attribution_at(tree.found, trigger),
        by: draft.rule,
        confidence: None,
    })
}

/// The time nearest under the event word or its topmost verb, in no other clause.
fn time(tree: &Tree<'_>, draft: &Draft) -> Option<usize> {
    nearest(tree, draft, |i| tree.time(i))
}

fn place(tree: &Tree<'_>, draft: &Draft) -> Option<usize> {
    let parties = [draft.actor, draft.recipient];
    nearest(tree, draft, |i| {
        let m = tree.mention(i)?;
        let mention = tree.found.mentions.get(m)?;
        let located = tree.preposition(i).is_some_and(|p| {
            matches!(
                p,
                "in" | "at" | "near" | "on" | "outside" | "off" | "around" | "inside" | "across" | "along"
            )
        });
        let taken = parties.iter().flatten().any(|p| p.mention == Some(m));
        let place = matches!(mention.kind, EntityKind::Place | EntityKind::State) && mention.how == How::Name;
        (located && place && !taken).then_some(m)
    })
}

/// Breadth first under the event word, then under its topmost verb, not into other clauses.
fn nearest(tree: &Tree<'_>, draft: &Draft, pick: impl Fn(usize) -> Option<usize>) -> Option<usize> {
    /// Enough for any clause that is one.
    const MOST: usize = 60;
    for from in [draft.trigger, draft.top] {
        let mut open = std::collections::VecDeque::from([from]);
        let mut seen = 0;
        while let Some(at) = open.pop_front() {
            seen += 1;
            if seen > MOST {
                break;
            }
            if let Some(found) = pick(at) {
                return Some(found);
            }
            let clause = |k: usize| {
                matches!(
                    tree.dep(k),
                    Dep::Ccomp | Dep::Relcl | Dep::Acl | Dep::Advcl | Dep::Parataxis | Dep::Csubj
                ) || tree.dep(k) == Dep::Conj && tree.is_verb(k)
            };
            open.extend(tree.kids(at).filter(|&k| !clause(k)));
        }
        if draft.top == draft.trigger {
            break;
        }
    }
    None
}

impl Tree<'_> {
    /// The words of the clause of an event: everything under its topmost verb but other sentences' worth of clauses.
    fn clause(&self, top: usize, trigger: usize) -> Option<Span> {
        /// A clause that has more words is a list or a parse gone wrong.
        const MOST: usize = 120;
        let (mut first, mut last) = (top.min(trigger), top.max(trigger));
        let mut open = vec![top];
        let mut seen = 0;
        while let Some(at) = open.pop() {
            seen += 1;
            if seen > MOST {
                break;
            }
            first = first.min(at);
            last = last.max(at);
            open.extend(self.kids(at).filter(|&k| {
                let other = matches!(self.dep(k), Dep::Parataxis | Dep::Punct | Dep::Relcl);
                let beside = self.dep(k) == Dep::Conj && self.is_verb(k);
                !other && (!beside || self.is_under(trigger, k))
            }));
        }
        self.over(first, last)
    }
}
