//! How good time expressions are: TempEval-3 measures on WikiWars, what is found in MEANTIME's news, and speed.
//!
//! The scorer gives the figures of `CORPORA/time/score.py`: `strict` is an identical span, `relaxed` any overlap, one to
//! one, exact pairs first, then by overlap; `value` and `type` are F1 of relaxed pairs whose value or type is equal.

use super::{Measure, Options, jsonl, precision_recall_f1};
use rapporteur_annotate::times::{Reference, times};
use rapporteur_lexicon::times::TimeLexicon;
use rapporteur_model::Interval;
use rapporteur_model::codepoints::CodePoints;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

pub(super) const MEASURE: Measure = Measure { name: "time", run };

/// A time expression of either side, in code points.
#[derive(Debug, Clone, PartialEq)]
struct Timex {
    start: usize,
    end: usize,
    kind: String,
    /// `None` where the gold has no value.
    value: Option<String>,
}

/// Sums over documents.
#[derive(Debug, Default, Clone)]
struct Score {
    gold: usize,
    system: usize,
    strict: usize,
    relaxed: usize,
    value: usize,
    kind: usize,
    gold_without_value: usize,
    matched_without_value: usize,
    per_kind: BTreeMap<String, [usize; 3]>,
}

impl Score {
    /// Strict, relaxed, value, type; `skip_null`: gold without a value does not count in the value score.
    fn figures(&self, skip_null: bool) -> [[f64; 3]; 4] {
        let (mut g, mut s) = (self.gold, self.system);
        if skip_null {
            g -= self.gold_without_value;
            s -= self.matched_without_value;
        }
        [
            precision_recall_f1(self.strict, self.system, self.gold),
            precision_recall_f1(self.relaxed, self.system, self.gold),
            precision_recall_f1(self.value, s, g),
            precision_recall_f1(self.kind, self.system, self.gold),
        ]
    }
}

