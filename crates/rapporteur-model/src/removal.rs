//! Taking things out of one article's annotations, or calling them something else, as a ruling asks, so that nothing
//! points to what is gone.
//!
//! Annotations refer to one another by index. Whoever adds a field that does so adds it to `each_index`, too; the tests
//! here hold the others to it.

use crate::{Annotations, Item, Span};

/// Words this much alike (shared bytes by all bytes) count as the same words, where none are exactly the same: a better
/// program may end a clause a word earlier than the one whose finding was rejected.
const ALIKE: f64 = 0.5;

/// A list that others refer to by index.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    Mentions,
    Times,
    Attributions,
}

impl Annotations {
    /// Takes out what was read as `item` out of the words at `span`, only of that `kind` where one is given. What was
    /// said under a rejected attribution goes with it: nobody is left who said it. Returns how many were taken out.
    pub fn reject(&mut self, item: Item, span: Span, kind: Option<&str>) -> usize {
        let gone = self.fits(item, span, kind);
        let n = gone.len();
        match item {
            Item::Mention => self.drop_indexed(List::Mentions, gone),
            Item::Time => self.drop_indexed(List::Times, gone),
            Item::Attribution => {
                let mut all = gone;
                // Nested ones stand after or before the one they are nested in; go round until no more come.
                loop {
                    let inside = |(i, a): (usize, &crate::Attribution)| {
                        (a.parent.is_some_and(|p| all.contains(&p)) && !all.contains(&i)).then_some(i)
                    };
                    let more: Vec<usize> = self.attributions.iter().enumerate().filter_map(inside).collect();
                    if more.is_empty() {
                        break;
                    }
                    all.extend(more);
                }
                let under = |a: Option<usize>| a.is_some_and(|a| all.contains(&a));
                self.events.retain(|e| !under(e.attribution));
                self.stances.retain(|s| !under(s.attribution));
                self.meetings.retain(|m| !under(m.attribution));
                self.status.retain(|s| !under(s.attribution));
                self.deadlines.retain(|d| !under(d.attribution));
                self.terms.retain(|t| !under(t.attribution));
                self.agreements.retain(|a| !under(a.attribution));
                self.drop_indexed(List::Attributions, all);
            }
            Item::Role => without(&mut self.roles, &gone),
            Item::NonResponse => without(&mut self.non_responses, &gone),
            Item::Quantity => without(&mut self.quantities, &gone),
            Item::Event => without(&mut self.events, &gone),
            Item::Position => without(&mut self.stances, &gone),
            Item::Meeting => without(&mut self.meetings, &gone),
            Item::Status => without(&mut self.status, &gone),
        }
        n
    }

    /// How many things were read as `item` out of the words at `span`, only of that `kind` where one is given.
    pub fn read(&self, item: Item, span: Span, kind: Option<&str>) -> usize {
        self.fits(item, span, kind).len()
    }

    /// Makes what was read as `item` out of the words at `span` something of the kind `to` (one of [`Item::kinds`]).
    /// Returns how many were changed: none where there is no such kind.
    pub fn correct(&mut self, item: Item, span: Span, kind: Option<&str>, to: &str) -> usize {
        let fits = self.fits(item, span, kind);
        fn set<T, K: std::str::FromStr>(
            list: &mut [T],
            fits: &[usize],
            to: &str,
            put: impl Fn(&mut T, K),
        ) -> usize {
            let mut n = 0;
            for i in fits {
                if let (Some(found), Ok(kind)) = (list.get_mut(*i), to.parse()) {
                    put(found, kind);
                    n += 1;
                }
            }
            n
        }
        match item {
            Item::Position => set(&mut self.stances, &fits, to, |s, k| s.stance = k),
            Item::Event => set(&mut self.events, &fits, to, |e, k| e.kind = k),
            Item::Meeting => set(&mut self.meetings, &fits, to, |m, k| m.status = k),
            Item::Status => set(&mut self.status, &fits, to, |s, k| s.state = k),
            _ => 0,
        }
    }

