//! Keeps panics inside: unwinding into C or the JVM is undefined behaviour.
//!
//! A panic's own text may quote what it was about, an address or a message, so nobody sees it: what is told is where it happened.
//! For that the guard puts a panic hook in front of the process's own; outside guarded calls it steps aside.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use crate::failure::{Failure, Status};

thread_local! {
    /// Whether this thread is in a guarded call. Apart from the place, since it is set at each call and has nothing to drop.
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
    /// Where the last guarded call of this thread that panicked did so.
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

static HOOK: Once = Once::new();

/// Runs a call; a panic in it becomes [`Status::Fault`].
///
/// # Errors
/// The call's own, or the fault.
pub fn guarded<R>(call: impl FnOnce() -> Result<R, Failure>) -> Result<R, Failure> {
    HOOK.call_once(put_hook);
    IS_GUARDED.set(true);
    // What a panic leaves half done is never seen again: its lock is poisoned.
    let result = panic::catch_unwind(AssertUnwindSafe(call));
    IS_GUARDED.set(false);
    result.unwrap_or_else(|_| {
        let place = PLACE.take();
        Err(Failure::new(
            Status::Fault,
            format!(
                "A fault in CenterScape SMTP {} at {place}. Please report it with this text.",
                env!("CARGO_PKG_VERSION"),
            ),
        ))
    })
}

fn put_hook() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if IS_GUARDED.get() {
            let place = info.location().map(ToString::to_string);
            PLACE.set(place.unwrap_or_default());
        } else {
            usual(info);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_fault_that_tells_the_place_and_not_the_text() {
        let failure = guarded(|| -> Result<(), _> { panic!("secret@example.com") }).unwrap_err();
        assert_eq!(failure.status, Status::Fault);
        assert!(failure.message.contains("guard.rs:"), "{failure:?}");
        assert!(!failure.message.contains("secret"), "{failure:?}");
    }

    #[test]
    fn results_pass_through() {
        assert_eq!(guarded(|| Ok(7)).ok(), Some(7));
        let failure = guarded(|| -> Result<(), _> { Err(Failure::argument("no")) }).unwrap_err();
        assert_eq!(failure.status, Status::InvalidArgument);
    }
}
