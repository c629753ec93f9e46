//! Every vector through the component: the same answers as core's own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;
mod component_door;

use centerscape_smtp_conformance::{CoreDoor, run_all};
use component_door::ComponentDoor;

#[test]
fn every_vector_through_the_component() {
    let through_core = run_all(&mut CoreDoor, false);
    let through_component = run_all(
        &mut ComponentDoor::new(&common::component("host.wasm")),
        false,
    );
    assert_eq!(through_core, through_component, "a door left vectors out");
    println!("{through_component:?}");
}
