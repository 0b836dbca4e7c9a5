//! What there is to review: everything that was read and has a figure of how sure it is, least sure first; and the
//! ruling that stands for what a person says of one of them.
//!
//! Pure. Nothing is written here: a ruling is made, and whoever serves appends it.

use crate::address::link;
use crate::site::Site;
use rapporteur_model::record::*;
use rapporteur_model::table::At;
use rapporteur_model::{
    Basis, Date, How, Id, Interval, Item, Judgement, Place, Record, Ruling, Span, Upstream,
};
use rapporteur_show::line::Line;
use rapporteur_show::view::event_line;
use rapporteur_show::wording;
use std::collections::{BTreeMap, BTreeSet};

/// Most characters of an author's name and of a reason.
pub(crate) const NAME: usize = 120;
pub(crate) const REASON: usize = 1_000;

/// What can be reviewed, in the order in which what is as sure is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sort {
    Position,
    Merge,
    Day,
    Derivation,
    Meeting,
    Assessment,
    Event,
    Attribution,
}

impl Sort {
    /// Every sort: its word in addresses and its name.
    pub(crate) const ALL: &'static [(Sort, &'static str, &'static str)] = &[
        (Sort::Position, "position", "Positions"),
        (Sort::Merge, "merge", "Names taken for one"),
        (Sort::Day, "day", "Days of publication"),
        (Sort::Derivation, "derivation", "Who retells whom"),
        (Sort::Meeting, "meeting", "Meetings"),
        (Sort::Assessment, "talks_status", "How the talks go"),
        (Sort::Event, "event", "Events"),
        (Sort::Attribution, "attribution", "Who says what"),
    ];
    /// By its word.
    pub(crate) fn parse(word: &str) -> Option<Sort> {
        Sort::ALL.iter().find(|(_, w, _)| *w == word).map(|(s, _, _)| *s)
    }
    /// Its word.
    pub(crate) fn word(self) -> &'static str {
        Sort::ALL.iter().find(|(s, _, _)| *s == self).map_or("", |(_, w, _)| w)
    }
}

/// Something to review: a row, with how sure it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Waiting {
    pub(crate) sort: Sort,
    row: usize,
    pub(crate) sure: Option<f64>,
}

/// Everything there is to review, least sure first; what has no figure comes last.
pub(crate) fn queue(record: &Record) -> Vec<Waiting> {
    let told: BTreeMap<Id, f64> =
        record.attributions.iter().filter_map(|a| Some((a.attribution, f64::from(a.confidence?)))).collect();
    // What was said under an attribution is no surer than that it was said.
    let sure = |own: Option<f32>, under: Option<Id>| {
        let under = under.and_then(|a| told.get(&a).copied());
        match (own.map(f64::from), under) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    };
    let mut all = Vec::new();
    let mut add = |sort, row, sure| all.push(Waiting { sort, row, sure });
    for (i, p) in record.positions.iter().enumerate() {
        add(Sort::Position, i, sure(p.confidence, p.attribution));
    }
    for (i, m) in record.merges.iter().enumerate() {
        // Nothing merged: a ruling keeps these apart.
        if m.score > 0.0 {
            add(Sort::Merge, i, Some(m.score));
        }
    }
    for (i, a) in record.articles.iter().enumerate() {
        let certain = a.published.start.is_some() && a.published.start == a.published.end;
        if !certain || a.published_basis == Some(Basis::Inferred) {
            add(Sort::Day, i, None);
        }
    }
    for (i, d) in record.derivations.iter().enumerate() {
        add(Sort::Derivation, i, d.confidence.map(f64::from));
    }
    for (i, m) in record.meeting_evidence.iter().enumerate() {
        add(Sort::Meeting, i, sure(None, m.attribution));
    }
    for (i, s) in record.talks_status.iter().enumerate() {
        add(Sort::Assessment, i, sure(None, s.attribution));
    }
    for (i, e) in record.events.iter().enumerate() {
        add(Sort::Event, i, sure(e.confidence, e.attribution));
    }
    for (i, a) in record.attributions.iter().enumerate() {
        add(Sort::Attribution, i, a.confidence.map(f64::from));
    }
    all.sort_by(|a, b| {
        let key = |w: &Waiting| w.sure.unwrap_or(f64::INFINITY);
        key(a).total_cmp(&key(b)).then((a.sort, a.row).cmp(&(b.sort, b.row)))
    });
    all
}

