//! Articles: the list, and the reader, which lays what was read out of a text over it, one layer a kind.
//!
//! Which layers are on and which words are meant stands in the address, so that a link shows others the same.

use super::set;
use crate::address::Address;
use crate::frame::{Frame, Turn};
use crate::html::Html;
use crate::site::Site;
use askama::Template;
use rapporteur_model::record::*;
use rapporteur_model::table::At;
use rapporteur_model::{Id, PartKind, Span};
use rapporteur_show::line::{Line, safe_url};
use rapporteur_show::view::event_line;
use rapporteur_show::wording;
use std::collections::{BTreeMap, BTreeSet};

/// Articles on one page of the list.
const SIZE: usize = 60;
/// Bytes of text on one page of the reader; longer articles are turned over.
const BYTES: usize = 100_000;
/// What is marked on one page of the reader.
const MARKS: usize = 4_000;
/// Findings listed of one layer.
const LISTED: usize = 120;

/// A layer: its key in addresses, its name, and whether it is on unless others are asked for.
struct Layer {
    key: &'static str,
    name: &'static str,
    usual: bool,
}

const LAYERS: &[Layer] = &[
    Layer { key: "positions", name: "Positions", usual: true },
    Layer { key: "said", name: "Who says what", usual: true },
    Layer { key: "events", name: "Events", usual: false },
    Layer { key: "meetings", name: "Meetings", usual: false },
    Layer { key: "talks", name: "How the talks go", usual: false },
    Layer { key: "claims", name: "Claims", usual: false },
    Layer { key: "terms", name: "Terms and deadlines", usual: false },
    Layer { key: "silence", name: "Silence", usual: false },
    Layer { key: "names", name: "Names", usual: false },
    Layer { key: "roles", name: "Offices", usual: false },
    Layer { key: "times", name: "Times", usual: false },
    Layer { key: "numbers", name: "Numbers", usual: false },
    Layer { key: "retold", name: "Retold", usual: false },
    Layer { key: "unsettled", name: "Not settled", usual: false },
];

/// Something read out of the text.
struct Finding {
    layer: usize,
    span: Span,
    /// A finer sort, for the style sheet: `source`, `cue`.
    part: &'static str,
    /// What it is, for the list; a piece of another finding has none.
    what: Option<Line>,
    /// Where more of it stands.
    more: Option<String>,
}

/// A layer with its findings, for the reader.
struct Shown {
    key: &'static str,
    name: &'static str,
    on: bool,
    count: usize,
    toggle: String,
    rows: Vec<Row>,
    hidden: usize,
}

struct Row {
    href: String,
    what: Line,
    words: Line,
    more: Option<String>,
}

