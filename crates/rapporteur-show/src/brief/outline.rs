//! The brief as an outline of lines: what terminal and Markdown set, each in its own type.
//!
//! One place decides the order and the words of everything that is not the HTML page.

use super::EMPTY;
use super::html::rounds;
use crate::evidence::Cite;
use crate::index::Voice;
use crate::line::Line;
use crate::view::*;
use crate::wording;

/// A part of the outline.
pub(super) enum Block {
    /// The title of the brief.
    Title(Line),
    /// A section.
    Heading(&'static str),
    /// A heading inside a section.
    Sub(Line),
    /// A paragraph.
    Para(Line),
    /// An entry of a list with the words it rests on.
    Item(Line, Vec<Tail>),
}

/// Below an entry: a line, and where its words stand.
pub(super) struct Tail {
    pub(super) line: Line,
    pub(super) cites: Vec<Cite>,
    /// The item that `show` prints.
    pub(super) id: Option<rapporteur_model::Id>,
}

fn told(voice: &Voice, cite: &Cite) -> Tail {
    Tail { line: voice.full(), cites: vec![cite.clone()], id: None }
}

fn plain(line: Line) -> Tail {
    Tail { line, cites: Vec::new(), id: None }
}

/// "rejects, in part: “…”, except …, only if …".
fn substance(s: &Stand) -> Line {
    let mut line = Line::say(s.headline());
    if let Some(words) = &s.summary {
        line = line.ours(": ").and(words.clone());
    }
    if let Some(words) = s.exception_to_show() {
        line = line.ours("; exception: “").and(words.clone()).ours("”");
    }
    if let Some(tie) = s.tie() {
        line = line.ours("; ").and(tie);
    }
    line
}

fn stand_tail(s: &Stand) -> Tail {
    let mut line = Line::say(s.when()).ours(" · ");
    if let Some(who) = &s.said_by {
        line = line.ours("words of ").and(who.clone()).ours(" · ");
    }
    Tail { line: line.and(s.voice.full()), cites: vec![s.cite.clone()], id: Some(s.position) }
}

fn meeting_line(m: &Meeting) -> Line {
    m.name.clone().ours(" · ").and(m.where_and_when()).ours(format!(" · {}", m.state()))
}

/// The whole outline but the evidence.
pub(super) fn outline(brief: &Brief) -> Vec<Block> {
    let mut out = vec![Block::Title(brief.head.talks.clone()), Block::Para(brief.head.line())];
    out.extend(brief.notes.iter().cloned().map(Block::Para));
    if let Some(since) = &brief.since {
        out.push(Block::Heading("What changed"));
        out.push(Block::Para(Line::say(format!("Since {}:", wording::day(since.day)))));
        out.extend(since.lines.iter().cloned().map(|l| Block::Item(l, Vec::new())));
        if since.more > 0 {
            out.push(Block::Para(Line::say(format!("and {} more", since.more))));
        }
    }
    state(brief, &mut out);
    positions(brief, &mut out);
    talks(brief, &mut out);
    contested(brief, &mut out);
    timeline(brief, &mut out);
    sources(brief, &mut out);
    unsettled(brief, &mut out);
    out
}

fn state(brief: &Brief, out: &mut Vec<Block>) {
    let lead = &brief.lead;
    out.push(Block::Heading("State of play"));
    if lead.assessments.is_empty() {
        out.push(Block::Item(Line::say("The talks: ").ours(EMPTY.status), Vec::new()));
    }
    for a in &lead.assessments {
        let line = Line::say(format!("The talks are said to be {}, {}", a.word(), a.when()));
        out.push(Block::Item(line, vec![told(&a.voice, &a.cite)]));
    }
    if let Some(words) = lead.disagreement() {
        out.push(Block::Item(Line::say(words), Vec::new()));
    }
    match &lead.last {
        Some(m) => out.push(Block::Item(Line::say("Last meeting: ").and(meeting_line(m)), Vec::new())),
        None => out.push(Block::Item(
            Line::say("Last meeting: no meeting with a date or round is reported as held."),
            Vec::new(),
        )),
    }
    if let Some(m) = &lead.next {
        out.push(Block::Item(Line::say("Next: ").and(meeting_line(m)), Vec::new()));
    }
    if !lead.missing_rounds.is_empty() {
        out.push(Block::Item(Line::say(format!("Not reported: {}", lead.missing())), Vec::new()));
    }
    for (gap, issues) in &lead.gaps {
        let titles = Line::join(issues.iter().map(|(title, _)| title.clone()), ", ");
        out.push(Block::Item(Line::say(wording::capital(gap.label())).ours(": ").and(titles), Vec::new()));
    }
    for deadlock in &lead.deadlocks {
        out.push(Block::Item(Line::say("Waiting for each other: ").and(deadlock.line()), Vec::new()));
    }
    if !lead.contested.is_empty() {
        out.push(Block::Item(Line::say(format!("Contested: {}", lead.doubts())), Vec::new()));
    }
    if lead.silence > 0 {
        let mut line = Line::say("Silent: ").and(Line::join(lead.silent.iter().cloned(), ". "));
        if lead.silence > lead.silent.len() {
            line = line.ours(" — and more");
        }
        out.push(Block::Item(line, Vec::new()));
    }
}

fn positions(brief: &Brief, out: &mut Vec<Block>) {
    out.push(Block::Heading("Who wants what"));
    if brief.matrix.issues.is_empty() {
        out.push(Block::Para(Line::say(EMPTY.positions)));
    }
    for row in &brief.matrix.issues {
        out.push(Block::Sub(row.title.clone().ours(format!(" — {}", row.gap.label()))));
        for cell in row.held() {
            for (i, s) in cell.stands.iter().enumerate() {
                // Without both days nobody can say which came first.
                let undated = s.date.is_unknown() || cell.stands.first().is_some_and(|f| f.date.is_unknown());
                let line = match i {
                    0 => cell.party.clone().ours(" "),
                    _ if undated => Line::say("also: "),
                    _ => Line::say("before: "),
                };
                let mut tails = vec![stand_tail(s)];
                if i == 0 && !cell.same_day.is_empty() {
                    tails.push(plain(Line::say(format!("the same day also: {}", cell.same_day_words()))));
                }
                out.push(Block::Item(line.and(substance(s)), tails));
            }
            if cell.more > 0 {
                out.push(Block::Item(Line::say(format!("and {} more", cell.more)), Vec::new()));
            }
        }
    }
    if !brief.matrix.silent.is_empty() {
        let titles = Line::join(brief.matrix.silent.iter().cloned(), ", ");
        out.push(Block::Para(Line::say("No position found on: ").and(titles).ours(".")));
    }
    if !brief.matrix.outside.is_empty() {
        out.push(Block::Sub(Line::say("Outside the codebook")));
        for o in &brief.matrix.outside {
            out.push(Block::Item(
                o.line.clone(),
                vec![Tail { line: Line::new(), cites: vec![o.cite.clone()], id: None }],
            ));
        }
    }
    out.push(Block::Heading("What moved"));
    if brief.changes.is_empty() {
        out.push(Block::Para(Line::say(EMPTY.changes)));
    }
    for c in &brief.changes {
        let line = c.label.clone().ours(format!(
            " — from {} ({}) to {} ({})",
            c.from.headline(),
            c.from.when(),
            c.to.headline(),
            c.to.when()
        ));
        out.push(Block::Item(line, vec![told(&c.to.voice, &c.to.cite)]));
    }
}

fn talks(brief: &Brief, out: &mut Vec<Block>) {
    out.push(Block::Heading("How the talks are said to go"));
    if brief.status.is_empty() {
        out.push(Block::Para(Line::say(EMPTY.status)));
    }
    for a in &brief.status {
        let mut line = Line::say(format!("{} · {}", a.when(), a.word()));
        if let Some(words) = &a.words {
            line = line.ours(": “").and(words.clone()).ours("”");
        }
        out.push(Block::Item(line, vec![told(&a.voice, &a.cite)]));
    }
    out.push(Block::Heading("Meetings"));
    if brief.meetings.is_empty() {
        out.push(Block::Para(Line::say(EMPTY.meetings)));
    }
    for item in &brief.meetings {
        match item {
            MeetingItem::Missing(a, b, sides) => {
                let mut line = Line::say(rounds(a, b));
                if !sides.is_empty() {
                    line = line.ours(" of the talks of ").and(sides.clone());
                }
                let which = if a == b { "it" } else { "them" };
                out.push(Block::Item(line.ours(format!(": no report of {which} was found.")), Vec::new()));
            }
            MeetingItem::Meeting(m) => {
                let mut tails = Vec::new();
                for (label, words) in
                    [("likelihood as stated", &m.likelihood), ("outcome as stated", &m.outcome)]
                {
                    if let Some(words) = words {
                        tails.push(plain(Line::say(format!("{label}: “")).and(words.clone()).ours("”")));
                    }
                }
                for (side, people) in &m.sides {
                    let names = people.iter().map(|p| {
                        let name = p.name.clone();
                        if p.office.is_empty() {
                            name
                        } else {
                            name.ours(" (").and(p.office.clone()).ours(")")
                        }
                    });
                    let side = side
                        .clone()
                        .map_or_else(|| Line::say("side not stated"), |s| Line::say("for ").and(s));
                    let mut cites: Vec<Cite> = people.iter().map(|p| p.cite.clone()).collect();
                    cites.dedup_by_key(|c| c.number);
                    tails.push(Tail { line: side.ours(": ").and(Line::join(names, ", ")), cites, id: None });
                }
                tails.extend(
                    m.reports.iter().map(|(voice, cite)| Tail { id: Some(m.meeting), ..told(voice, cite) }),
                );
                out.push(Block::Item(meeting_line(m), tails));
            }
        }
    }
    if !brief.deadlines.is_empty() {
        out.push(Block::Heading("Deadlines"));
        for d in &brief.deadlines {
            let what = d.what.clone().unwrap_or_else(|| Line::say("(words held back)"));
            let mut line = Line::say(d.when()).ours(" · ").and(what).ours(format!(" · {}", d.word()));
            if let Some(event) = &d.anchor {
                line = line.ours(" · hangs on “").and(event.clone()).ours("”");
            }
            if let Some(by) = &d.set_by {
                line = line.ours(" · set by ").and(by.clone());
            }
            out.push(Block::Item(line, vec![told(&d.voice, &d.cite)]));
        }
    }
    if !brief.agreements.is_empty() {
        out.push(Block::Heading("Agreements and their terms"));
    }
    for a in &brief.agreements {
        out.push(Block::Sub(a.name.clone()));
        out.extend(a.facts.iter().cloned().map(Block::Para));
        for t in &a.terms {
            let line = match &t.status {
                Some(s) => t.line.clone().ours(" · ").and(s.clone()),
                None => t.line.clone(),
            };
            let mut tails: Vec<Tail> = t.source.iter().map(|(v, c)| told(v, c)).collect();
            tails.extend(t.incidents.iter().map(|(l, v, c)| Tail {
                line: l.clone().ours(" · ").and(v.full()),
                cites: vec![c.clone()],
                id: None,
            }));
            out.push(Block::Item(line, tails));
        }
        if a.more > 0 {
            out.push(Block::Para(Line::say(format!("and {} more terms", a.more))));
        }
    }
}

fn contested(brief: &Brief, out: &mut Vec<Block>) {
    out.push(Block::Heading("Disputed, denied, not verified"));
    if brief.contested.is_empty() {
        out.push(Block::Para(Line::say(EMPTY.contested)));
    }
    for x in &brief.contested {
        let mut line = Line::say(x.status).ours(": ").and(x.about.clone());
        if let Some(standing) = &x.standing {
            line = line.ours(format!(" ({standing})"));
        }
        let mut tails: Vec<Tail> = x
            .sides
            .iter()
            .map(|side| {
                let mut line = Line::say(side.label).ours(": ");
                if let Some(words) = &side.words {
                    line = line.ours("“").and(words.clone()).ours("” ");
                }
                if let Some(voice) = &side.voice {
                    line = line.and(voice.full());
                }
                Tail { line, cites: vec![side.cite.clone()], id: None }
            })
            .collect();
        if x.more > 0 {
            tails.push(plain(Line::say(format!("and {} more", x.more))));
        }
        out.push(Block::Item(line, tails));
    }
    out.push(Block::Heading("Who was silent"));
    if brief.silence.is_empty() {
        out.push(Block::Para(Line::say(EMPTY.silence)));
    }
    for n in &brief.silence {
        let line = match &n.about {
            Some(about) => n.line.clone().ours(", about “").and(about.clone()).ours("”"),
            None => n.line.clone(),
        };
        out.push(Block::Item(line, vec![Tail { line: Line::new(), cites: vec![n.cite.clone()], id: None }]));
    }
}

fn timeline(brief: &Brief, out: &mut Vec<Block>) {
    out.push(Block::Heading("Timeline"));
    if brief.timeline.months.is_empty() {
        out.push(Block::Para(Line::say(EMPTY.timeline)));
    }
    for (month, entries) in &brief.timeline.months {
        out.push(Block::Sub(Line::say(month.clone())));
        for e in entries {
            let mut line = Line::say(e.when()).ours(" · ").and(e.line.clone());
            if e.also > 0 {
                line = line.ours(format!(" · and in {} more", wording::count(e.also, "article", "articles")));
            }
            let tail = Tail {
                line: e.voice.as_ref().map(Voice::full).unwrap_or_default(),
                cites: e.cite.iter().chain(&e.others).cloned().collect(),
                id: None,
            };
            out.push(Block::Item(line, vec![tail]));
        }
    }
    if brief.timeline.undated > 0 {
        out.push(Block::Para(Line::say(brief.timeline.undated_words())));
    }
}

fn sources(brief: &Brief, out: &mut Vec<Block>) {
    let s = &brief.sources;
    out.push(Block::Heading("Sources"));
    if s.outlets.is_empty() {
        out.push(Block::Para(Line::say("No article, so no outlet.")));
    }
    for o in &s.outlets {
        let mut line = o.name.clone().ours(format!(
            " · {} · {}",
            wording::count(o.articles, "article", "articles"),
            o.when()
        ));
        if !o.stands_on.is_empty() {
            line = line.ours(" · ").and(Line::join(o.stands_on.iter().cloned(), ", "));
        }
        out.push(Block::Item(line, Vec::new()));
    }
    for (heading, rows) in
        [("Anonymous sources, in the articles’ words", &s.anonymous), ("Named sources", &s.named)]
    {
        if !rows.is_empty() {
            out.push(Block::Sub(Line::say(heading)));
        }
        for row in rows {
            let mut line = row
                .name
                .clone()
                .ours(format!(" · {} · ", wording::count(row.times, "time", "times")))
                .and(row.outlets.clone());
            if !row.note.is_empty() {
                line = line.ours(" · ").and(row.note.clone());
            }
            out.push(Block::Item(line, Vec::new()));
        }
    }
}

fn unsettled(brief: &Brief, out: &mut Vec<Block>) {
    out.push(Block::Heading("What could not be settled"));
    if brief.diagnostics.is_empty() {
        out.push(Block::Para(Line::say(EMPTY.diagnostics)));
    }
    for d in &brief.diagnostics {
        let tails = d.examples.iter().cloned().map(plain).collect();
        out.push(Block::Item(d.title.clone().ours(format!(" · {}", d.standing())), tails));
    }
    if !brief.left_out.is_empty() {
        out.push(Block::Sub(Line::say("Left out")));
        out.extend(brief.left_out.iter().cloned().map(|l| Block::Item(l, Vec::new())));
    }
}