/// How something is edited.
#[derive(Debug, Clone)]
pub(crate) enum Edit {
    /// It cannot be.
    None,
    /// One of these words; the first is what was read.
    Word(Vec<&'static str>),
    /// A day or an interval, as it stands.
    Days(String),
}

/// Something to review, with its words.
pub(crate) struct Case {
    /// Names it in a form.
    pub(crate) id: Id,
    pub(crate) sort: Sort,
    pub(crate) sure: Option<f64>,
    /// What was read.
    pub(crate) line: Line,
    /// The rule that read it, or what it saw.
    pub(crate) by: String,
    /// The words it stands on; an article's beginning where there are none.
    pub(crate) words: Vec<At>,
    /// Where more of it stands.
    pub(crate) more: String,
    pub(crate) edit: Edit,
    /// What accepting and rejecting it would say; nothing where that cannot be said.
    accept: Option<(Place, Judgement)>,
    reject: Option<(Place, Judgement)>,
    /// What its words are judged to be, to know it again in a file of rulings.
    key: Key,
}

impl Case {
    pub(crate) fn acceptable(&self) -> bool {
        self.accept.is_some()
    }
    pub(crate) fn rejectable(&self) -> bool {
        self.reject.is_some()
    }
}

/// What a ruling is about, whatever it says of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Reading(Place, Item, Option<String>),
    Names(Place, Place),
    Day(String),
    Upstream(String, Upstream),
}

/// What rulings there are are about.
pub(crate) struct Ruled(BTreeSet<Key>);

impl Ruled {
    /// Of the rulings of a file.
    pub(crate) fn new(rulings: &[Ruling]) -> Ruled {
        Ruled(rulings.iter().flat_map(keys).collect())
    }
    /// Has it been ruled on?
    pub(crate) fn holds(&self, case: &Case) -> bool {
        self.0.contains(&case.key)
    }
}

fn keys(ruling: &Ruling) -> Vec<Key> {
    let place = ruling.place.clone();
    match &ruling.judgement {
        Judgement::Accept { item, kind } | Judgement::Reject { item, kind } => {
            vec![Key::Reading(place, *item, kind.clone())]
        }
        // Once it is applied, what is read there is of the new kind.
        Judgement::Correct { item, kind, to } => vec![
            Key::Reading(place.clone(), *item, kind.clone()),
            Key::Reading(place, *item, Some(to.clone())),
        ],
        Judgement::Same(other) | Judgement::Different(other) => vec![Key::Names(place, other.clone())],
        Judgement::Published(_) => vec![Key::Day(place.article)],
        Judgement::Derives { from, .. } | Judgement::NotDerived(from) => {
            vec![Key::Upstream(place.article, from.clone())]
        }
        _ => Vec::new(),
    }
}

