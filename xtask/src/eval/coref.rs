//! How good coreference is: GUM's freely licensed development part.
//!
//! A pronoun for people (I, you, he, she, they and their forms; not alone in its gold cluster) is right when some earlier
//! name or noun phrase of its gold cluster is in ours. Where the gold has no such phrase before it nobody could be right:
//! those are counted apart. Our phrases and the gold's are the same when their head word is. The corpus has words, the
//! program reads text: words are joined as English is written. Who speaks in a conversation the text does not say.

use super::{Measure, Options, attributions, clusters, names, syntax};
use rapporteur_annotate::references::likeliest;
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::antecedents::Antecedents;
use rapporteur_model::{Annotations, How, Span, Syntax, Upos};
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
    add: &mut dyn FnMut(&'static str, usize, bool, bool),
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
            add(kind, start, right, !before.is_empty());
        }
    }
}

/// A document with who speaks each of its words.
type Said = (Document, Vec<Option<String>>);

/// The documents of a part, and who speaks each word where the treebank beside them says so.
fn read(corpora: &Path, part: &str) -> Result<Vec<Said>, String> {
    let file = |path: String| {
        let path = corpora.join(path);
        std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))
    };
    let all = documents(&file(format!("coref/gum-free-{part}.conll"))?);
    let said = speakers(&file(format!("syntax/gum/gum-free-{part}.conllu"))?);
    let with = |d: Document| {
        let said = said.get(&d.name).filter(|s| s.len() == d.words.len()).cloned();
        let none = vec![None; d.words.len()];
        (d, said.unwrap_or(none))
    };
    Ok(all.into_iter().map(with).collect())
}

/// Who speaks each word of each document: `# speaker = ` of its sentence.
fn speakers(conllu: &str) -> BTreeMap<String, Vec<Option<String>>> {
    let mut all: BTreeMap<String, Vec<Option<String>>> = BTreeMap::new();
    let (mut document, mut speaker) = (String::new(), None);
    for line in conllu.lines() {
        if let Some(name) = line.strip_prefix("# newdoc id = ") {
            name.trim().clone_into(&mut document);
        } else if let Some(name) = line.strip_prefix("# speaker = ") {
            speaker = Some(label(name.trim()));
        } else if line.is_empty() {
            speaker = None;
        } else if line.split('\t').next().is_some_and(|id| id.parse::<usize>().is_ok()) {
            all.entry(document.clone()).or_default().push(speaker.clone());
        }
    }
    all
}

/// A speaker's name as a transcript prints it: "MarySmith" is "Mary Smith".
fn label(name: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        let after = chars.peek().is_some_and(|n| n.is_lowercase());
        if c.is_uppercase() && (before.is_lowercase() || before.is_uppercase() && after) {
            out.push(' ');
        }
        out.push(c);
        before = c;
    }
    out
}

/// The text of a document and its words' bytes; as a transcript each turn is a paragraph with its speaker's name.
fn render(document: &Document, said: &[Option<String>], transcript: bool) -> (String, Vec<(usize, usize)>) {
    if !transcript {
        return names::join(&document.words);
    }
    let (mut text, mut at, mut from) = (String::new(), Vec::new(), 0);
    for turn in said.chunk_by(|a, b| a == b) {
        if from > 0 {
            text.push_str("\n\n");
        }
        if let Some(Some(who)) = turn.first() {
            let _ = write!(text, "{who}: ");
        }
        let (words, spans) = names::join(document.words.get(from..from + turn.len()).unwrap_or(&[]));
        at.extend(spans.into_iter().map(|(a, b)| (a + text.len(), b + text.len())));
        text.push_str(&words);
        from += turn.len();
    }
    (text, at)
}

/// The token of a span that hangs on none of the others.
fn head_of(syntax: &Syntax, span: Span) -> Option<usize> {
    let tokens = syntax.tokens_in(span);
    let outside = |t: &usize| {
        let head = syntax.tokens.get(*t).map(|x| x.head as usize);
        head.is_some_and(|h| !tokens.contains(&h) || h == *t)
    };
    tokens.clone().find(outside).or(tokens.clone().next())
}

/// Words and bytes of one text of the corpus.
struct Words<'w> {
    at: &'w [(usize, usize)],
    syntax: &'w Syntax,
}

impl Words<'_> {
    /// Which word of the corpus a byte is in; none in a speaker's label.
    fn word(&self, byte: usize) -> Option<usize> {
        let n = self.at.partition_point(|w| w.1 <= byte);
        self.at.get(n).filter(|w| w.0 <= byte).map(|_| n)
    }
    fn of_token(&self, token: usize) -> Option<usize> {
        self.word(self.syntax.tokens.get(token)?.span.lo())
    }
    /// The head word of a mention of the gold.
    fn head(&self, (start, end): (usize, usize)) -> usize {
        let span = || Some(Span::new(self.at.get(start)?.0, self.at.get(end.checked_sub(1)?)?.1));
        let head = span().and_then(|s| head_of(self.syntax, s)).and_then(|t| self.of_token(t));
        head.unwrap_or(start)
    }
}

