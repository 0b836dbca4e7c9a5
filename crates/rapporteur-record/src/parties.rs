//! Who speaks for whom: from the entity that holds a stance to the party whose position it is.
//!
//! A recognised state is its own party; so are authorities and armed groups. An organisation is one only if the
//! codebook says so or it sits at the table. A person speaks for a party by an office the articles give them, or by the
//! codebook. Whoever speaks for nobody holds no position; that is a diagnostic, not a guess.

use crate::Desk;
use rapporteur_model::record::EntityRow;
use rapporteur_model::{Annotations, Date, EntityKind, How, Id, ParticipantRole, Record};
use std::collections::{BTreeMap, BTreeSet};

/// A party and, if it was a person, who spoke for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Spoken {
    pub(crate) party: Id,
    pub(crate) by: Option<Id>,
}

pub(crate) struct Parties {
    kind: BTreeMap<Id, EntityKind>,
    /// The state, or office's state, an entity belongs to.
    states: BTreeMap<String, Id>,
    state_of: BTreeMap<Id, String>,
    /// Persons, and the state whose office they hold.
    office: BTreeMap<Id, BTreeSet<String>>,
    /// Entities the codebook names, and the party they are or speak for.
    named: BTreeMap<Id, Id>,
    /// Capitals, and places whose name the codebook gives to a party that is no state: whoever governs there.
    seats: BTreeMap<Id, Id>,
    /// Codebook parties by index.
    codebook: Vec<Option<Id>>,
    /// Codebook parties that mediate.
    mediators: BTreeSet<Id>,
    /// Organisations that sat at the table.
    seated: BTreeSet<Id>,
    /// Whoever mediates any of the meetings, or is their host.
    mediating: BTreeSet<Id>,
    /// Who sat for a side at any meeting and negotiates.
    sides: BTreeSet<Id>,
}

