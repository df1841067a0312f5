//! What looks through the whole ledger, made a moment ago and given out again: pages, and the marks of the queue.
//!
//! What took long to make stays on the shelf for as long as it took, some times over, and longer if nothing came into the ledger
//! since: a page of a small ledger for some hundredths of a second, one that counts a million records for some seconds. While
//! something newer is made, the old one is still given out, so nobody waits for a page that was there a moment ago, and many readers
//! cost hardly more than one. What a person writes here clears the shelf at once.

#![expect(
    clippy::disallowed_methods,
    reason = "how long a page took decides how long it is kept; no page tells the time"
)]

use super::page::Shown;
use super::state::{App, lock};
use crate::now;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// So many times as long as it took to make, a thing is fresh.
const FRESH: u32 = 20;

/// So many times as long, it is good enough while it is made anew.
const PASSABLE: u32 = 3 * FRESH;

/// Addresses of which pages are kept.
const MAX_PAGES: usize = 128;

/// What was written up to a moment: how often through this app, the last entry, and the day on which pages of the present are made.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Stand {
    pub(crate) writes: u64,
    pub(crate) entry: i64,
    pub(crate) day: String,
}

impl Stand {
    pub(crate) fn new(writes: u64, entry: i64) -> Self {
        let mut day = now();
        day.truncate(10);
        Self { writes, entry, day }
    }
}

/// Something that was made, and when.
struct Kept<T> {
    value: T,
    made: Instant,
    took: Duration,
    stand: Stand,
}

impl<T> Kept<T> {
    fn of(value: T, started: Instant, stand: Stand) -> Self {
        let made = Instant::now();
        Self {
            value,
            made,
            took: made - started,
            stand,
        }
    }

    fn is_within(&self, times: u32, writes: u64) -> bool {
        self.stand.writes == writes && self.made.elapsed() <= self.took * times
    }
}

/// The place of one thing on the shelf.
struct Place<T>(Mutex<Option<Kept<T>>>);

impl<T> Default for Place<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> Place<T> {
    fn get(&self, times: u32, writes: u64) -> Option<T> {
        let kept = lock(&self.0);
        let kept = kept.as_ref().filter(|kept| kept.is_within(times, writes));
        kept.map(|kept| kept.value.clone())
    }

    /// What is kept, if nothing was written since it was made; then it is as good as new.
    fn renew(&self, stand: &Stand) -> Option<T> {
        let mut kept = lock(&self.0);
        let kept = kept.as_mut().filter(|kept| kept.stand == *stand)?;
        kept.made = Instant::now();
        Some(kept.value.clone())
    }

    fn put(&self, kept: Kept<T>) {
        *lock(&self.0) = Some(kept);
    }
}

/// A thing that follows from the whole ledger, kept for all who ask.
pub(crate) struct Slot<T> {
    place: Place<Arc<T>>,
    making: Mutex<()>,
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self {
            place: Place::default(),
            making: Mutex::default(),
        }
    }
}

impl<T> Slot<T> {
    /// What is kept, or what `make` makes.
    pub(crate) fn get<E>(
        &self,
        stand: Stand,
        make: impl FnOnce() -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        let kept = || self.place.get(FRESH, stand.writes);
        if let Some(kept) = kept().or_else(|| self.place.renew(&stand)) {
            return Ok(kept);
        }
        let _turn = match self.making.try_lock() {
            Ok(turn) => turn,
            Err(_) => {
                if let Some(kept) = self.place.get(PASSABLE, stand.writes) {
                    return Ok(kept);
                }
                lock(&self.making)
            }
        };
        if let Some(kept) = kept() {
            return Ok(kept);
        }
        let started = Instant::now();
        let made = Arc::new(make()?);
        self.place.put(Kept::of(made.clone(), started, stand));
        Ok(made)
    }
}

/// The pages by address.
#[derive(Default)]
pub(crate) struct Shelf(Mutex<HashMap<String, Arc<PagePlace>>>);

/// The place of one page.
#[derive(Default)]
struct PagePlace {
    page: Place<Shown>,
    /// Held by who makes the page.
    making: Arc<tokio::sync::Mutex<()>>,
}

