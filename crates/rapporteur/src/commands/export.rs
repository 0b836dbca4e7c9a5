//! `rapporteur export`: the tables and views as files for other tools.

use crate::cli::{Export, Format};
use crate::failure::Failure;
use crate::terminal::{self, say};
use rapporteur_export::Sheet;
use rapporteur_model::table::Value;
use rapporteur_store::{RowVisitor, rows, table_names};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

pub(crate) fn run(args: &Export) -> Result<(), Failure> {
    let by_row = matches!(args.format, Format::Csv | Format::Jsonl);
    if let Some(table) = &args.table {
        if !by_row {
            return Err(Failure::Usage("--table goes with --format csv or jsonl".into()));
        }
        if !table_names().contains(&table.as_str()) {
            let known = table_names().join(", ");
            return Err(Failure::Usage(format!("a record has no table `{table}`; it has {known}")));
        }
        let mut out = Rows { out: terminal::out(), format: args.format };
        rows(&args.record, table, &mut out)?;
        out.out.flush()?;
        return Ok(());
    }
    let Some(folder) = &args.output else {
        return Err(Failure::Usage("export needs --output or --table".into()));
    };
    let files = match args.format {
        Format::Csv | Format::Jsonl => None,
        Format::Xlsx => Some(workbook(&args.record)?),
        Format::Jsonld => {
            let record = rapporteur_store::read(&args.record)?;
            let document = rapporteur_export::jsonld::document(&record);
            Some(vec![("record.jsonld".to_owned(), document.into_bytes())])
        }
        Format::Parquet => Some(columns(&args.record)?),
    };
    fs::create_dir_all(folder).map_err(Failure::file("create", folder))?;
    let place = terminal::harmless(&folder.display().to_string());
    if let Some(files) = files {
        for (name, bytes) in &files {
            whole(folder, name, |path| fs::write(path, bytes).map_err(Failure::file("write", path)))?;
        }
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).take(3).collect();
        let more = if files.len() > names.len() { ", ..." } else { "" };
        say(&format!("{}{more}: {place}", names.join(", ")));
        return Ok(());
    }
    let ending = if args.format == Format::Csv { "csv" } else { "jsonl" };
    let names = table_names();
    for name in &names {
        whole(folder, &format!("{name}.{ending}"), |path| write(&args.record, name, args.format, path))?;
    }
    say(&format!("{} tables and views: {place}", names.len()));
    Ok(())
}

/// Puts a file into a folder whole or not at all, like the record itself.
fn whole(folder: &Path, name: &str, write: impl FnOnce(&Path) -> Result<(), Failure>) -> Result<(), Failure> {
    let (part, file) = (folder.join(format!(".{name}")), folder.join(name));
    let written = write(&part).and_then(|()| fs::rename(&part, &file).map_err(Failure::file("write", &file)));
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}

fn workbook(path: &Path) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let record = rapporteur_store::read(path)?;
    let book = rapporteur_export::xlsx::book(&record, &views(path)?)
        .map_err(|why| Failure::Failed(format!("the workbook could not be made: {why}")))?;
    if book.rows_left_out > 0 {
        say(&format!("{} rows are past the last that a sheet can have and are left out", book.rows_left_out));
    }
    if book.cells_cut > 0 {
        say(&format!("texts longer than a cell can be, cut there: {}", book.cells_cut));
    }
    Ok(vec![("record.xlsx".to_owned(), book.bytes)])
}

#[cfg(feature = "parquet")]
fn columns(path: &Path) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let record = rapporteur_store::read(path)?;
    let sheets = rapporteur_export::sheet::tables(&record).into_iter().chain(views(path)?);
    let file = |sheet: Sheet| {
        let bytes = rapporteur_export::parquet::file(&sheet)
            .map_err(|why| Failure::Failed(format!("{} could not be written: {why}", sheet.name)))?;
        Ok((format!("{}.parquet", sheet.name), bytes))
    };
    sheets.map(file).collect()
}

#[cfg(not(feature = "parquet"))]
fn columns(_: &Path) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let why =
        "this program was built without Parquet; build it with `cargo build --release --features parquet`";
    Err(Failure::Failed(why.into()))
}