/// What stands in the queue, with its words. None where no ruling could be made of it: words that cannot be quoted.
pub(crate) fn case(site: &Site, waiting: &Waiting) -> Option<Case> {
    let record = site.record;
    let index = &site.index;
    let (sort, sure, row) = (waiting.sort, waiting.sure, waiting.row);
    let digits = |article: Id| site.digits(article);
    let reading =
        |id: Id, at: At, shown: At, item: Item, kind: Option<&str>, line: Line, by: &str, more: String| {
            let place = Place::of(record, at, &digits(at.article))?;
            let kind = kind.map(str::to_owned);
            let now = kind.as_deref().and_then(|k| item.kinds().into_iter().find(|w| *w == k));
            let edit = now.map_or(Edit::None, |now| {
                let others = item.kinds().into_iter().filter(|w| *w != now);
                Edit::Word(std::iter::once(now).chain(others).collect())
            });
            Some(Case {
                id,
                sort,
                sure,
                line,
                by: by.to_owned(),
                words: vec![shown],
                more,
                edit,
                accept: Some((place.clone(), Judgement::Accept { item, kind: kind.clone() })),
                reject: Some((place.clone(), Judgement::Reject { item, kind: kind.clone() })),
                key: Key::Reading(place, item, kind),
            })
        };
    match sort {
        Sort::Position => {
            let p = record.positions.get(row)?;
            let scope = p.scope.map_or_else(String::new, |s| format!(", {}", wording::scope(s)));
            let line = index.name(p.party).ours(": ").and(index.issue_title(&p.issue));
            let line = line.ours(format!(" — {}{scope}", wording::stance(p.stance)));
            let kind = Some(p.stance.as_str());
            reading(
                p.position,
                p.at,
                p.at,
                Item::Position,
                kind,
                line,
                p.by.as_ref(),
                site.history(&p.position),
            )
        }
        Sort::Event => {
            let e = record.events.get(row)?;
            let at = Place::of_event(record, e);
            let kind = Some(e.kind.as_str());
            let line = event_line(index, e);
            reading(e.event, at, e.at, Item::Event, kind, line, e.by.as_ref(), site.at(&e.at))
        }
        Sort::Attribution => {
            let a = record.attributions.get(row)?;
            let line = index.voice(a.at.article, Some(a.attribution)).line;
            reading(a.attribution, a.at, a.at, Item::Attribution, None, line, a.by.as_ref(), site.at(&a.at))
        }
        Sort::Meeting => {
            let e = record.meeting_evidence.get(row)?;
            let m = record.meetings.iter().find(|m| m.meeting == e.meeting)?;
            let id = Id::of("review", &[m.meeting.to_string().as_bytes(), &row.to_le_bytes()]);
            let line =
                Line::new().outside_up_to(&m.name, 160).ours(format!(", {}", wording::interval(m.date)));
            // Each report may call the meeting otherwise; what the record makes of all of them is not its kind.
            let more = site.link("/meetings") + &format!("#mt-{}", m.meeting);
            reading(id, e.at, e.at, Item::Meeting, None, line, m.by.as_ref(), more)
        }
        Sort::Assessment => {
            let s = record.talks_status.get(row)?;
            let id = Id::of("review", &[b"talks", &row.to_le_bytes()]);
            let line = Line::say(wording::talks(s.status));
            reading(id, s.at, s.at, Item::Status, Some(s.status.as_str()), line, "", site.at(&s.at))
        }
        Sort::Merge => {
            let m = record.merges.get(row)?;
            let (a, b) = (spelled(site, m.entity, &m.name_a)?, spelled(site, m.entity, &m.name_b)?);
            let place = |at: At| Place::of(record, at, &digits(at.article));
            let (pa, pb) = (place(a)?, place(b)?);
            let id = Id::of(
                "review",
                &[m.entity.to_string().as_bytes(), m.name_a.as_bytes(), m.name_b.as_bytes()],
            );
            let line = Line::quote(&m.name_a).ours(" and ").outside(&m.name_b).ours(" are one");
            Some(Case {
                id,
                sort,
                sure,
                line,
                by: m.why.clone(),
                words: vec![a, b],
                more: site.entity(&m.entity),
                edit: Edit::None,
                accept: Some((pa.clone(), Judgement::Same(pb.clone()))),
                reject: Some((pa.clone(), Judgement::Different(pb.clone()))),
                key: Key::Names(pa, pb),
            })
        }
        Sort::Day => {
            let a = record.articles.get(row)?;
            let digits = digits(a.article);
            let line = if a.published.is_unknown() {
                Line::say("published on an unknown day")
            } else {
                Line::say(format!("published {}", wording::interval(a.published)))
            };
            let place = Place::article(&digits);
            let known = !a.published.is_unknown();
            Some(Case {
                id: a.article,
                sort,
                sure,
                line,
                by: a.published_basis.map_or_else(String::new, |b| b.to_string()),
                words: vec![At { article: a.article, span: beginning(&a.text) }],
                more: site.article(&a.article),
                edit: Edit::Days(if known { a.published.to_string() } else { String::new() }),
                accept: known.then_some((place, Judgement::Published(a.published))),
                reject: None,
                key: Key::Day(digits),
            })
        }
        Sort::Derivation => {
            let d = record.derivations.get(row)?;
            let from = match (d.from_article, &d.from_outlet) {
                (Some(article), _) => Upstream::Article(digits(article)),
                (None, Some(outlet)) => Upstream::Outlet(outlet.clone()),
                (None, None) => return None,
            };
            let name = match (d.from_article, &d.from_outlet) {
                (Some(article), _) => site.place(article),
                (_, outlet) => Line::quote(outlet.as_deref().unwrap_or("")),
            };
            let rows = &record.derivation_evidence;
            let first = rows.partition_point(|e| e.article < d.article);
            let shown = rows.iter().skip(first).take_while(|e| e.article == d.article).find(|e| {
                !e.span.is_empty() && e.from_article == d.from_article && e.from_outlet == d.from_outlet
            });
            let at = shown.map(|e| At { article: d.article, span: sentence(site, d.article, e.span) });
            let here = digits(d.article);
            let text = record.article(d.article).map_or("", |a| a.text.as_str());
            let mut words = vec![at.unwrap_or(At { article: d.article, span: beginning(text) })];
            if let (Some(article), Some(span)) = (d.from_article, shown.and_then(|e| e.from_span)) {
                words.push(At { article, span: sentence(site, article, span.0) });
            }
            let told = format!("{:?}", from);
            let id = Id::of("review", &[d.article.to_string().as_bytes(), told.as_bytes()]);
            let all = [DerivationKind::Copy, DerivationKind::Rewrite, DerivationKind::Cites];
            let others = all.iter().filter(|k| **k != d.kind).map(|k| k.as_str());
            let quoted = at.and_then(|at| Place::of(record, at, &here));
            let line = site.place(d.article).ours(format!(" {} ", wording::derivation(d.kind))).and(name);
            Some(Case {
                id,
                sort,
                sure,
                line,
                by: d.by.to_string(),
                words,
                more: site.article(&d.article),
                edit: match quoted {
                    Some(_) => Edit::Word(std::iter::once(d.kind.as_str()).chain(others).collect()),
                    None => Edit::None,
                },
                accept: quoted.map(|p| (p, Judgement::Derives { from: from.clone(), how: d.kind })),
                reject: Some((Place::article(&here), Judgement::NotDerived(from.clone()))),
                key: Key::Upstream(here, from),
            })
        }
    }
}