#[derive(Template)]
#[template(path = "article.html")]
struct Page<'a, 'r> {
    frame: Frame,
    site: &'a Site<'r>,
    article: &'r ArticleRow,
    title: Line,
    outlet: Html,
    published: String,
    facts: Vec<(&'static str, Line)>,
    url: Option<String>,
    layers: Vec<Shown>,
    all: String,
    none: String,
    text: Html,
    turn: Turn,
    said: Option<Line>,
    derived: Vec<Line>,
}

/// What was read out of one article.
fn findings(site: &Site, article: Id) -> Vec<Finding> {
    let record = site.record;
    let index = &site.index;
    let mut out: Vec<Finding> = Vec::new();
    let layer = |key: &str| LAYERS.iter().position(|l| l.key == key).unwrap_or(0);
    let mut add = |key: &str, span: Span, part: &'static str, what: Option<Line>, more: Option<String>| {
        if !span.is_empty() {
            out.push(Finding { layer: layer(key), span, part, what, more });
        }
    };
    for p in site.positions.get(&article).into_iter().flatten() {
        let line = index.name(p.party).ours(": ").and(index.issue_title(&p.issue));
        let scope = p.scope.map_or_else(String::new, |s| format!(", {}", wording::scope(s)));
        let line = line.ours(format!(" — {}{scope}", wording::stance(p.stance)));
        add("positions", p.at.span, "", Some(line), Some(site.history(&p.position)));
    }
    for a in site.attributions.get(&article).into_iter().flatten() {
        let voice = index.voice(article, Some(a.attribution));
        add("said", a.at.span, "content", Some(voice.line), None);
        for piece in site.pieces.get(&a.attribution).into_iter().flatten() {
            let part = match piece.role {
                AttributionPart::Source => "source",
                AttributionPart::Cue => "cue",
                AttributionPart::Content if piece.at.span == a.at.span => continue,
                AttributionPart::Content => "content",
            };
            add("said", piece.at.span, part, None, None);
        }
    }
    for e in site.events.get(&article).into_iter().flatten() {
        add("events", e.at.span, "", Some(event_line(index, e)), None);
    }
    for m in site.meetings.get(&article).into_iter().flatten() {
        let name = record.meetings.iter().find(|x| x.meeting == m.meeting).map_or("", |x| x.name.as_str());
        let link = site.link("/meetings") + &format!("#mt-{}", m.meeting);
        add("meetings", m.at.span, "", Some(Line::new().outside_up_to(name, 120)), Some(link));
    }
    for s in site.status.get(&article).into_iter().flatten() {
        add("talks", s.at.span, "", Some(Line::say(wording::talks(s.status))), None);
    }
    for c in site.claims.get(&article).into_iter().flatten() {
        let line = Line::say(wording::relation(c.relation));
        add("claims", c.at.span, "", Some(line), Some(site.link(&format!("/claims/{}", c.claim))));
    }
    for d in site.deadlines.get(&article).into_iter().flatten() {
        let line = Line::say(format!("due {}", wording::interval(d.due)));
        add("terms", d.at.span, "", Some(line), Some(site.link("/terms") + "#deadlines"));
    }
    for t in site.terms.get(&article).into_iter().flatten() {
        let line = Line::say(wording::modality(t.modality)).ours(": ").outside(&t.action);
        if let Some(at) = t.at {
            add("terms", at.span, "", Some(line), Some(site.link("/terms")));
        }
    }
    fn here<R>(rows: &[R], article: Id, of: impl Fn(&R) -> Id) -> &[R] {
        let first = rows.partition_point(|r| of(r) < article);
        let last = rows.partition_point(|r| of(r) <= article);
        rows.get(first..last).unwrap_or(&[])
    }
    for n in here(&record.non_responses, article, |r| r.at.article) {
        let written = || n.who_text.as_deref().map_or_else(|| Line::say("somebody"), Line::quote);
        let who = n.who.map_or_else(written, |w| index.name(w));
        add("silence", n.at.span, "", Some(who.ours(format!(" {}", wording::silence(n.how)))), None);
    }
    for m in here(&record.mentions, article, |r| r.at.article) {
        add("names", m.at.span, "", Some(index.name(m.entity)), Some(site.entity(&m.entity)));
    }
    for t in here(&record.times, article, |r| r.at.article) {
        let days = if t.interval.is_unknown() {
            String::new()
        } else {
            format!(" = {}", wording::interval(t.interval))
        };
        add("times", t.at.span, "", Some(Line::quote(&t.value).ours(days)), None);
    }
    for q in here(&record.quantities, article, |r| r.at.article) {
        let number = |n: Option<f64>| n.map_or_else(|| "?".to_owned(), |n| n.to_string());
        let range = if q.value_min == q.value_max {
            number(q.value_min)
        } else {
            format!("{} to {}", number(q.value_min), number(q.value_max))
        };
        let unit = q.unit.as_deref().unwrap_or("");
        add("numbers", q.at.span, "", Some(Line::say(range).ours(" ").outside(unit)), None);
    }
    for d in here(&record.derivation_evidence, article, |r| r.article) {
        let from = match (d.from_article, &d.from_outlet) {
            (Some(a), _) => site.place(a),
            (None, Some(name)) => Line::quote(name),
            (None, None) => Line::say("somebody else"),
        };
        let more = d.from_article.zip(d.from_span).map(|(article, s)| site.at(&At { article, span: s.0 }));
        let line = Line::say("from ").and(from).ours(format!(": {}", wording::spaced(&d.reason)));
        add("retold", d.span, "", Some(line), more);
    }
    for d in here(&record.drifts, article, |r| r.at.article) {
        let line = Line::say(wording::drift(d.kind)).ours(", from ").and(site.place(d.from.article));
        add("retold", d.at.span, "", Some(line), Some(site.at(&d.from)));
    }
    for r in record.roles.iter().filter(|r| r.at.article == article) {
        let line = index.name(r.entity).ours(": ").outside(&r.role);
        add("roles", r.at.span, "", Some(line), Some(site.entity(&r.entity)));
    }
    for d in record.diagnostics.iter().filter(|d| d.article == Some(article)) {
        if let Some(span) = d.span {
            let line = Line::quote(&wording::spaced(&d.name)).ours(": ").outside(&d.detail);
            add("unsettled", span, "", Some(line), None);
        }
    }
    out.sort_by_key(|f| (f.span.start, std::cmp::Reverse(f.span.end), f.layer, f.part));
    out
}

