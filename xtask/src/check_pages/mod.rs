//! `cargo xtask check-pages [--pictures FOLDER]`: the pages in a real browser.
//!
//! Builds the sample and a pile of hostile articles, serves them, opens every page at a desk's and a phone's width, in
//! light and dark, and goes the ways a reader goes: from a cell to the sentence, to another day, through search and
//! layers. Fails on any complaint of the browser (errors, breaches of the content security policy), on what axe finds,
//! and on pages wider than the window. Where there is no chromium it says so and checks nothing.

mod browser;
mod hostile;
// A record by hand with every table filled: what the sample does not hold is looked at, too.
#[path = "../../../crates/rapporteur-pages/tests/full/mod.rs"]
mod full;

use browser::Browser;
use serde_json::json;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The version of axe that judges; it is fetched from npm into `target/`.
const AXE: &str = "4.14.1";

/// Widths and schemes that every page is looked at in.
const VIEWS: &[(u32, u32, &str)] =
    &[(1440, 900, "light"), (1440, 900, "dark"), (390, 844, "light"), (390, 844, "dark")];
/// Width of A4 between the margins that the brief asks for (14 mm), in CSS pixels.
const A4: u32 = 688;

/// Runs the checks.
pub(crate) fn run(root: &Path, args: &[String]) -> Result<String, String> {
    let pictures = match args {
        [] => None,
        [flag, folder] if flag == "--pictures" => Some(PathBuf::from(folder)),
        _ => return Err("usage: cargo xtask check-pages [--pictures FOLDER]".to_owned()),
    };
    let Some(program) = browser::program() else {
        return Ok("check-pages: SKIPPED: there is no chromium here, so NOTHING was checked in a browser\n\
                   (apt-get install chromium)\n"
            .to_owned());
    };
    let work = root.join("target/check-pages");
    let _ = std::fs::remove_dir_all(&work);
    std::fs::create_dir_all(&work).map_err(|e| format!("could not make {}: {e}", work.display()))?;
    let command = built(root)?;
    let axe = axe(root);
    let sample = root.join("examples/portsmouth-1905");
    let codebook = sample.join("codebook.toml");
    record(&command, &sample, &codebook, &work.join("sample"))?;
    hostile::write(&work.join("hostile-articles"))?;
    record(&command, &work.join("hostile-articles"), &codebook, &work.join("hostile"))?;

    let browser = Browser::start(&program, &work.join("profile"))?;
    let mut check = Check { browser, axe, wrong: Vec::new(), done: 0, judged: 0, pictures };
    if let Some(folder) = &check.pictures {
        std::fs::create_dir_all(folder).map_err(|e| format!("could not make {}: {e}", folder.display()))?;
    }
    {
        let server = Server::start(&command, &work.join("sample"))?;
        check.pages(&server.url)?;
        check.ways(&server.url)?;
    }
    check.brief(&work.join("sample/brief.html"))?;
    {
        let rulings = work.join("rulings.toml");
        let server = Server::reviewing(&command, &work.join("sample"), &rulings)?;
        check.review(&server.url, &rulings)?;
    }
    rapporteur_store::write(&full::full(), &work.join("full"), &[]).map_err(|e| e.to_string())?;
    {
        let server = Server::start(&command, &work.join("full"))?;
        for path in ["sources", "claims", "terms", "map", "meetings", "timeline"] {
            check.look(&format!("full-{path}"), &format!("{}/{path}", server.url), false)?;
        }
        check.first("full-claim", &server.url, "/claims", "a.said")?;
    }
    {
        let server = Server::start(&command, &work.join("hostile"))?;
        check.hostile(&server.url)?;
    }
    let judge = match &check.axe {
        Some(_) => format!("{} judged by axe {AXE}", check.judged),
        None => "axe could not be had, so accessibility was NOT judged".to_owned(),
    };
    let report = format!("check-pages: {} views, {judge}", check.done);
    if check.wrong.is_empty() {
        Ok(report + ", nothing to mend\n")
    } else {
        Err(format!("{report}, {} things to mend", check.wrong.len()))
    }
}

