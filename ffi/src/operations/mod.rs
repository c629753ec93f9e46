//! What both doors can do, in Rust's types.

pub mod detection;
pub mod diagnosis;
pub mod message;
pub mod oauth;
pub mod session;
pub mod settings;
pub mod transport;
