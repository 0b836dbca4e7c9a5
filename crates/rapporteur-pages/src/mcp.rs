//! The record for agents, over standard input and output: the Model Context Protocol with its official library.
//!
//! Five tools that read: search, positions, claims, timeline, evidence. Every row of an answer carries its span, in
//! code points, and the words that stand there; an agent that cites need not guess.
#![allow(clippy::disallowed_methods)] // Waiting is a server's business.

use crate::api::{evidence, hits, objects};
use crate::serve::ServeError;
use crate::site::Site;
use crate::snapshot::{Found, Rebuild, Shelf, Snapshot};
use rapporteur_model::table::At;
use rapporteur_model::{Date, Id};
use rapporteur_store::{Narrow, Reader, Test, Wanted};
use rmcp::model::{
    CallToolRequestParams, CallToolResult, Content, Implementation, InitializeResult, JsonObject,
    ListToolsResult, PaginatedRequestParams, ServerCapabilities, Tool, ToolAnnotations,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler, ServiceExt};
use serde_json::{Value as Json, json};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Rows of one answer, unless other are asked for, and at most.
const USUAL: usize = 20;
const MOST: usize = 100;
/// How often it is asked whether a day has been drawn up, and how many times.
const WAIT: Duration = Duration::from_secs(1);
const TRIES: usize = 600;

struct Agent {
    shelf: Arc<Shelf>,
}

/// Serves agents over standard input and output until the input ends.
pub fn serve_agent(record: &Path, rebuild: Rebuild) -> Result<(), ServeError> {
    let io = |e: std::io::Error| ServeError::Agent(e.to_string());
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(io)?;
    let shelf = Arc::new(Shelf::open(record, 2, rebuild, false).map_err(ServeError::Record)?);
    let done = runtime.block_on(async {
        let watched = shelf.clone();
        let watching = tokio::spawn(async move {
            loop {
                tokio::time::sleep(WAIT).await;
                let shelf = watched.clone();
                // A record that cannot be read does not take the place of one that can.
                let _ = tokio::task::spawn_blocking(move || shelf.look()).await;
            }
        });
        let agent = Agent { shelf };
        let running =
            agent.serve(rmcp::transport::stdio()).await.map_err(|e| ServeError::Agent(e.to_string()))?;
        let ended = running.waiting().await.map(|_| ()).map_err(|e| ServeError::Agent(e.to_string()));
        watching.abort();
        ended
    });
    // A thread that still waits for standard input must not keep the process.
    runtime.shutdown_background();
    done
}

type Property = (&'static str, &'static str, &'static str);

/// A tool: its name, what it does, its arguments (name, type, what it is), and those it cannot do without.
struct About {
    name: &'static str,
    doc: &'static str,
    properties: &'static [Property],
    required: &'static [&'static str],
}

const AS_OF: Property =
    ("as_of", "string", "Only what was known by the end of this day (YYYY-MM-DD); draws the record up anew.");
const LIMIT: Property = ("limit", "integer", "The most rows, 1 to 100; 20 if not given.");
const SKIP: Property = ("after", "integer", "`next` of the answer before, for the rows that follow.");

