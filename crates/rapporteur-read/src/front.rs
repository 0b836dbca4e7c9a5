//! Front matter: the lines `key: value` between two lines `---` at the head of a file.
//!
//! A small and strict part of YAML: plain and quoted values, lists of values, folded lines. Anything else is reported
//! and left out, never guessed.

use crate::draft::{Metadata, Note, brief};

/// Front matter longer than this is none.
const LONGEST: usize = 64 * 1024;

/// The metadata at the head of a text and where the text proper begins; `None` where there is no front matter.
pub(crate) fn read(text: &str, notes: &mut Vec<Note>) -> Option<(Metadata, usize)> {
    let body = text.strip_prefix("---")?.trim_start_matches([' ', '\t']).strip_prefix('\n')?;
    let start = text.len() - body.len();
    let mut end = None;
    let mut at = start;
    for line in body.split_inclusive('\n') {
        if at - start > LONGEST {
            break;
        }
        if matches!(line.trim_end(), "---" | "...") {
            end = Some((at, at + line.len()));
            break;
        }
        at += line.len();
    }
    let (end, rest) = end?;
    let block = text.get(start..end)?;
    let mut entries: Vec<(String, String)> = Vec::new();
    let mut odd: Vec<String> = Vec::new();
    for line in block.lines() {
        let indented = line.starts_with([' ', '\t', '-']);
        let words = line.trim();
        if words.is_empty() || words.starts_with('#') {
            continue;
        }
        if indented {
            // A list item or a folded line goes on with the key above.
            match entries.last_mut() {
                Some((_, value)) => {
                    let item = words.strip_prefix("- ");
                    if !value.is_empty() {
                        value.push_str(if item.is_some() { ", " } else { " " });
                    }
                    value.push_str(&unquoted(item.unwrap_or(words)));
                }
                None => odd.push(brief(words)),
            }
            continue;
        }
        let Some((key, value)) =
            words.split_once(':').filter(|(k, v)| is_key(k) && (v.is_empty() || v.starts_with([' ', '\t'])))
        else {
            odd.push(brief(words));
            continue;
        };
        match scalar(value.trim()) {
            Some(value) => entries.push((key.trim().to_lowercase(), value)),
            None => odd.push(brief(words)),
        }
    }
    if entries.is_empty() {
        let detail = "the text opens with lines between `---`, none of them `key: value`; kept as text";
        notes.push(Note::new("front-matter-not-understood", detail));
        return None;
    }
    let mut meta = Metadata::default();
    let mut unknown = Vec::new();
    for (key, value) in entries {
        let Some(field) = field(&mut meta, &key) else {
            unknown.push(key);
            continue;
        };
        let value = value.trim();
        if value.is_empty() || matches!(value, "null" | "~") {
            continue;
        }
        match field {
            Some(_) => odd.push(format!("{} (a second `{key}`)", brief(value))),
            None => *field = Some(value.to_owned()),
        }
    }
    if !odd.is_empty() {
        let detail = format!("not `key: value`, left out: {}", listed(&odd));
        notes.push(Note::new("front-matter-not-understood", detail));
    }
    if !unknown.is_empty() {
        notes.push(Note::new(
            "front-matter-key-unknown",
            format!("no such key, left out: {}", listed(&unknown)),
        ));
    }
    Some((meta, rest))
}

/// The field a key fills.
fn field<'m>(meta: &'m mut Metadata, key: &str) -> Option<&'m mut Option<String>> {
    Some(match key {
        "title" | "headline" => &mut meta.title,
        "outlet" | "publisher" | "publication" | "newspaper" => &mut meta.outlet,
        "author" | "authors" | "byline" => &mut meta.author,
        "published" | "date" => &mut meta.published,
        "acquired" => &mut meta.acquired,
        "url" | "link" => &mut meta.url,
        "language" | "lang" => &mut meta.language,
        _ => return None,
    })
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && key.len() <= 40 && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

