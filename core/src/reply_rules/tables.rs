//! The rules of `core/reply_rules`, as the build script compiles them.

use super::rule::{Enhanced, Meaning, Rule, bit};
use super::tokens::{LAST, OR};
use crate::retry::Retry;
use crate::wire::Stage;

include!(concat!(env!("OUT_DIR"), "/rules.rs"));
