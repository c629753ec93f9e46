//! The guest of the WIT component: it converts between the types of `wit/*.wit` and those of core, and decides nothing.
//!
//! One crate, three components: world `engine`, with the feature `plugin` world `plugin`, and with `dialog` world `dialog`. Outside wasm this crate is
//! empty, because the exports of a component do not link natively.

#![cfg(target_family = "wasm")]

#[allow(
    missing_docs,
    clippy::all,
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "generated from the WIT, where every item has its documentation"
)]
mod bindings {
    #[cfg(not(any(feature = "plugin", feature = "dialog")))]
    wit_bindgen::generate!({ path: ".", world: "engine" });
    #[cfg(feature = "plugin")]
    wit_bindgen::generate!({ path: ".", world: "plugin" });
    #[cfg(feature = "dialog")]
    wit_bindgen::generate!({ path: ".", world: "dialog" });

    use super::Component;
    export!(Component);
}

mod convert;
#[cfg(not(feature = "dialog"))]
mod delivery;
#[cfg(not(feature = "dialog"))]
mod detection;
#[cfg(not(feature = "dialog"))]
mod diagnosis;
#[cfg(feature = "plugin")]
mod mailer;
mod message;
mod settings;

/// What the world's exports are implemented on.
struct Component;
