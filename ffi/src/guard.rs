//! Keeps panics inside: unwinding into C or the JVM is undefined behaviour.
//!
//! A panic's own text may quote what it was about, an address or a message, so nobody sees it: what is told is where it happened.
//! For that the guard puts a panic hook in front of the process's own; outside guarded calls it steps aside.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use crate::failure::{Failure, Status};

thread_local! {
    /// Where the guarded call of this thread panicked; `None` outside guarded calls.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

static HOOK: Once = Once::new();

/// Runs a call; a panic in it becomes [`Status::Fault`].
///
/// # Errors
/// The call's own, or the fault.
pub fn guarded<R>(call: impl FnOnce() -> Result<R, Failure>) -> Result<R, Failure> {
    HOOK.call_once(put_hook);
    PLACE.set(Some(String::new()));
    // What a panic leaves half done is never seen again: its lock is poisoned.
    let result = panic::catch_unwind(AssertUnwindSafe(call));
    let place = PLACE.take().unwrap_or_default();
    result.unwrap_or_else(|_| {
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
        let is_guarded = PLACE.with_borrow_mut(|place| match place {
            Some(place) => {
                *place = info
                    .location()
                    .map(|location| format!("{}:{}", location.file(), location.line()))
                    .unwrap_or_default();
                true
            }
            None => false,
        });
        if !is_guarded {
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
