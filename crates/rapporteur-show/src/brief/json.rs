//! The brief as JSON. The public field names are written here and nowhere else.

use crate::evidence::{Cite, Evidence};
use crate::index::{Index, Voice};
use crate::line::Line;
use crate::view::*;
use rapporteur_model::codepoints::CodePoints;
use rapporteur_model::{Date, Id, Interval, Record};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn page(record: &Record, since: Option<Date>) -> String {
    let brief = Brief::new(record, Limits::USUAL, since);
    let out = Out { index: Index::new(record), points: points(record, &brief) };
    let mut text = format!("{:#}", out.brief(&brief));
    text.push('\n');
    text
}

/// One converter for every article that is cited.
fn points<'r>(record: &'r Record, brief: &Brief) -> BTreeMap<Id, CodePoints<'r>> {
    let cards: BTreeSet<Id> = brief.evidence.cards.iter().map(|c| c.article).collect();
    record
        .articles
        .iter()
        .filter(|a| cards.contains(&a.article))
        .map(|a| (a.article, CodePoints::new(&a.text)))
        .collect()
}

struct Out<'r> {
    index: Index<'r>,
    points: BTreeMap<Id, CodePoints<'r>>,
}

fn line(line: &Line) -> Value {
    line.plain().into()
}

fn maybe(words: &Option<Line>) -> Value {
    words.as_ref().map_or(Value::Null, line)
}

fn date(when: Interval) -> Value {
    json!({ "start": when.start.map(|d| d.to_string()), "end": when.end.map(|d| d.to_string()) })
}

fn voice(v: &Voice) -> Value {
    json!({ "kind": v.kind.as_str(), "text": line(&v.line), "verification": v.verification.map(|v| v.as_str()) })
}

fn each<T>(rows: &[T], value: impl Fn(&T) -> Value) -> Value {
    Value::Array(rows.iter().map(value).collect())
}

