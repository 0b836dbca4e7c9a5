//! Saved feeds, RSS and Atom: each entry is one article, its bytes the entry's own XML.

use crate::decode::{decode, fold};
use crate::draft::{Draft, Metadata, Note, one_line};
use crate::{html, json, layout};
use quick_xml::Reader;
use quick_xml::events::Event;
use rapporteur_model::Basis;

/// Does this look like a feed?
pub(crate) fn is_feed(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(4096)).unwrap_or(bytes)).to_lowercase();
    head.contains("<rss") || head.contains("<feed") || head.contains("<rdf:rdf")
}

/// A feed taken apart.
#[derive(Debug, Default)]
pub(crate) struct Feed {
    /// What the channel says of every entry: its title is the outlet.
    pub(crate) given: Metadata,
    /// The XML of each entry.
    pub(crate) entries: Vec<String>,
    /// Why reading stopped before the end, if it did.
    pub(crate) broken: Option<String>,
}

/// Takes a feed apart into its entries.
pub(crate) fn entries(bytes: &[u8]) -> Result<Feed, String> {
    let (xml, _) = decode(bytes, xml_encoding(bytes).as_deref())?;
    let mut reader = Reader::from_str(&xml);
    let mut feed = Feed::default();
    loop {
        let before = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                let name = local(start.name().as_ref());
                match name.as_str() {
                    "item" | "entry" => {
                        if let Err(error) = reader.read_to_end(start.name()) {
                            feed.broken = Some(format!("not well-formed XML: {error}"));
                            break;
                        }
                        let after = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
                        feed.entries.extend(xml.get(before..after).map(str::to_owned));
                    }
                    "title" if feed.given.outlet.is_none() => {
                        let inner = reader.read_to_end(start.name()).ok();
                        let raw = inner.and_then(|span| slice(&xml, span));
                        feed.given.outlet = raw
                            .map(|raw| one_line(&html::fragment(&value(raw)).join(" ")))
                            .filter(|t| !t.is_empty());
                    }
                    // The channel's picture has a title of its own.
                    "image" | "textInput" | "textinput" => drop(reader.read_to_end(start.name())),
                    _ => {}
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                feed.broken = Some(format!("not well-formed XML: {error}"));
                break;
            }
        }
    }
    Ok(feed)
}

/// One entry as an article.
pub(crate) fn entry(bytes: &[u8]) -> Result<Draft, String> {
    let (xml, mut notes) = decode(bytes, None)?;
    let mut meta = Metadata { basis: Some(Basis::Feed), ..Metadata::default() };
    let (mut content, mut teaser, mut updated) = (None, None, None);
    let mut reader = Reader::from_str(&xml);
    let mut inside = false;
    loop {
        let event = reader.read_event().map_err(|error| format!("not well-formed XML: {error}"))?;
        let (start, empty) = match &event {
            Event::Start(start) => (start, false),
            Event::Empty(start) => (start, true),
            Event::Eof => break,
            _ => continue,
        };
        if !inside {
            inside = true;
            continue;
        }
        let name = start.name().as_ref().to_owned();
        let name = name.strip_prefix("atom:").unwrap_or(&name);
        let attr = |key: &str| {
            let found = start.try_get_attribute(key).ok().flatten()?;
            Some(value(&found.value))
        };
        if name == "link" && attr("rel").is_none_or(|rel| rel == "alternate") {
            meta.url = meta.url.take().or(attr("href"));
        }
        if empty {
            continue;
        }
        let Some(raw) = xml_inner(&mut reader, &xml, start) else { return Err("not well-formed XML".into()) };
        match name {
            "title" => meta.title = Some(plain(raw)).filter(|t| !t.is_empty()),
            "link" => meta.url = meta.url.take().or(Some(plain(raw)).filter(|u| u.starts_with("http"))),
            "guid" if plain(raw).starts_with("http") => meta.url = meta.url.take().or(Some(plain(raw))),
            "pubDate" | "published" | "issued" | "dc:date" => meta.published = Some(plain(raw)),
            "updated" | "modified" => updated = Some(plain(raw)),
            "author" => {
                // Atom's author holds a name, RSS's is one.
                let named = inner_element(raw, "name").unwrap_or(raw);
                meta.author = meta.author.take().or(Some(plain(named)));
            }
            "dc:creator" => meta.author = meta.author.take().or(Some(plain(raw))),
            "dc:language" | "language" => meta.language = Some(plain(raw)),
            "content:encoded" | "content" => content = Some(value(raw)),
            "description" | "summary" => teaser = Some(value(raw)),
            _ => {}
        }
    }
    // An entry that was only ever "updated" came out at the latest then: no day before it is known.
    meta.published = meta.published.or(updated.map(|day| format!("..{day}")));
    if content.is_none() {
        notes.push(Note::new("text-may-be-partial", "the feed gives a summary, not the whole text"));
    }
    let Some(markup) = content.or(teaser) else { return Err("a feed entry that holds no text".into()) };
    let main = fold(&html::fragment(&markup).join("\n\n"), &mut notes);
    if main.trim().is_empty() {
        return Err("a feed entry that holds no text".into());
    }
    let title = meta.title.clone();
    let (text, blocks) = json::titled(title.as_deref(), &main, layout::paragraphs);
    Ok(Draft { text, blocks, meta, notes, ..Draft::default() })
}

