//! The timeline: what happened when, as reported, drawn in lanes and listed; zoomed by the query.

use super::set;
use crate::address::Address;
use crate::frame::{Frame, Turn};
use crate::html::Html;
use crate::site::Site;
use askama::Template;
use rapporteur_model::date::{days_between, later};
use rapporteur_model::{Date, Interval};
use rapporteur_show::view::{Entry, EntryKind};
use rapporteur_show::wording;
use std::collections::BTreeMap;

/// Entries on one page of the list.
const SIZE: usize = 60;
/// Lanes from top to bottom, with what they are called.
const LANES: &[(EntryKind, &str)] = &[
    (EntryKind::Meeting, "Meetings"),
    (EntryKind::Assessment, "How it goes"),
    (EntryKind::Position, "Positions"),
    (EntryKind::Event, "Events"),
    (EntryKind::Deadline, "Deadlines"),
];
/// Where the drawing's days begin and end, in its own units.
const LEFT: f64 = 112.0;
const RIGHT: f64 = 990.0;
const LANE: f64 = 46.0;
const TOP: f64 = 16.0;
/// Entries of one lane nearer than this are drawn as one.
const NEAR: f64 = 11.0;

struct Zoom {
    name: &'static str,
    href: String,
}

struct Choice {
    name: &'static str,
    href: String,
    on: bool,
    count: usize,
}

