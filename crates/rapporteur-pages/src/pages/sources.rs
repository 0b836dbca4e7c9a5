//! Sources: who retells whom, drawn and listed; who is heard without a name; what retelling changed, side by side.

use super::set;
use crate::address::Address;
use crate::frame::{Frame, Turn};
use crate::html::Html;
use crate::site::Site;
use crate::words::{compare, marked};
use askama::Template;
use rapporteur_model::Id;
use rapporteur_model::record::{DerivationKind, DriftRow};
use rapporteur_show::line::Line;
use rapporteur_show::view::Sources;
use rapporteur_show::wording;
use std::collections::{BTreeMap, BTreeSet};

/// Outlets in the drawing; the lists have the rest.
const NODES: usize = 36;
/// Drifts on one page.
const SIZE: usize = 20;
/// Rows of each list.
const ROWS: usize = 60;

/// An outlet in the drawing.
struct Node {
    name: Line,
    articles: usize,
    /// Reported in the pile; else it is only named as where others have it from.
    read: bool,
    entity: Option<Id>,
    depth: usize,
    row: f64,
}

/// One outlet retells another.
struct Edge {
    from: usize,
    to: usize,
    kinds: BTreeSet<DerivationKind>,
    reasons: BTreeSet<String>,
    /// Articles that show it, with the words.
    articles: BTreeSet<Id>,
    /// The rows in which it passes the columns between the two.
    bends: Vec<f64>,
}

/// The same for the list.
struct Retelling {
    to: Line,
    from: Line,
    kinds: String,
    reasons: String,
    count: usize,
    examples: Vec<(String, Line)>,
}

/// What a retelling changed.
struct Drift {
    kind: &'static str,
    by: String,
    before: (Html, Line, String),
    after: (Html, Line, String),
}

#[derive(Template)]
#[template(path = "sources.html")]
struct Page<'a> {
    frame: Frame,
    told: &'a Told<'a>,
    sources: &'a Sources,
    rows: usize,
    drifts: Vec<Drift>,
    turn: Turn,
}

/// Who retells whom, drawn and listed, and what that changed: the same for whoever asks, so worked out once for a record.
pub(crate) struct Told<'r> {
    drawing: Html,
    alone: Vec<Line>,
    independent: usize,
    left_out: usize,
    retellings: Vec<Retelling>,
    /// Newest first.
    drifts: Vec<&'r DriftRow>,
}

impl<'r> Told<'r> {
    /// From the record's derivations and drifts.
    pub(crate) fn new(site: &Site<'r>) -> Told<'r> {
        let mut graph = graph(site);
        let (alone, left_out) = graph.trim();
        let drawing = draw(site, &mut graph);
        let retold: BTreeSet<usize> = graph.edges.iter().map(|e| e.to).collect();
        let first = (0..graph.nodes.len()).filter(|n| !retold.contains(n)).count();
        let mut drifts: Vec<&DriftRow> = site.record.drifts.iter().collect();
        drifts.sort_by_cached_key(|d| (std::cmp::Reverse(site.index.known(d.at.article)), d.at, d.from));
        Told {
            independent: first + alone.len(),
            retellings: retellings(site, &graph),
            drawing,
            alone,
            left_out,
            drifts,
        }
    }
}

struct Graph {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
}

/// An outlet's key: its entity, or its name as written.
fn key(site: &Site, entity: Option<Id>, name: Option<&str>) -> Option<String> {
    match entity.filter(|id| site.record.entity(*id).is_some()) {
        Some(id) => Some(format!("#{id}")),
        None => name.map(|n| n.trim().to_lowercase()).filter(|n| !n.is_empty()),
    }
}

fn graph(site: &Site) -> Graph {
    let record = site.record;
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut nodes: Vec<Node> = Vec::new();
    let mut place = |key: String, name: Line, entity: Option<Id>, read: bool| {
        let at = *places.entry(key).or_insert_with(|| {
            nodes.push(Node { name, articles: 0, read: false, entity, depth: 0, row: 0.0 });
            nodes.len() - 1
        });
        if let Some(node) = nodes.get_mut(at).filter(|_| read) {
            node.articles += 1;
            node.read = true;
        }
        at
    };
    let mut of_article: BTreeMap<Id, usize> = BTreeMap::new();
    for a in &site.index.order {
        let name =
            key(site, a.outlet_entity, a.outlet.as_deref()).unwrap_or_else(|| "an unnamed outlet".into());
        of_article.insert(a.article, place(name, site.index.outlet_of(a), a.outlet_entity, true));
    }
    let mut edges: BTreeMap<(usize, usize), Edge> = BTreeMap::new();
    for d in &record.derivations {
        let Some(to) = of_article.get(&d.article).copied() else { continue };
        let named = key(site, d.from_outlet_entity, d.from_outlet.as_deref());
        let from = match (d.from_article.and_then(|a| of_article.get(&a).copied()), named) {
            (Some(from), _) => from,
            (None, Some(named)) => {
                let name = match d.from_outlet_entity.and_then(|id| record.entity(id)) {
                    Some(e) => Line::quote(&e.name),
                    None => Line::quote(d.from_outlet.as_deref().unwrap_or("")),
                };
                place(named, name, d.from_outlet_entity, false)
            }
            (None, None) => continue,
        };
        if from == to {
            continue;
        }
        let edge = edges.entry((from, to)).or_insert_with(|| Edge {
            from,
            to,
            kinds: BTreeSet::new(),
            reasons: BTreeSet::new(),
            articles: BTreeSet::new(),
            bends: Vec::new(),
        });
        edge.kinds.insert(d.kind);
        edge.articles.insert(d.article);
        let rows = &record.derivation_evidence;
        let first = rows.partition_point(|e| e.article < d.article);
        for e in rows.iter().skip(first).take_while(|e| e.article == d.article) {
            if e.from_article == d.from_article && e.from_outlet == d.from_outlet {
                edge.reasons.insert(wording::spaced(&e.reason));
            }
        }
    }
    Graph { nodes, edges: edges.into_values().collect() }
}

impl Graph {
    fn degree(&self, node: usize) -> usize {
        self.edges.iter().filter(|e| e.from == node || e.to == node).map(|e| e.articles.len()).sum()
    }

