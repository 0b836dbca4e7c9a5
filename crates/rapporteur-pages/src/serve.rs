//! The server: sockets, limits, who may ask, headers, and an orderly end.
//!
//! Loopback only, unless a token is set. A connection, a header, an address, an answer: each has a limit in size, number
//! or time. What is answered is worked out in `route`, on one snapshot of the record.
#![allow(clippy::disallowed_methods)] // Sockets and waiting are a server's business.

use crate::address::{Address, link};
use crate::route::{self, Reply};
use crate::snapshot::{Found, Rebuild, Shelf};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use rapporteur_model::{Date, Id};
use rapporteur_store::StoreError;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore, watch};

/// Connections at a time; the next waits until one ends.
const CONNECTIONS: usize = 256;
/// Bytes of a request's line and headers.
const HEADERS: usize = 16 * 1024;
/// Bytes of an address.
const ADDRESS: usize = 4 * 1024;
/// How long headers may take.
const HEADER_TIME: Duration = Duration::from_secs(10);
/// How long an answer may take to be worked out.
const ANSWER_TIME: Duration = Duration::from_secs(30);
/// How long a connection may stay open, used or not.
const CONNECTION_TIME: Duration = Duration::from_secs(300);
/// How long connections have to end when the server does.
const END_TIME: Duration = Duration::from_secs(10);
/// How often it is looked whether the record was replaced.
const LOOK: Duration = Duration::from_millis(700);
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
        None if options.host.is_loopback() => None,
        None => Some(made_up().map_err(|e| ServeError::Io(asked, e))?),
    };
    let run = made_up().map_err(|e| ServeError::Io(asked, e))?;
    let shelf = Shelf::open(&options.record, cores, options.rebuild).map_err(ServeError::Record)?;
    let ended = runtime.block_on(async {
        let listener = TcpListener::bind(asked).await.map_err(|e| ServeError::Io(asked, e))?;
        let address = listener.local_addr().map_err(|e| ServeError::Io(asked, e))?;
        let query = token.as_deref().map(|t| ("token", t));
        let url = link(&format!("http://{address}/"), query);
        let stop = Arc::new(Notify::new());
        let desk =
            Arc::new(Desk { shelf, run, token, loopback: options.host.is_loopback(), host: options.host });
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
    let room = Arc::new(Semaphore::new(CONNECTIONS));
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
            let _ = tokio::time::timeout(CONNECTION_TIME, connection(stream, desk, ending)).await;
            drop(permit);
        });
    }
    let _ = end.send(true);
    // All places free again means that every connection has ended.
    let all = u32::try_from(CONNECTIONS).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(END_TIME, room.acquire_many(all)).await;
}

async fn connection(stream: TcpStream, desk: Arc<Desk>, mut ending: watch::Receiver<bool>) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let desk = desk.clone();
        async move { Ok::<_, Infallible>(respond(&desk, request).await) }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
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

/// An answer with its headers.
async fn respond(desk: &Desk, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let uri = request.uri();
    let address = Address::new(uri.path(), uri.query().unwrap_or(""));
    let fail = |status, title, detail| (route::failure(&address, status, title, detail, None), None);
    let long = uri.path().len() + uri.query().map_or(0, str::len) > ADDRESS;
    let (reply, tag) = if long {
        fail(414, "Address too long", "An address has at most 4096 bytes.")
    } else if !hosted(desk, request.headers()) {
        fail(421, "Wrong host", "This server answers to its own address only.")
    } else if !matches!(*request.method(), Method::GET | Method::HEAD) {
        fail(405, "Method not allowed", "Only GET and HEAD are answered here.")
    } else if let Some(reply) = route::asset(&address) {
        (reply, Some(Id::of("asset", &[desk.run.as_bytes(), address.path.as_bytes()]).to_string()))
    } else {
        match admitted(desk, request.headers(), &address) {
            Admitted::Yes => answer(desk, &address, uri.path_and_query().map_or("/", |p| p.as_str())).await,
            Admitted::Now(cookie) => return enter(&address, &cookie),
            Admitted::No => fail(
                401,
                "Token needed",
                "Open the address that the server printed when it started, or send the token as `Authorization: Bearer`.",
            ),
        }
    };
    let tag = tag.filter(|_| reply.keep).map(|t| format!("\"{t}\""));
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    let unchanged = match (&tag, known) {
        (Some(tag), Some(known)) => {
            known.split(',').any(|k| k.trim().trim_start_matches("W/") == tag || k.trim() == "*")
        }
        _ => false,
    };
    headed(reply, tag.as_deref(), unchanged)
}

fn headed(reply: Reply, tag: Option<&str>, unchanged: bool) -> Response<Full<Bytes>> {
    let Reply { status, kind, body, location, again, .. } = reply;
    let body = if unchanged { Bytes::new() } else { Bytes::from(body) };
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
    put(
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
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

/// The answer from the record, as of the day that is asked for.
async fn answer(desk: &Desk, address: &Address, asked: &str) -> (Reply, Option<String>) {
    let fail =
        |status, title, detail: &str, again| (route::failure(address, status, title, detail, again), None);
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
    let address_there = address.clone();
    let work = snapshot.ask(move |site, reader| route::answer(site, reader, &address_there));
    match tokio::time::timeout(ANSWER_TIME, work).await {
        Ok(Ok(reply)) => (reply, Some(tag)),
        Ok(Err(_)) => fail(500, "Something broke", "The answer could not be worked out.", None),
        Err(_) => fail(503, "Took too long", "The answer took too long to work out; ask for less.", Some(30)),
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
