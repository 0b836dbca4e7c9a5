//! Claims: who says it, who denies it, on how many newsrooms and people it stands; contradictions; silence.

use super::set;
use crate::address::Address;
use crate::frame::{Frame, Turn};
use crate::html::Html;
use crate::site::Site;
use askama::Template;
use rapporteur_model::record::{ClaimEvidenceRow, ClaimRow, ClaimStatus, ContradictionRow};
use rapporteur_model::{Id, Record};
use rapporteur_show::index::{Index, Voice};
use rapporteur_show::line::Line;
use rapporteur_show::view::{Contested, Silence};
use rapporteur_show::wording;
use std::collections::{BTreeMap, BTreeSet};

/// Claims on one page.
const SIZE: usize = 40;
/// Contradictions, doubts and silences listed.
const ROWS: usize = 100;
/// Evidence shown of one claim.
const EVIDENCE: usize = 200;
/// How deep the tree of retellings is drawn.
const DEEP: usize = 8;

/// A claim in the list.
struct Row<'r> {
    claim: &'r ClaimRow,
    summary: Line,
    bar: Html,
    standing: String,
    status: &'static str,
    href: String,
}

struct Choice {
    name: &'static str,
    href: String,
    on: bool,
    count: usize,
}

#[derive(Template)]
#[template(path = "claims.html")]
struct ListPage<'a, 'r> {
    frame: Frame,
    site: &'a Site<'r>,
    rows: Vec<Row<'r>>,
    turn: Turn,
    choices: Vec<Choice>,
    contradictions: Vec<(&'static str, Line, [Side; 2])>,
    more_contradictions: usize,
    doubts: Vec<&'a Contested>,
    silence: &'a [Silence],
}

/// One side of a contradiction.
struct Side {
    words: Html,
    place: Line,
    href: String,
}

/// "1 to 4 sources" as a line from the least to the greatest number.
fn bar(claim: &ClaimRow) -> Html {
    const SCALE: f64 = 14.0;
    let most = f64::from(claim.sources_max.unwrap_or(claim.sources_min + 3).min(9));
    let least = f64::from(claim.sources_min.min(9));
    let mut svg = Html::new();
    svg.put(format_args!(
        "<svg class=\"bar\" viewBox=\"0 0 142 16\" width=\"142\" height=\"16\" aria-hidden=\"true\">"
    ));
    for n in 0..=9 {
        let x = 8.0 + f64::from(n) * SCALE;
        svg.put(format_args!("<line class=\"tick\" x1=\"{x}\" x2=\"{x}\" y1=\"6\" y2=\"10\"/>"));
    }
    let (from, to) = (8.0 + least * SCALE, 8.0 + most * SCALE);
    svg.put(format_args!("<line class=\"range\" x1=\"{from}\" x2=\"{to}\" y1=\"8\" y2=\"8\"/><circle class=\"least\" cx=\"{from}\" cy=\"8\" r=\"4\"/>"));
    if claim.sources_max.is_some() {
        svg.put(format_args!("<circle class=\"most\" cx=\"{to}\" cy=\"8\" r=\"3.4\"/>"));
    }
    svg.put(format_args!("</svg>"));
    svg
}

fn standing(claim: &ClaimRow) -> String {
    wording::standing(claim, "person", "people")
}

fn side(site: &Site, at: &rapporteur_model::table::At) -> Side {
    Side { words: site.passage(at), place: site.place(at.article), href: site.at(at) }
}

/// Claims and what else is in doubt, in the order they are listed in: worked out once for a record.
pub(crate) struct Doubted<'r> {
    claims: Vec<&'r ClaimRow>,
    contradictions: Vec<&'r ContradictionRow>,
    /// Places in the brief's list of what is contested.
    doubts: Vec<usize>,
}

