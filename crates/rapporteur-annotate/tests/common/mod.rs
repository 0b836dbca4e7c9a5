//! Makes an article of paragraphs and reads it with the rule tokenizer. Touches no file.

use rapporteur_lexicon::Lexicon;
use rapporteur_model::{Annotations, Article, Interval, Part, PartKind, Span, Syntax};

/// An article whose paragraphs are the lines of `text`; a first line that begins with "# " is the title.
pub(crate) fn article(text: &str) -> Article {
    let mut parts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(at, at + line.len()).trim(text);
        at += line.len();
        if let Some(title) = span.of(text).strip_prefix("# ") {
            let span = Span::new(span.hi() - title.len(), span.hi());
            parts.push(Part { span, kind: PartKind::Title });
        } else if !span.is_empty() {
            parts.push(Part { span, kind: PartKind::Body });
        }
    }
    Article::bare(Article::id_of(text.as_bytes(), None, None, Interval::UNKNOWN), text, parts)
}

/// The article with tokens and sentences.
pub(crate) fn read(text: &str) -> (Lexicon, Article, Syntax) {
    let lexicon = Lexicon::new();
    let article = article(text);
    let mut syntax = Syntax::default();
    for part in article.readable() {
        syntax
            .append(&rapporteur_syntax::rules::parse(&lexicon, part.span.of(&article.text)), part.span.lo());
    }
    (lexicon, article, syntax)
}

/// Attributions, then silences and quantities.
#[allow(dead_code)] // Not every test that shares this file asks for it.
pub(crate) fn annotate(text: &str) -> (Article, Annotations) {
    let (lexicon, article, syntax) = read(text);
    let mut found = Annotations { sentences: syntax.sentences.clone(), ..Annotations::default() };
    rapporteur_annotate::attributions::annotate(&lexicon, &article, &syntax, &mut found);
    rapporteur_annotate::non_responses::annotate(&lexicon, &article, &syntax, &mut found);
    rapporteur_annotate::quantities::annotate(&lexicon, &article, &syntax, &mut found);
    (article, found)
}
