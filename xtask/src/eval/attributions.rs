//! How good attributions are: PolNeAR's development part, with the counts of `CORPORA/attribution/score.py`.
//!
//! Everything but `strict` is measured on words, so "said," is "said" and quotation marks do not count. A relation is
//! paired one to one, by how alike the contents are, then the cues; `who+what` wants half the content (Dice) and a word of
//! the source. Beside the figures stand those of other programs and of two people on the same corpus.

use super::{Measure, Options, jsonl};
use rapporteur_lexicon::Lexicon;
use rapporteur_model::codepoints::CodePoints;
use rapporteur_model::{Annotations, Article, Part, PartKind, Span, Syntax};
use rapporteur_syntax::Model;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

pub(super) const MEASURE: Measure = Measure { name: "attributions", run };

/// `who+what` F1 of others on the same development part.
const KNOWN: [(&str, &str); 4] = [
    ("textacy", "24.5"),
    ("GenderGapTracker", "42.7"),
    ("Citron, trained again", "57.9"),
    ("two people", "76.8"),
];

/// Ranges of code points.
type Pieces = Vec<(usize, usize)>;

/// An attribution of either side: its source, cue and content.
#[derive(Debug, Clone, Default)]
struct Given {
    roles: [Pieces; 3],
    kind: String,
}

const ROLES: [&str; 3] = ["source", "cue", "content"];
const RELATIONS: [&str; 4] = ["content>=.5", "who+what", "full-overlap", "full-exact"];
const KINDS: [&str; 4] = ["direct", "mixed", "indirect", "no-source"];

/// The words of a text, by code points: letters and digits, with `'`, `.` and `-` between them.
struct Words(Vec<(usize, usize)>);

impl Words {
    fn of(text: &str) -> Words {
        let chars: Vec<char> = text.chars().collect();
        let inside = |i: usize| chars.get(i).is_some_and(|c| c.is_alphanumeric() || *c == '_');
        let joins =
            |i: usize| chars.get(i).is_some_and(|c| matches!(c, '\'' | '’' | '.' | '-')) && inside(i + 1);
        let (mut words, mut at) = (Vec::new(), 0);
        while at < chars.len() {
            if !inside(at) {
                at += 1;
                continue;
            }
            let start = at;
            while inside(at) || joins(at) {
                at += 1;
            }
            words.push((start, at));
        }
        Words(words)
    }
    /// Which words the pieces touch.
    fn touched(&self, pieces: &[(usize, usize)]) -> BTreeSet<usize> {
        let mut all = BTreeSet::new();
        for &(start, end) in pieces {
            let first = self.0.partition_point(|w| w.1 <= start);
            all.extend((first..self.0.len()).take_while(|&i| self.0.get(i).is_some_and(|w| w.0 < end)));
        }
        all
    }
}

fn dice(a: &BTreeSet<usize>, b: &BTreeSet<usize>) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    2.0 * a.intersection(b).count() as f64 / (a.len() + b.len()) as f64
}

/// Right of the system's, the system's, right of the gold's, the gold's.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Count([f64; 4]);

impl Count {
    fn add(&mut self, more: [f64; 4]) {
        for (cell, n) in self.0.iter_mut().zip(more) {
            *cell += n;
        }
    }
    /// Precision, recall, F1 in percent.
    fn figures(self) -> [f64; 3] {
        let [a, b, c, d] = self.0;
        let p = if b > 0.0 { a / b } else { 0.0 };
        let r = if d > 0.0 { c / d } else { 0.0 };
        let f = if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
        [p, r, f].map(|x| 100.0 * x)
    }
}

type Counts = BTreeMap<String, Count>;

/// An attribution as words.
struct Worded {
    roles: [BTreeSet<usize>; 3],
    raw: [Pieces; 3],
    kind: String,
}

fn worded(words: &Words, given: &[Given]) -> Vec<Worded> {
    let one = |g: &Given| {
        let mut raw = g.roles.clone();
        raw.iter_mut().for_each(|r| r.sort_unstable());
        Worded { roles: [0, 1, 2].map(|r| words.touched(&g.roles[r])), raw, kind: g.kind.clone() }
    };
    given.iter().map(one).collect()
}

