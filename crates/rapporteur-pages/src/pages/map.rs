//! The map: places with what is reported to have happened or been held there, on outlines that are in the public domain.

use super::set;
use crate::address::Address;
use crate::frame::Frame;
use crate::html::Html;
use crate::site::Site;
use askama::Template;
use rapporteur_model::Id;
use rapporteur_model::record::{EntityRow, EventRow, MeetingRow};
use rapporteur_show::line::Line;
use rapporteur_show::view::event_line;
use rapporteur_show::wording;

/// Coasts and borders; see `data/outlines.py`.
const OUTLINES: &str = include_str!("../../data/outlines.tsv");
/// Places on the map and in the list.
const PLACES: usize = 150;
/// Events and meetings listed of one place.
const ROWS: usize = 5;
/// Places with their name on the map.
const NAMES: usize = 14;

struct Place<'r> {
    id: Id,
    name: Line,
    count: usize,
    /// Not on the map: nobody knows where it is.
    unplaced: bool,
    rows: Vec<(String, Line, String)>,
    more: usize,
    row: Option<&'r EntityRow>,
}

#[derive(Template)]
#[template(path = "map.html")]
struct Page<'a, 'r> {
    frame: Frame,
    site: &'a Site<'r>,
    places: &'a Places<'r>,
}

/// Places, drawn and listed: the same for whoever asks, so worked out once for a record.
pub(crate) struct Places<'r> {
    drawing: Html,
    places: Vec<Place<'r>>,
    more: usize,
}

/// The page.
pub(crate) fn page(site: &Site, address: &Address) -> String {
    set(&Page { frame: Frame::new(site, address, "map", "Map"), site, places: site.drawn_places() })
}

impl<'r> Places<'r> {
    /// From the record's events and meetings.
    pub(crate) fn new(site: &Site<'r>) -> Places<'r> {
        let places = listed(site);
        Places { drawing: draw(&places), more: site.places.len().saturating_sub(PLACES), places }
    }
}

fn listed<'r>(site: &Site<'r>) -> Vec<Place<'r>> {
    let events: Vec<&EventRow> = site.record.events.iter().filter(|e| e.place.is_some()).collect();
    let meetings: Vec<&MeetingRow> = site.record.meetings.iter().filter(|m| m.venue.is_some()).collect();
    let mut places: Vec<Place> = site
        .places
        .iter()
        .take(PLACES)
        .map(|(id, count)| {
            let row = site.record.entity(*id);
            Place {
                id: *id,
                name: site.index.name(*id),
                count: *count,
                unplaced: row.is_none_or(|r| spot(r).is_none()),
                rows: Vec::new(),
                more: count.saturating_sub(ROWS),
                row,
            }
        })
        .collect();
    for place in &mut places {
        let held = meetings.iter().filter(|m| m.venue == Some(place.id)).take(ROWS).map(|m| {
            let link = site.link("/meetings") + &format!("#mt-{}", m.meeting);
            (wording::interval(m.date), Line::new().outside_up_to(&m.name, 120), link)
        });
        place.rows.extend(held);
    }
    let mut by_place: std::collections::BTreeMap<Id, Vec<&EventRow>> = Default::default();
    for e in events {
        if let Some(id) = e.place {
            by_place.entry(id).or_default().push(e);
        }
    }
    for place in &mut places {
        let mut events = by_place.remove(&place.id).unwrap_or_default();
        events.sort_by_key(|e| (std::cmp::Reverse(e.date.end.or(e.date.start)), e.event));
        let left = ROWS.saturating_sub(place.rows.len());
        place.rows.extend(
            events
                .iter()
                .take(left)
                .map(|e| (wording::interval(e.date), event_line(&site.index, e), site.at(&e.at))),
        );
        place.more = place.count.saturating_sub(place.rows.len());
    }
    places
}

/// Where a place is, in tenths of a degree, east and south.
fn spot(row: &EntityRow) -> Option<(f64, f64)> {
    let (lat, lon) = (row.lat?, row.lon?);
    (lat.abs() <= 90.0 && lon.abs() <= 180.0).then_some((lon * 10.0, -lat * 10.0))
}

struct Window {
    x: f64,
    y: f64,
    w: f64,
    h: f64,
}

/// East and west shrink towards the poles: by so much in the middle of a window.
fn squeeze(y: f64, h: f64) -> f64 {
    ((y + h / 2.0) / 10.0).to_radians().cos().max(0.3)
}

/// The part of the world that holds the spots, with some room around them.
fn window(spots: &[(f64, f64)]) -> Window {
    let ends = |of: fn(&(f64, f64)) -> f64| {
        let low = spots.iter().map(of).fold(f64::MAX, f64::min);
        let high = spots.iter().map(of).fold(f64::MIN, f64::max);
        (low, high)
    };
    let ((x0, x1), (y0, y1)) = (ends(|s| s.0), ends(|s| s.1));
    let room = ((x1 - x0) * 0.12).max((y1 - y0) * 0.12).max(25.0);
    let (mut x, mut y) = (x0 - room, y0 - room);
    let (mut w, mut h) = (x1 - x0 + 2.0 * room, y1 - y0 + 2.0 * room);
    // As wide as a page is, as it will be drawn: neither strip nor tower.
    let squeeze = squeeze(y, h);
    if w * squeeze < h * 2.0 {
        x -= (h * 2.0 / squeeze - w) / 2.0;
        w = h * 2.0 / squeeze;
    }
    if h < w * squeeze / 2.4 {
        y -= (w * squeeze / 2.4 - h) / 2.0;
        h = w * squeeze / 2.4;
    }
    if w > 3_600.0 {
        (x, w) = (-1_800.0, 3_600.0);
    }
    y = y.clamp(-900.0, (850.0 - h).max(-900.0));
    Window { x, y, w, h }
}

