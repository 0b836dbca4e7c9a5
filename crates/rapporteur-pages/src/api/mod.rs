//! The record as JSON under /api/v1: every table and view of the contract, search, the brief, words; errors as RFC 9457
//! has them.
//!
//! Names of tables and columns come from their definitions, so that nothing here can drift from the contract. Offsets
//! count Unicode code points, as in the file.

mod openapi;

use crate::address::Address;
use crate::pages::search::narrow;
use crate::route::{JSON, PROBLEM, Reply};
use crate::site::Site;
use rapporteur_model::codepoints::CodePoints;
use rapporteur_model::table::{At, Value};
use rapporteur_model::{Id, Record, Span};
use rapporteur_store::{Page, Reader, Test, Wanted, columns, table_names};
use serde_json::{Map, Value as Json, json};

/// Rows of one answer, unless fewer are asked for.
const USUAL: usize = 100;
/// The most rows of one answer.
pub(crate) const MOST: usize = 1_000;
/// The most articles of one answer to a search.
pub(crate) const MOST_HITS: usize = 100;

/// What an address asks for besides columns.
const KEYS: [&str; 4] = ["limit", "cursor", "as_of", "token"];

/// An error.
pub(crate) fn problem(status: u16, title: &str, detail: &str) -> Reply {
    let body = json!({
        "type": format!("urn:rapporteur:problem:{}", title.to_lowercase().replace(' ', "-")),
        "title": title,
        "status": status,
        "detail": detail,
    });
    Reply { keep: false, ..Reply::new(status, PROBLEM, body.to_string()) }
}

fn reply(body: &Json) -> Reply {
    Reply::new(200, JSON, body.to_string())
}

/// The answer to a request below /api.
pub(crate) fn answer(site: &Site, reader: &Reader, address: &Address, parts: &[&str]) -> Reply {
    let ["v1", rest @ ..] = parts else {
        return problem(404, "Not found", "The interface begins with /api/v1.");
    };
    let done = match rest {
        [] => Ok(reply(&overview(site))),
        ["openapi.json"] => Ok(reply(&openapi::document())),
        ["brief"] => brief(site),
        ["meta"] => Ok(reply(&Json::Object(
            site.record.meta.iter().map(|(k, v)| (k.clone(), Json::String(v.clone()))).collect(),
        ))),
        ["search"] => search(site, reader, address),
        ["words", article] => words(site, address, article),
        [name] => rows(site, reader, address, name),
        [name, id] => row(site, reader, name, id),
        _ => Err(problem(404, "Not found", "Nothing has this address.")),
    };
    done.unwrap_or_else(|problem| problem)
}

fn overview(site: &Site) -> Json {
    let tables: Vec<Json> = table_names()
        .iter()
        .map(|name| json!({"name": name, "href": site.link(&format!("/api/v1/{name}"))}))
        .collect();
    json!({
        "record": site.tag,
        "as_of": site.as_of.map(|d| d.to_string()),
        "articles": site.record.articles.len(),
        "openapi": "/api/v1/openapi.json",
        "tables": tables,
    })
}

fn brief(site: &Site) -> Result<Reply, Reply> {
    Ok(Reply::new(200, JSON, site.brief_json()))
}

/// A cell as JSON.
fn cell(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Int(n) => json!(n),
        Value::Offset(n) => json!(n),
        Value::Real(n) => json!(n),
        Value::Text(s) => json!(s),
    }
}

/// Rows as objects.
pub(crate) fn objects(page: &Page) -> Vec<Json> {
    let object = |row: &Vec<Value>| {
        let cells = page.columns.iter().zip(row);
        Json::Object(cells.map(|(name, value)| ((*name).to_owned(), cell(value))).collect::<Map<_, _>>())
    };
    page.rows.iter().map(object).collect()
}

fn limit(address: &Address, most: usize) -> Result<usize, Reply> {
    match address.get("limit").map(str::parse::<usize>) {
        None => Ok(USUAL.min(most)),
        Some(Ok(n)) if (1..=most).contains(&n) => Ok(n),
        Some(_) => Err(problem(400, "Bad limit", &format!("`limit` is a number from 1 to {most}."))),
    }
}

/// Where the page before ended. A cursor holds for one record: of another, its places are others.
fn cursor(site: &Site, address: &Address) -> Result<u64, Reply> {
    let Some(cursor) = address.get("cursor") else { return Ok(0) };
    match cursor.split_once('.') {
        Some((tag, _)) if tag != site.tag => Err(problem(
            410,
            "Record changed",
            "The record was replaced since this cursor was given; begin again.",
        )),
        Some((_, after)) => after
            .parse()
            .map_err(|_| problem(400, "Bad cursor", "`cursor` is what `next` of the page before says.")),
        None => Err(problem(400, "Bad cursor", "`cursor` is what `next` of the page before says.")),
    }
}

