//! `rapporteur annotate`: JSON lines in, JSON lines out, the reading layer alone.
//!
//! Lines stream: each is written as soon as it and all before it are done, whatever the number of threads, and only a
//! bounded number is held at a time. A line that cannot be read becomes a line with `error` in its place; nothing else
//! is lost.

use super::texts;
use crate::cli::{Annotate, Kind};
use crate::failure::Failure;
use crate::terminal::{self, harmless, say};
use rapporteur::pipeline::Engine;
use rapporteur_annotate::times::Reference;
use rapporteur_model::codepoints::CodePoints;
use rapporteur_model::{Annotations, Date, Interval, Span, Syntax};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, SyncSender};

/// The longest line; a longer one is an error and is skipped without being held.
const LONGEST_LINE: usize = 16 << 20;

/// Lines in the making, per thread.
const AHEAD: usize = 8;

#[derive(Deserialize)]
struct Input {
    #[serde(default)]
    id: serde_json::Value,
    published: Option<String>,
    genre: Option<String>,
    text: String,
}

#[derive(Serialize)]
struct Output {
    id: serde_json::Value,
    sentences: Vec<(usize, usize)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tokens: Option<Vec<Token>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entities: Option<Vec<Entity>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<Vec<Time>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attributions: Option<Vec<Attribution>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<Vec<Event>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hedges: Option<Vec<Hedge>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    non_responses: Option<Vec<NonResponse>>,
}

/// `lemma` to `dep` are left out where no model has read the text.
#[derive(Serialize)]
struct Token {
    start: usize,
    end: usize,
    #[serde(skip_serializing_if = "String::is_empty")]
    lemma: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    pos: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    tag: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<u32>,
    #[serde(skip_serializing_if = "String::is_empty")]
    dep: String,
}

#[derive(Serialize)]
struct Entity {
    start: usize,
    end: usize,
    label: &'static str,
}

#[derive(Serialize)]
struct Time {
    start: usize,
    end: usize,
    r#type: &'static str,
    value: String,
}

#[derive(Serialize)]
struct Attribution {
    source: Option<(usize, usize)>,
    cue: Option<(usize, usize)>,
    content: Vec<(usize, usize)>,
    kind: &'static str,
    direct: bool,
}

#[derive(Serialize)]
struct Event {
    r#type: &'static str,
    mode: Option<String>,
    trigger: (usize, usize),
    actor: Option<(usize, usize)>,
    recipient: Option<(usize, usize)>,
    actor_code: Option<String>,
    recipient_code: Option<String>,
    status: &'static str,
    date: Option<String>,
}

/// `attribution` is an index into `attributions`, `event` the trigger of one of `events`.
#[derive(Serialize)]
struct Hedge {
    start: usize,
    end: usize,
    kind: &'static str,
    likelihood_band: Option<&'static str>,
    attribution: Option<usize>,
    event: Option<(usize, usize)>,
}

#[derive(Serialize)]
struct NonResponse {
    start: usize,
    end: usize,
    who: Option<(usize, usize)>,
    asked_by: Option<(usize, usize)>,
    about: Option<(usize, usize)>,
    how: &'static str,
}

#[derive(Serialize)]
struct Bad {
    id: serde_json::Value,
    error: String,
}

/// What is to be written.
struct Wanted(Vec<Kind>);

impl Wanted {
    fn list<T>(&self, kind: Kind, list: impl FnOnce() -> Vec<T>) -> Option<Vec<T>> {
        (self.0.is_empty() || self.0.contains(&kind)).then(list)
    }
}

pub(crate) fn run(args: &Annotate) -> Result<(), Failure> {
    let threads =
        args.threads.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
    let wanted = Wanted(args.only.clone());
    let engine = Engine::load(args.model.as_deref()).map_err(|e| Failure::Failed(e.to_string()))?;
    let totals = match &args.file {
        Some(path) => {
            let file = File::open(path).map_err(Failure::file("read", path))?;
            stream(BufReader::new(file), &mut terminal::out(), threads, &engine, &wanted)?
        }
        None => stream(BufReader::new(io::stdin()), &mut terminal::out(), threads, &engine, &wanted)?,
    };
    match totals {
        (0, 0) => Ok(()),
        (0, bad) => Err(Failure::Failed(format!("none of {bad} lines could be read"))),
        (_, 0) => Ok(()),
        (good, bad) => {
            say(&format!("{bad} of {} lines could not be read", good + bad));
            Ok(())
        }
    }
}

type Numbered<T> = (usize, T);

