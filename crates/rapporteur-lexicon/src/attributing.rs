//! How often words and constructions attribute (`data/attribution_counts.tsv`, `data/attribution_weights.tsv`).
//!
//! Answers one question: how likely is it that a word, built so, with these signs around it, says who says, thinks or
//! wants something? Counts and weights were learned, not written: `training/cues.py`. The answer is a probability as
//! far as news like that it was learned from goes.

use crate::fast::Map;
use crate::table;

/// So much a word's own record in a construction must outweigh what word and construction say apart.
const OWN: f64 = 3.0;
/// The same for a word against all words.
const WORD: f64 = 8.0;
/// The same for a construction against all constructions.
const CONSTRUCTION: f64 = 10.0;
/// Log odds go no further than this share from 0 and 1.
const SURE: f64 = 1e-3;

/// Marked and considered.
type Count = (f64, f64);

/// What was counted and learned.
#[derive(Debug)]
pub struct Attributing {
    all: Count,
    constructions: Map<&'static str, Count>,
    words: Map<(&'static str, &'static str), Word>,
    weights: Map<&'static str, Map<&'static str, f64>>,
}

#[derive(Debug)]
struct Word {
    count: Count,
    by: Vec<(&'static str, Count)>,
}

/// What a construction is a kind of: its words are counted together.
pub fn kind(construction: &str) -> &'static str {
    match construction.split_once(':').map_or(construction, |(kind, _)| kind) {
        "rule" => "rule",
        "noun" => "noun",
        "adj" => "adj",
        "pass" => "pass",
        "that" | "clause" | "wh" | "before" | "beside" | "beside-left" => "clause",
        _ => "verb",
    }
}

fn number(cell: &str) -> f64 {
    cell.parse().unwrap_or(0.0)
}

fn log_odds(p: f64) -> f64 {
    let p = p.clamp(SURE, 1.0 - SURE);
    (p / (1.0 - p)).ln()
}

fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// A count that leans on `prior` as if it had been seen `weight` times.
fn smooth(count: Count, prior: f64, weight: f64) -> f64 {
    (count.0 + weight * prior) / (count.1 + weight)
}

impl Default for Attributing {
    fn default() -> Self {
        let mut this = Attributing {
            all: (0.0, 0.0),
            constructions: Map::default(),
            words: Map::default(),
            weights: Map::default(),
        };
        for row in table::rows(include_str!("../data/attribution_weights.tsv")) {
            let [what, name, a, b] = row[..] else { continue };
            match what {
                "all" => this.all = (number(a), number(b)),
                "construction" => {
                    this.constructions.insert(name, (number(a), number(b)));
                }
                _ => {
                    let (kind, sign) = name.split_once('|').unwrap_or(("", name));
                    this.weights.entry(sign).or_default().insert(kind, number(a));
                }
            }
        }
        for row in table::rows(include_str!("../data/attribution_counts.tsv")) {
            let [word, kind, marked, considered, by] = row[..] else { continue };
            let by = by.split_whitespace().filter_map(|cell| {
                let (name, counts) = cell.rsplit_once('=')?;
                let (marked, considered) = counts.split_once('/')?;
                Some((name, (number(marked), number(considered))))
            });
            let count = (number(marked), number(considered));
            this.words.insert((word, kind), Word { count, by: by.collect() });
        }
        this
    }
}

impl Attributing {
    /// How likely it is, from 0 to 1, that `word` (a lemma in lower case) attributes in that construction with these
    /// signs.
    pub fn weigh(&self, word: &str, construction: &str, signs: &[&'static str]) -> f64 {
        let kind = kind(construction);
        let base = (self.all.0 + 1.0) / (self.all.1 + 5.0);
        let built = self.constructions.get(construction).copied().unwrap_or_default();
        let built = smooth(built, base, CONSTRUCTION);
        let word = self.words.get(&(word, kind));
        let worded = smooth(word.map_or((0.0, 0.0), |w| w.count), base, WORD);
        let apart = probability(log_odds(built) + log_odds(worded) - log_odds(base));
        let own = word.and_then(|w| w.by.iter().find(|(name, _)| *name == construction));
        let together = smooth(own.map_or((0.0, 0.0), |(_, count)| *count), apart, OWN);
        let weight = |kind: &str, sign: &str| {
            self.weights.get(sign).and_then(|kinds| kinds.get(kind)).copied().unwrap_or(0.0)
        };
        let mut sum = weight("", "bias")
            + weight("", "p") * log_odds(together)
            + weight("", "pc") * log_odds(built)
            + weight("", "pl") * log_odds(worded);
        for sign in signs {
            sum += weight("any", sign) + weight(kind, sign);
        }
        probability(sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_understood() {
        const KINDS: [&str; 6] = ["rule", "noun", "adj", "pass", "clause", "verb"];
        let mut n = 0;
        for row in table::rows(include_str!("../data/attribution_counts.tsv")) {
            n += 1;
            assert!(KINDS.contains(&row[1]), "{row:?}");
            assert!(number(row[2]) <= number(row[3]) && number(row[3]) > 0.0, "{row:?}");
            for cell in row[4].split_whitespace() {
                let (name, counts) = cell.rsplit_once('=').unwrap();
                assert_eq!(kind(name), row[1], "{row:?}");
                assert!(counts.split_once('/').is_some_and(|(a, b)| number(a) <= number(b)), "{row:?}");
            }
        }
        assert!(n > 1000);
        for row in table::rows(include_str!("../data/attribution_weights.tsv")) {
            assert!(["all", "construction", "weight"].contains(&row[0]), "{row:?}");
            assert!(row[2].parse::<f64>().is_ok(), "{row:?}");
        }
    }

    #[test]
    fn words_of_speech_attribute_and_others_do_not() {
        let a = Attributing::default();
        let signs = ["past", "main", "source-person", "content-15"];
        assert!(a.weigh("say", "clause", &signs) > 0.8);
        assert!(a.weigh("build", "obj", &signs) < 0.1);
        // A word of speech, an ordinary verb that takes such clauses, a word never seen, a verb seen never to attribute.
        for (construction, words) in [
            ("that", ["say", "find", "no-such-word", "build"]),
            ("clause", ["say", "find", "no-such-word", "build"]),
            ("obj", ["reject", "demand", "no-such-word", "open"]),
        ] {
            let p = words.map(|w| a.weigh(w, construction, &signs));
            assert!(p.windows(2).all(|w| w[0] > w[1] + 0.02), "{construction}: {words:?} {p:?}");
        }
        assert!(a.weigh("no-such-word", "obj", &signs) < 0.5);
        assert!(a.weigh("announce", "that", &signs) > a.weigh("announce", "p:in", &signs));
    }
}
