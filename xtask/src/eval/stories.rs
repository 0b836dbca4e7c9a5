//! How well mentions of events are put together: ECB+ train and dev, with the labelled mentions and subtopics.
//!
//! The mentions are the corpus's own event mentions in the sentences it calls checked (`sel`); what is measured is only
//! which of one subtopic are one event, by `rapporteur_link::threads::cluster` with the weights in the lexicon. Beside
//! it stand two simple ways: one head lemma one event, one stem of the head one event. Prints figures, never text.

use super::clusters::{Scores, clusters};
use super::{Measure, Options, jsonl};
use rapporteur_lexicon::Lexicon;
use rapporteur_link::threads::{Commonness, EventMention, cluster};
use rapporteur_model::{Span, Syntax, Upos};
use rapporteur_syntax::Model;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

pub(super) const MEASURE: Measure = Measure { name: "stories", run };

/// A labelled mention and what is compared of it.
struct Labelled {
    gold: String,
    subtopic: String,
    lemma: String,
    stem: String,
    mention: EventMention,
}

fn run(corpora: &Path, options: &Options) -> Result<String, String> {
    let (lexicon, model) = (Lexicon::new(), super::syntax::model()?);
    let mut report = String::from(
        "## Mentions of one event: ECB+, labelled mentions, labelled subtopics\n\n\
         | set | mentions | events | way | MUC F1 | B3 F1 | CEAF-e F1 | CoNLL F1 |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    let mut answers = String::new();
    for set in ["train", "dev"] {
        let documents = jsonl::read(&corpora.join(format!("stories/ecbplus_{set}.jsonl")))?;
        let mut all: Vec<Labelled> = Vec::new();
        let mut stories: BTreeMap<String, Commonness> = BTreeMap::new();
        for (n, document) in documents.iter().enumerate() {
            read(&lexicon, &model, n, document, &mut all, &mut stories);
        }
        let gold = clusters(all.iter().map(|m| &m.gold));
        let events = gold.len();
        let threads = threads(&lexicon, &all, &stories);
        for (m, t) in all.iter().zip(&threads).filter(|_| options.answers.is_some()) {
            let _ = writeln!(answers, "{}", serde_json::json!([set, m.subtopic, m.gold, t]));
        }
        let ways = [
            ("head lemma", clusters(all.iter().map(|m| (&m.subtopic, &m.lemma)))),
            ("head stem", clusters(all.iter().map(|m| (&m.subtopic, &m.stem)))),
            ("threads", clusters(threads)),
        ];
        for (way, system) in ways {
            let s = Scores::of(&gold, &system);
            let _ = writeln!(
                report,
                "| {set} | {} | {events} | {way} | {:.2} | {:.2} | {:.2} | **{:.2}** |",
                all.len(),
                s.muc.f1(),
                s.b3.f1(),
                s.ceaf_e.f1(),
                s.conll()
            );
        }
    }
    if let Some(path) = &options.answers {
        std::fs::write(path, answers).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(report)
}

/// Threads of each subtopic by itself: the index of the first mention of each.
fn threads(lexicon: &Lexicon, all: &[Labelled], stories: &BTreeMap<String, Commonness>) -> Vec<usize> {
    let mut by: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, m) in all.iter().enumerate() {
        by.entry(&m.subtopic).or_default().push(i);
    }
    let mut of: Vec<usize> = (0..all.len()).collect();
    for (subtopic, members) in by {
        let Some(common) = stories.get(subtopic) else { continue };
        let mentions: Vec<&EventMention> = members.iter().map(|&i| &all[i].mention).collect();
        let labels = cluster(&lexicon.event_roots, common, &mentions, &|_, _| true);
        for (&i, label) in members.iter().zip(labels) {
            of[i] = members[label];
        }
    }
    of
}

/// The syntax of a text whose lines are sentences, and the first byte of every line.
fn parse(model: &Model, text: &str) -> (Syntax, Vec<usize>) {
    let (mut syntax, mut lines, mut at) = (Syntax::default(), Vec::new(), 0);
    for line in text.split('\n') {
        lines.push(at);
        syntax.append(&model.parse(line), at);
        at += line.len() + 1;
    }
    (syntax, lines)
}

fn read(
    lexicon: &Lexicon,
    model: &Model,
    article: usize,
    document: &serde_json::Value,
    all: &mut Vec<Labelled>,
    stories: &mut BTreeMap<String, Commonness>,
) {
    let text = jsonl::text(document, "text");
    let (syntax, lines) = parse(model, text);
    let sentence = |at: usize| lines.partition_point(|l| *l <= at);
    let words: Vec<Word> = (0..syntax.tokens.len()).map(|i| Word::new(lexicon, &syntax, text, i)).collect();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); words.len()];
    for (i, token) in syntax.tokens.iter().enumerate().filter(|(i, t)| t.head as usize != *i) {
        if let Some(list) = children.get_mut(token.head as usize) {
            list.push(i);
        }
    }
    let subtopic = jsonl::text(document, "subtopic").to_owned();
    let common = stories.entry(subtopic.clone()).or_default();
    common.add(words.iter().map(|w| w.stem.clone()).collect());
    let bytes: Vec<usize> = text.char_indices().map(|(b, _)| b).chain([text.len()]).collect();
    let byte = |n: usize| bytes.get(n).copied().unwrap_or(text.len());
    let page = Page { lexicon, syntax: &syntax, words: &words, children: &children };
    for m in document.get("mentions").and_then(|m| m.as_array()).into_iter().flatten() {
        let checked = m.get("sel").and_then(|s| s.as_bool()).unwrap_or(false);
        if jsonl::text(m, "kind") != "event" || !checked {
            continue;
        }
        let span = Span::new(byte(jsonl::number(m, "start")), byte(jsonl::number(m, "end")));
        let inside: Vec<usize> = (0..words.len()).filter(|&i| syntax.tokens[i].span.overlaps(span)).collect();
        let Some(head) = page.head(&inside) else { continue };
        let here = sentence(span.lo());
        let around: Vec<usize> =
            (0..words.len()).filter(|&i| sentence(syntax.tokens[i].span.lo()) == here).collect();
        all.push(Labelled {
            gold: jsonl::text(m, "cluster").to_owned(),
            subtopic: subtopic.clone(),
            lemma: syntax.lemma(head).to_lowercase(),
            stem: lexicon.event_roots.stem(&words[head].base),
            mention: page.mention(article, here, head, &inside, &around),
        });
    }
}