const TOOLS: &[About] = &[
    About {
        name: "search",
        doc: "Articles whose title or text holds all of the words, best first, with the places.",
        properties: &[
            (
                "words",
                "string",
                "All have to occur; \"some words\" is a phrase, withdraw* the beginning of a word.",
            ),
            ("outlet", "string", "Only of this outlet, as written."),
            ("from", "string", "Published on this day or later (YYYY-MM-DD)."),
            ("to", "string", "Published on this day or earlier."),
            LIMIT,
            SKIP,
            AS_OF,
        ],
        required: &["words"],
    },
    About {
        name: "positions",
        doc: "What parties demand, offer, accept, reject, concede, defer or make conditional, issue by issue: the newest of each, or all of them. The holder of a position and its teller differ; both are given.",
        properties: &[
            ("party", "string", "A party's name, part of it, or its id."),
            ("issue", "string", "An issue's id in the codebook."),
            ("history", "boolean", "All positions instead of the newest."),
            LIMIT,
            SKIP,
            AS_OF,
        ],
        required: &[],
    },
    About {
        name: "claims",
        doc: "What somebody stands behind: how it stands (uncontested, disputed, denied, unverified), on how many independent newsrooms and people, and the words that support, contradict or deny it.",
        properties: &[
            ("status", "string", "uncontested, disputed, denied or unverified."),
            ("claim", "string", "The id of one claim."),
            LIMIT,
            SKIP,
            AS_OF,
        ],
        required: &[],
    },
    About {
        name: "timeline",
        doc: "Events, meetings, positions and assessments of the talks by date, as reported.",
        properties: &[
            ("from", "string", "First day (YYYY-MM-DD)."),
            ("to", "string", "Last day."),
            ("what", "string", "event, meeting, position or status."),
            LIMIT,
            SKIP,
            AS_OF,
        ],
        required: &[],
    },
    About {
        name: "evidence",
        doc: "The words of an article at a span, with the sentences they stand in. Spans count Unicode code points.",
        properties: &[
            ("article", "string", "The article's id."),
            ("start", "integer", "First code point."),
            ("end", "integer", "Code point after the last."),
            AS_OF,
        ],
        required: &["article", "start", "end"],
    },
];

fn tool(about: &About) -> Tool {
    let properties: JsonObject = about
        .properties
        .iter()
        .map(|(name, kind, doc)| ((*name).to_owned(), json!({"type": kind, "description": doc})))
        .collect();
    let mut schema = JsonObject::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), Json::Object(properties));
    schema.insert("required".to_owned(), json!(about.required));
    schema.insert("additionalProperties".to_owned(), json!(false));
    let mut hints = ToolAnnotations::new();
    (hints.read_only_hint, hints.open_world_hint) = (Some(true), Some(false));
    Tool::new(about.name, about.doc, Arc::new(schema)).with_annotations(hints)
}

/// What a tool was called with.
#[derive(Clone)]
struct Arguments(JsonObject);

impl Arguments {
    fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(Json::as_str).map(str::trim).filter(|s| !s.is_empty())
    }
    fn day(&self, key: &str) -> Result<Option<Date>, String> {
        self.text(key)
            .map(|t| t.parse().map_err(|_| format!("`{key}` is a day, written YYYY-MM-DD")))
            .transpose()
    }
    fn number(&self, key: &str) -> Option<usize> {
        self.0.get(key).and_then(Json::as_u64).and_then(|n| usize::try_from(n).ok())
    }
    fn limit(&self) -> usize {
        self.number("limit").unwrap_or(USUAL).clamp(1, MOST)
    }
}

