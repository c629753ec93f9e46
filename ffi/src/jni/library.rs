//! What concerns the library as a whole.

use jni::sys::{jint, jlong};

use super::entry::natives;
use crate::objects::{self, Handle};

/// What the signatures of `Native` mean, the same number as there. A change that the other side cannot know of is a new one.
const CONTRACT_VERSION: jint = 4;

natives! {
    fn contract_version(env) -> jint {
        CONTRACT_VERSION
    }

    fn version(env) -> String {
        env!("CARGO_PKG_VERSION").to_owned()
    }

    fn live_handles(env) -> jlong {
        jlong::try_from(objects::count()).unwrap_or(jlong::MAX)
    }

    fn free(env, object: Handle) {
        objects::free(object)?;
    }
}
