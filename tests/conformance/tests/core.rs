//! Every vector through core.

use centerscape_smtp_conformance::{CoreDoor, run_all};

#[test]
fn every_vector_through_core() {
    let counts = run_all(&mut CoreDoor, true);
    println!("{counts:?}");
}
