//! What the server refuses to wait for, to read or to send: sizes, times, numbers.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, clippy::expect_used)]

mod server;

use rapporteur_pages::Limits;
use server::*;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::time::{Duration, Instant};

#[test]
fn connections_headers_and_waiting_have_limits() {
    let folder = folder();
    let server = Server::start(folder.path(), None);
    let address = server.at.address;
    // Size: headers beyond 16 KiB are not read.
    let large = send(
        address,
        &format!(
            "GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\nConnection: close\r\n\r\n",
            "a".repeat(40_000)
        ),
    );
    assert!(matches!(large.status, 0 | 431), "{}", large.status);
    // Time: whoever begins and does not go on is let go after ten seconds.
    let mut slow = TcpStream::connect(address).unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nHost: loc").unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let began = Instant::now();
    let waited = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = slow.read_to_end(&mut bytes);
        (began.elapsed(), String::from_utf8_lossy(&bytes).into_owned())
    });
    // Number: with as many connections as there may be, the next is answered when one has ended, not before.
    let mut idle: Vec<TcpStream> = (0..256).map(|_| TcpStream::connect(address).unwrap()).collect();
    let mut next = TcpStream::connect(address).unwrap();
    next.write_all(b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    next.set_read_timeout(Some(Duration::from_millis(700))).unwrap();
    let mut first = [0u8; 12];
    let early = next.read(&mut first);
    assert!(early.is_err(), "it was answered beyond the limit: {early:?}");
    idle.truncate(200);
    next.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    next.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    drop(idle);
    let (after, heard) = waited.join().unwrap();
    assert!(after > Duration::from_secs(8) && after < Duration::from_secs(40), "{after:?}");
    assert!(!heard.contains("200 OK"), "{heard}");
    assert_eq!(server.ask("/").status, 200);
}

fn limits(change: impl FnOnce(&mut Limits)) -> Limits {
    let mut limits = Limits::default();
    change(&mut limits);
    limits
}

#[test]
fn an_answer_that_takes_too_long_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let mut pile = full::common::Pile { record: full::full() };
    let text = "the ferry came in late again, ".repeat(100_000);
    let giant = pile.article("Klow Courier", "1931-03-13", "Late again", &text);
    rapporteur_store::write(&pile.done(), folder.path(), &[]).unwrap();
    let none = limits(|l| l.answer_time = Duration::ZERO);
    let server = Server::within(folder.path(), None, None, IpAddr::V4(Ipv4Addr::LOCALHOST), none);
    // An address of its own each time, so that nothing is kept ready; the quickest may be done at once, on a busy machine
    // many in a row.
    let ask = |path: &str| {
        let mut all = (0..500).map(|n| server.ask(&format!("{path}token={n}")));
        all.find(|p| {
            assert!(matches!(p.status, 200 | 503), "{}", p.status);
            p.status == 503
        })
    };
    let late = ask(&format!("/article/{giant}?")).expect("no page is made in no time");
    assert_eq!((late.header("retry-after"), late.header("etag")), (Some("30"), None));
    assert!(late.body.contains("took too long") && !late.body.contains("ferry"));
    let late = ask("/api/v1/articles?").expect("nor are rows");
    assert_eq!(late.header("content-type"), Some("application/problem+json"));
    assert_eq!(late.json()["title"], "Took too long");
    // What is no part of the record takes no time.
    assert_eq!(server.ask("/style.css").status, 200);
}

#[test]
fn a_connection_ends_however_much_it_is_used() {
    let folder = folder();
    let short = limits(|l| l.connection_time = Duration::from_millis(1_500));
    let server = Server::within(folder.path(), None, None, IpAddr::V4(Ipv4Addr::LOCALHOST), short);
    let began = Instant::now();
    let mut idle = TcpStream::connect(server.at.address).unwrap();
    idle.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let mut used = TcpStream::connect(server.at.address).unwrap();
    used.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let (mut answers, mut bytes) = (0, [0_u8; 4_096]);
    while used.write_all(b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n").is_ok() {
        match used.read(&mut bytes) {
            Ok(n) if n > 0 => answers += 1,
            _ => break,
        }
        assert!(began.elapsed() < Duration::from_secs(30), "it is still answered");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(answers > 1 && began.elapsed() > Duration::from_millis(1_400), "{answers} {:?}", began.elapsed());
    assert_eq!(idle.read(&mut bytes).unwrap_or(0), 0, "whoever says nothing is let go as well");
    assert_eq!(server.ask("/").status, 200);
}

#[test]
fn a_form_that_is_too_large_or_too_slow_rules_nothing() {
    let folder = folder();
    let (server, list) = reviewing_within(folder.path(), limits(|l| l.header_time = Duration::from_secs(1)));
    let token = server.at.url.split_once("?token=").expect("it has one").1.to_owned();
    let host = server.at.address.to_string();
    let form = |length: usize, body: &str| {
        server.send(&format!(
            "POST /review HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        ))
    };
    let large = "a".repeat(17_000);
    assert_eq!(form(large.len(), &large).status, 413);
    // Half of it comes, and then nothing.
    let began = Instant::now();
    assert_eq!(form(200, "do=apply&").status, 408);
    assert!(began.elapsed() > Duration::from_millis(900) && began.elapsed() < Duration::from_secs(20));
    assert!(list.lock().unwrap().is_empty());
}

#[test]
fn no_answer_is_larger_than_its_limit() {
    let folder = tempfile::tempdir().unwrap();
    let mut pile = full::common::Pile { record: full::full() };
    for n in 0..5 {
        let text = format!("Report {n}. {}", "the ferry came in late again, ".repeat(100_000));
        pile.article("Klow Courier", "1931-03-13", &format!("Report {n}"), &text);
    }
    let all = pile.record.articles.len();
    rapporteur_store::write(&pile.done(), folder.path(), &[]).unwrap();
    let server = Server::start(folder.path(), None);
    let (mut seen, mut answers, mut next) = (0, 0, String::new());
    loop {
        let answer = server.ask(&format!("/api/v1/articles?limit=1000{next}"));
        // Eight megabytes of cells and one row more.
        assert!(answer.body.len() < 13 << 20, "{}", answer.body.len());
        let answer = answer.json();
        seen += answer["rows"].as_array().unwrap().len();
        answers += 1;
        match answer["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(seen, all);
    assert!(answers > 1);
}
