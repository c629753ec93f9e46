//! The commands, one file each.

pub mod build;
pub mod demo;
pub mod detect;
pub mod explain;
pub mod send;
pub mod test;
pub mod validate;
