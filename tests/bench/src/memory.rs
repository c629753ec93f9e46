//! An allocator that counts while it is asked to, and costs one load of a flag otherwise.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicIsize, AtomicUsize, Ordering::Relaxed};

static COUNTING: AtomicBool = AtomicBool::new(false);
static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);
/// Bytes held since counting began; below zero where older ones were freed.
static HELD: AtomicIsize = AtomicIsize::new(0);
static PEAK: AtomicIsize = AtomicIsize::new(0);

/// The system's allocator, counted.
pub struct Counted;

// SAFETY: every call goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(layout.size(), 0);
        // SAFETY: the caller's promises are the system's demands.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        note(layout.size(), 0);
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        note(0, layout.size());
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note(size, layout.size());
        // SAFETY: as above.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// Counts bytes that are held from now on, and bytes that no longer are.
fn note(taken: usize, given_back: usize) {
    if !COUNTING.load(Relaxed) {
        return;
    }
    if taken > 0 {
        ALLOCATIONS.fetch_add(1, Relaxed);
    }
    let change = taken.cast_signed() - given_back.cast_signed();
    let held = HELD.fetch_add(change, Relaxed) + change;
    PEAK.fetch_max(held, Relaxed);
}

/// What a piece of work took.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    /// Calls for memory, without those for the input.
    pub allocations: usize,
    /// The most that was held at a time, in bytes, with the input.
    pub peak: usize,
}

/// Counts what `work` takes; `prepare` makes its input, which belongs to the peak alone.
pub fn count<T>(prepare: impl FnOnce() -> T, work: impl FnOnce(T)) -> Usage {
    HELD.store(0, Relaxed);
    COUNTING.store(true, Relaxed);
    let input = prepare();
    ALLOCATIONS.store(0, Relaxed);
    PEAK.store(HELD.load(Relaxed), Relaxed);
    work(input);
    COUNTING.store(false, Relaxed);
    Usage {
        allocations: ALLOCATIONS.load(Relaxed),
        peak: PEAK.load(Relaxed).max(0).unsigned_abs(),
    }
}