/// The command, built.
fn built(root: &Path) -> Result<PathBuf, String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let done = Command::new(cargo).args(["build", "--quiet", "-p", "rapporteur"]).current_dir(root).status();
    if !done.is_ok_and(|s| s.success()) {
        return Err("the command could not be built".to_owned());
    }
    let target = std::env::var("CARGO_TARGET_DIR").map_or_else(|_| root.join("target"), PathBuf::from);
    Ok(target.join("debug/rapporteur"))
}

fn record(command: &Path, articles: &Path, codebook: &Path, to: &Path) -> Result<(), String> {
    let done = Command::new(command)
        .args(["build", "--quiet"])
        .arg(articles)
        .arg("--codebook")
        .arg(codebook)
        .arg("-o")
        .arg(to)
        .status();
    if done.is_ok_and(|s| s.success()) {
        Ok(())
    } else {
        Err(format!("no record could be built of {}", articles.display()))
    }
}

/// The source of axe, fetched once; none where npm cannot be asked.
fn axe(root: &Path) -> Option<String> {
    let folder = root.join("target/axe");
    let file = folder.join("package/axe.min.js");
    if !file.is_file() {
        std::fs::create_dir_all(&folder).ok()?;
        let got = Command::new("npm")
            .args(["pack", "--silent", &format!("axe-core@{AXE}")])
            .current_dir(&folder)
            .stdout(Stdio::null())
            .status();
        let unpacked = Command::new("tar")
            .args(["xzf", &format!("axe-core-{AXE}.tgz"), "package/axe.min.js"])
            .current_dir(&folder)
            .status();
        if !got.is_ok_and(|s| s.success()) || !unpacked.is_ok_and(|s| s.success()) {
            eprintln!("check-pages: axe-core could not be fetched from npm; accessibility is NOT judged");
            return None;
        }
    }
    std::fs::read_to_string(file).ok()
}

/// A server of the command.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(command: &Path, record: &Path) -> Result<Server, String> {
        Server::with(command, record, &[])
    }

    /// One that appends rulings to a file. Its address holds the token.
    fn reviewing(command: &Path, record: &Path, rulings: &Path) -> Result<Server, String> {
        Server::with(command, record, &["--write".as_ref(), "--rulings".as_ref(), rulings.as_os_str()])
    }

    fn with(command: &Path, record: &Path, more: &[&std::ffi::OsStr]) -> Result<Server, String> {
        let mut child = Command::new(command)
            .arg("serve")
            .arg(record)
            .args(["--port", "0"])
            .args(more)
            .env_remove("RAPPORTEUR_TOKEN")
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| format!("could not start the server: {e}"))?;
        let err = child.stderr.take().ok_or("the server has no standard error")?;
        let mut lines = BufReader::new(err).lines();
        let mut url = String::new();
        for line in lines.by_ref().map_while(Result::ok) {
            if let Some((_, at)) = line.rsplit_once(" at http://") {
                url = format!("http://{}", at.trim_end_matches('/'));
                break;
            }
        }
        std::thread::spawn(move || lines.for_each(drop));
        if url.is_empty() {
            let _ = child.kill();
            return Err("the server did not say where it is".to_owned());
        }
        Ok(Server { child, url })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Check {
    browser: Browser,
    axe: Option<String>,
    wrong: Vec<String>,
    done: usize,
    judged: usize,
    pictures: Option<PathBuf>,
}

impl Check {
    /// Opens a page in every view and judges it.
    fn look(&mut self, name: &str, url: &str, wide_only: bool) -> Result<(), String> {
        for (width, height, scheme) in VIEWS {
            if wide_only && (*width != 1440 || *scheme != "light") {
                continue;
            }
            self.browser.size(*width, *height)?;
            self.browser.scheme(scheme)?;
            self.browser.open(url)?;
            self.judge(&format!("{name} at {width} px, {scheme}"))?;
            if let Some(folder) = &self.pictures {
                let file = folder.join(format!("{name}-{width}-{scheme}.png"));
                self.browser.picture(&file, *width, 2600.0)?;
            }
        }
        Ok(())
    }

