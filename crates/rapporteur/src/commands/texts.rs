//! Bare texts as the annotators take them: an article without a name, an outlet or a headline.

use rapporteur_model::{Article, Id, Interval, Part, PartKind, Span};

/// An article of nothing but these words. The text is kept as it is, so that offsets are those of whoever sent it;
/// paragraphs end at empty lines.
pub(crate) fn article(text: String, published: Interval) -> Article {
    let words = u32::try_from(text.split_whitespace().count()).unwrap_or(u32::MAX);
    let (id, parts) = (Id::of("text", &[text.as_bytes()]), paragraphs(&text));
    Article { published, words, ..Article::bare(id, text, parts) }
}

fn paragraphs(text: &str) -> Vec<Part> {
    let (mut parts, mut start, mut at) = (Vec::new(), 0, 0);
    let mut end = |span: Span| {
        let span = span.trim(text);
        if !span.is_empty() {
            parts.push(Part { span, kind: PartKind::Body });
        }
    };
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() {
            end(Span::new(start, at));
            start = at + line.len();
        }
        at += line.len();
    }
    end(Span::new(start, text.len()));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_end_at_empty_lines() {
        let text = "\n  One line,\nand its end. \r\n \t\r\nTwo – żółw\n\n\n";
        let words: Vec<_> = paragraphs(text).iter().map(|p| p.span.of(text)).collect();
        assert_eq!(words, ["One line,\nand its end.", "Two – żółw"]);
        assert_eq!(paragraphs(" \n \n"), []);
        assert_eq!(paragraphs(""), []);
    }
}