    /// Keeps the outlets that retell or are retold most; says how many were left out.
    fn trim(&mut self) -> (Vec<Line>, usize) {
        let mut order: Vec<(usize, usize)> = (0..self.nodes.len()).map(|n| (self.degree(n), n)).collect();
        order.sort_by_key(|(degree, n)| (std::cmp::Reverse(*degree), *n));
        let alone: BTreeSet<usize> = order.iter().filter(|(d, _)| *d == 0).map(|(_, n)| *n).collect();
        let mut kept: Vec<usize> =
            order.iter().filter(|(d, _)| *d > 0).take(NODES).map(|(_, n)| *n).collect();
        kept.sort_unstable();
        let left_out = order.len() - alone.len() - kept.len();
        let place: BTreeMap<usize, usize> = kept.iter().enumerate().map(|(i, n)| (*n, i)).collect();
        self.edges.retain_mut(|e| match (place.get(&e.from), place.get(&e.to)) {
            (Some(from), Some(to)) => {
                (e.from, e.to) = (*from, *to);
                true
            }
            _ => false,
        });
        let mut names = Vec::new();
        let mut n = 0;
        self.nodes.retain(|node| {
            let here = n;
            n += 1;
            if alone.contains(&here) && node.read {
                names.push(node.name.clone());
            }
            place.contains_key(&here)
        });
        (names, left_out)
    }

