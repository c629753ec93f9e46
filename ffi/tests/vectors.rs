//! Every vector through C: the same answers as core's own, without a leak or a wrong read.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod c_door;
mod support;

use std::path::PathBuf;
use std::process::{Command, Stdio};

use c_door::CDoor;
use centerscape_smtp_conformance::{CoreDoor, run_all};
use support::{Language, VALGRIND_FOUND, compile, library_folder, under_valgrind};

fn door(language: Language) -> PathBuf {
    compile(
        "door",
        language,
        &["tests/c_door/door.c"],
        &library_folder(),
    )
}

fn run_vectors(command: &mut Command) {
    let through_core = run_all(&mut CoreDoor, false);
    let mut c = CDoor::start(command);
    let through_c = run_all(&mut c, false);
    assert_eq!(through_core, through_c, "a door left vectors out");
    println!("{through_c:?}");
    assert_eq!(c.end(), Some(0));
}

#[test]
fn every_vector_through_c() {
    run_vectors(&mut Command::new(door(Language::C99)));
}

#[test]
fn every_vector_under_valgrind() {
    run_vectors(&mut under_valgrind(&door(Language::C99)));
}

/// The run before proves something only if valgrind looks.
#[test]
fn valgrind_tells_a_leak_and_an_overread() {
    for fault in ["leak", "overread"] {
        let c = CDoor::start(under_valgrind(&door(Language::Cpp17)).stderr(Stdio::null()));
        c.ask(fault).unwrap();
        assert_eq!(c.end(), Some(VALGRIND_FOUND), "{fault}");
    }
}