/// The tests that the query puts on columns: `stance=rejects`, `date_start.min=2025-09-01`, `link.null=0`.
pub(crate) fn tests(table: &str, query: &[(String, String)]) -> Result<Vec<(String, Test)>, Reply> {
    let known = columns(table).unwrap_or_default();
    let mut tests = Vec::new();
    for (key, value) in query.iter().filter(|(k, _)| !KEYS.contains(&k.as_str())) {
        let (column, test) = match key.rsplit_once('.') {
            Some((column, "min")) => (column, Test::Least(value.clone())),
            Some((column, "max")) => (column, Test::Most(value.clone())),
            Some((column, "null")) => (column, Test::Null(value == "1" || value == "true")),
            _ => (key.as_str(), Test::Is(value.clone())),
        };
        if !known.iter().any(|(name, _)| *name == column) {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            let detail = format!("`{table}` has no column `{column}`; it has {}.", names.join(", "));
            return Err(problem(400, "No such column", &detail));
        }
        tests.push((column.to_owned(), test));
    }
    Ok(tests)
}

fn failed(error: &rapporteur_store::StoreError) -> Reply {
    problem(500, "Could not read", &error.to_string())
}

fn rows(site: &Site, reader: &Reader, address: &Address, name: &str) -> Result<Reply, Reply> {
    if columns(name).is_none() {
        return Err(problem(404, "No such table", &format!("A record has no table or view `{name}`.")));
    }
    let tests = tests(name, &address.query)?;
    let wanted =
        Wanted { table: name, tests: &tests, after: cursor(site, address)?, limit: limit(address, MOST)? };
    let page = reader.page(&wanted).map_err(|e| failed(&e))?;
    let head = json!({
        "table": name,
        "record": site.tag,
        "as_of": site.as_of.map(|d| d.to_string()),
        "next": page.next.map(|n| format!("{}.{n}", site.tag)),
    });
    written(&head, &page)
        .map(|body| Reply::new(200, JSON, body))
        .map_err(|e| problem(500, "Could not write", &e.to_string()))
}

/// The members of `head`, then the rows: a thousand rows are not put together in memory first.
fn written(head: &Json, page: &Page) -> serde_json::Result<Vec<u8>> {
    let mut out = serde_json::to_vec(head)?;
    // In the place of the brace that closes it.
    out.pop();
    out.extend_from_slice(b",\"rows\":[");
    let names: Vec<String> = page.columns.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    for (n, row) in page.rows.iter().enumerate() {
        out.extend_from_slice(if n == 0 { b"{" } else { b",{" });
        for (i, (name, value)) in names.iter().zip(row).enumerate() {
            if i > 0 {
                out.push(b',');
            }
            out.extend_from_slice(name.as_bytes());
            out.push(b':');
            match value {
                Value::Null => out.extend_from_slice(b"null"),
                Value::Int(n) => serde_json::to_writer(&mut out, n)?,
                Value::Offset(n) => serde_json::to_writer(&mut out, n)?,
                Value::Real(n) => serde_json::to_writer(&mut out, n)?,
                Value::Text(s) => serde_json::to_writer(&mut out, s)?,
            }
        }
        out.push(b'}');
    }
    out.extend_from_slice(b"]}");
    Ok(out)
}

fn row(site: &Site, reader: &Reader, name: &str, id: &str) -> Result<Reply, Reply> {
    let none = || problem(404, "Not found", &format!("`{name}` has no row `{id}`."));
    let table = Record::tables().into_iter().find(|t| t.name == name).ok_or_else(none)?;
    let key = match table.key {
        [key] if table.unique => *key,
        _ => return Err(problem(404, "Not found", &format!("Rows of `{name}` have no id of their own."))),
    };
    let find = |id: &str| {
        let tests = [(key.to_owned(), Test::Is(id.to_owned()))];
        let page = reader.page(&Wanted { table: name, tests: &tests, after: 0, limit: 1 });
        page.map(|page| objects(&page).into_iter().next()).map_err(|e| failed(&e))
    };
    // An id of an earlier build finds what it became.
    let now = id.parse::<Id>().ok().and_then(|id| site.record.former_ids.iter().find(|f| f.id == id));
    let found = match (find(id)?, now) {
        (None, Some(former)) => find(&former.now.to_string())?,
        (found, _) => found,
    };
    found.map(|row| reply(&row)).ok_or_else(none)
}

