//! Packs that users keep in folders, and their faults with the line each is in.
#![expect(
    clippy::disallowed_methods,
    reason = "the program reads the packs it is given (I4)"
)]

use super::outcome::Stop;
use super::screen;
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, NamedSource, SourceSpan};
use std::fs;
use std::path::{Path, PathBuf};
use verbale::{Error, Pipeline};
use verbale_code::{Fault, PackFile};

/// The pipeline with the built-in packs and those in `folders` on top.
pub(crate) fn pipeline(folders: &[PathBuf]) -> Result<Pipeline, Stop> {
    let mut files = Vec::new();
    for folder in folders {
        files.extend(read(folder)?);
    }
    Pipeline::with_packs(&files).map_err(|error| match error {
        Error::Packs(faults) => Stop::Report(report(&faults.faults, &files)),
        other => Stop::Message(other.to_string()),
    })
}

/// The files of a folder of packs, or of one pack, in the order of their paths.
pub(crate) fn read(folder: &Path) -> Result<Vec<PackFile>, Stop> {
    let wrong =
        |path: &Path, problem: String| Stop::Message(format!("{}: {problem}", path.display()));
    if !folder.is_dir() {
        let remedy = "is no folder; name the folder that holds your packs";
        return Err(wrong(folder, remedy.into()));
    }
    let mut paths = Vec::new();
    collect(folder, &mut paths).map_err(|e| wrong(folder, format!("cannot be read: {e}")))?;
    paths.sort();
    // A folder that is a pack itself goes by its own name.
    let is_pack = folder.join("pack.toml").is_file();
    let name = folder.canonicalize().ok();
    let name = name
        .as_deref()
        .and_then(Path::file_name)
        .filter(|_| is_pack);
    let mut files = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path)
            .map_err(|e| wrong(&path, format!("cannot be read as UTF-8 text: {e}")))?;
        let inner = path.strip_prefix(folder).unwrap_or(&path);
        let inner = name.map_or(inner.to_owned(), |n| Path::new(n).join(inner));
        files.push(PackFile {
            path: inner.to_string_lossy().replace('\\', "/"),
            text: text.into(),
        });
    }
    if files.is_empty() {
        let remedy = "holds no pack; a pack is a folder with pack.toml and codebook pages";
        return Err(wrong(folder, remedy.into()));
    }
    Ok(files)
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let extension = path.extension().and_then(|e| e.to_str());
        let name = path
            .file_name()
            .map(|n| n.to_string_lossy())
            .unwrap_or_default();
        if name.starts_with('.') || name == "README.md" || name == "LICENSE.md" {
            continue;
        }
        if path.is_dir() {
            collect(&path, paths)?;
        } else if matches!(extension, Some("md" | "toml" | "csv" | "txt" | "conllu")) {
            paths.push(path);
        }
    }
    Ok(())
}

/// A fault with the text it is in.
#[derive(Debug, Diagnostic, thiserror::Error)]
#[error("{problem}")]
struct Shown {
    problem: String,
    #[source_code]
    source_code: NamedSource<String>,
    #[label("here")]
    at: Option<SourceSpan>,
}

/// All faults, each with its line, for the terminal.
pub(crate) fn report(faults: &[Fault], files: &[PackFile]) -> String {
    let theme = if screen::has_color() {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme).with_context_lines(1);
    let mut out = String::new();
    for fault in faults {
        let text = files.iter().rev().find(|f| f.path == fault.path);
        let text = text.map_or("", |f| &*f.text);
        let at = span(text, fault);
        let shown = Shown {
            problem: fault.to_string(),
            source_code: NamedSource::new(&fault.path, text.to_owned()),
            at,
        };
        if at.is_none() || handler.render_report(&mut out, &shown).is_err() {
            out.push_str(&format!("verbale: {fault}\n"));
        }
        out.push('\n');
    }
    let n = faults.len();
    out.push_str(&format!(
        "verbale: {n} fault{} in the packs; nothing was read\n",
        if n == 1 { "" } else { "s" }
    ));
    out
}

/// The characters of a fault: from its column to the end of the word, or its whole line.
fn span(text: &str, fault: &Fault) -> Option<SourceSpan> {
    let line = (fault.line as usize).checked_sub(1)?;
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let line = text.split_inclusive('\n').nth(line)?.trim_end();
    let Some(column) = (fault.column as usize).checked_sub(1) else {
        return Some((start, line.len()).into());
    };
    let before: usize = line.chars().take(column).map(char::len_utf8).sum();
    let word = line[before..]
        .split([' ', ',', '|', '>', ']'])
        .next()
        .unwrap_or("");
    Some((start + before, word.len().max(1).min(line.len() - before)).into())
}
