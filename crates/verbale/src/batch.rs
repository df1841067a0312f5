//! Work on many inputs in parallel, results in the order of the inputs, in bounded memory.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Mutex, PoisonError, mpsc};

/// Bytes of input that are held at once, if single inputs allow it.
const MOST_BYTES: usize = 16 << 20;

/// Inputs that are held at once.
const MOST_ITEMS: usize = 256;

/// Calls `work` for every item on `n_threads` threads and `sink` for every result, in the order of the items.
///
/// `size` is the weight of an item in bytes. Items are taken and results handed on by the calling thread while the others
/// work; it holds a bounded number of both.
///
/// ```
/// let mut doubled = Vec::new();
/// verbale::in_order(1..5, 2, |_| 1, |n| n * 2, |n| { doubled.push(n); Ok::<(), ()>(()) }).unwrap();
/// assert_eq!(doubled, [2, 4, 6, 8]);
/// ```
///
/// # Errors
/// The first error of `sink`; the work ends there.
///
/// # Panics
/// If `work` panics, or the system gives no threads.
pub fn in_order<I: Send, T: Send, E>(
    items: impl IntoIterator<Item = I>,
    n_threads: usize,
    size: impl Fn(&I) -> usize,
    work: impl Fn(I) -> T + Sync,
    mut sink: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let mut items = items.into_iter();
    if n_threads <= 1 {
        return items.try_for_each(|item| sink(work(item)));
    }
    let (give, jobs) = mpsc::channel::<(usize, I)>();
    let (done, results) = mpsc::channel();
    let jobs = Mutex::new(jobs);
    let worker = |done: mpsc::Sender<_>| {
        // The lock is held while one thread waits; the others wait for it.
        let next = || jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        while let Ok((at, item)) = next() {
            let result = catch_unwind(AssertUnwindSafe(|| work(item)));
            if done.send((at, result)).is_err() {
                return; // nobody waits for more
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..n_threads {
            let done = done.clone();
            scope.spawn(|| worker(done));
        }
        drop(done);
        // Both ends of the channels go when this closure ends, and the threads with them.
        let (give, results) = (give, results);
        let (mut sizes, mut bytes) = (VecDeque::new(), 0);
        let (mut n_given, mut waiting) = (0, BTreeMap::new());
        loop {
            while bytes < MOST_BYTES && sizes.len() < MOST_ITEMS {
                let Some(item) = items.next() else { break };
                sizes.push_back(size(&item));
                bytes += size(&item);
                give.send((n_given, item)).expect("`jobs` is still here");
                n_given += 1;
            }
            if sizes.is_empty() {
                return Ok(());
            }
            let (at, result) = results.recv().expect("threads outlive `give`");
            waiting.insert(at, result);
            while let Some(result) = waiting.remove(&(n_given - sizes.len())) {
                bytes -= sizes.pop_front().unwrap_or(0);
                sink(result.unwrap_or_else(|panic| resume_unwind(panic)))?;
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn results_come_in_the_order_of_items_and_an_error_ends_the_work() {
        for n_threads in [1, 2, 5] {
            let mut seen = Vec::new();
            let done = in_order(
                0..1000,
                n_threads,
                |_| 1 << 15,
                |n| n,
                |n| {
                    seen.push(n);
                    if n == 700 { Err(n) } else { Ok(()) }
                },
            );
            assert_eq!(done, Err(700));
            assert_eq!(seen, (0..=700).collect::<Vec<_>>());
        }
    }
}
