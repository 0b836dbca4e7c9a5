//! The ledger: the matrix of issues and parties, one issue, and all that one party held on one issue with the sentences.

use super::set;
use crate::address::Address;
use crate::frame::{Frame, Turn};
use crate::html::Html;
use crate::site::Site;
use askama::Template;
use rapporteur_model::Id;
use rapporteur_show::line::Line;
use rapporteur_show::view::{Cell, IssueRow, Matrix, Stand};

/// Positions on one page of a history.
const SIZE: usize = 40;
/// Positions of one party on the page of an issue.
const FEW: usize = 6;

#[derive(Template)]
#[template(path = "positions.html")]
struct MatrixPage<'a, 'r> {
    frame: Frame,
    site: &'a Site<'r>,
    matrix: &'a Matrix,
}

/// The matrix.
pub(crate) fn matrix(site: &Site, address: &Address) -> String {
    let frame = Frame::new(site, address, "positions", "Positions");
    set(&MatrixPage { frame, site, matrix: &site.brief.matrix })
}

#[derive(Template)]
#[template(path = "issue.html")]
struct IssuePage<'a, 'r> {
    frame: Frame,
    site: &'a Site<'r>,
    row: &'a IssueRow,
}

/// One issue: what each party held, newest first. None if there is no position on it.
pub(crate) fn issue(site: &Site, address: &Address, issue: &str) -> Option<String> {
    let row = site.brief.matrix.issues.iter().find(|r| r.issue == issue)?;
    let frame = Frame::new(site, address, "positions", &row.title.plain());
    Some(set(&IssuePage { frame, site, row }))
}

fn few(cell: &Cell) -> &[Stand] {
    cell.stands.get(..FEW).unwrap_or(&cell.stands)
}

#[derive(Template)]
#[template(path = "history.html")]
struct HistoryPage<'a, 'r> {
    frame: Frame,
    site: &'a Site<'r>,
    row: &'a IssueRow,
    party: Line,
    party_id: Id,
    stands: Vec<(&'a Stand, Html)>,
    turn: Turn,
    older: usize,
}

/// What one party held on one issue, newest first, with the sentences. None if it held nothing.
pub(crate) fn history(site: &Site, address: &Address, issue: &str, party: &str) -> Option<String> {
    let id: Id = party.parse().ok()?;
    let row = site.brief.matrix.issues.iter().find(|r| r.issue == issue)?;
    let cell = row
        .held()
        .find(|c| c.stands.first().and_then(|s| site.position(s.position)).is_some_and(|p| p.party == id))?;
    let turn = Turn::new(site, address, cell.stands.len(), SIZE);
    let stands = turn.of(&cell.stands).iter().map(|s| (s, site.passage(&s.cite.at))).collect();
    let title = format!("{}: {}", cell.party.plain(), row.title.plain());
    Some(set(&HistoryPage {
        frame: Frame::new(site, address, "positions", &title),
        site,
        row,
        party: cell.party.clone(),
        party_id: id,
        stands,
        turn,
        older: cell.more,
    }))
}
