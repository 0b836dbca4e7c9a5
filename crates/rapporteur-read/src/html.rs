//! Web pages: the main text found by a readability parser, the metadata by what the page says of itself.

use crate::decode::{decode, fold};
use crate::draft::{Block, Draft, Hint, Note, Origin};
use crate::html_meta::PageMeta;
use crate::{html_guard, html_meta, layout};
use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability};
use rapporteur_model::Span;

/// Elements of a page that is looked through for its main text.
const ELEMENTS: usize = 60_000;
/// How far into the page a charset is looked for.
const PRESCAN: usize = 4096;

/// One paragraph of a page.
#[derive(Debug, PartialEq, Eq)]
struct Paragraph {
    words: String,
    hint: Hint,
}

/// The article of a page.
pub(crate) fn page(origin: &Origin, bytes: &[u8]) -> Result<Draft, String> {
    let stated = origin.given.charset.clone().or_else(|| meta_charset(bytes));
    let (raw, mut notes) = decode(bytes, stated.as_deref())?;
    let html = fold(&raw, &mut notes);
    let (page, paragraphs) = read(&html, &mut notes);
    if paragraphs.is_empty() {
        return Err("a web page that holds no text".into());
    }
    let mut text = String::new();
    let mut blocks = Vec::new();
    let title = page.meta.title.as_ref().map(|t| Paragraph { words: t.clone(), hint: Hint::Title });
    for paragraph in title.iter().chain(&paragraphs) {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(&paragraph.words);
        blocks.push(Block { span: Span::new(start, text.len()).trim(&text), hint: paragraph.hint });
    }
    Ok(Draft { text, blocks, meta: page.meta, notes, claimed_language: page.claimed_language })
}

/// The paragraphs of a fragment of HTML, all of them.
pub(crate) fn fragment(html: &str) -> Vec<String> {
    if !html_guard::fits(html) {
        return html_guard::strip(html);
    }
    let document = Document::fragment(html);
    paragraphs(&document.root()).into_iter().map(|p| p.words).collect()
}

fn read(html: &str, notes: &mut Vec<Note>) -> (PageMeta, Vec<Paragraph>) {
    if !html_guard::fits(html) {
        let detail = "nested too deeply to be parsed: tags taken off, all words kept, no metadata";
        notes.push(Note::new("main-text-uncertain", detail));
        let plain = |words| Paragraph { words, hint: Hint::None };
        return (PageMeta::default(), html_guard::strip(html).into_iter().map(plain).collect());
    }
    let document = Document::from(html);
    let mut page = html_meta::read(&document);
    let stated = page.body.take().map(|b| stated_body(&b)).unwrap_or_default();
    let found = main_text(&document);
    let length = |of: &[Paragraph]| of.iter().map(|p| p.words.len()).sum::<usize>();
    if length(&stated) > 2 * length(&found) {
        return (page, stated);
    }
    if length(&found) > 0 {
        return (page, found);
    }
    let body = document.body().map(|body| paragraphs(&body)).unwrap_or_default();
    if !body.is_empty() {
        notes
            .push(Note::new("main-text-uncertain", "no main text was found: every word of the page is kept"));
    }
    (page, body)
}

/// The paragraphs of an `articleBody`; some sites put HTML there.
fn stated_body(body: &str) -> Vec<Paragraph> {
    let words: Vec<String> = if body.contains("</") || body.contains("<br") {
        fragment(body)
    } else {
        let lines: Vec<Span> = layout::lines(body).map(|l| l.trim(body)).collect();
        layout::paragraphs(body, &lines).into_iter().map(|b| b.span.of(body).to_owned()).collect()
    };
    words.into_iter().map(|words| Paragraph { words, hint: Hint::None }).collect()
}