/// Persons whom the articles introduce by words of the codebook: "union president Carol Watts", "Carol Watts, who leads
/// the union". Whoever is introduced for two parties speaks for neither.
fn introduced(desk: &Desk<'_>, kind: &BTreeMap<Id, EntityKind>) -> BTreeMap<Id, BTreeSet<usize>> {
    let mut speaks: BTreeMap<Id, BTreeSet<usize>> = BTreeMap::new();
    if desk.codebook.parties.is_empty() {
        return speaks;
    }
    let classes = &desk.lexicon.clause_words;
    let is = |class: &str, word: &str| {
        classes.is(class, &word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
    };
    for (i, (article, found)) in desk.corpus.articles.iter().zip(&desk.corpus.annotations).enumerate() {
        let mut hits = desk.codebook.parties_in(&article.text);
        hits.sort_by_key(|h| (h.span.start, h.span.end));
        for (n, mention) in found.mentions.iter().enumerate() {
            let Some(entity) = desk.entity(i, Some(n)) else { continue };
            if mention.how != How::Name || kind.get(&entity) != Some(&EntityKind::Person) {
                continue;
            }
            let at = hits.partition_point(|h| h.span.start < mention.span.start);
            let text = |from: usize, to: usize| article.text.get(from..to).unwrap_or_default();
            let before = at.checked_sub(1).and_then(|k| hits.get(k)).filter(|h| {
                let own = text(h.span.lo(), h.span.hi());
                let gap = text(h.span.hi(), mention.span.lo());
                let gap = gap.strip_prefix("'s").or_else(|| gap.strip_prefix("’s")).unwrap_or(gap);
                let lead = text(h.span.lo().saturating_sub(12), h.span.lo());
                let titled = own.split_whitespace().chain(gap.split_whitespace()).any(|w| is("speaker", w));
                titled
                    && gap.split_whitespace().all(|w| is("speaker", w) || is("leads_for", w))
                    && !lead.split_whitespace().chain(own.split_whitespace()).any(|w| is("former", w))
            });
            let after = hits.get(at).filter(|h| {
                let gap = text(mention.span.hi(), h.span.lo());
                let own = text(h.span.lo(), h.span.hi());
                let Some(gap) = gap.strip_prefix(", ") else { return false };
                let rest = text(h.span.hi(), (h.span.hi() + 40).min(article.text.len()));
                let follows = rest
                    .strip_prefix("'s")
                    .or_else(|| rest.strip_prefix("’s"))
                    .is_some_and(|r| r.split_whitespace().take(3).any(|w| is("speaker", w)));
                let named = gap
                    .split_whitespace()
                    .chain(own.split_whitespace())
                    .any(|w| is("speaker", w) || matches!(w, "leads" | "heads" | "represents"));
                (named || follows) && gap.split_whitespace().all(|w| is("speaker", w) || is("leads_for", w))
            });
            if let Some(hit) = before.or(after) {
                speaks.entry(entity).or_default().insert(hit.party);
            }
        }
    }
    speaks
}

/// Persons who hold an office of a body that only a pronoun names: "its director, Ono Velt"; no body where there are two.
fn of_bodies(desk: &Desk<'_>) -> BTreeMap<Id, Option<Id>> {
    let mut of: BTreeMap<Id, Option<Id>> = BTreeMap::new();
    for (i, found) in desk.corpus.annotations.iter().enumerate() {
        for role in &found.roles {
            let past = role.qualifier.as_deref().is_some_and(|q| desk.lexicon.offices.is_past(q));
            let speaks = desk.lexicon.offices.get(&role.role).is_none_or(|o| o.speaks_for_state);
            let both = desk.entity(i, Some(role.holder)).zip(desk.entity(i, role.of));
            if let Some((person, body)) = both.filter(|_| speaks && !past) {
                of.entry(person).and_modify(|b| *b = b.filter(|b| *b == body)).or_insert(Some(body));
            }
        }
    }
    of
}

/// The first article that speaks of each party of the codebook, and its day.
fn seen(desk: &Desk<'_>) -> BTreeMap<usize, (Id, Option<Date>)> {
    let mut first = BTreeMap::new();
    if desk.codebook.parties.is_empty() {
        return first;
    }
    for article in &desk.corpus.articles {
        for hit in desk.codebook.parties_in(&article.text) {
            first.entry(hit.party).or_insert((article.id, article.published.end));
        }
    }
    first
}

impl Parties {
    /// Who is who. Parties of the codebook that the articles name only by what they are ("the union") become entities.
    pub(crate) fn new(desk: &Desk<'_>, record: &mut Record) -> Parties {
        let first_seen = seen(desk);
        let mut kind = BTreeMap::new();
        let mut states = BTreeMap::new();
        let mut state_of = BTreeMap::new();
        for e in &record.entities {
            kind.insert(e.entity, e.kind);
            if let Some(state) = &e.state {
                state_of.insert(e.entity, state.clone());
                if e.kind == EntityKind::State {
                    states.entry(state.clone()).or_insert(e.entity);
                }
            }
        }
        let mut office: BTreeMap<Id, BTreeSet<String>> = BTreeMap::new();
        for role in &record.roles {
            let former =
                ["former ", "ex-", "one-time ", "retired ", "late "].iter().any(|w| role.role.starts_with(w));
            let speaks = desk.lexicon.offices.get(&role.role).is_none_or(|o| o.speaks_for_state);
            if let Some(state) = role.state.clone().filter(|_| !former && speaks) {
                office.entry(role.entity).or_default().insert(state);
            }
        }
        let mut by_name: BTreeMap<String, Vec<Id>> = BTreeMap::new();
        for alias in &record.aliases {
            by_name.entry(alias.name.to_lowercase()).or_default().push(alias.entity);
        }
        for e in &record.entities {
            by_name.entry(e.name.to_lowercase()).or_default().push(e.entity);
        }
        let find = |names: &mut dyn Iterator<Item = &String>| -> Vec<Id> {
            names.flat_map(|n| by_name.get(&n.to_lowercase()).cloned().unwrap_or_default()).collect()
        };
        let (mut named, mut codebook, mut mediators) = (BTreeMap::new(), Vec::new(), BTreeSet::new());
        let mut seats = BTreeMap::new();
        for (n, party) in desk.codebook.parties.iter().enumerate() {
            let same = find(&mut std::iter::once(&party.name).chain(&party.names));
            let state = party.state.as_ref().and_then(|s| states.get(s).copied());
            let id = state.or_else(|| {
                let fits = |id: &&Id| {
                    kind.get(id).is_some_and(|k| *k != EntityKind::Place && *k != EntityKind::Person)
                };
                same.iter().find(fits).copied()
            });
            let id = id.or_else(|| {
                let &(article, day) = first_seen.get(&n)?;
                let entity = Id::of("party", &[article.as_bytes(), party.id.as_bytes()]);
                record.entities.push(EntityRow {
                    entity,
                    name: party.name.clone(),
                    kind: party.kind,
                    state: party.state.clone(),
                    lat: None,
                    lon: None,
                    mentions: 0,
                    first_seen: day,
                });
                kind.insert(entity, party.kind);
                Some(entity)
            });
            // The codebook's name is the one to show.
            if let Some(entity) = record.entities.iter_mut().find(|e| Some(e.entity) == id) {
                entity.name.clone_from(&party.name);
            }
            codebook.push(id);
            let Some(id) = id else { continue };
            if party.mediator {
                mediators.insert(id);
            }
            named.insert(id, id);
            for other in same {
                match kind.get(&other) {
                    Some(EntityKind::Place) => seats.insert(other, id),
                    Some(_) => named.insert(other, id),
                    None => None,
                };
            }
            for person in &party.people {
                for p in find(&mut std::iter::once(&person.name).chain(&person.names)) {
                    named.insert(p, id);
                }
            }
        }
        for (person, parties) in introduced(desk, &kind) {
            let party =
                parties.first().filter(|_| parties.len() == 1).and_then(|p| codebook.get(*p).copied());
            if let Some(party) = party.flatten() {
                named.entry(person).or_insert(party);
            }
        }
        for e in record.entities.iter().filter(|e| e.kind == EntityKind::Place) {
            let state = desk.lexicon.known.capital(&e.name).and_then(|s| states.get(s.code));
            if let Some(&party) = state {
                seats.entry(e.entity).or_insert(named.get(&party).copied().unwrap_or(party));
            }
        }
        for (person, body) in of_bodies(desk) {
            if let Some(&party) = body.and_then(|b| named.get(&b)) {
                named.entry(person).or_insert(party);
            }
        }
        let mut seated = BTreeSet::new();
        for (i, found) in desk.corpus.annotations.iter().enumerate() {
            for p in found.meetings.iter().flat_map(|m| &m.participants) {
                let entity = desk.entity(i, Some(p.mention)).into_iter().chain(desk.entity(i, p.side));
                let delegate = p.role == ParticipantRole::Delegate || p.role == ParticipantRole::Leader;
                seated.extend(entity.filter(|_| delegate));
            }
        }
        let (mediating, sides) = (BTreeSet::new(), BTreeSet::new());
        let mut all = Parties {
            kind,
            states,
            state_of,
            office,
            named,
            seats,
            codebook,
            mediators,
            seated,
            mediating,
            sides,
        };
        let found = || desk.corpus.annotations.iter().enumerate();
        let mediating = found().flat_map(|(i, f)| {
            let who = f.meetings.iter().flat_map(|m| &m.participants);
            let who = who.filter(|p| matches!(p.role, ParticipantRole::Mediator | ParticipantRole::Host));
            let all = &all;
            who.filter_map(move |p| Some(all.of(desk.entity(i, Some(p.mention))?)?.party))
        });
        all.mediating = mediating.collect();
        all.sides = found().flat_map(|(i, f)| all.sides(desk, i, f)).collect();
        all
    }

    /// Who sits for a side at the meetings of an article and negotiates. Whoever mediates any of the pile's meetings is
    /// no side of them.
    pub(crate) fn sides(&self, desk: &Desk<'_>, i: usize, found: &Annotations) -> BTreeSet<Id> {
        let present = found.meetings.iter().flat_map(|m| &m.participants);
        present
            .filter(|p| p.role == ParticipantRole::Delegate)
            .filter_map(|p| self.of(desk.entity(i, p.side).or(desk.entity(i, Some(p.mention)))?))
            .map(|s| s.party)
            .filter(|p| self.negotiates(*p) && !self.mediating.contains(p))
            .collect()
    }

    /// Who sat for a side at any meeting of the pile.
    pub(crate) fn all_sides(&self) -> &BTreeSet<Id> {
        &self.sides
    }

    /// The party that an entity is or speaks for where it acts: a place stands for whoever governs it.
    pub(crate) fn of_actor(&self, entity: Id) -> Option<Spoken> {
        let seat = || Some(Spoken { party: *self.seats.get(&entity)?, by: None });
        self.of(entity).or_else(seat)
    }

    /// The party an entity is or speaks for.
    pub(crate) fn of(&self, entity: Id) -> Option<Spoken> {
        let person = self.kind.get(&entity) == Some(&EntityKind::Person);
        let by = person.then_some(entity);
        if let Some(&party) = self.named.get(&entity) {
            return Some(Spoken { party, by });
        }
        match self.kind.get(&entity)? {
            EntityKind::State | EntityKind::Government | EntityKind::ArmedGroup => {
                Some(Spoken { party: entity, by })
            }
            EntityKind::Person => {
                let mut offices = self.office.get(&entity)?.iter();
                match (offices.next(), offices.next()) {
                    (Some(state), None) => Some(Spoken { party: *self.states.get(state)?, by }),
                    // Offices of two states: nobody can say for whom.
                    _ => None,
                }
            }
            EntityKind::Office => {
                let state = self.state_of.get(&entity)?;
                Some(Spoken { party: *self.states.get(state)?, by: Some(entity) })
            }
            EntityKind::Organisation if self.seated.contains(&entity) => Some(Spoken { party: entity, by }),
            EntityKind::Organisation
            | EntityKind::Group
            | EntityKind::Outlet
            | EntityKind::Place
            | EntityKind::Agreement => None,
        }
    }

    /// The party of a state.
    pub(crate) fn of_state(&self, state: &str) -> Option<Id> {
        self.states.get(state).copied()
    }

    /// The entity of the codebook's party with that index.
    pub(crate) fn of_codebook(&self, party: usize) -> Option<Id> {
        self.codebook.get(party).copied().flatten()
    }

    /// The ids of the codebook's mediators, separated by commas.
    pub(crate) fn mediators(&self) -> String {
        self.mediators.iter().map(Id::to_string).collect::<Vec<_>>().join(",")
    }

    /// The codebook's parties that do not mediate.
    pub(crate) fn negotiators(&self) -> Vec<Id> {
        self.codebook.iter().flatten().copied().filter(|id| !self.mediators.contains(id)).collect()
    }

    /// Is it one that can sit for a side: no mediator, and no body that only speaks?
    pub(crate) fn negotiates(&self, party: Id) -> bool {
        let body = matches!(
            self.kind.get(&party),
            Some(EntityKind::State | EntityKind::Government | EntityKind::ArmedGroup)
        );
        body && !self.mediates(party)
    }

    /// Does the codebook call it a mediator?
    pub(crate) fn mediates(&self, party: Id) -> bool {
        self.mediators.contains(&party)
    }
}
