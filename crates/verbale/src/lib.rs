//! Who did what to whom, who said so, and when: political text to records with the proving words.
//!
//! [`Pipeline`] reads a document, [`wire`] writes its records as JSON Lines, `serve` (feature `serve`) shows a ledger in a browser.
//!
//! ```
//! use verbale::wire::{self, Listing};
//! use verbale_text::{DocId, Document};
//!
//! let pipeline = verbale::Pipeline::builtin()?;
//! let text = "“We will not accept this decision,” the Turkish foreign minister said on Tuesday.";
//! let coded = pipeline.code(&Document::new(DocId("note".into()), text.into()));
//! let listing = Listing::of(&coded);
//! print!("{}", wire::lines(&listing, &pipeline.stamp(), |_| true));
//! # Ok::<(), verbale::Error>(())
//! ```

mod pipeline;

mod batch;

mod builtin;

pub mod wire;

#[cfg(any(feature = "cli", feature = "serve"))]
mod clock;

#[cfg(any(feature = "cli", feature = "serve"))]
mod moment;

#[cfg(any(feature = "cli", feature = "serve"))]
pub mod input;

#[cfg(any(feature = "cli", feature = "serve"))]
mod adding;

#[cfg(feature = "serve")]
pub mod serve;

mod error;

#[cfg(any(feature = "cli", feature = "serve"))]
pub use adding::Reading;
pub use batch::in_order;
#[cfg(any(feature = "cli", feature = "serve"))]
pub use clock::now;
pub use error::Error;
#[cfg(any(feature = "cli", feature = "serve"))]
pub use moment::moment;
pub use pipeline::{Pipeline, builtin_packs, parser};
