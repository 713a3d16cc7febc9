//! The same work on many things, by as many threads as the machine has cores for. Ground floor.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// As much as a program's first thread has: parsers must not know which thread they are on.
const STACK: usize = 8 << 20;
/// Below this many things for each of them, threads are not worth their beginning.
const WORTH: usize = 16;

/// `work` done on each thing; what it gave, in the things' order. `work` must be pure, since nobody knows the order in
/// which it is done.
pub(crate) fn in_threads<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let threads = cores.min(things.len() / WORTH);
    if threads < 2 {
        return things.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let crew = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(thing) = things.get(at) else { return done };
            done.push((at, work(thing)));
        }
    };
    let mut all: Vec<(usize, R)> = Vec::with_capacity(things.len());
    thread::scope(|scope| {
        let begun: Vec<_> = (1..threads)
            .filter_map(|_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, crew).ok())
            .collect();
        // This thread is one of them, and does all of it where no other could be begun.
        all.extend(crew());
        for thread in begun {
            match thread.join() {
                Ok(done) => all.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    all.sort_unstable_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_things() {
        for count in [0, 1, 31, 32, 1000] {
            let things: Vec<usize> = (0..count).collect();
            assert_eq!(in_threads(&things, |n| n * 2), things.iter().map(|n| n * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    #[should_panic(expected = "at seven")]
    fn a_panic_is_not_swallowed() {
        let things: Vec<usize> = (0..100).collect();
        in_threads(&things, |n| assert!(*n != 7, "at seven"));
    }
}