fn run(corpora: &Path, options: &Options) -> Result<String, String> {
    let documents = jsonl::read(&corpora.join("time/wikiwars.jsonl"))?;
    let lexicon = TimeLexicon::new();
    let mut score = Score::default();
    let mut errors: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut answers = String::new();
    let (mut bytes, mut by_document) = (0, Vec::new());
    let documents: Vec<_> = documents
        .iter()
        .filter(|d| {
            options.documents.is_empty() || options.documents.iter().any(|n| jsonl::text(d, "id").contains(n))
        })
        .collect();
    for document in &documents {
        let text = jsonl::text(document, "text");
        bytes += text.len();
        let found = times(&lexicon, text, Reference::Narrative);
        let points = CodePoints::new(text);
        let system: Vec<Timex> = found
            .iter()
            .map(|t| Timex {
                start: points.at(t.span.lo()),
                end: points.at(t.span.hi()),
                kind: t.kind.to_string(),
                value: Some(t.value.clone()),
            })
            .collect();
        let gold = gold(document);
        let mut one = Score::default();
        add(&mut one, &gold, &system, text, &mut errors);
        add(&mut score, &gold, &system, text, &mut BTreeMap::new());
        by_document.push((jsonl::text(document, "id").to_owned(), one));
        let timexes: Vec<_> = system
            .iter()
            .map(|t| serde_json::json!({"start": t.start, "end": t.end, "type": t.kind, "value": t.value}))
            .collect();
        let line = serde_json::json!({"id": jsonl::text(document, "id"), "timexes": timexes});
        let _ = writeln!(answers, "{line}");
    }
    if let Some(path) = &options.answers {
        std::fs::write(path, answers).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    let mut report = String::from("## Time expressions: WikiWars, narrative, no day of publication\n\n");
    let _ =
        writeln!(report, "gold {}, system {}, relaxed pairs {}\n", score.gold, score.system, score.relaxed);
    let [strict, relaxed, value, kind] = score.figures(true);
    let _ = writeln!(report, "| | P | R | F1 | HeidelTime F1 |\n| --- | --- | --- | --- | --- |");
    let plain = score.figures(false)[2];
    for (name, [p, r, f], known) in [
        ("strict", strict, "-"),
        ("relaxed", relaxed, "91.9"),
        ("value (gold without value skipped)", value, "84.2"),
        ("value (all)", plain, "-"),
        ("type", kind, "-"),
    ] {
        let _ = writeln!(report, "| {name} | {p:.2} | {r:.2} | {f:.2} | {known} |");
    }
    let _ = writeln!(report, "\n| gold type | gold | found | value right |\n| --- | --- | --- | --- |");
    for (name, [g, f, v]) in &score.per_kind {
        let _ = writeln!(report, "| {name} | {g} | {f} | {v} |");
    }
    let _ = writeln!(report, "\n| document | strict | relaxed | value |\n| --- | --- | --- | --- |");
    for (id, one) in &by_document {
        let [s, r, v, _] = one.figures(true);
        let _ = writeln!(report, "| {id} | {:.1} | {:.1} | {:.1} |", s[2], r[2], v[2]);
    }
    report.push_str(&news(corpora, &lexicon, &mut errors)?);
    let _ = writeln!(report, "\nSpeed on WikiWars: {}", speed(&lexicon, &documents, bytes));
    for (name, list) in &errors {
        if options.errors > 0 {
            let _ = writeln!(report, "\n-- {name} ({})", list.len());
            for line in list.iter().take(options.errors) {
                let _ = writeln!(report, "    {line}");
            }
        }
    }
    Ok(report)
}

/// News with its day: MEANTIME. Only the first sentences of its articles carry gold, so precision is not measured: what is
/// found of the gold, and how much of that has the right value.
fn news(
    corpora: &Path,
    lexicon: &TimeLexicon,
    errors: &mut BTreeMap<&str, Vec<String>>,
) -> Result<String, String> {
    let (mut gold, mut found, mut exact, mut value, mut kind) = (0, 0, 0, 0, 0);
    for document in &jsonl::read(&corpora.join("stories/meantime_en.jsonl"))? {
        let text = jsonl::text(document, "text");
        let published = jsonl::text(document, "date").parse().map_or(Interval::UNKNOWN, Interval::day);
        let points = CodePoints::new(text);
        let system: Vec<Timex> = times(lexicon, text, Reference::News(published))
            .iter()
            .map(|t| Timex {
                start: points.at(t.span.lo()),
                end: points.at(t.span.hi()),
                kind: t.kind.to_string(),
                value: Some(t.value.clone()),
            })
            .collect();
        let mentions = document.get("mentions").and_then(|m| m.as_array()).map_or(&[][..], Vec::as_slice);
        let wanted: Vec<Timex> = mentions
            .iter()
            .filter(|m| jsonl::text(m, "kind") == "time")
            .filter_map(|m| Some((m, m.get("attr")?)))
            .filter(|(_, a)| jsonl::text(a, "functionInDocument") != "CREATION_TIME")
            .map(|(m, a)| Timex {
                start: jsonl::number(m, "start"),
                end: jsonl::number(m, "end"),
                kind: jsonl::text(a, "type").to_owned(),
                value: Some(jsonl::text(a, "value").to_owned()),
            })
            .collect();
        gold += wanted.len();
        for (i, j, same) in pairs(&wanted, &system) {
            found += 1;
            exact += usize::from(same);
            kind += usize::from(wanted[i].kind == system[j].kind);
            let right = wanted[i].value == system[j].value;
            value += usize::from(right);
            if !right {
                let words: String =
                    text.chars().skip(wanted[i].start).take(wanted[i].end - wanted[i].start).collect();
                let (w, s) = (wanted[i].value.as_deref(), system[j].value.as_deref());
                errors
                    .entry("news value")
                    .or_default()
                    .push(format!("[{words}] {w:?} / {s:?} on {published}"));
            }
        }
    }
    let share = |n: usize| if found == 0 { 0.0 } else { 100.0 * n as f64 / found as f64 };
    let recall = if gold == 0 { 0.0 } else { 100.0 * found as f64 / gold as f64 };
    Ok(format!(
        "\n## Time expressions: news with its day (MEANTIME)\n\n\
         | gold | found | of these: same span | right value | right type |\n| --- | --- | --- | --- | --- |\n\
         | {gold} | {recall:.1} % | {:.1} % | {:.1} % | {:.1} % |\n",
        share(exact),
        share(value),
        share(kind)
    ))
}

/// Megabytes per second of one thread, the best of five rounds.
#[allow(clippy::disallowed_methods)] // Speed is what is measured here.
fn speed(lexicon: &TimeLexicon, documents: &[&serde_json::Value], bytes: usize) -> String {
    let mut best = f64::MAX;
    for _ in 0..5 {
        let start = std::time::Instant::now();
        let found: usize = documents
            .iter()
            .map(|d| times(lexicon, jsonl::text(d, "text"), Reference::Narrative).len())
            .sum();
        // The sum keeps the work from being optimized away.
        best = best.min(start.elapsed().as_secs_f64() + if found == usize::MAX { 1.0 } else { 0.0 });
    }
    let build = if cfg!(debug_assertions) { "debug build, says little" } else { "release build" };
    format!("{:.1} MB/s on one thread ({build})", bytes as f64 / 1e6 / best)
}

fn gold(document: &serde_json::Value) -> Vec<Timex> {
    let list = document.get("timexes").and_then(|t| t.as_array()).map_or(&[][..], Vec::as_slice);
    list.iter()
        .map(|t| Timex {
            start: jsonl::number(t, "start"),
            end: jsonl::number(t, "end"),
            kind: jsonl::text(t, "type").to_owned(),
            value: t.get("value").and_then(|v| v.as_str()).map(str::to_owned),
        })
        .collect()
}

/// Pairs of gold and system, one to one; `true` where the spans are equal.
fn pairs(gold: &[Timex], system: &[Timex]) -> Vec<(usize, usize, bool)> {
    let mut pairs = Vec::new();
    let (mut used_gold, mut used_system) = (vec![false; gold.len()], vec![false; system.len()]);
    for (j, s) in system.iter().enumerate() {
        // Of several gold expressions with one span the last counts, as in the scorer this follows.
        if let Some(i) = gold.iter().rposition(|g| (g.start, g.end) == (s.start, s.end))
            && !used_gold[i]
        {
            (used_gold[i], used_system[j]) = (true, true);
            pairs.push((i, j, true));
        }
    }
    let mut candidates = Vec::new();
    for (i, g) in gold.iter().enumerate().filter(|(i, _)| !used_gold[*i]) {
        for (j, s) in system.iter().enumerate().filter(|(j, _)| !used_system[*j]) {
            let overlap = g.end.min(s.end).saturating_sub(g.start.max(s.start));
            if overlap > 0 {
                candidates.push((std::cmp::Reverse(overlap), i, j));
            }
        }
    }
    candidates.sort_unstable();
    for (_, i, j) in candidates {
        if !used_gold[i] && !used_system[j] {
            (used_gold[i], used_system[j]) = (true, true);
            pairs.push((i, j, false));
        }
    }
    pairs
}

fn add(
    score: &mut Score,
    gold: &[Timex],
    system: &[Timex],
    text: &str,
    errors: &mut BTreeMap<&str, Vec<String>>,
) {
    let letters: Vec<char> = text.chars().collect();
    let words = |t: &Timex, around: usize| -> String {
        let (from, to) = (t.start.saturating_sub(around), (t.end + around).min(letters.len()));
        letters.get(from..to).unwrap_or(&[]).iter().collect::<String>().replace('\n', " ")
    };
    let empty = |t: &Timex| t.value.as_deref().is_none_or(|v| v.is_empty() || v == "null");
    let paired = pairs(gold, system);
    score.gold += gold.len();
    score.system += system.len();
    for g in gold {
        score.per_kind.entry(g.kind.clone()).or_default()[0] += 1;
        score.gold_without_value += usize::from(empty(g));
    }
    for &(i, j, exact) in &paired {
        let (g, s) = (&gold[i], &system[j]);
        score.relaxed += 1;
        score.strict += usize::from(exact);
        let right = g.value.is_some() && g.value.as_deref() == s.value.as_deref();
        score.value += usize::from(right);
        score.kind += usize::from(g.kind == s.kind);
        score.matched_without_value += usize::from(empty(g));
        let per_kind = score.per_kind.entry(g.kind.clone()).or_default();
        per_kind[1] += 1;
        per_kind[2] += usize::from(right);
        if !right && !empty(g) {
            let line = format!(
                "[{}] {:?} / {:?} {:?} ... {}",
                words(g, 0),
                g.value,
                words(s, 0),
                s.value,
                words(g, 50)
            );
            errors.entry("value").or_default().push(line);
        }
        if !exact {
            errors.entry("span").or_default().push(format!("[{}] / [{}]", words(g, 0), words(s, 0)));
        }
        if g.kind != s.kind {
            errors.entry("type").or_default().push(format!(
                "[{}] {} / {} {:?}",
                words(g, 0),
                g.kind,
                s.kind,
                g.value
            ));
        }
    }
    for (i, g) in gold.iter().enumerate() {
        if !paired.iter().any(|p| p.0 == i) {
            let line = format!("[{}] {} {:?} ... {}", words(g, 0), g.kind, g.value, words(g, 40));
            errors.entry("missed").or_default().push(line);
        }
    }
    for (j, s) in system.iter().enumerate() {
        if !paired.iter().any(|p| p.1 == j) {
            let line = format!("[{}] {} {:?} ... {}", words(s, 0), s.kind, s.value, words(s, 40));
            errors.entry("spurious").or_default().push(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timex(start: usize, end: usize, value: Option<&str>) -> Timex {
        Timex { start, end, kind: "DATE".to_owned(), value: value.map(str::to_owned) }
    }

    #[test]
    fn exact_pairs_come_before_overlaps_and_each_side_pairs_once() {
        let gold = [timex(0, 10, Some("1939")), timex(10, 20, Some("1940")), timex(40, 44, None)];
        let system = [timex(0, 12, Some("1940")), timex(10, 20, Some("1940")), timex(30, 34, Some("1950"))];
        let mut score = Score::default();
        add(&mut score, &gold, &system, "", &mut BTreeMap::new());
        assert_eq!((score.strict, score.relaxed, score.value), (1, 2, 1));
        let [strict, relaxed, value, _] = score.figures(true);
        assert_eq!(strict.map(f64::round), [33.0, 33.0, 33.0]);
        assert_eq!(relaxed.map(f64::round), [67.0, 67.0, 67.0]);
        assert_eq!(value.map(f64::round), [33.0, 50.0, 40.0]);
    }
}
