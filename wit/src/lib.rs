//! The guest of the WIT component: it converts between the types of `wit/*.wit` and those of core, and decides nothing.
//!
//! One crate, four components: world `engine`, and with the feature of their name the worlds `host`, `plugin` and `dialog`. Outside
//! wasm this crate is empty, because the exports of a component do not link natively.

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
    #[cfg(not(any(feature = "host", feature = "plugin", feature = "dialog")))]
    wit_bindgen::generate!({ path: ".", world: "engine" });
    #[cfg(feature = "host")]
    wit_bindgen::generate!({ path: ".", world: "host" });
    #[cfg(feature = "plugin")]
    wit_bindgen::generate!({ path: ".", world: "plugin" });
    #[cfg(feature = "dialog")]
    wit_bindgen::generate!({ path: ".", world: "dialog" });

    use super::Component;
    export!(Component);
}

// First, for its macros.
#[macro_use]
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
#[cfg(feature = "host")]
mod oauth;
#[cfg(feature = "host")]
mod pasted;
mod settings;

/// What the world's exports are implemented on.
struct Component;