impl<'r> Doubted<'r> {
    /// From the record's claims and contradictions, and what the brief says is contested.
    pub(crate) fn new(record: &'r Record, index: &Index<'r>, contested: &[Contested]) -> Doubted<'r> {
        let mut claims: Vec<&ClaimRow> = record.claims.iter().collect();
        claims.sort_by_key(|c| {
            let calm = c.status == ClaimStatus::Uncontested;
            (calm, std::cmp::Reverse(c.first_published), std::cmp::Reverse(c.articles), c.claim)
        });
        let mut contradictions: Vec<&ContradictionRow> = record.contradictions.iter().collect();
        contradictions.sort_by_cached_key(|c| (std::cmp::Reverse(index.known(c.b.article)), c.contradiction));
        let summaries: BTreeSet<&str> = record.claims.iter().map(|c| wording::claimed(&c.summary)).collect();
        // Claims and contradictions have lists of their own, what retelling changed stands on the page of sources.
        let doubts = (0..)
            .zip(contested)
            .filter(|(_, x)| x.sides.len() == 1 && !summaries.contains(x.about.plain().as_str()))
            .map(|(i, _)| i)
            .take(ROWS)
            .collect();
        Doubted { claims, contradictions, doubts }
    }
}

/// The list, with what else is in doubt.
pub(crate) fn list(site: &Site, address: &Address) -> String {
    const STATES: [ClaimStatus; 4] =
        [ClaimStatus::Disputed, ClaimStatus::Denied, ClaimStatus::Unverified, ClaimStatus::Uncontested];
    let record = site.record;
    let wanted = address.get("status");
    let Doubted { claims, contradictions, doubts } = &site.doubted;
    let claims: Vec<&ClaimRow> =
        claims.iter().filter(|c| wanted.is_none_or(|w| c.status.as_str() == w)).copied().collect();
    let turn = Turn::new(site, address, claims.len(), SIZE);
    let rows = turn
        .of(&claims)
        .iter()
        .map(|c| Row {
            claim: c,
            summary: Line::quote(wording::claimed(&c.summary)),
            bar: bar(c),
            standing: standing(c),
            status: wording::claim(c.status),
            href: site.link(&format!("/claims/{}", c.claim)),
        })
        .collect();
    let mut choices = vec![Choice {
        name: "All",
        href: site.link("/claims"),
        on: wanted.is_none(),
        count: record.claims.len(),
    }];
    choices.extend(STATES.map(|s| Choice {
        name: wording::claim(s),
        href: site.link_with("/claims", &[("status", s.as_str())]),
        on: wanted == Some(s.as_str()),
        count: record.claims.iter().filter(|c| c.status == s).count(),
    }));
    set(&ListPage {
        frame: Frame::new(site, address, "claims", "Claims"),
        site,
        rows,
        turn,
        choices,
        more_contradictions: contradictions.len().saturating_sub(ROWS),
        contradictions: contradictions
            .iter()
            .take(ROWS)
            .map(|c| {
                (
                    wording::contradiction(c.kind),
                    Line::quote(&wording::plain_words(&c.about)),
                    [side(site, &c.a), side(site, &c.b)],
                )
            })
            .collect(),
        doubts: doubts.iter().filter_map(|i| site.brief.contested.get(*i)).collect(),
        silence: site.brief.silence.get(..ROWS).unwrap_or(&site.brief.silence),
    })
}

struct Evidence {
    relation: &'static str,
    words: Html,
    voice: Voice,
    place: Line,
    href: String,
}

#[derive(Template)]
#[template(path = "claim.html")]
struct OnePage<'a, 'r> {
    frame: Frame,
    site: &'a Site<'r>,
    claim: &'r ClaimRow,
    summary: Line,
    status: &'static str,
    standing: String,
    bar: Html,
    tree: Html,
    evidence: Vec<Evidence>,
    more: usize,
}

/// One claim with its tree and its words. None if there is no such claim.
pub(crate) fn one(site: &Site, address: &Address, id: &str) -> Option<String> {
    let id: Id = id.parse().ok()?;
    let record = site.record;
    let claim = record.claims.iter().find(|c| c.claim == id)?;
    let first = record.claim_evidence.partition_point(|e| e.claim < id);
    let mut rows: Vec<&ClaimEvidenceRow> =
        record.claim_evidence.iter().skip(first).take_while(|e| e.claim == id).collect();
    rows.sort_by_key(|e| (site.index.number(e.at.article), e.at));
    let evidence = rows
        .iter()
        .take(EVIDENCE)
        .map(|e| Evidence {
            relation: wording::relation(e.relation),
            words: site.passage(&e.at),
            voice: site.index.voice(e.at.article, e.attribution),
            place: site.place(e.at.article),
            href: site.at(&e.at),
        })
        .collect();
    Some(set(&OnePage {
        frame: Frame::new(site, address, "claims", &Line::quote(wording::claimed(&claim.summary)).plain()),
        site,
        claim,
        summary: Line::quote(wording::claimed(&claim.summary)),
        status: wording::claim(claim.status),
        standing: standing(claim),
        bar: bar(claim),
        tree: tree(site, &rows),
        evidence,
        more: rows.len().saturating_sub(EVIDENCE),
    }))
}

