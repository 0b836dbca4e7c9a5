//! One item of the record with every sentence it rests on, the words marked, and the rule that made it.
//!
//! Reads the record only; takes any id of an article, entity, position, meeting, event, attribution, claim, deadline,
//! term, contradiction, or a former id.

use crate::brief::TextOptions;
use crate::brief::terminal::{Ink, Setter};
use crate::index::Index;
use crate::line::{Line, clean};
use crate::wording::{self, count};
use rapporteur_model::record::*;
use rapporteur_model::table::At;
use rapporteur_model::{Id, Record, Span};
use std::collections::BTreeSet;
use std::io;

/// Places shown of one item.
const PLACES: usize = 200;
/// Pairs of words shown of what an article stands on, and of what it changed.
const PAIRS: usize = 24;
/// A sentence longer than this is cut around the words.
const LONG: usize = 4_000;

/// The item with that id as text for a terminal, or `None` if the record has no such item.
///
/// `id` may be shortened to its first digits, six at least, if no other item begins with them. With `since`, only words
/// of articles published on or after that day are shown.
pub fn show(record: &Record, id: &str, options: &TextOptions) -> Option<String> {
    let id = find(record, id)?;
    let mut bytes = Vec::new();
    let mut sheet = Sheet {
        index: Index::new(record),
        set: Setter::new(options, &mut bytes),
        options,
        places: 0,
        hidden: 0,
        earlier: 0,
    };
    // Writing to memory does not fail.
    let found = sheet.item(id).ok()?;
    sheet.close().ok()?;
    drop(sheet);
    found.then(|| String::from_utf8_lossy(&bytes).into_owned())
}

/// Every id of the record that can be shown.
fn ids(record: &Record) -> impl Iterator<Item = Id> {
    let r = record;
    let anchored = r.articles.iter().map(|x| x.article).chain(r.entities.iter().map(|x| x.entity));
    let said = r.positions.iter().map(|x| x.position).chain(r.meetings.iter().map(|x| x.meeting));
    let told = r.events.iter().map(|x| x.event).chain(r.attributions.iter().map(|x| x.attribution));
    let more = r.claims.iter().map(|x| x.claim).chain(r.deadlines.iter().map(|x| x.deadline));
    let rest = r.terms.iter().map(|x| x.term).chain(r.contradictions.iter().map(|x| x.contradiction));
    anchored.chain(said).chain(told).chain(more).chain(rest)
}

/// The id meant by `text`: whole, former, or the beginning of just one.
fn find(record: &Record, text: &str) -> Option<Id> {
    let text = text.trim().to_ascii_lowercase();
    if let Ok(id) = text.parse::<Id>() {
        // A chain of former ids ends at the one it has now; a ring in a broken record ends anyway.
        let mut now = id;
        for _ in 0..8 {
            match record.former_ids.iter().find(|f| f.id == now) {
                Some(f) if f.now != now => now = f.now,
                _ => break,
            }
        }
        return Some(now);
    }
    if text.len() < 6 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let found: BTreeSet<Id> =
        ids(record).filter(|id| id.to_string().starts_with(&text)).take(1_000).collect();
    match (found.len(), found.first()) {
        (1, Some(id)) => Some(*id),
        _ => None,
    }
}

struct Sheet<'a, 'r> {
    index: Index<'r>,
    set: Setter<'a>,
    options: &'a TextOptions,
    places: usize,
    hidden: usize,
    earlier: usize,
}

