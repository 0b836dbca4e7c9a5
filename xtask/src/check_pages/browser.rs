//! A browser driven over the DevTools protocol: chromium without a window, spoken to through a pair of pipes.
//!
//! Only what checking pages needs: open, wait, ask, click as a person would, take pictures, hear complaints.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long one thing may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with one page.
pub(super) struct Browser {
    child: Child,
    send: ChildStdin,
    hear: Receiver<Value>,
    session: String,
    next: u64,
    /// What the page complained of since it was last asked.
    complaints: Vec<String>,
    loaded: bool,
}

/// The program, where there is one.
pub(super) fn program() -> Option<String> {
    let found = |name: &&&str| {
        let said = Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        said.is_ok_and(|s| s.success())
    };
    ["chromium", "chromium-browser", "google-chrome"].iter().find(found).map(|n| (*n).to_owned())
}

impl Browser {
    /// Starts it. `profile` is a folder of its own.
    pub(super) fn start(program: &str, profile: &std::path::Path) -> Result<Browser, String> {
        // The protocol wants to read descriptor 3 and write descriptor 4; the shell lays our pipes there.
        let mut child = Command::new("sh")
            .args(["-c", "exec \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", "sh", program])
            .args([
                "--headless=new",
                "--remote-debugging-pipe",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
            ])
            .args([
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--disable-extensions",
                "--force-color-profile=srgb",
            ])
            .args(["--disable-background-networking", "--disable-component-update", "--no-proxy-server"])
            .arg(format!("--user-data-dir={}", profile.display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| format!("could not start {program}: {e}"))?;
        let (Some(send), Some(out)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("the browser has no pipes".to_owned());
        };
        let (say, hear) = channel();
        std::thread::spawn(move || {
            let mut out = BufReader::new(out);
            let mut bytes = Vec::new();
            while out.read_until(0, &mut bytes).is_ok_and(|n| n > 0) {
                bytes.pop();
                if let Ok(message) = serde_json::from_slice(&bytes)
                    && say.send(message).is_err()
                {
                    return;
                }
                bytes.clear();
            }
        });
        let mut browser = Browser {
            child,
            send,
            hear,
            session: String::new(),
            next: 0,
            complaints: Vec::new(),
            loaded: false,
        };
        let target = browser.call("Target.createTarget", json!({"url": "about:blank"}))?;
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let session = browser.call("Target.attachToTarget", attach)?;
        browser.session = session["sessionId"].as_str().unwrap_or_default().to_owned();
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.call(&format!("{domain}.enable"), json!({}))?;
        }
        Ok(browser)
    }

    /// Calls a method and waits for its answer; events meanwhile are taken down.
    pub(super) fn call(&mut self, method: &str, params: Value) -> Result<Value, String> {
        self.next += 1;
        let mut message = json!({"id": self.next, "method": method, "params": params});
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.send.write_all(&bytes).and_then(|()| self.send.flush()).map_err(|e| format!("{method}: {e}"))?;
        let end = Instant::now() + PATIENCE;
        loop {
            let heard = self.listen(end).ok_or_else(|| format!("{method}: no answer"))?;
            if heard["id"] == json!(self.next) {
                return match heard.get("error") {
                    Some(error) => Err(format!("{method}: {error}")),
                    None => Ok(heard["result"].clone()),
                };
            }
        }
    }

    /// The next message; events are taken down on the way.
    fn listen(&mut self, end: Instant) -> Option<Value> {
        let message = self.hear.recv_timeout(end.saturating_duration_since(Instant::now())).ok()?;
        let params = &message["params"];
        match message["method"].as_str() {
            Some("Page.loadEventFired") => self.loaded = true,
            Some("Log.entryAdded") => {
                let entry = &params["entry"];
                if matches!(entry["level"].as_str(), Some("error" | "warning")) {
                    self.complaints.push(format!("{}: {} {}", entry["source"], entry["text"], entry["url"]));
                }
            }
            Some("Runtime.exceptionThrown") => {
                self.complaints.push(format!("exception: {}", params["exceptionDetails"]["text"]));
            }
            Some("Runtime.consoleAPICalled")
                if matches!(params["type"].as_str(), Some("error" | "warning" | "assert")) =>
            {
                self.complaints.push(format!("console: {}", params["args"]));
            }
            Some("Page.javascriptDialogOpening") => {
                self.complaints.push(format!("a dialog opened: {}", params["message"]));
            }
            _ => {}
        }
        Some(message)
    }

    /// Waits until the page that is being opened has loaded.
    fn loaded(&mut self, what: &str) -> Result<(), String> {
        let end = Instant::now() + PATIENCE;
        while !self.loaded {
            self.listen(end).ok_or_else(|| format!("{what}: did not load"))?;
        }
        Ok(())
    }

    /// Opens an address.
    pub(super) fn open(&mut self, url: &str) -> Result<(), String> {
        self.loaded = false;
        let to = self.call("Page.navigate", json!({"url": url}))?;
        // The same page at another place of it does not load anew.
        if to.get("loaderId").is_none() {
            return Ok(());
        }
        self.loaded(url)
    }

