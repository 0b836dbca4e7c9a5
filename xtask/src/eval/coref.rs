//! How good coreference is: GUM's freely licensed development part.
//!
//! A pronoun for people (I, you, he, she, they and their forms; not alone in its gold cluster) is right when some earlier
//! name or noun phrase of its gold cluster is in ours. Where the gold has no such phrase before it nobody could be right:
//! those are counted apart. Our phrases and the gold's are the same when their head word is. The corpus has words, the
//! program reads text: words are joined as English is written. Who speaks in a conversation the text does not say.

use super::{Measure, Options, attributions, clusters, names, syntax};
use rapporteur_lexicon::Lexicon;
use rapporteur_model::{How, Span, Upos};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

pub(super) const MEASURE: Measure = Measure { name: "coref", run };

/// Forms of one pronoun.
fn person(word: &str) -> Option<&'static str> {
    Some(match word {
        "i" | "me" | "my" | "mine" | "myself" => "I",
        "you" | "your" | "yours" | "yourself" | "yourselves" => "you",
        "he" | "him" | "his" | "himself" => "he",
        "she" | "her" | "hers" | "herself" => "she",
        "they" | "them" | "their" | "theirs" | "themselves" => "they",
        _ => return None,
    })
}

/// Words that are no name or noun phrase.
fn is_pronoun(word: &str) -> bool {
    person(word).is_some()
        || matches!(
            word,
            "we" | "us"
                | "our"
                | "ours"
                | "ourselves"
                | "it"
                | "its"
                | "itself"
                | "this"
                | "that"
                | "these"
                | "those"
                | "who"
                | "whom"
                | "whose"
                | "which"
                | "one"
        )
}

/// A document: its words, and its mentions as ranges of words (end exclusive) with their cluster.
#[derive(Debug, Default)]
struct Document {
    name: String,
    words: Vec<String>,
    mentions: Vec<(usize, usize, String)>,
}

fn documents(text: &str) -> Vec<Document> {
    let mut all: Vec<Document> = Vec::new();
    let mut open: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("# begin document ") {
            all.push(Document { name: name.trim().to_owned(), ..Document::default() });
            open.clear();
            continue;
        }
        let mut cells = line.split('\t');
        let (Some(_), Some(word), Some(marks), Some(document)) =
            (cells.next(), cells.next(), cells.next(), all.last_mut())
        else {
            continue;
        };
        let i = document.words.len();
        document.words.push(word.to_owned());
        // "(a-1(b-2)c-3)": opens a-1, b-2 alone, closes c-3.
        let mut rest = marks.trim();
        while !rest.is_empty() && rest != "_" {
            let opens = rest.starts_with('(');
            let body = rest.trim_start_matches('(');
            let end = body.find(['(', ')']).unwrap_or(body.len());
            let (id, after) = body.split_at(end);
            let closes = after.starts_with(')');
            if id.is_empty() {
                break;
            }
            if opens && closes {
                document.mentions.push((i, i + 1, id.to_owned()));
            } else if opens {
                open.entry(id.to_owned()).or_default().push(i);
            } else if let Some(start) = open.get_mut(id).and_then(Vec::pop) {
                document.mentions.push((start, i + 1, id.to_owned()));
            }
            rest = if closes { &after[1..] } else { after };
        }
    }
    for document in &mut all {
        document.mentions.sort();
    }
    all
}

/// Right, with a phrase before it, all.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
struct Count {
    right: usize,
    possible: usize,
    all: usize,
}

impl Count {
    fn add(&mut self, right: bool, possible: bool) {
        self.right += usize::from(right);
        self.possible += usize::from(possible);
        self.all += 1;
    }
}

