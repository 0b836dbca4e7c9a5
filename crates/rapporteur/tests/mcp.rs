//! `rapporteur mcp` as an agent speaks to it: lines of JSON in and out.
#![cfg(feature = "mcp")]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::disallowed_methods)]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

const RAPPORTEUR: &str = env!("CARGO_BIN_EXE_rapporteur");

struct Agent {
    child: Child,
    send: Option<ChildStdin>,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
    next: u64,
}

impl Agent {
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
    let mut child = Command::new(RAPPORTEUR)
        .arg("mcp")
        .arg(&record)
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
            let at = json!({"article": row["article"], "start": row["start"], "end": row["end"]});
            let evidence = agent.tool("evidence", at);
            assert_eq!(evidence["words"], row["words"], "{row}");
            assert!(!row["words"].as_str().unwrap().is_empty() && row["told"].is_string());
            assert!(evidence["sentences"].as_array().is_some_and(|s| !s.is_empty()));
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
    // It ends when the agent does.
    drop(agent.send.take());
    assert!(agent.child.wait().unwrap().success());
}