    /// Indices of what stands on the words at `span`.
    fn fits(&self, item: Item, span: Span, kind: Option<&str>) -> Vec<usize> {
        // The words a thing may be called by, its row's first, and its kind.
        let all: Vec<(Vec<Span>, &str)> = match item {
            Item::Mention => self.mentions.iter().map(|m| (vec![m.span], m.how.as_str())).collect(),
            Item::Role => self.roles.iter().map(|r| (vec![r.span], r.role.as_str())).collect(),
            Item::Time => self.times.iter().map(|t| (vec![t.span], t.kind.as_str())).collect(),
            Item::Attribution => self
                .attributions
                .iter()
                .map(|a| (a.content.iter().copied().take(1).chain(a.cue).collect(), a.kind.as_str()))
                .collect(),
            Item::NonResponse => self.non_responses.iter().map(|r| (vec![r.span], r.how.as_str())).collect(),
            Item::Quantity => {
                self.quantities.iter().map(|q| (vec![q.span], q.unit.as_deref().unwrap_or(""))).collect()
            }
            Item::Event => self.events.iter().map(|e| (vec![e.span, e.trigger], e.kind.as_str())).collect(),
            Item::Position => self.stances.iter().map(|s| (vec![s.span], s.stance.as_str())).collect(),
            Item::Meeting => {
                self.meetings.iter().map(|m| (vec![m.span, m.trigger], m.status.as_str())).collect()
            }
            Item::Status => self.status.iter().map(|s| (vec![s.span, s.cue], s.state.as_str())).collect(),
        };
        let of_kind = |(_, (_, k)): &(usize, &(Vec<Span>, &str))| kind.is_none_or(|kind| kind == *k);
        let candidates: Vec<(usize, &(Vec<Span>, &str))> = all.iter().enumerate().filter(of_kind).collect();
        let exact: Vec<usize> =
            candidates.iter().filter(|(_, (spans, _))| spans.contains(&span)).map(|(i, _)| *i).collect();
        if !exact.is_empty() {
            return exact;
        }
        let alike = |spans: &[Span]| spans.first().map_or(0.0, |s| likeness(*s, span));
        let best = candidates.iter().map(|(_, (spans, _))| alike(spans)).fold(ALIKE, f64::max);
        candidates.iter().filter(|(_, (spans, _))| alike(spans) >= best).map(|(i, _)| *i).collect()
    }

    /// Takes out entries of a list that others refer to, and renumbers.
    fn drop_indexed(&mut self, list: List, gone: Vec<usize>) {
        if gone.is_empty() {
            return;
        }
        if list == List::Mentions {
            self.roles.retain(|r| !gone.contains(&r.holder));
            for meeting in &mut self.meetings {
                meeting.participants.retain(|p| !gone.contains(&p.mention));
            }
        }
        let mut gone = gone;
        gone.sort_unstable();
        self.each_index(&mut |of, index| {
            if of != list {
                return;
            }
            *index = index.and_then(|i| gone.binary_search(&i).err().map(|before| i - before));
        });
        match list {
            List::Mentions => without(&mut self.mentions, &gone),
            List::Times => without(&mut self.times, &gone),
            List::Attributions => without(&mut self.attributions, &gone),
        }
    }

    /// Every field that holds the index of another annotation.
    fn each_index(&mut self, visit: &mut dyn FnMut(List, &mut Option<usize>)) {
        use List::{Attributions, Mentions, Times};
        let certain = |visit: &mut dyn FnMut(List, &mut Option<usize>), list, index: &mut usize| {
            let mut slot = Some(*index);
            visit(list, &mut slot);
            // What it pointed to is still there: the callers took out those whose is not.
            *index = slot.unwrap_or(*index);
        };
        for m in &mut self.mentions {
            visit(Mentions, &mut m.antecedent);
        }
        for r in &mut self.roles {
            certain(visit, Mentions, &mut r.holder);
        }
        for a in &mut self.attributions {
            visit(Mentions, &mut a.source_mention);
            visit(Attributions, &mut a.subset_of);
            visit(Attributions, &mut a.parent);
        }
        for r in &mut self.non_responses {
            visit(Mentions, &mut r.who_mention);
        }
        for h in &mut self.hedges {
            visit(Attributions, &mut h.attribution);
        }
        for e in &mut self.events {
            visit(Mentions, &mut e.actor_mention);
            visit(Mentions, &mut e.recipient_mention);
            visit(Mentions, &mut e.place);
            visit(Times, &mut e.time);
            visit(Attributions, &mut e.attribution);
        }
        for s in &mut self.stances {
            visit(Mentions, &mut s.holder_mention);
            visit(Times, &mut s.time);
            visit(Attributions, &mut s.attribution);
        }
        for m in &mut self.meetings {
            visit(Mentions, &mut m.venue);
            visit(Times, &mut m.time);
            visit(Attributions, &mut m.attribution);
            for p in &mut m.participants {
                certain(visit, Mentions, &mut p.mention);
                visit(Mentions, &mut p.side);
            }
        }
        for s in &mut self.status {
            visit(Times, &mut s.time);
            visit(Attributions, &mut s.attribution);
        }
        for d in &mut self.deadlines {
            visit(Times, &mut d.time);
            visit(Mentions, &mut d.set_by);
            visit(Attributions, &mut d.attribution);
        }
        for t in &mut self.terms {
            visit(Mentions, &mut t.bearer_mention);
            visit(Times, &mut t.time);
            visit(Attributions, &mut t.attribution);
        }
        for a in &mut self.agreements {
            visit(Times, &mut a.time);
            visit(Attributions, &mut a.attribution);
        }
    }
}

