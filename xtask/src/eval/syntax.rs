//! How good the shipped weights are at tokens, tags, lemmas and trees: the scores of `CORPORA/syntax/eval.py` on raw text.
//!
//! The engine gets text, not tokens, so what the tokenizer does otherwise than the treebank counts as wrong. Words are
//! paired by identical span; `UAS` and `LAS` are over the treebank's words that are no punctuation, with labels by their
//! universal part; heads are compared by the head's span.

use super::{Measure, Options, precision_recall_f1};
use rapporteur_lexicon::Lexicon;
use rapporteur_model::{Span, Syntax};
use rapporteur_syntax::{Kernel, Model};
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::path::Path;

pub(super) const MEASURE: Measure = Measure { name: "syntax", run };

/// The weights in the binary, loaded.
pub(crate) fn model() -> Result<Model, String> {
    let files = rapporteur_weights::files();
    let files: Vec<(&str, &[u8])> = files.iter().map(|f| (f.path.as_str(), f.bytes.as_slice())).collect();
    Model::from_files(&files, Kernel::best()).map_err(|e| e.to_string())
}

/// A word of the treebank, with its bytes in the document's text.
#[derive(Debug, Default)]
struct Word {
    start: usize,
    end: usize,
    lemma: String,
    upos: String,
    xpos: String,
    /// Index in the document; `None` for a root.
    head: Option<usize>,
    dep: String,
}

/// Ten sentences of a treebank, joined by spaces.
#[derive(Debug, Default)]
struct Document {
    text: String,
    words: Vec<Word>,
    ends: HashSet<usize>,
}

/// Sentences a document is made of, as in the scorer this follows.
const SENTENCES: usize = 10;

fn documents(conllu: &str) -> Vec<Document> {
    let mut documents: Vec<Document> = Vec::new();
    for (i, block) in conllu.split("\n\n").filter(|b| !b.trim().is_empty()).enumerate() {
        if i % SENTENCES == 0 {
            documents.push(Document::default());
        }
        if let Some(document) = documents.last_mut() {
            document.add(block);
        }
    }
    documents
}

impl Document {
    fn add(&mut self, block: &str) {
        while self.text.ends_with(' ') {
            self.text.pop();
        }
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        let base = self.words.len();
        // A stretch of text that stands for several words: its last word's number, its start, and where a space follows.
        let mut range: Option<(usize, usize, usize, bool)> = None;
        for line in block.lines().filter(|l| !l.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [id, form, lemma, upos, xpos, _, head, dep, _, misc] = cells[..] else { continue };
            let space = !misc.contains("SpaceAfter=No");
            if let Some((_, last)) = id.split_once('-') {
                range = last.parse().ok().map(|last| (last, self.text.len(), form.len(), space));
                self.text.push_str(form);
                continue;
            }
            let Ok(number) = id.parse::<usize>() else { continue };
            let (start, end) = match range {
                Some((last, begin, length, space)) => {
                    let start = match self.words.last() {
                        Some(w) if w.start >= begin => w.end,
                        _ => begin,
                    };
                    let end = if number == last {
                        begin + length
                    } else {
                        (start + form.len()).min(begin + length)
                    };
                    if number == last {
                        range = None;
                        if space {
                            self.text.push(' ');
                        }
                    }
                    (start.min(end), end)
                }
                None => {
                    let start = self.text.len();
                    self.text.push_str(form);
                    let end = self.text.len();
                    if space {
                        self.text.push(' ');
                    }
                    (start, end)
                }
            };
            self.words.push(Word {
                start,
                end,
                lemma: lemma.to_lowercase(),
                upos: upos.to_owned(),
                xpos: xpos.to_owned(),
                head: head.parse::<usize>().ok().and_then(|h| h.checked_sub(1)).map(|h| base + h),
                dep: universal(dep).to_owned(),
            });
        }
        self.ends.insert(self.text.trim_end().len());
    }
}

/// A label's part that all languages share.
fn universal(dep: &str) -> &str {
    dep.split(':').next().unwrap_or(dep)
}

/// Counts over documents.
#[derive(Debug, Default)]
struct Score {
    words: usize,
    found: usize,
    upos: usize,
    xpos: usize,
    lemma: usize,
    arcs: usize,
    head: usize,
    label: usize,
    ends: [usize; 3],
}

impl Score {
    fn add(&mut self, gold: &Document, system: &Syntax) {
        let by_span: HashMap<(usize, usize), usize> =
            system.tokens.iter().enumerate().map(|(i, t)| ((t.span.lo(), t.span.hi()), i)).collect();
        for word in &gold.words {
            self.words += 1;
            let scored = word.upos != "PUNCT";
            self.arcs += usize::from(scored);
            let Some(&i) = by_span.get(&(word.start, word.end)) else { continue };
            let Some(token) = system.tokens.get(i) else { continue };
            self.found += 1;
            self.upos += usize::from(token.pos.as_str() == word.upos);
            self.xpos += usize::from(system.tag(i) == word.xpos);
            self.lemma += usize::from(system.lemma(i).to_lowercase() == word.lemma);
            if !scored {
                continue;
            }
            let head = token.head as usize;
            let right = match word.head.and_then(|h| gold.words.get(h)) {
                None => head == i,
                Some(g) => {
                    let at = system.tokens.get(head).map(|t| (t.span.lo(), t.span.hi()));
                    head != i && at == Some((g.start, g.end))
                }
            };
            self.head += usize::from(right);
            self.label += usize::from(right && (word.head.is_none() || universal(system.dep(i)) == word.dep));
        }
        let ends: HashSet<usize> = system.sentences.iter().map(|s| s.hi()).collect();
        self.ends[0] += ends.intersection(&gold.ends).count();
        self.ends[1] += ends.len();
        self.ends[2] += gold.ends.len();
    }

