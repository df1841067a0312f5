//! Pages that were made a moment ago, given out again.
//!
//! What took long to make stays on the shelf for as long as it took, a few times over: a page of a small ledger for some
//! hundredths of a second, one that counts a million records for a second or two. So many readers cost hardly more than one,
//! and nobody waits for a page that somebody else is being made. What a person writes here clears the shelf at once.

#![expect(
    clippy::disallowed_methods,
    reason = "how long a page took decides how long it is kept; no page tells the time"
)]

use super::page::Shown;
use super::state::{App, lock};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// So many times as long as it took to make, a page is fresh.
const FRESH: u32 = 10;

/// So many times as long, it is good enough while it is made anew.
const PASSABLE: u32 = 2 * FRESH;

/// Addresses of which pages are kept.
const MAX_PAGES: usize = 128;

/// The pages by address.
#[derive(Default)]
pub(crate) struct Shelf(Mutex<HashMap<String, Arc<Place>>>);

/// The place of one page.
#[derive(Default)]
struct Place {
    kept: Mutex<Option<Kept>>,
    /// Held by who makes the page.
    making: tokio::sync::Mutex<()>,
}

struct Kept {
    page: Shown,
    started: Instant,
    took: Duration,
    /// How much had been written through this app before it was made.
    writes: u64,
}

impl Kept {
    fn is_within(&self, times: u32, writes: u64) -> bool {
        let age = self.started.elapsed().saturating_sub(self.took);
        self.writes == writes && age <= self.took * times
    }
}

impl Shelf {
    fn place(&self, address: &str, writes: u64) -> Arc<Place> {
        let mut places = lock(&self.0);
        if let Some(place) = places.get(address) {
            return place.clone();
        }
        if places.len() >= MAX_PAGES {
            let is_used = |place: &Arc<Place>| {
                Arc::strong_count(place) > 1 || place.page(FRESH, writes).is_some()
            };
            places.retain(|_, place| is_used(place));
        }
        let place = Arc::<Place>::default();
        // A crowd of fresh pages is not added to; this one is made and forgotten.
        if places.len() < MAX_PAGES {
            places.insert(address.to_owned(), place.clone());
        }
        place
    }
}

impl Place {
    fn page(&self, times: u32, writes: u64) -> Option<Shown> {
        let kept = lock(&self.kept);
        let kept = kept.as_ref().filter(|kept| kept.is_within(times, writes));
        kept.map(|kept| kept.page.clone())
    }
}

/// Gives out the page that is kept, or makes it.
pub(crate) async fn keep(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.method() != Method::GET {
        return next.run(request).await;
    }
    let address = request.uri().path_and_query().map_or("/", |a| a.as_str());
    let place = app.shelf().place(address, app.writes());
    if let Some(page) = place.page(FRESH, app.writes()) {
        return page.into_response();
    }
    let _turn = match place.making.try_lock() {
        Ok(turn) => turn,
        Err(_) => {
            if let Some(page) = place.page(PASSABLE, app.writes()) {
                return page.into_response();
            }
            place.making.lock().await
        }
    };
    if let Some(page) = place.page(FRESH, app.writes()) {
        return page.into_response();
    }
    let (started, writes) = (Instant::now(), app.writes());
    let response = next.run(request).await;
    let page = response.extensions().get::<Shown>();
    if let (StatusCode::OK, Some(page)) = (response.status(), page) {
        *lock(&place.kept) = Some(Kept {
            page: page.clone(),
            started,
            took: started.elapsed(),
            writes,
        });
    }
    response
}

#[cfg(test)]
mod tests {
    use super::{Kept, MAX_PAGES, Shelf};
    use crate::serve::fault::Fault;
    use crate::serve::page::Shown;
    use std::time::{Duration, Instant};

    fn kept(ago: u64, took: u64) -> Kept {
        Kept {
            page: Shown::of(Fault::ending()),
            started: Instant::now()
                .checked_sub(Duration::from_millis(ago + took))
                .unwrap(),
            took: Duration::from_millis(took),
            writes: 7,
        }
    }

    #[test]
    fn a_page_stays_for_as_long_as_it_took_a_few_times_over() {
        for (ago, took, writes, expected) in [
            (500, 100, 7, true),
            (500, 10, 7, false),
            (0, 100, 8, false),
            (5000, 1000, 7, true),
        ] {
            let is_fresh = kept(ago, took).is_within(10, writes);
            assert_eq!(is_fresh, expected, "{ago} ms ago, took {took} ms");
        }
    }

    #[test]
    fn the_shelf_does_not_grow() {
        let shelf = Shelf::default();
        for n in 0..3 * MAX_PAGES {
            shelf.place(&format!("/search?q={n}"), 0);
        }
        assert!(shelf.0.lock().unwrap().len() <= MAX_PAGES);
    }
}