/// A line of outlines as path data, if it comes near the window. The file counts north, drawings count south.
fn path(steps: &str, window: &Window, closed: bool, out: &mut String) {
    use std::fmt::Write;
    let (mut x, mut y) = (0i32, 0i32);
    let (mut low, mut high) = ((i32::MAX, i32::MAX), (i32::MIN, i32::MIN));
    let pairs = || {
        steps.split(' ').filter_map(|p| {
            let (a, b) = p.split_once(',')?;
            Some((a.parse::<i32>().ok()?, b.parse::<i32>().ok()?))
        })
    };
    for (a, b) in pairs() {
        (x, y) = (x + a, y - b);
        low = (low.0.min(x), low.1.min(y));
        high = (high.0.max(x), high.1.max(y));
    }
    let apart = f64::from(high.0) < window.x
        || f64::from(low.0) > window.x + window.w
        || f64::from(high.1) < window.y
        || f64::from(low.1) > window.y + window.h;
    if apart {
        return;
    }
    for (i, (a, b)) in pairs().enumerate() {
        let command = match i {
            0 => "M",
            1 => "l",
            _ => " ",
        };
        let _ = write!(out, "{command}{a},{}", -b);
    }
    if closed {
        out.push('z');
    }
}

fn draw(places: &[Place]) -> Html {
    let mut svg = Html::new();
    let placed: Vec<(&Place, (f64, f64))> =
        places.iter().filter_map(|p| p.row.and_then(spot).map(|s| (p, s))).collect();
    if placed.is_empty() {
        return svg;
    }
    let spots: Vec<(f64, f64)> = placed.iter().map(|(_, s)| *s).collect();
    let window = window(&spots);
    let squeeze = squeeze(window.y, window.h);
    let unit = window.w * squeeze / 1_000.0;
    svg.put(format_args!(
        "<svg class=\"map\" viewBox=\"{:.1} {:.1} {:.1} {:.1}\" role=\"group\" aria-labelledby=\"map-t\"><title id=\"map-t\">{} with events or meetings; the list below says the same</title><g transform=\"scale({squeeze:.4} 1)\">",
        window.x * squeeze,
        window.y,
        window.w * squeeze,
        window.h,
        wording::count(placed.len(), "place", "places"),
    ));
    let (mut land, mut border) = (String::new(), String::new());
    for line in OUTLINES.lines().filter(|l| !l.starts_with('#')) {
        match line.split_once('\t') {
            Some(("land", steps)) => path(steps, &window, true, &mut land),
            Some((_, steps)) => path(steps, &window, false, &mut border),
            None => {}
        }
    }
    svg.put(format_args!("<path class=\"land\" d=\"{land}\"/><path class=\"border\" d=\"{border}\"/></g>"));
    for (p, (x, y)) in placed.iter().rev() {
        let radius = (4.5 + (p.count as f64).sqrt() * 2.2).min(24.0) * unit;
        svg.put(format_args!(
            "<a href=\"#pl-{}\"><circle class=\"spot\" cx=\"{:.1}\" cy=\"{y:.1}\" r=\"{radius:.2}\"/><title>",
            p.id,
            x * squeeze
        ));
        svg.plain(&p.name, 80).text(&format!(": {}", p.count)).put(format_args!("</title></a>"));
    }
    // Names where they do not run into one another.
    let mut taken: Vec<(f64, f64, f64)> = Vec::new();
    for (p, (x, y)) in placed.iter().take(NAMES * 3) {
        let name = p.name.plain();
        let (x, long) = (x * squeeze, name.chars().count().min(24) as f64 * 8.2 * unit);
        let radius = (4.5 + (p.count as f64).sqrt() * 2.2).min(24.0) * unit;
        let leftward = x + radius + long > (window.x + window.w) * squeeze;
        let from = if leftward { x - radius - long - 5.0 * unit } else { x + radius + 5.0 * unit };
        let near =
            |(a, b, l): &(f64, f64, f64)| (b - y).abs() < 17.0 * unit && from < a + l && *a < from + long;
        if taken.len() >= NAMES || taken.iter().any(near) {
            continue;
        }
        taken.push((from, *y, long));
        svg.put(format_args!(
            "<text class=\"spot-t\" x=\"{from:.1}\" y=\"{:.1}\" font-size=\"{:.2}\">",
            y + 5.0 * unit,
            15.0 * unit
        ));
        svg.plain(&p.name, 24).put(format_args!("</text>"));
    }
    svg.put(format_args!("</svg>"));
    svg
}
