//! Wrong calls from C, and a panic inside the library: each is told by a status, and nothing crashes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use std::process::Command;

use support::{
    LANGUAGES, Language, compile, fault_injection_folder, library_folder, run, under_valgrind,
};

#[test]
fn every_misuse_has_a_status() {
    for language in LANGUAGES {
        let program = compile(
            "misuse",
            language,
            &["tests/misuse/misuse.c"],
            &library_folder(),
        );
        run(&mut Command::new(program));
    }
}

#[test]
fn no_misuse_reads_what_it_must_not() {
    let sources = ["tests/misuse/misuse.c"];
    let program = compile("misuse-watched", Language::C99, &sources, &library_folder());
    run(&mut under_valgrind(&program));
}

#[test]
fn a_panic_arrives_as_a_status() {
    let sources = ["tests/misuse/fault.c"];
    let folder = fault_injection_folder();
    let program = compile("fault", Language::C99, &sources, &folder);
    let output = Command::new(program).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    // Not even the process's own panic message is seen.
    assert!(output.stderr.is_empty(), "{output:?}");
}