    /// Columns from the first to tell to the last to retell; rows so that lines cross little.
    fn lay_out(&mut self) -> (usize, f64) {
        // Rings retell each other; so many rounds are enough for anything that is none.
        for _ in 0..self.nodes.len().min(6) {
            for e in &self.edges {
                let depth = self.nodes.get(e.from).map_or(0, |n| n.depth) + 1;
                if let Some(to) = self.nodes.get_mut(e.to).filter(|n| n.depth < depth && depth <= 6) {
                    to.depth = depth;
                }
            }
        }
        // Depths that nobody has are closed up.
        let used: BTreeSet<usize> = self.nodes.iter().map(|n| n.depth).collect();
        for node in &mut self.nodes {
            node.depth = used.iter().take_while(|d| **d < node.depth).count();
        }
        let columns = used.len();
        let depths: Vec<usize> = self.nodes.iter().map(|n| n.depth).collect();
        let depth_of = |node: usize| depths.get(node).copied().unwrap_or(0);
        let mut counts = vec![0usize; columns];
        for (depth, count) in counts.iter_mut().enumerate() {
            // A line that passes a column has a row of its own there, so that it leads behind no outlet.
            let passing = |e: &Edge| depth_of(e.from) < depth && depth < depth_of(e.to);
            let nodes = (0..self.nodes.len()).filter(|i| depth_of(*i) == depth).map(Ok);
            let edges = (0..self.edges.len()).filter(|i| self.edges.get(*i).is_some_and(passing)).map(Err);
            // Where a line comes from in the column before.
            let before = |e: &Edge| e.bends.last().copied().or(self.nodes.get(e.from).map(|n| n.row));
            let weight = |slot: &Result<usize, usize>| match slot {
                Ok(i) => {
                    let above: Vec<f64> = (self.edges.iter())
                        .filter(|e| e.to == *i && depth_of(e.from) < depth)
                        .filter_map(before)
                        .collect();
                    if above.is_empty() { f64::MAX } else { above.iter().sum::<f64>() / above.len() as f64 }
                }
                Err(i) => self.edges.get(*i).and_then(before).unwrap_or(f64::MAX),
            };
            let mut slots: Vec<(f64, usize, Result<usize, usize>)> = nodes
                .chain(edges)
                .map(|slot| (weight(&slot), slot.map_or(0, |i| self.degree(i)), slot))
                .collect();
            slots.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)).then(a.2.cmp(&b.2)));
            *count = slots.len();
            for (row, (_, _, slot)) in slots.into_iter().enumerate() {
                match slot {
                    Ok(i) => self.nodes.get_mut(i).into_iter().for_each(|n| n.row = row as f64),
                    Err(i) => self.edges.get_mut(i).into_iter().for_each(|e| e.bends.push(row as f64)),
                }
            }
        }
        // Short columns stand in the middle of long ones.
        let tallest = counts.iter().copied().max().unwrap_or(0);
        let lift = |depth: usize| (tallest - counts.get(depth).copied().unwrap_or(0)) as f64 / 2.0;
        for node in &mut self.nodes {
            node.row += lift(node.depth);
        }
        for e in &mut self.edges {
            let first = depth_of(e.from) + 1;
            for (i, row) in e.bends.iter_mut().enumerate() {
                *row += lift(first + i);
            }
        }
        (columns, tallest as f64)
    }
}

const WIDE: f64 = 214.0;
const HIGH: f64 = 44.0;
const ACROSS: f64 = 330.0;
const DOWN: f64 = 64.0;

fn draw(site: &Site, graph: &mut Graph) -> Html {
    let (columns, tallest) = graph.lay_out();
    let mut svg = Html::new();
    if graph.edges.is_empty() {
        return svg;
    }
    let width = (columns.saturating_sub(1)) as f64 * ACROSS + WIDE + 16.0;
    let height = tallest * DOWN + 40.0;
    svg.put(format_args!(
        "<svg class=\"graph\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" role=\"group\" aria-labelledby=\"graph-t\"><title id=\"graph-t\">{} and {} between them; the list below says the same</title>\
         <defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\" markerUnits=\"userSpaceOnUse\"><path class=\"tip\" d=\"M0 0 8 4 0 8z\"/></marker></defs>",
        wording::count(graph.nodes.len(), "outlet", "outlets"),
        wording::count(graph.edges.len(), "retelling", "retellings"),
    ));
    let place = |n: &Node| (8.0 + n.depth as f64 * ACROSS, 30.0 + n.row * DOWN);
    for e in &graph.edges {
        let (Some(a), Some(b)) = (graph.nodes.get(e.from), graph.nodes.get(e.to)) else { continue };
        let ((ax, ay), (bx, by)) = (place(a), place(b));
        let (x1, y1, x2, y2) = (ax + WIDE, ay + HIGH / 2.0, bx - 2.0, by + HIGH / 2.0);
        let width = 1.2 + (e.articles.len() as f64).ln() * 1.3;
        let class = e.kinds.iter().next().map_or("cites", |k| k.as_str());
        svg.put(format_args!(
            "<path class=\"edge e-{class}\" stroke-width=\"{width:.1}\" marker-end=\"url(#tip)\" d=\"M{x1:.0} {y1:.0}"
        ));
        let (mut x, mut y) = (x1, y1);
        let mut curve = |to_x: f64, to_y: f64, on: f64| {
            // Back to an earlier column, or inside one: around.
            let bend = if to_x > x { (to_x - x) * 0.5 } else { 60.0 };
            svg.put(format_args!("C{:.0} {y:.0} {:.0} {to_y:.0} {to_x:.0} {to_y:.0}", x + bend, to_x - bend));
            if on > 0.0 {
                svg.put(format_args!("h{on:.0}"));
            }
            (x, y) = (to_x + on, to_y);
        };
        for (i, row) in e.bends.iter().enumerate() {
            curve(8.0 + (a.depth + 1 + i) as f64 * ACROSS, 30.0 + row * DOWN + HIGH / 2.0, WIDE);
        }
        curve(x2, y2, 0.0);
        svg.put(format_args!("\"><title>"));
        svg.plain(&b.name, 60)
            .put(format_args!(" "))
            .text(&kinds(e))
            .put(format_args!(" "))
            .plain(&a.name, 60);
        svg.text(&format!(": {}", wording::count(e.articles.len(), "article", "articles")));
        svg.put(format_args!("</title></path>"));
        if e.articles.len() > 1 && x2 > x1 {
            svg.put(format_args!(
                "<text class=\"edge-n\" x=\"{:.0}\" y=\"{:.0}\">{}</text>",
                x1 + 14.0,
                y1 + (y2 - y1) * 0.05 - 5.0,
                e.articles.len()
            ));
        }
    }
    for (i, n) in graph.nodes.iter().enumerate() {
        let (x, y) = place(n);
        let first = !graph.edges.iter().any(|e| e.to == i);
        let class = match (n.read, first) {
            (true, true) => "own",
            (true, false) => "retold",
            (false, _) => "outside",
        };
        if let Some(id) = n.entity {
            svg.put(format_args!("<a href=\"{}\">", site.entity(&id)));
        }
        svg.put(format_args!(
            "<rect class=\"node n-{class}\" x=\"{x:.0}\" y=\"{y:.0}\" width=\"{WIDE}\" height=\"{HIGH}\" rx=\"5\"/><text class=\"node-t\" x=\"{:.0}\" y=\"{:.0}\">",
            x + 10.0,
            y + 19.0
        ));
        svg.plain(&n.name, 25).put(format_args!("</text>"));
        svg.put(format_args!("<text class=\"node-n\" x=\"{:.0}\" y=\"{:.0}\">", x + 10.0, y + 35.0));
        let about = match class {
            "outside" => "named only".to_owned(),
            "own" => format!("{}, own reporting", wording::count(n.articles, "article", "articles")),
            _ => wording::count(n.articles, "article", "articles"),
        };
        svg.text(&about).put(format_args!("</text>"));
        if n.entity.is_some() {
            svg.put(format_args!("</a>"));
        }
    }
    svg.put(format_args!("</svg>"));
    svg
}

