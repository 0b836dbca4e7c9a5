//! One record with all that pages look up in it, worked out once and shared by all who answer requests.
//!
//! Pure: no file, no clock.

use crate::address::{encode, link};
use crate::html::Html;
use crate::pages::claims::Doubted;
use crate::pages::entity::Names;
use crate::pages::map::Places;
use crate::pages::sources::Told;
use crate::pages::timeline::Entries;
use crate::review::{Waiting, queue};
use rapporteur_model::codepoints::CodePoints;
use rapporteur_model::record::*;
use rapporteur_model::table::At;
use rapporteur_model::{Date, Id, Record, Span};
use rapporteur_show::evidence::Evidence;
use rapporteur_show::index::Index;
use rapporteur_show::line::Line;
use rapporteur_show::view::{Brief, Cell, Limits};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What a brief would leave out for its length, pages turn over.
const LIMITS: Limits = Limits {
    article_words: usize::MAX / 4,
    evidence_bytes: usize::MAX / 4,
    parties: 10,
    issues: 500,
    history: 2_000,
    entries: 20_000,
    timeline: 200_000,
};

/// A sentence longer than this many bytes is cut around the words.
const LONG: usize = 700;

type Rows<'r, R> = BTreeMap<Id, Vec<&'r R>>;

/// One record, ready to be shown.
pub(crate) struct Site<'r> {
    /// The record.
    pub(crate) record: &'r Record,
    /// Names, outlets, sentences, voices.
    pub(crate) index: Index<'r>,
    /// What a brief says, uncut.
    pub(crate) brief: Brief,
    /// Tells this record from any other, for caches.
    pub(crate) tag: String,
    /// The day it was drawn up as of, if that was asked for.
    pub(crate) as_of: Option<Date>,
    /// First and last day of publication of the record as a whole, for the as-of control.
    pub(crate) days: (Option<Date>, Option<Date>),
    points: Vec<CodePoints<'r>>,
    /// Positions by article.
    pub(crate) positions: Rows<'r, PositionRow>,
    /// Events by article.
    pub(crate) events: Rows<'r, EventRow>,
    /// Attributions by article.
    pub(crate) attributions: Rows<'r, AttributionRow>,
    /// Evidence of claims by article.
    pub(crate) claims: Rows<'r, ClaimEvidenceRow>,
    /// Evidence of meetings by article.
    pub(crate) meetings: Rows<'r, MeetingEvidenceRow>,
    /// Assessments of the talks by article.
    pub(crate) status: Rows<'r, TalksStatusRow>,
    /// Deadlines by article.
    pub(crate) deadlines: Rows<'r, DeadlineRow>,
    /// Terms by article.
    pub(crate) terms: Rows<'r, TermRow>,
    /// Places in `mentions`, by entity.
    pub(crate) mentions: BTreeMap<Id, Vec<u32>>,
    /// Pieces of attributions.
    pub(crate) pieces: Rows<'r, AttributionSpanRow>,
    /// Places with events or meetings, most first.
    pub(crate) places: Vec<(Id, usize)>,
    /// Outlets as written, most articles first.
    pub(crate) outlets: Vec<(String, usize)>,
    /// The timeline.
    pub(crate) entries: Entries,
    /// Claims and doubts.
    pub(crate) doubted: Doubted<'r>,
    /// Entities by name.
    pub(crate) names: Names<'r>,
    /// Rulings may be made on it.
    pub(crate) review: bool,
    told: OnceLock<Told<'r>>,
    drawn_places: OnceLock<Places<'r>>,
    brief_json: OnceLock<String>,
    queue: OnceLock<Vec<Waiting>>,
    digits: OnceLock<BTreeMap<&'r str, usize>>,
}

/// First and last day of publication.
pub(crate) fn days(record: &Record) -> (Option<Date>, Option<Date>) {
    let known = || record.articles.iter().filter_map(|a| a.published.end);
    (known().min(), known().max())
}

fn by_article<R>(rows: &[R], at: impl Fn(&R) -> Option<Id>) -> Rows<'_, R> {
    let mut map: Rows<R> = BTreeMap::new();
    for row in rows {
        if let Some(id) = at(row) {
            map.entry(id).or_default().push(row);
        }
    }
    map
}

