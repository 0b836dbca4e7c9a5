//! How good events are: PLOVER types and parties in the sentences of `CORPORA/events`, by the rules of its `score.py`.
//!
//! Reads as `rapporteur annotate` does: words and sentences by rule, the rest by the weights in the binary. A sentence of
//! plv_train has one labelled event though others are truly there, so precision is a lower bound. Two halves, by a hash
//! of the id: rules were written with the first in view. The suites of two coders are in CAMEO and mapped to PLOVER.
//! `--words DIR` tries word lists without building, `--errors N` shows misses of the first half, `--answers FILE` writes
//! the answers for `score.py`.

use super::{Measure, Options, jsonl, one_paragraph};
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::event_frames::{Does, EventFrames, Tables};
use rapporteur_model::{Annotations, Article, Event, EventType, Span, Syntax};
use rapporteur_syntax::Model;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

pub(super) const MEASURE: Measure = Measure { name: "events", run };

/// What is measured beside figures of others.
struct Reader {
    model: Model,
    lexicon: Lexicon,
}

/// A sentence with its label.
struct Gold {
    id: String,
    text: String,
    types: Vec<EventType>,
    source: Vec<Span>,
    target: Vec<Span>,
    codes: Option<(String, String)>,
}

/// Counts over sentences.
#[derive(Debug, Default, Clone)]
struct Score {
    sentences: usize,
    any: usize,
    root: usize,
    first: usize,
    full: usize,
    codes: usize,
    asked: usize,
    events: usize,
    right: usize,
    by_type: BTreeMap<EventType, [usize; 4]>,
}

impl Reader {
    fn load(options: &Options) -> Result<Reader, String> {
        let mut lexicon = Lexicon::new();
        if let Some(folder) = &options.words {
            let read = |name: &str| -> Result<&'static str, String> {
                let path = folder.join(name);
                let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
                Ok(Box::leak(text.into_boxed_str()))
            };
            let tables = Tables {
                classes: read("event_classes.tsv")?,
                sectors: read("event_sectors.tsv")?,
                verbs: read("event_verbs.tsv")?,
                nouns: read("event_nouns.tsv")?,
                adjectives: read("event_adjectives.tsv")?,
            };
            let (frames, wrong) = EventFrames::read(&lexicon.verbs, tables);
            if let Some(row) = wrong.first() {
                return Err(format!("{} bad rows: {row}", wrong.len()));
            }
            lexicon.event_frames = frames;
        }
        Ok(Reader { model: super::syntax::model()?, lexicon })
    }
    fn read(&self, text: &str) -> (Article, Syntax, Annotations) {
        let article = one_paragraph(text);
        let syntax = super::syntax::cut_by_rule(&self.lexicon, &self.model, text);
        let reference = rapporteur_annotate::times::Reference::Narrative;
        let found = rapporteur_annotate::article_as(&self.lexicon, &article, &syntax, reference);
        (article, syntax, found)
    }
}

/// Code points to bytes.
fn bytes(text: &str, point: usize) -> usize {
    text.char_indices().nth(point).map_or(text.len(), |(i, _)| i)
}

/// The PLOVER types that a code stands for; none for statements and appeals of CAMEO.
fn types(code: &str) -> Vec<EventType> {
    use EventType as T;
    if code == "YIELD" {
        return vec![T::Concede, T::Retreat];
    }
    if !code.starts_with(|c: char| c.is_ascii_digit()) {
        return code.parse().into_iter().collect();
    }
    let kind = match code.get(..2).unwrap_or("") {
        "03" => T::Agree,
        "04" => T::Consult,
        "05" => T::Support,
        "06" => T::Cooperate,
        "07" => T::Aid,
        "08" if code.get(..3).is_some_and(|c| c >= "084") => T::Retreat,
        "08" => T::Concede,
        "09" | "11" => T::Accuse,
        "10" => T::Request,
        "12" => T::Reject,
        "13" => T::Threaten,
        "14" => T::Protest,
        "15" => T::Mobilize,
        "16" => T::Sanction,
        "17" => T::Coerce,
        "18" | "19" | "20" => T::Assault,
        _ => return Vec::new(),
    };
    vec![kind]
}

