//! What is accepted and corrected on the page of a running server stands in the file of rulings, and the next build and
//! the server itself draw the record up with it.
#![cfg(all(feature = "serve", feature = "weights"))]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::disallowed_methods)]

use rapporteur_model::record::PositionRow;
use rapporteur_model::{Item, Judgement, Record};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const RAPPORTEUR: &str = env!("CARGO_BIN_EXE_rapporteur");

const ARTICLE: &str = "---\ntitle: Port stays closed\noutlet: Quay Gazette\npublished: 2031-06-03\n---\n\
    Borduria refused to withdraw from the northern islands.\n\n\
    Ruritania offered to release all prisoners. Ruritania rejected a ceasefire.\n";

const CODEBOOK: &str = "title = \"Islands\"\nextends = \"security-talks\"\n\
    [party.ruritania]\nnames = [\"Ruritania\"]\n[party.borduria]\nnames = [\"Borduria\"]\n";

fn run(folder: &Path, args: &[&str]) {
    let done = Command::new(RAPPORTEUR).args(args).current_dir(folder).output().unwrap();
    assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// A server that ends with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn stances(record: &Record) -> Vec<(&PositionRow, &'static str)> {
    record.positions.iter().map(|p| (p, p.stance.as_str())).collect()
}

#[test]
fn rulings_made_on_the_page_are_applied_by_the_next_build() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    std::fs::create_dir(at.join("articles")).unwrap();
    std::fs::write(at.join("articles/one.md"), ARTICLE).unwrap();
    std::fs::write(at.join("talks.toml"), CODEBOOK).unwrap();
    let build = ["build", "--quiet", "articles", "--codebook", "talks.toml"];
    run(at, &[&build[..], &["-o", "record"]].concat());
    let before = rapporteur_store::read(&at.join("record")).unwrap();
    let positions = stances(&before);
    assert!(positions.len() >= 2, "{positions:?}");
    let (right, wrong) = (positions[0], positions[1]);

    let mut child = Command::new(RAPPORTEUR)
        .args(["serve", "record", "--port", "0", "--write", "--rulings", "rulings.toml"])
        .args(["--codebook", "talks.toml"])
        .env_remove("RAPPORTEUR_TOKEN")
        .current_dir(at)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let server = Server(child);
    let url = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|l| l.split_once(" at http://").map(|(_, u)| u.to_owned()));
    let url = url.unwrap();
    std::thread::spawn(move || lines.for_each(drop));
    let (host, token) = url.split_once("/?token=").unwrap();
    let send = |method: &str, path: &str, body: &str| {
        let mut stream = TcpStream::connect(host).unwrap();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nCookie: rapporteur={token}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let page = send("GET", "/review?kind=position", "");
    let secret = page.split("name=\"secret\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let say = |what: &str| {
        let body =
            format!("secret={secret}&author=A.+Clerk&reason=read+again&kind=position&page=1&do={what}");
        let answer = send("POST", "/review", &body);
        assert!(answer.starts_with("HTTP/1.1 303"), "{what}: {answer}");
    };
    let to = if wrong.1 == "defers" { "offers" } else { "defers" };
    say(&format!("accept:position:{}", right.0.position));
    say(&format!("correct:position:{0}&to-{0}={to}", wrong.0.position));

    // They stand in the file as a person would write them.
    let text = std::fs::read_to_string(at.join("rulings.toml")).unwrap();
    let rulings = rapporteur_lexicon::rulings::Rulings::parse(&text).unwrap().rulings;
    assert_eq!(rulings.len(), 2, "{text}");
    assert!(rulings.iter().all(|r| r.author == "A. Clerk" && r.reason == "read again"));
    assert!(
        matches!(&rulings[0].judgement, Judgement::Accept { item: Item::Position, kind: Some(k) } if k == right.1)
    );
    assert!(
        matches!(&rulings[1].judgement, Judgement::Correct { item: Item::Position, kind: Some(k), to: t } if k == wrong.1 && t == to)
    );

    // The next build applies both.
    run(at, &[&build[..], &["--rulings", "rulings.toml", "-o", "ruled"]].concat());
    let ruled = rapporteur_store::read(&at.join("ruled")).unwrap();
    let of = |record: &Record, row: &PositionRow| {
        stances(record).iter().find(|(p, _)| p.at == row.at && p.party == row.party).map(|(_, s)| *s)
    };
    assert_eq!((of(&ruled, right.0), of(&ruled, wrong.0)), (Some(right.1), Some(to)));
    let effects: Vec<(bool, &str)> =
        ruled.rulings_applied.iter().map(|r| (r.applied, r.effect.as_str())).collect();
    let (found, changed) = (
        format!("found right: 1 position ({})", right.1),
        format!("changed 1 position ({}) to {to}", wrong.1),
    );
    assert_eq!(effects.len(), 2);
    assert!(effects.contains(&(true, &found)) && effects.contains(&(true, &changed)), "{effects:?}");

    // And so does the button on the page, into the record that is served.
    say("apply");
    let end = Instant::now() + Duration::from_secs(120);
    while rapporteur_store::read(&at.join("record")).unwrap().rulings_applied.len() < 2 {
        assert!(Instant::now() < end, "the rulings were not applied");
        std::thread::sleep(Duration::from_millis(200));
    }
    let applied = rapporteur_store::read(&at.join("record")).unwrap();
    assert_eq!(of(&applied, wrong.0), Some(to));
    drop(server);
}