/// The main text, found on a copy of the page; empty where none is found.
fn main_text(document: &Document) -> Vec<Paragraph> {
    let config = Config { disable_json_ld: true, max_elements_to_parse: ELEMENTS, ..Config::default() };
    // A panic in the finder is a page it cannot read, not the end of a build.
    let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        Readability::with_document(document.clone(), None, Some(config)).ok()?.parse().ok()
    }));
    match found {
        Ok(Some(article)) => paragraphs(&Document::fragment(article.content).root()),
        _ => Vec::new(),
    }
}

/// The paragraphs under a node, in order.
fn paragraphs(root: &NodeRef<'_>) -> Vec<Paragraph> {
    let mut walk = Walk { open: String::new(), hint: Hint::None, out: Vec::new() };
    walk.node(root, 0);
    walk.close();
    walk.out
}

struct Walk {
    open: String,
    hint: Hint,
    out: Vec<Paragraph>,
}

impl Walk {
    fn close(&mut self) {
        let words = self.open.trim();
        if !words.is_empty() {
            self.out.push(Paragraph { words: words.to_owned(), hint: self.hint });
        }
        self.open.clear();
    }

    fn node(&mut self, node: &NodeRef<'_>, depth: usize) {
        if node.is_text() {
            self.words(&node.text());
            return;
        }
        let name = node.node_name();
        let name = name.as_deref().unwrap_or("");
        // The guard keeps pages shallow; the main-text finder adds a few levels of its own.
        if is_furniture(name) || depth > 600 {
            return;
        }
        if name == "br" || name == "hr" {
            return self.close();
        }
        let block = is_block(name);
        let outer = self.hint;
        if block {
            self.close();
            match name {
                "figcaption" | "caption" => self.hint = Hint::Caption,
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if outer == Hint::None => self.hint = Hint::Heading,
                _ => {}
            }
        }
        for child in node.children_it(false) {
            self.node(&child, depth + 1);
        }
        if block {
            self.close();
            self.hint = outer;
        } else if matches!(name, "td" | "th") {
            self.words(" ");
        }
    }

    /// Adds words; white space of the source is one space.
    fn words(&mut self, raw: &str) {
        for c in raw.chars() {
            if !matches!(c, ' ' | '\n' | '\t' | '\r' | '\u{c}') {
                self.open.push(c);
            } else if !self.open.is_empty() && !self.open.ends_with(' ') {
                self.open.push(' ');
            }
        }
    }
}

fn is_block(name: &str) -> bool {
    const BLOCKS: [&str; 34] = [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tr",
        "ul",
    ];
    BLOCKS.contains(&name)
}

/// Elements that hold no words of the article.
fn is_furniture(name: &str) -> bool {
    const FURNITURE: [&str; 20] = [
        "script", "style", "noscript", "template", "head", "iframe", "object", "svg", "math", "canvas",
        "button", "select", "input", "textarea", "form", "nav", "audio", "video", "dialog", "title",
    ];
    FURNITURE.contains(&name)
}

