//! `rapporteur mcp` as an agent speaks to it: lines of JSON in and out.
#![cfg(feature = "mcp")]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::disallowed_methods)]

// A record by hand with every table filled.
#[path = "../../rapporteur-pages/tests/full/mod.rs"]
mod full;

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

const RAPPORTEUR: &str = env!("CARGO_BIN_EXE_rapporteur");

struct Agent {
    child: Child,
    send: Option<ChildStdin>,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
    next: u64,
}

impl Agent {
    fn start(record: &Path) -> Agent {
        let mut child = Command::new(RAPPORTEUR)
            .arg("mcp")
            .arg(record)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut agent = Agent { send: child.stdin.take(), child, lines, next: 0 };
        let hello = json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}});
        let hello = agent.call("initialize", hello);
        assert_eq!(hello["result"]["serverInfo"]["name"], "rapporteur");
        let known = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
        writeln!(agent.send.as_mut().unwrap(), "{known}").unwrap();
        agent
    }

    /// The row's words are those that stand at its span, with their sentences and who tells them.
    fn stands(&mut self, row: &Value) {
        let at = json!({"article": row["article"], "start": row["start"], "end": row["end"]});
        let evidence = self.tool("evidence", at);
        assert_eq!(evidence["words"], row["words"], "{row}");
        assert!(!row["words"].as_str().unwrap().is_empty() && row["told"].is_string(), "{row}");
        assert!(evidence["sentences"].as_array().is_some_and(|s| !s.is_empty()));
    }

    /// It ends when the agent does.
    fn end(mut self) {
        drop(self.send.take());
        assert!(self.child.wait().unwrap().success());
    }

    fn call(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let message = json!({"jsonrpc": "2.0", "id": self.next, "method": method, "params": params});
        writeln!(self.send.as_mut().unwrap(), "{message}").unwrap();
        loop {
            let line = self.lines.next().unwrap_or_else(|| panic!("{method}: no answer")).unwrap();
            let heard: Value = serde_json::from_str(&line).unwrap();
            if heard["id"] == json!(self.next) {
                return heard;
            }
        }
    }

    fn tool(&mut self, name: &str, arguments: Value) -> Value {
        let answer = self.call("tools/call", json!({"name": name, "arguments": arguments}));
        assert_ne!(answer["result"]["isError"], json!(true), "{name}: {answer}");
        answer["result"]["structuredContent"].clone()
    }
}

#[test]
fn an_agent_asks_and_every_row_carries_its_words() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("record");
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/portsmouth-1905");
    let built = Command::new(RAPPORTEUR)
        .args(["build", "--quiet", sample, "--codebook"])
        .arg(format!("{sample}/codebook.toml"))
        .arg("-o")
        .arg(&record)
        .status();
    assert!(built.unwrap().success());
    let mut agent = Agent::start(&record);
    let tools = agent.call("tools/list", json!({}));
    let names: Vec<&str> =
        tools["result"]["tools"].as_array().unwrap().iter().map(|t| t["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["search", "positions", "claims", "timeline", "evidence"]);

    // The words of a row are those at its span.
    let mut seen = 0;
    for (tool, arguments) in [
        ("positions", json!({"limit": 100})),
        ("positions", json!({"history": true, "issue": "indemnity"})),
        ("timeline", json!({"from": "1905-08-20", "to": "1905-08-31", "limit": 30})),
        ("positions", json!({"party": "Japan", "as_of": "1905-08-20"})),
    ] {
        let answer = agent.tool(tool, arguments.clone());
        let rows = answer["rows"].as_array().unwrap().clone();
        assert!(!rows.is_empty(), "{tool} {arguments}");
        for row in rows.iter().filter(|r| r["article"].is_string()).take(8) {
            agent.stands(row);
            if arguments.get("as_of").is_some() {
                assert!(row["published_to"].as_str().unwrap() <= "1905-08-20", "{row}");
            }
            seen += 1;
        }
    }
    assert!(seen > 20);
    let found = agent.tool("search", json!({"words": "indemnity", "limit": 2}));
    assert_eq!(found["rows"].as_array().unwrap().len(), 2);
    assert!(found["rows"][0]["spans"][0]["words"].as_str().unwrap().eq_ignore_ascii_case("indemnity"));
    agent.tool("claims", json!({}));

    // What the caller can mend is an answer, not a broken connection.
    let wrong =
        agent.call("tools/call", json!({"name": "positions", "arguments": {"party": "Nobody at all"}}));
    assert_eq!(wrong["result"]["isError"], json!(true));
    let wrong = agent.call("tools/call", json!({"name": "erase", "arguments": {}}));
    assert!(wrong["error"].is_object());
    agent.end();
}

#[test]
fn a_claim_carries_the_words_that_support_and_deny_it() {
    let folder = tempfile::tempdir().unwrap();
    rapporteur_store::write(&full::full(), folder.path(), &[]).unwrap();
    let mut agent = Agent::start(folder.path());
    let all = agent.tool("claims", json!({}));
    let rows = all["rows"].as_array().unwrap().clone();
    assert_eq!(rows.len(), 2, "{all}");
    for row in &rows {
        let evidence = row["evidence"].as_array().unwrap().clone();
        assert!(!evidence.is_empty(), "{row}");
        for words in &evidence {
            agent.stands(words);
            assert!(words["outlet"].is_string() && words["published_to"].is_string(), "{words}");
        }
    }
    let disputed = agent.tool("claims", json!({"status": "disputed"}));
    let claim = &disputed["rows"].as_array().unwrap()[0];
    assert_eq!(claim["summary"], "Borduria laid mines off Cape Zub");
    let told: Vec<(&str, &str)> = (claim["evidence"].as_array().unwrap().iter())
        .map(|e| (e["relation"].as_str().unwrap(), e["words"].as_str().unwrap()))
        .collect();
    assert_eq!(told.iter().filter(|(relation, _)| *relation == "supports").count(), 3, "{told:?}");
    assert!(told.contains(&("denies", "The Bordurian navy denied it")), "{told:?}");
    // By its id, and page by page.
    let one = agent.tool("claims", json!({"claim": claim["claim"]}));
    assert_eq!(&one["rows"][0], claim);
    let first = agent.tool("claims", json!({"limit": 1}));
    let second = agent.tool("claims", json!({"limit": 1, "after": first["next"]}));
    assert_eq!(json!([first["rows"][0], second["rows"][0]]), all["rows"]);
    // So do the lines of the timeline, events and meetings among them.
    let timeline = agent.tool("timeline", json!({"limit": 100}));
    for row in timeline["rows"].as_array().unwrap().clone().iter().filter(|r| r["article"].is_string()) {
        agent.stands(row);
    }
    agent.end();
}