/// A mention of the entity that is written so; first by name.
fn spelled(site: &Site, entity: Id, name: &str) -> Option<At> {
    let wanted: Vec<&str> = name.split_whitespace().collect();
    let rows = || {
        let places = site.mentions.get(&entity).into_iter().flatten();
        places.filter_map(|i| site.record.mentions.get(usize::try_from(*i).ok()?))
    };
    let so = |m: &&MentionRow| {
        let words = site.index.words(m.at.article, m.at.span);
        words.split_whitespace().eq(wanted.iter().copied())
    };
    rows().filter(|m| m.how == How::Name).find(so).or_else(|| rows().find(so)).map(|m| m.at)
}

/// The first line of a text that says something.
fn beginning(text: &str) -> Span {
    let from = text.len() - text.trim_start().len();
    let rest = text.get(from..).unwrap_or("");
    let line = rest.find('\n').unwrap_or(rest.len());
    Span::new(from, from + rest.floor_char_boundary(line.min(200)))
}

/// Words cut to the sentence they begin in: a whole copied article is no quotation.
fn sentence(site: &Site, article: Id, span: Span) -> Span {
    let all = site.index.sentences(article);
    let first = all.partition_point(|s| s.span.end <= span.start);
    match all.get(first) {
        Some(s) if s.span.end < span.end && s.span.end > span.start => Span::new(span.lo(), s.span.hi()),
        _ => span,
    }
}

/// What a person says of a case.
pub(crate) struct Said<'a> {
    pub(crate) sort: Sort,
    pub(crate) id: Id,
    /// accept, correct, reject.
    pub(crate) what: &'a str,
    /// What it is instead.
    pub(crate) to: &'a str,
    pub(crate) author: &'a str,
    pub(crate) reason: &'a str,
}

