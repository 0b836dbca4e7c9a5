//! Columns: one Parquet file a table or view, for those who read a record with a query engine.
//!
//! Text, ids and dates are UTF-8 strings, whole numbers INT64, numbers DOUBLE, flags BOOLEAN; every column may be NULL, as
//! unknown is. Rows go in groups, so that memory stays in bounds for whoever reads.

use crate::sheet::{Kind, Sheet};
use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;
use rapporteur_model::table::Value;
use std::sync::Arc;

/// Rows of a group.
const GROUP: usize = 100_000;

/// A sheet as a Parquet file. An error is one of the library's own limits.
pub fn file(sheet: &Sheet) -> Result<Vec<u8>, String> {
    write(sheet).map_err(|e| e.to_string())
}

fn write(sheet: &Sheet) -> Result<Vec<u8>, ParquetError> {
    let mut fields = Vec::new();
    for (name, kind) in &sheet.columns {
        let (physical, logical) = match kind {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Int => (Physical::INT64, None),
            Kind::Real => (Physical::DOUBLE, None),
            Kind::Flag => (Physical::BOOLEAN, None),
        };
        let field = Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical);
        fields.push(Arc::new(field.build()?));
    }
    let schema = Type::group_type_builder(&sheet.name).with_fields(fields).build()?;
    let properties = WriterProperties::builder().set_created_by("rapporteur".to_owned()).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    for rows in sheet.rows.chunks(GROUP) {
        let mut group = writer.next_row_group()?;
        for (i, (_, kind)) in sheet.columns.iter().enumerate() {
            let cells = rows.iter().map(|row| row.get(i).unwrap_or(&Value::Null));
            match kind {
                Kind::Text => column::<ByteArrayType>(&mut group, cells, text)?,
                Kind::Int => column::<Int64Type>(&mut group, cells, whole)?,
                Kind::Real => column::<DoubleType>(&mut group, cells, number)?,
                Kind::Flag => column::<BoolType>(&mut group, cells, |v| whole(v).map(|n| n != 0))?,
            }
        }
        group.close()?;
    }
    writer.into_inner()
}

fn text(value: &Value) -> Option<ByteArray> {
    match value {
        Value::Null => None,
        Value::Text(s) => Some(s.as_str().into()),
        Value::Int(n) => Some(n.to_string().as_str().into()),
        Value::Offset(n) => Some(n.to_string().as_str().into()),
        Value::Real(n) => Some(n.to_string().as_str().into()),
    }
}

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Int(n) => Some(*n),
        Value::Offset(n) => Some(i64::from(*n)),
        _ => None,
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Real(n) => Some(*n),
        // Numbers of a record are far below 2^53.
        other => whole(other).map(|n| n as f64),
    }
}

fn column<'v, T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    cells: impl Iterator<Item = &'v Value>,
    get: impl Fn(&Value) -> Option<T::T>,
) -> Result<(), ParquetError> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    for cell in cells {
        let value = get(cell);
        levels.push(i16::from(value.is_some()));
        values.extend(value);
    }
    let Some(mut column) = group.next_column()? else { return Ok(()) };
    column.typed::<T>().write_batch(&values, Some(&levels), None)?;
    column.close()
}
