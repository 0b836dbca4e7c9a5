//! Meetings: who sat where, round by round, with the rounds nobody reports as gaps; then each meeting with its words.

use super::set;
use crate::address::Address;
use crate::frame::{Frame, Turn};
use crate::site::Site;
use askama::Template;
use rapporteur_model::record::ParticipantRow;
use rapporteur_model::{Id, ParticipantRole};
use rapporteur_show::line::Line;
use rapporteur_show::view::{Meeting, MeetingItem};
use rapporteur_show::wording;
use std::collections::BTreeMap;

/// Columns of the grid, and meetings of the list.
const SIZE: usize = 14;
/// Rows of the grid.
const PEOPLE: usize = 60;

/// A column of the grid.
enum Column<'a> {
    Held(&'a Meeting),
    Missing(String),
}

/// A cell: the sign, what it says, and the words.
struct Seat {
    sign: &'static str,
    words: String,
    href: String,
}

struct Person {
    id: Id,
    name: Line,
    side: Option<Line>,
    seats: Vec<Option<Seat>>,
    gaps: Vec<bool>,
}

impl Person {
    fn cells(&self) -> impl Iterator<Item = (&Option<Seat>, &bool)> {
        self.seats.iter().zip(&self.gaps)
    }
}

#[derive(Template)]
#[template(path = "meetings.html")]
struct Page<'a, 'r> {
    frame: Frame,
    site: &'a Site<'r>,
    columns: Vec<Column<'a>>,
    people: Vec<Person>,
    more_people: usize,
    items: &'a [MeetingItem],
    turn: Turn,
}

fn sign(role: ParticipantRole) -> &'static str {
    match role {
        ParticipantRole::Delegate => "●",
        ParticipantRole::Leader => "◆",
        ParticipantRole::Mediator => "M",
        ParticipantRole::Host => "H",
    }
}

/// The page; the newest meetings unless another page is asked for.
pub(crate) fn page(site: &Site, address: &Address) -> String {
    let all = &site.brief.meetings;
    let turn = Turn::from_end(site, address, all.len(), SIZE);
    let items = turn.of(all);
    let columns: Vec<Column> = items
        .iter()
        .map(|item| match item {
            MeetingItem::Meeting(m) => Column::Held(m),
            MeetingItem::Missing(a, b, _) if a == b => Column::Missing(format!("round {a}")),
            MeetingItem::Missing(a, b, _) => Column::Missing(format!("rounds {a}–{b}")),
        })
        .collect();
    let mut seats: BTreeMap<Id, BTreeMap<usize, &ParticipantRow>> = BTreeMap::new();
    for (n, column) in columns.iter().enumerate() {
        let Column::Held(m) = column else { continue };
        let rows = &site.record.participants;
        let first = rows.partition_point(|p| p.meeting < m.meeting);
        for row in rows.iter().skip(first).take_while(|p| p.meeting == m.meeting) {
            seats.entry(row.participant).or_default().entry(n).or_insert(row);
        }
    }
    let gaps: Vec<bool> = columns.iter().map(|c| matches!(c, Column::Missing(_))).collect();
    let mut people: Vec<Person> = seats
        .iter()
        .map(|(id, at)| Person {
            id: *id,
            name: site.index.name(*id),
            side: at.values().find_map(|p| p.side).map(|s| site.index.name(s)),
            seats: (0..columns.len())
                .map(|n| {
                    at.get(&n).map(|p| {
                        let office = p.office.as_deref().unwrap_or("");
                        let comma = if office.is_empty() { "" } else { ", " };
                        Seat {
                            sign: sign(p.role),
                            words: format!("{}{comma}{office}", wording::participant(p.role)),
                            href: site.at(&p.at),
                        }
                    })
                })
                .collect(),
            gaps: gaps.clone(),
        })
        .collect();
    people.sort_by_cached_key(|p| {
        let side = p.side.as_ref().map(Line::plain);
        let held = p.seats.iter().flatten().count();
        (side.is_none(), side, std::cmp::Reverse(held), p.name.plain(), p.id)
    });
    let more_people = people.len().saturating_sub(PEOPLE);
    people.truncate(PEOPLE);
    let frame = Frame::new(site, address, "meetings", "Meetings");
    set(&Page { frame, site, columns, people, more_people, items, turn })
}

fn when(m: &Meeting) -> String {
    wording::interval(m.date)
}
