//! Names: the list of entities, and each one's page: how outlets spell it, its offices, why its names are one.

use super::set;
use crate::address::Address;
use crate::frame::{Frame, Turn};
use crate::html::Html;
use crate::site::Site;
use askama::Template;
use rapporteur_model::record::*;
use rapporteur_model::{EntityKind, Id, Record};
use rapporteur_show::line::Line;
use rapporteur_show::view::event_line;
use rapporteur_show::wording;
use std::collections::{BTreeMap, BTreeSet};

/// Entities on one page of the list.
const SIZE: usize = 80;
/// Mentions on one page.
const MENTIONS: usize = 40;
/// Rows of the other lists.
const ROWS: usize = 60;

struct Choice {
    name: String,
    href: String,
    on: bool,
    count: usize,
}

#[derive(Template)]
#[template(path = "entities.html")]
struct ListPage<'r> {
    frame: Frame,
    kinds: Vec<Choice>,
    rows: Vec<(&'r EntityRow, Line, String)>,
    turn: Turn,
    q: String,
    kind: String,
}

/// The list, most mentions first.
pub(crate) fn list(site: &Site, address: &Address) -> String {
    let all = &site.record.entities;
    let kind = address.get("kind").unwrap_or("");
    let q = address.get("name").unwrap_or("");
    let Names { counts, .. } = &site.names;
    let mut rows = named_like(site, q);
    rows.retain(|e| kind.is_empty() || e.kind.as_str() == kind);
    let turn = Turn::new(site, address, rows.len(), SIZE);
    let mut kinds = vec![Choice {
        name: "All".to_owned(),
        href: site.link_with("/entities", &[("name", q)]),
        on: kind.is_empty(),
        count: all.len(),
    }];
    kinds.extend(counts.iter().map(|(k, n)| Choice {
        name: wording::capital(&wording::spaced(k)),
        href: site.link_with("/entities", &[("kind", k), ("name", q)]),
        on: kind == *k,
        count: *n,
    }));
    let rows = turn.of(&rows).iter().map(|e| (*e, Line::quote(&e.name), site.entity(&e.entity))).collect();
    set(&ListPage {
        frame: Frame::new(site, address, "entities", "Names"),
        kinds,
        rows,
        turn,
        q: q.to_owned(),
        kind: kind.to_owned(),
    })
}

/// Entities with their spellings as they are looked for: worked out once for a record.
pub(crate) struct Names<'r> {
    /// Most mentions first.
    order: Vec<&'r EntityRow>,
    /// Spellings in small letters, each with the place of its entity in `order`.
    spellings: Vec<(String, usize)>,
    /// How many there are of each kind.
    counts: BTreeMap<&'static str, usize>,
}

impl<'r> Names<'r> {
    /// From the record's entities and aliases.
    pub(crate) fn new(record: &'r Record) -> Names<'r> {
        let mut order: Vec<&EntityRow> = record.entities.iter().collect();
        order.sort_by(|a, b| {
            b.mentions.cmp(&a.mentions).then_with(|| a.name.cmp(&b.name)).then(a.entity.cmp(&b.entity))
        });
        let places: BTreeMap<Id, usize> = order.iter().enumerate().map(|(i, e)| (e.entity, i)).collect();
        let names = record.entities.iter().map(|e| (e.entity, &e.name));
        let aliases = record.aliases.iter().map(|a| (a.entity, &a.name));
        let mut spellings: Vec<(String, usize)> = names
            .chain(aliases)
            .filter_map(|(id, name)| Some((name.to_lowercase(), *places.get(&id)?)))
            .collect();
        spellings.sort_unstable();
        spellings.dedup();
        let mut counts = BTreeMap::new();
        for e in &record.entities {
            *counts.entry(e.kind.as_str()).or_default() += 1;
        }
        Names { order, spellings, counts }
    }
}

/// Entities one of whose spellings holds the words, whatever the case; most mentions first.
pub(crate) fn named_like<'r>(site: &Site<'r>, words: &str) -> Vec<&'r EntityRow> {
    let Names { order, spellings, .. } = &site.names;
    if words.is_empty() {
        return order.clone();
    }
    let words = words.to_lowercase();
    let found: BTreeSet<usize> =
        spellings.iter().filter(|(name, _)| name.contains(&words)).map(|(_, place)| *place).collect();
    found.iter().filter_map(|place| order.get(*place).copied()).collect()
}

/// A spelling with who uses it.
struct Spelling {
    name: Line,
    count: u32,
    outlets: Line,
}

struct Said {
    label: Line,
    stance: &'static str,
    when: String,
    href: String,
    at: String,
    place: Line,
}