/// The ruling that says it. The error is for the person.
pub(crate) fn ruling(site: &Site, said: &Said, today: Date) -> Result<Ruling, String> {
    let (author, reason) = (said.author.trim(), said.reason.trim());
    if author.is_empty() {
        return Err("A ruling has an author: say who you are.".to_owned());
    }
    if author.chars().count() > NAME || reason.chars().count() > REASON {
        return Err(format!("A name has at most {NAME} characters, a reason {REASON}."));
    }
    let case = site
        .queue()
        .iter()
        .filter(|w| w.sort == said.sort)
        .filter_map(|w| {
            // Most ids stand in the row; what has none of its own is worked out.
            let own = match w.sort {
                Sort::Position => site.record.positions.get(w.row).map(|p| p.position),
                Sort::Event => site.record.events.get(w.row).map(|e| e.event),
                Sort::Attribution => site.record.attributions.get(w.row).map(|a| a.attribution),
                Sort::Day => site.record.articles.get(w.row).map(|a| a.article),
                _ => None,
            };
            if own.is_some_and(|id| id != said.id) { None } else { case(site, w) }
        })
        .find(|c| c.id == said.id)
        .ok_or("This is not in the record any more: it was built anew meanwhile.")?;
    let (place, judgement) = match said.what {
        "accept" => case.accept.ok_or("This can only be corrected or rejected.")?,
        "reject" => case.reject.ok_or("This can only be accepted or corrected.")?,
        "correct" => corrected(case, said.to.trim())?,
        _ => return Err("What is read can be accepted, corrected or rejected.".to_owned()),
    };
    let usual = match said.what {
        "accept" => "reviewed: found right",
        "reject" => "reviewed: found wrong",
        _ => "reviewed: corrected",
    };
    let reason = if reason.is_empty() { usual } else { reason };
    Ok(Ruling::new(author, today, reason, place, judgement))
}

fn corrected(case: Case, to: &str) -> Result<(Place, Judgement), String> {
    let wrong = || "Say what it is instead.".to_owned();
    match (&case.edit, case.accept) {
        (Edit::Days(_), _) => {
            let (from, until) = to.split_once("..").unwrap_or((to, to));
            let day = |t: &str| -> Result<Option<Date>, String> {
                let t = t.trim();
                if t.is_empty() {
                    return Ok(None);
                }
                t.parse()
                    .map(Some)
                    .map_err(|_| format!("`{t}` is no day: write YYYY-MM-DD, or two with .. between"))
            };
            let days = Interval { start: day(from)?, end: day(until)? };
            if days.is_unknown() || days.start.zip(days.end).is_some_and(|(a, b)| b < a) {
                return Err(wrong());
            }
            let Key::Day(article) = case.key else { return Err(wrong()) };
            Ok((Place::article(&article), Judgement::Published(days)))
        }
        (Edit::Word(words), Some((place, judgement))) => {
            if words.first() == Some(&to) || !words.contains(&to) {
                return Err(wrong());
            }
            let to = match judgement {
                Judgement::Derives { from, .. } => {
                    Judgement::Derives { from, how: to.parse().map_err(|_| wrong())? }
                }
                Judgement::Accept { item, kind } => Judgement::Correct { item, kind, to: to.to_owned() },
                _ => return Err(wrong()),
            };
            Ok((place, to))
        }
        _ => Err("This can only be accepted or rejected.".to_owned()),
    }
}

/// A ruling in a line.
pub(crate) fn told(ruling: &Ruling) -> Line {
    let what = match &ruling.judgement {
        Judgement::Accept { item, .. } => format!("accepted: {}", wording::spaced(item.as_str())),
        Judgement::Reject { item, .. } => format!("rejected: {}", wording::spaced(item.as_str())),
        Judgement::Correct { item, to, .. } => {
            format!("corrected: {}, {}", wording::spaced(item.as_str()), wording::spaced(to))
        }
        Judgement::Same(_) => "the same".to_owned(),
        Judgement::Different(_) => "not the same".to_owned(),
        Judgement::Published(days) => format!("published {}", wording::interval(*days)),
        other => wording::spaced(other.kind()),
    };
    let line = Line::say(what);
    match (&ruling.place.quote, &ruling.judgement) {
        (Some(a), Judgement::Same(b) | Judgement::Different(b)) => line
            .ours(": “")
            .outside_up_to(a, 80)
            .ours("” and “")
            .outside_up_to(b.quote.as_deref().unwrap_or(""), 80)
            .ours("”"),
        (Some(words), _) => line.ours(" “").outside_up_to(words, 120).ours("”"),
        (None, _) => line,
    }
}

/// The queue, and others, by their address.
pub(crate) fn address(sort: Option<Sort>, author: &str, page: usize) -> String {
    let page = if page > 1 { page.to_string() } else { String::new() };
    link("/review", [("kind", sort.map_or("", Sort::word)), ("author", author), ("page", &page)])
}
