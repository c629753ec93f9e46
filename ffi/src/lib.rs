//! The C library of CenterScape's e-mail, and the functions that its Java library calls by JNI.
//!
//! Two doors over one layer. `capi` and `jni` turn their callers' types into Rust's and back. Both call [`operations`], which names
//! what can be done; [`objects`] holds what a caller keeps, by number, so that a handle that was freed, or is of another kind, is
//! told and not followed; [`failure`] is how a call can end badly, [`guard`] keeps panics inside, and [`numbers`] is what both doors
//! call actions, events and outcomes.
//!
//! It is no goal of this crate to be a Rust library: a Rust program uses core.

#[cfg(feature = "capi")]
pub mod capi;
pub mod failure;
pub mod guard;
#[cfg(feature = "jni")]
mod jni;
pub mod numbers;
pub mod objects;
pub mod operations;
