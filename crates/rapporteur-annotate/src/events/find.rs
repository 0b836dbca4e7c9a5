//! Which words of a sentence name events, and what the words above them make of them: frames over the parse.
//!
//! A verb, noun or adjective is matched against its rows; the most demanding row that fits counts. A word that names an
//! event is then followed upwards: "refused to hold talks" is one refusal, "plans to attack" is a plan, "stopped the
//! bombing" its end. The words are in the lexicon; what being planned, denied or ended makes of a PLOVER type is here.

use super::outcome::{eats, outcome};
use super::parties::Party;
use super::predicates::{Args, Mood};
use super::tree::{Dep, Tree};
use rapporteur_lexicon::event_frames::{Classes, Does, Entry, Frame, Need, Slot, Source, Told};
use rapporteur_model::{EntityKind, EventStatus, EventType, How, NameLabel, Upos};

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
pub(super) struct Above {
    pub(super) actor: Option<usize>,
    /// Verbs whose arguments are the event's too.
    pub(super) verbs: Vec<usize>,
    pub(super) planned: bool,
    pub(super) announced: bool,
    pub(super) tried: bool,
    pub(super) possible: bool,
    pub(super) conditional: bool,
    pub(super) negated: bool,
    pub(super) ended: bool,
    pub(super) denied: bool,
    /// It is the content of another event and no event itself.
    pub(super) eaten: bool,
    /// It was done by a light verb.
    pub(super) done: bool,
    /// A word above makes something of it, so that it needs no parties beside it.
    pub(super) governed: bool,
    pub(super) top: usize,
}

/// What a met condition counts: a word of its list, a class, a kind told by names, anything.
const WORD: usize = 5;
const CLASS: usize = 4;
const TOLD: usize = 3;
const OPEN: usize = 2;

/// How many governors are looked at.
pub(super) const DEEPEST: usize = 6;

pub(super) struct Finder<'t, 'a> {
    pub(super) tree: &'t Tree<'a>,
    pub(super) args: Vec<Option<Args>>,
    pub(super) senses: Vec<Option<&'a Frame>>,
    pub(super) natural: Classes,
}