/// A plain, quoted or listed value; `None` for what this reader does not know (maps, anchors, broken quotes).
fn scalar(value: &str) -> Option<String> {
    if matches!(value, ">" | "|" | ">-" | "|-" | ">+" | "|+") {
        return Some(String::new());
    }
    if let Some(list) = value.strip_prefix('[') {
        let items: Vec<String> = list.strip_suffix(']')?.split(',').map(|i| unquoted(i.trim())).collect();
        return Some(items.join(", "));
    }
    for quote in ['"', '\''] {
        if let Some(rest) = value.strip_prefix(quote) {
            // A comment may follow the closing quote.
            let close = rest.rfind(quote)?;
            let tail = rest.get(close + 1..)?.trim();
            return (tail.is_empty() || tail.starts_with('#'))
                .then(|| unquoted(value.get(..close + 2).unwrap_or(value)));
        }
    }
    if value.starts_with(['{', '&', '*', '!', '%', '@', '`']) {
        return None;
    }
    Some(value.split(" #").next().unwrap_or(value).trim().to_owned())
}

fn unquoted(value: &str) -> String {
    let inner = |q: char| value.strip_prefix(q).and_then(|v| v.strip_suffix(q));
    if let Some(inner) = inner('"') {
        inner.replace("\\\"", "\"").replace("\\\\", "\\")
    } else if let Some(inner) = inner('\'') {
        inner.replace("''", "'")
    } else {
        value.to_owned()
    }
}

/// At most five things, then how many more.
fn listed(things: &[String]) -> String {
    let more = things.len().saturating_sub(5);
    let mut out = things.iter().take(5).map(|t| format!("`{t}`")).collect::<Vec<_>>().join(", ");
    if more > 0 {
        out.push_str(&format!(" and {more} more"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> (Option<Metadata>, String, Vec<String>) {
        let mut notes = Vec::new();
        let found = read(text, &mut notes);
        let rest = found.as_ref().map_or(text, |(_, at)| &text[*at..]).to_owned();
        (found.map(|f| f.0), rest, notes.into_iter().map(|n| format!("{}: {}", n.name, n.detail)).collect())
    }

    #[test]
    fn keys_quotes_lists_and_folds() {
        let (meta, rest, notes) = parse(
            "---\ntitle: \"Talks: \\\"done\\\"\"\noutlet: Harbor Post # a comment\nauthors:\n  - Jane Doe\n  - 'Max O''Moe'\npublished: 1905-08-29\nurl: https://harbor.example/a\n---\nBody.\n",
        );
        let meta = meta.expect("front matter");
        assert_eq!(meta.title.as_deref(), Some("Talks: \"done\""));
        assert_eq!(meta.outlet.as_deref(), Some("Harbor Post"));
        assert_eq!(meta.author.as_deref(), Some("Jane Doe, Max O'Moe"));
        assert_eq!(meta.published.as_deref(), Some("1905-08-29"));
        assert_eq!(meta.url.as_deref(), Some("https://harbor.example/a"));
        assert_eq!((rest.as_str(), notes.len()), ("Body.\n", 0));
    }

    #[test]
    fn what_is_not_understood_is_reported() {
        let (meta, rest, notes) =
            parse("---\ntitle: [broken\noutlet: Harbor Post\n: : :\ntags: a\n---\nBody.\n");
        assert_eq!(meta.and_then(|m| m.outlet).as_deref(), Some("Harbor Post"));
        assert_eq!(rest, "Body.\n");
        assert_eq!(
            notes,
            [
                "front-matter-not-understood: not `key: value`, left out: `title: [broken`, `: : :`",
                "front-matter-key-unknown: no such key, left out: `tags`"
            ]
        );
    }

    #[test]
    fn lines_that_are_no_front_matter_stay_text() {
        let (meta, rest, notes) = parse("---\njust words\n---\nBody.\n");
        assert_eq!((meta, rest.as_str()), (None, "---\njust words\n---\nBody.\n"));
        assert_eq!(notes.len(), 1);
        assert_eq!(parse("---\ntitle: never closed\n").0, None);
        assert_eq!(parse("No front matter\n---\ntitle: x\n---\n").0, None);
    }
}
