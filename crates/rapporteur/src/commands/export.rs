//! `rapporteur export`: the tables and views as files for other tools.

use crate::cli::{Export, Format};
use crate::failure::Failure;
use crate::terminal::{self, say};
use rapporteur_model::table::Value;
use rapporteur_store::{RowVisitor, rows, table_names};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

pub(crate) fn run(args: &Export) -> Result<(), Failure> {
    if let Some(table) = &args.table {
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
    fs::create_dir_all(folder).map_err(Failure::file("create", folder))?;
    let ending = match args.format {
        Format::Csv => "csv",
        Format::Jsonl => "jsonl",
    };
    let names = table_names();
    for name in &names {
        // Whole or not at all, like the record itself.
        let (part, file) =
            (folder.join(format!(".{name}.{ending}")), folder.join(format!("{name}.{ending}")));
        let written = write(&args.record, name, args.format, &part)
            .and_then(|()| fs::rename(&part, &file).map_err(Failure::file("write", &file)));
        if let Err(failure) = written {
            let _ = fs::remove_file(&part);
            return Err(failure);
        }
    }
    say(&format!("{} tables and views: {}", names.len(), terminal::harmless(&folder.display().to_string())));
    Ok(())
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
            Format::Jsonl => {
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
