//! What `bindgen!` makes of the worlds of `wit/*.wit`, which has the documentation of every item.
//!
//! What the interfaces of other worlds use of one another are the Rust types of the world `host`.

#![allow(
    missing_docs,
    clippy::all,
    clippy::pedantic,
    reason = "generated from the WIT, where every item has its documentation"
)]

/// The world `host`.
pub mod host {
    wasmtime::component::bindgen!({ path: "../../wit", world: "host" });
}

/// A world that exports what `host` does, and some more or less.
macro_rules! related {
    ($world:literal) => {
        wasmtime::component::bindgen!({
            path: "../../wit",
            world: $world,
            with: {
                "centerscape:smtp/types": crate::bindings::host::exports::centerscape::smtp::types,
                "centerscape:smtp/settings": crate::bindings::host::exports::centerscape::smtp::settings,
                "centerscape:smtp/message": crate::bindings::host::exports::centerscape::smtp::message,
                "centerscape:smtp/delivery": crate::bindings::host::exports::centerscape::smtp::delivery,
                "centerscape:smtp/diagnosis": crate::bindings::host::exports::centerscape::smtp::diagnosis,
                "centerscape:smtp/detection": crate::bindings::host::exports::centerscape::smtp::detection,
            },
        });
    };
}

/// The world `engine`.
pub mod engine {
    related!("engine");
}

/// The world `plugin`.
pub mod plugin {
    related!("plugin");
}

pub use host::exports::centerscape::smtp::{
    delivery, detection, diagnosis, message, oauth, pasted, settings, types,
};
pub use plugin::centerscape::smtp::transport;