impl<'t, 'a> Finder<'t, 'a> {
    pub(super) fn new(tree: &'t Tree<'a>) -> Self {
        let n = tree.syntax.tokens.len();
        let natural = tree.lexicon.event_frames.known.natural;
        let mut finder = Finder { tree, args: vec![None; n], senses: vec![None; n], natural };
        // Nouns first: verbs ask whether their object names an event.
        for i in 0..n {
            // "the Office for Humanitarian Assistance": a name tells of no deed.
            let in_a_name = tree.pos(i) == Upos::Propn && tree.mention(i).is_some();
            if tree.is_noun(i) && !in_a_name {
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
        let free = |up: usize| {
            matches!(self.does(up), Some(Does::Say | Does::Plan | Does::Begin | Does::Try | Does::Do))
        };
        let noun = tree.is_noun(draft.trigger) && draft.top == draft.trigger;
        tree.depth(draft.top, free) * 2 + usize::from(noun)
    }

    /// The most demanding frame that fits.
    fn best(&self, i: usize, entries: &[Entry], args: &Args) -> Option<&'a Frame> {
        let frames = &self.tree.lexicon.event_frames;
        let mut best: Option<(usize, &'a Frame)> = None;
        for entry in entries {
            let Some(frame) = frames.frame(entry.frame) else { continue };
            if entry.particle.is_some_and(|p| !self.has_particle(i, p)) {
                continue;
            }
            let mut weight = if entry.particle.is_some() { 3 } else { 0 };
            let fits = frame.needs.iter().all(|need| {
                let fit = self.fits(i, need, args);
                weight += if need.absent { 1 } else { fit.unwrap_or(0) };
                fit.is_some() != need.absent
            });
            if fits && best.is_none_or(|(w, _)| weight > w) {
                best = Some((weight, frame));
            }
        }
        best.map(|(_, frame)| frame)
    }

    fn has_particle(&self, i: usize, particle: &str) -> bool {
        let tree = self.tree;
        tree.is(i + 1, particle)
            || tree.kids(i).any(|k| {
                matches!(tree.dep(k), Dep::Particle | Dep::Advmod | Dep::Case | Dep::Xcomp)
                    && tree.is(k, particle)
            })
    }

    /// How well a condition is met: a word of its list counts more than a class, a class more than a kind, that more
    /// than any argument at all.
    fn fits(&self, i: usize, need: &Need, args: &Args) -> Option<usize> {
        let tree = self.tree;
        let yes = |is: bool, weight: usize| is.then_some(weight);
        match &need.slot {
            Slot::Passive => yes(args.passive, OPEN),
            Slot::Said => yes(self.speaker(i).is_some(), WORD),
            Slot::Subject => args.actor.and_then(|a| self.noun_is(a, need)),
            Slot::Object => args.object.and_then(|o| self.noun_is(o, need)),
            Slot::Complement => args.complement.and_then(|c| {
                if need.is_open() {
                    return Some(OPEN);
                }
                yes(need.words.contains(&tree.lemma(c)), WORD)
                    .or(yes(need.told.contains(&Told::Event) && self.names(c), TOLD))
            }),
            Slot::Modifier => {
                // Of a verb, what stands before its object.
                let noun = if tree.is_noun(i) { i } else { tree.content(args.object?) };
                let before = noun
                    .checked_sub(1)
                    .is_some_and(|b| need.words.iter().any(|w| tree.lemma(b).eq_ignore_ascii_case(w)));
                let beside = |k: &usize| matches!(tree.dep(*k), Dep::Amod | Dep::Compound | Dep::Poss);
                yes(before, WORD)
                    .or_else(|| tree.kids(noun).filter(beside).find_map(|k| self.noun_is(k, need)))
            }
            Slot::Adverb => {
                let beside = |k: &usize| matches!(tree.dep(*k), Dep::Advmod | Dep::Particle | Dep::Xcomp);
                yes(tree.kids(i).filter(beside).any(|k| need.words.contains(&tree.lemma(k))), WORD)
            }
            Slot::After(prepositions) => {
                let object = args.object.filter(|_| prepositions.contains(&"obj"));
                let clause = prepositions.contains(&"comp") && args.complement.is_some() && need.is_open();
                object
                    .and_then(|o| self.noun_is(o, need))
                    .or(yes(clause, OPEN))
                    .or_else(|| self.after(i, args, prepositions).filter_map(|o| self.noun_is(o, need)).max())
            }
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
    pub(super) fn after<'s>(
        &'s self,
        i: usize,
        args: &'s Args,
        prepositions: &'s [&'static str],
    ) -> impl Iterator<Item = usize> + 's {
        let tree = self.tree;
        let own = args.obliques.iter().copied();
        let nouns =
            tree.kids(i).filter(move |_| tree.is_noun(i)).chain(args.object.into_iter().flat_map(move |o| {
                let content = tree.content(o);
                tree.kids(o).chain(tree.kids(content).filter(move |_| content != o))
            }));
        let deeper = args.obliques.iter().flat_map(move |&o| tree.kids(o));
        let nouns = nouns
            .chain(deeper)
            .filter(move |&k| matches!(tree.dep(k), Dep::Nmod | Dep::Obl) && tree.time(k).is_none());
        own.chain(nouns).filter(move |&o| {
            tree.preposition(o).is_some_and(|p| prepositions.iter().any(|w| w.eq_ignore_ascii_case(p)))
        })
    }

    fn noun_is(&self, head: usize, need: &Need) -> Option<usize> {
        if need.is_open() {
            return Some(OPEN);
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
            if need.words.contains(&lemma) {
                return Some(WORD);
            }
            if frames.classes(lemma) & need.classes != 0 {
                return Some(CLASS);
            }
            for told in &need.told {
                let is = match told {
                    Told::Actor => tree.acts(noun),
                    Told::Place => tree.mention(noun).is_some_and(|m| tree.is_place(m)),
                    Told::Event => self.names(noun),
                };
                if is {
                    return Some(TOLD);
                }
            }
            if content == head {
                break;
            }
        }
        None
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
            Dep::Advcl
                if self.args.get(head).and_then(Option::as_ref).is_some_and(|a| a.complement == Some(at)) =>
            {
                Some((head, false))
            }
            Dep::Obl => {
                let frame = self.senses.get(head).copied().flatten()?;
                let p = tree.preposition(at)?;
                let asked =
                    frame.needs.iter().any(|n| matches!(&n.slot, Slot::After(list) if list.contains(&p)));
                asked.then_some((head, false))
            }
            Dep::NsubjPass => Some((head, false)),
            Dep::Nsubj => (subject(head) && self.does(head) == Some(Does::Begin)).then_some((head, true)),
            Dep::Nmod => {
                let measure = tree.content(head) == at;
                let asked = self
                    .senses
                    .get(head)
                    .copied()
                    .flatten()
                    .is_some_and(|f| !matches!(f.does, Does::Event(..)))
                    || self.senses.get(head).copied().flatten().is_some_and(|f| {
                        matches!(f.does, Does::Event(k, _) if eats(k))
                            && tree.preposition(at).is_some_and(|p| {
                                f.needs.iter().any(|n| matches!(&n.slot, Slot::After(l) if l.contains(&p)))
                                    || p == "for"
                                    || p == "to"
                            })
                    });
                (measure || asked).then_some((head, false))
            }
            Dep::Acl if self.infinitive(at) => Some((head, false)),
            _ => None,
        }
    }