    /// Sets the size of the window; narrow ones are phones.
    pub(super) fn size(&mut self, width: u32, height: u32) -> Result<(), String> {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600});
        self.call("Emulation.setDeviceMetricsOverride", size).map(|_| ())
    }

    /// Light or dark.
    pub(super) fn scheme(&mut self, scheme: &str) -> Result<(), String> {
        self.media("", scheme)
    }

    /// The screen (`""`) or paper (`"print"`), light or dark.
    pub(super) fn media(&mut self, media: &str, scheme: &str) -> Result<(), String> {
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        self.call("Emulation.setEmulatedMedia", json!({"media": media, "features": features})).map(|_| ())
    }

    /// The page as it prints on A4, as PDF.
    pub(super) fn paper(&mut self) -> Result<Vec<u8>, String> {
        let margin = 1.0 / 2.54;
        let asked = json!({
            "paperWidth": 21.0 / 2.54, "paperHeight": 29.7 / 2.54, "marginTop": margin, "marginBottom": margin,
            "marginLeft": margin, "marginRight": margin, "preferCSSPageSize": true,
        });
        let printed = self.call("Page.printToPDF", asked)?;
        Ok(unbase64(printed["data"].as_str().unwrap_or_default()))
    }

    /// The value of an expression in the page; a promise is waited for.
    pub(super) fn ask(&mut self, expression: &str) -> Result<Value, String> {
        let asked = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let answer = self.call("Runtime.evaluate", asked)?;
        match answer.get("exceptionDetails") {
            Some(details) => Err(format!("{}: {}", details["text"], details["exception"]["description"])),
            None => Ok(answer["result"]["value"].clone()),
        }
    }

    /// Clicks the middle of the first element that a selector finds, and waits for the page it leads to, if `leads`.
    pub(super) fn click(&mut self, selector: &str, leads: bool) -> Result<(), String> {
        let found = self.ask(&format!(
            "(() => {{ const e = document.querySelector({}); if (!e) return null; e.scrollIntoView({{block: 'center', inline: 'center'}}); const r = e.getClientRects()[0]; return [r.left + r.width / 2, r.top + r.height / 2]; }})()",
            json!(selector)
        ))?;
        let (Some(x), Some(y)) = (found[0].as_f64(), found[1].as_f64()) else {
            return Err(format!("nothing to click: {selector}"));
        };
        self.loaded = false;
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1});
            self.call("Input.dispatchMouseEvent", event)?;
        }
        if leads { self.loaded(selector) } else { Ok(()) }
    }

    /// Presses a key.
    pub(super) fn press(&mut self, key: &str, leads: bool) -> Result<(), String> {
        self.loaded = false;
        let code = match key {
            "Enter" => 13,
            "Tab" => 9,
            "Escape" => 27,
            _ => 0,
        };
        for kind in ["keyDown", "keyUp"] {
            let mut event = json!({"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code});
            if kind == "keyDown" {
                match key {
                    "Enter" => event["text"] = json!("\r"),
                    // A letter.
                    _ if key.len() == 1 => event["text"] = json!(key),
                    _ => {}
                }
            }
            self.call("Input.dispatchKeyEvent", event)?;
        }
        if leads { self.loaded(key) } else { Ok(()) }
    }

    /// Types into what has the focus.
    pub(super) fn write(&mut self, text: &str) -> Result<(), String> {
        self.call("Input.insertText", json!({"text": text})).map(|_| ())
    }

    /// A picture of the page, down to `most` pixels of its height.
    pub(super) fn picture(&mut self, to: &std::path::Path, width: u32, most: f64) -> Result<(), String> {
        let height = self.ask("document.documentElement.scrollHeight")?.as_f64().unwrap_or(900.0).min(most);
        let clip = json!({"x": 0, "y": 0, "width": width, "height": height, "scale": 1});
        let asked = json!({"format": "png", "captureBeyondViewport": true, "clip": clip});
        let taken = self.call("Page.captureScreenshot", asked)?;
        let bytes = unbase64(taken["data"].as_str().unwrap_or_default());
        std::fs::write(to, bytes).map_err(|e| format!("could not write {}: {e}", to.display()))
    }

    /// What the page complained of since this was last asked.
    pub(super) fn complaints(&mut self) -> Vec<String> {
        // Whatever is on its way arrives before an answer that is asked for now.
        let _ = self.ask("1");
        std::mem::take(&mut self.complaints)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.call("Browser.close", json!({}));
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn unbase64(text: &str) -> Vec<u8> {
    let value = |c: u8| match c {
        b'A'..=b'Z' => Some(u32::from(c - b'A')),
        b'a'..=b'z' => Some(u32::from(c - b'a') + 26),
        b'0'..=b'9' => Some(u32::from(c - b'0') + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let letters: Vec<u32> = text.bytes().filter_map(value).collect();
    let mut out = Vec::with_capacity(letters.len() * 3 / 4);
    for group in letters.chunks(4) {
        let bits = group.iter().enumerate().fold(0u32, |n, (i, v)| n | v << (18 - 6 * i));
        let [_, a, b, c] = bits.to_be_bytes();
        out.extend([a, b, c].iter().take(group.len().saturating_sub(1)));
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn pictures_come_back_as_bytes() {
        assert_eq!(super::unbase64("YW55IGNhcm5hbCBwbGVhcw=="), b"any carnal pleas");
        assert_eq!(super::unbase64("AP8Q"), [0, 255, 16]);
    }
}
