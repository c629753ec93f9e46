//! CenterScape's e-mail without I/O: settings, messages, SMTP sessions and diagnosis.
//!
//! This crate opens no socket, reads no file, and samples neither clock nor randomness: time and entropy come in as
//! arguments, and the bytes to send go out as values. Hosts reach it through a door, the C ABI or the WIT component.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod address;
mod certainty;
mod character;
pub mod destination;
pub mod detect;
pub mod diagnosis;
mod domain;
pub mod entropy;
mod failure;
mod json;
pub mod message;
pub mod oauth;
pub mod pasted;
pub mod problem;
mod reply_rules;
pub mod report;
mod retry;
pub mod session;
pub mod settings;
mod text;
pub mod transport;
mod wire;