#[derive(Template)]
#[template(path = "entity.html")]
struct OnePage<'a, 'r> {
    frame: Frame,
    site: &'a Site<'r>,
    entity: &'r EntityRow,
    name: Line,
    kind: String,
    facts: Vec<String>,
    spellings: Vec<Spelling>,
    more_spellings: usize,
    merges: Vec<(Line, Line, Line, String)>,
    more_merges: usize,
    roles: Vec<(Line, String, Html, String, Line)>,
    positions: Vec<Said>,
    more_positions: usize,
    events: Vec<(String, Line, String)>,
    more_events: usize,
    mentions: Vec<(Html, &'static str, Line, String)>,
    turn: Turn,
}

fn belonging<R>(rows: &[R], id: Id, of: impl Fn(&R) -> Id) -> &[R] {
    let first = rows.partition_point(|r| of(r) < id);
    let last = rows.partition_point(|r| of(r) <= id);
    rows.get(first..last).unwrap_or(&[])
}

/// One entity. None if there is no such one.
pub(crate) fn one(site: &Site, address: &Address, id: &str) -> Option<String> {
    let record = site.record;
    let index = &site.index;
    let id: Id = id.parse().ok()?;
    let id = record.former_ids.iter().find(|f| f.id == id).map_or(id, |f| f.now);
    let entity = record.entity(id)?;
    let mut by_name: BTreeMap<&str, (u32, BTreeMap<&str, u32>)> = BTreeMap::new();
    for a in belonging(&record.aliases, id, |a| a.entity) {
        let entry = by_name.entry(&a.name).or_default();
        entry.0 += a.count;
        *entry.1.entry(&a.outlet).or_default() += a.count;
    }
    let mut by_name: Vec<_> = by_name.into_iter().collect();
    by_name.sort_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(b.0)));
    let more_spellings = by_name.len().saturating_sub(ROWS);
    let spellings = by_name.into_iter().take(ROWS).map(|(name, (count, outlets))| {
        let more = outlets.len().saturating_sub(6);
        let mut outlets: Vec<_> = outlets.into_iter().collect();
        outlets.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let names = outlets.iter().take(6).map(|(outlet, n)| {
            let name = if outlet.is_empty() { Line::say("no outlet named") } else { Line::quote(outlet) };
            name.ours(format!(" {n}"))
        });
        let line = Line::join(names, ", ");
        let line = if more > 0 { line.ours(format!(", {more} more")) } else { line };
        Spelling { name: Line::quote(name), count, outlets: line }
    });
    // The same two spellings may have been put together for several mentions.
    let mut merges: Vec<&MergeRow> = belonging(&record.merges, id, |m| m.entity).iter().collect();
    merges.dedup_by(|a, b| a.name_a == b.name_a && a.name_b == b.name_b && a.why == b.why);
    let roles = belonging(&record.roles, id, |r| r.entity);
    // One row an office; the words are those that say it first.
    let mut offices: BTreeMap<(&str, Option<&str>), (&RoleRow, usize)> = BTreeMap::new();
    for r in roles {
        offices.entry((r.role.as_str(), r.state.as_deref())).or_insert((r, 0)).1 += 1;
    }
    let mut offices: Vec<_> = offices.into_values().collect();
    offices.sort_by_key(|(r, n)| (std::cmp::Reverse(*n), r.at));
    let roles = offices.into_iter().take(ROWS).map(|(r, n)| {
        let state = r.state.as_deref().map_or_else(Line::new, |s| Line::say(" (").outside(s).ours(")"));
        let held = if r.held.is_unknown() { String::new() } else { wording::interval(r.held) };
        let times =
            if n > 1 { format!("{held} · {n} times").trim_start_matches(" · ").to_owned() } else { held };
        (
            Line::quote(&r.role).and(state),
            times,
            site.passage(&r.at),
            site.at(&r.at),
            site.place(r.at.article),
        )
    });
    let mut positions: Vec<&PositionRow> =
        record.positions.iter().filter(|p| p.party == id || p.said_by == Some(id)).collect();
    positions.sort_by_cached_key(|p| std::cmp::Reverse(index.age(p)));
    let more_positions = positions.len().saturating_sub(ROWS);
    let positions_shown = positions.iter().take(ROWS).map(|p| Said {
        label: if p.party == id {
            index.issue_title(&p.issue)
        } else {
            Line::say("for ").and(index.name(p.party)).ours(": ").and(index.issue_title(&p.issue))
        },
        stance: wording::stance(p.stance),
        when: wording::interval(p.date),
        href: site.history(&p.position),
        at: site.at(&p.at),
        place: site.place(p.at.article),
    });
    let mut events: Vec<&EventRow> = record
        .events
        .iter()
        .filter(|e| e.actor == Some(id) || e.recipient == Some(id) || e.place == Some(id))
        .collect();
    events.sort_by_key(|e| (std::cmp::Reverse(e.date.end.or(e.date.start)), e.event));
    let more_events = events.len().saturating_sub(ROWS);
    let mentions = site.mentions.get(&id).map_or(&[][..], Vec::as_slice);
    let turn = Turn::new(site, address, mentions.len(), MENTIONS);
    let rows = turn
        .of(mentions)
        .iter()
        .filter_map(|i| record.mentions.get(*i as usize))
        .map(|m| (site.passage(&m.at), m.how.as_str(), site.place(m.at.article), site.at(&m.at)));
    let mut facts = Vec::new();
    facts.extend(entity.state.as_ref().map(|s| format!("state {s}")));
    facts.push(wording::count(entity.mentions as usize, "mention", "mentions"));
    facts.extend(entity.first_seen.map(|d| format!("first seen {}", wording::day(d))));
    if let (Some(lat), Some(lon), EntityKind::Place) = (entity.lat, entity.lon, entity.kind) {
        facts.push(format!("{lat:.2}°, {lon:.2}°"));
    }
    let name = Line::quote(&entity.name);
    Some(set(&OnePage {
        frame: Frame::new(site, address, "entities", &name.plain()),
        site,
        entity,
        kind: wording::capital(&wording::spaced(entity.kind.as_str())),
        facts,
        spellings: spellings.collect(),
        more_spellings,
        merges: merges
            .iter()
            .take(ROWS)
            .map(|m| {
                (
                    Line::quote(&m.name_a),
                    Line::quote(&m.name_b),
                    Line::quote(&m.why),
                    format!("{:.2}", m.score),
                )
            })
            .collect(),
        more_merges: merges.len().saturating_sub(ROWS),
        roles: roles.collect(),
        positions: positions_shown.collect(),
        more_positions,
        events: events
            .iter()
            .take(ROWS)
            .map(|e| (wording::interval(e.date), event_line(index, e), site.at(&e.at)))
            .collect(),
        more_events,
        mentions: rows.collect(),
        turn,
        name,
    }))
}