    fn infinitive(&self, v: usize) -> bool {
        let tree = self.tree;
        tree.tag(v) == "VB" || tree.kids(v).any(|k| tree.dep(k) == Dep::Mark && tree.is(k, "to"))
    }

    /// Do the words above say only that somebody thinks so: "on suspicion of killing", "suspected of killing"?
    fn doubted(&self, at: usize) -> bool {
        let tree = self.tree;
        let head = tree.head(at);
        let doubt = tree.lexicon.event_frames.known.doubt;
        // "fears they were helping": a clause about the doubt, not one about its noun.
        let relative =
            || tree.kids(at).any(|k| matches!(tree.tag(k), "WDT" | "WP")) || tree.tag(head) == "NNP";
        let gerund = tree.is_verb(at)
            && match tree.dep(at) {
                Dep::Acl | Dep::Advcl | Dep::Nmod | Dep::Obl | Dep::Xcomp | Dep::Ccomp => true,
                Dep::Relcl => !relative(),
                _ => false,
            };
        let noun =
            tree.is_noun(at) && tree.dep(at) == Dep::Nmod && tree.preposition(at).is_some_and(|p| p == "of");
        (gerund || noun) && head != at && frames_classes(tree, head) & doubt != 0
    }

    fn above(&self, i: usize) -> Above {
        let tree = self.tree;
        let mut above = Above { top: i, ..Above::default() };
        let mut at = i;
        if self.args.get(i).is_some_and(Option::is_some) {
            self.add_mood(&mut above, tree.mood(i), i);
        }
        // "any attack", "a potential attack", "allegedly attacked" may be.
        let known = tree.lexicon.event_frames.known;
        above.possible |= tree.kids(i).any(|k| {
            let beside = matches!(tree.dep(k), Dep::Amod | Dep::Advmod);
            let unsure = known.prospective | known.alleged;
            tree.is_noun(i) && tree.dep(k) == Dep::Det && tree.is(k, "any")
                || beside && tree.lexicon.event_frames.classes(&tree.lemma(k).to_lowercase()) & unsure != 0
        });
        for _ in 0..DEEPEST {
            if self.doubted(at) && crate::attribution_at(tree.found, tree.syntax.tokens[i].span).is_none() {
                above.eaten = true;
                return above;
            }
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
                if tree.is_verb(shared)
                    && tree.kids(shared).any(|k| matches!(tree.dep(k), Dep::Nsubj | Dep::NsubjPass))
                {
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
                    // "a plan to attack", "a summit to be held"; "an excuse to attack" is no event.
                    let intent = tree.lexicon.event_frames.known.intent;
                    if frames_classes(tree, up) & intent == 0 && tree.tag(shared) == "VB" {
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
                Does::Doubt => {
                    above.eaten = crate::attribution_at(tree.found, tree.syntax.tokens[i].span).is_none();
                    break;
                }
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
                    // "staged a protest" is one event, named by the verb.
                    let object = matches!(tree.dep(shared), Dep::Obj | Dep::NsubjPass | Dep::Obl);
                    let lexical = frame.needs.iter().any(|n| {
                        !n.absent
                            && matches!(n.slot, Slot::Object | Slot::After(_))
                            && (!n.words.is_empty() || n.classes != 0)
                    });
                    above.eaten = eats(kind)
                        || clause && (consumed || kind == EventType::Accuse)
                        || object && lexical && tree.is_verb(up);
                    if tree.dep(shared) == Dep::Acl {
                        let intent = tree.lexicon.event_frames.known.intent;
                        above.eaten |= frames_classes(tree, up) & intent == 0 && tree.tag(shared) == "VB";
                        above.planned = true;
                    }
                    break;
                }
            }
            above.governed = true;
            self.rise(&mut above, up);
            at = up;
        }
        // "a curfew to stop protests": a purpose.
        if at != i && tree.dep(at) == Dep::Advcl && tree.tag(at) == "VB" && self.infinitive(at) {
            above.eaten |= above.ended;
            above.planned = true;
        }
        // "would leave, ending the siege": what comes by something that may come.
        if tree.dep(at) == Dep::Advcl && tree.tag(at) == "VBG" {
            let mut main = tree.head(at);
            for _ in 0..DEEPEST {
                let mood = tree.mood(main);
                above.conditional |= mood.conditional || mood.would && !self.reported(main);
                above.planned |= mood.future || mood.would && self.reported(main);
                above.possible |= mood.possible || mood.ought.is_some();
                if tree.dep(main) != Dep::Xcomp {
                    break;
                }
                main = tree.head(main);
            }
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
            status: if mood.negated && !tree.is(modal, "must") {
                EventStatus::Denied
            } else {
                EventStatus::Happened
            },
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
        // "agreed to resign, leaving the cabinet": what hangs on a promise did not happen either.
        if !noun
            && tree.dep(i) == Dep::Advcl
            && tree.tag(i) == "VBG"
            && matches!(tree.dep(tree.head(i)), Dep::Xcomp | Dep::Ccomp)
            && self.above(tree.head(i)).eaten
        {
            return None;
        }
        // "to discuss the crisis": a purpose is no event.
        if !noun && tree.dep(i) == Dep::Advcl && tree.tag(i) == "VB" && !above.done {
            return None;
        }
        let said = frame.needs.iter().any(|n| n.slot == Slot::Said);
        let actor = if said {
            self.speaker(i)
        } else if noun {
            self.noun_actor(i, frame, &above)
        } else {
            args.actor.or(above.actor.filter(|_| !args.passive))
        };
        // "the release takes place": the deed does not do itself.
        let mut actor = actor.filter(|&a| a != i).map(|a| tree.party(a));
        // The name of a place that does something stands for people there.
        if let Some(a) = &mut actor
            && !noun
            && tree.pos(a.head) == Upos::Propn
        {
            a.acts = true;
        }
        // "fire", "Cyclone Nargis": nobody did it.
        let by_nature = |a: Party| {
            let named = |k: &usize| matches!(tree.dep(*k), Dep::Compound | Dep::Flat);
            let body = tree
                .mention(a.head)
                .and_then(|m| tree.found.mentions.get(m))
                .is_some_and(|m| matches!(m.label, Some(NameLabel::Org | NameLabel::Gpe | NameLabel::Norp)));
            frames_classes(tree, a.head) & self.natural != 0
                || !body
                    && tree.kids(a.head).filter(named).any(|k| {
                        tree.lexicon.event_frames.classes(&tree.lemma(k).to_lowercase()) & self.natural != 0
                    })
        };
        if actor.is_some_and(by_nature) {
            return None;
        }
        if kind == EventType::Assault && actor.is_none() && self.mishap(i) {
            return None;
        }
        if kind == EventType::Request && args.complement.is_some_and(|c| self.indicative(c)) {
            return None;
        }
        let mutual = frame.recipient.contains(&Source::Mutual);
        let mut recipient = self.recipient(i, frame, args, &above, actor, 0);
        // "curb the spread of the disease": nobody is harmed.
        let harm = matches!(kind, EventType::Assault | EventType::Coerce);
        if harm && recipient.is_some_and(|r| !r.acts && frames_classes(tree, r.head) & self.natural != 0) {
            return None;
        }
        let mut together = true;
        if mutual && recipient.is_none_or(|r| !r.acts) {
            // "Borduria and Syldavia met": one acts, the other is met.
            let first = actor.map(|a| a.head);
            let halves = |a: usize| {
                let named = tree.kids(a).filter(|&k| tree.dep(k) == Dep::Amod);
                // "Bordurian and Syldavian envoys met": two states.
                let of_adjectives = named.flat_map(|k| tree.kids(k)).filter(|&k| tree.mention(k).is_some());
                tree.kids(a)
                    .chain(of_adjectives)
                    .filter(|&k| tree.dep(k) == Dep::Conj)
                    .map(|k| tree.party(k))
                    .find(|p| p.acts)
            };
            let other = first.and_then(halves);
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
        // "led protests": nothing is done to the protests. A "which" that nothing explains is nobody.
        recipient = recipient.filter(|r| {
            !matches!(tree.tag(r.head), "WDT" | "WP") && (r.acts || !self.is_same_deed(r.head, kind))
        });
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
                // A blast kills; a report or a mass does not.
                _ if kind != EventType::Assault || above.planned || !self.harms(a.head) => return None,
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
        Some(Draft {
            trigger: i,
            kind,
            mode,
            actor,
            together,
            recipient,
            status,
            rule: frame.rule.clone(),
            top: above.top,
        })
    }

    /// Does a noun name an event of this type itself?
    fn is_same_deed(&self, head: usize, kind: EventType) -> bool {
        matches!(self.does(self.tree.content(head)), Some(Does::Event(k, _)) if k == kind)
    }

    fn harms(&self, head: usize) -> bool {
        let tree = self.tree;
        frames_classes(tree, head) & tree.lexicon.event_frames.known.harmful != 0
            || self.names(tree.content(head))
    }

    /// "killed when their boat sank": nobody did it.
    fn mishap(&self, i: usize) -> bool {
        let tree = self.tree;
        let mishap = tree.lexicon.event_frames.known.mishap;
        tree.kids(i).any(|k| {
            matches!(tree.dep(k), Dep::Advcl | Dep::Obl | Dep::Nmod) && frames_classes(tree, k) & mishap != 0
        })
    }

    /// "insisted that it was true" asks for nothing; "insisted that it be done" does.
    fn indicative(&self, c: usize) -> bool {
        let tree = self.tree;
        if tree.dep(c) != Dep::Ccomp || tree.mood(c).ought.is_some() {
            return false;
        }
        let finite = |k: usize| matches!(tree.tag(k), "VBD" | "VBZ");
        // "that it was in no way linked": a participle that no "be" makes a wish.
        let wished = tree.kids(c).any(|k| tree.tag(k) == "VB");
        let that = tree.kids(c).any(|k| tree.dep(k) == Dep::Mark && tree.is(k, "that"));
        finite(c)
            || that && tree.tag(c) == "VBN" && !wished
            || tree.kids(c).any(|k| {
                matches!(tree.dep(k), Dep::Aux | Dep::AuxPass | Dep::Cop)
                    && (finite(k) || tree.tag(k) == "MD")
            })
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
        // "the editor's arrest": it is done to the owner, unless "of" says to whom.
        let done_to_owner = frame.recipient.contains(&Source::Owner)
            && !tree.kids(i).any(|k| tree.dep(k) == Dep::Nmod && tree.preposition(k) == Some("of"));
        let own = || {
            tree.kid(i, Dep::Poss)
                .filter(|_| !done_to_owner)
                .or_else(|| {
                    tree.kids(i).find(|&k| {
                        // "the killing of farmers": what is also the recipient's preposition is the recipient's.
                        let theirs = |p: &str| {
                            !frame.recipient.contains(&Source::Mutual)
                                && frame
                                    .recipient
                                    .iter()
                                    .any(|s| matches!(s, Source::After(list) if list.contains(&p)))
                        };
                        tree.dep(k) == Dep::Nmod
                            && tree.preposition(k).is_some_and(|p| {
                                // "the evacuation of the tower": a tower leaves nothing.
                                let able = p != "of" || tree.acts(tree.content(k));
                                p == "by" || frame.actor.contains(&p) && !theirs(p) && able
                            })
                    })
                })
                .or_else(|| {
                    // "the harassment of villagers by the army", with "by" hung on the villagers.
                    tree.kids(i).filter(|&k| tree.dep(k) == Dep::Nmod).find_map(|k| {
                        tree.kids(k).find(|&d| tree.dep(d) == Dep::Nmod && tree.preposition(d) == Some("by"))
                    })
                })
                .or_else(|| {
                    tree.kids(i).find(|&k| {
                        matches!(tree.dep(k), Dep::Amod | Dep::Compound) && self.before_noun(k, frame)
                    })
                })
                .or_else(|| {
                    // "attacks carried out by rebels" come by the verb; "talks were held between" here.
                    let verbs = above.verbs.iter().filter_map(|&v| self.args.get(v)?.as_ref());
                    verbs
                        .flat_map(|a| a.obliques.iter().copied())
                        .find(|&o| tree.preposition(o).is_some_and(|p| p == "by" || frame.actor.contains(&p)))
                })
                .or_else(|| {
                    // "A Bordurian round of talks": beside the measure.
                    let up = tree.head(i);
                    (tree.content(up) == i && up != i).then(|| tree.kid(up, Dep::Poss)).flatten()
                })
        };
        if above.done || above.planned || above.announced || above.ended {
            above.actor.or_else(own)
        } else {
            own().or(above.actor)
        }
    }

    /// May a word before an event noun be who acts: "Bordurian raids", "a rebel raid"; not "the Borduria campaign".
    fn before_noun(&self, k: usize, frame: &Frame) -> bool {
        let tree = self.tree;
        if let Some(m) = tree.mention(k).filter(|&m| tree.may_act(m)) {
            let word = tree.word(k);
            let short = word.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
            let named = tree.found.mentions.get(m).is_some_and(|m| {
                m.kind == EntityKind::State && m.how == How::Name && m.label == Some(NameLabel::Gpe)
            });
            return short || !named;
        }
        let forces = matches!(
            tree.lexicon.event_frames.sector(tree.lemma(k)),
            Some("MIL" | "COP" | "REB" | "GOV" | "UAF" | "PRM" | "OPP" | "LAB" | "EDU" | "JUD" | "LEG")
        );
        let alone = matches!(
            frame.does,
            Does::Event(EventType::Assault | EventType::Protest | EventType::Accuse | EventType::Mobilize, _)
        );
        forces && alone
    }
}

pub(super) fn frames_classes(tree: &Tree<'_>, head: usize) -> Classes {
    tree.lexicon.event_frames.classes(tree.lemma(tree.content(head)))
}