    /// What is wrong with the page as it stands.
    fn judge(&mut self, what: &str) -> Result<(), String> {
        self.done += 1;
        for complaint in self.browser.complaints() {
            self.amiss(format!("{what}: {complaint}"));
        }
        let over = self
            .browser
            .ask("document.documentElement.scrollWidth - document.documentElement.clientWidth")?;
        if over.as_f64().unwrap_or(0.0) > 0.0 {
            self.amiss(format!("{what}: {over} px wider than the window"));
        }
        let Some(axe) = &self.axe else { return Ok(()) };
        self.judged += 1;
        let found = self.browser.ask(&format!(
            "(async () => {{ {axe}; const r = await axe.run(document, {{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}}); return r.violations.map(v => v.id + ' (' + v.impact + '): ' + v.help + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + n.failureSummary.replace(/\\s+/g, ' ').slice(0, 200)).join(' | ')); }})()"
        ))?;
        for violation in found.as_array().into_iter().flatten() {
            self.amiss(format!("{what}: axe: {}", violation.as_str().unwrap_or_default()));
        }
        // Judging must not count as a complaint of the page.
        self.browser.complaints();
        Ok(())
    }

    /// Takes down what is wrong, and says so at once: the whole takes minutes.
    fn amiss(&mut self, what: String) {
        eprintln!("{what}");
        self.wrong.push(what);
    }

    fn expect(&mut self, what: &str, expression: &str) -> Result<(), String> {
        if self.browser.ask(expression)? != json!(true) {
            let at = self.browser.ask("location.href")?;
            self.amiss(format!("{what}: not so at {at}: {expression}"));
        }
        Ok(())
    }

    /// Every page of the sample.
    fn pages(&mut self, base: &str) -> Result<(), String> {
        let pages = [
            ("overview", "/"),
            ("positions", "/positions"),
            ("timeline", "/timeline"),
            ("meetings", "/meetings"),
            ("sources", "/sources"),
            ("claims", "/claims"),
            ("terms", "/terms"),
            ("map", "/map"),
            ("articles", "/articles"),
            ("names", "/entities"),
            ("search", "/search?q=indemnity"),
            ("as-of", "/positions?as_of=1905-08-20"),
        ];
        for (name, path) in pages {
            self.look(name, &format!("{base}{path}"), false)?;
        }
        // Pages of single things: the first that each list leads to.
        let firsts = [
            ("issue", "/positions", "tbody th a"),
            ("history", "/positions", "a.open"),
            ("claim", "/claims", "a.said"),
            ("entity", "/entities", "tbody th a"),
            ("article", "/articles", "ul.rows a"),
        ];
        for (name, from, selector) in firsts {
            self.first(name, base, from, selector)?;
        }
        Ok(())
    }

    /// The brief as a file, on the screen and on paper.
    fn brief(&mut self, file: &Path) -> Result<(), String> {
        let url = format!("file://{}", file.display());
        self.look("brief", &url, false)?;
        self.browser.size(A4, 1000)?;
        self.browser.media("print", "light")?;
        self.browser.open(&url)?;
        self.expect(
            "on paper nothing is cut off",
            "[...document.querySelectorAll('body *')].every(e => { const r = e.getBoundingClientRect(); return r.width === 0 || e.closest('.skip') || r.right <= innerWidth + 1; }) && [...document.querySelectorAll('.scroll')].every(e => e.scrollWidth <= e.clientWidth + 1)",
        )?;
        self.expect(
            "on paper the brief is dark on white",
            "(() => { const rgb = c => c.match(/\\d+/g).slice(0, 3).map(Number); const s = getComputedStyle(document.body); return rgb(s.color).every(n => n < 90) && (s.backgroundColor.endsWith(', 0)') || rgb(s.backgroundColor).every(n => n > 240)); })()",
        )?;
        let pdf = self.browser.paper()?;
        self.browser.media("", "light")?;
        let pages = pdf.windows(11).filter(|w| w == b"/Type /Page").count();
        if !pdf.starts_with(b"%PDF") || pages == 0 {
            self.amiss(format!("the brief does not print: {} bytes, {pages} pages", pdf.len()));
        }
        if let Some(folder) = &self.pictures {
            let file = folder.join("brief.pdf");
            std::fs::write(&file, pdf).map_err(|e| format!("could not write {}: {e}", file.display()))?;
        }
        for complaint in self.browser.complaints() {
            self.amiss(format!("the brief: {complaint}"));
        }
        Ok(())
    }

