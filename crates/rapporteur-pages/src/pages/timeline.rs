//! The timeline: what happened when, as reported, drawn in lanes and listed; zoomed by the query.

use super::set;
use crate::address::Address;
use crate::frame::{Frame, Turn};
use crate::html::Html;
use crate::site::Site;
use askama::Template;
use rapporteur_model::date::{days_between, later};
use rapporteur_model::{Date, Interval};
use rapporteur_show::view::{Entry, EntryKind, Timeline};
use rapporteur_show::wording;

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

/// The days that days are counted from.
const BEGIN: Date = Date::constant(1, 1, 1);

fn number(day: Date) -> i32 {
    i32::try_from(days_between(BEGIN, day)).unwrap_or(0)
}

fn day(number: i32) -> Date {
    later(BEGIN, number.into()).unwrap_or(BEGIN)
}

/// What the drawing has to know of an entry: hundreds of thousands are gone through for each zoom.
#[derive(Debug, Clone, Copy)]
struct Short {
    first: i32,
    last: i32,
    lane: u8,
}

/// The entries that have a day, in order, with their days as numbers. Worked out once for a record.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    all: Vec<Entry>,
    short: Vec<Short>,
    /// First and last day of any.
    ends: Option<(i32, i32)>,
    /// The days shown unless others are asked for.
    usual: Option<(Date, Date)>,
    undated: Option<String>,
}

impl Entries {
    /// From a brief's timeline, and the first and last day of publication.
    pub(crate) fn new(timeline: Timeline, published: (Option<Date>, Option<Date>)) -> Entries {
        let undated = (timeline.undated > 0).then(|| timeline.undated_words());
        let mut entries = Entries { undated, ..Entries::default() };
        for e in timeline.months.into_iter().flat_map(|(_, entries)| entries) {
            let lane = LANES.iter().position(|(kind, _)| *kind == e.kind);
            let (Some(first), Some(last), Some(lane)) = (first_day(&e), last_day(&e), lane) else { continue };
            let lane = u8::try_from(lane).unwrap_or(0);
            entries.short.push(Short { first: number(first), last: number(last), lane });
            entries.all.push(e);
        }
        let (first, last) = (entries.short.iter().map(|s| s.first), entries.short.iter().map(|s| s.last));
        entries.ends = first.min().zip(last.max());
        // The days of the reporting, for old agreements would crowd the present out.
        let from = published.0.or(entries.ends.map(|(a, _)| day(a)));
        let to = published.1.or(entries.short.iter().map(|s| s.first).max().map(day));
        entries.usual = from.zip(to).and_then(|(from, to)| {
            let room = (days_between(from, to) / 12).clamp(3, 400);
            Some((later(from, -room)?, later(to, room)?))
        });
        entries
    }

    /// Those of some places in the list, with their days.
    fn some<'e>(&'e self, places: &'e [u32]) -> impl Iterator<Item = (&'e Entry, Short)> {
        places.iter().filter_map(|i| {
            let i = usize::try_from(*i).ok()?;
            Some((self.all.get(i)?, *self.short.get(i)?))
        })
    }
}

