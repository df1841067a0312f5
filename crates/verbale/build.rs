//! Writes the list of built-in packs for `src/builtin.rs`, in the order of their paths.
#![expect(
    clippy::disallowed_methods,
    reason = "a build script reads the files it embeds"
)]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?)
        .join("../..")
        .canonicalize()?;
    let packs = root.join("packs");
    println!("cargo::rerun-if-changed={}", packs.display());
    let mut files = Vec::new();
    collect(&packs, &mut files)?;
    files.sort();
    let mut list = String::from("&[\n");
    for file in &files {
        let path = file.strip_prefix(&packs).map_err(io::Error::other)?;
        let path = path.to_string_lossy().replace('\\', "/");
        let _ = writeln!(list, "    ({path:?}, include_str!({file:?})),");
    }
    list.push_str("]\n");
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("packs.rs"), list)
}

/// The files that packs are made of; prose for people is not among them, but for codebook pages.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let extension = path.extension().and_then(|e| e.to_str());
        let name = path.file_name().and_then(|n| n.to_str());
        if matches!(name, Some("README.md" | "LICENSE.md")) {
            continue;
        }
        if path.is_dir() {
            collect(&path, files)?;
        } else if matches!(extension, Some("md" | "toml" | "csv" | "txt" | "conllu")) {
            files.push(path);
        }
    }
    Ok(())
}