fn gold(path: &Path) -> Result<Vec<Gold>, String> {
    let mut all = Vec::new();
    for value in jsonl::read(path)? {
        let text = jsonl::text(&value, "text").to_owned();
        let Some(event) = value["events"].get(0) else { continue };
        let spans = |role: &str| -> Vec<Span> {
            let list = value["spans"].as_array().map_or(&[][..], Vec::as_slice);
            let of = list.iter().filter(|s| jsonl::text(s, "role") == role);
            of.map(|s| {
                Span::new(bytes(&text, jsonl::number(s, "start")), bytes(&text, jsonl::number(s, "end")))
            })
            .collect()
        };
        let (source, target) = (spans("s"), spans("t"));
        let country = |field: &str| jsonl::text(event, field).get(..3).unwrap_or("").to_owned();
        all.push(Gold {
            id: jsonl::text(&value, "id").to_owned(),
            types: types(jsonl::text(event, "code")),
            codes: value.get("spans").is_none().then(|| (country("source"), country("target"))),
            text,
            source,
            target,
        });
    }
    Ok(all)
}

fn overlap(a: Span, b: Span) -> bool {
    a.start.max(b.start) < a.end.min(b.end)
}

fn full(gold: &Gold, event: &Event) -> bool {
    let ok = |want: &[Span], found: Option<Span>| {
        want.is_empty() || found.is_some_and(|f| want.iter().any(|w| overlap(*w, f)))
    };
    ok(&gold.source, event.actor) && ok(&gold.target, event.recipient)
}

impl Score {
    fn add(&mut self, gold: &Gold, events: &[Event]) {
        let hits: Vec<&Event> = events.iter().filter(|e| gold.types.contains(&e.kind)).collect();
        self.sentences += 1;
        self.any += usize::from(!events.is_empty());
        self.root += usize::from(!hits.is_empty());
        self.first += usize::from(events.first().is_some_and(|e| gold.types.contains(&e.kind)));
        self.full += usize::from(hits.iter().any(|e| full(gold, e)));
        if let Some((source, target)) = gold.codes.as_ref().filter(|(s, _)| !s.is_empty()) {
            self.asked += 1;
            let starts = |code: &Option<String>, want: &str| code.as_deref().unwrap_or("").starts_with(want);
            self.codes += usize::from(
                hits.iter().any(|e| starts(&e.actor_code, source) && starts(&e.recipient_code, target)),
            );
        }
        self.events += events.len();
        self.right += hits.len();
        if let Some(kind) = gold.types.first() {
            let row = self.by_type.entry(*kind).or_default();
            row[0] += 1;
            row[1] += usize::from(!hits.is_empty());
        }
        for e in events {
            // CONCEDE and RETREAT count as one where the label is YIELD.
            let kind = if gold.types.len() > 1 && hits.iter().any(|h| h.kind == e.kind) {
                gold.types[0]
            } else {
                e.kind
            };
            let row = self.by_type.entry(kind).or_default();
            row[2] += 1;
            row[3] += usize::from(gold.types.contains(&e.kind));
        }
    }
    fn row(&self) -> String {
        let of = |n: usize, m: usize| n as f64 / m.max(1) as f64;
        let codes =
            if self.asked == 0 { "-".to_owned() } else { format!("{:.3}", of(self.codes, self.asked)) };
        format!(
            "{} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} | {codes} | {:.2}",
            self.sentences,
            of(self.any, self.sentences),
            of(self.root, self.sentences),
            of(self.first, self.sentences),
            of(self.right, self.events),
            of(self.full, self.sentences),
            of(self.events, self.sentences),
        )
    }
}

const HEADER: &str = "| | sentences | any | root R | first is gold | root P | full R | codes R | events a sentence |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |";

/// Which half a sentence is in: by the last bit of the MD5 of its id, which anybody can compute again.
fn second_half(id: &str) -> bool {
    md5_is_odd(id.as_bytes())
}

