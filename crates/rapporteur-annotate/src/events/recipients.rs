//! To whom it is done: the recipient of an event, where its row says it stands, or whoever else the clause names.
//!
//! Reads the parse, the frames and what stands above the event word; decides nothing about types.

use super::find::{Above, DEEPEST, Finder, frames_classes};
use super::parties::Party;
use super::predicates::Args;
use super::tree::Dep;
use rapporteur_lexicon::event_frames::{Does, Frame, Source};
use rapporteur_model::Upos;

impl Finder<'_, '_> {
    pub(super) fn recipient(
        &self,
        i: usize,
        frame: &Frame,
        args: &Args,
        above: &Above,
        actor: Option<Party>,
        depth: usize,
    ) -> Option<Party> {
        let tree = self.tree;
        let not_actor = |p: &Party| {
            actor.is_none_or(|a| {
                let (first, last) = tree.phrase(a.head, true);
                !(first..=last).contains(&p.head)
            })
        };
        let mutual = frame.recipient.contains(&Source::Mutual);
        let mut weak: Option<Party> = None;
        // What is sent or given is the recipient only if nobody else is.
        let mut last: Option<usize> = None;
        let mut take = |head: usize| -> Option<Party> {
            let mut party = tree.party(head);
            if !not_actor(&party) || tree.time(head).is_some() {
                return None;
            }
            if !party.acts
                && let Some(owner) =
                    tree.owner(tree.content(party.head)).map(|o| tree.party(o)).filter(not_actor)
                && owner.acts
            {
                party = Party { head: party.head, mention: owner.mention, acts: true };
            }
            if party.acts {
                return Some(party);
            }
            weak = weak.or(Some(party));
            None
        };
        for source in &frame.recipient {
            let found = match source {
                Source::Indirect => args.indirect.and_then(&mut take),
                Source::Object => {
                    let tools = tree.lexicon.event_frames.known.tool;
                    let tool = args.object.is_some_and(|o| frames_classes(tree, o) & tools != 0);
                    let named =
                        args.indirect.into_iter().chain(args.object.filter(|_| !tool)).find_map(&mut take);
                    // A row that looks to the object first means it, whether it can act or not.
                    if let (None, false, Some(o)) = (named, tool, args.object)
                        && frame.recipient.first() == Some(&Source::Object)
                    {
                        let party = tree.party(o);
                        if not_actor(&party) {
                            return Some(party);
                        }
                    }
                    if tool && named.is_none() {
                        last = args.object;
                    }
                    named
                }
                Source::After(list) => {
                    let own: Vec<usize> = self.after(i, args, list).collect();
                    let up = above.verbs.iter().filter_map(|&v| Some((v, self.args.get(v)?.as_ref()?)));
                    let up: Vec<usize> =
                        up.flat_map(|(v, a)| self.after(v, a, list).collect::<Vec<_>>()).collect();
                    own.into_iter().chain(up).find_map(&mut take)
                }
                Source::Complement => {
                    // "its demand that the rebels leave"
                    let inside = || {
                        let o = tree.content(args.object?);
                        tree.kids(o)
                            .find(|&k| matches!(tree.dep(k), Dep::Ccomp | Dep::Acl) && tree.is_verb(k))
                    };
                    let c = args.complement.or_else(inside);
                    c.filter(|&c| c != i && depth < DEEPEST)
                        .and_then(|c| self.of_complement(c, depth + 1))
                        .and_then(|p| take(p.head))
                }
                // "rejected the union's offer"; of a noun, "the editor's arrest".
                Source::Owner => args
                    .object
                    .and_then(|o| tree.owner(tree.content(o)))
                    .or_else(|| tree.kid(i, Dep::Poss).filter(|_| tree.is_noun(i)))
                    .and_then(&mut take),
                Source::Mutual => {
                    let list = ["with", "between", "among"];
                    let mut heads: Vec<usize> = Vec::new();
                    heads.extend(args.object);
                    heads.extend(self.after(i, args, &list));
                    for &v in &above.verbs {
                        if let Some(a) = self.args.get(v).and_then(Option::as_ref) {
                            heads.extend(self.after(v, a, &list));
                        }
                    }
                    heads.into_iter().find_map(&mut take)
                }
                Source::Subject => args.actor.and_then(&mut take),
            };
            if found.is_some() {
                return found;
            }
        }
        // Whoever else the clause names: "announced a truce in the valley".
        const ANY: [&str; 17] = [
            "to", "against", "on", "with", "for", "from", "of", "at", "in", "over", "into", "toward",
            "towards", "along", "near", "outside", "across",
        ];
        let mut others: Vec<usize> = self.after(i, args, &ANY).collect();
        for &v in &above.verbs {
            if let Some(a) = self.args.get(v).and_then(Option::as_ref) {
                others.extend(self.after(v, a, &ANY));
            }
        }
        let placed = |h: usize| {
            let content = tree.content(h);
            tree.mention(content).is_some_and(|m| tree.is_place(m))
        };
        // Where it happens stands for whom it happens to, but is nobody in the record.
        let located = |h: usize| {
            let at = ["in", "at", "near", "along", "outside", "across"];
            tree.preposition(h).is_some_and(|p| at.contains(&p)) && (placed(h) || tree.pos(h) == Upos::Propn)
        };
        // Only who acts by itself: "with the order", "in retribution for their protests" are nobody.
        let somebody = |&o: &usize| {
            let party = tree.party(o);
            (party.acts && not_actor(&party) && tree.time(o).is_none()).then_some((o, party))
        };
        let first = others
            .iter()
            .find_map(somebody)
            .map(|(o, p)| if located(o) { Party { mention: None, ..p } } else { p })
            .or_else(|| others.iter().copied().find(|&o| placed(o)).map(|o| tree.party(o)).filter(not_actor))
            .filter(|p| !mutual || !located(p.head));
        first.or(weak).or_else(|| last.map(|o| tree.party(o)))
    }

