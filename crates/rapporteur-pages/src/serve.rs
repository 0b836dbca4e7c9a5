//! The server: sockets, limits, who may ask, headers, and an orderly end.
//!
//! Loopback only, unless a token is set. A connection, a header, an address, an answer: each has a limit in size, number
//! or time. What is answered is worked out in `route`, on one snapshot of the record.
#![allow(clippy::disallowed_methods)] // Sockets and waiting are a server's business.

use crate::address::{Address, link, pairs};
use crate::pages::review::Told;
use crate::review::{self, Said, Sort};
use crate::route::{self, Reply};
use crate::snapshot::{Found, Rebuild, Shelf};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use rapporteur_model::{Date, Id, Record, Ruling};
use rapporteur_store::StoreError;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore, watch};

/// How much, how many and how long. What `rapporteur serve` uses is [`Limits::default`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Limits {
    /// Connections at a time; the next waits until one ends.
    pub connections: usize,
    /// How long headers may take, and a form that is sent.
    pub header_time: Duration,
    /// How long an answer may take to be worked out.
    pub answer_time: Duration,
    /// How long a connection may stay open, used or not.
    pub connection_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            connections: 256,
            header_time: Duration::from_secs(10),
            answer_time: Duration::from_secs(30),
            connection_time: Duration::from_secs(300),
        }
    }
}

/// Bytes of a request's line and headers.
const HEADERS: usize = 16 * 1024;
/// Bytes of an address.
const ADDRESS: usize = 4 * 1024;
/// How long connections have to end when the server does.
const END_TIME: Duration = Duration::from_secs(10);
/// How often it is looked whether the record was replaced.
const LOOK: Duration = Duration::from_millis(700);
/// Bytes of a form that is sent.
const FORM: usize = 16 * 1024;
/// The name of the cookie that holds the token.
const COOKIE: &str = "rapporteur";
/// The fewest characters of a token.
pub const TOKEN_LENGTH: usize = 16;

/// What to serve, and to whom.
pub struct Options {
    /// The record folder.
    pub record: PathBuf,
    /// The address to listen on.
    pub host: IpAddr,
    /// The port; 0 for any that is free.
    pub port: u16,
    /// What whoever asks has to show. Beyond loopback one is made up where none is given.
    pub token: Option<String>,
    /// Draws the record up as of a day.
    pub rebuild: Rebuild,
    /// Told what a person should know: a new record was taken up, or could not be.
    pub tell: Arc<dyn Fn(&str) + Send + Sync>,
    /// What reviewing may do; without it nothing is ever written.
    pub writing: Option<Writing>,
    /// How much, how many and how long.
    pub limits: Limits,
}

/// Something done with a thing on disk, or why it could not be done.
pub type Step<T> = Arc<dyn Fn(&T) -> Result<(), String> + Send + Sync>;

/// What reviewing may do. Whoever asks then needs the token, also on this machine.
#[derive(Clone)]
pub struct Writing {
    /// The file of rulings, for a reader.
    pub file: String,
    /// The rulings that stand in the file.
    pub rulings: Arc<dyn Fn() -> Result<Vec<Ruling>, String> + Send + Sync>,
    /// Appends a ruling to the file.
    pub append: Step<Ruling>,
    /// The day that a ruling is made on.
    pub today: Arc<dyn Fn() -> Date + Send + Sync>,
    /// Draws the record up again with the rulings of the file, and puts it in the place of the one served.
    pub apply: Step<Record>,
}

/// Why there is no server.
#[derive(Debug)]
#[non_exhaustive]
pub enum ServeError {
    /// The record cannot be read.
    Record(StoreError),
    /// The address cannot be listened on, or the system refuses threads.
    Io(SocketAddr, std::io::Error),
    /// The token is too short.
    Token,
    /// An agent could not be served.
    Agent(String),
}

