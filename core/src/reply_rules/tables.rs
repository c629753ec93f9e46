//! The rules of `core/reply_rules`, as the build script compiles them.

#![allow(clippy::unreadable_literal, reason = "nobody reads what is generated")]

use super::rule::{Enhanced, Finding, Rule, bit};
use super::tokens::{LAST, Number, OR};
use crate::retry::Retry;
use crate::wire::Stage;

include!(concat!(env!("OUT_DIR"), "/reply_rules.rs"));
