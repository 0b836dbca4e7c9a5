//! Which words of a sentence name events, and what the words above them make of them: frames over the parse.
//!
//! A verb, noun or adjective is matched against its rows; the most demanding row that fits counts. A word that names an
//! event is then followed upwards: "refused to hold talks" is one refusal, "plans to attack" is a plan, "stopped the
//! bombing" its end. The words are in the lexicon; what being planned, denied or ended makes of a PLOVER type is here.

use super::parties::Party;
use super::predicates::{Args, Mood};
use super::tree::{Dep, Tree};
use rapporteur_lexicon::event_frames::{Classes, Does, Entry, Frame, Need, Slot, Source, Told};
use rapporteur_model::{EventStatus, EventType, Upos};

/// An event before it is written down.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// The word that names it.
    pub(super) trigger: usize,
    pub(super) kind: EventType,
    pub(super) mode: Option<&'static str>,
    pub(super) actor: Option<Party>,
    /// Everybody coordinated with the actor acts too.
    pub(super) together: bool,
    pub(super) recipient: Option<Party>,
    pub(super) status: EventStatus,
    pub(super) rule: rapporteur_model::By,
    /// The topmost verb of its clause.
    pub(super) top: usize,
}

/// What is above an event word.
#[derive(Debug, Clone, Default)]
struct Above {
    actor: Option<usize>,
    /// Verbs whose arguments are the event's too.
    verbs: Vec<usize>,
    planned: bool,
    announced: bool,
    tried: bool,
    possible: bool,
    conditional: bool,
    negated: bool,
    ended: bool,
    denied: bool,
    /// It is the content of another event and no event itself.
    eaten: bool,
    /// It was done by a light verb.
    done: bool,
    /// A word above makes something of it, so that it needs no parties beside it.
    governed: bool,
    top: usize,
}

/// How many governors are looked at.
const DEEPEST: usize = 6;

pub(super) struct Finder<'t, 'a> {
    tree: &'t Tree<'a>,
    args: Vec<Option<Args>>,
    senses: Vec<Option<&'a Frame>>,
    natural: Classes,
}

impl<'t, 'a> Finder<'t, 'a> {
    pub(super) fn new(tree: &'t Tree<'a>) -> Self {
        let n = tree.syntax.tokens.len();
        let natural = tree.lexicon.event_frames.class("natural").unwrap_or(0);
        let mut finder = Finder { tree, args: vec![None; n], senses: vec![None; n], natural };
        // Nouns first: verbs ask whether their object names an event.
        for i in 0..n {
            if tree.is_noun(i) {
                let entries = tree.lexicon.event_frames.noun(tree.lemma(i));
                if !entries.is_empty() {
                    finder.senses[i] = finder.best(i, entries, &Args::default());
                }
            }
        }
        for i in 0..n {
            let frames = &tree.lexicon.event_frames;
            if tree.is_verb(i) {
                let lower = tree.word(i).to_lowercase();
                let args = tree.args(i);
                let entries = frames.verb(tree.lemma(i), &lower);
                finder.senses[i] = finder.best(i, entries, &args);
                finder.args[i] = Some(args);
            } else if tree.pos(i) == Upos::Adj {
                let entries = frames.adjective(tree.lemma(i));
                if !entries.is_empty() {
                    let args = tree.args(i);
                    finder.senses[i] = finder.best(i, entries, &args);
                    finder.args[i] = Some(args);
                }
            }
        }
        finder
    }

