//! Draws a parse as trees of text. Pure.

use rapporteur_model::Syntax;
use rapporteur_model::syntax::NameSpan;
use std::fmt::Write;

/// Branches drawn side by side; deeper ones (there are none in real sentences) begin with their depth instead.
const MAX_DRAWN: usize = 40;

/// The sentences of a text, each as a tree with its root on top: word, label, tags, lemma, and the name it begins.
///
/// ```
/// use rapporteur_model::{Span, Syntax, Token, Upos};
/// let text = "Peace holds";
/// let mut syntax = Syntax { parsed: true, sentences: vec![Span::new(0, 11)], ..Syntax::default() };
/// let words = [(0, 5, 1, "nsubj", "NN", Upos::Noun, "peace"), (6, 11, 1, "ROOT", "VBZ", Upos::Verb, "hold")];
/// for (start, end, head, dep, tag, pos, lemma) in words {
///     let [dep, tag, lemma] = [dep, tag, lemma].map(|s| syntax.strings.number(s));
///     syntax.tokens.push(Token { span: Span::new(start, end), head, lemma, tag, dep, pos });
/// }
/// assert_eq!(
///     rapporteur_syntax::tree::render(&syntax, text),
///     "holds  ROOT VERB VBZ hold\n└─ Peace  nsubj NOUN NN peace\n"
/// );
/// ```
pub fn render(syntax: &Syntax, text: &str) -> String {
    let mut out = String::new();
    let n = syntax.tokens.len();
    let head = |i: usize| syntax.tokens.get(i).map_or(i, |t| t.head as usize);
    if !syntax.parsed {
        for i in 0..n {
            line(syntax, text, i, &mut out);
        }
        return out;
    }
    // Children of each token in order: where a token's list begins, and the lists one after the other.
    let mut first = vec![0usize; n + 1];
    for i in (0..n).filter(|&i| head(i) != i && head(i) < n) {
        first[head(i) + 1] += 1;
    }
    for i in 0..n {
        first[i + 1] += first[i];
    }
    let mut children = vec![0usize; first[n]];
    let mut next = first.clone();
    for i in (0..n).filter(|&i| head(i) != i && head(i) < n) {
        children[next[head(i)]] = i;
        next[head(i)] += 1;
    }
    // What is left to draw, the next one last: token, depth, and for each level above whether more follows there.
    let mut open: Vec<bool> = Vec::new();
    let mut begun = false;
    for root in (0..n).filter(|&i| head(i) == i || head(i) >= n) {
        let mut todo = vec![(root, 0usize, true)];
        while let Some((i, depth, last)) = todo.pop() {
            open.truncate(depth.saturating_sub(1));
            if depth == 0 && begun {
                out.push('\n');
            }
            begun = true;
            if depth > MAX_DRAWN {
                let _ = write!(out, "… {depth} ");
            } else if depth > 0 {
                for more in &open {
                    out.push_str(if *more { "│  " } else { "   " });
                }
                out.push_str(if last { "└─ " } else { "├─ " });
            }
            if depth > 0 {
                open.push(!last);
            }
            line(syntax, text, i, &mut out);
            let below = children.get(first[i]..first[i + 1]).unwrap_or(&[]);
            todo.extend(below.iter().enumerate().rev().map(|(j, &c)| (c, depth + 1, j + 1 == below.len())));
        }
    }
    out
}

fn line(syntax: &Syntax, text: &str, i: usize, out: &mut String) {
    let Some(token) = syntax.tokens.get(i) else { return };
    out.push_str(token.span.of(text));
    let words = [syntax.dep(i), token.pos.as_str(), syntax.tag(i), syntax.lemma(i)];
    let mut space = "  ";
    for word in words.iter().filter(|w| !w.is_empty()) {
        out.push_str(space);
        out.push_str(word);
        space = " ";
    }
    let at = syntax.names.partition_point(|n: &NameSpan| (n.first as usize) < i);
    if let Some(name) = syntax.names.get(at).filter(|n| n.first as usize == i) {
        let _ = write!(out, " [{} {}]", name.label, name.span.of(text));
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapporteur_model::{NameLabel, Span, Token, Upos};

    fn syntax(text: &str, heads: &[u32]) -> Syntax {
        let mut syntax = Syntax { parsed: true, ..Syntax::default() };
        let mut at = 0;
        for (word, head) in text.split(' ').zip(heads) {
            let span = Span::new(at, at + word.len());
            at += word.len() + 1;
            syntax.tokens.push(Token { span, head: *head, lemma: 0, tag: 0, dep: 0, pos: Upos::None });
        }
        syntax
    }

    #[test]
    fn branches_join_and_sentences_part() {
        let text = "a b c d e";
        let mut parse = syntax(text, &[1, 1, 3, 1, 4]);
        parse.names.push(NameSpan { span: Span::new(4, 7), first: 2, end: 4, label: NameLabel::Gpe });
        assert_eq!(render(&parse, text), "b\n├─ a\n└─ d\n   └─ c [GPE c d]\n\ne\n");
    }

    #[test]
    fn heads_out_of_range_and_long_chains_are_drawn() {
        let text = "a b";
        assert_eq!(render(&syntax(text, &[9, 0]), text), "a\n└─ b\n");
        let words = vec!["w"; 20_000].join(" ");
        let heads: Vec<u32> = (0..20_000u32).map(|i| i.saturating_sub(1)).collect();
        let drawn = render(&syntax(&words, &heads), &words);
        assert_eq!(drawn.lines().count(), 20_000);
        assert!(drawn.len() < 1_000_000);
    }

    #[test]
    fn without_a_parse_words_stand_in_a_list() {
        let text = "a b";
        let parse = Syntax { parsed: false, ..syntax(text, &[0, 1]) };
        assert_eq!(render(&parse, text), "a\nb\n");
    }
}
