//! All kernels give the same bits, and so do all threads, whatever they read before.
#![allow(clippy::unwrap_used)] // Helpers of tests are tests.

mod common;

use common::{data, dump, kernels, texts};
use rapporteur_model::{Span, Syntax};
use rapporteur_syntax::{Cut, Kernel, Model};
use std::ops::Range;

#[test]
fn vectors_have_the_same_bits() {
    let text = texts().join(" ");
    for pipeline in ["one", "two"] {
        for layer in 0..2 {
            let bits = |kernel: Kernel| -> Vec<u32> {
                let model = Model::load_with(&data(pipeline), kernel).unwrap();
                model.vectors(&text, layer).iter().map(|x| x.to_bits()).collect()
            };
            let portable = bits(Kernel::Portable);
            assert!(portable.len() > 5000);
            for kernel in kernels() {
                assert!(bits(kernel) == portable, "{} differs on {pipeline}, layer {layer}", kernel.name());
            }
        }
    }
}

#[test]
fn a_kernel_that_does_not_run_here_is_an_error() {
    for kernel in Kernel::ALL {
        assert_eq!(Model::load_with(&data("one"), kernel).is_ok(), kernel.runs_here());
    }
    assert!(Kernel::best().runs_here());
}

#[test]
fn what_was_read_before_changes_nothing() {
    let texts = texts();
    let warm = Model::load(&data("one")).unwrap();
    // Enough words to push each other out of the store.
    let many: Vec<String> = (0..20_000).map(|i| format!("word{i}x")).collect();
    warm.annotate(&many.join(" "));
    for text in texts.iter().rev() {
        let fresh = Model::load(&data("one")).unwrap();
        assert_eq!(dump(&warm.annotate(text)), dump(&fresh.annotate(text)));
    }
}

#[test]
fn threads_share_a_model() {
    let model = Model::load(&data("two")).unwrap();
    let texts = texts();
    let alone: Vec<String> = texts.iter().map(|t| dump(&model.annotate(t))).collect();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for (text, alone) in texts.iter().zip(&alone) {
                    assert_eq!(&dump(&model.annotate(text)), alone);
                }
            });
        }
    });
}

/// What is said of every token and name, with offsets from `from` bytes and `first` tokens on.
fn said(syntax: &Syntax, tokens: Range<usize>, from: usize) -> Vec<String> {
    let first = tokens.start;
    let token = |i: usize| {
        let t = &syntax.tokens[i];
        let head = t.head as usize - first;
        format!(
            "{}..{} {head} {} {} {}",
            t.span.lo() - from,
            t.span.hi() - from,
            syntax.tag(i),
            syntax.dep(i),
            syntax.lemma(i)
        )
    };
    let name = |n: &rapporteur_model::syntax::NameSpan| {
        format!("{}..{} {:?}", n.first as usize - first, n.end as usize - first, n.label)
    };
    let names = syntax.names.iter().filter(|n| tokens.contains(&(n.first as usize)));
    let names: Vec<String> = names.map(name).collect();
    tokens.clone().map(token).chain(names).collect()
}

#[test]
fn parts_are_read_as_if_they_stood_alone() {
    for pipeline in ["one", "two"] {
        let model = Model::load(&data(pipeline)).unwrap();
        let parts: Vec<String> =
            texts().into_iter().filter(|t| (20..300).contains(&t.len())).take(12).collect();
        assert!(parts.len() > 5);
        let words: Vec<Vec<Span>> = parts
            .iter()
            .map(|text| {
                let doc = model.tokenize(text);
                (0..doc.len()).filter(|&i| !doc.is_space(i)).map(|i| Span::from(doc.range(i))).collect()
            })
            .collect();
        let sentences: Vec<[Span; 1]> = parts.iter().map(|text| [Span::new(0, text.len())]).collect();
        let text = parts.join("\n");
        let mut at = 0;
        let mut cuts = Vec::new();
        for ((part, words), sentences) in parts.iter().zip(&words).zip(&sentences) {
            cuts.push(Cut { span: Span::new(at, at + part.len()), words, sentences });
            at += part.len() + 1;
        }
        let together = model.parse_parts(&text, &cuts);
        let mut first = 0;
        for (cut, part) in cuts.iter().zip(&parts) {
            let alone = model.parse_words(part, cut.words, cut.sentences);
            let end = first + alone.tokens.len();
            assert_eq!(
                said(&together, first..end, cut.span.lo()),
                said(&alone, 0..alone.tokens.len(), 0),
                "{pipeline}: {part:?}"
            );
            first = end;
        }
        assert_eq!(first, together.tokens.len());
    }
}
