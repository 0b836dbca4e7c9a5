//! The engine reads the weights, and they know plain English.
#![allow(clippy::unwrap_used)] // Helpers of tests are tests.

use rapporteur_syntax::{Kernel, Model};

fn model() -> Model {
    let files = rapporteur_weights::files();
    let files: Vec<(&str, &[u8])> = files.iter().map(|f| (f.path.as_str(), f.bytes.as_slice())).collect();
    Model::from_files(&files, Kernel::best()).unwrap()
}

#[test]
fn a_plain_sentence() {
    let text = "Ruritania's foreign minister, Anton Vesely, met the delegation in Geneva on Monday. He did not sign the treaties.";
    let syntax = model().parse(text);
    let at = |word: &str| syntax.tokens.iter().position(|t| t.span.of(text) == word).unwrap();
    let (minister, met, delegation) = (at("minister"), at("met"), at("delegation"));
    assert_eq!(syntax.sentences.len(), 2);
    assert_eq!((syntax.dep(minister), syntax.tokens[minister].head as usize), ("nsubj", met));
    assert_eq!((syntax.dep(delegation), syntax.tokens[delegation].head as usize), ("obj", met));
    assert_eq!((syntax.lemma(met), syntax.lemma(at("treaties"))), ("meet", "treaty"));
    assert_eq!((syntax.tag(met), syntax.tokens[met].pos.as_str()), ("VBD", "VERB"));
    let names: Vec<(&str, &str)> = syntax.names.iter().map(|n| (n.span.of(text), n.label.as_str())).collect();
    assert!(names.contains(&("Anton Vesely", "PERSON")), "{names:?}");
    assert!(
        names.iter().any(|(name, label)| *name == "Geneva" && matches!(*label, "GPE" | "LOC")),
        "{names:?}"
    );
}

#[test]
fn small_enough_to_ship() {
    assert!(rapporteur_weights::packed_size() < 9_000_000);
}

#[test]
fn words_and_sentences_that_are_already_cut_stay_so_and_each_sentence_is_one_tree() {
    let text = "Well-known envoys left -- no deal. So what? The half-open door: shut. They can't stay";
    // Hyphenated words whole, "can't" as the pipeline itself cuts it, a word out of place, one past the end.
    let mut words: Vec<rapporteur_model::Span> = Vec::new();
    let mut at = 0;
    for word in
        ["Well-known", "envoys", "left", "--", "no", "deal", ".", "So", "what", "?", "The", "half-open"]
            .into_iter()
            .chain(["door", ":", "shut", ".", "They", "ca", "n't", "stay"])
    {
        let start = at + text[at..].find(word).unwrap();
        at = start + word.len();
        words.push(rapporteur_model::Span::new(start, at));
    }
    let cut = words.clone();
    words.insert(3, rapporteur_model::Span::new(0, 4));
    words.push(rapporteur_model::Span::new(text.len(), text.len() + 4));
    let sentences = [(0, 34), (35, 43), (44, 69), (70, 85)].map(|(a, b)| rapporteur_model::Span::new(a, b));
    let syntax = model().parse_words(text, &words, &sentences);
    assert_eq!(syntax.tokens.iter().map(|t| t.span).collect::<Vec<_>>(), cut);
    assert_eq!(syntax.sentences, sentences);
    for sentence in sentences {
        let inside = syntax.tokens_in(sentence);
        let roots = inside.clone().filter(|&i| syntax.tokens[i].head as usize == i).count();
        assert_eq!(roots, 1, "{}", sentence.of(text));
        assert!(inside.clone().all(|i| inside.contains(&(syntax.tokens[i].head as usize))));
    }
    assert_eq!(syntax.lemma(18), "not");
    assert!(model().parse_words(text, &[], &[]).tokens.is_empty());
}
