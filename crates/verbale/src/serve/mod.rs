//! `verbale serve`: a ledger as pages of a local web app, each with a JSON twin (`docs/serve.md`).
//!
//! The only place with async code and with a socket. A view is one file here and one template: a handler asks the ledger,
//! fills one struct, and that struct is both the page and its twin. Nothing here decides what a record means.

mod state;

mod router;

mod page;

mod shelf;

mod fault;

mod guard;

mod access;

mod rights;

mod csrf;

mod secret;

mod session;

mod login;

mod account;

mod review;

mod agreement;

mod accounts;

mod assets;

mod nav;

mod card;

mod kinds;

mod home;

mod documents;

mod reader;

mod weak;

mod weave;

mod record;

mod table;

mod search;

mod actors;

mod job;

mod add;

mod cells;

mod leaf;

mod scale;

mod recognition;

mod timeline;

mod network;

mod meetings;

mod claims;

mod reactions;

mod voices;

mod impact;

mod export;

mod run;

pub use router::{description, router};
pub use run::{Config, run};
pub use secret::{hash_password, new_token};
pub use state::App;
