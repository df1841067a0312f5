//! What is compiled in: the English model and the shipped packs.

/// The model that `verbale train` made from the treebanks named in `models/LICENSE.md`.
pub(crate) const MODEL: &[u8] = include_bytes!("../../../models/english.vmodel");

/// Path and text of every file of the shipped packs, in the order of paths.
pub(crate) const PACKS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/packs.rs"));