    /// The recipient of what a complement says: "vowed to support the rebels", "demanded that the rebels leave".
    fn of_complement(&self, c: usize, depth: usize) -> Option<Party> {
        let tree = self.tree;
        let args = self.args.get(c).and_then(Option::as_ref)?;
        if let Some(subject) = tree.kids(c).find(|&k| matches!(tree.dep(k), Dep::Nsubj | Dep::NsubjPass))
            && tree.pos(subject) != Upos::Pron
        {
            return Some(tree.party(subject));
        }
        if let Some(frame) = self.senses.get(c).copied().flatten() {
            if matches!(frame.does, Does::Event(..)) {
                let party = self.recipient(
                    c,
                    frame,
                    args,
                    &Above::default(),
                    args.actor.map(|a| tree.party(a)),
                    depth,
                );
                if party.is_some() {
                    return party;
                }
            } else if let Some(inner) = args.complement.filter(|_| depth < DEEPEST) {
                return self.of_complement(inner, depth + 1);
            }
        }
        let mut heads: Vec<usize> = args.indirect.into_iter().chain(args.object).collect();
        let objects = heads.len();
        heads.extend(args.obliques.iter().copied());
        if let Some(o) = args.object {
            heads.extend(
                tree.kids(tree.content(o)).filter(|&k| tree.dep(k) == Dep::Nmod && tree.time(k).is_none()),
            );
        }
        let acting = heads.iter().map(|&h| tree.party(h)).find(|p| p.acts || tree.owner(p.head).is_some());
        let placed = || {
            heads.iter().skip(objects).copied().find(|&h| tree.mention(h).is_some_and(|m| tree.is_place(m)))
        };
        acting.or_else(|| placed().map(|h| tree.party(h))).or_else(|| heads.first().map(|&h| tree.party(h)))
    }
}