/// The raw XML inside an element whose start was just read.
fn xml_inner<'x>(
    reader: &mut Reader<&'x [u8]>,
    xml: &'x str,
    start: &quick_xml::events::BytesStart<'_>,
) -> Option<&'x str> {
    let span = reader.read_to_end(start.name()).ok()?;
    slice(xml, span)
}

fn slice(xml: &str, span: std::ops::Range<u64>) -> Option<&str> {
    xml.get(usize::try_from(span.start).ok()?..usize::try_from(span.end).ok()?)
}

fn inner_element<'x>(raw: &'x str, name: &str) -> Option<&'x str> {
    let (_, rest) = raw.split_once(&format!("<{name}>"))?;
    rest.split_once("</").map(|(inner, _)| inner)
}

/// What an element's inside stands for: character data, unescaped text, or markup as it is.
fn value(raw: &str) -> String {
    let mut out = String::new();
    let mut rest = raw;
    while let Some((before, data)) = rest.split_once("<![CDATA[") {
        out.push_str(&unescaped(before));
        let (data, after) = data.split_once("]]>").unwrap_or((data, ""));
        out.push_str(data);
        rest = after;
    }
    out.push_str(&unescaped(rest));
    out
}

fn unescaped(raw: &str) -> String {
    if raw.contains('<') {
        return raw.to_owned();
    }
    quick_xml::escape::unescape(raw).map_or_else(|_| raw.to_owned(), std::borrow::Cow::into_owned)
}

/// An element's inside as one line of words.
fn plain(raw: &str) -> String {
    let value = value(raw);
    if value.contains(['<', '&']) { one_line(&html::fragment(&value).join(" ")) } else { one_line(&value) }
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or("").to_owned()
}

/// The encoding of an XML declaration.
fn xml_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(200)).unwrap_or(bytes)).into_owned();
    let declaration = head.split("?>").next().filter(|d| d.trim_start().starts_with("<?xml"))?;
    let (_, rest) = declaration.split_once("encoding=")?;
    let quote = rest.chars().next().filter(|c| *c == '"' || *c == '\'')?;
    rest.get(1..)?.split(quote).next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RSS: &str = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>Harbor Post</title><link>https://harbor.example</link>
<image><title>Logo</title></image>
<item><title>Talks &amp; terms</title><link>https://harbor.example/1</link><pubDate>Tue, 16 Sep 2025 14:03:00 GMT</pubDate><dc:creator><![CDATA[Jane Doe]]></dc:creator>
<description>In short.</description><content:encoded><![CDATA[<p>They met on Monday.</p><p>They left &amp; slept.</p>]]></content:encoded></item>
<item><title>Second</title><description>&lt;p&gt;Only a teaser.&lt;/p&gt;</description></item></channel></rss>"#;

    #[test]
    fn rss() {
        let feed = entries(RSS.as_bytes()).expect("a feed");
        assert_eq!((feed.given.outlet.as_deref(), feed.entries.len()), (Some("Harbor Post"), 2));
        let first = entry(feed.entries[0].as_bytes()).expect("an article");
        assert_eq!(first.text, "Talks & terms\n\nThey met on Monday.\n\nThey left & slept.");
        assert_eq!(first.meta.url.as_deref(), Some("https://harbor.example/1"));
        assert_eq!(first.meta.author.as_deref(), Some("Jane Doe"));
        assert_eq!(first.meta.published.as_deref(), Some("Tue, 16 Sep 2025 14:03:00 GMT"));
        let second = entry(feed.entries[1].as_bytes()).expect("an article");
        assert_eq!(second.text, "Second\n\nOnly a teaser.");
        assert_eq!(second.notes[0].name, "text-may-be-partial");
    }

    #[test]
    fn atom() {
        let feed = entries(
            br#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbor Wire</title><entry><title>Talks</title><link href="https://harbor.example/2"/><author><name>Max Moe</name></author>
<published>2025-09-16T10:00:00Z</published><updated>2025-09-18T10:00:00Z</updated><content type="xhtml"><div><p>They met.</p></div></content></entry></feed>"#,
        )
        .expect("a feed");
        let d = entry(feed.entries[0].as_bytes()).expect("an article");
        assert_eq!(d.text, "Talks\n\nThey met.");
        assert_eq!(d.meta.url.as_deref(), Some("https://harbor.example/2"));
        assert_eq!(d.meta.author.as_deref(), Some("Max Moe"));
        assert_eq!(d.meta.published.as_deref(), Some("2025-09-16T10:00:00Z"));
    }

    #[test]
    fn a_broken_feed_keeps_what_was_whole() {
        let cut = &RSS[..RSS.len() - 60];
        let feed = entries(cut.as_bytes()).expect("a feed");
        assert_eq!(feed.entries.len(), 1);
        assert!(feed.broken.is_some());
    }
}
