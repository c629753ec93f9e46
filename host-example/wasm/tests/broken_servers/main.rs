//! `smtp-host test` against Postfix, Exim, OpenSMTPD and Dovecot, each broken in many ways: does it say what is wrong, who mends it and
//! whether to try again, in words that name what the settings hold, with the server's reply to the letter?
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod case;
mod dovecot;
mod exim;
mod opensmtpd;
mod page;
mod postfix;
#[path = "../support/mod.rs"]
mod support;