/// Which of the system's goes with each of the gold's, and how alike the contents are.
fn pairs(gold: &[Worded], system: &[Worded]) -> BTreeMap<usize, (usize, f64)> {
    let mut all: Vec<(f64, f64, usize, usize)> = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        for (j, s) in system.iter().enumerate() {
            let content = dice(&g.roles[2], &s.roles[2]);
            if content > 0.0 {
                all.push((content, dice(&g.roles[1], &s.roles[1]), i, j));
            }
        }
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)).then((a.2, a.3).cmp(&(b.2, b.3))));
    let (mut paired, mut used) = (BTreeMap::new(), BTreeSet::new());
    for (content, _, i, j) in all {
        if !paired.contains_key(&i) && used.insert(j) {
            paired.insert(i, (j, content));
        }
    }
    paired
}

fn count(text: &str, gold: &[Given], system: &[Given], counts: &mut Counts) {
    let words = Words::of(text);
    let (gold, system) = (worded(&words, gold), worded(&words, system));
    let mut add = |name: String, more: [f64; 4]| counts.entry(name).or_default().add(more);
    let n = |n: usize| n as f64;
    for (r, role) in ROLES.iter().enumerate() {
        let raw = |side: &[Worded]| -> BTreeSet<Pieces> {
            side.iter().map(|w| w.raw[r].clone()).filter(|p| !p.is_empty()).collect()
        };
        let (g, s) = (raw(&gold), raw(&system));
        let same = n(g.intersection(&s).count());
        add(format!("{role} strict"), [same, n(s.len()), same, n(g.len())]);
        let sets = |side: &[Worded]| -> BTreeSet<BTreeSet<usize>> {
            side.iter().map(|w| w.roles[r].clone()).filter(|w| !w.is_empty()).collect()
        };
        let (g, s) = (sets(&gold), sets(&system));
        let same = n(g.intersection(&s).count());
        add(format!("{role} exact"), [same, n(s.len()), same, n(g.len())]);
        let cover = |of: &BTreeSet<BTreeSet<usize>>, by: &BTreeSet<BTreeSet<usize>>| -> f64 {
            let best = |a: &BTreeSet<usize>| {
                by.iter().map(|b| n(a.intersection(b).count()) / n(a.len())).fold(0.0, f64::max)
            };
            of.iter().map(best).sum()
        };
        add(format!("{role} soft"), [cover(&s, &g), n(s.len()), cover(&g, &s), n(g.len())]);
        let all = |sets: &BTreeSet<BTreeSet<usize>>| -> BTreeSet<usize> {
            sets.iter().flatten().copied().collect()
        };
        let (g, s) = (all(&g), all(&s));
        let same = n(g.intersection(&s).count());
        add(format!("{role} token"), [same, n(s.len()), same, n(g.len())]);
    }
    let paired = pairs(&gold, &system);
    let mut right = [0.0; 4];
    for (i, g) in gold.iter().enumerate() {
        let mut ok = [false; 4];
        if let Some(&(j, content)) = paired.get(&i)
            && let Some(s) = system.get(j)
        {
            let meet = |r: usize| {
                g.roles[r].intersection(&s.roles[r]).next().is_some()
                    || g.roles[r].is_empty() && s.roles[r].is_empty()
            };
            ok[0] = content >= 0.5;
            ok[1] = ok[0] && meet(0);
            ok[2] = ok[1] && meet(1);
            ok[3] = (0..3).all(|r| g.roles[r] == s.roles[r]);
        }
        for (cell, ok) in right.iter_mut().zip(ok) {
            *cell += f64::from(u8::from(ok));
        }
        for kind in KINDS {
            if g.kind == kind || kind == "no-source" && g.roles[0].is_empty() {
                for (name, ok) in [(RELATIONS[0], ok[0]), (RELATIONS[1], ok[1])] {
                    add(format!("recall {kind} {name}"), [0.0, 0.0, f64::from(u8::from(ok)), 1.0]);
                }
            }
        }
    }
    for (name, right) in RELATIONS.iter().zip(right) {
        add(format!("relation {name}"), [right, n(system.len()), right, n(gold.len())]);
    }
    add("relation src|content".into(), [right[1], right[0], 0.0, 0.0]);
}

/// Kind by quotation marks, for gold that does not say it.
fn kind_of(text: &str, content: &[(usize, usize)]) -> &'static str {
    let chars: Vec<char> = text.chars().collect();
    let pieces: Vec<String> =
        content.iter().filter_map(|&(a, b)| chars.get(a..b)).map(|c| c.iter().collect()).collect();
    let words = pieces.join(" ");
    let words = words.trim();
    let mark = ['"', '“', '”'];
    let closed = words.strip_suffix(['.', ',', ';', ':']).unwrap_or(words).trim_end();
    if !words.contains(mark) {
        "indirect"
    } else if words.starts_with(['"', '“']) && closed.ends_with(['"', '”']) {
        "direct"
    } else {
        "mixed"
    }
}