/// The reader. None if there is no such article.
pub(crate) fn read(site: &Site, address: &Address, id: &str) -> Option<String> {
    let article = site.record.article(id.parse().ok()?)?;
    let id = article.article;
    let text = article.text.as_str();
    let found = findings(site, id);
    let meant = address.get("at").and_then(|at| {
        let (from, to) = at.split_once('-')?;
        site.bytes(id, from.parse().ok()?, to.parse().ok()?)
    });
    let asked = address.query.iter().find(|(k, _)| k == "layers").map(|(_, v)| v.as_str());
    let on: Vec<bool> = LAYERS
        .iter()
        .map(|l| asked.map_or(l.usual, |a| a == "all" || a.split(',').any(|key| key == l.key)))
        .collect();
    let is_on = |layer: usize| on.get(layer).copied().unwrap_or(false);

    // Long texts are turned over, at the words that are meant unless a page is asked for.
    let pages = windows(text);
    let page_of = |at: usize| pages.iter().position(|w| at < w.hi()).unwrap_or(0) + 1;
    let page =
        address.parse::<usize>("page").or(meant.map(|m| page_of(m.lo()))).unwrap_or(1).clamp(1, pages.len());
    let window = pages.get(page - 1).copied().unwrap_or(Span::new(0, text.len()));
    let number = page.to_string();
    let at = address.get("at").unwrap_or("");
    let with = |layers: &str, at: &str, page: &str| {
        site.link_with(&format!("/article/{id}"), &[("layers", layers), ("at", at), ("page", page)])
    };
    let paged = if pages.len() > 1 { number.as_str() } else { "" };
    let keys = |change: usize| {
        let kept = LAYERS.iter().enumerate().filter(|(i, _)| is_on(*i) != (*i == change)).map(|(_, l)| l.key);
        let keys = kept.collect::<Vec<_>>().join(",");
        if keys.is_empty() { "none".to_owned() } else { keys }
    };
    let now = keys(usize::MAX);
    let layers = LAYERS
        .iter()
        .enumerate()
        .map(|(i, l)| {
            let mine: Vec<&Finding> = found.iter().filter(|f| f.layer == i && f.what.is_some()).collect();
            let on = is_on(i);
            let rows: Vec<Row> = mine
                .iter()
                .filter(|f| on && f.span.overlaps(window))
                .take(LISTED)
                .filter_map(|f| {
                    let (a, b) = site.points(At { article: id, span: f.span });
                    Some(Row {
                        href: with(&now, &format!("{a}-{b}"), "") + "#here",
                        what: f.what.clone()?,
                        words: Line::new().outside_up_to(f.span.of(text), 90),
                        more: f.more.clone(),
                    })
                })
                .collect();
            Shown {
                key: l.key,
                name: l.name,
                on,
                count: mine.len(),
                toggle: with(&keys(i), at, paged),
                hidden: if on { mine.len().saturating_sub(rows.len()) } else { 0 },
                rows,
            }
        })
        .collect();
    let visible: Vec<&Finding> =
        found.iter().filter(|f| is_on(f.layer) && f.span.overlaps(window)).take(MARKS).collect();
    let mut facts = Vec::new();
    let mut fact = |label, value: &Option<String>| {
        facts.extend(value.as_deref().filter(|v| !v.trim().is_empty()).map(|v| (label, Line::quote(v))));
    };
    fact("by", &article.author);
    fact("dateline", &article.dateline);
    fact("agency", &article.agency);
    if article.language.as_deref() != Some("en") {
        fact("language", &article.language);
    }
    let basis = article.published_basis.map_or_else(String::new, |b| format!(" (from {b})"));
    let title = article.title.as_deref().filter(|t| !t.trim().is_empty());
    let title = title.map_or_else(|| Line::say("No headline"), |t| Line::new().outside_up_to(t, 300));
    let mut outlet = Html::new();
    match article.outlet_entity.filter(|o| site.record.entity(*o).is_some()) {
        Some(o) => outlet = site.named(&o),
        None => {
            outlet.line(&site.index.outlet_of(article));
        }
    }
    let derived = site.record.derivations.iter().filter(|d| d.article == id).take(12).map(|d| {
        let from = match (&d.from_outlet, d.from_article) {
            (_, Some(a)) => site.place(a),
            (Some(name), None) => Line::quote(name),
            (None, None) => Line::say("somebody else"),
        };
        Line::say(wording::derivation(d.kind)).ours(" ").and(from)
    });
    let before = |n: usize| with(&now, "", &n.to_string());
    Some(set(&Page {
        frame: Frame::new(site, address, "articles", &title.plain()),
        site,
        article,
        title,
        outlet,
        published: wording::interval(article.published) + &basis,
        facts,
        url: article.url.as_deref().and_then(safe_url),
        layers,
        all: with("all", at, paged),
        none: with("none", at, paged),
        text: lay_over(text, window, &paragraphs(site, article, window), &visible, meant),
        turn: Turn {
            before: (page > 1).then(|| before(page - 1)),
            after: (page < pages.len()).then(|| before(page + 1)),
            words: format!("part {page} of {}", pages.len()),
            from: 0,
            to: 0,
        },
        said: meant.map(|m| Line::new().outside_up_to(m.of(text), 200)),
        derived: derived.collect(),
    }))
}