impl Shelf {
    fn place(&self, address: &str, writes: u64) -> Arc<PagePlace> {
        let mut places = lock(&self.0);
        if let Some(place) = places.get(address) {
            return place.clone();
        }
        if places.len() >= MAX_PAGES {
            let is_used = |place: &Arc<PagePlace>| {
                Arc::strong_count(place) > 1 || place.page.get(FRESH, writes).is_some()
            };
            places.retain(|_, place| is_used(place));
        }
        let place = Arc::<PagePlace>::default();
        // A crowd of fresh pages is not added to; this one is made and forgotten.
        if places.len() < MAX_PAGES {
            places.insert(address.to_owned(), place.clone());
        }
        place
    }
}

/// Gives out the page that is kept, or makes it.
pub(crate) async fn keep(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.method() != Method::GET {
        return next.run(request).await;
    }
    let address = request.uri().path_and_query().map_or("/", |a| a.as_str());
    let place = app.shelf().place(address, app.writes());
    if let Some(page) = place.page.get(FRESH, app.writes()) {
        return page.into_response();
    }
    if let Some(page) = place.page.get(PASSABLE, app.writes()) {
        if let Ok(turn) = place.making.clone().try_lock_owned() {
            let place = place.clone();
            let again = without_body(&request);
            tokio::spawn(async move {
                let _turn = turn;
                fill(&app, &place, again, next).await;
            });
        }
        return page.into_response();
    }
    let _turn = place.making.lock().await;
    if let Some(page) = place.page.get(FRESH, app.writes()) {
        return page.into_response();
    }
    fill(&app, &place, request, next).await
}

/// The same request for the same page.
fn without_body(request: &Request) -> Request {
    let mut again = Request::new(Body::empty());
    *again.uri_mut() = request.uri().clone();
    *again.headers_mut() = request.headers().clone();
    *again.extensions_mut() = request.extensions().clone();
    again
}

/// Makes a page and keeps it, unless what is kept is still as good as new.
async fn fill(app: &App, place: &PagePlace, request: Request, next: Next) -> Response {
    let stand = match app.stand().await {
        Ok(stand) => stand,
        Err(fault) => return fault.into_response(),
    };
    if let Some(page) = place.page.renew(&stand) {
        return page.into_response();
    }
    let started = Instant::now();
    let response = next.run(request).await;
    let page = response.extensions().get::<Shown>();
    if let (StatusCode::OK, Some(page)) = (response.status(), page) {
        place.page.put(Kept::of(page.clone(), started, stand));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::{Kept, MAX_PAGES, Place, Shelf, Slot, Stand};
    use std::cell::Cell;
    use std::time::{Duration, Instant};

    fn kept(ago: u64, took: u64) -> Kept<&'static str> {
        let made = Instant::now()
            .checked_sub(Duration::from_millis(ago))
            .unwrap();
        Kept {
            value: "page",
            made,
            took: Duration::from_millis(took),
            stand: Stand::new(7, 40),
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
    fn a_page_of_a_ledger_in_which_nothing_happened_is_as_good_as_new() {
        for (writes, entry, expected) in [(7, 40, true), (7, 41, false), (8, 40, false)] {
            let place = Place::default();
            place.put(kept(500, 10));
            assert_eq!(place.get(20, 7), None, "it is old");
            let renewed = place.renew(&Stand::new(writes, entry));
            assert_eq!(
                renewed.is_some(),
                expected,
                "{writes} writes, entry {entry}"
            );
            assert_eq!(place.get(20, 7).is_some(), expected);
        }
    }

    #[test]
    fn what_follows_from_the_ledger_is_made_anew_when_the_ledger_grew() {
        let (slot, made) = (Slot::default(), Cell::new(0));
        let get = |writes, entry| {
            let make = || {
                made.set(made.get() + 1);
                Ok::<_, ()>(made.get())
            };
            *slot.get(Stand::new(writes, entry), make).unwrap()
        };
        let outdate = || {
            let mut kept = slot.place.0.lock().unwrap();
            kept.as_mut().unwrap().took = Duration::ZERO;
        };
        assert_eq!((get(0, 1), get(0, 1), get(1, 2)), (1, 1, 2));
        outdate();
        assert_eq!(get(1, 2), 2, "nothing came in");
        outdate();
        assert_eq!(get(1, 3), 3);
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
