//! The server over real sockets: every page and table, other days, a replaced record, and what is refused.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, clippy::expect_used)]

mod server;

use rapporteur_model::{Date, Item, Judgement, Record};
use rapporteur_pages::{Limits, Options, ServeError, serve};
use server::*;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

#[test]
fn every_link_of_every_page_leads_somewhere() {
    let folder = folder();
    let server = Server::start(folder.path(), None);
    let mut seen = std::collections::BTreeSet::new();
    let mut next: Vec<String> =
        vec!["/".into(), "/search?q=borduria".into(), "/positions?as_of=1931-03-11".into()];
    while let Some(href) = next.pop() {
        let (path, anchor) = href.split_once('#').map_or((href.as_str(), None), |(p, a)| (p, Some(a)));
        if !path.starts_with('/') || seen.len() > 1_500 || !seen.insert(href.clone()) {
            continue;
        }
        let page = server.ask(path);
        assert_eq!(page.status, 200, "{href}");
        if let Some(anchor) = anchor {
            assert!(page.body.contains(&format!("id=\"{anchor}\"")), "{href}: no such place");
        }
        // Layers and zooms would multiply; one of each kind is enough.
        let many = |l: &String| l.contains("layers=") || l.starts_with("/timeline?");
        let shallow = href.contains("layers=") || href.starts_with("/timeline?");
        next.extend(links(&page.body).into_iter().filter(|l| !(shallow && many(l))));
    }
    assert!(seen.len() > 100, "{}", seen.len());
}

#[test]
fn pages_show_what_tables_hold() {
    let folder = folder();
    let server = Server::start(folder.path(), None);
    let flat = |path: &str| server.ask(path).body;
    assert!(flat("/claims").contains("Borduria laid mines off Cape Zub"));
    let claim = flat("/claims").split("/claims/").nth(1).unwrap()[..20].to_owned();
    let tree = flat(&format!("/claims/{claim}"));
    let order: Vec<_> = ["Klow Courier", "Morning Lantern", "Coast Herald"]
        .map(|o| tree.find(&format!("<bdi>{o}</bdi>, 1")))
        .into();
    assert!(order.iter().all(Option::is_some) && order.is_sorted(), "{order:?}");
    let sources = flat("/sources");
    assert!(
        sources.contains("laid <del>eleven</del> mines") && sources.contains("laid <ins>forty</ins> mines")
    );
    assert!(sources.contains("class=\"edge e-rewrite\"") && sources.contains("quote aligned"));
    let terms = flat("/terms");
    assert!(
        terms.contains("Istrow Accord") && terms.contains("Alleged breach") && terms.contains("1 Apr 1931")
    );
    assert!(flat("/meetings").contains("not reported"));
    assert!(flat("/map").contains("class=\"land\" d=\"M"));
    let entity = flat("/entities?name=krahl");
    assert!(entity.contains("Anna Kral"), "found by another spelling");
}

#[test]
fn an_empty_record_says_that_there_is_nothing() {
    let folder = tempfile::tempdir().unwrap();
    rapporteur_store::write(&Record::default(), folder.path(), &[]).unwrap();
    let server = Server::start(folder.path(), None);
    for path in [
        "/",
        "/positions",
        "/timeline",
        "/meetings",
        "/sources",
        "/claims",
        "/terms",
        "/map",
        "/articles",
        "/entities",
    ] {
        let page = server.ask(path);
        assert_eq!(page.status, 200, "{path}");
        assert!(page.body.contains("class=\"empty\""), "{path}");
    }
    assert_eq!(server.ask("/search?q=anything").status, 200);
}