/// The pages of a text: cut at white space where there is some.
fn windows(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut from = 0;
    while text.len() - from > BYTES {
        let most = text.floor_char_boundary(from + BYTES);
        let tail = text.floor_char_boundary(from + BYTES - BYTES / 10);
        let cut =
            text.get(tail..most).and_then(|t| t.rfind(char::is_whitespace)).map_or(most, |i| tail + i + 1);
        let cut = text.ceil_char_boundary(cut);
        out.push(Span::new(from, cut));
        from = cut;
    }
    out.push(Span::new(from, text.len()));
    out
}

/// The paragraphs of a window, each with what it is.
fn paragraphs(site: &Site, article: &ArticleRow, window: Span) -> Vec<(Span, PartKind)> {
    let parts = &site.record.parts;
    let first = parts.partition_point(|p| p.article < article.article);
    let mut out: Vec<(Span, PartKind)> = Vec::new();
    let mut at = window.start;
    let mut push = |from: u32, to: u32, kind: PartKind| {
        let span = Span { start: from.max(window.start), end: to.min(window.end) };
        if span.start < span.end {
            out.push((span, kind));
        }
    };
    for p in parts.iter().skip(first).take_while(|p| p.article == article.article) {
        if p.span.end <= at || p.span.start >= window.end {
            continue;
        }
        // What stands between parts is shown, too, unless it only marks what comes: "#" before a headline.
        let between = Span { start: at, end: p.span.start.max(at) }.of(&article.text);
        if between.chars().any(char::is_alphanumeric) {
            push(at, p.span.start, PartKind::Body);
        }
        push(p.span.start.max(at), p.span.end, p.kind);
        at = p.span.end.max(at);
    }
    push(at, window.end, PartKind::Body);
    out
}