    /// The page that the first link of a list leads to.
    fn first(&mut self, name: &str, base: &str, from: &str, selector: &str) -> Result<(), String> {
        self.browser.open(&format!("{base}{from}"))?;
        let href = self.browser.ask(&format!("document.querySelector({})?.href ?? ''", json!(selector)))?;
        let href = href.as_str().unwrap_or_default().to_owned();
        if href.is_empty() {
            // A list that nothing fills says so.
            return self.expect(name, "document.body.innerText.includes('None')");
        }
        self.look(name, &href, false)?;
        if name == "article" {
            self.look("article-all", &format!("{href}?layers=all"), false)?;
        }
        Ok(())
    }

    /// Rules by keyboard alone; and refuses whoever is not the reader.
    fn review(&mut self, entry: &str, rulings: &Path) -> Result<(), String> {
        let base = entry.split("/?").next().unwrap_or(entry).to_owned();
        let there = || std::fs::read_to_string(rulings).unwrap_or_default();
        let count = |text: &str| text.matches("[[ruling]]").count();
        self.browser.size(1440, 900)?;
        self.browser.open(entry)?;
        self.expect("the token is taken out of the address", "!location.search.includes('token')")?;
        self.look("review", &format!("{base}/review"), false)?;
        self.browser.size(1440, 900)?;
        self.browser.open(&format!("{base}/review"))?;
        self.expect(
            "the least sure comes first, each with its words",
            "(() => { const s = [...document.querySelectorAll('.sure')].map(e => parseFloat(e.innerText)).filter(n => !isNaN(n)); return s.length > 1 && s.every((n, i) => i === 0 || s[i - 1] <= n) && [...document.querySelectorAll('.case')].every(c => c.querySelector('blockquote').innerText.trim()); })()",
        )?;
        // Nobody has said who rules: the key asks for the name instead of ruling.
        self.browser.press("a", false)?;
        self.expect("who rules is asked for", "document.activeElement.id === 'author'")?;
        self.browser.write("A. Reader")?;
        let id = self.browser.ask("document.querySelectorAll('.case')[1].id")?;
        self.browser.press("Escape", false)?;
        self.browser.press("k", false)?;
        self.expect(
            "the first case is in hand",
            "document.activeElement === document.querySelectorAll('.case')[0]",
        )?;
        self.browser.press("j", false)?;
        self.expect(
            "the next case is in hand",
            "document.activeElement === document.querySelectorAll('.case')[1]",
        )?;
        self.browser.press("r", true)?;
        let text = there();
        if count(&text) != 1
            || !text.contains("kind = \"reject\"")
            || !text.contains("author = \"A. Reader\"")
        {
            self.amiss(format!("a ruling by keyboard: the file holds `{text}`"));
        }
        self.expect("the page says what was ruled", "document.querySelector('.ruled').innerText.includes('1 ruling') && document.querySelector('.ruled').innerText.includes('rejected')")?;
        self.expect(
            "what is ruled on is gone",
            &format!("document.querySelectorAll('.case')[1].id !== {id}"),
        )?;
        self.browser.press("a", true)?;
        // A position corrected: the field, the word, Enter.
        self.browser.open(&format!("{base}/review?kind=position&author=A.%20Reader"))?;
        self.browser.press("e", false)?;
        self.expect("the field is in hand", "document.activeElement.matches('.case .edit')")?;
        self.browser.ask("document.activeElement.selectedIndex = 1")?;
        self.browser.press("Enter", true)?;
        let text = there();
        if count(&text) != 3 || !text.contains("kind = \"accept\"") || !text.contains("kind = \"correct\"") {
            self.amiss(format!("rulings by keyboard: the file holds `{text}`"));
        }
        for complaint in self.browser.complaints() {
            self.amiss(format!("review: {complaint}"));
        }
        // A form without the secret rules nothing; nor does one of another page, with which our cookie is not sent.
        self.browser.open(&format!("{base}/review?author=A.%20Reader"))?;
        self.browser.ask("document.querySelector('[name=secret]').value = 'guessed'")?;
        self.browser.click("button.accept", true)?;
        self.expect(
            "a form without the secret is refused",
            "document.querySelector('h1').innerText === 'Refused'",
        )?;
        self.browser.open("about:blank")?;
        self.browser.ask(&format!(
            "document.body.innerHTML = '<form method=post action=\"{base}/review\"><button name=do value=apply>x</button></form>'"
        ))?;
        self.browser.click("button", true)?;
        self.expect(
            "a form of another page is refused",
            "document.querySelector('h1').innerText === 'Token needed'",
        )?;
        if count(&there()) != 3 {
            self.amiss("what was refused ruled".to_owned());
        }
        // The browser says of both that they failed.
        self.browser.complaints();
        // Drawn up again with the rulings, without leaving the page.
        self.browser.open(&format!("{base}/review?author=A.%20Reader"))?;
        self.browser.click("button[value=apply]", true)?;
        let mut applied = false;
        for _ in 0..240 {
            std::thread::sleep(std::time::Duration::from_millis(500));
            self.browser.open(&format!("{base}/api/v1/rulings_applied"))?;
            let rows = self.browser.ask("JSON.parse(document.body.innerText).rows.length")?;
            if rows == json!(3) {
                applied = true;
                break;
            }
        }
        if !applied {
            self.amiss("the rulings were not applied".to_owned());
        }
        for complaint in self.browser.complaints() {
            self.amiss(format!("review: {complaint}"));
        }
        Ok(())
    }