#[test]
fn tables_come_as_json_page_by_page() {
    let folder = folder();
    let server = Server::start(folder.path(), None);
    for name in rapporteur_store::table_names() {
        let all = server.ask(&format!("/api/v1/{name}?limit=1000"));
        assert_eq!(all.status, 200, "{name}: {}", all.body);
        let all = all.json();
        let (mut rows, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = server.ask(&format!("/api/v1/{name}?limit=2{cursor}")).json();
            rows.extend(page["rows"].as_array().unwrap().clone());
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(&rows, all["rows"].as_array().unwrap(), "{name}");
    }
    let rejects = server.ask("/api/v1/positions?stance=rejects&date_start.min=1931-02-01").json();
    assert_eq!(rejects["rows"].as_array().unwrap().len(), 1);
    let row = &rejects["rows"][0];
    let words = server.ask(&format!(
        "/api/v1/words/{}?start={}&end={}",
        row["article"].as_str().unwrap(),
        row["start"],
        row["end"]
    ));
    assert_eq!(words.json()["words"], "Ruritania again refuses visits by foreign warships to its ports");
    let one = server.ask(&format!("/api/v1/positions/{}", row["position"].as_str().unwrap())).json();
    assert_eq!(&one, row);
    let found = server.ask("/api/v1/search?q=mines&limit=1").json();
    assert!(found["next"].is_string() && found["rows"][0]["spans"][0]["words"].is_string());
    let rest =
        server.ask(&format!("/api/v1/search?q=mines&limit=10&cursor={}", found["next"].as_str().unwrap()));
    assert_eq!(rest.json()["rows"].as_array().unwrap().len(), 2);
    assert_eq!(server.ask("/api/v1/brief").json()["articles"], 8);
    // One shape for what goes wrong.
    for (path, status) in [
        ("/api/v1/nothing", 404),
        ("/api/v1/positions/00", 404),
        ("/api/v1/mentions/1", 404),
        ("/api/v1/positions?colour=red", 400),
        ("/api/v1/positions?limit=0", 400),
        ("/api/v1/positions?limit=5000", 400),
        ("/api/v1/positions?cursor=x", 400),
        ("/api/v1/positions?cursor=0.3", 410),
        ("/api/v1/positions?as_of=soon", 400),
        ("/api/v1/search", 400),
        ("/api/v1/search?q=mines&from=soon", 400),
        ("/api/v1/search?q=mines&limit=101", 400),
        ("/api/v1/words/00000000000000000000", 404),
        ("/api/v2", 404),
        ("/api/v1/positions?as_of=1931-01-01", 500),
    ] {
        let wrong = server.ask(path);
        assert_eq!(wrong.status, status, "{path}");
        assert_eq!(wrong.header("content-type"), Some("application/problem+json"), "{path}");
        let problem = wrong.json();
        assert_eq!(problem["status"], status, "{path}");
        assert!(problem["title"].is_string() && problem["detail"].is_string() && problem["type"].is_string());
    }
}

#[test]
fn the_description_names_every_table_and_column() {
    let folder = folder();
    let server = Server::start(folder.path(), None);
    let document = server.ask("/api/v1/openapi.json").json();
    assert_eq!(document["openapi"], "3.1.0");
    for table in Record::tables() {
        let schema = &document["components"]["schemas"][table.name];
        for column in &table.columns {
            assert!(
                schema["properties"][column.name]["type"].is_string() != column.nullable,
                "{}",
                column.name
            );
        }
        assert!(document["paths"][format!("/api/v1/{}", table.name)]["get"]["parameters"].is_array());
    }
    for name in rapporteur_store::table_names() {
        assert!(document["paths"].get(format!("/api/v1/{name}")).is_some(), "{name}");
    }
    // Every reference leads somewhere.
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1).filter_map(|s| s.split('"').next()) {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
}

#[test]
fn unchanged_answers_are_not_sent_again_and_a_new_record_is_taken_up() {
    let folder = folder();
    let server = Server::start(folder.path(), None);
    let before = server.ask("/positions");
    let tag = before.header("etag").unwrap().to_owned();
    let again = |tag: &str| {
        server.send(&format!(
            "GET /positions HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: {tag}\r\nConnection: close\r\n\r\n"
        ))
    };
    let same = again(&tag);
    assert_eq!((same.status, same.body.as_str()), (304, ""));
    assert_eq!(again("\"other\"").status, 200);
    let cursor = server.ask("/api/v1/positions?limit=1").json()["next"].as_str().unwrap().to_owned();
    let mut other = full::full();
    other.positions.clear();
    rapporteur_store::write(&other, folder.path(), &[]).unwrap();
    let end = Instant::now() + Duration::from_secs(30);
    while again(&tag).status == 304 {
        assert!(Instant::now() < end, "the new record was not taken up");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(server.told.recv_timeout(Duration::from_secs(5)).unwrap().contains("replaced"));
    assert_eq!(server.ask("/api/v1/positions").json()["rows"].as_array().unwrap().len(), 0);
    assert_eq!(server.ask(&format!("/api/v1/positions?cursor={cursor}")).status, 410);
    // A record that cannot be read does not take the place of one that can.
    std::fs::write(folder.path().join("record.sqlite"), b"no record").unwrap();
    assert!(server.told.recv_timeout(Duration::from_secs(30)).unwrap().contains("still serving"));
    assert_eq!(server.ask("/").status, 200);
}

#[test]
fn another_day_is_drawn_up_once_and_everywhere() {
    let folder = folder();
    let server = Server::start(folder.path(), None);
    let day = server.ask("/claims?as_of=1931-03-11");
    assert_eq!(day.status, 200);
    assert!(day.body.contains("As known on <b>11 Mar 1931</b>"));
    assert!(!day.body.contains("Borduria laid mines off Cape Zub"));
    let rows = |path: &str| server.ask(path).json()["rows"].as_array().unwrap().len();
    assert_eq!(rows("/api/v1/claims?as_of=1931-03-11"), 0);
    assert_eq!(rows("/api/v1/claims"), 2);
    assert_eq!(server.ask("/api/v1/meta?as_of=1931-03-11").json()["as_of"], "1931-03-11");
    assert_eq!(server.ask("/?as_of=yesterday").status, 400);
    assert_eq!(server.ask("/?as_of=1931-01-01").status, 500);
    for n in 1..=12 {
        assert_eq!(server.ask(&format!("/?as_of=1931-02-{n:02}")).status, 200);
    }
}

#[test]
fn strangers_get_nothing() {
    let folder = folder();
    let token = "a-token-that-is-long-enough";
    let server = Server::start(folder.path(), Some(token));
    assert!(server.at.url.ends_with(&format!("?token={token}")));
    assert_eq!(server.ask("/").status, 401);
    assert_eq!(server.ask("/api/v1/articles").status, 401);
    assert_eq!(server.ask("/?token=a-token-that-is-long-enougX").status, 401);
    let enter = server.ask(&format!("/positions?token={token}&as_of=1931-03-11"));
    assert_eq!((enter.status, enter.header("location")), (303, Some("/positions?as_of=1931-03-11")));
    let cookie = enter.header("set-cookie").unwrap();
    assert!(cookie.contains("httponly") && cookie.contains("samesite=strict"));
    assert_eq!(
        server.ask(&format!("//evil.example/?token={token}")).header("location"),
        Some("/evil.example/")
    );
    let with = |header: &str| {
        server.send(&format!("GET / HTTP/1.1\r\nHost: localhost\r\n{header}\r\nConnection: close\r\n\r\n"))
    };
    assert_eq!(with(&format!("Cookie: x=1; rapporteur={token}")).status, 200);
    assert_eq!(with(&format!("Authorization: Bearer {token}")).status, 200);
    assert_eq!(with("Authorization: Bearer nothing").status, 401);
}

#[test]
fn what_is_too_much_or_not_meant_for_us_is_refused() {
    let folder = folder();
    let server = Server::start(folder.path(), None);
    let get = |path: &str, host: &str| {
        server.send(&format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")).status
    };
    assert_eq!(get("/", "rebound.example"), 421);
    assert_eq!(get("/", "127.0.0.1:80"), 200);
    assert_eq!(get("/", "[::1]:80"), 200);
    assert_eq!(get(&format!("/search?q={}", "a".repeat(5_000)), "localhost"), 414);
    assert!(matches!(get(&format!("/{}", "a".repeat(40_000)), "localhost"), 400 | 414 | 431));
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let refused = server.send(&format!(
            "{method} / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        ));
        assert_eq!((refused.status, refused.header("allow")), (405, Some("get, head")), "{method}");
    }
    let head = server.send("HEAD /positions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    for path in ["/", "/nothing", "/api/v1", "/style.css"] {
        let answer = server.ask(path);
        let policy = answer.header("content-security-policy").unwrap();
        assert!(
            policy.contains("default-src 'none'")
                && !policy.contains("unsafe")
                && !policy.contains("script-src")
        );
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
    for path in [
        "/..%2f..%2fetc/passwd",
        "/article/x",
        "/positions/%00/x",
        "/timeline?from=9999-99-99&to=x",
        "/articles?page=-1",
        "/map?as_of=",
    ] {
        assert!(matches!(server.ask(path).status, 200 | 404), "{path}");
    }
}

#[test]
fn a_short_token_is_refused() {
    let folder = folder();
    let options = Options {
        record: folder.path().to_owned(),
        host: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        port: 0,
        token: Some("short".into()),
        rebuild: Arc::new(marked),
        tell: Arc::new(|_: &str| {}),
        writing: None,
        limits: Limits::default(),
    };
    assert!(matches!(serve(options, |_| {}), Err(ServeError::Token)));
}

#[test]
fn a_host_beyond_loopback_demands_a_token() {
    let folder = folder();
    let server = Server::with(folder.path(), None, None, IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let token = server.at.url.split_once("?token=").expect("one is made up").1.to_owned();
    assert!(token.len() >= rapporteur_pages::TOKEN_LENGTH);
    let at = SocketAddr::from((Ipv4Addr::LOCALHOST, server.at.address.port()));
    let get = |more: &str| {
        send(
            at,
            &format!("GET /api/v1/meta HTTP/1.1\r\nHost: any.example\r\n{more}Connection: close\r\n\r\n"),
        )
        .status
    };
    assert_eq!(get(""), 401);
    assert_eq!(get("Authorization: Bearer 00000000000000000000\r\n"), 401);
    assert_eq!(get(&format!("Authorization: Bearer {token}\r\n")), 200);
}

#[test]
fn what_is_reviewed_becomes_a_ruling() {
    let folder = folder();
    let (server, list) = reviewing(folder.path());
    let token = server.at.url.split_once("?token=").expect("also on this machine").1.to_owned();
    let host = server.at.address.to_string();
    assert_eq!(server.ask("/").status, 401);
    assert_eq!(server.ask("/review").status, 401);
    let get = |path: &str| {
        server.send(&format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: rapporteur={token}\r\nConnection: close\r\n\r\n"
        ))
    };
    let page = get("/review");
    assert_eq!((page.status, page.header("etag")), (200, None));
    // The one page with a script; and only a file of ours.
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
    assert!(!get("/").header("content-security-policy").unwrap().contains("script-src"));
    assert!(get("/").body.contains("href=\"/review\""));
    let field = |page: &str, before: &str| {
        page.split(before).nth(1).and_then(|s| s.split('"').next()).unwrap_or_default().to_owned()
    };
    let secret = field(&page.body, "name=\"secret\" value=\"");
    assert!(secret.len() > 30);
    let post = |headers: &str, body: &str| {
        server.send(&format!(
            "POST /review HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        ))
    };
    let cookie = format!("Cookie: rapporteur={token}\r\n");
    let origin = format!("Origin: http://{host}\r\n");
    let good = format!("{cookie}{origin}Sec-Fetch-Site: same-origin\r\n");
    let first = field(&page.body, "value=\"reject:");
    let body = |what: &str, secret: &str, author: &str| {
        format!("secret={secret}&author={author}&reason=&kind=&page=1&do={what}")
    };
    let reject = body(&format!("reject:{first}"), &secret, "A.+Reader");
    // Who has not the token, comes from elsewhere, does not say from where, or has not our form: nothing.
    for (headers, body, status) in [
        (origin.clone(), reject.clone(), 401),
        (format!("Cookie: rapporteur={}\r\n{origin}", "0".repeat(40)), reject.clone(), 401),
        (cookie.clone(), reject.clone(), 403),
        (format!("{cookie}Origin: http://evil.example\r\n"), reject.clone(), 403),
        (format!("{cookie}Origin: null\r\n"), reject.clone(), 403),
        (format!("{cookie}{origin}Sec-Fetch-Site: cross-site\r\n"), reject.clone(), 403),
        (format!("{cookie}{origin}Sec-Fetch-Site: same-site\r\n"), reject.clone(), 403),
        (good.clone(), body(&format!("reject:{first}"), "guessed", "A.+Reader"), 403),
        (good.clone(), body(&format!("reject:{first}"), "", "A.+Reader"), 403),
        (good.clone(), body(&format!("reject:{first}"), &secret, ""), 422),
        (good.clone(), body("reject:position:00000000000000000000", &secret, "A"), 422),
        (good.clone(), body("burn:everything", &secret, "A"), 422),
        (good.clone(), format!("{}&x={}", reject, "x".repeat(20_000)), 413),
    ] {
        let refused = post(&headers, &body);
        assert_eq!(refused.status, status, "{headers}{body}");
        assert!(refused.status == 401 || refused.header("set-cookie").is_none());
    }
    assert!(list.lock().unwrap().is_empty());
    // The token in the address does not do for what writes.
    assert_eq!(
        server.send(&format!("POST /review?token={token} HTTP/1.1\r\nHost: {host}\r\n{origin}Content-Length: 0\r\nConnection: close\r\n\r\n")).status,
        401
    );
    let done = post(&good, &reject);
    assert_eq!((done.status, done.header("location")), (303, Some("/review?author=a.%20reader")));
    {
        let list = list.lock().unwrap();
        let ruling = list.first().unwrap();
        assert_eq!((ruling.author.as_str(), ruling.date.to_string().as_str()), ("A. Reader", "2031-05-01"));
        assert!(!ruling.reason.is_empty() && !ruling.place.article.is_empty());
    }
    let page = get("/review");
    assert!(
        page.body.contains("<b>1 ruling</b>") && !page.body.contains(&format!("value=\"reject:{first}\""))
    );
    assert!(page.body.contains("the next build with"));
    // Every sort can be accepted, and corrected where it has kinds; each ruling says so of words that stand there.
    let sorts = ["position", "merge", "day", "derivation", "meeting", "talks_status", "event", "attribution"];
    for sort in sorts {
        let page = get(&format!("/review?kind={sort}"));
        let id = field(&page.body, &format!("value=\"accept:{sort}:"));
        if id.is_empty() {
            assert!(
                sort == "day" || sort == "merge" || page.body.contains("class=\"empty\""),
                "{sort}: {}",
                page.body
            );
            continue;
        }
        let before = list.lock().unwrap().len();
        assert_eq!(post(&good, &body(&format!("accept:{sort}:{id}"), &secret, "A")).status, 303, "{sort}");
        assert_eq!(list.lock().unwrap().len(), before + 1, "{sort}");
        let again = get(&format!("/review?kind={sort}"));
        assert!(!again.body.contains(&format!("accept:{sort}:{id}")), "{sort}");
    }
    let page = get("/review?kind=position");
    let id = field(&page.body, "value=\"correct:position:");
    let wrong =
        post(&good, &(body(&format!("correct:position:{id}"), &secret, "A") + &format!("&to-{id}=hopes")));
    assert_eq!(wrong.status, 422);
    let now = field(&page.body, &format!("name=\"to-{id}\" class=\"edit\"><option value=\""));
    let to = if now == "defers" { "offers" } else { "defers" };
    let right =
        post(&good, &(body(&format!("correct:position:{id}"), &secret, "A") + &format!("&to-{id}={to}")));
    assert_eq!(right.status, 303);
    let last = list.lock().unwrap().last().unwrap().clone();
    assert!(
        matches!(&last.judgement, Judgement::Correct { item: Item::Position, to: t, .. } if t == to),
        "{last:?}"
    );
    let text = full::full();
    for ruling in list.lock().unwrap().iter() {
        let called = |a: &&rapporteur_model::record::ArticleRow| {
            a.sha256.starts_with(&ruling.place.article) || a.article.to_string() == ruling.place.article
        };
        let article = text.articles.iter().find(called).unwrap();
        assert!(ruling.place.quote.is_none() || ruling.place.find(&article.text).is_some(), "{ruling:?}");
    }
    // Drawn up again with them.
    assert_eq!(post(&good, &body("apply", &secret, "A")).status, 303);
    let end = Instant::now() + Duration::from_secs(30);
    while get("/api/v1/rulings_applied").json()["rows"].as_array().unwrap().len() < 3 {
        assert!(Instant::now() < end, "the rulings were not applied");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(!get("/review").body.contains("the next build with"));
    // Without --write there is no such page.
    let reader = Server::start(folder.path(), None);
    assert_eq!(reader.ask("/review").status, 404);
    assert!(!reader.ask("/").body.contains("/review"));
}

#[test]
fn running_answers_end_when_the_server_does() {
    let folder = folder();
    let server = Server::start(folder.path(), None);
    // A day that takes a while to be drawn up.
    let (address, stop) = (server.at.address, server.at.stop.clone());
    let asked = std::thread::spawn(move || {
        send(address, "GET /claims?as_of=1931-01-02 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    });
    std::thread::sleep(Duration::from_millis(400));
    stop.notify_one();
    assert_eq!(asked.join().unwrap().status, 200, "it was answered to its end");
    drop(server);
    assert!(TcpStream::connect(address).is_err(), "and nothing listens any more");
}

#[test]
fn no_request_sees_half_of_a_record_that_is_replaced() {
    let folder = folder();
    let server = Server::start(folder.path(), None);
    let address = server.at.address;
    // Two records that differ in two tables at once: whoever asks sees both of one or both of the other.
    let one = full::full();
    let mut two = one.clone();
    two.claims.clear();
    two.claim_evidence.clear();
    two.contradictions.clear();
    let end = Instant::now() + Duration::from_secs(4);
    let readers: Vec<_> = (0..3)
        .map(|_| {
            std::thread::spawn(move || {
                let mut seen = std::collections::BTreeSet::new();
                while Instant::now() < end {
                    let page =
                        send(address, "GET /claims HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                    assert_eq!(page.status, 200);
                    let claims = page.body.contains("Borduria laid mines off Cape Zub");
                    let contradictions = page.body.contains("class=\"pair\"");
                    assert_eq!(claims, contradictions, "half of a record");
                    seen.insert(claims);
                }
                seen
            })
        })
        .collect();
    let mut turn = false;
    while Instant::now() < end {
        turn = !turn;
        rapporteur_store::write(if turn { &two } else { &one }, folder.path(), &[]).unwrap();
        std::thread::sleep(Duration::from_millis(900));
    }
    let seen: std::collections::BTreeSet<bool> =
        readers.into_iter().flat_map(|r| r.join().unwrap()).collect();
    assert_eq!(seen.len(), 2, "both records were seen");
}

#[test]
fn a_day_of_a_large_record_is_drawn_up_in_the_background_and_the_page_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut pile = full::common::Pile { record: full::full() };
    for n in 0..1_000 {
        pile.article("Klow Courier", "1931-03-13", &format!("Report {n}"), &format!("Ship {n} passed."));
    }
    rapporteur_store::write(&pile.done(), folder.path(), &[]).unwrap();
    let server = Server::start(folder.path(), None);
    // This day takes two seconds: whoever asks is told at once, not made to wait.
    let day = "?as_of=1931-01-02";
    let began = Instant::now();
    let page = server.ask(&format!("/claims{day}"));
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    assert_eq!((page.status, page.header("retry-after")), (503, Some("3")));
    assert!(
        page.body.contains("is being drawn up again from the articles published by then"),
        "{}",
        page.body
    );
    assert!(page.body.contains("http-equiv=\"refresh\""), "it asks again by itself");
    assert!(page.header("etag").is_none() && !page.body.contains("Borduria laid mines"));
    let table = server.ask(&format!("/api/v1/claims{day}"));
    assert_eq!((table.status, table.header("retry-after")), (503, Some("3")));
    assert_eq!(table.json()["status"], 503);
    // Meanwhile the record as it is now answers, at once, and so does it afterwards.
    assert!(server.ask("/claims").body.contains("Borduria laid mines off Cape Zub"));
    let end = Instant::now() + Duration::from_secs(60);
    let drawn = loop {
        let page = server.ask(&format!("/claims{day}"));
        if page.status != 503 {
            break page;
        }
        assert!(Instant::now() < end, "the day was not drawn up");
        std::thread::sleep(Duration::from_millis(100));
    };
    assert_eq!(drawn.status, 200);
    assert!(drawn.body.contains("As known on <b>2 Jan 1931</b>"), "{}", drawn.body);
    assert!(!drawn.body.contains("Borduria laid mines off Cape Zub"));
    assert_eq!(server.ask(&format!("/api/v1/meta{day}")).json()["as_of"], "1931-01-02");
    assert!(server.ask("/claims").body.contains("Borduria laid mines off Cape Zub"));
}

/// How many entries the drawing of a timeline says it holds.
fn drawn(page: &str) -> usize {
    let title = page.split("id=\"drawing-t\">").nth(1).unwrap();
    title.split(' ').next().unwrap().replace(',', "").parse().unwrap()
}

#[test]
fn the_timeline_is_zoomed_by_its_address() {
    let folder = folder();
    let server = Server::start(folder.path(), None);
    let days = "/timeline?from=1931-03-01&to=1931-03-20";
    let page = server.ask(days).body;
    let all = server.ask("/timeline?from=1800-01-01&to=2100-01-01").body;
    assert!(drawn(&page) > 3 && drawn(&page) < drawn(&all), "{} {}", drawn(&page), drawn(&all));
    assert_eq!(page.matches("<li class=\"k-").count(), drawn(&page), "all are listed");
    // Kinds part them, none is lost.
    let kinds = ["meeting", "assessment", "position", "event", "deadline"];
    let parts: usize = kinds.iter().map(|k| drawn(&server.ask(&format!("{days}&kind={k}")).body)).sum();
    assert_eq!(parts, drawn(&page));
    let events = server.ask(&format!("{days}&kind=event")).body;
    assert_eq!(events.matches("<li class=\"k-event\"").count(), drawn(&events));
    assert!(drawn(&events) > 0 && !events.contains("<li class=\"k-meeting\""));
    // What the ways on the page promise: narrower, wider, earlier, later; and a dot leads to what it gathers.
    let way = |name: &str| {
        let (before, _) = page.split_once(&format!("\">{name}</a>")).unwrap();
        links(&format!("href=\"{}\"", before.rsplit("href=\"").next().unwrap())).remove(0)
    };
    let range = |href: &str| {
        let value = |key: &str| href.split(key).nth(1).unwrap()[..10].parse::<Date>().unwrap();
        (value("from="), value("to="))
    };
    let day = |d: &str| d.parse::<Date>().unwrap();
    let (from, to) = range(&way("Zoom in"));
    assert!(from > day("1931-03-01") && to < day("1931-03-20") && from < to);
    assert!(drawn(&server.ask(&way("Zoom in")).body) <= drawn(&page));
    let (from, to) = range(&way("Zoom out"));
    assert!(from < day("1931-03-01") && to > day("1931-03-20"));
    assert!(drawn(&server.ask(&way("Zoom out")).body) >= drawn(&page));
    assert!(range(&way("← Earlier")).1 < day("1931-03-20") && range(&way("Later →")).0 > day("1931-03-01"));
    assert_eq!(drawn(&server.ask(&way("Everything")).body), drawn(&all));
    let drawing = all.split("<svg class=\"lanes\"").nth(1).and_then(|s| s.split("</svg>").next()).unwrap();
    let dots = links(drawing);
    assert!(!dots.is_empty());
    for dot in dots.iter().filter(|l| l.starts_with("/timeline?from=")) {
        assert!(drawn(&server.ask(dot).body) > 0, "{dot}");
    }
    // Days the wrong way round, one day, and no day at all.
    assert_eq!(drawn(&server.ask("/timeline?from=1931-03-20&to=1931-03-01").body), drawn(&page));
    let one = server.ask("/timeline?from=1931-03-09&to=1931-03-09&kind=event").body;
    assert!(drawn(&one) > 0 && drawn(&one) < drawn(&page) && one.contains("9 Mar 1931"));
    assert_eq!(server.ask("/timeline?from=soon&to=1931-02-30&kind=none").status, 200);
}

#[test]
fn a_search_is_narrowed_by_outlet_and_days() {
    let folder = folder();
    let server = Server::start(folder.path(), None);
    let found = |more: &str| {
        let page = server.ask(&format!("/search?q=mines{more}")).body;
        let list = page.split("<ol class=\"rows found\"").nth(1).unwrap_or("").to_owned();
        let outlets = ["Klow Courier", "Morning Lantern", "Coast Herald"];
        (outlets.map(|o| list.contains(&format!("<bdi>{o}</bdi> ·"))), page)
    };
    assert_eq!(found("").0, [true, true, true]);
    assert_eq!(found("&outlet=Klow+Courier").0, [true, false, false]);
    assert_eq!(found("&from=1931-03-11").0, [false, true, true]);
    assert_eq!(found("&to=1931-03-10").0, [true, false, false]);
    assert_eq!(found("&from=1931-03-11&to=1931-03-11").0, [false, true, false]);
    let (none, page) = found("&outlet=Klow+Courier&from=1931-03-11");
    assert_eq!(none, [false, false, false]);
    assert!(page.contains("No article holds all of these words."));
    // The form says what was asked.
    assert!(
        page.contains("<option value=\"Klow Courier\" selected>") && page.contains("value=\"1931-03-11\"")
    );
    // The same over the interface, and there the day of a record drawn up again counts, too.
    let rows = |more: &str| {
        let answer = server.ask(&format!("/api/v1/search?q=mines{more}")).json();
        answer["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r["outlet"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(rows("&outlet=Coast+Herald"), ["Coast Herald"]);
    assert_eq!(rows("&to=1931-03-10"), ["Klow Courier"]);
    assert_eq!(rows("&from=1931-03-12&outlet=Klow+Courier"), Vec::<String>::new());
}

#[test]
fn an_answer_that_is_kept_is_the_same_answer() {
    let folder = folder();
    let server = Server::start(folder.path(), None);
    for path in
        ["/", "/positions", "/api/v1/positions?limit=2", "/api/v1/timeline?what=event", "/search?q=mines"]
    {
        let (one, two) = (server.ask(path), server.ask(path));
        assert_eq!((one.status, &one.body), (two.status, &two.body), "{path}");
        assert_eq!(one.header("etag"), two.header("etag"));
        assert_eq!(one.header("content-type"), two.header("content-type"));
        let tag = one.header("etag").unwrap();
        let ask = |tag: &str, more: &str| {
            server.send(&format!(
                "GET {path}{more} HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: {tag}\r\nConnection: close\r\n\r\n"
            ))
        };
        let same = ask(&format!("\"x\", W/{tag}"), "");
        assert_eq!((same.status, same.header("etag"), same.body.as_str()), (304, Some(tag), ""));
        // The tag of one address is none of another, and what failed has none.
        assert_eq!(
            ask(tag, if path.contains('?') { "&as_of=1931-03-11" } else { "?as_of=1931-03-11" }).status,
            200
        );
    }
    let missing = server.ask("/entity/00000000000000000000");
    assert_eq!((missing.status, missing.header("etag")), (404, None));
}
