//! One workbook: who holds what on each issue, with links to the evidence, then one sheet a table and view.
//!
//! Sheet `matrix`: a row an issue, a column a party, in each cell the party's latest positions, linked to the row of
//! `positions` they stand in; that row's `article` is linked to the article, and its last column, `words`, has the words it
//! stands on. Words of articles are cells of text, never formulas. What Excel cannot hold is counted: rows past its
//! last, characters past the most a cell takes.

use crate::sheet::{Kind, Sheet, name, tables};
use rapporteur_model::record::PositionRow;
use rapporteur_model::table::Value;
use rapporteur_model::{Id, Record};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Url, Workbook, Worksheet, XlsxError,
};
use std::collections::{BTreeMap, BTreeSet};

/// Most rows of a sheet, the line of names among them.
const ROWS: usize = 1_048_576;
/// Most characters (UTF-16 units) of a cell.
const CHARACTERS: usize = 32_767;
/// Most links of a sheet; Excel takes 65,530.
const LINKS: usize = 60_000;
/// Most positions told in one cell of the matrix.
const TOLD: usize = 6;

/// A workbook and what did not fit into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    /// The file.
    pub bytes: Vec<u8>,
    /// Rows that are past the last that a sheet can have.
    pub rows_left_out: usize,
    /// Cells whose text was cut.
    pub cells_cut: usize,
}

/// Writes a record and its views as a workbook. An error is one of the library's own limits.
pub fn book(record: &Record, views: &[Sheet]) -> Result<Book, String> {
    let mut writer = Writer {
        workbook: Workbook::new(),
        head: Format::new().set_bold(),
        wrap: Format::new().set_text_wrap().set_align(FormatAlign::Top),
        rows_left_out: 0,
        cells_cut: 0,
    };
    writer.write(record, views).map_err(|e| e.to_string())?;
    let bytes = writer.workbook.save_to_buffer().map_err(|e| e.to_string())?;
    Ok(Book { bytes, rows_left_out: writer.rows_left_out, cells_cut: writer.cells_cut })
}

struct Writer {
    workbook: Workbook,
    head: Format,
    wrap: Format,
    rows_left_out: usize,
    cells_cut: usize,
}

impl Writer {
    fn write(&mut self, record: &Record, views: &[Sheet]) -> Result<(), XlsxError> {
        // No clock: the same record gives the same file.
        let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
        self.workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
        self.matrix(record)?;
        let articles: BTreeMap<String, u32> =
            (1..).zip(&record.articles).map(|(row, a)| (a.article.to_string(), row)).collect();
        for mut sheet in tables(record) {
            if sheet.name == "positions" {
                with_words(record, &mut sheet);
            }
            self.sheet(&sheet, &articles)?;
        }
        for sheet in views {
            self.sheet(sheet, &articles)?;
        }
        Ok(())
    }

    fn sheet(&mut self, sheet: &Sheet, articles: &BTreeMap<String, u32>) -> Result<(), XlsxError> {
        let mut page = Worksheet::new();
        page.set_name(&sheet.name)?;
        page.set_freeze_panes(1, 0)?;
        for (column, (name, _)) in (0..).zip(&sheet.columns) {
            page.write_string_with_format(0, column, name, &self.head)?;
        }
        self.rows_left_out += sheet.rows.len().saturating_sub(ROWS - 1);
        let link = sheet.column("article").filter(|_| sheet.name != "articles");
        let mut links = 0;
        for (row, cells) in (1..).zip(sheet.rows.iter().take(ROWS - 1)) {
            for (column, (i, value)) in (0..).zip(cells.iter().enumerate()) {
                match value {
                    // Unknown is an empty cell.
                    Value::Null => {}
                    Value::Int(n) if sheet.columns.get(i).is_some_and(|c| c.1 == Kind::Flag) => {
                        page.write_boolean(row, column, *n != 0)?;
                    }
                    // Numbers of a record are far below 2^53.
                    Value::Int(n) => {
                        page.write_number(row, column, *n as f64)?;
                    }
                    Value::Offset(n) => {
                        page.write_number(row, column, *n)?;
                    }
                    Value::Real(n) => {
                        page.write_number(row, column, *n)?;
                    }
                    Value::Text(text) => {
                        let target = articles.get(text).filter(|_| link == Some(i) && links < LINKS);
                        if let Some(there) = target {
                            links += 1;
                            let url = format!("internal:'articles'!A{}", there + 1);
                            page.write_url_with_text(row, column, Url::new(url), text)?;
                        } else {
                            let text = self.fitting(text);
                            page.write_string(row, column, text)?;
                        }
                    }
                }
            }
        }
        self.workbook.push_worksheet(page);
        Ok(())
    }