impl Out<'_> {
    fn cite(&self, c: &Cite) -> Value {
        let (start, end) = match self.points.get(&c.at.article) {
            Some(points) => points.span(c.at.span),
            None => match self.index.record.article(c.at.article) {
                Some(a) => CodePoints::new(&a.text).span(c.at.span),
                None => return Value::Null,
            },
        };
        json!({ "article": c.at.article.to_string(), "start": start, "end": end, "shown": c.anchor.is_some() })
    }

    fn stand(&self, s: &Stand) -> Value {
        json!({
            "position": s.position.to_string(),
            "stance": s.stance.as_str(),
            "scope": s.scope.map(|s| s.as_str()),
            "exception": maybe(&s.exception),
            "summary": maybe(&s.summary),
            "link": s.link.map(|l| l.as_str()),
            "condition_issue": maybe(&s.condition_issue),
            "condition_text": maybe(&s.condition),
            "date": date(s.date),
            "said_by": maybe(&s.said_by),
            "voice": voice(&s.voice),
            "evidence": self.cite(&s.cite),
            "by": s.by,
        })
    }

    fn told(&self, (v, c): &(Voice, Cite)) -> Value {
        json!({ "voice": voice(v), "evidence": self.cite(c) })
    }

    fn meeting(&self, item: &MeetingItem) -> Value {
        let m = match item {
            MeetingItem::Missing(a, b, sides) => {
                return json!({ "missing_rounds": [a, b], "sides": line(sides) });
            }
            MeetingItem::Meeting(m) => m,
        };
        let people = |(side, people): &(Option<Line>, Vec<Participant>)| {
            let people = each(people, |p| {
                json!({
                    "name": line(&p.name),
                    "office": line(&p.office),
                    "voice": voice(&p.voice),
                    "evidence": self.cite(&p.cite),
                })
            });
            json!({ "side": maybe(side), "people": people })
        };
        json!({
            "meeting": m.meeting.to_string(),
            "name": line(&m.name),
            "venue": maybe(&m.venue),
            "round": m.round,
            "date": date(m.date),
            "status": m.status.as_str(),
            "likelihood": maybe(&m.likelihood),
            "outcome": maybe(&m.outcome),
            "participants": each(&m.sides, people),
            "reports": each(&m.reports, |r| self.told(r)),
        })
    }

    fn assessment(&self, a: &Assessment) -> Value {
        json!({
            "date": a.date.map(|d| d.to_string()),
            "status": a.state.as_str(),
            "voice": voice(&a.voice),
            "evidence": self.cite(&a.cite),
            "words": maybe(&a.words),
        })
    }

    fn issue(&self, row: &IssueRow) -> Value {
        let cells: Vec<Value> = row
            .held()
            .map(|cell| {
                let same_day: Vec<&str> = cell.same_day.iter().map(|s| s.as_str()).collect();
                json!({
                    "party": line(&cell.party),
                    "positions": each(&cell.stands, |s| self.stand(s)),
                    "same_day": same_day,
                    "left_out": cell.more,
                })
            })
            .collect();
        json!({ "issue": row.issue, "title": line(&row.title), "gap": row.gap.as_str(), "parties": cells })
    }

    fn contested(&self, x: &Contested) -> Value {
        let sides = each(&x.sides, |side| {
            json!({
                "side": side.label,
                "voice": side.voice.as_ref().map(voice),
                "evidence": self.cite(&side.cite),
                "words": maybe(&side.words),
            })
        });
        json!({ "status": x.status, "about": line(&x.about), "standing": x.standing, "sides": sides, "left_out": x.more })
    }

    fn entry(&self, e: &Entry) -> Value {
        json!({
            "date": date(e.date),
            "kind": e.kind.as_str(),
            "text": line(&e.line),
            "voice": e.voice.as_ref().map(voice),
            "evidence": e.cite.as_ref().map(|c| self.cite(c)),
            "others": each(&e.others, |c| self.cite(c)),
            "also_in": e.also,
        })
    }

    fn evidence(&self, evidence: &Evidence) -> Value {
        each(&evidence.cards, |card| {
            let passages = each(&card.passages, |p| {
                let (start, end) =
                    self.points.get(&card.article).map_or((0, 0), |points| points.span(p.span));
                let text = self.index.words(card.article, p.span);
                json!({ "start": start, "end": end, "text": text })
            });
            json!({
                "article": card.article.to_string(),
                "title": line(&card.title),
                "outlet": line(&card.outlet),
                "published": date(self.index.published(card.article)),
                "url": card.url,
                "path": line(&card.path),
                "passages": passages,
                "words": card.words,
                "left_out": card.left_out,
            })
        })
    }

    fn brief(&self, b: &Brief) -> Value {
        let mut out = Map::new();
        let mut put = |name: &str, value: Value| out.insert(name.to_owned(), value);
        put("talks", line(&b.head.talks));
        put("as_of", self.index.record.meta("as_of").into());
        put("codebook", b.head.codebook.clone().into());
        put("version", b.head.version.clone().into());
        put("articles", b.head.articles.into());
        put("articles_undated", b.head.undated.into());
        put("outlets", b.head.outlets.into());
        put("period", date(b.head.period));
        put("notes", each(&b.notes, line));
        if let Some(since) = &b.since {
            let lines = each(&since.lines, line);
            put("since", json!({ "date": since.day.to_string(), "changes": lines, "left_out": since.more }));
        }
        put(
            "state_of_play",
            json!({
                "assessments": each(&b.lead.assessments, |a| self.assessment(a)),
                "last_meeting": b.lead.last.as_ref().map(|m| m.meeting.to_string()),
                "next_meeting": b.lead.next.as_ref().map(|m| m.meeting.to_string()),
                "missing_rounds": b.lead.missing_rounds,
                "deadlocks": each(&b.lead.deadlocks, |d| json!({ "issue": d.issue, "text": line(&d.line()) })),
            }),
        );
        put("issues", each(&b.matrix.issues, |row| self.issue(row)));
        put("issues_without_positions", each(&b.matrix.silent, line));
        put(
            "changes",
            each(
                &b.changes,
                |c| json!({ "label": line(&c.label), "from": c.from.position.to_string(), "to": c.to.position.to_string() }),
            ),
        );
        put("talks_status", each(&b.status, |a| self.assessment(a)));
        put("meetings", each(&b.meetings, |m| self.meeting(m)));
        put(
            "deadlines",
            each(&b.deadlines, |d| {
                json!({
                    "what": maybe(&d.what),
                    "due": date(d.due),
                    "anchor": maybe(&d.anchor),
                    "set_by": maybe(&d.set_by),
                    "state": d.state.as_str(),
                    "voice": voice(&d.voice),
                    "evidence": self.cite(&d.cite),
                })
            }),
        );
        put(
            "agreements",
            each(&b.agreements, |a| {
                let terms = each(&a.terms, |t| {
                    let incidents = each(
                        &t.incidents,
                        |(l, v, c)| json!({ "text": line(l), "voice": voice(v), "evidence": self.cite(c) }),
                    );
                    json!({
                        "text": line(&t.line),
                        "status": maybe(&t.status),
                        "source": t.source.as_ref().map(|s| self.told(s)),
                        "incidents": incidents,
                    })
                });
                json!({ "name": line(&a.name), "facts": each(&a.facts, line), "terms": terms, "left_out": a.more })
            }),
        );
        put("contested", each(&b.contested, |x| self.contested(x)));
        put(
            "silence",
            each(&b.silence, |n| {
                json!({
                    "text": line(&n.line),
                    "how": n.how,
                    "about": maybe(&n.about),
                    "published": date(n.published),
                    "evidence": self.cite(&n.cite),
                })
            }),
        );
        let entries: Vec<Value> =
            b.timeline.months.iter().flat_map(|(_, entries)| entries).map(|e| self.entry(e)).collect();
        put("timeline", Value::Array(entries));
        put("timeline_undated", b.timeline.undated.into());
        let source = |s: &SourceRow| json!({ "name": line(&s.name), "times": s.times, "outlets": line(&s.outlets), "note": line(&s.note) });
        put(
            "sources",
            json!({
                "outlets": each(&b.sources.outlets, |o| {
                    json!({
                        "name": line(&o.name),
                        "articles": o.articles,
                        "undated": o.undated,
                        "period": date(o.period),
                        "stands_on": each(&o.stands_on, line),
                    })
                }),
                "citing": each(&b.sources.citing, |c| {
                    json!({ "outlet": line(&c.outlet), "how": c.how.as_str(), "from": line(&c.from), "articles": c.articles })
                }),
                "anonymous": each(&b.sources.anonymous, source),
                "named": each(&b.sources.named, source),
            }),
        );
        put(
            "diagnostics",
            each(
                &b.diagnostics,
                |d| json!({ "name": d.name, "times": d.times, "articles": d.articles, "examples": each(&d.examples, line) }),
            ),
        );
        put("evidence", self.evidence(&b.evidence));
        put("left_out", each(&b.left_out, line));
        Value::Object(out)
    }
}