/// The page.
pub(crate) fn page(site: &Site, address: &Address) -> String {
    let frame = Frame::new(site, address, "timeline", "Timeline");
    let all = &site.entries;
    let (mut from, mut to) = match (address.parse::<Date>("from"), address.parse::<Date>("to"), all.usual) {
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
    let kind = address.get("kind").filter(|k| LANES.iter().any(|(l, _)| l.as_str() == *k)).unwrap_or("");
    let wanted = LANES.iter().position(|(l, _)| l.as_str() == kind);
    let (low, high) = (number(from), number(to));
    let mut counts = [0usize; LANES.len()];
    let mut shown: Vec<u32> = Vec::new();
    for (i, e) in (0u32..).zip(&all.short) {
        if e.first <= high && e.last >= low {
            if let Some(count) = counts.get_mut(usize::from(e.lane)) {
                *count += 1;
            }
            if wanted.is_none_or(|w| w == usize::from(e.lane)) {
                shown.push(i);
            }
        }
    }
    let turn = Turn::new(site, address, shown.len(), SIZE);
    let entries = all
        .some(turn.of(&shown))
        .map(|(e, _)| {
            let more = e.more.as_deref();
            let place = more.and_then(|m| m.strip_prefix("p-")).and_then(|id| id.parse().ok());
            let meeting = more.filter(|m| m.starts_with("mt-")).map(|m| site.link("/meetings") + "#" + m);
            (e, place.map(|id| site.history(&id)).or(meeting))
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
    if let Some((a, b)) = all.ends {
        zooms.push(Zoom { name: "Everything", href: go(day(a), day(b), kind) });
    }
    let near = counts.iter().sum();
    let mut kinds = vec![Choice { name: "All", href: go(from, to, ""), on: kind.is_empty(), count: near }];
    kinds.extend(LANES.iter().zip(counts).map(|((lane, name), count)| Choice {
        name,
        href: go(from, to, lane.as_str()),
        on: kind == lane.as_str(),
        count,
    }));
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
        undated: all.undated.clone(),
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

/// Entries of one lane that stand so near one another that they are drawn as one.
#[derive(Clone, Copy)]
struct Group<'e> {
    count: usize,
    /// First days, the earliest and the latest, within the days shown.
    first: i32,
    last: i32,
    /// The last day of any, within the days shown.
    end: i32,
    /// One of them.
    entry: &'e Entry,
}

fn draw(site: &Site, shown: &[u32], from: Date, to: Date, kind: &str) -> Html {
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
        wording::count(shown.len(), "entry", "entries"),
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
    let (low, high) = (number(from), number(to));
    let place = |number: i32| {
        let at = (f64::from(number.saturating_sub(low)) / length).clamp(0.0, 1.0);
        LEFT + 8.0 + at * (RIGHT - LEFT - 16.0)
    };
    let columns = (RIGHT / NEAR) as usize + 1;
    let mut lanes: Vec<Vec<Option<Group>>> = vec![vec![None; columns]; LANES.len()];
    for (entry, short) in site.entries.some(shown) {
        // What began before the days shown stands at their beginning.
        let (first, end) = (short.first.clamp(low, high), short.last.clamp(low, high));
        let column = (place(first) / NEAR) as usize;
        let Some(group) = lanes.get_mut(usize::from(short.lane)).and_then(|l| l.get_mut(column)) else {
            continue;
        };
        let group = group.get_or_insert(Group { count: 0, first, last: first, end, entry });
        group.count += 1;
        group.first = group.first.min(first);
        group.last = group.last.max(first);
        group.end = group.end.max(end);
    }
    for (n, ((_, name), groups)) in LANES.iter().zip(&lanes).enumerate() {
        let middle = TOP + LANE * (n as f64 + 0.5);
        svg.put(format_args!(
            "<line class=\"lane\" x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{middle:.1}\" y2=\"{middle:.1}\"/><text class=\"lane-name\" x=\"{:.1}\" y=\"{:.1}\">{name}</text>",
            LEFT - 10.0,
            middle + 4.0
        ));
        for group in groups.iter().flatten() {
            group_of(&mut svg, site, group, kind, middle, &place);
        }
    }
    svg.put(format_args!("</svg>"));
    svg
}

fn group_of(svg: &mut Html, site: &Site, group: &Group, kind: &str, y: f64, x: &dyn Fn(i32) -> f64) {
    let at = (x(group.first) + x(group.last)) / 2.0;
    let lone = Some(group.entry).filter(|_| group.count == 1);
    let href = match lone.and_then(|e| e.cite.as_ref()) {
        Some(cite) => site.at(&cite.at),
        None => site.link_with(
            "/timeline",
            &[("from", &day(group.first).to_string()), ("to", &day(group.end).to_string()), ("kind", kind)],
        ),
    };
    let radius = (5.0 + (group.count as f64).sqrt() * 1.6 - 1.6).min(17.0);
    svg.put(format_args!("<a href=\"")).text(&href).put(format_args!("\">"));
    // An interval of one entry is drawn as such.
    if lone.is_some() && x(group.end) - x(group.first) > 6.0 {
        svg.put(format_args!(
            "<rect class=\"span\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"4\"/>",
            x(group.first),
            y - 2.0,
            x(group.end) - x(group.first)
        ));
    }
    let class = group.entry.kind.as_str();
    svg.put(format_args!("<circle class=\"dot d-{class}\" cx=\"{at:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"/>"));
    if group.count > 9 {
        svg.put(format_args!(
            "<text class=\"many\" x=\"{at:.1}\" y=\"{:.1}\">{}</text>",
            y + 3.5,
            group.count
        ));
    }
    svg.put(format_args!("<title>"));
    match lone {
        Some(e) => svg.text(&e.when()).put(format_args!(": ")).plain(&e.line, 200),
        None => svg.text(&format!(
            "{}, {}",
            wording::count(group.count, "entry", "entries"),
            wording::interval(Interval::new(day(group.first), day(group.last)))
        )),
    };
    svg.put(format_args!("</title></a>"));
}