/// The views of a record, whole.
fn views(path: &Path) -> Result<Vec<Sheet>, Failure> {
    struct Collect {
        columns: Vec<String>,
        rows: Vec<Vec<Value>>,
    }
    impl RowVisitor for Collect {
        type Error = Failure;
        fn columns(&mut self, names: &[&str]) -> Result<(), Failure> {
            self.columns = names.iter().map(|n| (*n).to_owned()).collect();
            Ok(())
        }
        fn row(&mut self, _: &[&str], cells: &[Value]) -> Result<(), Failure> {
            self.rows.push(cells.to_vec());
            Ok(())
        }
    }
    let mut sheets = Vec::new();
    for view in rapporteur_store::views::VIEWS {
        let mut all = Collect { columns: Vec::new(), rows: Vec::new() };
        rows(path, view.name, &mut all)?;
        sheets.push(Sheet::view(view.name, &all.columns, all.rows));
    }
    Ok(sheets)
}

fn write(record: &Path, name: &str, format: Format, path: &Path) -> Result<(), Failure> {
    let file = File::create(path).map_err(Failure::file("create", path))?;
    let mut out = Rows { out: BufWriter::new(file), format };
    rows(record, name, &mut out)?;
    out.out.flush().map_err(Failure::file("write", path))
}

struct Rows<W> {
    out: W,
    format: Format,
}

impl<W: Write> RowVisitor for Rows<W> {
    type Error = Failure;

    fn columns(&mut self, names: &[&str]) -> Result<(), Failure> {
        if self.format == Format::Csv {
            writeln!(self.out, "{}", names.join(","))?;
        }
        Ok(())
    }

    fn row(&mut self, names: &[&str], cells: &[Value]) -> Result<(), Failure> {
        match self.format {
            Format::Csv => {
                let line = cells.iter().map(csv).collect::<Vec<_>>().join(",");
                writeln!(self.out, "{line}")?;
            }
            // The other formats are not written row by row.
            _ => {
                for (i, (name, cell)) in names.iter().zip(cells).enumerate() {
                    let name = serde_json::to_string(name)?;
                    write!(self.out, "{}{name}:{}", if i == 0 { "{" } else { "," }, json(cell)?)?;
                }
                writeln!(self.out, "}}")?;
            }
        }
        Ok(())
    }
}

/// Unknown is nothing at all, an empty text is `""`.
fn csv(cell: &Value) -> String {
    match cell {
        Value::Null => String::new(),
        Value::Int(n) => n.to_string(),
        Value::Offset(n) => n.to_string(),
        Value::Real(n) => n.to_string(),
        Value::Text(s) if s.is_empty() || s.contains([',', '"', '\n', '\r']) => {
            format!("\"{}\"", s.replace('"', "\"\""))
        }
        Value::Text(s) => s.clone(),
    }
}

fn json(cell: &Value) -> Result<String, Failure> {
    Ok(match cell {
        Value::Null => "null".to_owned(),
        Value::Int(n) => n.to_string(),
        Value::Offset(n) => n.to_string(),
        Value::Real(n) => serde_json::to_string(n)?,
        Value::Text(s) => serde_json::to_string(s)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(format: Format) -> String {
        let mut rows = Rows { out: Vec::new(), format };
        let names = ["a", "b", "c", "d"];
        rows.columns(&names).unwrap();
        let text = |s: &str| Value::Text(s.into());
        rows.row(&names, &[Value::Null, text(""), text("x, \"y\"\nz"), Value::Real(0.5)]).unwrap();
        rows.row(&names, &[Value::Int(-1), text("ż"), text("plain"), Value::Real(2.0)]).unwrap();
        String::from_utf8(rows.out).unwrap()
    }

    #[test]
    fn unknown_and_empty_differ_and_quotes_are_doubled() {
        assert_eq!(written(Format::Csv), "a,b,c,d\n,\"\",\"x, \"\"y\"\"\nz\",0.5\n-1,ż,plain,2\n");
    }

    #[test]
    fn json_keeps_types_and_the_order_of_columns() {
        let expected = "{\"a\":null,\"b\":\"\",\"c\":\"x, \\\"y\\\"\\nz\",\"d\":0.5}\n{\"a\":-1,\"b\":\"ż\",\"c\":\"plain\",\"d\":2.0}\n";
        assert_eq!(written(Format::Jsonl), expected);
    }
}
