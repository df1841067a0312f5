//! A folder of comma-separated tables: `documents.csv` and one for each kind. Several values of a cell stand apart by "; ".

use super::page::Pages;
use super::table::{self, Cell};
use super::{Error, Out};
use std::io;
use std::slice::from_ref;
use verbale_ledger::Kind;

pub(super) fn write(pages: &Pages<'_, '_>, out: &mut Out<'_>) -> Result<(), Error> {
    out.begin("documents.csv")?;
    put(out, table::DOCUMENTS.iter().map(|c| (*c).to_owned()))?;
    for page in pages.all() {
        put(out, table::document(&page?).iter().map(text))?;
        out.count(1);
        out.step();
    }
    for kind in Kind::ALL {
        if pages.count(&[kind]) == 0 {
            continue;
        }
        out.begin(&format!("{kind}.csv"))?;
        put(out, table::columns(kind).into_iter().map(|(name, _)| name))?;
        for page in pages.of(from_ref(&kind)) {
            let page = page?;
            for stored in &page.records {
                put(out, table::row(pages, &page, stored)?.iter().map(text))?;
                out.count(1);
            }
        }
    }
    Ok(())
}

fn put(out: &mut Out<'_>, cells: impl Iterator<Item = String>) -> Result<(), Error> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(cells).map_err(io::Error::from)?;
    writer.flush()?;
    Ok(())
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone().unwrap_or_default(),
        Cell::Texts(texts) => texts.join("; "),
        Cell::Int(number) => number.map_or(String::new(), |n| n.to_string()),
        Cell::Real(number) => number.map_or(String::new(), |n| n.to_string()),
        Cell::Flag(flag) => flag.map_or(String::new(), |f| f.to_string()),
    }
}
