//! The description of the interface, OpenAPI 3.1, from the definitions of tables and views.

use super::{MOST, MOST_HITS};
use rapporteur_model::Record;
use rapporteur_model::table::{Column, ColumnKind, Table};
use rapporteur_store::views::VIEWS;
use serde_json::{Map, Value as Json, json};

fn kind(kind: ColumnKind) -> Json {
    match kind {
        ColumnKind::Text => json!({"type": "string"}),
        ColumnKind::Id => json!({"type": "string", "pattern": "^[0-9a-f]{20}$"}),
        ColumnKind::Date => json!({"type": "string", "format": "date"}),
        ColumnKind::Int => json!({"type": "integer"}),
        ColumnKind::Flag => json!({"type": "integer", "enum": [0, 1]}),
        ColumnKind::Real => json!({"type": "number"}),
        ColumnKind::Offset { .. } => json!({"type": "integer", "minimum": 0}),
    }
}

fn property(column: &Column) -> Json {
    let mut schema = kind(column.kind);
    if column.nullable
        && let Some(of) = schema.get("type").cloned()
        && let Some(schema) = schema.as_object_mut()
    {
        schema.insert("type".to_owned(), json!([of, "null"]));
    }
    let mut doc = column.doc.to_owned();
    if let ColumnKind::Offset { article } = column.kind {
        doc.push_str(&format!(" Unicode code points in the text of the article in `{article}`."));
    }
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("description".to_owned(), json!(doc));
    }
    schema
}

fn schema(table: &Table) -> Json {
    let properties: Map<String, Json> =
        table.columns.iter().map(|c| (c.name.to_owned(), property(c))).collect();
    let required: Vec<&str> = table.columns.iter().map(|c| c.name).collect();
    json!({"type": "object", "description": table.doc, "properties": properties, "required": required})
}

fn parameter(name: &str, doc: &str, schema: Json) -> Json {
    json!({"name": name, "in": "query", "description": doc, "schema": schema})
}

fn common(most: usize) -> Vec<Json> {
    vec![
        json!({"$ref": "#/components/parameters/as_of"}),
        json!({"$ref": "#/components/parameters/cursor"}),
        parameter("limit", "The most rows.", json!({"type": "integer", "minimum": 1, "maximum": most})),
    ]
}

fn errors() -> Map<String, Json> {
    [
        ("304", json!({"description": "Not changed since the `ETag` that `If-None-Match` names."})),
        ("default", json!({"$ref": "#/components/responses/problem"})),
    ]
    .into_iter()
    .map(|(code, response)| (code.to_owned(), response))
    .collect()
}

fn answers(schema: &Json) -> Json {
    let mut all = errors();
    all.insert(
        "200".to_owned(),
        json!({
            "description": "The answer.",
            "headers": {"ETag": {"schema": {"type": "string"}}},
            "content": {"application/json": {"schema": schema}},
        }),
    );
    Json::Object(all)
}

fn list_of(items: &Json) -> Json {
    json!({
        "type": "object",
        "required": ["record", "as_of", "rows", "next"],
        "properties": {
            "table": {"type": "string"},
            "record": {"type": "string", "description": "Tells this state of the record from any other."},
            "as_of": {"type": ["string", "null"], "format": "date"},
            "rows": {"type": "array", "items": items},
            "next": {"type": ["string", "null"], "description": "The `cursor` of the next page."},
        },
    })
}

/// The tests that can be put on a column.
fn column_tests(name: &str) -> [Json; 4] {
    let text = || json!({"type": "string"});
    [
        parameter(name, "Only rows with this value.", text()),
        parameter(&format!("{name}.min"), "At least this.", text()),
        parameter(&format!("{name}.max"), "At most this.", text()),
        parameter(
            &format!("{name}.null"),
            "1: only NULL; 0: anything else.",
            json!({"type": "string", "enum": ["0", "1"]}),
        ),
    ]
}

