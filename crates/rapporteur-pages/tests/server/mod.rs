//! A server over a socket of its own for one test, and a client that asks it. Knows no page.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::expect_used
)] // Each target of tests uses a part.

#[path = "../full/mod.rs"]
pub mod full;

use rapporteur_model::{Date, Record, Ruling};
use rapporteur_pages::{Limits, Listening, Options, ServeError, Writing, serve};
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

pub struct Server {
    pub at: Listening,
    pub told: mpsc::Receiver<String>,
    thread: Option<std::thread::JoinHandle<Result<(), ServeError>>>,
}

/// As of a day: the record with a mark, so that a test sees where it came from. Leaving rows out is what the real one
/// must not do; here it only has to differ.
pub fn marked(record: &Record, day: Date) -> Result<Record, String> {
    if day == "1931-01-01".parse().unwrap() {
        return Err("no such day".to_owned());
    }
    if day == "1931-01-02".parse().unwrap() {
        std::thread::sleep(Duration::from_secs(2));
    }
    let mut record = record.clone();
    record.claims.clear();
    record.claim_evidence.clear();
    record.meta.retain(|(key, _)| key != "as_of");
    record.meta.push(("as_of".into(), day.to_string()));
    record.sort();
    Ok(record)
}

impl Server {
    pub fn start(record: &Path, token: Option<&str>) -> Server {
        Server::with(record, token, None, IpAddr::V4(Ipv4Addr::LOCALHOST))
    }

    pub fn with(record: &Path, token: Option<&str>, writing: Option<Writing>, host: IpAddr) -> Server {
        Server::within(record, token, writing, host, Limits::default())
    }

    pub fn within(
        record: &Path,
        token: Option<&str>,
        writing: Option<Writing>,
        host: IpAddr,
        limits: Limits,
    ) -> Server {
        let (say, hear) = mpsc::channel();
        let (tell, told) = mpsc::channel();
        let options = Options {
            record: record.to_owned(),
            host,
            port: 0,
            token: token.map(str::to_owned),
            rebuild: Arc::new(marked),
            tell: Arc::new(move |line: &str| {
                let _ = tell.send(line.to_owned());
            }),
            writing,
            limits,
        };
        let thread = std::thread::spawn(move || serve(options, |at| say.send(at).unwrap()));
        let at = hear.recv_timeout(Duration::from_secs(60)).expect("listens");
        Server { at, told, thread: Some(thread) }
    }

    pub fn ask(&self, path: &str) -> Answer {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
    }

    pub fn send(&self, request: &str) -> Answer {
        send(self.at.address, request)
    }
}

pub fn send(address: SocketAddr, request: &str) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
    Answer { status, head: head.to_lowercase(), body: body.to_owned() }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.at.stop.notify_one();
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap().unwrap();
        }
    }
}

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|l| l.strip_prefix(&format!("{name}: ")))
    }
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }
}

pub fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    rapporteur_store::write(&full::full(), folder.path(), &[]).unwrap();
    folder
}

/// Every address that a page leads to inside the site.
pub fn links(html: &str) -> Vec<String> {
    html.split("href=\"")
        .skip(1)
        .filter_map(|s| s.split('"').next())
        .map(|s| s.replace("&amp;", "&").replace("&#38;", "&"))
        .collect()
}

/// A server that writes rulings into a list.
pub fn reviewing(record: &Path) -> (Server, Arc<Mutex<Vec<Ruling>>>) {
    reviewing_within(record, Limits::default())
}

pub fn reviewing_within(record: &Path, limits: Limits) -> (Server, Arc<Mutex<Vec<Ruling>>>) {
    let list: Arc<Mutex<Vec<Ruling>>> = Arc::default();
    let (read, write, folder) = (list.clone(), list.clone(), record.to_owned());
    let applied = list.clone();
    let writing = Writing {
        file: "rulings.toml".into(),
        rulings: Arc::new(move || Ok(read.lock().unwrap().clone())),
        append: Arc::new(move |ruling| {
            write.lock().unwrap().push(ruling.clone());
            Ok(())
        }),
        today: Arc::new(|| "2031-05-01".parse().unwrap()),
        apply: Arc::new(move |record| {
            let mut record = record.clone();
            for ruling in applied.lock().unwrap().iter() {
                record.rulings_applied.push(ruling.outcome(None, None, Ok("done".into())));
            }
            record.sort();
            rapporteur_store::write(&record, &folder, &[]).map(|_| ()).map_err(|e| e.to_string())
        }),
    };
    (Server::within(record, None, Some(writing), IpAddr::V4(Ipv4Addr::LOCALHOST), limits), list)
}
