//! Reads the tab-separated data files.
//!
//! A line is a row; `#` at its start makes it a comment; empty lines are skipped; the first row names the columns.

/// The rows of a data file, each with as many cells as the first row has names. Missing cells are empty.
pub fn rows(file: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let mut lines = file.lines().filter(|l| !l.trim().is_empty() && !l.starts_with('#'));
    let columns = lines.next().map_or(0, |l| l.split('\t').count());
    lines.map(move |line| {
        let mut cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        cells.resize(columns, "");
        cells
    })
}