/// The text with what was read out of it laid over.
fn lay_over(
    text: &str,
    window: Span,
    paragraphs: &[(Span, PartKind)],
    findings: &[&Finding],
    meant: Option<Span>,
) -> Html {
    let meant = meant.filter(|m| !m.is_empty() && m.overlaps(window));
    // Places where something begins or ends, and how many of what go on there.
    let mut edges: BTreeMap<u32, Vec<(usize, i32, &'static str)>> = BTreeMap::new();
    for f in findings {
        edges.entry(f.span.start.max(window.start)).or_default().push((f.layer, 1, f.part));
        edges.entry(f.span.end.min(window.end)).or_default().push((f.layer, -1, f.part));
    }
    if let Some(m) = meant {
        edges.entry(m.start.max(window.start)).or_default();
        edges.entry(m.end.min(window.end)).or_default();
    }
    let mut open: BTreeMap<(usize, &'static str), i32> = BTreeMap::new();
    let mut html = Html::new();
    let mut marked = false;
    let mut edges = edges.into_iter().peekable();
    for (span, kind) in paragraphs {
        let words = span.of(text);
        let blank = words.trim().is_empty();
        let class = match kind {
            PartKind::Title => "title",
            PartKind::RepeatedTitle => "title repeated",
            PartKind::Dateline => "dateline",
            PartKind::Byline => "byline",
            PartKind::Credit => "credit",
            PartKind::Caption => "caption",
            PartKind::Body => "body",
        };
        if !blank {
            html.put(format_args!("<p class=\"part {class}\" dir=\"auto\">"));
        }
        let mut at = span.start;
        loop {
            let next = edges.peek().map(|(place, _)| *place).filter(|p| *p < span.end);
            let to = next.unwrap_or(span.end).max(at);
            if !blank && to > at {
                let here = meant.is_some_and(|m| m.start <= at && to <= m.end);
                segment(&mut html, Span { start: at, end: to }.of(text), &open, here, here && !marked);
                marked |= here;
            }
            at = to;
            if next.is_none() {
                break;
            }
            for (layer, change, part) in edges.next().map(|(_, c)| c).unwrap_or_default() {
                let count = open.entry((layer, part)).or_insert(0);
                *count += change;
                if *count <= 0 {
                    open.remove(&(layer, part));
                }
            }
        }
        if !blank {
            html.put(format_args!("</p>"));
        }
    }
    html
}

fn segment(
    html: &mut Html,
    words: &str,
    open: &BTreeMap<(usize, &'static str), i32>,
    here: bool,
    first: bool,
) {
    if here {
        html.put(format_args!("<mark class=\"here\"{}>", if first { " id=\"here\"" } else { "" }));
    }
    if open.is_empty() {
        html.lines(words);
    } else {
        let mut classes: BTreeSet<String> = BTreeSet::new();
        for (layer, part) in open.keys() {
            let key = LAYERS.get(*layer).map_or("", |l| l.key);
            classes.insert(if part.is_empty() { format!("l-{key}") } else { format!("l-{key}-{part}") });
        }
        let classes: Vec<&str> = classes.iter().map(String::as_str).collect();
        html.put(format_args!("<span class=\"l {}\">", classes.join(" ")))
            .lines(words)
            .put(format_args!("</span>"));
    }
    if here {
        html.put(format_args!("</mark>"));
    }
}

struct Item {
    href: String,
    title: Line,
    outlet: Line,
    when: String,
    /// How much was read out of it.
    read: String,
}

#[derive(Template)]
#[template(path = "articles.html")]
struct ListPage<'a> {
    frame: Frame,
    outlet: String,
    outlets: &'a [(String, usize)],
    items: Vec<Item>,
    turn: Turn,
    total: usize,
}

/// The list, newest first.
pub(crate) fn list(site: &Site, address: &Address) -> String {
    let outlet = address.get("outlet").unwrap_or("");
    let wanted = |a: &&&ArticleRow| outlet.is_empty() || a.outlet.as_deref() == Some(outlet);
    let all: Vec<&ArticleRow> = site.index.order.iter().rev().filter(wanted).copied().collect();
    let turn = Turn::new(site, address, all.len(), SIZE);
    fn count<R>(rows: &BTreeMap<Id, Vec<&R>>, id: Id) -> usize {
        rows.get(&id).map_or(0, Vec::len)
    }
    let items = turn.of(&all).iter().map(|a| Item {
        href: site.article(&a.article),
        title: a
            .title
            .as_deref()
            .filter(|t| !t.trim().is_empty())
            .map_or_else(|| Line::new().outside_up_to(&a.path, 120), |t| Line::new().outside_up_to(t, 200)),
        outlet: site.index.outlet_of(a),
        when: wording::interval(a.published),
        read: [
            wording::count(count(&site.positions, a.article), "position", "positions"),
            wording::count(count(&site.attributions, a.article), "attribution", "attributions"),
            wording::count(count(&site.events, a.article), "event", "events"),
        ]
        .join(", "),
    });
    set(&ListPage {
        frame: Frame::new(site, address, "articles", "Articles"),
        outlet: outlet.to_owned(),
        outlets: site.outlets.get(..200).unwrap_or(&site.outlets),
        items: items.collect(),
        total: all.len(),
        turn,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_cross_and_nest_and_nothing_of_the_text_is_lost() {
        let text = "One <b>two</b> three\nfour.";
        let finding =
            |layer, a, b, part| Finding { layer, span: Span::new(a, b), part, what: None, more: None };
        let found = [finding(0, 0, 10, ""), finding(1, 4, 20, "content")];
        let all = Span::new(0, text.len());
        let html = lay_over(
            text,
            all,
            &[(all, PartKind::Body)],
            &found.iter().collect::<Vec<_>>(),
            Some(Span::new(4, 10)),
        );
        assert_eq!(
            html.to_string(),
            "<p class=\"part body\" dir=\"auto\"><span class=\"l l-positions\">One </span>\
             <mark class=\"here\" id=\"here\"><span class=\"l l-positions l-said-content\">&lt;b&gt;two</span></mark>\
             <span class=\"l l-said-content\">&lt;/b&gt; three</span>\nfour.</p>"
        );
    }

    #[test]
    fn long_texts_are_cut_into_pages_that_join() {
        let text = "żółw ".repeat(60_000);
        let pages = windows(&text);
        assert!(pages.len() > 3 && pages.iter().all(|p| p.len() <= BYTES));
        assert_eq!(pages.iter().map(|p| p.of(&text)).collect::<String>(), text);
        assert_eq!(windows("").len(), 1);
        let solid = "é".repeat(BYTES);
        assert_eq!(windows(&solid).iter().map(|p| p.of(&solid)).collect::<String>(), solid);
    }
}
