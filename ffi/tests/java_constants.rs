//! The Java library has a constant for each word of core's open sets.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use centerscape_smtp_core::diagnosis::{WHO, causes};
use centerscape_smtp_core::session::Stage;

/// The values of the constants of a Java class.
fn constants(class: &str) -> BTreeSet<String> {
    let folder = "java/src/main/java/com/centerscape/smtp";
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(folder)
        .join(class);
    let source = fs::read_to_string(path).unwrap();
    let values = source
        .lines()
        .filter_map(|line| line.trim().strip_prefix("public static final String "));
    values
        .map(|constant| constant.split('"').nth(1).unwrap().to_owned())
        .collect()
}

#[test]
fn every_cause_has_a_constant() {
    let known: BTreeSet<String> = causes().map(str::to_owned).collect();
    assert_eq!(constants("Cause.java"), known);
}

#[test]
fn every_stage_has_a_constant() {
    let known: BTreeSet<String> = Stage::ALL.map(|stage| stage.name().to_owned()).into();
    assert_eq!(constants("Stage.java"), known);
}

#[test]
fn everyone_who_can_help_has_a_constant() {
    assert_eq!(constants("Who.java"), WHO.map(str::to_owned).into());
}
