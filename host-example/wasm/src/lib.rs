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
mod wiping;

pub use component::{Engine, Host, Instance, Limits, Plugin};
pub use detecting::Detection;
pub use error::Error;
pub use lettre_transport::LettreTransport;
pub use mailer::{Progress, Transport};
pub use network::{Cancel, Network};
pub use session::{Caller, Job, SendOptions, Session};
pub use stamp::{entropy, stamp_now};
pub use tls::Trust;

/// The types of the WIT's interfaces, which have their documentation there.
pub use bindings::{delivery, detection, diagnosis, message, pasted, settings, transport, types};