/// Bytes two spans share, by those either has.
fn likeness(a: Span, b: Span) -> f64 {
    let shared = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    let all = a.end.max(b.end).saturating_sub(a.start.min(b.start));
    if all == 0 { 0.0 } else { f64::from(shared) / f64::from(all) }
}

fn without<T>(list: &mut Vec<T>, gone: &[usize]) {
    let mut i = 0;
    list.retain(|_| {
        i += 1;
        !gone.contains(&(i - 1))
    });
}

#[cfg(test)]
mod tests {
    use crate::*;

    fn mention(at: usize) -> Mention {
        Mention {
            span: Span::new(at, at + 3),
            kind: EntityKind::Person,
            label: None,
            how: How::Name,
            name: format!("m{at}"),
            state: None,
            antecedent: None,
            by: "test".into(),
            confidence: None,
        }
    }
    fn attribution(at: usize, source: usize, parent: Option<usize>) -> Attribution {
        Attribution {
            source: None,
            cue: Some(Span::new(at, at + 1)),
            content: vec![Span::new(at + 2, at + 9)],
            kind: AttributionKind::Direct,
            source_kind: SourceKind::Named,
            source_mention: Some(source),
            source_count: None,
            source_state: None,
            source_sector: None,
            source_proximity: None,
            subset_of: None,
            told_to: None,
            parent,
            verification: None,
            by: "test".into(),
            confidence: None,
        }
    }
    fn status(at: usize, attribution: usize) -> StatusMention {
        StatusMention {
            span: Span::new(at, at + 10),
            cue: Span::new(at, at + 2),
            state: TalksState::Stalled,
            time: None,
            attribution: Some(attribution),
            by: "test".into(),
        }
    }
    fn found() -> Annotations {
        let participant = |mention| ParticipantMention {
            mention,
            role: ParticipantRole::Delegate,
            side: Some(2),
            span: Span::new(0, 9),
        };
        let meeting = MeetingMention {
            span: Span::new(0, 9),
            trigger: Span::new(0, 3),
            venue: Some(3),
            round: None,
            participants: vec![participant(0), participant(1), participant(3)],
            time: None,
            status: MeetingStatus::Happened,
            likelihood: None,
            outcome: None,
            attribution: None,
            by: "test".into(),
        };
        Annotations {
            mentions: (0..4).map(|i| mention(i * 10)).collect(),
            attributions: vec![
                attribution(0, 1, None),
                attribution(20, 2, Some(0)),
                attribution(40, 3, None),
            ],
            status: vec![status(0, 0), status(20, 1), status(40, 2)],
            meetings: vec![meeting],
            ..Annotations::default()
        }
    }

    #[test]
    fn what_points_to_a_rejected_mention_points_nowhere_and_the_rest_where_it_did() {
        let mut found = found();
        let before = found.mentions.clone();
        assert_eq!(found.reject(Item::Mention, Span::new(10, 13), Some("name")), 1);
        let name = |i: Option<usize>| i.and_then(|i| found.mentions.get(i)).map(|m| m.name.as_str());
        let sources: Vec<_> = found.attributions.iter().map(|a| name(a.source_mention)).collect();
        assert_eq!(sources, [None, Some("m20"), Some("m30")]);
        let there: Vec<_> = found.meetings[0].participants.iter().map(|p| name(Some(p.mention))).collect();
        assert_eq!(there, [Some("m0"), Some("m30")]);
        assert!(found.meetings[0].participants.iter().all(|p| name(p.side) == Some("m20")));
        assert_eq!(name(found.meetings[0].venue), Some("m30"));
        assert_eq!(found.mentions.len(), before.len() - 1);
    }

    #[test]
    fn what_was_said_goes_with_who_is_said_to_have_said_it() {
        let mut found = found();
        assert_eq!(found.reject(Item::Attribution, Span::new(2, 9), None), 1);
        assert_eq!(found.attributions.len(), 1);
        assert_eq!(found.status.len(), 1);
        assert_eq!((found.status[0].span.start, found.status[0].attribution), (40, Some(0)));
    }

    #[test]
    fn only_the_same_words_and_kind_are_rejected() {
        let mut found = found();
        assert_eq!(found.reject(Item::Status, Span::new(20, 30), Some("advancing")), 0);
        assert_eq!(found.reject(Item::Status, Span::new(33, 39), None), 0);
        // A clause cut a little shorter is still that clause.
        assert_eq!(found.reject(Item::Status, Span::new(21, 30), Some("stalled")), 1);
        assert_eq!(found.status.iter().map(|s| s.span.start).collect::<Vec<_>>(), [0, 40]);
        assert_eq!(found.reject(Item::Status, Span::new(20, 30), None), 0);
    }
}