impl ServerHandler for Agent {
    fn get_info(&self) -> InitializeResult {
        InitializeResult::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("rapporteur", env!("CARGO_PKG_VERSION")))
            .with_instructions(
                "The record of a negotiation, from the reporting about it. It holds who is reported to have said what, not what is so. Cite the article and the words that each row carries.",
            )
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(TOOLS.iter().map(tool).collect()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResult, ErrorData> {
        let Some(about) = TOOLS.iter().find(|t| t.name == request.name) else {
            return Err(ErrorData::invalid_params(format!("there is no tool `{}`", request.name), None));
        };
        let arguments = Arguments(request.arguments.unwrap_or_default());
        let done = match self.snapshot(&arguments).await {
            Err(why) => Err(why),
            Ok(snapshot) => {
                let name = about.name;
                let asked = snapshot.ask(move |site, reader| answer(site, reader, name, &arguments)).await;
                asked.unwrap_or_else(|_| Err("the answer could not be worked out".to_owned()))
            }
        };
        // What the caller can mend is an answer, too.
        Ok(match done {
            Ok(value) => CallToolResult::structured(value),
            Err(why) => CallToolResult::error(vec![Content::text(why)]),
        })
    }
}

impl Agent {
    async fn snapshot(&self, arguments: &Arguments) -> Result<Arc<Snapshot>, String> {
        let Some(day) = arguments.day("as_of")? else { return Ok(self.shelf.now()) };
        for _ in 0..TRIES {
            match self.shelf.known(day).await {
                Found::Ready(snapshot) => return Ok(snapshot),
                Found::Failed(why) => return Err(why),
                Found::Drawing | Found::Busy => tokio::time::sleep(WAIT).await,
            }
        }
        Err(format!("the record as it was known on {day} is still being drawn up; ask again"))
    }
}

fn answer(site: &Site, reader: &Reader, tool: &str, arguments: &Arguments) -> Result<Json, String> {
    match tool {
        "search" => search(reader, arguments),
        "positions" => positions(site, reader, arguments),
        "claims" => claims(site, reader, arguments),
        "timeline" => timeline(site, reader, arguments),
        _ => words(site, arguments),
    }
}

fn search(reader: &Reader, arguments: &Arguments) -> Result<Json, String> {
    let words = arguments.text("words").ok_or("`words` is missing")?;
    let (skip, limit) = (arguments.number("after").unwrap_or(0), arguments.limit());
    let narrow = Narrow {
        outlet: arguments.text("outlet").map(str::to_owned),
        from: arguments.day("from")?,
        to: arguments.day("to")?,
        skip,
        limit: limit + 1,
    };
    let (rows, more) = hits(reader, words, &narrow).map_err(|e| e.to_string())?;
    Ok(json!({"rows": rows, "next": more.then_some(skip + limit)}))
}

/// Rows of a table or view, each with its words.
fn rows(
    site: &Site,
    reader: &Reader,
    arguments: &Arguments,
    table: &str,
    tests: &[(String, Test)],
) -> Result<(Vec<Json>, Option<u64>), String> {
    let after = arguments.number("after").and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
    let page =
        reader.page(&Wanted { table, tests, after, limit: arguments.limit() }).map_err(|e| e.to_string())?;
    let next = page.next;
    let rows = objects(&page).into_iter().map(|row| with_words(site, row)).collect();
    Ok((rows, next))
}

fn text_of<'j>(row: &'j Json, key: &str) -> Option<&'j str> {
    row.get(key).and_then(Json::as_str)
}

/// The row with the words its span stands for, where they were printed, and the names behind its ids.
fn with_words(site: &Site, mut row: Json) -> Json {
    let offset =
        |row: &Json, key: &str| row.get(key).and_then(Json::as_u64).and_then(|n| usize::try_from(n).ok());
    let article: Option<Id> = text_of(&row, "article").and_then(|id| id.parse().ok());
    let at = article.zip(offset(&row, "start").zip(offset(&row, "end")));
    let found =
        at.and_then(|(article, (start, end))| Some(At { article, span: site.bytes(article, start, end)? }));
    let names: Vec<(String, String)> = ["party", "said_by", "who", "whom", "actor", "recipient", "place"]
        .iter()
        .filter_map(|key| {
            let entity = site.record.entity(text_of(&row, key)?.parse().ok()?)?;
            Some((format!("{key}_name"), entity.name.clone()))
        })
        .collect();
    let told = text_of(&row, "attribution").and_then(|id| id.parse::<Id>().ok());
    if let Some(object) = row.as_object_mut() {
        for (key, name) in names {
            object.insert(key, json!(name));
        }
        if let Some(at) = found {
            let voice = site.index.voice(at.article, told);
            object.insert("words".to_owned(), json!(site.index.words(at.article, at.span)));
            object.insert("told".to_owned(), json!(voice.line.plain()));
            object.insert("outlet".to_owned(), json!(site.index.outlet(at.article).plain()));
            let published = site.index.known(at.article).map(|d| d.to_string());
            object.insert("published_to".to_owned(), json!(published));
        }
    }
    row
}

