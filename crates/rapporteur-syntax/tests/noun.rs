//! What the rest of Rapporteur reads: no white space, heads and sentences that fit.
#![allow(clippy::unwrap_used)] // Helpers of tests are tests.

mod common;

use common::{data, texts};
use rapporteur_syntax::{Model, tree};

#[test]
fn white_space_is_left_out_and_heads_are_counted_anew() {
    let model = Model::load(&data("one")).unwrap();
    for text in texts() {
        let doc = model.annotate(&text);
        let words: Vec<usize> = (0..doc.len()).filter(|&i| !doc.is_space(i)).collect();
        let syntax = model.parse(&text);
        assert!(syntax.parsed);
        assert_eq!(syntax.tokens.len(), words.len());
        for (n, &i) in words.iter().enumerate() {
            let token = &syntax.tokens[n];
            assert_eq!((token.span.lo(), token.span.hi()), (doc.range(i).start, doc.range(i).end));
            assert_eq!(
                (syntax.tag(n), syntax.dep(n), syntax.lemma(n)),
                (doc.tag(i), doc.dep(i), doc.lemma(i))
            );
            if !doc.is_space(doc.head(i)) {
                assert_eq!(words[token.head as usize], doc.head(i), "{:?} in {text:?}", doc.text(i));
            }
        }
        let starts: Vec<usize> = words
            .iter()
            .enumerate()
            .filter(|&(n, &i)| {
                let before = if n == 0 { 0 } else { words[n - 1] + 1 };
                n == 0 || (before..=i).any(|j| doc.is_sentence_start(j))
            })
            .map(|(_, &i)| doc.range(i).start)
            .collect();
        assert_eq!(syntax.sentences.iter().map(|s| s.lo()).collect::<Vec<_>>(), starts, "{text:?}");
        for name in &syntax.names {
            let inside = syntax.tokens_in(name.span);
            assert_eq!((inside.start as u32, inside.end as u32), (name.first, name.end));
        }
        let drawn = tree::render(&syntax, &text);
        let roots = syntax.tokens.iter().enumerate().filter(|(i, t)| t.head as usize == *i).count();
        assert_eq!(drawn.split("\n\n").filter(|t| !t.is_empty()).count(), roots);
    }
}

#[test]
fn nothing_gives_nothing() {
    let model = Model::load(&data("one")).unwrap();
    for text in ["", " ", "\n\n"] {
        let syntax = model.parse(text);
        assert!(syntax.tokens.is_empty() && syntax.sentences.is_empty() && syntax.names.is_empty());
        assert!(syntax.parsed);
    }
}