    pub(super) fn all(&self) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for i in 0..self.senses.len() {
            if let Some(draft) = self.ought(i) {
                drafts.push(draft);
            } else if let Some(frame) = self.senses[i] {
                drafts.extend(self.draft(i, frame));
            }
        }
        drafts
    }

    /// Where an event comes in the list of its sentence: by how deep its clause is, a clause under a verb of speech
    /// counting as main; verbs before nouns that stand alone.
    pub(super) fn rank(&self, draft: &Draft) -> usize {
        let tree = self.tree;
        let free = |up: usize| matches!(self.does(up), Some(Does::Say | Does::Plan | Does::Begin | Does::Try | Does::Do));
        let noun = tree.is_noun(draft.trigger) && draft.top == draft.trigger;
        tree.depth(draft.top, free) * 2 + usize::from(noun)
    }

    /// The most demanding frame that fits.
    fn best(&self, i: usize, entries: &[Entry], args: &Args) -> Option<&'a Frame> {
        let frames = &self.tree.lexicon.event_frames;
        let mut best: Option<(usize, &'a Frame)> = None;
        for entry in entries {
            let Some(frame) = frames.frame(entry.frame) else { continue };
            let weight = frame.weight + if entry.particle.is_some() { 3 } else { 0 };
            if best.is_some_and(|(w, _)| w >= weight) {
                continue;
            }
            let fits = entry.particle.is_none_or(|p| self.has_particle(i, p))
                && frame.needs.iter().all(|need| self.fits(i, need, args) != need.absent);
            if fits {
                best = Some((weight, frame));
            }
        }
        best.map(|(_, frame)| frame)
    }

    fn has_particle(&self, i: usize, particle: &str) -> bool {
        let tree = self.tree;
        tree.is(i + 1, particle)
            || tree.kids(i).any(|k| {
                matches!(tree.dep(k), Dep::Particle | Dep::Advmod | Dep::Case | Dep::Xcomp) && tree.is(k, particle)
            })
    }

    fn fits(&self, i: usize, need: &Need, args: &Args) -> bool {
        let tree = self.tree;
        match &need.slot {
            Slot::Passive => args.passive,
            Slot::Said => self.speaker(i).is_some(),
            Slot::Subject => args.actor.is_some_and(|a| self.noun_is(a, need)),
            Slot::Object => args.object.is_some_and(|o| self.noun_is(o, need)),
            Slot::Complement => args.complement.is_some_and(|c| {
                need.is_open() || need.words.contains(&tree.lemma(c)) || need.told.contains(&Told::Event) && self.names(c)
            }),
            Slot::Modifier => {
                need.words.iter().any(|w| tree.lemma(i.wrapping_sub(1)).eq_ignore_ascii_case(w))
                    || tree.kids(i).any(|k| {
                        matches!(tree.dep(k), Dep::Amod | Dep::Compound | Dep::Poss) && self.noun_is(k, need)
                    })
            }
            Slot::Adverb => tree
                .kids(i)
                .any(|k| matches!(tree.dep(k), Dep::Advmod | Dep::Particle | Dep::Xcomp) && need.words.contains(&tree.lemma(k))),
            Slot::After(prepositions)
                if prepositions.contains(&"obj") && args.object.is_some_and(|o| self.noun_is(o, need)) =>
            {
                true
            }
            Slot::After(prepositions)
                if prepositions.contains(&"comp") && args.complement.is_some() && need.is_open() =>
            {
                true
            }
            Slot::After(prepositions) => self.after(i, args, prepositions).any(|o| self.noun_is(o, need)),
        }
    }

    /// Who says the clause of `i`, if somebody does.
    fn speaker(&self, i: usize) -> Option<usize> {
        let tree = self.tree;
        let say = tree.head(i);
        let entries = tree.lexicon.event_frames.verb(tree.lemma(say), "");
        let says = entries
            .iter()
            .any(|e| tree.lexicon.event_frames.frame(e.frame).is_some_and(|f| f.does == Does::Say));
        (tree.dep(i) == Dep::Ccomp && says).then(|| tree.args(say).actor).flatten()
    }

    /// The nouns after one of the prepositions: of the verb, then of its object.
    fn after<'s>(&'s self, i: usize, args: &'s Args, prepositions: &'s [&'static str]) -> impl Iterator<Item = usize> + 's {
        let tree = self.tree;
        let own = args.obliques.iter().copied();
        let nouns = tree.kids(i).filter(move |_| tree.is_noun(i)).chain(
            args.object.into_iter().flat_map(move |o| {
                let content = tree.content(o);
                tree.kids(o).chain(tree.kids(content).filter(move |_| content != o))
            }),
        );
        let deeper = args.obliques.iter().flat_map(move |&o| tree.kids(o));
        let nouns = nouns
            .chain(deeper)
            .filter(move |&k| matches!(tree.dep(k), Dep::Nmod | Dep::Obl) && tree.time(k).is_none());
        own.chain(nouns)
            .filter(move |&o| tree.preposition(o).is_some_and(|p| prepositions.iter().any(|w| w.eq_ignore_ascii_case(p))))
    }

    fn noun_is(&self, head: usize, need: &Need) -> bool {
        if need.is_open() {
            return true;
        }
        let tree = self.tree;
        let frames = &tree.lexicon.event_frames;
        let content = tree.content(head);
        for noun in [content, head] {
            let lemma = tree.lemma(noun);
            let lower;
            let lemma = if lemma.starts_with(char::is_uppercase) {
                lower = lemma.to_lowercase();
                lower.as_str()
            } else {
                lemma
            };
            if need.words.contains(&lemma) || frames.classes(lemma) & need.classes != 0 {
                return true;
            }
            for told in &need.told {
                let is = match told {
                    Told::Actor => tree.acts(noun),
                    Told::Place => {
                        tree.mention(noun).is_some_and(|m| tree.is_place(m))
                    }
                    Told::Event => self.names(noun),
                };
                if is {
                    return true;
                }
            }
            if content == head {
                break;
            }
        }
        false
    }

    /// Does the word name an event?
    fn names(&self, i: usize) -> bool {
        matches!(self.senses.get(i), Some(Some(Frame { does: Does::Event(..), .. })))
    }

    fn does(&self, i: usize) -> Option<Does> {
        self.senses.get(i).copied().flatten().map(|f| f.does)
    }

    /// What stands above an event word, and in which relation: verbs that take it as object, clause or prepositional
    /// complement, nouns that it completes.
    fn governor(&self, at: usize) -> Option<(usize, bool)> {
        let tree = self.tree;
        let head = tree.head(at);
        if head == at {
            return None;
        }
        let subject = |v: usize| self.args.get(v).and_then(Option::as_ref).is_some_and(|a| !a.passive);
        match tree.dep(at) {
            Dep::Xcomp | Dep::Ccomp | Dep::Obj => Some((head, false)),
            Dep::Advcl if self.args.get(head).and_then(Option::as_ref).is_some_and(|a| a.complement == Some(at)) => {
                Some((head, false))
            }
            Dep::Obl => {
                let frame = self.senses.get(head).copied().flatten()?;
                let p = tree.preposition(at)?;
                let asked = frame.needs.iter().any(|n| matches!(&n.slot, Slot::After(list) if list.contains(&p)));
                asked.then_some((head, false))
            }
            Dep::NsubjPass => Some((head, false)),
            Dep::Nsubj => (subject(head) && self.does(head) == Some(Does::Begin)).then_some((head, true)),
            Dep::Nmod => {
                let measure = tree.content(head) == at;
                let asked = self.senses.get(head).copied().flatten().is_some_and(|f| !matches!(f.does, Does::Event(..)))
                    || self.senses.get(head).copied().flatten().is_some_and(|f| {
                        matches!(f.does, Does::Event(k, _) if eats(k))
                            && tree.preposition(at).is_some_and(|p| f.needs.iter().any(|n| matches!(&n.slot, Slot::After(l) if l.contains(&p))) || p == "for" || p == "to")
                    });
                (measure || asked).then_some((head, false))
            }
            Dep::Acl if tree.tag(at) == "VB" => Some((head, false)),
            _ => None,
        }
    }

    fn above(&self, i: usize) -> Above {
        let tree = self.tree;
        let mut above = Above { top: i, ..Above::default() };
        let mut at = i;
        if self.args.get(i).is_some_and(Option::is_some) {
            self.add_mood(&mut above, tree.mood(i), i);
        }
        for _ in 0..DEEPEST {
            // Coordinated words share what is above the first.
            let mut shared = at;
            for _ in 0..DEEPEST {
                let head = tree.head(shared);
                let like = tree.is_noun(shared) == tree.is_noun(head);
                if tree.dep(shared) != Dep::Conj || !like || head == shared {
                    break;
                }
                // A finite verb after "and" stands on its own.
                if tree.is_verb(shared) && matches!(tree.tag(shared), "VBD" | "VBZ" | "VBP") {
                    break;
                }
                if tree.is_verb(shared) && tree.kids(shared).any(|k| matches!(tree.dep(k), Dep::Nsubj | Dep::NsubjPass)) {
                    break;
                }
                shared = head;
            }
            let Some((up, subject)) = self.governor(shared) else { break };
            let Some(frame) = self.senses.get(up).copied().flatten() else {
                // "round of talks", or an infinitive after a verb that no row knows.
                if tree.content(up) == at {
                    at = up;
                    continue;
                }
                if tree.dep(shared) == Dep::Xcomp && tree.is_verb(shared) && tree.tag(shared) == "VB" {
                    above.planned = true;
                    self.rise(&mut above, up);
                    at = up;
                    continue;
                }
                if tree.dep(shared) == Dep::Acl {
                    // "a plan to attack"; "an excuse to attack" is no event.
                    let intent = tree.lexicon.event_frames.class("intent").unwrap_or(0);
                    if frames_classes(tree, up) & intent == 0 {
                        above.eaten = true;
                    }
                    above.planned = true;
                }
                break;
            };
            if subject {
                self.rise(&mut above, up);
                above.verbs.push(up);
                break;
            }
            match frame.does {
                Does::Nothing => break,
                Does::Say => {
                    above.top = up;
                    break;
                }
                Does::Do => {
                    above.done = true;
                    above.verbs.push(up);
                }
                Does::Plan => above.planned = true,
                Does::Announce => above.announced = true,
                Does::Begin => above.verbs.push(up),
                Does::Try => above.tried = true,
                Does::May => above.possible = true,
                Does::End => above.ended ^= true,
                Does::Fail => above.negated ^= true,
                Does::Deny => {
                    above.denied = true;
                }
                Does::Event(kind, _) => {
                    let clause = matches!(tree.dep(shared), Dep::Xcomp | Dep::Ccomp | Dep::Advcl | Dep::Acl);
                    let consumed = frame.needs.iter().any(|n| matches!(n.slot, Slot::Complement))
                        || frame.recipient.contains(&Source::Complement);
                    above.eaten = eats(kind) || clause && consumed;
                    break;
                }
            }
            above.governed = true;
            self.rise(&mut above, up);
            at = up;
        }
        above
    }

    /// Goes up to a governor: its mood holds for the event, its actor acts.
    fn rise(&self, above: &mut Above, up: usize) {
        above.top = up;
        if let Some(args) = self.args.get(up).and_then(Option::as_ref) {
            if self.tree.dep(up) != Dep::Acl || above.actor.is_none() {
                above.actor = above.actor.or(args.actor);
            }
            self.add_mood(above, self.tree.mood(up), up);
        }
    }

    fn add_mood(&self, above: &mut Above, mood: Mood, verb: usize) {
        above.negated ^= mood.negated;
        above.planned |= mood.future;
        above.possible |= mood.possible;
        above.conditional |= mood.conditional;
        if mood.would {
            // "It said it would leave" is a plan; "it would leave" hangs on something.
            if self.reported(verb) && !mood.conditional {
                above.planned = true;
            } else {
                above.conditional = true;
            }
        }
        if mood.ought.is_some() {
            above.possible = true;
        }
    }

    /// Does the clause stand under a verb of speech?
    fn reported(&self, verb: usize) -> bool {
        let tree = self.tree;
        let mut at = verb;
        for _ in 0..DEEPEST {
            match tree.dep(at) {
                Dep::Ccomp | Dep::Parataxis => return true,
                Dep::Conj | Dep::Xcomp => at = tree.head(at),
                Dep::Root => return tree.kids(at).any(|k| tree.dep(k) == Dep::Parataxis),
                _ => return false,
            }
        }
        false
    }

    /// "The union said the ministry must pay": a request by the one who says it.
    fn ought(&self, v: usize) -> Option<Draft> {
        let tree = self.tree;
        if !tree.is_verb(v) && tree.pos(v) != Upos::Adj && !tree.is_noun(v) {
            return None;
        }
        if tree.dep(v) != Dep::Ccomp {
            return None;
        }
        let mood = tree.mood(v);
        let need = tree.lemma(v) == "need" && tree.is_verb(v);
        let modal = mood.ought.or(need.then_some(v))?;
        let say = tree.head(v);
        // "must have known" is a guess.
        let guess = tree.kids(v).any(|k| tree.dep(k) == Dep::Aux && tree.lemma(k) == "have");
        if guess || self.does(say) != Some(Does::Say) {
            return None;
        }
        let subject = tree.kids(v).find(|&k| matches!(tree.dep(k), Dep::Nsubj | Dep::NsubjPass))?;
        let speaker = self.args.get(say)?.as_ref()?.actor?;
        let (speaker, to) = (tree.party(speaker), tree.party(subject));
        if to.head == speaker.head || tree.pos(to.head) == Upos::Pron || !speaker.acts {
            return None;
        }
        Some(Draft {
            trigger: modal,
            kind: EventType::Request,
            mode: None,
            actor: Some(speaker),
            together: true,
            recipient: Some(to),
            status: if mood.negated && !tree.is(modal, "must") { EventStatus::Denied } else { EventStatus::Happened },
            rule: "event.ought".into(),
            top: say,
        })
    }

    fn draft(&self, i: usize, frame: &'a Frame) -> Option<Draft> {
        let Does::Event(kind, mode) = frame.does else { return None };
        let tree = self.tree;
        let above = self.above(i);
        if above.eaten {
            return None;
        }
        let noun = self.args.get(i).is_none_or(Option::is_none);
        let empty = Args::default();
        let args = self.args.get(i).and_then(Option::as_ref).unwrap_or(&empty);
        // "to discuss the crisis": a purpose is no event.
        if !noun && tree.dep(i) == Dep::Advcl && tree.tag(i) == "VB" && !above.done {
            return None;
        }
        let said = frame.needs.iter().any(|n| n.slot == Slot::Said);
        let actor = if said {
            self.speaker(i)
        } else if noun { self.noun_actor(i, frame, &above) } else { args.actor.or(above.actor.filter(|_| !args.passive)) };
        let mut actor = actor.map(|a| tree.party(a));
        // The name of a place that does something stands for people there.
        if let Some(a) = &mut actor
            && !noun
            && tree.pos(a.head) == Upos::Propn
        {
            a.acts = true;
        }
        if actor.is_some_and(|a| frames_classes(tree, a.head) & self.natural != 0) {
            return None;
        }
        let mutual = frame.recipient.contains(&Source::Mutual);
        let mut recipient = self.recipient(i, frame, args, &above, actor, 0);
        let mut together = true;
        if mutual && recipient.is_none_or(|r| !r.acts) {
            // "Borduria and Syldavia met": one acts, the other is met.
            let first = actor.map(|a| a.head);
            let other = first
                .and_then(|a| tree.kids(a).filter(|&k| tree.dep(k) == Dep::Conj).map(|k| tree.party(k)).find(|p| p.acts));
            if other.is_some() {
                recipient = other;
                together = false;
            }
        }
        if let (Some(a), Some(r)) = (actor, recipient)
            && a.head == r.head
        {
            recipient = None;
        }
        if actor.is_some_and(|a| !a.acts) && recipient.is_some_and(|r| !r.acts) && noun && !above.governed {
            return None;
        }
        // A thing that does something to nobody: "the plan calls for calm".
        if let Some(a) = actor
            && !a.acts
        {
            let inner = tree.owner(tree.content(a.head)).map(|o| tree.party(o));
            match inner {
                Some(inner) if inner.acts => actor = Some(Party { acts: true, mention: inner.mention, ..a }),
                _ if kind != EventType::Assault => return None,
                _ => {}
            }
        }
        if noun && !above.governed && !self.stands_alone(kind, actor, recipient) {
            return None;
        }
        if actor.is_none() && recipient.is_none() {
            return None;
        }
        let (kind, mode, status) = outcome(frame, kind, mode, &above)?;
        Some(Draft { trigger: i, kind, mode, actor, together, recipient, status, rule: frame.rule.clone(), top: above.top })
    }

    /// May a noun without a verb of its own name an event? Only if the words beside it say whose.
    fn stands_alone(&self, kind: EventType, actor: Option<Party>, recipient: Option<Party>) -> bool {
        let (a, r) = (actor.is_some_and(|a| a.acts), recipient.is_some_and(|r| r.acts));
        match kind {
            EventType::Assault | EventType::Retreat | EventType::Protest | EventType::Coerce => a || r,
            _ => a && r,
        }
    }

    fn noun_actor(&self, i: usize, frame: &Frame, above: &Above) -> Option<usize> {
        let tree = self.tree;
        let own = || {
            tree.kid(i, Dep::Poss)
                .or_else(|| {
                    tree.kids(i).find(|&k| {
                        tree.dep(k) == Dep::Nmod
                            && tree.preposition(k).is_some_and(|p| p == "by" || frame.actor.contains(&p))
                    })
                })
                .or_else(|| {
                    tree.kids(i).find(|&k| {
                        matches!(tree.dep(k), Dep::Amod | Dep::Compound)
                            && (tree.mention(k).is_some_and(|m| tree.may_act(m))
                                || tree.lexicon.event_frames.sector(tree.lemma(k)).is_some())
                    })
                })
                .or_else(|| {
                    // "attacks carried out by rebels" come by the verb; "talks were held between" here.
                    let verbs = above.verbs.iter().filter_map(|&v| self.args.get(v)?.as_ref());
                    verbs.flat_map(|a| a.obliques.iter().copied()).find(|&o| {
                        tree.preposition(o).is_some_and(|p| p == "by" || frame.actor.contains(&p))
                    })
                })
                .or_else(|| {
                    // "A Bordurian round of talks": beside the measure.
                    let up = tree.head(i);
                    (tree.content(up) == i && up != i).then(|| tree.kid(up, Dep::Poss)).flatten()
                })
        };
        if above.done || above.planned || above.announced || above.ended { above.actor.or_else(own) } else { own().or(above.actor) }
    }

    fn recipient(&self, i: usize, frame: &Frame, args: &Args, above: &Above, actor: Option<Party>, depth: usize) -> Option<Party> {
        let tree = self.tree;
        let not_actor = |p: &Party| {
            actor.is_none_or(|a| {
                let (first, last) = tree.phrase(a.head, true);
                !(first..=last).contains(&p.head)
            })
        };
        let mut weak: Option<Party> = None;
        // What is sent or given is the recipient only if nobody else is.
        let mut last: Option<usize> = None;
        let mut take = |head: usize| -> Option<Party> {
            let mut party = tree.party(head);
            if !not_actor(&party) || tree.time(head).is_some() {
                return None;
            }
            if !party.acts
                && let Some(owner) = tree.owner(tree.content(party.head)).map(|o| tree.party(o)).filter(not_actor)
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
                    let tools = tree.lexicon.event_frames.class("tool").unwrap_or(0);
                    let tool = args.object.is_some_and(|o| frames_classes(tree, o) & tools != 0);
                    let named = args.indirect.into_iter().chain(args.object.filter(|_| !tool)).find_map(&mut take);
                    if tool && named.is_none() {
                        last = args.object;
                    }
                    named
                }
                Source::After(list) => {
                    let own: Vec<usize> = self.after(i, args, list).collect();
                    let up = above.verbs.iter().filter_map(|&v| Some((v, self.args.get(v)?.as_ref()?)));
                    let up: Vec<usize> = up.flat_map(|(v, a)| self.after(v, a, list).collect::<Vec<_>>()).collect();
                    own.into_iter().chain(up).find_map(&mut take)
                }
                Source::Complement => {
                    // "its demand that the rebels leave"
                    let inside = || {
                        let o = tree.content(args.object?);
                        tree.kids(o).find(|&k| matches!(tree.dep(k), Dep::Ccomp | Dep::Acl) && tree.is_verb(k))
                    };
                    let c = args.complement.or_else(inside);
                    c.filter(|&c| c != i && depth < DEEPEST).and_then(|c| self.of_complement(c, depth + 1)).and_then(|p| take(p.head))
                }
                Source::Owner => args
                    .object
                    .and_then(|o| tree.owner(tree.content(o)))
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
            "to", "against", "on", "with", "for", "from", "of", "at", "in", "over", "into", "toward", "towards",
            "along", "near", "outside", "across",
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
        let first = others.iter().find_map(|&o| take(o)).or_else(|| {
            others.iter().copied().find(|&o| placed(o)).map(|o| tree.party(o)).filter(not_actor)
        });
        first.or(weak).or_else(|| last.map(|o| tree.party(o)))
    }

    /// The recipient of what a complement says: "vowed to support the rebels", "demanded that the rebels leave".
    fn of_complement(&self, c: usize, depth: usize) -> Option<Party> {
        let tree = self.tree;
        let args = self.args.get(c).and_then(Option::as_ref)?;
        if tree.dep(c) == Dep::Ccomp
            && let Some(subject) = tree.kids(c).find(|&k| matches!(tree.dep(k), Dep::Nsubj | Dep::NsubjPass))
            && tree.pos(subject) != Upos::Pron
        {
            return Some(tree.party(subject));
        }
        if let Some(frame) = self.senses.get(c).copied().flatten() {
            if matches!(frame.does, Does::Event(..)) {
                let party = self.recipient(c, frame, args, &Above::default(), args.actor.map(|a| tree.party(a)), depth);
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
            heads.extend(tree.kids(tree.content(o)).filter(|&k| tree.dep(k) == Dep::Nmod && tree.time(k).is_none()));
        }
        let acting = heads.iter().map(|&h| tree.party(h)).find(|p| p.acts || tree.owner(p.head).is_some());
        let placed = || {
            heads.iter().skip(objects).copied().find(|&h| tree.mention(h).is_some_and(|m| tree.is_place(m)))
        };
        acting
            .or_else(|| placed().map(|h| tree.party(h)))
            .or_else(|| heads.first().map(|&h| tree.party(h)))
    }
}

fn frames_classes(tree: &Tree<'_>, head: usize) -> Classes {
    tree.lexicon.event_frames.classes(tree.lemma(tree.content(head)))
}

/// An event of this type names what it is about: what it asks for, refuses or promises did not happen by that.
fn eats(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::Request | EventType::Reject | EventType::Agree | EventType::Threaten | EventType::Concede
    )
}