fn kinds(e: &Edge) -> String {
    e.kinds.iter().map(|k| wording::derivation(*k)).collect::<Vec<_>>().join(", ")
}

fn retellings(site: &Site, graph: &Graph) -> Vec<Retelling> {
    let mut edges: Vec<&Edge> = graph.edges.iter().collect();
    edges.sort_by_key(|e| (std::cmp::Reverse(e.articles.len()), e.from, e.to));
    let name = |n: usize| graph.nodes.get(n).map_or_else(Line::new, |n| n.name.clone());
    edges
        .iter()
        .take(ROWS)
        .map(|e| Retelling {
            to: name(e.to),
            from: name(e.from),
            kinds: kinds(e),
            reasons: e.reasons.iter().map(String::as_str).collect::<Vec<_>>().join(", "),
            count: e.articles.len(),
            examples: e.articles.iter().take(3).map(|a| (evidence(site, *a), site.place(*a))).collect(),
        })
        .collect()
}

/// The words in which an article says whom it stands on; the article where there are none.
fn evidence(site: &Site, article: Id) -> String {
    let rows = &site.record.derivation_evidence;
    let first = rows.partition_point(|e| e.article < article);
    match rows.get(first).filter(|e| e.article == article && !e.span.is_empty()) {
        Some(e) => site.at(&rapporteur_model::table::At { article, span: e.span }),
        None => site.article(&article),
    }
}

fn drift(site: &Site, d: &DriftRow) -> Drift {
    let words = |at: &rapporteur_model::table::At| site.index.words(at.article, at.span);
    let (before, after) = compare(words(&d.from), words(&d.at));
    Drift {
        kind: wording::drift(d.kind),
        by: d.by.to_string(),
        before: (site.around(&d.from, &marked(&before, "del")), site.place(d.from.article), site.at(&d.from)),
        after: (site.around(&d.at, &marked(&after, "ins")), site.place(d.at.article), site.at(&d.at)),
    }
}

/// The page.
pub(crate) fn page(site: &Site, address: &Address) -> String {
    let told = site.told();
    let turn = Turn::new(site, address, told.drifts.len(), SIZE);
    set(&Page {
        frame: Frame::new(site, address, "sources", "Sources"),
        told,
        sources: &site.brief.sources,
        rows: ROWS,
        drifts: turn.of(&told.drifts).iter().map(|d| drift(site, d)).collect(),
        turn,
    })
}