fn gold(document: &Value) -> Vec<Given> {
    let pair = |v: &Value| {
        let at = |i: usize| v.get(i).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        Some((at(0)?, at(1)?))
    };
    let list =
        |v: Option<&Value>| -> Option<Pieces> { Some(v?.as_array()?.iter().filter_map(pair).collect()) };
    let text = jsonl::text(document, "text");
    let one = |a: &Value| {
        let role = |name: &str| {
            list(a.get(format!("{name}_spans")))
                .unwrap_or_else(|| a.get(name).and_then(pair).into_iter().collect())
        };
        let content = list(a.get("content")).unwrap_or_default();
        let kind = match jsonl::text(a, "kind") {
            "" => kind_of(text, &content).to_owned(),
            kind => kind.to_owned(),
        };
        Given { roles: [role("source"), role("cue"), content], kind }
    };
    document
        .get("attributions")
        .and_then(Value::as_array)
        .map(|a| a.iter().map(one).collect())
        .unwrap_or_default()
}

/// A bare text as `rapporteur annotate` takes it: paragraphs end at empty lines.
pub(crate) fn article(text: &str) -> Article {
    let (mut parts, mut start, mut at) = (Vec::new(), 0, 0);
    let mut end = |start: usize, end: usize| {
        let span = Span::new(start, end).trim(text);
        if !span.is_empty() {
            parts.push(Part { span, kind: PartKind::Body });
        }
    };
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() {
            end(start, at);
            start = at + line.len();
        }
        at += line.len();
    }
    end(start, text.len());
    super::bare(text, parts)
}

/// Words and sentences by rule, the rest by the weights, as the program reads an article.
pub(crate) fn parse(lexicon: &Lexicon, model: &Model, article: &Article) -> Syntax {
    rapporteur_syntax::rules::parse_with(lexicon, model, &article.text, article.readable().map(|p| p.span))
}

/// The article's syntax and what every annotator finds.
pub(super) fn read(lexicon: &Lexicon, model: &Model, article: &Article) -> (Syntax, Annotations) {
    let syntax = parse(lexicon, model, article);
    let found = rapporteur_annotate::article(lexicon, article, &syntax);
    (syntax, found)
}