fn search(site: &Site, reader: &Reader, address: &Address) -> Result<Reply, Reply> {
    let q = address.get("q").ok_or_else(|| problem(400, "No words", "`q` holds the words to look for."))?;
    let skip = usize::try_from(cursor(site, address)?).unwrap_or(0);
    let limit = limit(address, MOST_HITS)?;
    for key in ["from", "to"] {
        if address.get(key).is_some() && address.parse::<rapporteur_model::Date>(key).is_none() {
            return Err(problem(400, "Bad day", &format!("`{key}` is a day, written YYYY-MM-DD.")));
        }
    }
    let (hits, more) = hits(reader, q, &narrow(address, skip, limit + 1)).map_err(|e| failed(&e))?;
    Ok(reply(&json!({
        "record": site.tag,
        "as_of": site.as_of.map(|d| d.to_string()),
        "rows": hits,
        "next": more.then(|| format!("{}.{}", site.tag, skip + limit)),
    })))
}

/// Articles that hold the words, with the places; and whether there are more than the limit less one.
pub(crate) fn hits(
    reader: &Reader,
    words: &str,
    narrow: &rapporteur_store::Narrow,
) -> Result<(Vec<Json>, bool), rapporteur_store::StoreError> {
    let mut hits = reader.search(words, narrow)?;
    let more = hits.len() == narrow.limit;
    hits.truncate(narrow.limit.saturating_sub(1));
    let row = |hit: &rapporteur_store::Hit| {
        let points = CodePoints::new(&hit.text);
        let spans: Vec<Json> = hit
            .spans
            .iter()
            .take(200)
            .map(|s| {
                let (start, end) = points.span(*s);
                json!({"start": start, "end": end, "words": s.of(&hit.text)})
            })
            .collect();
        let excerpts: Vec<Json> = hit
            .excerpts(110, 3)
            .iter()
            .map(|e| {
                let (start, end) = points.span(e.span);
                json!({"start": start, "end": end, "words": e.span.of(&hit.text)})
            })
            .collect();
        json!({
            "article": hit.article.to_string(),
            "title": hit.title,
            "outlet": hit.outlet,
            "url": hit.url,
            "path": hit.path,
            "published_from": hit.published.start.map(|d| d.to_string()),
            "published_to": hit.published.end.map(|d| d.to_string()),
            "spans": spans,
            "excerpts": excerpts,
        })
    };
    Ok((hits.iter().map(row).collect(), more))
}

/// Words of an article with the sentences they stand in.
fn words(site: &Site, address: &Address, article: &str) -> Result<Reply, Reply> {
    let none = || problem(404, "Not found", &format!("The record has no article `{article}`."));
    let id: Id = article.parse().map_err(|_| none())?;
    let row = site.record.article(id).ok_or_else(none)?;
    let place = |key: &str, usual: usize| match address.get(key) {
        None => Ok(usual),
        Some(n) => n.parse().map_err(|_| problem(400, "Bad place", &format!("`{key}` counts code points."))),
    };
    let (start, end) = (place("start", 0)?, place("end", usize::MAX)?);
    let span = site.bytes(id, start, end).unwrap_or(Span::new(0, 0));
    Ok(reply(&evidence(site, &At { article: row.article, span })))
}

/// Words with their article, span and sentences.
pub(crate) fn evidence(site: &Site, at: &At) -> Json {
    let (start, end) = site.points(*at);
    let text = site.index.words(at.article, at.span);
    let all = site.index.sentences(at.article);
    let first = all.partition_point(|s| s.span.end <= at.span.start);
    let sentences: Vec<Json> = all
        .iter()
        .skip(first)
        .take_while(|s| s.span.overlaps(at.span))
        .take(50)
        .map(|s| {
            let (start, end) = site.points(At { article: at.article, span: s.span });
            json!({"n": s.n, "start": start, "end": end, "words": site.index.words(at.article, s.span)})
        })
        .collect();
    let row = site.record.article(at.article);
    json!({
        "article": at.article.to_string(),
        "start": start,
        "end": end,
        "words": text,
        "sentences": sentences,
        "title": row.and_then(|a| a.title.clone()),
        "outlet": row.and_then(|a| a.outlet.clone()),
        "url": row.and_then(|a| a.url.clone()),
        "published_to": row.and_then(|a| a.published.end).map(|d| d.to_string()),
    })
}