/// Annotates every line; gives how many were good and bad.
fn stream(
    input: impl BufRead + Send,
    out: &mut impl Write,
    threads: usize,
    engine: &Engine,
    wanted: &Wanted,
) -> Result<(usize, usize), Failure> {
    let ahead = threads.saturating_mul(AHEAD);
    // A ticket for each line between reading and writing bounds what is held if one line takes long.
    let (ticket, tickets) = mpsc::sync_channel::<()>(ahead);
    let (line, lines) = mpsc::sync_channel::<Numbered<Result<String, String>>>(ahead);
    let (done, finished) = mpsc::sync_channel::<Numbered<Result<String, String>>>(ahead);
    let lines = Mutex::new(lines);
    std::thread::scope(|scope| {
        scope.spawn(move || read_lines(input, &ticket, &line));
        for _ in 0..threads {
            let (done, lines, engine) = (done.clone(), &lines, engine);
            scope.spawn(move || {
                while let Some((n, line)) = next(lines) {
                    let made = line.map_err(|e| bad(serde_json::Value::Null, n, &e));
                    let made = made.and_then(|line| annotated(engine, n, &line, wanted));
                    if done.send((n, made)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(done);
        let written = write_in_order(&finished, &tickets, out);
        if matches!(written, Err(Failure::NobodyListens)) {
            // The reading thread may wait for input for ever; there is nothing left to do for anybody.
            std::process::exit(0);
        }
        written
    })
}

fn next<T>(lines: &Mutex<Receiver<T>>) -> Option<T> {
    lines.lock().ok()?.recv().ok()
}

fn write_in_order(
    finished: &Receiver<Numbered<Result<String, String>>>,
    tickets: &Receiver<()>,
    out: &mut impl Write,
) -> Result<(usize, usize), Failure> {
    let (mut good, mut bad, mut due) = (0, 0, 0);
    let mut waiting = BTreeMap::new();
    while let Ok((n, line)) = finished.recv() {
        waiting.insert(n, line);
        let mut wrote = false;
        while let Some(line) = waiting.remove(&due) {
            let text = match &line {
                Ok(text) => {
                    good += 1;
                    text
                }
                Err(text) => {
                    bad += 1;
                    text
                }
            };
            if !text.is_empty() {
                writeln!(out, "{text}")?;
            }
            due += 1;
            wrote = true;
            let _ = tickets.recv();
        }
        if wrote {
            // Whoever waits at the other end of a pipe gets it now.
            out.flush()?;
        }
    }
    Ok((good, bad))
}

/// Numbers the lines that hold anything. An error of the input ends it, as its last line.
fn read_lines(
    mut input: impl BufRead,
    ticket: &SyncSender<()>,
    line: &SyncSender<Numbered<Result<String, String>>>,
) {
    let mut n = 0;
    while let Some(read) = one_line(&mut input) {
        if matches!(&read, Ok(text) if text.trim().is_empty()) {
            continue;
        }
        let ends = matches!(&read, Err((_, true)));
        let read = read.map_err(|(why, _)| why);
        if ticket.send(()).is_err() || line.send((n, read)).is_err() || ends {
            return;
        }
        n += 1;
    }
}

/// The next line; the error says whether the input is at its end.
fn one_line(input: &mut impl BufRead) -> Option<Result<String, (String, bool)>> {
    let mut bytes = Vec::new();
    let failed = |e: io::Error| Some(Err((format!("could not read on: {e}"), true)));
    match input.by_ref().take(LONGEST_LINE as u64 + 1).read_until(b'\n', &mut bytes) {
        Ok(0) => return None,
        Ok(_) => {}
        Err(e) => return failed(e),
    }
    if bytes.len() > LONGEST_LINE && bytes.last() != Some(&b'\n') {
        drop(bytes);
        return match input.skip_until(b'\n') {
            Ok(_) => Some(Err((format!("longer than {} MiB", LONGEST_LINE >> 20), false))),
            Err(e) => failed(e),
        };
    }
    Some(String::from_utf8(bytes).map_err(|_| ("not UTF-8".to_owned(), false)))
}

fn bad(id: serde_json::Value, n: usize, why: &str) -> String {
    let error = format!("line {}: {}", n + 1, harmless(why));
    serde_json::to_string(&Bad { id, error }).unwrap_or_default()
}

fn annotated(engine: &Engine, n: usize, line: &str, wanted: &Wanted) -> Result<String, String> {
    let input: Input = serde_json::from_str(line).map_err(|e| {
        let id = serde_json::from_str::<serde_json::Value>(line).ok();
        let id = id.and_then(|v| v.get("id").cloned()).unwrap_or_default();
        bad(id, n, &e.to_string())
    })?;
    let reference = reference(&input).map_err(|e| bad(input.id.clone(), n, &e))?;
    let published = match reference {
        Reference::News(published) => published,
        Reference::Narrative => Interval::UNKNOWN,
    };
    let article = texts::article(input.text, published);
    let syntax = engine.syntax(&article);
    let found = rapporteur_annotate::article_as(&engine.lexicon, &article, &syntax, reference);
    let points = CodePoints::new(&article.text);
    let output = output(input.id, &points, &syntax, &found, wanted);
    serde_json::to_string(&output).map_err(|e| bad(output.id, n, &e.to_string()))
}

/// What relative times lean on: the day of publication of news, the last date named in a narrative. A text without a
/// day is a narrative unless it says that it is news.
fn reference(input: &Input) -> Result<Reference, String> {
    let day = match input.published.as_deref().map(str::trim) {
        None | Some("") => None,
        // A day, alone or before a time of day.
        Some(text) => {
            let day = text.get(..10).and_then(|day| day.parse::<Date>().ok());
            let alone = text.get(10..).is_some_and(|rest| rest.is_empty() || rest.starts_with(['T', ' ']));
            Some(
                day.filter(|_| alone)
                    .ok_or_else(|| format!("published: `{text}` is no date (YYYY-MM-DD)"))?,
            )
        }
    };
    match input.genre.as_deref() {
        Some("narrative") => Ok(Reference::Narrative),
        None if day.is_none() => Ok(Reference::Narrative),
        None | Some("news") => Ok(Reference::News(day.map_or(Interval::UNKNOWN, Interval::day))),
        Some(other) => Err(format!("genre: `{other}` is neither news nor narrative")),
    }
}

fn output(
    id: serde_json::Value,
    points: &CodePoints<'_>,
    syntax: &Syntax,
    found: &Annotations,
    wanted: &Wanted,
) -> Output {
    let at = |span: Span| points.span(span);
    let token = |(i, t): (usize, &rapporteur_model::Token)| {
        let (start, end) = at(t.span);
        Token {
            start,
            end,
            lemma: syntax.lemma(i).to_owned(),
            pos: t.pos.as_str(),
            tag: syntax.tag(i).to_owned(),
            head: syntax.parsed.then_some(t.head),
            dep: syntax.dep(i).to_owned(),
        }
    };
    let entity = |m: &rapporteur_model::Mention| {
        let (start, end) = at(m.span);
        Some(Entity { start, end, label: m.label?.as_str() })
    };
    let time = |t: &rapporteur_model::TimeExpression| {
        let (start, end) = at(t.span);
        Time { start, end, r#type: t.kind.as_str(), value: t.value.clone() }
    };
    let attribution = |a: &rapporteur_model::Attribution| Attribution {
        source: a.source.map(at),
        cue: a.cue.map(at),
        content: a.content.iter().copied().map(at).collect(),
        kind: a.kind.as_str(),
        direct: a.kind != rapporteur_model::AttributionKind::Indirect,
    };
    let date = |e: &rapporteur_model::Event| {
        let interval = found.times.get(e.time?)?.interval;
        (!interval.is_unknown()).then(|| interval.to_string())
    };
    let event = |e: &rapporteur_model::Event| Event {
        r#type: e.kind.as_str(),
        mode: e.mode.as_deref().map(str::to_owned),
        trigger: at(e.trigger),
        actor: e.actor.map(at),
        recipient: e.recipient.map(at),
        actor_code: e.actor_code.clone(),
        recipient_code: e.recipient_code.clone(),
        status: e.status.as_str(),
        date: date(e),
    };
    let hedge = |h: &rapporteur_model::Hedge| {
        let (start, end) = at(h.span);
        Hedge {
            start,
            end,
            kind: h.kind.as_str(),
            likelihood_band: h.band.map(|b| b.as_str()),
            attribution: h.attribution,
            event: h.event.map(at),
        }
    };
    let non_response = |r: &rapporteur_model::NonResponse| {
        let (start, end) = at(r.span);
        NonResponse {
            start,
            end,
            who: r.who.map(at),
            asked_by: r.asked_by.map(at),
            about: r.about.map(at),
            how: r.how.as_str(),
        }
    };
    Output {
        id,
        sentences: syntax.sentences.iter().copied().map(at).collect(),
        tokens: wanted.list(Kind::Tokens, || syntax.tokens.iter().enumerate().map(token).collect()),
        entities: wanted.list(Kind::Entities, || found.mentions.iter().filter_map(entity).collect()),
        times: wanted.list(Kind::Times, || found.times.iter().map(time).collect()),
        attributions: wanted
            .list(Kind::Attributions, || found.attributions.iter().map(attribution).collect()),
        events: wanted.list(Kind::Events, || found.events.iter().map(event).collect()),
        hedges: wanted.list(Kind::Hedges, || found.hedges.iter().map(hedge).collect()),
        non_responses: wanted
            .list(Kind::NonResponses, || found.non_responses.iter().map(non_response).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(input: &[u8], threads: usize, only: &[Kind]) -> (Vec<serde_json::Value>, (usize, usize)) {
        let mut out = Vec::new();
        let totals = stream(input, &mut out, threads, &Engine::default(), &Wanted(only.to_vec())).unwrap();
        let lines = String::from_utf8(out).unwrap();
        (lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect(), totals)
    }

    #[test]
    fn order_is_kept_whatever_the_threads() {
        let mut input = String::new();
        for n in 0..200 {
            // Long and short texts, so that threads finish out of order.
            let text = "Ruritania agreed. ".repeat(1 + (n * 7919) % 90);
            input.push_str(&format!("{{\"id\":{n},\"text\":\"{text}\"}}\n"));
        }
        let (one, _) = lines(input.as_bytes(), 1, &[]);
        let (many, totals) = lines(input.as_bytes(), 7, &[]);
        assert_eq!(one, many);
        assert_eq!(totals, (200, 0));
        assert_eq!(
            many.iter().map(|l| l["id"].as_u64().unwrap()).collect::<Vec<_>>(),
            (0..200).collect::<Vec<_>>()
        );
    }

    #[test]
    fn a_bad_line_is_answered_in_its_place() {
        let input = b"{\"id\":\"a\",\"text\":\"Yes.\"}\n\nnot json\n{\"id\":\"c\"}\n\xff\xfe\n{\"id\":\"d\",\"text\":\"x\",\"published\":\"soon\"}\n{\"text\":\"No.\"}";
        let (lines, totals) = lines(input, 2, &[]);
        let errors: Vec<_> = lines.iter().map(|l| l["error"].as_str().unwrap_or("-")).collect();
        assert_eq!(totals, (2, 4));
        assert_eq!(errors[0], "-");
        assert!(errors[1].starts_with("line 2: expected"), "{}", errors[1]);
        assert!(errors[2].starts_with("line 3: missing field `text`"), "{}", errors[2]);
        assert_eq!(errors[3], "line 4: not UTF-8");
        assert_eq!(errors[4], "line 5: published: `soon` is no date (YYYY-MM-DD)");
        assert_eq!(lines[2]["id"], "c");
        assert_eq!(errors[5], "-");
        assert!(lines[5]["id"].is_null());
    }

    #[test]
    fn offsets_count_code_points_and_only_limits_the_rest() {
        let text = "Żółw 🙂 said no. It left.";
        let input = format!("{{\"id\":1,\"text\":\"{text}\"}}\n");
        let (lines, _) = lines(input.as_bytes(), 1, &[Kind::Tokens]);
        let chars: Vec<char> = text.chars().collect();
        let words = |v: &serde_json::Value, a: usize, b: usize| {
            let n = |i: usize| v[i].as_u64().unwrap() as usize;
            chars[n(a)..n(b)].iter().collect::<String>()
        };
        let sentences: Vec<_> =
            lines[0]["sentences"].as_array().unwrap().iter().map(|s| words(s, 0, 1)).collect();
        assert_eq!(sentences, ["Żółw 🙂 said no.", "It left."]);
        let token = &lines[0]["tokens"][0];
        assert_eq!((token["start"].as_u64(), token["end"].as_u64()), (Some(0), Some(4)));
        assert!(lines[0].get("times").is_none() && lines[0].get("events").is_none());
    }

    #[test]
    fn a_line_too_long_is_skipped_and_the_next_one_read() {
        let mut input = vec![b'x'; LONGEST_LINE + 10];
        input.extend_from_slice(b"\n{\"id\":2,\"text\":\"x\"}\n");
        let (lines, totals) = lines(&input, 1, &[]);
        assert_eq!(totals, (1, 1));
        assert_eq!(lines[0]["error"], "line 1: longer than 16 MiB");
        assert_eq!(lines[1]["id"], 2);
    }

    #[test]
    fn the_day_of_publication() {
        let day = |published: &str, genre: Option<&str>| {
            let input = Input {
                id: serde_json::Value::Null,
                published: Some(published.into()),
                genre: genre.map(Into::into),
                text: String::new(),
            };
            reference(&input)
        };
        let news = |day: &str| Ok(Reference::News(Interval::day(day.parse().unwrap())));
        assert_eq!(day("2031-03-04", None), news("2031-03-04"));
        assert_eq!(day("2031-03-04T10:00:00Z", Some("news")), news("2031-03-04"));
        assert_eq!(day("2031-03-04", Some("narrative")), Ok(Reference::Narrative));
        assert_eq!(day("", None), Ok(Reference::Narrative));
        assert_eq!(day("", Some("news")), Ok(Reference::News(Interval::UNKNOWN)));
        assert!(day("2031-02-30", None).is_err());
        assert!(day("2031-03-045", None).is_err());
        assert!(day("2031-03-04", Some("poem")).is_err());
    }
}