fn run(corpora: &Path, options: &Options) -> Result<String, String> {
    let documents = jsonl::read(&corpora.join("attribution/polnear_dev.jsonl"))?;
    let (model, lexicon) = (super::syntax::model()?, Lexicon::new());
    let mut counts = Counts::new();
    let mut answers = String::new();
    let (mut of_gold, mut of_system) = (0, 0);
    let (mut parsing, mut annotating) = (0.0, 0.0);
    for document in &documents {
        let text = jsonl::text(document, "text");
        let article = article(text);
        let start = crate::clock::seconds();
        let syntax = parse(&lexicon, &model, &article);
        let parsed = crate::clock::seconds();
        let found = rapporteur_annotate::article(&lexicon, &article, &syntax);
        (parsing, annotating) = (parsing + parsed - start, annotating + crate::clock::seconds() - parsed);
        let points = CodePoints::new(text);
        let system: Vec<Given> = found
            .attributions
            .iter()
            .map(|a| {
                let one = |s: Option<Span>| s.map(|s| points.span(s)).into_iter().collect();
                let content = a.content.iter().map(|s| points.span(*s)).collect();
                Given { roles: [one(a.source), one(a.cue), content], kind: a.kind.to_string() }
            })
            .collect();
        let gold = gold(document);
        of_gold += gold.len();
        of_system += system.len();
        count(text, &gold, &system, &mut counts);
        let line: Vec<Value> = system
            .iter()
            .map(|g| {
                serde_json::json!({"source": g.roles[0].first(), "cue": g.roles[1].first(), "content": g.roles[2]})
            })
            .collect();
        let _ = writeln!(answers, "{}", serde_json::json!({"id": document.get("id"), "attributions": line}));
    }
    if let Some(path) = &options.answers {
        std::fs::write(path, answers).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    let mut report = String::from("## Attributions: PolNeAR, development part\n\n");
    let _ = writeln!(report, "articles {}, gold {of_gold}, system {of_system}\n", documents.len());
    let _ = writeln!(report, "| | P | R | F1 |\n| --- | --- | --- | --- |");
    let get = |name: &str| counts.get(name).copied().unwrap_or_default();
    let rows = ROLES.iter().flat_map(|r| ["strict", "exact", "soft", "token"].map(|m| format!("{r} {m}")));
    for name in rows.chain(RELATIONS.map(|r| format!("relation {r}"))) {
        let [p, r, f] = get(&name).figures();
        let _ = writeln!(report, "| {name} | {p:.1} | {r:.1} | {f:.1} |");
    }
    let [p, ..] = get("relation src|content").figures();
    let _ = writeln!(report, "| right source, of right contents | {p:.1} | | |");
    let _ = writeln!(
        report,
        "\n| recall of gold that is | gold | content>=.5 | who+what |\n| --- | --- | --- | --- |"
    );
    for kind in KINDS {
        let (content, who) =
            (get(&format!("recall {kind} content>=.5")), get(&format!("recall {kind} who+what")));
        let _ = writeln!(
            report,
            "| {kind} | {} | {:.1} | {:.1} |",
            content.0[3],
            content.figures()[1],
            who.figures()[1]
        );
    }
    let _ = writeln!(report, "\n| who+what | F1 |\n| --- | --- |");
    let _ = writeln!(report, "| rapporteur | {:.1} |", get("relation who+what").figures()[2]);
    for (name, figure) in KNOWN {
        let _ = writeln!(report, "| {name} | {figure} |");
    }
    let each = |seconds: f64| documents.len() as f64 / seconds.max(1e-9);
    let _ = writeln!(
        report,
        "\n| articles in a second of processor time | |\n| --- | --- |\n\
         | rapporteur, everything on | {:.0} |\n| words, sentences, tags, parse, names alone | {:.0} |\n\
         | every annotator alone | {:.0} |\n| GenderGapTracker | 8.0 |\n| Citron | 2.7 |",
        each(parsing + annotating),
        each(parsing),
        each(annotating)
    );
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(source: Pieces, cue: Pieces, content: Pieces, kind: &str) -> Given {
        Given { roles: [source, cue, content], kind: kind.to_owned() }
    }

    #[test]
    fn counts_on_invented_words() {
        //          0         1         2         3         4
        //          0123456789012345678901234567890123456789012345
        let text = "Tamm said the ferry won't sail. “No,” Oru said.";
        let gold = [
            given(vec![(0, 4)], vec![(5, 9)], vec![(10, 30)], "indirect"),
            given(vec![(38, 41)], vec![(42, 46)], vec![(32, 37)], "direct"),
        ];
        // A comma more, half the content, and one that is none.
        let system = [
            given(vec![(0, 4)], vec![(5, 9)], vec![(14, 31)], ""),
            given(vec![], vec![(20, 25)], vec![(0, 4)], ""),
        ];
        let mut counts = Counts::new();
        count(text, &gold, &system, &mut counts);
        let get = |name: &str| counts[name].0;
        assert_eq!(get("relation who+what"), [1.0, 2.0, 1.0, 2.0]);
        assert_eq!(get("relation full-exact"), [0.0, 2.0, 0.0, 2.0]);
        assert_eq!(get("recall direct who+what"), [0.0, 0.0, 0.0, 1.0]);
        assert_eq!(get("recall indirect content>=.5"), [0.0, 0.0, 1.0, 1.0]);
        assert_eq!(get("source strict"), [1.0, 1.0, 1.0, 2.0]);
        // "the ferry won't sail" against "ferry won't sail": all of ours lies in it, three of its four words are found.
        assert_eq!(get("content soft"), [1.0, 2.0, 0.75, 2.0]);
        assert_eq!(Words::of("won't 3.5-mile a_b x.").0.len(), 4);
    }

    #[test]
    fn one_of_ours_goes_with_one_of_theirs() {
        let text = "Tamm said the ferry sails";
        let gold = [given(vec![(0, 4)], vec![(5, 9)], vec![(10, 25)], "indirect")];
        let twice = [gold[0].clone(), gold[0].clone()];
        let mut counts = Counts::new();
        count(text, &gold, &twice, &mut counts);
        assert_eq!(counts["relation full-exact"].0, [1.0, 2.0, 1.0, 1.0]);
    }

    #[test]
    fn kinds_by_marks() {
        assert_eq!(kind_of("“No.”", &[(0, 5)]), "direct");
        assert_eq!(kind_of("that “no” is", &[(0, 12)]), "mixed");
        assert_eq!(kind_of("that no", &[(0, 7)]), "indirect");
    }
}