impl<'r> Site<'r> {
    /// Prepares `record`; `days` are those of the record as a whole.
    pub(crate) fn new(
        record: &'r Record,
        tag: String,
        as_of: Option<Date>,
        days: (Option<Date>, Option<Date>),
    ) -> Site<'r> {
        let mut brief = Brief::new(record, LIMITS, None);
        // Pages show sentences where they are wanted.
        brief.evidence = Evidence::default();
        let entries = Entries::new(std::mem::take(&mut brief.timeline), self::days(record));
        let mut mentions: BTreeMap<Id, Vec<u32>> = BTreeMap::new();
        for (i, m) in record.mentions.iter().enumerate() {
            if let Ok(i) = u32::try_from(i) {
                mentions.entry(m.entity).or_default().push(i);
            }
        }
        let mut places: BTreeMap<Id, usize> = BTreeMap::new();
        for place in
            record.events.iter().filter_map(|e| e.place).chain(record.meetings.iter().filter_map(|m| m.venue))
        {
            *places.entry(place).or_default() += 1;
        }
        let mut places: Vec<(Id, usize)> = places.into_iter().collect();
        places.sort_by_key(|(id, n)| (std::cmp::Reverse(*n), *id));
        let mut outlets: BTreeMap<&str, usize> = BTreeMap::new();
        for outlet in record.articles.iter().filter_map(|a| a.outlet.as_deref()) {
            *outlets.entry(outlet).or_default() += 1;
        }
        let mut outlets: Vec<(String, usize)> = outlets.into_iter().map(|(o, n)| (o.to_owned(), n)).collect();
        outlets.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let index = Index::new(record);
        Site {
            doubted: Doubted::new(record, &index, &brief.contested),
            names: Names::new(record),
            entries,
            index,
            brief,
            tag,
            as_of,
            days,
            points: record.articles.iter().map(|a| CodePoints::new(&a.text)).collect(),
            positions: by_article(&record.positions, |r| Some(r.at.article)),
            events: by_article(&record.events, |r| Some(r.at.article)),
            attributions: by_article(&record.attributions, |r| Some(r.at.article)),
            claims: by_article(&record.claim_evidence, |r| Some(r.at.article)),
            meetings: by_article(&record.meeting_evidence, |r| Some(r.at.article)),
            status: by_article(&record.talks_status, |r| Some(r.at.article)),
            deadlines: by_article(&record.deadlines, |r| Some(r.at.article)),
            terms: by_article(&record.terms, |r| r.at.map(|at| at.article)),
            pieces: by_article(&record.attribution_spans, |r| Some(r.attribution)),
            mentions,
            places,
            outlets,
            record,
            review: false,
            told: OnceLock::new(),
            drawn_places: OnceLock::new(),
            brief_json: OnceLock::new(),
            queue: OnceLock::new(),
            digits: OnceLock::new(),
        }
    }

    /// Works out what is worked out once, so that no request has to wait for it.
    pub(crate) fn warm(&self) {
        self.told();
        self.drawn_places();
        if self.review {
            self.queue();
        }
    }

    /// Who retells whom, and what that changed.
    pub(crate) fn told(&self) -> &Told<'r> {
        self.told.get_or_init(|| Told::new(self))
    }

    /// The map.
    pub(crate) fn drawn_places(&self) -> &Places<'r> {
        self.drawn_places.get_or_init(|| Places::new(self))
    }

    /// The brief as JSON.
    pub(crate) fn brief_json(&self) -> &str {
        self.brief_json.get_or_init(|| rapporteur_show::brief::json(self.record))
    }

    /// Everything there is to review, least sure first.
    pub(crate) fn queue(&self) -> &[Waiting] {
        self.queue.get_or_init(|| queue(self.record))
    }

    /// What a ruling calls an article: the same as [`rapporteur_model::Place::digits`], without going through all.
    pub(crate) fn digits(&self, article: Id) -> String {
        const DIGITS: usize = rapporteur_model::ruling::DIGITS;
        let counts = self.digits.get_or_init(|| {
            let mut counts = BTreeMap::new();
            for a in &self.record.articles {
                *counts.entry(a.sha256.get(..DIGITS).unwrap_or("")).or_default() += 1;
            }
            counts
        });
        let start = self.record.article(article).and_then(|a| a.sha256.get(..DIGITS));
        let alone = start.filter(|s| counts.get(s) == Some(&1));
        alone.map_or_else(|| article.to_string(), str::to_owned)
    }

    /// An address inside the site, as of the same day.
    pub(crate) fn link(&self, path: &str) -> String {
        self.link_with(path, &[])
    }

    /// The same with a query.
    pub(crate) fn link_with(&self, path: &str, query: &[(&str, &str)]) -> String {
        let day = self.as_of.map(|d| d.to_string()).unwrap_or_default();
        link(path, query.iter().copied().chain([("as_of", day.as_str())]))
    }

    /// A span in code points.
    pub(crate) fn points(&self, at: At) -> (usize, usize) {
        let place = self.record.articles.binary_search_by_key(&at.article, |a| a.article).ok();
        place.and_then(|i| self.points.get(i)).map_or((0, 0), |p| p.span(at.span))
    }

    /// A span in bytes, of one in code points.
    pub(crate) fn bytes(&self, article: Id, start: usize, end: usize) -> Option<Span> {
        let place = self.record.articles.binary_search_by_key(&article, |a| a.article).ok()?;
        self.points.get(place).map(|p| p.bytes(start, end.max(start)))
    }

    /// The address of some words in their article.
    pub(crate) fn at(&self, at: &At) -> String {
        let (start, end) = self.points(*at);
        self.link_with(&format!("/article/{}", at.article), &[("at", &format!("{start}-{end}"))]) + "#here"
    }

    /// The address of an article.
    pub(crate) fn article(&self, id: &Id) -> String {
        self.link(&format!("/article/{id}"))
    }

    /// The address of an entity.
    pub(crate) fn entity(&self, id: &Id) -> String {
        self.link(&format!("/entity/{id}"))
    }

    /// The name of an entity, as a link to its page.
    pub(crate) fn named(&self, id: &Id) -> Html {
        let mut html = Html::new();
        html.put(format_args!("<a class=\"name\" href=\"{}\">", self.entity(id)));
        html.line(&self.index.name(*id)).put(format_args!("</a>"));
        html
    }

    /// The address of an issue.
    pub(crate) fn issue(&self, issue: &str) -> String {
        self.link(&format!("/positions/{}", encode(issue)))
    }

    /// The position with that id.
    pub(crate) fn position(&self, id: Id) -> Option<&'r PositionRow> {
        let rows = &self.record.positions;
        rows.binary_search_by_key(&id, |p| p.position).ok().and_then(|i| rows.get(i))
    }

    /// The event with that id.
    pub(crate) fn event(&self, id: Id) -> Option<&'r EventRow> {
        let rows = &self.record.events;
        rows.binary_search_by_key(&id, |e| e.event).ok().and_then(|i| rows.get(i))
    }

    /// The address of what one party holds on one issue.
    pub(crate) fn cell(&self, cell: &Cell) -> String {
        let row = cell.stands.first().and_then(|s| self.position(s.position));
        row.map_or_else(String::new, |p| self.link(&format!("/positions/{}/{}", encode(&p.issue), p.party)))
    }

    /// The address of a position in the history of its party and issue.
    pub(crate) fn history(&self, position: &Id) -> String {
        self.position(*position).map_or_else(String::new, |p| {
            self.link(&format!("/positions/{}/{}", encode(&p.issue), p.party)) + &format!("#p-{position}")
        })
    }

    /// "Harbour Post, 16 Sep 2025".
    pub(crate) fn place(&self, article: Id) -> Line {
        let when = rapporteur_show::wording::interval(self.index.published(article));
        self.index.outlet_or_path(article).ours(format!(", {when}"))
    }

    /// The sentences some words stand in, with the words marked; long ones are cut around them.
    pub(crate) fn passage(&self, at: &At) -> Html {
        let mut words = Html::new();
        words
            .put(format_args!("<mark>"))
            .text(self.index.words(at.article, at.span))
            .put(format_args!("</mark>"));
        self.around(at, &words)
    }

    /// The same with the words as they are given.
    pub(crate) fn around(&self, at: &At, words: &Html) -> Html {
        let mut html = Html::new();
        let Some(article) = self.record.article(at.article) else { return html };
        let text = article.text.as_str();
        let all = self.index.sentences(at.article);
        let first = all.partition_point(|s| s.span.end <= at.span.start);
        let mut around = at.span;
        for s in all.iter().skip(first).take(3).take_while(|s| s.span.overlaps(at.span)) {
            around = around.join(s.span);
        }
        let around = around.trim(text);
        let (mut lo, mut hi) = (around.lo().min(at.span.lo()), around.hi().max(at.span.hi()));
        if hi - lo > LONG.max(at.span.len()) {
            lo = lo.max(text.floor_char_boundary(at.span.lo().saturating_sub(LONG / 2)));
            hi = hi.min(text.ceil_char_boundary(at.span.lo().saturating_add(LONG))).max(at.span.hi());
        }
        if lo > around.lo() {
            html.put(format_args!("… "));
        }
        html.text(text.get(lo..at.span.lo()).unwrap_or(""));
        html.put(format_args!("{words}"));
        html.text(text.get(at.span.hi()..hi).unwrap_or(""));
        if hi < around.hi() {
            html.put(format_args!(" …"));
        }
        html
    }
}