#[derive(Template)]
#[template(path = "timeline.html")]
struct Page<'a, 'r> {
    frame: Frame,
    site: &'a Site<'r>,
    drawing: Html,
    when: String,
    from: String,
    to: String,
    kind: String,
    zooms: Vec<Zoom>,
    kinds: Vec<Choice>,
    entries: Vec<(&'a Entry, Option<String>)>,
    total: usize,
    turn: Turn,
    undated: Option<String>,
}

fn first_day(e: &Entry) -> Option<Date> {
    e.date.start.or(e.date.end)
}

fn last_day(e: &Entry) -> Option<Date> {
    e.date.end.or(e.date.start)
}

/// The days shown unless others are asked for: those of the reporting, for old agreements would crowd the present out.
fn usual(site: &Site, all: &[&Entry]) -> Option<(Date, Date)> {
    let published = || site.record.articles.iter().filter_map(|a| a.published.end);
    let entries = || all.iter().filter_map(|e| first_day(e));
    let from = published().min().or_else(|| entries().min())?;
    let to = published().max().or_else(|| entries().max())?;
    let room = (days_between(from, to) / 12).clamp(3, 400);
    Some((later(from, -room)?, later(to, room)?))
}

/// The page.
pub(crate) fn page(site: &Site, address: &Address) -> String {
    let frame = Frame::new(site, address, "timeline", "Timeline");
    let all: Vec<&Entry> = site.brief.timeline.months.iter().flat_map(|(_, entries)| entries).collect();
    let usual = usual(site, &all);
    let (mut from, mut to) = match (address.parse::<Date>("from"), address.parse::<Date>("to"), usual) {
        (Some(a), Some(b), _) => (a, b),
        (a, b, Some((x, y))) => (a.unwrap_or(x), b.unwrap_or(y)),
        (a, b, None) => {
            let day = a.or(b).unwrap_or(Date::MIN);
            (day, day)
        }
    };
    if to < from {
        std::mem::swap(&mut from, &mut to);
    }
    let within =
        |e: &&&Entry| first_day(e).is_some_and(|d| d <= to) && last_day(e).is_some_and(|d| d >= from);
    let near: Vec<&Entry> = all.iter().filter(within).copied().collect();
    let kind = address.get("kind").filter(|k| LANES.iter().any(|(l, _)| l.as_str() == *k)).unwrap_or("");
    let shown: Vec<&Entry> =
        near.iter().filter(|e| kind.is_empty() || e.kind.as_str() == kind).copied().collect();
    let turn = Turn::new(site, address, shown.len(), SIZE);
    let entries = turn
        .of(&shown)
        .iter()
        .map(|e| {
            let more = e.more.as_deref();
            let place = more.and_then(|m| m.strip_prefix("p-")).and_then(|id| id.parse().ok());
            let meeting = more.filter(|m| m.starts_with("mt-")).map(|m| site.link("/meetings") + "#" + m);
            (*e, place.map(|id| site.history(&id)).or(meeting))
        })
        .collect();
    let go = |a: Date, b: Date, kind: &str| {
        site.link_with("/timeline", &[("from", &a.to_string()), ("to", &b.to_string()), ("kind", kind)])
    };
    let length = days_between(from, to).max(1);
    let mut zooms = Vec::new();
    let mut zoom = |name, a: i64, b: i64| {
        if let (Some(a), Some(b)) = (later(from, a), later(to, b)) {
            zooms.push(Zoom { name, href: go(a, b, kind) });
        }
    };
    zoom("← Earlier", -(length / 2).max(1), -(length / 2).max(1));
    if length > 4 {
        zoom("Zoom in", length / 4, -(length / 4));
    }
    zoom("Zoom out", -(length / 2).max(1), (length / 2).max(1));
    zoom("Later →", (length / 2).max(1), (length / 2).max(1));
    zooms.push(Zoom { name: "Days of the reporting", href: site.link("/timeline") });
    let ends = (all.iter().filter_map(|e| first_day(e)).min(), all.iter().filter_map(|e| last_day(e)).max());
    if let (Some(a), Some(b)) = ends {
        zooms.push(Zoom { name: "Everything", href: go(a, b, kind) });
    }
    let mut kinds =
        vec![Choice { name: "All", href: go(from, to, ""), on: kind.is_empty(), count: near.len() }];
    kinds.extend(LANES.iter().map(|(lane, name)| Choice {
        name,
        href: go(from, to, lane.as_str()),
        on: kind == lane.as_str(),
        count: near.iter().filter(|e| e.kind == *lane).count(),
    }));
    let timeline = &site.brief.timeline;
    set(&Page {
        frame,
        site,
        drawing: draw(site, &shown, from, to, kind),
        when: wording::interval(Interval::new(from, to)),
        from: from.to_string(),
        to: to.to_string(),
        kind: kind.to_owned(),
        zooms,
        kinds,
        entries,
        total: shown.len(),
        turn,
        undated: (timeline.undated > 0).then(|| timeline.undated_words()),
    })
}

/// Days between two marks of the axis, with how they are labelled.
fn step(days: i64) -> i64 {
    let fits = |step: &&i64| days / **step <= 10;
    [1, 2, 7, 14, 31, 92, 183, 366, 5 * 366, 10 * 366, 50 * 366]
        .iter()
        .find(fits)
        .copied()
        .unwrap_or(100 * 366)
}

/// The days that get a mark: the first of months and years where marks are a month or more apart.
fn marks(from: Date, to: Date) -> Vec<Date> {
    let step = step(days_between(from, to).max(1));
    let mut out = Vec::new();
    let mut day = match step {
        ..=14 => from,
        15..=183 => from.first_of_month(),
        _ => from.first_of_year(),
    };
    while day <= to && out.len() < 40 {
        if day >= from {
            out.push(day);
        }
        let Some(next) = later(day, step) else { break };
        day = match step {
            ..=14 => next,
            15..=183 => next.first_of_month(),
            _ => next.first_of_year(),
        };
        if out.last() == Some(&day) {
            break;
        }
    }
    out
}

fn draw(site: &Site, entries: &[&Entry], from: Date, to: Date, kind: &str) -> Html {
    let length = days_between(from, to).max(1) as f64;
    let x = |day: Date| {
        let at = (days_between(from, day) as f64 / length).clamp(0.0, 1.0);
        LEFT + 8.0 + at * (RIGHT - LEFT - 16.0)
    };
    let height = TOP + LANE * LANES.len() as f64 + 30.0;
    let mut svg = Html::new();
    svg.put(format_args!(
        "<svg class=\"lanes\" viewBox=\"0 0 1000 {height:.0}\" role=\"group\" aria-labelledby=\"drawing-t\"><title id=\"drawing-t\">"
    ));
    svg.text(&format!(
        "{} between {} and {}",
        wording::count(entries.len(), "entry", "entries"),
        wording::day(from),
        wording::day(to)
    ));
    svg.put(format_args!("</title>"));
    let floor = TOP + LANE * LANES.len() as f64;
    for day in marks(from, to) {
        let at = x(day);
        let label = if step(length as i64) > 14 { wording::month(day) } else { wording::day(day) };
        let label = label
            .rsplit_once(' ')
            .filter(|_| step(length as i64) <= 14)
            .map_or(label.as_str(), |(l, _)| l)
            .to_owned();
        svg.put(format_args!(
            "<line class=\"tick\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{TOP}\" y2=\"{floor:.1}\"/><text class=\"axis\" x=\"{at:.1}\" y=\"{:.1}\">",
            floor + 18.0
        ));
        svg.text(&label).put(format_args!("</text>"));
    }
    for (n, (lane, name)) in LANES.iter().enumerate() {
        let middle = TOP + LANE * (n as f64 + 0.5);
        svg.put(format_args!(
            "<line class=\"lane\" x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{middle:.1}\" y2=\"{middle:.1}\"/><text class=\"lane-name\" x=\"{:.1}\" y=\"{:.1}\">{name}</text>",
            LEFT - 10.0,
            middle + 4.0
        ));
        let mut groups: BTreeMap<i64, Vec<&Entry>> = BTreeMap::new();
        for e in entries.iter().filter(|e| e.kind == *lane) {
            // What began before the days shown stands at their beginning.
            let day = first_day(e).unwrap_or(from).clamp(from, to);
            groups.entry((x(day) / NEAR).floor() as i64).or_default().push(e);
        }
        for group in groups.values() {
            group_of(&mut svg, site, group, (from, to), kind, middle, &x);
        }
    }
    svg.put(format_args!("</svg>"));
    svg
}

fn group_of(
    svg: &mut Html,
    site: &Site,
    group: &[&Entry],
    (from, to): (Date, Date),
    kind: &str,
    y: f64,
    x: &dyn Fn(Date) -> f64,
) {
    let days = || group.iter().filter_map(|e| first_day(e)).map(|d| d.clamp(from, to));
    let (Some(first), Some(last)) = (days().min(), days().max()) else { return };
    let ends = group.iter().filter_map(|e| last_day(e)).max().unwrap_or(last).clamp(from, to);
    let at = (x(first) + x(last)) / 2.0;
    let lone = group.first().filter(|_| group.len() == 1);
    let href = match lone.and_then(|e| e.cite.as_ref()) {
        Some(cite) => site.at(&cite.at),
        None => site.link_with(
            "/timeline",
            &[("from", &first.to_string()), ("to", &ends.to_string()), ("kind", kind)],
        ),
    };
    let radius = (5.0 + (group.len() as f64).sqrt() * 1.6 - 1.6).min(17.0);
    svg.put(format_args!("<a href=\"")).text(&href).put(format_args!("\">"));
    // An interval of one entry is drawn as such.
    if lone.is_some() && ends > first && x(ends) - x(first) > 6.0 {
        svg.put(format_args!(
            "<rect class=\"span\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"4\"/>",
            x(first),
            y - 2.0,
            x(ends) - x(first)
        ));
    }
    let class = group.first().map_or("event", |e| e.kind.as_str());
    svg.put(format_args!("<circle class=\"dot d-{class}\" cx=\"{at:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"/>"));
    if group.len() > 9 {
        svg.put(format_args!(
            "<text class=\"many\" x=\"{at:.1}\" y=\"{:.1}\">{}</text>",
            y + 3.5,
            group.len()
        ));
    }
    svg.put(format_args!("<title>"));
    match lone {
        Some(e) => svg.text(&e.when()).put(format_args!(": ")).plain(&e.line, 200),
        None => svg.text(&format!(
            "{}, {}",
            wording::count(group.len(), "entry", "entries"),
            wording::interval(Interval::new(first, last))
        )),
    };
    svg.put(format_args!("</title></a>"));
}