/// Does doing it cooperate?
fn cooperates(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::Agree
            | EventType::Consult
            | EventType::Support
            | EventType::Cooperate
            | EventType::Aid
            | EventType::Concede
            | EventType::Retreat
    )
}

/// What an event is that is only announced (PLOVER: future cooperation is AGREE, future harm THREATEN).
fn announced(kind: EventType) -> EventType {
    match kind {
        EventType::Assault
        | EventType::Coerce
        | EventType::Sanction
        | EventType::Mobilize
        | EventType::Protest => EventType::Threaten,
        kind if cooperates(kind) => EventType::Agree,
        kind => kind,
    }
}

/// What the end of an event is.
fn at_end(kind: EventType) -> Option<(EventType, Option<&'static str>)> {
    Some(match kind {
        EventType::Assault => (EventType::Retreat, Some("ceasefire")),
        EventType::Coerce | EventType::Sanction | EventType::Mobilize => (EventType::Retreat, None),
        EventType::Aid | EventType::Cooperate | EventType::Consult => (EventType::Sanction, Some("discontinue")),
        EventType::Protest | EventType::Request | EventType::Threaten => (EventType::Concede, None),
        EventType::Support | EventType::Agree => (EventType::Reject, None),
        _ => return None,
    })
}

/// Type, mode and status after everything above the word has been heard.
fn outcome(
    frame: &Frame,
    kind: EventType,
    mode: Option<&'static str>,
    above: &Above,
) -> Option<(EventType, Option<&'static str>, EventStatus)> {
    let (mut kind, mut mode) = (kind, mode);
    let mut future = frame.future;
    if above.ended {
        if above.negated {
            return Some((EventType::Reject, None, EventStatus::Happened));
        }
        (kind, mode) = frame.ended.or_else(|| at_end(kind))?;
        future = None;
    } else if above.denied {
        return Some((kind, mode, EventStatus::Denied));
    } else if above.negated {
        // "will not meet", "did not agree" are refusals; "did not attack" is no attack.
        let refuses = matches!(kind, EventType::Agree | EventType::Support)
            || cooperates(kind) && (above.planned || above.tried);
        return Some(if refuses {
            (EventType::Reject, None, EventStatus::Happened)
        } else {
            (kind, mode, EventStatus::Denied)
        });
    }
    if above.conditional {
        let kind = if cooperates(kind) { future.unwrap_or_else(|| announced(kind)) } else { kind };
        return Some((kind, mode.filter(|_| !cooperates(kind)), EventStatus::Conditional));
    }
    if above.planned {
        let was = kind;
        kind = future.unwrap_or_else(|| announced(kind));
        if kind != was {
            mode = threat(was, mode).filter(|_| kind == EventType::Threaten);
        }
        return Some((kind, mode, EventStatus::Planned));
    }
    if above.announced {
        return Some((future.filter(|_| cooperates(kind)).unwrap_or(kind), mode, EventStatus::Planned));
    }
    if above.possible || above.tried {
        return Some((kind, mode, EventStatus::Possible));
    }
    Some((kind, mode, EventStatus::Happened))
}

/// What is threatened, as a mode of THREATEN.
fn threat(kind: EventType, mode: Option<&'static str>) -> Option<&'static str> {
    match (kind, mode) {
        (EventType::Assault, _) => Some("violence"),
        (EventType::Coerce, Some("arrest")) => Some("arrest"),
        (EventType::Coerce, _) => Some("restrict"),
        (EventType::Sanction, Some("expel")) => Some("expel"),
        (EventType::Sanction, _) => Some("relations"),
        _ => None,
    }
}
