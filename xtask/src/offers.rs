//! `cargo xtask offers FILE.jsonl`: everything the attribution annotator considers in labelled articles, kept or not, as
//! JSON lines: what `training/cues.py` learns its counts and weights from. Offsets are code points.
//! `cargo xtask offers --pronouns CORPORA`: the same for what pronouns stand for, for `training/pronouns.py`.

use crate::eval::attributions::{article, parse};
use crate::eval::{coref, jsonl, syntax};
use rapporteur_lexicon::Lexicon;
use rapporteur_model::codepoints::CodePoints;
use rapporteur_model::{Annotations, Span};
use std::fmt::Write as _;
use std::path::Path;

/// Runs the chore.
pub(crate) fn run(args: &[String]) -> Result<String, String> {
    if let [flag, corpora] = args
        && flag == "--pronouns"
    {
        return coref::offers(Path::new(corpora), "train");
    }
    let [file] = args else {
        return Err("usage: cargo xtask offers FILE.jsonl | cargo xtask offers --pronouns CORPORA".to_owned());
    };
    let (model, lexicon) = (syntax::model()?, Lexicon::new());
    let mut out = String::new();
    for document in jsonl::read(Path::new(file))? {
        let text = jsonl::text(&document, "text");
        let article = article(text);
        let syntax = parse(&lexicon, &model, &article);
        let mut found = Annotations { sentences: syntax.sentences.clone(), ..Annotations::default() };
        rapporteur_annotate::names::annotate(&lexicon, &article, &syntax, &mut found);
        let points = CodePoints::new(text);
        let at = |s: Span| points.span(s);
        let offers: Vec<serde_json::Value> =
            rapporteur_annotate::attributions::offers(&lexicon, &article, &syntax, &found)
                .into_iter()
                .map(|o| {
                    let content: Vec<_> = o.content.iter().copied().map(at).collect();
                    serde_json::json!({
                        "source": o.source.map(at), "cue": o.cue.map(at), "content": content, "word": o.word,
                        "lemma": o.lemma, "construction": o.construction, "signs": o.signs,
                    })
                })
                .collect();
        let line = serde_json::json!({"id": document.get("id"), "offers": offers});
        let _ = writeln!(out, "{line}");
    }
    Ok(out)
}