impl<'r> Sheet<'_, 'r> {
    fn title(&mut self, kind: &str, id: Id, line: &Line) -> io::Result<()> {
        self.set.line(Ink::Dim, "", "", &format!("{kind} {id}"))?;
        self.set.line(Ink::Bold, "", "", &line.plain())
    }

    fn heading(&mut self, text: &str) -> io::Result<()> {
        self.set.blank()?;
        self.set.line(Ink::Bold, "", "", text)
    }

    fn fact(&mut self, label: &str, value: impl Into<Option<Line>>) -> io::Result<()> {
        match value.into().filter(|l: &Line| !l.is_empty()) {
            Some(line) => self.set.line(Ink::Plain, "  ", "    ", &format!("{label}: {}", line.plain())),
            None => Ok(()),
        }
    }

    fn say(&mut self, label: &str, value: impl Into<String>) -> io::Result<()> {
        let value = value.into();
        if value.is_empty() { Ok(()) } else { self.fact(label, Line::say(value)) }
    }

    fn quote(&mut self, label: &str, value: Option<&str>) -> io::Result<()> {
        self.fact(label, value.map(Line::quote))
    }

    fn name(&mut self, label: &str, entity: Option<Id>) -> io::Result<()> {
        let line = entity.map(|e| self.index.name(e).ours(format!(" [{e}]")));
        self.fact(label, line)
    }

    fn made(&mut self, by: &str, confidence: Option<f32>) -> io::Result<()> {
        let sure = confidence.map_or_else(String::new, |c| format!(", confidence {c:.2}"));
        self.fact("made by the rule", Line::quote(by).ours(sure))
    }

    /// Where and in whose voice some words stand, and their sentence with the words marked.
    fn words(&mut self, note: Line, at: At) -> io::Result<()> {
        if self.options.since.is_some_and(|day| self.index.known(at.article).is_none_or(|d| d < day)) {
            self.earlier += 1;
            return Ok(());
        }
        if self.places >= PLACES {
            self.hidden += 1;
            return Ok(());
        }
        self.places += 1;
        let Some(article) = self.index.record.article(at.article) else { return Ok(()) };
        let source = self.index.outlet_of(article).ours(format!(
            ", {} [{}]",
            wording::interval(article.published),
            article.article
        ));
        let head = if note.is_empty() { source } else { note.ours(" — ").and(source) };
        self.set.line(Ink::Dim, "  ", "  ", &head.plain())?;
        self.sentence(article, &[at.span])
    }

    fn sentence(&mut self, article: &ArticleRow, marks: &[Span]) -> io::Result<()> {
        let text = article.text.as_str();
        let Some(first) = marks.first().copied() else { return Ok(()) };
        let all = self.index.sentences(article.article);
        let from = all.partition_point(|s| s.span.end <= first.start);
        let whole = all
            .iter()
            .skip(from)
            .take_while(|s| s.span.start < first.end)
            .map(|s| s.span)
            .reduce(Span::join)
            .unwrap_or(first);
        let mut shown = whole.join(first).trim(text);
        let (mut before, mut after) = ("", "");
        if shown.len() > LONG {
            let near = |mut at: usize| {
                while at > 0 && !text.is_char_boundary(at) {
                    at -= 1;
                }
                at
            };
            let lo = near(shown.lo().max(first.lo().saturating_sub(LONG / 4)));
            let hi = near(shown.hi().min(lo + LONG));
            before = if lo > shown.lo() { "… " } else { "" };
            after = if hi < shown.hi() { " …" } else { "" };
            shown = Span::new(lo, hi);
        }
        let mut runs: Vec<(String, Ink)> = vec![(before.to_owned(), Ink::Dim)];
        let mut at = shown.start;
        for mark in marks.iter().filter(|m| m.overlaps(shown)) {
            let start = mark.start.max(at);
            let end = mark.end.min(shown.end);
            if start < end {
                runs.push((clean(Span { start: at, end: start }.of(text)), Ink::Plain));
                runs.push((clean(Span { start, end }.of(text)), Ink::Mark));
                at = end;
            }
        }
        runs.push((clean(Span { start: at, end: shown.end }.of(text)), Ink::Plain));
        runs.push((after.to_owned(), Ink::Dim));
        let runs: Vec<(&str, Ink)> =
            runs.iter().filter(|(t, _)| !t.is_empty()).map(|(t, i)| (t.as_str(), *i)).collect();
        self.set.runs("    ", "    ", &runs)
    }

    fn close(&mut self) -> io::Result<()> {
        if self.earlier > 0 {
            let places = count(self.earlier, "earlier or undated place", "earlier or undated places");
            self.set.line(Ink::Dim, "", "", &format!("{places} not shown."))?;
        }
        if self.hidden > 0 {
            self.set.line(
                Ink::Dim,
                "",
                "",
                &format!("{} not shown.", count(self.hidden, "more place", "more places")),
            )?;
        }
        Ok(())
    }

    fn told(&self, article: Id, attribution: Option<Id>) -> Line {
        let line = self.index.voice(article, attribution).full();
        match attribution {
            Some(id) => line.ours(format!(" [{id}]")),
            None => line,
        }
    }

    fn item(&mut self, id: Id) -> io::Result<bool> {
        let record = self.index.record;
        if let Some(row) = record.article(id) {
            self.article(row)?;
        } else if let Some(row) = record.positions.iter().find(|p| p.position == id) {
            self.position(row)?;
        } else if let Some(row) = record.meetings.iter().find(|m| m.meeting == id) {
            self.meeting(row)?;
        } else if let Some(row) = record.events.iter().find(|e| e.event == id) {
            self.event(row)?;
        } else if let Some(row) = record.attribution(id) {
            self.attribution(row)?;
        } else if let Some(row) = record.claims.iter().find(|c| c.claim == id) {
            self.claim(row)?;
        } else if let Some(row) = record.deadlines.iter().find(|d| d.deadline == id) {
            self.deadline(row)?;
        } else if let Some(row) = record.terms.iter().find(|t| t.term == id) {
            self.term(row)?;
        } else if let Some(row) = record.contradictions.iter().find(|c| c.contradiction == id) {
            self.title("contradiction", id, &Line::say(wording::contradiction(row.kind)))?;
            self.quote("about", Some(&row.about))?;
            self.heading("The words")?;
            self.words(Line::say("on one side"), row.a)?;
            self.words(Line::say("on the other"), row.b)?;
        } else if let Some(row) = record.entity(id) {
            self.entity(row)?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn position(&mut self, p: &PositionRow) -> io::Result<()> {
        let scope = p.scope.map_or_else(String::new, |s| format!(", {}", wording::scope(s)));
        let line = self.index.name(p.party).ours(": ").and(self.index.issue_title(&p.issue));
        self.title("position", p.position, &line.ours(format!(" — {}{scope}", wording::stance(p.stance))))?;
        self.name("party (holder)", Some(p.party))?;
        self.name("words of", p.said_by)?;
        self.fact("told", self.told(p.at.article, p.attribution))?;
        self.say("date", wording::interval(p.date))?;
        self.quote("summary", Some(&p.summary))?;
        self.quote("except", p.exception.as_deref())?;
        self.say("hangs on something", p.link.map_or("", wording::link))?;
        let issue = p.condition_issue.as_deref().map(|i| self.index.issue_title(i));
        self.fact("issue it hangs on", issue)?;
        self.quote("condition", p.condition_text.as_deref())?;
        self.made(&p.by, p.confidence)?;
        self.heading("The words")?;
        self.words(Line::new(), p.at)?;
        let record = self.index.record;
        let more = record.position_evidence.iter().filter(|e| e.position == p.position && e.at != p.at);
        for row in more {
            self.words(Line::say("also told"), row.at)?;
        }
        let mut others: Vec<&PositionRow> = record
            .positions
            .iter()
            .filter(|o| o.party == p.party && o.issue == p.issue && o.position != p.position)
            .collect();
        if !others.is_empty() {
            others.sort_by_cached_key(|o| std::cmp::Reverse(self.index.age(o)));
            self.heading("The same party on the same issue")?;
            for o in others {
                let note =
                    format!("{} · {} [{}]", wording::interval(o.date), wording::stance(o.stance), o.position);
                self.words(Line::say(note), o.at)?;
            }
        }
        Ok(())
    }

    fn meeting(&mut self, m: &MeetingRow) -> io::Result<()> {
        self.title("meeting", m.meeting, &Line::quote(&m.name))?;
        self.say("round", m.round.map_or_else(String::new, |n| n.to_string()))?;
        self.name("venue", m.venue)?;
        self.say("date", wording::interval(m.date))?;
        self.say("status", wording::meeting_status(m.status))?;
        self.quote("likelihood as stated", m.likelihood.as_deref())?;
        self.quote("outcome as stated", m.outcome.as_deref())?;
        self.made(&m.by, None)?;
        let record = self.index.record;
        self.heading("Who was there")?;
        for row in record.participants.iter().filter(|p| p.meeting == m.meeting) {
            let mut note =
                self.index.name(row.participant).ours(format!(", {}", wording::participant(row.role)));
            if let Some(office) = &row.office {
                note = note.ours(", ").outside(office);
            }
            if let Some(side) = row.side {
                note = note.ours(", for ").and(self.index.name(side));
            }
            let told = self.told(row.at.article, row.attribution);
            self.words(note.ours("; ").and(told), row.at)?;
        }
        self.heading("The words")?;
        for row in record.meeting_evidence.iter().filter(|e| e.meeting == m.meeting) {
            let told = self.told(row.at.article, row.attribution);
            self.words(told, row.at)?;
        }
        Ok(())
    }

    fn event(&mut self, e: &EventRow) -> io::Result<()> {
        let line = crate::view::event_line(&self.index, e);
        self.title("event", e.event, &line)?;
        self.say("type (PLOVER)", e.kind.as_str())?;
        self.quote("mode", e.mode.as_deref())?;
        self.name("actor", e.actor)?;
        self.name("recipient", e.recipient)?;
        self.name("place", e.place)?;
        self.say("date", wording::interval(e.date))?;
        self.say("status", wording::event_status(e.status))?;
        self.fact("told", self.told(e.at.article, e.attribution))?;
        self.made(&e.by, e.confidence)?;
        self.heading("The words")?;
        self.words(Line::new(), e.at)?;
        let record = self.index.record;
        let same = |o: &&EventRow| e.thread.is_some() && o.thread == e.thread && o.event != e.event;
        if record.events.iter().any(|o| same(&o)) {
            self.heading("The same event elsewhere")?;
        }
        for o in record.events.iter().filter(same) {
            let told = self.told(o.at.article, o.attribution).ours(format!(" [{}]", o.event));
            self.words(told, o.at)?;
        }
        Ok(())
    }

    fn attribution(&mut self, a: &AttributionRow) -> io::Result<()> {
        let record = self.index.record;
        let voice = self.index.voice(a.at.article, Some(a.attribution));
        self.title("attribution", a.attribution, &voice.full())?;
        self.say("kind", a.kind.as_str())?;
        self.quote("source as written", a.source_text.as_deref())?;
        self.name("source", a.source_entity)?;
        self.say("sort of source", a.source_kind.as_str())?;
        self.say("how many", a.source_count.map_or_else(String::new, |n| n.to_string()))?;
        self.quote("country", a.source_state.as_deref())?;
        self.quote("sector", a.source_sector.as_deref())?;
        self.quote("proximity", a.source_proximity.as_deref())?;
        self.quote("told to", a.told_to.as_deref())?;
        self.quote("cue", a.cue.as_deref())?;
        self.say("some of the sources of", a.subset_of.map_or_else(String::new, |id| id.to_string()))?;
        self.say("nested in", a.parent.map_or_else(String::new, |id| id.to_string()))?;
        self.made(&a.by, a.confidence)?;
        self.heading("The words")?;
        let pieces: Vec<_> =
            record.attribution_spans.iter().filter(|s| s.attribution == a.attribution).collect();
        for piece in &pieces {
            self.words(Line::say(piece.role.as_str()), piece.at)?;
        }
        if pieces.is_empty() {
            self.words(Line::say("content"), a.at)?;
        }
        let positions = record.positions.iter().filter(|p| p.attribution == Some(a.attribution));
        let events = record.events.iter().filter(|e| e.attribution == Some(a.attribution));
        let rows: Vec<Line> = positions
            .map(|p| {
                self.index
                    .name(p.party)
                    .ours(": ")
                    .and(self.index.issue_title(&p.issue))
                    .ours(format!(" [{}]", p.position))
            })
            .chain(events.map(|e| crate::view::event_line(&self.index, e).ours(format!(" [{}]", e.event))))
            .collect();
        if !rows.is_empty() {
            self.heading("What is told so")?;
        }
        for row in rows.iter().take(PLACES) {
            self.set.line(Ink::Plain, "  ", "    ", &row.plain())?;
        }
        Ok(())
    }

    fn claim(&mut self, c: &ClaimRow) -> io::Result<()> {
        self.title("claim", c.claim, &Line::quote(&c.summary))?;
        self.say("status", wording::claim(c.status))?;
        self.say("first published", c.first_published.map_or_else(|| "date unknown".into(), wording::day))?;
        self.say("carried by", count(c.articles as usize, "article", "articles"))?;
        self.say("newsrooms, after derivation", c.newsrooms.to_string())?;
        let most = c.sources_max.map_or_else(|| "not known".into(), |n| n.to_string());
        self.say("human sources", format!("at least {}, at most {most}", c.sources_min))?;
        self.tree(c.claim)?;
        self.heading("The words")?;
        for row in self.index.record.claim_evidence.iter().filter(|e| e.claim == c.claim) {
            let told = self.told(row.at.article, row.attribution);
            self.words(Line::say(wording::relation(row.relation)).ours(": ").and(told), row.at)?;
        }
        Ok(())
    }

    /// The tree behind a claim's numbers.
    fn tree(&mut self, claim: Id) -> io::Result<()> {
        let rows: Vec<&ClaimSourceRow> =
            self.index.record.claim_sources.iter().filter(|r| r.claim == claim).collect();
        if rows.is_empty() {
            return Ok(());
        }
        self.heading("Where it comes from")?;
        for row in rows.iter().take(PLACES) {
            let (indent, none) = match row.kind {
                SourceNode::Newsroom => ("  ", "an outlet nobody names"),
                SourceNode::Story => ("    ", "an outlet nobody names"),
                SourceNode::Source => ("      ", "somebody"),
            };
            let name = row.name.as_deref().map_or_else(|| Line::say(none), Line::quote);
            let people = match row.sources_max {
                Some(most) if most == row.sources_min => count(most as usize, "person", "people"),
                Some(most) => format!("{} to {most} people", row.sources_min),
                None => format!("at least {}", count(row.sources_min as usize, "person", "people")),
            };
            let line = Line::say(row.kind.as_str()).ours(" ").and(name).ours(format!(": {people}, "));
            let line = line.outside(&row.why);
            let line = if row.counted { line } else { line.ours(", not counted again") };
            self.set.line(
                Ink::Plain,
                indent,
                "        ",
                &line.ours(format!(" [{}]", row.at.article)).plain(),
            )?;
        }
        Ok(())
    }

    /// What an article stands on, word by word, and what it changed.
    fn derived(&mut self, a: &ArticleRow) -> io::Result<()> {
        let record = self.index.record;
        let evidence: Vec<_> = record.derivation_evidence.iter().filter(|e| e.article == a.article).collect();
        if !evidence.is_empty() {
            self.heading("What it stands on")?;
        }
        for e in evidence.iter().take(PAIRS) {
            self.words(Line::say("here, ").outside(&e.reason), At { article: e.article, span: e.span })?;
            if let (Some(article), Some(from)) = (e.from_article, e.from_span) {
                self.words(Line::say("there"), At { article, span: from.0 })?;
            }
        }
        self.hidden += evidence.len().saturating_sub(PAIRS);
        let drifts: Vec<_> = record.drifts.iter().filter(|d| d.at.article == a.article).collect();
        if !drifts.is_empty() {
            self.heading("What it changed")?;
        }
        for d in drifts.iter().take(PAIRS) {
            self.words(Line::say(wording::drift(d.kind)).ours("; first told"), d.from)?;
            self.words(Line::say("retold"), d.at)?;
        }
        self.hidden += drifts.len().saturating_sub(PAIRS);
        Ok(())
    }

    fn deadline(&mut self, d: &DeadlineRow) -> io::Result<()> {
        self.title("deadline", d.deadline, &Line::quote(&d.what))?;
        self.say("due", wording::interval(d.due))?;
        self.name("set by", d.set_by)?;
        self.say("state", wording::deadline(d.state))?;
        self.fact("told", self.told(d.at.article, d.attribution))?;
        self.made(&d.by, None)?;
        self.heading("The words")?;
        self.words(Line::new(), d.at)
    }

    fn term(&mut self, t: &TermRow) -> io::Result<()> {
        let bearer = t.bearer.map_or_else(|| Line::say("each side"), |b| self.index.name(b));
        let line = bearer.ours(format!(" {}: ", wording::modality(t.modality))).outside(&t.action);
        self.title("term", t.term, &line)?;
        self.name("agreement", t.agreement)?;
        self.fact("issue", self.index.issue_title(&t.issue))?;
        self.quote("zone", t.zone.as_deref())?;
        self.say("from and until", wording::interval(t.period))?;
        self.quote("except", t.exception.as_deref())?;
        self.made(&t.by, None)?;
        if let Some(at) = t.at {
            self.heading("The words")?;
            let told = self.told(at.article, t.attribution);
            self.words(told, at)?;
        }
        let record = self.index.record;
        for s in record.term_status.iter().filter(|s| s.term == t.term) {
            let day = s.date.map_or_else(|| "date unknown".into(), wording::day);
            self.say("status", format!("{}, {day}", wording::term(s.status)))?;
        }
        let incidents: Vec<_> = record.incidents.iter().filter(|i| i.term == t.term).collect();
        if !incidents.is_empty() {
            self.heading("What is said to bear on it")?;
        }
        for i in incidents {
            if let Some(e) = record.events.iter().find(|e| e.event == i.event) {
                let told = self.told(e.at.article, e.attribution);
                self.words(Line::say(wording::bearing(i.bearing)).ours("; ").and(told), e.at)?;
            }
        }
        Ok(())
    }

    fn entity(&mut self, e: &EntityRow) -> io::Result<()> {
        let record = self.index.record;
        self.title(e.kind.as_str(), e.entity, &Line::quote(&e.name))?;
        self.quote("state", e.state.as_deref())?;
        self.say("mentions", e.mentions.to_string())?;
        self.say("first seen", e.first_seen.map_or_else(String::new, wording::day))?;
        let aliases: Vec<_> = record.aliases.iter().filter(|a| a.entity == e.entity).collect();
        if !aliases.is_empty() {
            self.heading("Spellings")?;
        }
        for a in aliases.iter().take(PLACES) {
            let outlet =
                if a.outlet.is_empty() { Line::say("outlet unknown") } else { Line::quote(&a.outlet) };
            let line = Line::quote(&a.name)
                .ours(" — ")
                .and(outlet)
                .ours(format!(", {}", count(a.count as usize, "time", "times")));
            self.set.line(Ink::Plain, "  ", "    ", &line.plain())?;
        }
        let merges: Vec<_> = record.merges.iter().filter(|m| m.entity == e.entity).collect();
        if !merges.is_empty() {
            self.heading("Why these are one")?;
        }
        for m in merges.iter().take(PLACES) {
            let line = Line::say("“")
                .outside(&m.name_a)
                .ours("” = “")
                .outside(&m.name_b)
                .ours("”: ")
                .outside(&m.why);
            self.set.line(Ink::Plain, "  ", "    ", &line.ours(format!(" ({:.2})", m.score)).plain())?;
        }
        let roles: Vec<_> = record.roles.iter().filter(|r| r.entity == e.entity).collect();
        if !roles.is_empty() {
            self.heading("Offices")?;
        }
        for r in roles {
            let state = r.state.as_deref().map_or_else(Line::new, |s| Line::say(" (").outside(s).ours(")"));
            let held =
                if r.held.is_unknown() { String::new() } else { format!(", {}", wording::interval(r.held)) };
            let by = Line::say("; by ").outside(&r.by);
            self.words(Line::quote(&r.role).and(state).ours(held).and(by), r.at)?;
        }
        let mut positions: Vec<_> =
            record.positions.iter().filter(|p| p.party == e.entity || p.said_by == Some(e.entity)).collect();
        positions.sort_by_cached_key(|p| std::cmp::Reverse(self.index.age(p)));
        if !positions.is_empty() {
            self.heading("Positions held, or told for a party")?;
        }
        for p in positions {
            let note = self.index.name(p.party).ours(": ").and(self.index.issue_title(&p.issue));
            let note = note.ours(format!(
                " — {}, {} [{}]",
                wording::stance(p.stance),
                wording::interval(p.date),
                p.position
            ));
            self.words(note, p.at)?;
        }
        let mentions: Vec<_> = record.mentions.iter().filter(|m| m.entity == e.entity).collect();
        if !mentions.is_empty() {
            self.heading("Mentions")?;
        }
        for m in mentions {
            self.words(Line::say(m.how.as_str()).ours(" by ").outside(&m.by), m.at)?;
        }
        Ok(())
    }

    fn article(&mut self, a: &ArticleRow) -> io::Result<()> {
        let record = self.index.record;
        let title = a.title.as_deref().map_or_else(|| Line::say("No headline"), Line::quote);
        self.title("article", a.article, &title)?;
        self.fact("outlet", self.index.outlet_of(a))?;
        let basis = a.published_basis.map_or_else(String::new, |b| format!(" ({b})"));
        self.say("published", wording::interval(a.published) + &basis)?;
        self.say("acquired", a.acquired.map_or_else(String::new, wording::day))?;
        for (label, value) in [
            ("author", &a.author),
            ("dateline", &a.dateline),
            ("agency", &a.agency),
            ("language", &a.language),
        ] {
            self.quote(label, value.as_deref())?;
        }
        self.fact(
            "address",
            a.url.as_deref().and_then(crate::line::safe_url).map(|u| Line::new().outside_up_to(&u, 2_000)),
        )?;
        self.say("words", a.words.to_string())?;
        for o in record.origins.iter().filter(|o| o.article == a.article).take(20) {
            self.quote("read from", Some(&o.path))?;
        }
        for d in record.derivations.iter().filter(|d| d.article == a.article).take(20) {
            let from = match (&d.from_outlet, d.from_article) {
                (Some(name), _) => Line::quote(name),
                (None, Some(id)) => self.index.outlet(id).ours(format!(" [{id}]")),
                (None, None) => continue,
            };
            self.fact(
                "stands on",
                Line::say(wording::derivation(d.kind)).ours(" ").and(from).ours("; by ").outside(&d.by),
            )?;
        }
        for d in record.derivations.iter().filter(|d| d.from_article == Some(a.article)).take(20) {
            let line = self.index.outlet(d.article).ours(format!(
                " {} it [{}]",
                wording::derivation(d.kind),
                d.article
            ));
            self.fact("stood on by", line)?;
        }
        for d in record.diagnostics.iter().filter(|d| d.article == Some(a.article)).take(50) {
            self.fact("not settled", Line::quote(&d.name).ours(": ").outside(&d.detail))?;
        }
        self.derived(a)?;
        self.heading("What was read out of it")?;
        let mut rows: Vec<(Span, Line, Id)> = Vec::new();
        let here = |at: At| at.article == a.article;
        for p in record.positions.iter().filter(|p| here(p.at)) {
            let line = self.index.name(p.party).ours(": ").and(self.index.issue_title(&p.issue));
            rows.push((
                p.at.span,
                Line::say("position: ")
                    .and(line)
                    .ours(format!(" — {}; by ", wording::stance(p.stance)))
                    .outside(&p.by),
                p.position,
            ));
        }
        for e in record.events.iter().filter(|e| here(e.at)) {
            let line = Line::say("event: ").and(crate::view::event_line(&self.index, e));
            rows.push((e.at.span, line.ours("; by ").outside(&e.by), e.event));
        }
        for e in record.meeting_evidence.iter().filter(|e| here(e.at)) {
            rows.push((e.at.span, Line::say("meeting"), e.meeting));
        }
        for t in record.attributions.iter().filter(|t| here(t.at)) {
            let line = Line::say("attribution: ").and(self.index.source(t));
            rows.push((t.at.span, line.ours("; by ").outside(&t.by), t.attribution));
        }
        for c in record.claim_evidence.iter().filter(|c| here(c.at)) {
            rows.push((c.at.span, Line::say(format!("claim: {}", wording::relation(c.relation))), c.claim));
        }
        rows.sort_by_key(|(span, _, id)| (*span, *id));
        self.hidden += rows.len().saturating_sub(PLACES);
        if rows.is_empty() {
            self.set.line(
                Ink::Plain,
                "  ",
                "  ",
                "Nothing: no position, event, meeting, attribution or claim.",
            )?;
        }
        for (span, line, id) in rows.into_iter().take(PLACES) {
            self.set.line(Ink::Dim, "  ", "    ", &line.ours(format!(" [{id}]")).plain())?;
            self.sentence(a, &[span])?;
        }
        Ok(())
    }
}
