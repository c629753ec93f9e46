//! Sends CenterScape's e-mail through the WIT component in wasmtime.
//!
//! [`Host`] loads a component and puts limits on it. [`Engine`] is the world `host`: [`Session`] drives its dialogue over TCP and
//! rustls, [`oauth`] obtains its tokens. [`Plugin`] is the world for a host with a mailer: [`LettreTransport`] is one. No rule about
//! mail is here: this crate does files, clocks, sockets and the screen.

#![allow(
    clippy::result_large_err,
    reason = "the failure of a transport is a record of the WIT, made once for each mail"
)]

pub mod bindings;
mod certificate;
mod component;
mod detecting;
mod error;
mod lettre_transport;
mod mailer;
mod network;
pub mod oauth;
pub mod private_file;
mod questions;
pub mod regular_file;
mod session;
mod stamp;
mod tls;

pub use component::{Engine, Host, Instance, Limits, Plugin};
pub use detecting::Detection;
pub use error::Error;
pub use lettre_transport::LettreTransport;
pub use mailer::{Progress, Transport};
pub use network::{Cancel, Network};
pub use session::{Caller, Job, Session};
pub use stamp::{entropy, stamp_now};
pub use tls::Trust;

/// The types of the interface `delivery`.
pub use bindings::host::exports::centerscape::smtp::delivery;
/// The types of the interface `detection`.
pub use bindings::host::exports::centerscape::smtp::detection;
/// The types of the interface `diagnosis`.
pub use bindings::host::exports::centerscape::smtp::diagnosis;
/// The types of the interface `message`.
pub use bindings::host::exports::centerscape::smtp::message;
/// The types of the interface `pasted`.
pub use bindings::host::exports::centerscape::smtp::pasted;
/// The types of the interface `settings`.
pub use bindings::host::exports::centerscape::smtp::settings;
/// The types of `wit/types.wit`.
pub use bindings::host::exports::centerscape::smtp::types;
/// What a plugin's host provides.
pub use bindings::plugin::centerscape::smtp::transport;
