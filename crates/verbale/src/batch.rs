//! Work on many inputs in parallel, results in the order of the inputs, in bounded memory.

use rayon::prelude::*;

/// Bytes of input that are held at once, if single inputs allow it.
const BATCH_BYTES: usize = 16 << 20;

/// Inputs that are held at once.
const BATCH_LEN: usize = 256;

/// Calls `work` for every item on `n_threads` threads and `sink` for every result, in the order of the items.
///
/// `size` is the weight of an item in bytes. At most a batch of items and results is held in memory.
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
/// If the system gives no threads.
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
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(n_threads)
        .build()
        .expect("the system gives threads");
    loop {
        let mut batch = Vec::new();
        let mut bytes = 0;
        while bytes < BATCH_BYTES && batch.len() < BATCH_LEN {
            let Some(item) = items.next() else { break };
            bytes += size(&item);
            batch.push(item);
        }
        if batch.is_empty() {
            return Ok(());
        }
        let results: Vec<T> =
            pool.install(|| batch.into_par_iter().with_max_len(1).map(&work).collect());
        results.into_iter().try_for_each(&mut sink)?;
    }
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