    /// The ways a reader goes.
    fn ways(&mut self, base: &str) -> Result<(), String> {
        self.browser.size(1440, 900)?;
        self.browser.scheme("light")?;
        // From a cell to its sentence, to the words in the article.
        self.browser.open(&format!("{base}/positions"))?;
        self.browser.click("a.open", true)?;
        self.expect(
            "from cell to history",
            "document.querySelectorAll('ol.history blockquote mark').length > 0",
        )?;
        let words = self.browser.ask("document.querySelector('ol.history blockquote mark').innerText")?;
        self.browser.click("ol.history a.cite", true)?;
        let flat = |w: &str| w.split_whitespace().collect::<Vec<_>>().join(" ");
        let here =
            self.browser.ask("[...document.querySelectorAll('mark.here')].map(m => m.innerText).join('')")?;
        let (words, here) = (flat(words.as_str().unwrap_or("")), flat(here.as_str().unwrap_or("")));
        if words.is_empty() || words != here {
            self.amiss(format!("from cell to sentence: the history marks `{words}`, the article `{here}`"));
        }
        self.expect(
            "the words are in sight",
            "(() => { const r = document.querySelector('#here').getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; })()",
        )?;
        // Layers: off and on again, in the address, so that a link shows others the same.
        self.expect("positions are on", "document.querySelectorAll('.text .l-positions').length > 0")?;
        self.browser.click(".layers a.l-positions", true)?;
        self.expect("positions are off", "document.querySelectorAll('.text .l-positions').length === 0 && location.search.includes('layers=')")?;
        self.browser.click(".layers a.l-names", true)?;
        self.expect("names are on", "document.querySelectorAll('.text .l-names').length > 0")?;
        self.expect("the words meant stay meant", "document.querySelectorAll('mark.here').length > 0")?;
        // As of a day: by the control, on the page where the reader is.
        self.browser.open(&format!("{base}/articles"))?;
        let all = self.browser.ask("document.querySelectorAll('main ul.rows > li').length")?;
        self.browser.ask("document.querySelector('#as_of').value = '1905-08-20'")?;
        self.browser.click(".asof button", true)?;
        self.expect("as of a day", "document.querySelector('.past').innerText.includes('20 Aug 1905')")?;
        self.expect("nothing later is known", &format!("(() => {{ const n = document.querySelectorAll('main ul.rows > li').length; return n > 0 && n < {all}; }})()"))?;
        self.browser.click(".top nav li:nth-child(2) a", true)?;
        self.expect(
            "the day stays",
            "location.search.includes('as_of=1905-08-20') && location.pathname === '/positions'",
        )?;
        self.browser.click(".past a", true)?;
        self.expect(
            "back to the latest",
            "!location.search.includes('as_of') && !document.querySelector('.past')",
        )?;
        // Search by keyboard alone.
        self.browser.open(&format!("{base}/"))?;
        self.browser.press("Tab", false)?;
        self.expect(
            "the first stop is the way past the menus",
            "document.activeElement.className === 'skip'",
        )?;
        self.browser.ask("document.querySelector('#q').focus()")?;
        self.browser.write("indemnity")?;
        self.browser.press("Enter", true)?;
        self.expect(
            "found",
            "location.pathname === '/search' && document.querySelectorAll('ol.found mark').length > 0",
        )?;
        self.browser.click("ol.found a.to", true)?;
        self.expect(
            "search leads to the words",
            "document.querySelector('mark.here').innerText.toLowerCase().includes('indemnity')",
        )?;
        for complaint in self.browser.complaints() {
            self.amiss(format!("on the ways: {complaint}"));
        }
        // What is not there says so.
        self.browser.open(&format!("{base}/entity/00000000000000000000"))?;
        self.expect("nothing there", "document.querySelector('h1').innerText.includes('Nothing')")?;
        self.browser.complaints();
        Ok(())
    }