impl std::fmt::Display for ServeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ServeError::Record(e) => e.fmt(f),
            ServeError::Io(address, e) => write!(f, "could not listen on {address}: {e}"),
            ServeError::Agent(why) => write!(f, "could not serve: {why}"),
            ServeError::Token => {
                write!(f, "a token needs {TOKEN_LENGTH} characters or more, of A-Z, a-z, 0-9, - and _")
            }
        }
    }
}

impl std::error::Error for ServeError {}

/// A server that listens.
#[derive(Debug)]
pub struct Listening {
    /// The address it listens on.
    pub address: SocketAddr,
    /// What to open in a browser, with the token if one is needed.
    pub url: String,
    /// Ends the server.
    pub stop: Arc<Notify>,
}

/// Serves until interrupted or stopped. `ready` is told once it listens.
pub fn serve(options: Options, ready: impl FnOnce(Listening)) -> Result<(), ServeError> {
    let asked = SocketAddr::new(options.host, options.port);
    let cores = std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 8);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|e| ServeError::Io(asked, e))?;
    let token = match options.token {
        Some(token) if fit(&token) => Some(token),
        Some(_) => return Err(ServeError::Token),
        None if options.host.is_loopback() && options.writing.is_none() => None,
        None => Some(made_up().map_err(|e| ServeError::Io(asked, e))?),
    };
    let run = made_up().map_err(|e| ServeError::Io(asked, e))?;
    let write = options.writing.is_some();
    let shelf = Shelf::open(&options.record, cores, options.rebuild, write).map_err(ServeError::Record)?;
    let secret = made_up().map_err(|e| ServeError::Io(asked, e))?;
    let review = options.writing.map(|writing| Review { writing, secret, state: Arc::default() });
    let ended = runtime.block_on(async {
        let listener = TcpListener::bind(asked).await.map_err(|e| ServeError::Io(asked, e))?;
        let address = listener.local_addr().map_err(|e| ServeError::Io(asked, e))?;
        let query = token.as_deref().map(|t| ("token", t));
        let url = link(&format!("http://{address}/"), query);
        let stop = Arc::new(Notify::new());
        let loopback = options.host.is_loopback();
        let (limits, host) = (options.limits, options.host);
        let desk = Arc::new(Desk { shelf, run, token, loopback, host, review, limits });
        ready(Listening { address, url, stop: stop.clone() });
        let watching = tokio::spawn(look(desk.clone(), options.tell));
        accept(listener, desk, stop).await;
        watching.abort();
        Ok(())
    });
    runtime.shutdown_timeout(END_TIME);
    ended
}