fn is(column: &str, value: &str) -> (String, Test) {
    (column.to_owned(), Test::Is(value.to_owned()))
}

fn positions(site: &Site, reader: &Reader, arguments: &Arguments) -> Result<Json, String> {
    let table = if arguments.0.get("history").and_then(Json::as_bool) == Some(true) {
        "positions"
    } else {
        "positions_now"
    };
    let mut tests: Vec<(String, Test)> =
        arguments.text("issue").map(|i| is("issue", i)).into_iter().collect();
    if let Some(party) = arguments.text("party") {
        let holders: std::collections::BTreeSet<Id> = site.record.positions.iter().map(|p| p.party).collect();
        let named: Vec<Id> = match party.parse::<Id>() {
            Ok(id) => vec![id],
            Err(_) => crate::pages::entity::named_like(site, party).iter().map(|e| e.entity).collect(),
        };
        let named: Vec<Id> = named.into_iter().filter(|id| holders.contains(id)).collect();
        match named.as_slice() {
            [] => return Err(format!("nobody called `{party}` holds a position")),
            [one] => tests.push(is("party", &one.to_string())),
            several => {
                let names: Vec<String> =
                    several.iter().map(|id| format!("{} ({id})", site.index.name(*id).plain())).collect();
                return Err(format!("`{party}` may be several: {}; give an id", names.join(", ")));
            }
        }
    }
    let (rows, next) = rows(site, reader, arguments, table, &tests)?;
    Ok(json!({"rows": rows, "next": next, "issues": site.index.issues()}))
}

fn claims(site: &Site, reader: &Reader, arguments: &Arguments) -> Result<Json, String> {
    let mut tests: Vec<(String, Test)> =
        arguments.text("status").map(|s| is("status", s)).into_iter().collect();
    tests.extend(arguments.text("claim").map(|c| is("claim", c)));
    let (mut list, next) = rows(site, reader, arguments, "claims", &tests)?;
    for row in &mut list {
        let Some(id) = text_of(row, "claim").map(str::to_owned) else { continue };
        let all = Wanted { table: "claim_evidence", tests: &[is("claim", &id)], after: 0, limit: MOST };
        let page = reader.page(&all).map_err(|e| e.to_string())?;
        let evidence: Vec<Json> = objects(&page).into_iter().map(|row| with_words(site, row)).collect();
        if let Some(object) = row.as_object_mut() {
            object.insert("evidence".to_owned(), json!(evidence));
            object.insert("more_evidence".to_owned(), json!(page.next.is_some()));
        }
    }
    Ok(json!({"rows": list, "next": next}))
}

fn timeline(site: &Site, reader: &Reader, arguments: &Arguments) -> Result<Json, String> {
    let mut tests = Vec::new();
    tests.extend(arguments.day("from")?.map(|d| ("date_end".to_owned(), Test::Least(d.to_string()))));
    tests.extend(arguments.day("to")?.map(|d| ("date_start".to_owned(), Test::Most(d.to_string()))));
    tests.extend(arguments.text("what").map(|w| is("what", w)));
    let (rows, next) = rows(site, reader, arguments, "timeline", &tests)?;
    Ok(json!({"rows": rows, "next": next}))
}

fn words(site: &Site, arguments: &Arguments) -> Result<Json, String> {
    let article: Id =
        arguments.text("article").and_then(|a| a.parse().ok()).ok_or("`article` is the id of an article")?;
    if site.record.article(article).is_none() {
        return Err(format!("the record has no article {article}"));
    }
    let (Some(start), Some(end)) = (arguments.number("start"), arguments.number("end")) else {
        return Err("`start` and `end` are code points of the article's text".to_owned());
    };
    let span = site.bytes(article, start, end).ok_or("the span does not fit the article")?;
    Ok(evidence(site, &At { article, span }))
}