/// The last bit of an MD5 digest (RFC 1321). Not for secrets: it only deals sentences into halves.
fn md5_is_odd(bytes: &[u8]) -> bool {
    const TURNS: [u32; 16] = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
    let mut message = bytes.to_vec();
    message.push(0x80);
    while message.len() % 64 != 56 {
        message.push(0);
    }
    message.extend((bytes.len() as u64 * 8).to_le_bytes());
    let mut state = [0x6745_2301_u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    for block in message.chunks_exact(64) {
        let words: Vec<u32> =
            block.chunks_exact(4).map(|w| u32::from_le_bytes([w[0], w[1], w[2], w[3]])).collect();
        let [mut a, mut b, mut c, mut d] = state;
        for i in 0..64 {
            let (mix, at) = match i / 16 {
                0 => ((b & c) | (!b & d), i),
                1 => ((d & b) | (!d & c), (5 * i + 1) % 16),
                2 => (b ^ c ^ d, (3 * i + 5) % 16),
                _ => (c ^ (b | !d), (7 * i) % 16),
            };
            let constant = (((i + 1) as f64).sin().abs() * 4_294_967_296.0) as u32;
            let sum = mix.wrapping_add(a).wrapping_add(constant).wrapping_add(words[at]);
            (a, d, c) = (d, c, b);
            b = b.wrapping_add(sum.rotate_left(TURNS[i / 16 * 4 + i % 4]));
        }
        for (s, x) in state.iter_mut().zip([a, b, c, d]) {
            *s = s.wrapping_add(x);
        }
    }
    state[3] >> 24 & 1 == 1
}

fn run(corpora: &Path, options: &Options) -> Result<String, String> {
    let reader = Reader::load(options)?;
    let folder = corpora.join("events");
    let mut report = String::from("## Events in PLOVER\n\n");
    let plv = gold(&folder.join("plv_train.jsonl"))?;
    let (mut all, mut halves) = (Score::default(), [Score::default(), Score::default()]);
    let mut answers = Vec::new();
    let mut shown = 0;
    let mut read = Vec::new();
    for g in plv.iter().filter(|g| options.documents.is_empty() || options.documents.contains(&g.id)) {
        let (article, syntax, found) = reader.read(&g.text);
        let events = &found.events;
        all.add(g, events);
        let second = second_half(&g.id);
        halves[usize::from(second)].add(g, events);
        let hit = events.iter().any(|e| g.types.contains(&e.kind));
        if shown < options.errors
            && (!options.documents.is_empty()
                || !second && !events.iter().any(|e| g.types.contains(&e.kind) && full(g, e)))
        {
            shown += 1;
            let word = |s: Option<Span>| s.map_or("-", |s| s.of(&g.text)).to_owned();
            let list: Vec<String> = events
                .iter()
                .map(|e| {
                    format!(
                        "{}[{}]({} > {}){}",
                        e.kind.as_str(),
                        e.trigger.of(&g.text),
                        word(e.actor),
                        word(e.recipient),
                        e.status.as_str()
                    )
                })
                .collect();
            let span = |s: &[Span]| s.iter().map(|s| s.of(&g.text)).collect::<Vec<_>>().join(" + ");
            let want: Vec<&str> = g.types.iter().map(|t| t.as_str()).collect();
            let _ = writeln!(
                report,
                "{} {} {} s={{{}}} t={{{}}}\n    {}\n    {}",
                if hit { "SPAN" } else { "MISS" },
                g.id,
                want.join("/"),
                span(&g.source),
                span(&g.target),
                g.text,
                list.join("; ")
            );
            if !options.documents.is_empty() {
                let _ = writeln!(report, "{}", rapporteur_syntax::tree::render(&syntax, &g.text));
            }
        }
        if options.answers.is_some() {
            answers.push(answer(g, events).to_string());
        }
        read.push((article, syntax, found));
    }
    let _ = writeln!(report, "{HEADER}");
    let _ = writeln!(report, "| plv_train, all | {} |", all.row());
    let _ = writeln!(report, "| first half (in view) | {} |", halves[0].row());
    let _ = writeln!(report, "| second half (only measured) | {} |", halves[1].row());
    for name in ["petrarch2_gsr_cameo", "udpetrarch_unit_cameo", "cameo_manual_examples"] {
        let mut score = Score::default();
        for g in gold(&folder.join(format!("{name}.jsonl")))?.iter().filter(|g| !g.types.is_empty()) {
            let (_, _, found) = reader.read(&g.text);
            score.add(g, &found.events);
        }
        let _ = writeln!(report, "| {name} | {} |", score.row());
    }
    report.push_str("\nOthers on held-out sentences of plv's kind: TABARI with GDELT's dictionaries root R 0.53, root P 0.48, full (country, country, root) R 0.22; zero-shot RoBERTa 0.838 given the spans.\n");
    let _ = writeln!(
        report,
        "\n| plv_train | gold | recalled | coded | right |\n| --- | --- | --- | --- | --- |"
    );
    for (kind, [gold, recalled, coded, right]) in &all.by_type {
        let name = if *kind == EventType::Concede { "CONCEDE + RETREAT" } else { kind.as_str() };
        let _ = writeln!(report, "| {name} | {gold} | {recalled} | {coded} | {right} |");
    }
    report.push_str(&examples(&reader, options.errors));
    let code = |sentence: &str| reader.read(sentence).2.events.into_iter().find_map(|e| e.actor_code);
    report.push_str(&super::actor_phrases::report(&folder, code, options.errors)?);
    let _ = writeln!(report, "\n{} senses in the word lists", reader.lexicon.event_frames.senses());
    speed(&reader, read);
    if let Some(path) = &options.answers {
        std::fs::write(path, answers.join("\n") + "\n").map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(report)
}

/// How many rows of the word lists are found in their own example, as the type they name. (Fragments are nouns' examples.)
fn examples(reader: &Reader, errors: usize) -> String {
    let (mut sentences, mut found_rows, mut wrong) = (0, 0, Vec::new());
    for frame in reader.lexicon.event_frames.all() {
        let Does::Event(kind, _) = frame.does else { continue };
        if !frame.example.ends_with('.') {
            continue;
        }
        sentences += 1;
        let (_, _, found) = reader.read(frame.example);
        if found.events.iter().any(|e| e.kind == kind) {
            found_rows += 1;
        } else {
            wrong.push(frame.example);
        }
    }
    let mut text = format!("\n{found_rows} of {sentences} rows name their type in their own example.\n");
    for example in wrong.iter().take(errors) {
        let _ = writeln!(text, "- {example}");
    }
    text
}

/// Sentences a second of one thread, for the annotator of events alone: on standard error, for it differs from run to run.
/// Only an optimized build (`cargo run --release -p xtask`) says something.
fn speed(reader: &Reader, mut read: Vec<(Article, Syntax, Annotations)>) {
    let sentences: usize = read.iter().map(|(_, s, _)| s.sentences.len()).sum();
    let mut best = f64::INFINITY;
    for _ in 0..5 {
        let start = crate::clock::seconds();
        for (article, syntax, found) in &mut read {
            rapporteur_annotate::events::annotate(&reader.lexicon, article, syntax, found);
        }
        best = best.min(crate::clock::seconds() - start);
    }
    let rate = sentences as f64 / best.max(1e-9);
    let _ = writeln!(
        std::io::stderr(),
        "events alone, after syntax and names: {rate:.0} sentences per CPU-second"
    );
}

/// As `rapporteur annotate` writes it.
fn answer(gold: &Gold, events: &[Event]) -> Value {
    let points = |s: Span| {
        let count = |at: usize| gold.text.get(..at).map_or(0, |t| t.chars().count());
        json!([count(s.lo()), count(s.hi())])
    };
    let list: Vec<Value> = events
        .iter()
        .map(|e| {
            json!({"type": e.kind.as_str(), "mode": e.mode, "trigger": points(e.trigger), "actor": e.actor.map(points),
                "recipient": e.recipient.map(points), "actor_code": e.actor_code, "recipient_code": e.recipient_code,
                "status": e.status.as_str()})
        })
        .collect();
    json!({"id": gold.id, "events": list})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_cameo_become_types() {
        assert_eq!(types("0831"), [EventType::Concede]);
        assert_eq!(types("0841"), [EventType::Retreat]);
        assert_eq!(types("YIELD"), [EventType::Concede, EventType::Retreat]);
        assert_eq!(types("REJECT"), [EventType::Reject]);
        assert!(types("010").is_empty());
    }

    #[test]
    fn md5_as_known() {
        // d41d8cd98f00b204e9800998ecf8427e and 900150983cd24fb0d6963f7d28e17f72.
        assert!(!md5_is_odd(b""));
        assert!(!md5_is_odd(b"abc"));
        // 0cc175b9c0f1b6a831c399e269772661
        assert!(md5_is_odd(b"a"));
    }

    #[test]
    fn the_halves_are_about_equal() {
        let second = (0..1000).filter(|n| second_half(&format!("PLV-train-{n}"))).count();
        assert!((400..600).contains(&second), "{second}");
    }
}