fn fit(token: &str) -> bool {
    token.len() >= TOKEN_LENGTH
        && token.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// 160 bits from the system.
fn made_up() -> std::io::Result<String> {
    let mut bytes = [0u8; 20];
    getrandom::fill(&mut bytes).map_err(|e| std::io::Error::other(e.to_string()))?;
    Ok(bytes.iter().map(|b| format!("{b:02x}")).collect())
}

struct Desk {
    shelf: Shelf,
    /// Of this run of the program: another build of it may answer otherwise from the same record.
    run: String,
    token: Option<String>,
    loopback: bool,
    host: IpAddr,
    review: Option<Review>,
    limits: Limits,
}

/// How far rulings are applied.
#[derive(Default)]
struct Applying {
    /// They are being applied.
    now: bool,
    /// Why they could not be, the last time.
    failed: Option<String>,
}

/// Reviewing, where it is allowed.
struct Review {
    writing: Writing,
    /// A form of ours has it; a form of another site, whose cookies a browser might send along, has not.
    secret: String,
    state: Arc<Mutex<Applying>>,
}

/// Takes up records that replace the one served.
async fn look(desk: Arc<Desk>, tell: Arc<dyn Fn(&str) + Send + Sync>) {
    let mut trouble = String::new();
    loop {
        tokio::time::sleep(LOOK).await;
        let desk = desk.clone();
        let looked = tokio::task::spawn_blocking(move || desk.shelf.look()).await;
        match looked {
            Ok(Ok(true)) => {
                trouble.clear();
                tell("the record was replaced; serving the new one");
            }
            Ok(Err(e)) if e.to_string() != trouble => {
                trouble = e.to_string();
                tell(&format!("still serving the record as it was: {trouble}"));
            }
            _ => {}
        }
    }
}

async fn interrupted() {
    let asked = async {
        // Where the system knows no such signal, nobody waits for it.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut term) = signal(SignalKind::terminate()) else { return asked.await };
        tokio::select! {
            () = asked => {}
            _ = term.recv() => {}
        }
    }
    #[cfg(not(unix))]
    asked.await;
}

async fn accept(listener: TcpListener, desk: Arc<Desk>, stop: Arc<Notify>) {
    let places = desk.limits.connections.clamp(1, Semaphore::MAX_PERMITS);
    let room = Arc::new(Semaphore::new(places));
    let (end, ending) = watch::channel(false);
    let over = async {
        tokio::select! {
            () = interrupted() => {}
            () = stop.notified() => {}
        }
    };
    tokio::pin!(over);
    loop {
        let next = async {
            let permit = room.clone().acquire_owned().await;
            (listener.accept().await, permit)
        };
        let (accepted, permit) = tokio::select! {
            next = next => next,
            () = &mut over => break,
        };
        let (Ok((stream, _)), Ok(permit)) = (accepted, permit) else {
            // Out of file handles, or the peer is gone already: give the system a moment.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let (desk, ending) = (desk.clone(), ending.clone());
        tokio::spawn(async move {
            let time = desk.limits.connection_time;
            let _ = tokio::time::timeout(time, connection(stream, desk, ending)).await;
            drop(permit);
        });
    }
    let _ = end.send(true);
    // All places free again means that every connection has ended.
    let all = u32::try_from(places).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(END_TIME, room.acquire_many(all)).await;
}

async fn connection(stream: TcpStream, desk: Arc<Desk>, mut ending: watch::Receiver<bool>) {
    let _ = stream.set_nodelay(true);
    let header_time = desk.limits.header_time;
    let service = service_fn(move |request| {
        let desk = desk.clone();
        async move { Ok::<_, Infallible>(respond(&desk, request).await) }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(header_time)
        .max_buf_size(HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = ending.wait_for(|end| *end) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}

const TOO_LONG: &str = "Took too long";
const TOKEN_NEEDED: &str =
    "Open the address that the server printed when it started, or send the token as `Authorization: Bearer`.";

/// What a page may load, and from where.
macro_rules! policy {
    () => {
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    };
}

/// An answer with its headers.
async fn respond(desk: &Desk, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let uri = request.uri().clone();
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let known = known.as_ref().and_then(|v| v.to_str().ok());
    let address = Address::new(uri.path(), uri.query().unwrap_or(""));
    let fail = |status, title, detail| (route::failure(&address, status, title, detail, None), None);
    let long = uri.path().len() + uri.query().map_or(0, str::len) > ADDRESS;
    let (reply, tag) = if long {
        fail(414, "Address too long", "An address has at most 4096 bytes.")
    } else if !hosted(desk, request.headers()) {
        fail(421, "Wrong host", "This server answers to its own address only.")
    } else if let (&Method::POST, "/review", Some(review)) = (request.method(), uri.path(), &desk.review) {
        match admitted(desk, request.headers(), &Address::default()) {
            Admitted::Yes if ours(request.headers()) => (posted(desk, review, &address, request).await, None),
            Admitted::Yes => fail(403, "Refused", "A form of this server's own pages may say so, no other."),
            _ => fail(401, "Token needed", TOKEN_NEEDED),
        }
    } else if !matches!(*request.method(), Method::GET | Method::HEAD) {
        fail(405, "Method not allowed", "Only GET and HEAD are answered here.")
    } else if let Some(reply) = route::asset(&address) {
        (reply, Some(Id::of("asset", &[desk.run.as_bytes(), address.path.as_bytes()]).to_string()))
    } else {
        match admitted(desk, request.headers(), &address) {
            Admitted::Yes => {
                let asked = uri.path_and_query().map_or("/", |p| p.as_str());
                answer(desk, &address, asked, known).await
            }
            Admitted::Now(cookie) => return enter(&address, &cookie),
            Admitted::No => fail(401, "Token needed", TOKEN_NEEDED),
        }
    };
    let tag = tag.filter(|_| reply.keep).map(|t| format!("\"{t}\""));
    let unchanged = tag.as_ref().is_some_and(|tag| has(known, tag) || known.is_some_and(|k| k.trim() == "*"));
    let mut response = headed(reply, tag.as_deref(), unchanged);
    if address.path == "/review" {
        // The one page with a script, which adds keys to its buttons.
        response.headers_mut().insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(concat!(policy!(), "; script-src 'self'")),
        );
    }
    response
}

/// Does `If-None-Match` name this tag?
fn has(known: Option<&str>, tag: &str) -> bool {
    known.is_some_and(|known| known.split(',').any(|k| k.trim().trim_start_matches("W/") == tag))
}

fn headed(reply: Reply, tag: Option<&str>, unchanged: bool) -> Response<Full<Bytes>> {
    let Reply { status, kind, body, location, again, .. } = reply;
    let body = if unchanged { Bytes::new() } else { body };
    let mut response = Response::new(Full::new(body));
    let status = if unchanged { 304 } else { status };
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    let mut put = |name: header::HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    put(header::CONTENT_TYPE, kind);
    put(header::CACHE_CONTROL, "private, no-cache");
    // Nothing is loaded from elsewhere, nothing runs that is not a file of ours, nobody puts us into a frame.
    put(header::CONTENT_SECURITY_POLICY, policy!());
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::X_FRAME_OPTIONS, "DENY");
    put(header::REFERRER_POLICY, "same-origin");
    put(header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    put(header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    put(header::HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    if let Some(tag) = tag {
        put(header::ETAG, tag);
    }
    if let Some(location) = location {
        put(header::LOCATION, &location);
    }
    if let Some(again) = again {
        put(header::RETRY_AFTER, &again.to_string());
    }
    if status == 405 {
        put(header::ALLOW, "GET, HEAD");
    }
    if status == 401 {
        put(header::WWW_AUTHENTICATE, "Bearer");
    }
    response
}

/// Is the request meant for this server? A page elsewhere that names our port by another name is not.
fn hosted(desk: &Desk, headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|h| h.to_str().ok()) else { return false };
    if !desk.loopback {
        // Who has the token may come by any name.
        return true;
    }
    let name = match host.strip_prefix('[').and_then(|h| h.split_once(']')) {
        Some((inside, _)) => inside,
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback() || ip == desk.host)
}

enum Admitted {
    Yes,
    /// The token came with the address: keep it as a cookie.
    Now(String),
    No,
}

/// Compares without telling by its time how much was right.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |all, (x, y)| all | (x ^ y)) == 0
}

fn admitted(desk: &Desk, headers: &HeaderMap, address: &Address) -> Admitted {
    let Some(token) = desk.token.as_deref() else { return Admitted::Yes };
    if address.get("token").is_some_and(|t| same(t, token)) {
        return Admitted::Now(format!("{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/"));
    }
    let text = |name| headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok()).unwrap_or("");
    let bearer = text(header::AUTHORIZATION).strip_prefix("Bearer ").is_some_and(|t| same(t.trim(), token));
    let cookie = text(header::COOKIE)
        .split(';')
        .filter_map(|c| c.trim().split_once('='))
        .any(|(name, value)| name == COOKIE && same(value, token));
    if bearer || cookie { Admitted::Yes } else { Admitted::No }
}

/// To the same address without the token, so that it is in no history and no referrer.
fn enter(address: &Address, cookie: &str) -> Response<Full<Bytes>> {
    let rest = address.without(&["token"]).map(|(k, v)| (k.as_str(), v.as_str()));
    // A path that begins with two slashes would lead elsewhere.
    let path = format!("/{}", address.path.trim_start_matches('/'));
    let mut response = headed(Reply::go(link(&path, rest)), None, false);
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// Was the request sent by a page of this server? A browser says where it comes from; a program that shows the token in
/// a header, which no browser does by itself, need not.
fn ours(headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).map(|v| v.to_str().unwrap_or(""));
    let site = text(header::HeaderName::from_static("sec-fetch-site"));
    let host = text(header::HOST);
    let origin = text(header::ORIGIN);
    let same_origin = |origin: &str| {
        let rest = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        rest.is_some() && rest == host
    };
    match (site, origin) {
        (Some(site), _) if site != "same-origin" => false,
        (_, Some(origin)) => same_origin(origin),
        (Some(_), None) => true,
        (None, None) => text(header::AUTHORIZATION).is_some(),
    }
}

/// What a form of the review page says: a ruling, or that rulings be applied.
async fn posted(desk: &Desk, review: &Review, address: &Address, request: Request<Incoming>) -> Reply {
    let fail = |status, title, detail: &str| route::failure(address, status, title, detail, None);
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return fail(415, "No form", "Rulings are sent as a form.");
    }
    let body = Limited::new(request.into_body(), FORM).collect();
    let body = match tokio::time::timeout(desk.limits.header_time, body).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(_)) => return fail(413, "Too much", "A form has at most 16384 bytes."),
        Err(_) => return fail(408, "Too slow", "The form did not arrive in time."),
    };
    let form = Address { query: pairs(&String::from_utf8_lossy(&body)), ..Address::default() };
    if !form.get("secret").is_some_and(|s| same(s, &review.secret)) {
        let why = "The form is of another run of this server: open the page again and say it once more.";
        return fail(403, "Refused", why);
    }
    let sort = form.get("kind").and_then(Sort::parse);
    let author = form.get("author").unwrap_or("").to_owned();
    let back = Reply::go(review::address(sort, &author, form.parse("page").unwrap_or(1)));
    let what = form.get("do").unwrap_or("").to_owned();
    let snapshot = desk.shelf.now();
    if what == "name" {
        return back;
    }
    if what == "apply" {
        let mut state = review.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !state.now {
            (state.now, state.failed) = (true, None);
            let (state, apply) = (Done(review.state.clone()), review.writing.apply.clone());
            snapshot.later(move |site| {
                let done = apply(site.record);
                state.0.lock().unwrap_or_else(PoisonError::into_inner).failed = done.err();
            });
        }
        return back;
    }
    let today = (review.writing.today)();
    let made = snapshot.ask(move |site, _| {
        let mut words = what.splitn(3, ':');
        let mut word = || words.next().unwrap_or("");
        let (what, sort, id) = (word(), Sort::parse(word()), word().parse::<Id>());
        let (Some(sort), Ok(id)) = (sort, id) else {
            return Err("The form says nothing that can be ruled on.".to_owned());
        };
        let to = form.get(&format!("to-{id}")).unwrap_or("");
        let reason = form.get("reason").unwrap_or("");
        let author = form.get("author").unwrap_or("");
        review::ruling(site, &Said { sort, id, what, to, author, reason }, today)
    });
    let ruling = match tokio::time::timeout(desk.limits.answer_time, made).await {
        Ok(Ok(Ok(ruling))) => ruling,
        Ok(Ok(Err(why))) => return fail(422, "No ruling", &why),
        Ok(Err(_)) => return fail(500, "Something broke", "The ruling could not be worked out."),
        Err(_) => return fail(503, TOO_LONG, "Nothing was ruled; say it again in a while."),
    };
    let append = review.writing.append.clone();
    match tokio::task::spawn_blocking(move || append(&ruling)).await {
        Ok(Ok(())) => back,
        Ok(Err(why)) => fail(422, "Not appended", &why),
        Err(_) => fail(500, "Something broke", "The ruling could not be appended."),
    }
}

