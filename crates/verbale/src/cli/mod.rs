//! The command line: arguments in, text or JSON Lines out, messages on standard error.

pub(crate) mod args;

pub(crate) mod outcome;

pub(crate) mod screen;

mod input;

mod packs;

mod model;

pub(crate) mod read;

mod table;

mod explain;

mod ink;

pub(crate) mod parse;

pub(crate) mod add;

pub(crate) mod ask;

mod answer;

pub(crate) mod act;

pub(crate) mod review;

pub(crate) mod show;

pub(crate) mod ledger;

pub(crate) mod export;

pub(crate) mod import;

#[cfg(feature = "serve")]
mod account;

#[cfg(feature = "serve")]
pub(crate) mod serve;

#[cfg(not(feature = "serve"))]
#[path = "no_serve.rs"]
pub(crate) mod serve;

pub(crate) mod pack;

pub(crate) mod eval;

#[cfg(feature = "train")]
pub(crate) mod train;

#[cfg(not(feature = "train"))]
#[path = "no_train.rs"]
pub(crate) mod train;