/// Pronouns of a document: `ours` gives the heads (as words) in the cluster of the pronoun at a word.
fn count(
    document: &Document,
    heads: &[usize],
    ours: &BTreeMap<usize, BTreeSet<usize>>,
    add: &mut dyn FnMut(&'static str, bool, bool),
) {
    let mut gold: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (n, (.., id)) in document.mentions.iter().enumerate() {
        gold.entry(id).or_default().push(n);
    }
    let lower = |i: usize| document.words.get(i).map_or(String::new(), |w| w.to_lowercase());
    for members in gold.values().filter(|m| m.len() > 1) {
        for &n in members {
            let Some(&(start, end, _)) = document.mentions.get(n) else { continue };
            let word = lower(start);
            let Some(kind) = person(&word).filter(|_| end == start + 1) else { continue };
            let before: Vec<usize> = members
                .iter()
                .filter_map(|&m| document.mentions.get(m).map(|x| (m, x)))
                .filter(|(_, (a, b, _))| *b <= start && !(*b == a + 1 && is_pronoun(&lower(*a))))
                .filter_map(|(m, _)| heads.get(m).copied())
                .collect();
            let right = ours.get(&start).is_some_and(|o| before.iter().any(|h| o.contains(h)));
            add(kind, right, !before.is_empty());
        }
    }
}

fn run(corpora: &Path, options: &Options) -> Result<String, String> {
    let part = if options.documents.iter().any(|d| d == "train") { "train" } else { "dev" };
    let path = corpora.join(format!("coref/gum-free-{part}.conll"));
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let (model, lexicon) = (syntax::model()?, Lexicon::new());
    let mut by_pronoun: BTreeMap<&'static str, Count> = BTreeMap::new();
    let mut by_genre: BTreeMap<String, Count> = BTreeMap::new();
    let mut wrong = Vec::new();
    let (mut gold_clusters, mut our_clusters) = (Vec::new(), Vec::new());
    let mut offset = 0;
    for document in documents(&text) {
        let (text, at) = names::join(&document.words);
        let article = attributions::article(&text);
        let (syntax, found) = attributions::read(&lexicon, &model, &article);
        // Which word of the corpus a byte is in.
        let word_at = |byte: usize| at.partition_point(|w| w.1 <= byte);
        let head_of = |span: Span| -> Option<usize> {
            let tokens = syntax.tokens_in(span);
            let outside = |t: &usize| {
                syntax
                    .tokens
                    .get(*t)
                    .is_some_and(|x| !tokens.contains(&(x.head as usize)) || x.head as usize == *t)
            };
            tokens.clone().find(outside).or(tokens.clone().next())
        };
        let span = |a: usize, b: usize| Some(Span::new(at.get(a)?.0, at.get(b.checked_sub(1)?)?.1));
        let token_word = |t: usize| syntax.tokens.get(t).map_or(usize::MAX, |x| word_at(x.span.lo()));
        let heads: Vec<usize> = document
            .mentions
            .iter()
            .map(|(a, b, _)| span(*a, *b).and_then(head_of).map_or(*a, &token_word))
            .collect();
        // Our clusters: names by their chains, pronouns by what they stand for.
        let mut of: BTreeMap<usize, usize> = BTreeMap::new();
        let mut chain: Vec<usize> = Vec::new();
        for (n, m) in found.mentions.iter().enumerate() {
            let cluster = m.antecedent.filter(|&a| a < n).and_then(|a| chain.get(a).copied()).unwrap_or(n);
            chain.push(cluster);
            if m.how != How::Pronoun
                && let Some(head) = head_of(m.span)
            {
                of.entry(token_word(head)).or_insert(cluster);
            }
        }
        let mut fresh = found.mentions.len();
        for r in &found.references {
            let head = word_at(r.head.lo());
            let head =
                if r.head == r.antecedent { head_of(r.antecedent).map_or(head, &token_word) } else { head };
            let cluster = *of.entry(head).or_insert_with(|| {
                fresh += 1;
                fresh
            });
            of.entry(word_at(r.pronoun.lo())).or_insert(cluster);
        }
        let mut members: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (word, cluster) in &of {
            members.entry(*cluster).or_default().insert(*word);
        }
        let ours: BTreeMap<usize, BTreeSet<usize>> =
            of.iter().filter_map(|(word, c)| Some((*word, members.get(c)?.clone()))).collect();
        let genre = document.name.split('_').nth(1).unwrap_or("").to_owned();
        count(&document, &heads, &ours, &mut |kind, right, possible| {
            by_pronoun.entry(kind).or_default().add(right, possible);
            by_genre.entry(genre.clone()).or_default().add(right, possible);
        });
        if wrong.len() < options.errors {
            for r in &found.references {
                wrong.push(format!("{} -> {}", r.pronoun.of(&text), r.antecedent.of(&text)));
            }
        }
        // Names and pronouns alone, for the CoNLL score; what stands alone is left out on both sides.
        let proper =
            |word: usize| syntax.tokens.iter().any(|t| word_at(t.span.lo()) == word && t.pos == Upos::Propn);
        let mut gold: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for (n, (a, b, id)) in document.mentions.iter().enumerate() {
            let word = document.words.get(*a).map_or(String::new(), |w| w.to_lowercase());
            let head = heads.get(n).copied().unwrap_or(*a);
            if *b == a + 1 && person(&word).is_some() || proper(head) {
                gold.entry(id).or_default().insert(offset + head);
            }
        }
        let mut system: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (word, cluster) in &of {
            let pronoun = document.words.get(*word).is_some_and(|w| person(&w.to_lowercase()).is_some());
            if pronoun || proper(*word) {
                system.entry(*cluster).or_default().insert(offset + word);
            }
        }
        gold_clusters.extend(gold.into_values().filter(|c| c.len() > 1));
        our_clusters.extend(system.into_values().filter(|c| c.len() > 1));
        offset += document.words.len();
    }
    let mut report = format!("## Coreference: GUM, freely licensed genres, {part}\n\n");
    let row = |report: &mut String, name: &str, c: &Count| {
        let share = |n: usize| if n == 0 { 0.0 } else { 100.0 * c.right as f64 / n as f64 };
        let _ = writeln!(
            report,
            "| {name} | {} | {} | {} | {:.1} | {:.1} |",
            c.all,
            c.possible,
            c.right,
            share(c.possible),
            share(c.all)
        );
    };
    let head = "| all | with a phrase before | right | % of those | % of all |\n| --- | --- | --- | --- | --- | --- |\n";
    let sum = |counts: &mut dyn Iterator<Item = &Count>| {
        counts.fold(Count::default(), |a, b| Count {
            right: a.right + b.right,
            possible: a.possible + b.possible,
            all: a.all + b.all,
        })
    };
    let _ = write!(report, "| pronoun {head}");
    for (name, c) in &by_pronoun {
        row(&mut report, name, c);
    }
    let third = |k: &&str| matches!(*k, "he" | "she" | "they");
    row(&mut report, "he, she, they", &sum(&mut by_pronoun.iter().filter(|(k, _)| third(k)).map(|(_, c)| c)));
    row(&mut report, "every one", &sum(&mut by_pronoun.values()));
    let spoken = |g: &&String| matches!(g.as_str(), "conversation" | "vlog" | "court");
    row(
        &mut report,
        "every one, but in conversation, vlog and court (nothing says who speaks)",
        &sum(&mut by_genre.iter().filter(|(g, _)| !spoken(g)).map(|(_, c)| c)),
    );
    let _ = write!(report, "\n| genre {head}");
    for (name, c) in &by_genre {
        row(&mut report, name, c);
    }
    let scores = clusters::Scores::of(&gold_clusters, &our_clusters);
    let _ = writeln!(
        report,
        "\nNames and pronouns for people: MUC {:.1}, B3 {:.1}, CEAF-e {:.1}, CoNLL F1 {:.1}",
        scores.muc.f1(),
        scores.b3.f1(),
        scores.ceaf_e.f1(),
        scores.conll()
    );
    for line in wrong {
        let _ = writeln!(report, "{line}");
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    const INVENTED: &str = "# begin document GUM_news_invented\n0\tTira\t(person-1\n1\tVelt\tperson-1)\n2\tsaid\t_\n3\ther\t(person-2(person-1)\n4\tson\tperson-2)\n5\thelped\t_\n6\ther\t(person-1)\n7\t.\t_\n8\tThey\t(person-3)\n9\tleft\t_\n10\ttheir\t(person-3)\n11\thouse\t_\n";

    #[test]
    fn marks_open_and_close() {
        let documents = documents(INVENTED);
        assert_eq!(documents.len(), 1);
        let shown: Vec<(usize, usize, &str)> =
            documents[0].mentions.iter().map(|(a, b, id)| (*a, *b, id.as_str())).collect();
        assert_eq!(
            shown,
            [
                (0, 2, "person-1"),
                (3, 4, "person-1"),
                (3, 5, "person-2"),
                (6, 7, "person-1"),
                (8, 9, "person-3"),
                (10, 11, "person-3")
            ]
        );
    }

    #[test]
    fn right_is_a_phrase_before_in_both_clusters() {
        let document = &documents(INVENTED)[0];
        let heads = [0, 3, 4, 6, 8, 10];
        // The first "her" is right, the second is taken for the son's.
        let ours = BTreeMap::from([(3, BTreeSet::from([0, 3])), (6, BTreeSet::from([4, 6]))]);
        let mut seen = Vec::new();
        count(document, &heads, &ours, &mut |kind, right, possible| seen.push((kind, right, possible)));
        assert_eq!(
            seen,
            [("she", true, true), ("she", false, true), ("they", false, false), ("they", false, false)]
        );
    }
}