/// What was counted over all documents read one way.
#[derive(Default)]
struct Figures {
    by_pronoun: BTreeMap<&'static str, Count>,
    by_genre: BTreeMap<String, Count>,
    /// "he", "she", "they" that the program calls clear.
    clear: Count,
    gold: Vec<BTreeSet<usize>>,
    ours: Vec<BTreeSet<usize>>,
    wrong: Vec<String>,
    words: usize,
}

impl Figures {
    fn add(
        &mut self,
        document: &Document,
        text: &str,
        words: &Words<'_>,
        found: &Annotations,
        errors: usize,
    ) {
        let heads: Vec<usize> = document.mentions.iter().map(|(a, b, _)| words.head((*a, *b))).collect();
        let byte = |t: usize| words.syntax.tokens.get(t).map_or(usize::MAX, |x| x.span.lo());
        // Our clusters, by the first byte of heads: names by their chains, pronouns by what they stand for.
        let mut of: BTreeMap<usize, usize> = BTreeMap::new();
        let mut chain: Vec<usize> = Vec::new();
        for (n, m) in found.mentions.iter().enumerate() {
            let cluster = m.antecedent.filter(|&a| a < n).and_then(|a| chain.get(a).copied()).unwrap_or(n);
            chain.push(cluster);
            if m.how != How::Pronoun
                && let Some(head) = head_of(words.syntax, m.span)
            {
                of.entry(byte(head)).or_insert(cluster);
            }
        }
        let mut fresh = found.mentions.len();
        for r in &found.references {
            let whole = r.head == r.antecedent;
            let head = Some(r.antecedent).filter(|_| whole).and_then(|a| head_of(words.syntax, a));
            let cluster = *of.entry(head.map_or(r.head.lo(), byte)).or_insert_with(|| {
                fresh += 1;
                fresh
            });
            let taken = head_of(words.syntax, r.pronoun).map_or(r.pronoun.lo(), byte);
            // A name of its own joins what it is said to be.
            if let Some(other) = of.insert(taken, cluster).filter(|o| *o != cluster) {
                of.values_mut().filter(|c| **c == other).for_each(|c| *c = cluster);
            }
        }
        let of: BTreeMap<usize, usize> =
            of.into_iter().filter_map(|(byte, c)| Some((words.word(byte)?, c))).collect();
        let mut members: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (word, cluster) in &of {
            members.entry(*cluster).or_default().insert(*word);
        }
        let ours: BTreeMap<usize, BTreeSet<usize>> =
            of.iter().filter_map(|(word, c)| Some((*word, members.get(c)?.clone()))).collect();
        let clear: BTreeSet<usize> =
            found.references.iter().filter(|r| r.clear).filter_map(|r| words.word(r.pronoun.lo())).collect();
        let genre = document.name.split('_').nth(1).unwrap_or("").to_owned();
        count(document, &heads, &ours, &mut |kind, at, right, possible| {
            self.by_pronoun.entry(kind).or_default().add(right, possible);
            self.by_genre.entry(genre.clone()).or_default().add(right, possible);
            if matches!(kind, "he" | "she" | "they") && clear.contains(&at) {
                self.clear.add(right, possible);
            }
            if possible && !right && self.wrong.len() < errors {
                let stands = found.references.iter().find(|r| words.word(r.pronoun.lo()) == Some(at));
                let words = |a: usize, b: usize| document.words.get(a..b).unwrap_or(&[]).join(" ");
                let ours = stands.map_or("-", |r| r.antecedent.of(text));
                let end = (at + 8).min(document.words.len());
                self.wrong.push(format!(
                    "{} | {} [{}] {} | ours: {ours}",
                    document.name,
                    words(at.saturating_sub(30), at),
                    words(at, at + 1),
                    words(at + 1, end),
                ));
            }
        });
        // Names and pronouns alone, for the CoNLL score; what stands alone is left out on both sides.
        let proper = |word: usize| {
            let token = |t: &rapporteur_model::Token| words.word(t.span.lo()) == Some(word);
            words.syntax.tokens.iter().any(|t| t.pos == Upos::Propn && token(t))
        };
        let mut gold: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for (n, (a, b, id)) in document.mentions.iter().enumerate() {
            let word = document.words.get(*a).map_or(String::new(), |w| w.to_lowercase());
            let head = heads.get(n).copied().unwrap_or(*a);
            if *b == a + 1 && person(&word).is_some() || proper(head) {
                gold.entry(id).or_default().insert(self.words + head);
            }
        }
        let mut system: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (word, cluster) in &of {
            let pronoun = document.words.get(*word).is_some_and(|w| person(&w.to_lowercase()).is_some());
            if pronoun || proper(*word) {
                system.entry(*cluster).or_default().insert(self.words + word);
            }
        }
        self.gold.extend(gold.into_values().filter(|c| c.len() > 1));
        self.ours.extend(system.into_values().filter(|c| c.len() > 1));
        self.words += document.words.len();
    }