/// A token in the forms that are compared.
struct Word {
    lemma: String,
    base: String,
    stem: String,
    pos: Upos,
}

impl Word {
    fn new(lexicon: &Lexicon, syntax: &Syntax, text: &str, i: usize) -> Word {
        let token = &syntax.tokens[i];
        let lemma = syntax.lemma(i).to_lowercase();
        let stem = lexicon.event_roots.stem(&lemma);
        let base = lexicon.event_roots.base(&lemma, token.span.of(text));
        Word { lemma, base, stem, pos: token.pos }
    }

    fn is_content(&self) -> bool {
        matches!(self.pos, Upos::Noun | Upos::Verb | Upos::Propn | Upos::Adj)
    }
}

struct Page<'a> {
    lexicon: &'a Lexicon,
    syntax: &'a Syntax,
    words: &'a [Word],
    children: &'a [Vec<usize>],
}

impl Page<'_> {
    /// The word of a mention that the others hang on; a content word before any other.
    fn head(&self, inside: &[usize]) -> Option<usize> {
        let outward = |i: usize| {
            let up = self.syntax.tokens.get(i).map_or(i, |t| t.head as usize);
            up == i || !inside.contains(&up)
        };
        let tops = || inside.iter().copied().filter(|&i| outward(i));
        let content = |i: &usize| self.words[*i].is_content() || self.words[*i].pos == Upos::Num;
        tops().find(content).or_else(|| tops().next())
    }

    fn stop(&self, word: &str) -> bool {
        self.lexicon.event_roots.is_stop(word)
    }

    /// Stems of a noun phrase: its head and what is put to it.
    fn phrase(&self, head: usize) -> impl Iterator<Item = String> {
        let near = |&k: &usize| {
            let dep = self.syntax.dep(k);
            matches!(dep, "compound" | "flat" | "amod" | "nmod" | "poss" | "nmod:poss" | "nummod")
        };
        let below = self.children[head].iter().copied().filter(near);
        let stems = std::iter::once(head).chain(below).filter(|&k| !self.stop(&self.words[k].lemma));
        stems.map(|k| self.words[k].stem.clone()).collect::<Vec<_>>().into_iter()
    }

    fn mention(
        &self,
        article: usize,
        sentence: usize,
        head: usize,
        inside: &[usize],
        around: &[usize],
    ) -> EventMention {
        let roots = &self.lexicon.event_roots;
        let word = self.words[head].base.clone();
        let mut phrases: BTreeSet<String> = BTreeSet::new();
        for &i in inside.iter().filter(|&&i| i != head) {
            let w = &self.words[i];
            if w.is_content() || matches!(w.pos, Upos::Adp | Upos::Adv | Upos::Part) {
                phrases.insert(format!("{word}_{}", w.lemma));
            }
        }
        for &k in &self.children[head] {
            if matches!(self.syntax.dep(k), "prt" | "compound:prt") {
                phrases.insert(format!("{word}_{}", self.words[k].lemma));
            }
        }
        let whole: Vec<&str> = inside.iter().map(|&i| self.words[i].lemma.as_str()).collect();
        if whole.len() > 1 {
            phrases.insert(whole.join("_"));
        }
        let mut m = EventMention {
            article,
            sentence,
            senses: roots.senses(&word, phrases.iter().map(String::as_str)),
            word,
            ..EventMention::default()
        };
        for &i in inside.iter().filter(|&&i| self.words[i].is_content()) {
            m.roots.extend(roots.senses(&self.words[i].base, std::iter::empty()).roots);
        }
        for &i in around.iter().filter(|i| !inside.contains(i)) {
            let w = &self.words[i];
            if (w.is_content() || w.pos == Upos::Num) && w.lemma.len() > 1 && !self.stop(&w.lemma) {
                m.context.insert(w.stem.clone());
            }
        }
        self.participants(head, inside, &mut m);
        m
    }

    /// Subjects of the head and of the clauses it is coordinated with or depends on; objects; what else hangs on it.
    fn participants(&self, head: usize, inside: &[usize], m: &mut EventMention) {
        let up = |i: usize| self.syntax.tokens.get(i).map_or(i, |t| t.head as usize);
        let mut chain = vec![head];
        let mut at = head;
        for _ in 0..3 {
            if !matches!(self.syntax.dep(at), "xcomp" | "conj" | "advcl" | "ccomp") || up(at) == at {
                break;
            }
            at = up(at);
            chain.push(at);
        }
        for (n, &clause) in chain.iter().enumerate() {
            for &k in self.children[clause].iter().filter(|k| !inside.contains(k)) {
                match self.syntax.dep(k) {
                    "nsubj" | "nmod:poss" | "poss" => m.actors.extend(self.phrase(k)),
                    "nsubj:pass" | "nsubjpass" => m.recipients.extend(self.phrase(k)),
                    "obj" | "dobj" | "iobj" | "nmod" | "compound" | "amod" if n == 0 => {
                        m.recipients.extend(self.phrase(k));
                    }
                    "obl" | "obl:agent" | "obl:tmod" | "obl:npmod" if n == 0 => {
                        m.circumstances.extend(self.phrase(k));
                    }
                    _ => {}
                }
            }
        }
        let dep = self.syntax.dep(head);
        if matches!(dep, "compound" | "nmod" | "obl" | "acl" | "acl:relcl" | "amod" | "conj" | "obj") {
            m.circumstances.extend(self.phrase(up(head)));
        }
        if matches!(dep, "acl" | "acl:relcl") {
            m.recipients.extend(self.phrase(up(head)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A made-up document of the corpus's form, read and clustered as a whole.
    #[test]
    fn labelled_mentions_are_read_by_code_points_and_clustered() {
        let text = "“Zürich” rebels shelled the port .\nThe shelling of the port killed six .";
        let at = |words: &str| {
            let byte = text.find(words).unwrap();
            let start = text[..byte].chars().count();
            (start, start + words.chars().count())
        };
        let mention = |words: &str, cluster: &str| {
            let (start, end) = at(words);
            serde_json::json!({"start": start, "end": end, "cluster": cluster, "kind": "event", "sel": true})
        };
        let document = serde_json::json!({"text": text, "subtopic": "1_a", "mentions": [
            mention("shelled", "A"), mention("shelling", "A"), mention("killed", "B"),
            {"start": 0, "end": 2, "cluster": "C", "kind": "entity", "sel": true},
        ]});
        let (lexicon, model) = (Lexicon::new(), super::super::syntax::model().unwrap());
        let (mut all, mut stories) = (Vec::new(), BTreeMap::new());
        read(&lexicon, &model, 0, &document, &mut all, &mut stories);
        assert_eq!(all.len(), 3);
        let threads = threads(&lexicon, &all, &stories);
        assert_eq!(threads, [0, 0, 2]);
        let gold = clusters(all.iter().map(|m| &m.gold));
        assert!(Scores::of(&gold, &clusters(threads)).conll() > 99.9);
    }
}
