//! What a page would cost to parse, and a plain way out for pages made to be costly.
//!
//! HTML parsing is quadratic in nesting, and unclosed formatting is copied into every paragraph that follows; a few
//! megabytes can take hours or all memory. One linear scan estimates both before anything is parsed.

/// Deepest nesting that is parsed.
const DEPTH: u64 = 400;
/// Most steps over open elements.
const STEPS: u64 = 20_000_000;
/// Most copies of open formatting.
const COPIES: u64 = 400_000;
/// Most bytes moved while one stretch of text is put together: each entity or stray `<` ends a piece of it.
const MOVED: u64 = 200_000_000;

/// May this page be parsed as a tree?
pub(crate) fn fits(html: &str) -> bool {
    let (mut depth, mut steps, mut formatting, mut copies) = (0u64, 0u64, 0u64, 0u64);
    let mut at = 0;
    for tag in tags(html) {
        if !joins_cheaply(html.get(at..tag.start).unwrap_or("")) {
            return false;
        }
        at = tag.end.max(at);
        let Tag { name, closing, .. } = tag;
        if is_void(name) {
            continue;
        }
        let formats = is_formatting(name);
        if closing {
            if !closes_itself(name) {
                depth = depth.saturating_sub(1);
            }
            if formats {
                formatting = formatting.saturating_sub(1);
            }
            continue;
        }
        if !closes_itself(name) {
            depth += 1;
        }
        if formats {
            formatting += 1;
        } else {
            copies += formatting.saturating_sub(8);
        }
        steps += depth;
        if depth > DEPTH || steps > STEPS || copies > COPIES {
            return false;
        }
    }
    joins_cheaply(html.get(at..).unwrap_or(""))
}

fn joins_cheaply(run: &str) -> bool {
    let pieces = run.bytes().filter(|b| matches!(b, b'&' | b'<')).count() as u64;
    pieces * run.len() as u64 <= MOVED
}

/// The words of a page without a tree: tags off, a line for every block.
pub(crate) fn strip(html: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open = String::new();
    let mut at = 0;
    for tag in tags(html) {
        push_words(&mut open, html.get(at..tag.start).unwrap_or(""));
        if !is_formatting(tag.name) && tag.name != "span" {
            blocks.extend((!open.trim().is_empty()).then(|| open.trim().to_owned()));
            open.clear();
        }
        at = tag.end.max(at);
    }
    push_words(&mut open, html.get(at..).unwrap_or(""));
    blocks.extend((!open.trim().is_empty()).then(|| open.trim().to_owned()));
    blocks
}

/// Adds words with single spaces; the commonest entities are read.
fn push_words(open: &mut String, raw: &str) {
    if raw.starts_with(char::is_whitespace) && !open.is_empty() && !open.ends_with(' ') {
        open.push(' ');
    }
    let mut first = true;
    for word in raw.split_whitespace() {
        if !first {
            open.push(' ');
        }
        first = false;
        if word.contains('&') {
            let entities = [
                ("&nbsp;", " "),
                ("&quot;", "\""),
                ("&#39;", "'"),
                ("&lt;", "<"),
                ("&gt;", ">"),
                ("&amp;", "&"),
            ];
            open.push_str(&entities.iter().fold(word.to_owned(), |w, (from, to)| w.replace(from, to)));
        } else {
            open.push_str(word);
        }
    }
    if !first && raw.ends_with(char::is_whitespace) {
        open.push(' ');
    }
}

/// A tag: its lower-case name as far as known names go, and where it stands. The words of scripts, styles and
/// comments belong to it.
struct Tag<'h> {
    name: &'h str,
    closing: bool,
    start: usize,
    end: usize,
}

fn tags(html: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut at = 0;
    // Where a closing tag was sought and not found it is not sought again: each search is over the rest of the page.
    let mut unclosed: Vec<&'static str> = Vec::new();
    std::iter::from_fn(move || {
        loop {
            let start = at + html.get(at..)?.find('<')?;
            let rest = html.get(start + 1..)?;
            if rest.starts_with("!--") {
                let close = if unclosed.contains(&"-->") { None } else { rest.find("-->") };
                if close.is_none() {
                    unclosed.push("-->");
                }
                at = close.map_or(start + 4, |c| start + 1 + c + 3);
                return Some(Tag { name: "br", closing: false, start, end: at });
            }
            let closing = rest.starts_with('/');
            let name_at = start + 1 + usize::from(closing);
            let letters = html.get(name_at..)?.bytes().take_while(u8::is_ascii_alphanumeric).count();
            if letters == 0 {
                at = start + 1;
                continue;
            }
            let name = known(html.get(name_at..name_at + letters)?);
            let end = html.get(name_at..)?.find('>').map_or(html.len(), |c| name_at + c + 1);
            at = end;
            let raw = match name {
                "script" => Some("</script"),
                "style" => Some("</style"),
                _ => None,
            };
            if let (Some(close), false) = (raw, closing)
                && !unclosed.contains(&close)
            {
                match find_ignoring_case(html.get(end..)?, close) {
                    Some(c) => at = end + c,
                    None => unclosed.push(close),
                }
            }
            return Some(Tag { name, closing, start, end: at });
        }
    })
}

fn find_ignoring_case(hay: &str, needle: &str) -> Option<usize> {
    hay.as_bytes().windows(needle.len()).position(|w| w.eq_ignore_ascii_case(needle.as_bytes()))
}

const KNOWN: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "p", "li", "td", "th", "tr", "dt", "dd", "option", "thead", "tbody", "tfoot", "colgroup", "html",
    "head", "body", "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong",
    "tt", "u", "script", "style", "span",
];

fn known(name: &str) -> &'static str {
    KNOWN.iter().copied().find(|k| k.eq_ignore_ascii_case(name)).unwrap_or("other")
}

fn is_void(name: &str) -> bool {
    KNOWN.iter().position(|k| *k == name).is_some_and(|i| i < 14)
}

/// Elements the parser closes without a closing tag.
fn closes_itself(name: &str) -> bool {
    KNOWN.iter().position(|k| *k == name).is_some_and(|i| (14..29).contains(&i))
}

fn is_formatting(name: &str) -> bool {
    KNOWN.iter().position(|k| *k == name).is_some_and(|i| (29..43).contains(&i))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_elements() {
        assert!(is_void("wbr") && !is_void("p"));
        assert!(closes_itself("p") && closes_itself("body") && !closes_itself("a"));
        assert!(is_formatting("a") && is_formatting("u") && !is_formatting("script"));
    }

    #[test]
    fn ordinary_pages_fit_and_hostile_ones_do_not() {
        let page = format!(
            "<html><body>{}</body></html>",
            "<div><p>Talks <b>resume</b><p>They met</div>".repeat(20_000)
        );
        assert!(fits(&page));
        assert!(!fits(&"<div>".repeat(10_000)));
        let open: String = (0..300).map(|i| format!("<b id={i}>")).collect();
        assert!(!fits(&format!("{open}{}", "<p>x".repeat(100_000))));
        assert!(fits("<script>if (a<b) document.write('<div><div><div>')</script>"));
    }

    #[test]
    fn stripped_words_keep_their_blocks() {
        let html = "<div><h1>Talks &amp; terms</h1><!-- no --><p>They <b>met</b> on\nMonday.<style>p{}</style><p>They left.</div>";
        assert_eq!(strip(html), ["Talks & terms", "They met on Monday.", "They left."]);
        assert_eq!(strip("no tags < at all"), ["no tags < at all"]);
    }
}