    fn report(self) -> String {
        let mut report = String::new();
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
        for (name, c) in &self.by_pronoun {
            row(&mut report, name, c);
        }
        let third = |k: &&str| matches!(*k, "he" | "she" | "they");
        let three = sum(&mut self.by_pronoun.iter().filter(|(k, _)| third(k)).map(|(_, c)| c));
        row(&mut report, "he, she, they", &three);
        row(&mut report, "those of them called clear", &self.clear);
        row(&mut report, "every one", &sum(&mut self.by_pronoun.values()));
        let _ = write!(report, "\n| genre {head}");
        for (name, c) in &self.by_genre {
            row(&mut report, name, c);
        }
        let scores = clusters::Scores::of(&self.gold, &self.ours);
        let _ = writeln!(
            report,
            "\nNames and pronouns for people: MUC {:.1}, B3 {:.1}, CEAF-e {:.1}, CoNLL F1 {:.1}",
            scores.muc.f1(),
            scores.b3.f1(),
            scores.ceaf_e.f1(),
            scores.conll()
        );
        for line in self.wrong {
            let _ = writeln!(report, "{line}");
        }
        report
    }
}

fn part_of(options: &Options) -> &'static str {
    if options.documents.iter().any(|d| d == "train") { "train" } else { "dev" }
}

fn run(corpora: &Path, options: &Options) -> Result<String, String> {
    let part = part_of(options);
    let all = read(corpora, part)?;
    let (model, mut lexicon) = (syntax::model()?, Lexicon::new());
    if let Some(folder) = &options.words {
        let path = folder.join("antecedents.tsv");
        let file = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        // Once in a run, and looked at until its end.
        lexicon.antecedents = Antecedents::parse(file.leak());
    }
    let mut report = format!("## Coreference: GUM, freely licensed genres, {part}\n");
    for (transcript, title) in
        [(false, "The text alone, nothing says who speaks"), (true, "As a transcript, with its speakers")]
    {
        let mut figures = Figures::default();
        for (document, said) in &all {
            let (text, at) = render(document, said, transcript);
            let article = attributions::article(&text);
            let (syntax, found) = attributions::read(&lexicon, &model, &article);
            figures.add(document, &text, &Words { at: &at, syntax: &syntax }, &found, options.errors);
        }
        let _ = write!(report, "\n### {title}\n\n{}", figures.report());
    }
    Ok(report)
}

/// Every choice that the program has for "he", "she", "they" in the training part, and which are right, as JSON lines:
/// what `training/pronouns.py` learns from. Each text is read twice: once it goes on with the nearest choice that is
/// right, once with the one that the program takes now, so that the weights learn to find back from an error.
pub(crate) fn offers(corpora: &Path, part: &str) -> Result<String, String> {
    let (model, lexicon) = (syntax::model()?, Lexicon::new());
    let mut out = String::new();
    let all = read(corpora, part)?;
    for (gold, (document, said)) in [true, false].iter().flat_map(|gold| all.iter().map(move |d| (*gold, d)))
    {
        let (text, at) = render(document, said, false);
        let article = attributions::article(&text);
        let syntax = attributions::parse(&lexicon, &model, &article);
        let words = Words { at: &at, syntax: &syntax };
        // The clusters of each head word, and of each pronoun.
        let mut heads: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
        for (a, b, id) in &document.mentions {
            heads.entry(words.head((*a, *b))).or_default().insert(id);
        }
        let mut found = Annotations { sentences: syntax.sentences.clone(), ..Annotations::default() };
        rapporteur_annotate::names::annotate(&lexicon, &article, &syntax, &mut found);
        rapporteur_annotate::roles::annotate(&lexicon, &article, &syntax, &mut found);
        rapporteur_annotate::coreference::annotate(&lexicon, &article, &syntax, &mut found);
        rapporteur_annotate::references::annotate_by(
            &lexicon,
            &article,
            &syntax,
            &mut found,
            &mut |token, many, choices| {
                let pronoun = words.of_token(token)?;
                let single = |m: &&(usize, usize, String)| m.0 == pronoun && m.1 == pronoun + 1;
                let taken = if gold { None } else { likeliest(&lexicon, many, choices) };
                let Some((.., id)) = document.mentions.iter().find(single) else { return taken };
                let is = |head: &usize| {
                    words
                        .of_token(*head)
                        .and_then(|w| heads.get(&w))
                        .is_some_and(|ids| ids.contains(id.as_str()))
                };
                let hits: Vec<bool> = choices.iter().map(|c| c.heads.iter().any(is)).collect();
                let Some(right) = hits.iter().position(|h| *h) else { return taken };
                let choices: Vec<serde_json::Value> = choices
                    .iter()
                    .zip(&hits)
                    .map(|(c, hit)| serde_json::json!({"hit": hit, "signs": c.signs}))
                    .collect();
                let line = serde_json::json!({"id": document.name, "many": many, "choices": choices});
                let _ = writeln!(out, "{line}");
                taken.or(Some((right, true)))
            },
        );
    }
    Ok(out)
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
        count(document, &heads, &ours, &mut |kind, _, right, possible| seen.push((kind, right, possible)));
        assert_eq!(
            seen,
            [("she", true, true), ("she", false, true), ("they", false, false), ("they", false, false)]
        );
    }
}
