//! What goes over the wire and what is learnt from it: replies, EHLO, the login's mechanisms, dot-stuffing.
//!
//! Nothing here knows where a dialogue stands; that is the [session](crate::session)'s.

pub(crate) mod ehlo;
#[cfg(test)]
mod oracles;
pub(crate) mod queue_id;
pub(crate) mod reply;
pub(crate) mod sasl;
mod stage;
pub(crate) mod stuffing;
mod tls;

pub use reply::Reply;
pub use stage::Stage;
pub use tls::{Certificate, TlsInfo};