/// The document.
pub(crate) fn document() -> Json {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for table in Record::tables() {
        let of = json!({"$ref": format!("#/components/schemas/{}", table.name)});
        schemas.insert(table.name.to_owned(), schema(&table));
        let mut parameters = common(MOST);
        parameters.extend(table.columns.iter().flat_map(|c| column_tests(c.name)));
        paths.insert(
            format!("/api/v1/{}", table.name),
            json!({"get": {
                "operationId": format!("list_{}", table.name), "summary": table.doc, "tags": ["tables"],
                "parameters": parameters, "responses": answers(&list_of(&of)),
            }}),
        );
        let own_id = matches!(table.key, [_]) && table.unique;
        if own_id {
            let id = json!({"name": "id", "in": "path", "required": true, "schema": {"type": "string"}});
            paths.insert(
                format!("/api/v1/{}/{{id}}", table.name),
                json!({"get": {
                    "operationId": format!("get_{}", table.name), "summary": table.doc, "tags": ["tables"],
                    "parameters": [id, {"$ref": "#/components/parameters/as_of"}],
                    "responses": answers(&of),
                }}),
            );
        }
    }
    for view in VIEWS {
        let properties: Map<String, Json> = view
            .columns
            .iter()
            .map(|(name, doc)| ((*name).to_owned(), json!({"description": doc})))
            .collect();
        schemas.insert(
            view.name.to_owned(),
            json!({"type": "object", "description": view.doc, "properties": properties}),
        );
        let mut parameters = common(MOST);
        parameters.extend(view.columns.iter().flat_map(|(name, _)| column_tests(name)));
        let of = json!({"$ref": format!("#/components/schemas/{}", view.name)});
        paths.insert(
            format!("/api/v1/{}", view.name),
            json!({"get": {
                "operationId": format!("list_{}", view.name), "summary": view.doc, "tags": ["views"],
                "parameters": parameters, "responses": answers(&list_of(&of)),
            }}),
        );
    }
    let text = || json!({"type": "string"});
    let date = || json!({"type": "string", "format": "date"});
    let mut search = common(MOST_HITS);
    search.insert(0, json!({"name": "q", "in": "query", "required": true, "schema": text(),
        "description": "All words have to occur. `\"some words\"` is a phrase, `withdraw*` the beginning of a word."}));
    search.push(parameter("outlet", "Only of this outlet, as written.", text()));
    search.push(parameter("from", "Published on this day or later.", date()));
    search.push(parameter("to", "Published on this day or earlier.", date()));
    let as_of = || json!({"$ref": "#/components/parameters/as_of"});
    let plain = |id: &str, doc: &str, parameters: Json| {
        json!({"get": {"operationId": id, "summary": doc, "parameters": parameters,
            "responses": answers(&json!({"type": "object"}))}})
    };
    paths.insert(
        "/api/v1/search".to_owned(),
        json!({"get": {"operationId": "search", "summary": "Articles that hold the words, best first, with the places.",
            "parameters": search, "responses": answers(&list_of(&json!({"type": "object"})))}}),
    );
    paths.insert(
        "/api/v1/words/{article}".to_owned(),
        plain(
            "words",
            "Words of an article with the sentences they stand in.",
            json!([
                {"name": "article", "in": "path", "required": true, "schema": text()},
                parameter("start", "First code point.", json!({"type": "integer", "minimum": 0})),
                parameter("end", "Code point after the last.", json!({"type": "integer", "minimum": 0})),
                as_of(),
            ]),
        ),
    );
    paths.insert("/api/v1/brief".to_owned(), plain("brief", "The brief.", json!([as_of()])));
    paths.insert(
        "/api/v1/meta".to_owned(),
        plain("meta", "Keys and values about the record itself.", json!([as_of()])),
    );
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Rapporteur",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The record of a negotiation, from the reporting about it. Spans are half-open and count Unicode code points of `articles.text`.",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        // Without a token where only this machine may ask.
        "security": [{}, {"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer",
                "description": "What the server printed when it started, where it is served beyond this machine."}},
            "schemas": schemas,
            "parameters": {
                "as_of": {"name": "as_of", "in": "query", "schema": date(), "description":
                    "As known by the end of this day: the record drawn up again from the articles published by then. Status 503 with `Retry-After` while that is being done."},
                "cursor": {"name": "cursor", "in": "query", "schema": text(), "description": "What `next` of the page before says."},
            },
            "responses": {"problem": {
                "description": "What went wrong, as RFC 9457 has it.",
                "content": {"application/problem+json": {"schema": {
                    "type": "object",
                    "required": ["type", "title", "status", "detail"],
                    "properties": {"type": text(), "title": text(), "status": {"type": "integer"}, "detail": text()},
                }}},
            }},
        },
    })
}
