//! A folder of Parquet files: the tables of [`super::table`], compressed, with lists as lists.

use super::page::Pages;
use super::table::{self, Cell, Sort};
use super::{Error, Out};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};
use std::io::{self, Write};
use std::slice::from_ref;
use std::sync::Arc;
use verbale_ledger::Kind;

/// Rows that are held before they are written.
const GROUP: usize = 20_000;

/// zstd's own default: a good third smaller than its fastest, at half the speed.
const LEVEL: i32 = 3;

pub(super) fn write(pages: &Pages<'_, '_>, out: &mut Out<'_>) -> std::result::Result<(), Error> {
    let names = table::DOCUMENTS.iter();
    let columns = names.map(|n| ((*n).to_owned(), Sort::Text)).collect();
    let mut file = Table::new(columns).map_err(failed)?;
    for page in pages.all() {
        file.push(table::document(&page?)).map_err(failed)?;
        out.step();
    }
    file.finish("documents", out)?;
    for kind in Kind::ALL {
        if pages.count(&[kind]) == 0 {
            continue;
        }
        let mut file = Table::new(table::columns(kind)).map_err(failed)?;
        for page in pages.of(from_ref(&kind)) {
            let page = page?;
            for stored in &page.records {
                file.push(table::row(pages, &page, stored)?)
                    .map_err(failed)?;
            }
        }
        file.finish(kind.as_str(), out)?;
    }
    Ok(())
}

fn failed(error: ParquetError) -> Error {
    Error::Write(io::Error::other(error))
}

/// One file, written to memory: the library writes to what can be sent to threads only.
struct Table {
    columns: Vec<(String, Sort)>,
    writer: SerializedFileWriter<Vec<u8>>,
    rows: Vec<Vec<Cell>>,
    n_rows: usize,
}

impl Table {
    fn new(columns: Vec<(String, Sort)>) -> Result<Self> {
        let fields = columns.iter().map(|(name, sort)| field(name, *sort));
        let schema = Type::group_type_builder("schema")
            .with_fields(fields.collect::<Result<_>>()?)
            .build()?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(LEVEL)?))
            .set_created_by(concat!("verbale ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
        Ok(Self {
            columns,
            writer,
            rows: Vec::new(),
            n_rows: 0,
        })
    }

    fn push(&mut self, row: Vec<Cell>) -> Result<()> {
        self.rows.push(row);
        self.n_rows += 1;
        match self.rows.len() {
            GROUP => self.flush(),
            _ => Ok(()),
        }
    }

    fn flush(&mut self) -> Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for (at, (_, sort)) in self.columns.iter().enumerate() {
            let cells = self.rows.iter().filter_map(|row| row.get(at));
            put(&mut group, *sort, cells)?;
        }
        group.close()?;
        self.rows.clear();
        Ok(())
    }

    fn finish(mut self, name: &str, out: &mut Out<'_>) -> std::result::Result<(), Error> {
        self.flush().map_err(failed)?;
        let bytes = self.writer.into_inner().map_err(failed)?;
        out.begin(&format!("{name}.parquet"))?;
        out.count(self.n_rows);
        out.write_all(&bytes)?;
        Ok(())
    }
}

/// The type of a column: optional, or a list that may be empty.
fn field(name: &str, sort: Sort) -> Result<TypePtr> {
    let of = |name: &str, repetition| {
        let (physical, logical) = match sort {
            Sort::Text | Sort::Texts => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Sort::Int => (Physical::INT64, None),
            Sort::Real => (Physical::DOUBLE, None),
            Sort::Flag => (Physical::BOOLEAN, None),
        };
        let builder = Type::primitive_type_builder(name, physical);
        let builder = builder.with_repetition(repetition);
        Ok::<_, ParquetError>(Arc::new(builder.with_logical_type(logical).build()?))
    };
    if sort != Sort::Texts {
        return of(name, Repetition::OPTIONAL);
    }
    let list = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![of("element", Repetition::REQUIRED)?])
        .build()?;
    let outer = Type::group_type_builder(name)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::List))
        .with_fields(vec![Arc::new(list)])
        .build()?;
    Ok(Arc::new(outer))
}

fn put<'c>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    sort: Sort,
    cells: impl Iterator<Item = &'c Cell>,
) -> Result<()> {
    let bytes = |text: &String| ByteArray::from(text.as_str());
    match sort {
        Sort::Texts => texts(group, cells),
        Sort::Text => optional::<ByteArrayType>(group, cells, |c| match c {
            Cell::Text(text) => text.as_ref().map(bytes),
            _ => None,
        }),
        Sort::Int => optional::<Int64Type>(group, cells, |c| match c {
            Cell::Int(number) => *number,
            _ => None,
        }),
        Sort::Real => optional::<DoubleType>(group, cells, |c| match c {
            Cell::Real(number) => *number,
            _ => None,
        }),
        Sort::Flag => optional::<BoolType>(group, cells, |c| match c {
            Cell::Flag(flag) => *flag,
            _ => None,
        }),
    }
}

/// A column whose definition level says whether there is a value.
fn optional<'c, T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    cells: impl Iterator<Item = &'c Cell>,
    value: impl Fn(&Cell) -> Option<T::T>,
) -> Result<()> {
    let cells: Vec<Option<T::T>> = cells.map(value).collect();
    let levels: Vec<i16> = cells.iter().map(|c| i16::from(c.is_some())).collect();
    let values: Vec<T::T> = cells.into_iter().flatten().collect();
    column::<T>(group, &values, (&levels, None))
}

/// A column of lists: definition 0 is an empty list, repetition 1 goes on with the list before.
fn texts<'c>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    cells: impl Iterator<Item = &'c Cell>,
) -> Result<()> {
    let (mut values, mut definitions, mut repetitions) = (Vec::new(), Vec::new(), Vec::new());
    for cell in cells {
        let list = match cell {
            Cell::Texts(list) => list.as_slice(),
            _ => &[],
        };
        if list.is_empty() {
            definitions.push(0);
            repetitions.push(0);
        }
        for (at, text) in list.iter().enumerate() {
            values.push(ByteArray::from(text.as_str()));
            definitions.push(1);
            repetitions.push(i16::from(at > 0));
        }
    }
    column::<ByteArrayType>(group, &values, (&definitions, Some(&repetitions)))
}

fn column<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    values: &[T::T],
    (definitions, repetitions): (&[i16], Option<&[i16]>),
) -> Result<()> {
    let next = group.next_column()?;
    let mut column = next.ok_or_else(|| ParquetError::General("a column too many".into()))?;
    column
        .typed::<T>()
        .write_batch(values, Some(definitions), repetitions)?;
    column.close()
}
