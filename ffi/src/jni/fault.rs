//! A real panic, for the test that shows that none leaves the library. Never in what is shipped.

use super::entry::natives;
use crate::failure::Failure;
use crate::objects::{self, Handle, SessionObject};

natives! { "com.centerscape.smtp.internal.jni.FaultInjection":
    #[allow(clippy::panic, reason = "this is what it is for")]
    fn panic(env, session: Handle, payload: String) {
        objects::with(session, |_: &mut SessionObject| -> Result<(), Failure> {
            panic!("{payload}")
        })?;
    }
}
