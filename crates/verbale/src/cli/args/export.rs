//! Arguments of `verbale export` and `verbale import`.

use super::{Kind, LedgerArg};
use clap::Args;
use std::path::PathBuf;
use verbale::wire::export::Format;

#[derive(Args, Debug)]
pub(crate) struct ExportArgs {
    /// The form to write
    #[arg(value_name = "FORMAT", value_parser = format, required_unless_present = "check")]
    pub(crate) format: Option<Format>,
    /// The ledger's file; verbale.db if left out
    #[arg(long, value_name = "PATH")]
    pub(crate) ledger: Option<PathBuf>,
    /// File to write, or folder, or archive (.zip) where the form has several files; `-` is standard output
    #[arg(long, value_name = "PATH")]
    pub(crate) out: Option<PathBuf>,
    /// As things stood on this day (2025-07-05, 2025-07 or 2025; its last day counts)
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<String>,
    /// As the ledger knew it at this day or moment (UTC)
    #[arg(long, value_name = "DATE")]
    pub(crate) known_at: Option<String>,
    /// Only records of this kind; may be given several times
    #[arg(long, value_enum, value_name = "KIND")]
    pub(crate) kind: Vec<Kind>,
    /// Only the document with this name or address; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) doc: Vec<String>,
    /// Hold the files of an earlier export against its manifest; with --ledger the ledger too
    #[arg(long, value_name = "MANIFEST", conflicts_with_all = ["format", "out", "as_of", "known_at", "kind", "doc"])]
    pub(crate) check: Option<PathBuf>,
}

fn format(name: &str) -> Result<Format, String> {
    Format::parse(name).ok_or_else(|| {
        let known: Vec<&str> = Format::ALL.iter().map(|f| f.as_str()).collect();
        format!("the forms are {}", known.join(", "))
    })
}

#[derive(Args, Debug)]
pub(crate) struct ImportArgs {
    /// Files that `verbale export jsonl` wrote, or folders that `verbale export brat` wrote; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) ledger: LedgerArg,
}