    /// Text that a cell can hold.
    fn fitting(&mut self, text: &str) -> String {
        let mut units = 0;
        for (at, c) in text.char_indices() {
            units += c.len_utf16();
            if units > CHARACTERS - 1 && at + c.len_utf8() < text.len() {
                self.cells_cut += 1;
                return format!("{}…", text.get(..at).unwrap_or(""));
            }
        }
        text.to_owned()
    }

    fn matrix(&mut self, record: &Record) -> Result<(), XlsxError> {
        let mut page = Worksheet::new();
        page.set_name("matrix")?;
        page.set_freeze_panes(1, 1)?;
        let latest = latest(record);
        let parties: BTreeSet<(String, Id)> =
            latest.keys().map(|(_, party)| (name(record, *party), *party)).collect();
        let issues = issues(record, &latest);
        page.write_string_with_format(0, 0, "issue", &self.head)?;
        page.set_column_width(0, 28)?;
        for (column, (party, _)) in (1..).zip(&parties) {
            page.write_string_with_format(0, column, party, &self.head)?;
            page.set_column_width(column, 48)?;
        }
        for (row, (issue, title)) in (1..).zip(&issues) {
            page.write_string_with_format(row, 0, title, &self.head)?;
            for (column, (_, party)) in (1..).zip(&parties) {
                let Some(rows) = latest.get(&(issue.as_str(), *party)) else { continue };
                let mut told: Vec<String> = rows.iter().take(TOLD).map(|(_, p)| tell(p)).collect();
                if rows.len() > TOLD {
                    told.push(format!("and {} more", rows.len() - TOLD));
                }
                let text = self.fitting(&told.join("\n"));
                let first = rows.first().map_or(0, |(n, _)| *n);
                // Rows count from 1, and the first has the names.
                let url = Url::new(format!("internal:'positions'!A{}", first + 2)).set_text(text);
                page.write_url_with_format(row, column, url, &self.wrap)?;
            }
        }
        self.workbook.push_worksheet(page);
        Ok(())
    }
}

/// The rows of `positions`, with their number, that are a party's latest on an issue.
type Latest<'r> = BTreeMap<(&'r str, Id), Vec<(usize, &'r PositionRow)>>;

fn latest(record: &Record) -> Latest<'_> {
    let mut all: Latest<'_> = BTreeMap::new();
    for (n, row) in record.positions.iter().enumerate() {
        all.entry((row.issue.as_str(), row.party)).or_default().push((n, row));
    }
    let day = |row: &PositionRow| row.date.end.or(row.date.start);
    for rows in all.values_mut() {
        let last = rows.iter().filter_map(|(_, r)| day(r)).max();
        rows.retain(|(_, r)| day(r) == last);
    }
    all
}

/// Issues with a position and their titles, in the codebook's order.
fn issues(record: &Record, latest: &Latest<'_>) -> Vec<(String, String)> {
    let with: BTreeSet<&str> = latest.keys().map(|(issue, _)| *issue).collect();
    let known: Vec<&str> = record.meta("issues").unwrap_or_default().split(',').collect();
    let rest = with.iter().copied().filter(|i| !known.contains(i));
    let all = known.iter().copied().filter(|i| with.contains(i)).chain(rest);
    all.map(|issue| {
        let title = record.meta(&format!("issue.{issue}")).unwrap_or(issue);
        (issue.to_owned(), title.to_owned())
    })
    .collect()
}

fn tell(p: &PositionRow) -> String {
    let scope = p.scope.map_or_else(String::new, |s| format!(", {s}"));
    let condition = p.condition_text.as_ref().map_or_else(String::new, |c| format!(" — if: {c}"));
    format!("{}{scope} ({}): {}{condition}", p.stance, p.date, p.summary)
}

/// Adds the words that each row stands on.
fn with_words(record: &Record, sheet: &mut Sheet) {
    sheet.columns.push(("words".to_owned(), Kind::Text));
    for (cells, row) in sheet.rows.iter_mut().zip(&record.positions) {
        cells.push(Value::Text(record.words(row.at).to_owned()));
    }
}