    /// Articles written to do harm are shown as words.
    fn hostile(&mut self, base: &str) -> Result<(), String> {
        for (name, path) in [
            ("hostile-overview", "/"),
            ("hostile-positions", "/positions"),
            ("hostile-articles", "/articles"),
            ("hostile-search", "/search?q=%3Cscript%3E+alert"),
            ("hostile-names", "/entities"),
            ("hostile-sources", "/sources"),
        ] {
            self.look(name, &format!("{base}{path}"), name != "hostile-articles")?;
        }
        self.browser.open(&format!("{base}/articles"))?;
        let hrefs =
            self.browser.ask("[...document.querySelectorAll('main ul.rows > li > a')].map(a => a.href)")?;
        for (i, href) in hrefs.as_array().into_iter().flatten().enumerate() {
            let url = format!("{}?layers=all", href.as_str().unwrap_or_default());
            self.browser.size(390, 844)?;
            self.browser.open(&url)?;
            // What axe would judge here it has judged on the sample; of a hundred thousand words it would take minutes.
            let axe = self.axe.take();
            self.judge(&format!("hostile-article-{i}"))?;
            self.axe = axe;
            let harm = "!window.harmed && document.querySelectorAll('main script, main img, main iframe, main style, main [onerror], main a[href^=\"javascript\"]').length === 0";
            self.expect("no word of an article acts", harm)?;
            self.expect(
                "no override of direction",
                "!/[\\u202a-\\u202e\\u2066-\\u2069]/.test(document.body.innerText)",
            )?;
        }
        Ok(())
    }
}
