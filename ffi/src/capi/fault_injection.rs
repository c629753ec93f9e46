//! A real panic on demand, for the tests of the guard. Not in the header, and not in any library that is shipped.

use crate::failure::{Failure, Status};
use crate::objects::{self, SessionObject};

use super::error::cs_smtp_error;
use super::handle::number;
use super::run;
use super::session::cs_smtp_session;

/// Panics in the middle of a call on a session, which is broken from then on.
///
/// # Panics
/// Always, inside the guard.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_fault_injection_panic(
    session: *mut cs_smtp_session,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        run(error, || {
            objects::with(
                number(session),
                |_: &mut SessionObject| -> Result<(), Failure> {
                    #[allow(clippy::panic, reason = "that is what it is for")]
                    {
                        panic!("injected, with a text that nobody may see")
                    }
                },
            )
        })
    }
}
