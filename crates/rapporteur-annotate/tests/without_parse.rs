//! What the specs say of certainty holds without a parse too, as far as words can say it: the hedges, their kinds and bands,
//! and what is none. Whose statement and which event it is are the parse's to say. The other specs are read for panics.

mod common;
use rapporteur_model::Span;

/// A line of news, and the words under which carets stand with their labels.
type Line = (String, Vec<(String, String)>);

/// The news blocks of a spec.
fn blocks(spec: &str) -> Vec<Vec<Line>> {
    let mut all: Vec<Vec<Line>> = Vec::new();
    let mut inside = false;
    for line in spec.lines() {
        if line.starts_with("```") {
            inside = line.starts_with("```news");
            if inside {
                all.push(Vec::new());
            }
        } else if let (true, Some(block)) = (inside, all.last_mut()) {
            if !line.trim_start().starts_with('^') {
                block.push((line.to_owned(), Vec::new()));
            } else if let Some((above, marks)) = block.last_mut() {
                let from = line.chars().take_while(|c| *c == ' ').count();
                let len = line.chars().filter(|c| *c == '^').count();
                let words = above.chars().skip(from).take(len).collect();
                marks.push((words, line.trim_start_matches([' ', '^']).to_owned()));
            }
        }
    }
    all
}

fn text_of(block: &[Line]) -> String {
    block.iter().map(|(line, _)| format!("{line}\n")).collect()
}

#[test]
fn hedges_hold_without_a_parse() {
    let mut seen = 0;
    for block in blocks(include_str!("../../../tests/specs/certainty.md")) {
        let text = text_of(&block);
        let (lexicon, article, syntax) = common::read(&text);
        assert!(!syntax.parsed);
        let found = rapporteur_annotate::article(&lexicon, &article, &syntax);
        let words = |s: Span| s.of(&article.text).to_owned();
        for (marked, label) in block.iter().flat_map(|(_, marks)| marks) {
            let hedges = found.hedges.iter();
            if label == "no hedge" {
                assert!(hedges.map(|h| words(h.span)).all(|w| !marked.contains(&w)), "{marked}");
            } else if let Some(kind) = label.strip_prefix("hedge ") {
                let stated = |h: &rapporteur_model::Hedge| match h.band {
                    Some(band) => format!("{}, {}", h.kind.as_str(), band.as_str()),
                    None => h.kind.as_str().to_owned(),
                };
                let here: Vec<String> = hedges.filter(|h| words(h.span) == *marked).map(stated).collect();
                assert_eq!(here, [kind], "{marked}");
                seen += 1;
            }
        }
        if text.contains("praised the might") {
            assert!(found.hedges.is_empty(), "{:?}", found.hedges);
        }
    }
    assert!(seen > 15, "{seen}");
}

#[test]
fn no_spec_needs_a_parse_to_be_read() {
    for spec in [
        include_str!("../../../tests/specs/attributions.md"),
        include_str!("../../../tests/specs/references.md"),
        include_str!("../../../tests/specs/silence.md"),
        include_str!("../../../tests/specs/quantities.md"),
    ] {
        for block in blocks(spec) {
            let text = text_of(&block);
            let (lexicon, article, syntax) = common::read(&text);
            let found = rapporteur_annotate::article(&lexicon, &article, &syntax);
            // Without a parse nobody does anything: no event, and no pronoun is weighed.
            assert!(found.events.is_empty(), "{text}");
            let inside = |s: Span| article.text.get(s.lo()..s.hi()).is_some();
            assert!(found.attributions.iter().flat_map(|a| &a.content).all(|&s| inside(s)), "{text}");
            assert!(found.non_responses.iter().all(|r| inside(r.span)), "{text}");
        }
    }
}
