//! The shared vectors (`tests/vectors`), and how to run them through a door.
//!
//! A door implements [`Door`], and calls [`run_all`] in a test of its own. Vectors hold input and expected output side by side, so
//! running one means playing its input and comparing the whole file. Only core may write the expected side:
//! `BLESS=1 cargo test -p centerscape-smtp-conformance` rewrites what differs and fails, so that a person reads the difference.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "test support: a panic is how a test fails"
)]

mod core_door;
pub mod session;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

pub use core_door::CoreDoor;
use session::SessionDoor;

/// One way into the project: core itself, the component, C or Java.
pub trait Door {
    /// The door's name, for messages.
    fn name(&self) -> &'static str;
    /// Whether `BLESS=1` lets this door rewrite the vectors: core only.
    fn may_bless(&self) -> bool {
        false
    }
    /// A session for the settings text; the problems as JSON where the settings are refused.
    ///
    /// # Errors
    /// The list of problems.
    fn session(&mut self, settings: &str, entropy: [u8; 32])
    -> Result<Box<dyn SessionDoor>, Value>;
}

/// One vector: a file of `tests/vectors`.
pub struct Vector {
    path: PathBuf,
    may_bless: bool,
    door: &'static str,
}

impl Vector {
    /// The file as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let text = fs::read_to_string(&self.path).expect("the vector can be read");
        serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", self.path.display()))
    }
}

/// How many vectors of each kind ran.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(pub Vec<(String, usize)>);

/// The runner of each kind of vector, by the name of its folder.
type Runner = fn(&Vector, &mut dyn Door);
const RUNNERS: [(&str, Runner); 1] = [("sessions", session::run)];

/// Where the vectors lie.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors")
}

/// Runs every vector through the door. A folder without a runner, and a kind without vectors, is a failure.
pub fn run_all(door: &mut dyn Door) -> Tally {
    let mut tally = Tally::default();
    for kind in sorted(&folder()).iter().filter(|path| path.is_dir()) {
        let name = kind.file_name().unwrap().to_string_lossy().into_owned();
        let (_, runner) = RUNNERS
            .iter()
            .find(|(runner, _)| *runner == name)
            .unwrap_or_else(|| panic!("tests/vectors/{name} has no runner"));
        let vectors = sorted(kind);
        assert!(!vectors.is_empty(), "tests/vectors/{name} is empty");
        for path in &vectors {
            let vector = Vector {
                path: path.clone(),
                may_bless: door.may_bless(),
                door: door.name(),
            };
            runner(&vector, door);
        }
        tally.0.push((name, vectors.len()));
    }
    assert_eq!(
        tally.0.len(),
        RUNNERS.len(),
        "a kind of vectors is missing: {tally:?}"
    );
    tally
}

/// Fails where the door's answer is not the expected one; with `BLESS=1` and at core it rewrites the file first.
pub(crate) fn compare(vector: &Vector, expected: &Value, found: &Value) {
    if expected == found {
        return;
    }
    let found = serde_json::to_string_pretty(found).unwrap();
    if vector.may_bless && std::env::var_os("BLESS").is_some() {
        fs::write(&vector.path, found.clone() + "\n").expect("the vector can be written");
    }
    panic!(
        "{} at the door {}: the answer differs, it is now\n{found}",
        vector.path.display(),
        vector.door
    );
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
}

/// Hexadecimal digits as bytes.
pub(crate) fn hex(digits: &str) -> Vec<u8> {
    let digit = |at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hexadecimal digits");
    (0..digits.len()).step_by(2).map(digit).collect()
}

pub(crate) fn entropy(digits: &str) -> [u8; 32] {
    hex(digits).try_into().expect("64 hexadecimal digits")
}
