//! Review: what was read, least sure first, each with its words; to accept, edit or reject, by keyboard or by mouse.
//!
//! One form holds them all, so that whoever rules says once who they are. It works without a script; the script adds keys.

use super::set;
use crate::address::Address;
use crate::frame::{Frame, Turn};
use crate::html::Html;
use crate::review::{Case, Edit, NAME, REASON, Ruled, Sort, case, told};
use crate::site::Site;
use askama::Template;
use rapporteur_model::{Id, Ruling};
use rapporteur_show::line::Line;
use std::collections::BTreeSet;

/// Cases on one page: as many as are ruled on before a person looks up.
const SIZE: usize = 12;

/// What whoever serves knows of the rulings.
pub(crate) struct Told {
    /// What the form has to send back.
    pub(crate) secret: String,
    /// The file, for a reader.
    pub(crate) file: String,
    /// The rulings of the file, or why they cannot be read.
    pub(crate) rulings: Result<Vec<Ruling>, String>,
    /// They are being applied.
    pub(crate) applying: bool,
    /// Why they could not be applied.
    pub(crate) failed: Option<String>,
}

struct Choice {
    name: &'static str,
    href: String,
    on: bool,
    count: usize,
}

/// A case for the template.
struct Shown {
    case: Case,
    key: String,
    n: usize,
    sure: String,
    words: Vec<(Html, Line, String)>,
}

#[derive(Template)]
#[template(path = "review.html")]
struct Page {
    frame: Frame,
    secret: String,
    file: String,
    wrong: Option<String>,
    last: Option<Line>,
    count: usize,
    open: usize,
    applying: bool,
    failed: Option<String>,
    choices: Vec<Choice>,
    kind: &'static str,
    author: String,
    cases: Vec<Shown>,
    turn: Turn,
    page: usize,
}

impl Page {
    fn most_name(&self) -> usize {
        NAME
    }
    fn most_reason(&self) -> usize {
        REASON
    }
}

/// The page.
pub(crate) fn page(site: &Site, address: &Address, told_us: &Told) -> String {
    let sort = address.get("kind").and_then(Sort::parse);
    let author: String = address.get("author").unwrap_or("").chars().take(NAME).collect();
    let (rulings, wrong) = match &told_us.rulings {
        Ok(rulings) => (rulings.as_slice(), None),
        Err(why) => (&[] as &[Ruling], Some(why.clone())),
    };
    let applied: BTreeSet<Id> = site.record.rulings_applied.iter().map(|r| r.ruling).collect();
    let open = rulings.iter().filter(|r| !applied.contains(&r.id)).count();
    let ruled = Ruled::new(rulings);
    let queue = site.queue();
    let mine = || queue.iter().filter(|w| sort.is_none_or(|s| s == w.sort));
    let counts = |s: Sort| queue.iter().filter(|w| w.sort == s).count();
    let total = mine().count();
    let page = address.parse::<usize>("page").unwrap_or(1).max(1);
    // Those ruled on are not shown; how many there are is not known before they are looked at, so pages are cut among all
    // that wait, and a page of which everything is ruled on gives way to the next.
    let mut turn = Turn::new(site, address, total, SIZE);
    let mut cases: Vec<Shown> = Vec::new();
    let from = turn.from;
    for (n, waiting) in mine().enumerate().skip(from) {
        if cases.len() == SIZE {
            break;
        }
        let Some(case) = case(site, waiting).filter(|c| !ruled.holds(c)) else { continue };
        turn.to = turn.to.max(n + 1);
        cases.push(Shown {
            key: format!("{}:{}", case.sort.word(), case.id),
            n: n + 1,
            sure: case.sure.map_or_else(|| "no figure".to_owned(), |s| format!("{s:.2}")),
            words: case
                .words
                .iter()
                .map(|at| (site.passage(at), site.place(at.article), site.at(at)))
                .collect(),
            case,
        });
    }
    let mut choices = vec![Choice {
        name: "All",
        href: crate::review::address(None, &author, 1),
        on: sort.is_none(),
        count: queue.len(),
    }];
    choices.extend(Sort::ALL.iter().map(|(s, _, name)| Choice {
        name,
        href: crate::review::address(Some(*s), &author, 1),
        on: sort == Some(*s),
        count: counts(*s),
    }));
    set(&Page {
        frame: Frame::new(site, address, "review", "Review"),
        secret: told_us.secret.clone(),
        file: told_us.file.clone(),
        wrong,
        last: rulings.last().map(told),
        count: rulings.len(),
        open,
        applying: told_us.applying,
        failed: told_us.failed.clone(),
        choices,
        kind: sort.map_or("", Sort::word),
        author,
        cases,
        turn,
        page,
    })
}