/// Says that nothing is being applied any more, however it ended.
struct Done(Arc<Mutex<Applying>>);

impl Drop for Done {
    fn drop(&mut self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).now = false;
    }
}

/// The review page, on the record as it is now.
async fn reviewed(desk: &Desk, review: &Review, address: &Address) -> Reply {
    let rulings = review.writing.rulings.clone();
    let rulings = tokio::task::spawn_blocking(move || rulings()).await;
    let told = {
        let state = review.state.lock().unwrap_or_else(PoisonError::into_inner);
        Told {
            secret: review.secret.clone(),
            file: review.writing.file.clone(),
            rulings: rulings.unwrap_or_else(|_| Err("reading them broke".to_owned())),
            applying: state.now,
            failed: state.failed.clone(),
        }
    };
    let there = address.clone();
    let snapshot = desk.shelf.now();
    let work = snapshot.ask(move |site, _| crate::pages::review::page(site, &there, &told));
    match tokio::time::timeout(desk.limits.answer_time, work).await {
        // It depends on the file, too.
        Ok(Ok(html)) => Reply { keep: false, ..Reply::new(200, route::HTML, html) },
        Ok(Err(_)) => route::failure(address, 500, "Something broke", "The page could not be made.", None),
        Err(_) => route::failure(address, 503, TOO_LONG, "The page took too long to work out.", Some(30)),
    }
}