/// Which article has the claim from which, down to the people who say it.
fn tree(site: &Site, rows: &[&ClaimEvidenceRow]) -> Html {
    let mut articles: BTreeMap<Id, Vec<&ClaimEvidenceRow>> = BTreeMap::new();
    for row in rows.iter().take(EVIDENCE) {
        articles.entry(row.at.article).or_default().push(row);
    }
    // From whom each has it: an article of the claim, or an outlet that is only named.
    let mut under: BTreeMap<Option<Id>, BTreeSet<Id>> = BTreeMap::new();
    let mut named: BTreeMap<String, (Line, BTreeSet<Id>)> = BTreeMap::new();
    for article in articles.keys() {
        let all = &site.record.derivations;
        let first = all.partition_point(|d| d.article < *article);
        let mine: Vec<_> = all.iter().skip(first).take_while(|d| d.article == *article).collect();
        let parent =
            mine.iter().filter_map(|d| d.from_article).find(|a| a != article && articles.contains_key(a));
        let outlet = mine.iter().filter(|d| d.from_article.is_none()).find_map(|d| {
            let entity = d.from_outlet_entity.and_then(|id| site.record.entity(id));
            entity.map(|e| e.name.as_str()).or(d.from_outlet.as_deref())
        });
        match (parent, outlet) {
            (Some(parent), _) => {
                under.entry(Some(parent)).or_default().insert(*article);
            }
            (None, Some(outlet)) => {
                let entry = named.entry(outlet.to_lowercase());
                entry.or_insert_with(|| (Line::quote(outlet), BTreeSet::new())).1.insert(*article);
            }
            (None, None) => {
                under.entry(None).or_default().insert(*article);
            }
        }
    }
    let mut html = Html::new();
    let mut shown = BTreeSet::new();
    html.put(format_args!("<ul class=\"tree\">"));
    for (name, children) in named.values() {
        html.put(format_args!("<li><span class=\"root\">")).line(name);
        html.put(format_args!(
            "</span> <span class=\"by\">named only; no article of theirs was read</span><ul>"
        ));
        for child in children {
            branch(site, &mut html, *child, &articles, &under, &mut shown, 1);
        }
        html.put(format_args!("</ul></li>"));
    }
    for root in under.get(&None).into_iter().flatten() {
        branch(site, &mut html, *root, &articles, &under, &mut shown, 0);
    }
    // Articles that retell each other in a ring hang on nobody.
    for article in articles.keys() {
        branch(site, &mut html, *article, &articles, &under, &mut shown, 0);
    }
    html.put(format_args!("</ul>"));
    html
}

fn branch(
    site: &Site,
    html: &mut Html,
    article: Id,
    articles: &BTreeMap<Id, Vec<&ClaimEvidenceRow>>,
    under: &BTreeMap<Option<Id>, BTreeSet<Id>>,
    shown: &mut BTreeSet<Id>,
    depth: usize,
) {
    if depth > DEEP || !shown.insert(article) {
        return;
    }
    let class = if depth == 0 { "root" } else { "leaf" };
    html.put(format_args!("<li><a class=\"{class}\" href=\"{}\">", site.article(&article)));
    html.line(&site.place(article)).put(format_args!("</a>"));
    let mut voices = BTreeSet::new();
    for row in articles.get(&article).into_iter().flatten() {
        let voice = site.index.voice(row.at.article, row.attribution);
        if voices.insert(voice.line.plain()) {
            html.put(format_args!("<span class=\"by\">{}: ", wording::relation(row.relation)));
            html.put(format_args!("<span class=\"voice v-{}\">", voice.class())).line(&voice.line);
            html.put(format_args!("</span></span>"));
        }
    }
    let children = under.get(&Some(article));
    if let Some(children) = children.filter(|c| c.iter().any(|c| !shown.contains(c))) {
        html.put(format_args!("<ul>"));
        for child in children {
            branch(site, html, *child, articles, under, shown, depth + 1);
        }
        html.put(format_args!("</ul>"));
    }
    html.put(format_args!("</li>"));
}
