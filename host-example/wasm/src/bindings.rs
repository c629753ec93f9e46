//! What `bindgen!` makes of the two worlds of `wit/*.wit`, which has the documentation of every item.
//!
//! The types of both worlds are the same Rust types: those of the engine.

#![allow(
    missing_docs,
    clippy::all,
    clippy::pedantic,
    reason = "generated from the WIT, where every item has its documentation"
)]

/// The world `engine`.
pub mod engine {
    wasmtime::component::bindgen!({ path: "../../wit", world: "engine" });
}

/// The world `plugin`.
pub mod plugin {
    wasmtime::component::bindgen!({
        path: "../../wit",
        world: "plugin",
        with: {
            "centerscape:smtp/types": crate::bindings::engine::exports::centerscape::smtp::types,
            "centerscape:smtp/settings": crate::bindings::engine::exports::centerscape::smtp::settings,
            "centerscape:smtp/message": crate::bindings::engine::exports::centerscape::smtp::message,
            "centerscape:smtp/delivery": crate::bindings::engine::exports::centerscape::smtp::delivery,
            "centerscape:smtp/diagnosis": crate::bindings::engine::exports::centerscape::smtp::diagnosis,
            "centerscape:smtp/detection": crate::bindings::engine::exports::centerscape::smtp::detection,
        },
    });
}