/// The answer from the record, as of the day that is asked for.
async fn answer(desk: &Desk, address: &Address, asked: &str, known: Option<&str>) -> (Reply, Option<String>) {
    let fail =
        |status, title, detail: &str, again| (route::failure(address, status, title, detail, again), None);
    if let (Some(review), "/review") = (&desk.review, address.path.as_str()) {
        return (reviewed(desk, review, address).await, None);
    }
    let snapshot = match address.get("as_of").map(str::parse::<Date>) {
        None => desk.shelf.now(),
        Some(Err(_)) => return fail(400, "Bad day", "`as_of` is a day, written YYYY-MM-DD.", None),
        Some(Ok(day)) => match desk.shelf.known(day).await {
            Found::Ready(snapshot) => snapshot,
            Found::Drawing => {
                let detail = format!(
                    "The record as it was known on {day} is being drawn up again from the articles published by then. This page asks again by itself."
                );
                return fail(503, "Being drawn up", &detail, Some(3));
            }
            Found::Busy => {
                return fail(
                    503,
                    "Busy",
                    "Several other days are being drawn up; ask again in a while.",
                    Some(10),
                );
            }
            Found::Failed(why) => return fail(500, "Could not be drawn up", &why, None),
        },
    };
    let tag = format!("{}-{}", snapshot.tag, Id::of("address", &[desk.run.as_bytes(), asked.as_bytes()]));
    // Only what was answered in full was given this tag.
    if has(known, &format!("\"{tag}\"")) {
        return (Reply::same(), Some(tag));
    }
    if let Some(reply) = snapshot.kept.get(asked) {
        return (reply, Some(tag));
    }
    let address_there = address.clone();
    let work = snapshot.ask(move |site, reader| route::answer(site, reader, &address_there));
    match tokio::time::timeout(desk.limits.answer_time, work).await {
        Ok(Ok(reply)) => {
            snapshot.kept.put(asked, &reply);
            (reply, Some(tag))
        }
        Ok(Err(_)) => fail(500, "Something broke", "The answer could not be worked out.", None),
        Err(_) => fail(503, TOO_LONG, "The answer took too long to work out; ask for less.", Some(30)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_compared_whole() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd") && !same("abc", "ab") && !same("", "a"));
        assert!(fit(&made_up().unwrap()) && !fit("short") && !fit("sixteen characters!"));
        assert_ne!(made_up().unwrap(), made_up().unwrap());
    }
}