    fn row(&self) -> String {
        let share = |n: usize, of: usize| 100.0 * n as f64 / of.max(1) as f64;
        let [_, _, f] = precision_recall_f1(self.ends[0], self.ends[1], self.ends[2]);
        format!(
            "{} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {f:.2}",
            self.words,
            share(self.found, self.words),
            share(self.upos, self.words),
            share(self.xpos, self.words),
            share(self.lemma, self.words),
            share(self.head, self.arcs),
            share(self.label, self.arcs),
        )
    }
}

/// The pipeline to measure beside ours, with its folder's name.
pub(super) fn rival(options: &Options) -> Result<Option<(String, Model)>, String> {
    let Some(folder) = &options.rival else { return Ok(None) };
    let name = folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Some((name, Model::load(folder).map_err(|e| e.to_string())?)))
}

/// As `rapporteur` reads with its own weights: words and sentences by rule, the rest by the weights.
pub(super) fn cut_by_rule(lexicon: &Lexicon, model: &Model, text: &str) -> Syntax {
    rapporteur_syntax::rules::parse_with(lexicon, model, text, std::iter::once(Span::new(0, text.len())))
}

fn run(corpora: &Path, options: &Options) -> Result<String, String> {
    let (model, lexicon) = (model()?, Lexicon::new());
    let rival = rival(options)?;
    let mut report = String::from(
        "## Tokens, tags, lemmas, trees: raw text, the weights in the binary\n\n\
         | treebank | words | tokens | UPOS | XPOS | lemma | UAS | LAS | sentence ends F1 |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for name in ["gum/gum-free-dev", "ewt-dev", "gum/gum-free-test", "ewt-test"] {
        let path = corpora.join(format!("syntax/{name}.conllu"));
        let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let (mut score, mut own, mut other) = (Score::default(), Score::default(), Score::default());
        for document in documents(&text) {
            score.add(&document, &cut_by_rule(&lexicon, &model, &document.text));
            own.add(&document, &model.parse(&document.text));
            if let Some((_, rival)) = &rival {
                other.add(&document, &rival.parse(&document.text));
            }
        }
        let _ = writeln!(report, "| {name} | {} |", score.row());
        let _ = writeln!(report, "| {name}, cut by the pipeline itself | {} |", own.row());
        if let Some((title, _)) = &rival {
            let _ = writeln!(report, "| {name}, {title} | {} |", other.row());
        }
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "# text = They can't go.\n\
        1\tThey\tthey\tPRON\tPRP\t_\t4\tnsubj\t_\t_\n\
        2-3\tcan't\t_\t_\t_\t_\t_\t_\t_\t_\n\
        2\tca\tcan\tAUX\tMD\t_\t4\taux\t_\t_\n\
        3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_\n\
        4\tgo\tgo\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No\n\
        5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_\n\n\
        1\tYes\tyes\tINTJ\tUH\t_\t0\troot\t_\t_\n";

    #[test]
    fn documents_are_sentences_joined_and_words_know_their_bytes() {
        let documents = documents(SMALL);
        assert_eq!(documents.len(), 1);
        let document = &documents[0];
        assert_eq!(document.text.trim_end(), "They can't go. Yes");
        let words: Vec<&str> = document.words.iter().map(|w| &document.text[w.start..w.end]).collect();
        assert_eq!(words, ["They", "ca", "n't", "go", ".", "Yes"]);
        assert_eq!(document.words[0].head, Some(3));
        assert_eq!(document.ends, HashSet::from([14, 18]));
    }

    #[test]
    fn what_nobody_parsed_scores_nothing_and_the_gold_scores_all() {
        let documents = documents(SMALL);
        let mut score = Score::default();
        score.add(&documents[0], &Syntax::default());
        assert_eq!((score.words, score.found, score.arcs, score.label), (6, 0, 5, 0));
        let mut syntax = Syntax::default();
        for (i, word) in documents[0].words.iter().enumerate() {
            syntax.tokens.push(rapporteur_model::Token {
                span: rapporteur_model::Span::new(word.start, word.end),
                head: word.head.unwrap_or(i) as u32,
                lemma: syntax.strings.number(&word.lemma),
                tag: syntax.strings.number(&word.xpos),
                dep: syntax.strings.number(&word.dep),
                pos: word.upos.parse().unwrap_or(rapporteur_model::Upos::None),
            });
        }
        score.add(&documents[0], &syntax);
        assert_eq!((score.found, score.upos, score.lemma, score.head, score.label), (6, 6, 6, 5, 5));
    }
}