/// The charset a page states near its head.
fn meta_charset(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(PRESCAN)).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let at = head
        .match_indices("charset")
        .map(|(at, _)| at + "charset".len())
        .find(|at| head.get(*at..).is_some_and(|rest| rest.trim_start().starts_with('=')))?;
    let value = head.get(at..)?.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = value.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.:".contains(c))).unwrap_or(value.len());
    value.get(..end).filter(|v| !v.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!doctype html><html lang="en-GB"><head><title>Talks resume in Strelsau | Harbor Post</title>
<meta property="og:site_name" content="Harbor Post"><meta property="og:title" content="Talks resume in Strelsau">
<meta property="article:published_time" content="2025-09-16T21:30:00-04:00"><link rel="canonical" href="https://harbor.example/talks">
<script>var a = "<p>not words</p>";</script></head><body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Talks resume in Strelsau</h1><p class="byline">By Jane Doe</p><figure><img src="a.jpg"><figcaption>The harbor in May</figcaption></figure>
<p>STRELSAU, Sept 16 (Reuters) - Ruritania and Borduria resumed their talks on Tuesday, officials on both sides said, after a pause
of five weeks, a long silence, and an exchange of letters.</p><p>The two delegations, led by their foreign ministers, met for <b>three hours</b>, the officials said, and agreed on
a further meeting, though not on its place.</p><p>“We have gone a good distance,” the Ruritanian minister said, “but the islands remain, and so do the mines.”</p>
</article><footer>© Harbor Post</footer></body></html>"#;

    fn draft(html: &[u8]) -> Draft {
        page(&Origin::new("a.html"), html).expect("an article")
    }

    #[test]
    fn main_text_and_metadata() {
        let d = draft(PAGE.as_bytes());
        assert_eq!(d.meta.title.as_deref(), Some("Talks resume in Strelsau"));
        assert_eq!(d.meta.outlet.as_deref(), Some("Harbor Post"));
        assert_eq!(d.meta.published.as_deref(), Some("2025-09-16T21:30:00-04:00"));
        assert_eq!(d.meta.url.as_deref(), Some("https://harbor.example/talks"));
        assert!(d.text.starts_with("Talks resume in Strelsau\n\n"), "{}", d.text);
        assert!(d.text.contains("met for three hours, the officials said, and agreed on a further meeting"));
        assert!(!d.text.contains("World") && !d.text.contains("not words"));
    }

    #[test]
    fn linked_data_goes_first_and_may_hold_the_text() {
        let long = "Ruritania and Borduria resumed their talks on Tuesday. ".repeat(8);
        let html = format!(
            r#"<html><head><meta property="og:title" content="Other"><script type="application/ld+json">{{"@context":"https://schema.org","@graph":[{{"@type":"WebSite","name":"x"}},{{"@type":["NewsArticle"],"headline":"Talks resume","datePublished":"2025-09-16","author":[{{"name":"Jane Doe"}},{{"name":"Max Moe"}}],"publisher":{{"@type":"Organization","name":"Harbor Post"}},"articleBody":"{long}"}}]}}</script></head><body><p>Please enable scripts.</p></body></html>"#
        );
        let d = draft(html.as_bytes());
        assert_eq!(d.meta.title.as_deref(), Some("Talks resume"));
        assert_eq!(d.meta.author.as_deref(), Some("Jane Doe, Max Moe"));
        assert_eq!(d.meta.outlet.as_deref(), Some("Harbor Post"));
        assert!(d.text.contains("resumed their talks"), "{}", d.text);
    }

    #[test]
    fn charsets() {
        let page = |meta: &str| {
            let words = "La d\u{e9}l\u{e9}gation a quitt\u{e9} la salle, a-t-on appris. ".repeat(5);
            let html = format!("<html><head>{meta}</head><body><p>{words}</p></body></html>");
            draft(&encoding_rs::WINDOWS_1252.encode(&html).0)
        };
        assert!(page("<meta charset=\"windows-1252\">").text.contains("délégation"));
        assert!(
            page("<meta http-equiv=\"Content-Type\" content=\"text/html; charset=iso-8859-1\">")
                .text
                .contains("délégation")
        );
        let guessed = page("");
        assert!(guessed.text.contains("délégation"));
        assert!(guessed.notes.iter().any(|n| n.name == "encoding-guessed"));
    }

    #[test]
    fn ten_thousand_deep() {
        let html = format!(
            "<html><body>{}They met on Monday.{}</body></html>",
            "<div>".repeat(10_000),
            "</div>".repeat(10_000)
        );
        let d = draft(html.as_bytes());
        assert_eq!(d.text, "They met on Monday.");
        assert!(d.notes.iter().any(|n| n.name == "main-text-uncertain"));
    }

    #[test]
    fn as_deep_as_is_parsed() {
        let open = "<div><b>They met on Monday, in the harbor, and again on Friday.</b><p>".repeat(380);
        let d = draft(format!("<html><body>{open}</body></html>").as_bytes());
        assert_eq!(d.text.matches("They met on Monday").count(), 380);
    }

    #[test]
    fn fragments_of_feeds() {
        assert_eq!(fragment("<p>One &amp; two.</p>Three<br/>four"), ["One & two.", "Three", "four"]);
    }
}
