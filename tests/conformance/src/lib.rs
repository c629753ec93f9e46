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
pub mod detect;
mod diagnosis;
mod drafts;
mod faults;
pub mod oauth;
mod proposals;
pub mod session;
mod settings;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

pub use core_door::CoreDoor;
use detect::DetectionDoor;
pub use drafts::{BuiltMessage, DraftFile};
use oauth::{Secrets, TokenAnswer};
pub use proposals::ProposedSettings;
use session::SessionDoor;
pub use settings::MergedSettings;

/// One way into the project: core itself, the component, C or Java. JSON is as `tests/vectors/README.md` describes it.
pub trait Door {
    /// The door's name, for messages.
    fn name(&self) -> &'static str;
    /// The problems of a settings text, as `validate-json` tells them.
    fn check_settings(&mut self, text: &str) -> Value;
    /// The settings of the text as `to-json` shows them; `None` where the text cannot be read.
    fn shown_settings(&mut self, text: &str) -> Option<Value>;
    /// Merges a form into the stored settings, here with the true password.
    fn apply(&mut self, stored: &str, form: &str) -> MergedSettings;
    /// The message of a draft.
    ///
    /// # Errors
    /// The problems of the settings, the draft and the stamp, of the first of them that cannot be read, or of the build.
    fn build(
        &mut self,
        settings: &str,
        draft: &str,
        stamp: &str,
        files: Vec<DraftFile>,
    ) -> Result<BuiltMessage, Value>;
    /// What a person will see of a draft, `{sender, subject, text, html}`.
    ///
    /// # Errors
    /// The problems of the settings or the draft, of the first of them that cannot be read, or of both together.
    fn preview(
        &mut self,
        settings: &str,
        draft: &str,
        files: Vec<DraftFile>,
    ) -> Result<Value, Value>;
    /// The service behind a hostname, and what is proposed for it.
    fn provider_for(&mut self, hostname: &str) -> Option<ProposedSettings>;
    /// The usual port of a security, which is told by its word.
    fn usual_port(&mut self, security: &str) -> u16;
    /// A session for the settings.
    ///
    /// # Errors
    /// The problems of settings that are refused.
    fn session(&mut self, settings: &str, entropy: [u8; 32])
    -> Result<Box<dyn SessionDoor>, Value>;
    /// A detection for what was typed. The settings count for what they say of the sender.
    ///
    /// # Errors
    /// The problems of the input, the ports and the settings.
    fn detection(
        &mut self,
        input: &str,
        ports: &str,
        settings: &str,
    ) -> Result<Box<dyn DetectionDoor>, Value>;
    /// The diagnosis of a reply that was given at a stage, by a server that the settings tell of.
    fn explain(&mut self, reply: &str, stage: Option<&str>, settings: Option<&str>) -> Value;
    /// The report of a job in the middle of which the door failed: the outcome that it told last, and what is known of the fault.
    fn client_fault(&mut self, last: &str, text: &str) -> Value;
    /// What is found in a pasted text, `{findings, complete}`.
    fn explain_pasted(&mut self, text: &str, settings: Option<&str>) -> Value;
    /// The configuration of a token source, as it was read.
    ///
    /// # Errors
    /// The problems of the text.
    fn oauth_configuration(&mut self, configuration: &str) -> Result<Value, Value>;
    /// Whether tokens are for the mail server of this name, by a right configuration.
    fn oauth_is_for(&mut self, configuration: &str, hostname: &str) -> bool;
    /// What is sent to the token endpoint, by a right configuration.
    ///
    /// # Errors
    /// The problems of the secrets.
    fn oauth_request(&mut self, configuration: &str, secrets: &Secrets) -> Result<Value, Value>;
    /// The token of an answer, by a right configuration.
    ///
    /// # Errors
    /// Why there is none.
    fn oauth_token(
        &mut self,
        configuration: &str,
        secrets: &Secrets,
        answer: &TokenAnswer,
    ) -> Result<Value, Value>;
}

/// One vector: a file of `tests/vectors`.
pub struct Vector {
    path: PathBuf,
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

/// Plays a vector's input through a door, and answers the vector with the output that was found.
type Player = fn(&Vector, &mut dyn Door) -> Value;

/// The player of each kind of vector, by the name of its folder.
const PLAYERS: [(&str, Player); 11] = [
    ("apply", settings::play_apply),
    ("detect", detect::play),
    ("drafts", drafts::play),
    ("explain", diagnosis::play),
    ("oauth", oauth::play),
    ("faults", faults::play),
    ("pasted", diagnosis::play_pasted),
    ("previews", drafts::play_preview),
    ("proposals", proposals::play),
    ("sessions", session::play),
    ("settings", settings::play),
];

/// Runs every vector through the door and says how many there were of each kind.
///
/// A folder without a player, a kind without vectors and a vector with another answer is a failure. `may_bless`: whether `BLESS=1`
/// rewrites the expected side, which is core's to say.
pub fn run_all(door: &mut dyn Door, may_bless: bool) -> Vec<(String, usize)> {
    let blesses = may_bless && std::env::var_os("BLESS").is_some();
    let mut counts = Vec::new();
    let mut failures = Vec::new();
    for kind in sorted(&folder()).iter().filter(|path| path.is_dir()) {
        let name = kind.file_name().unwrap().to_string_lossy().into_owned();
        let (_, play) = PLAYERS
            .iter()
            .find(|(player, _)| *player == name)
            .unwrap_or_else(|| panic!("tests/vectors/{name} has no player"));
        let vectors = sorted(kind);
        for path in &vectors {
            let vector = Vector { path: path.clone() };
            let found = play(&vector, door);
            if found != vector.json() {
                let found = serde_json::to_string_pretty(&found).unwrap() + "\n";
                if blesses {
                    fs::write(path, &found).expect("the vector can be written");
                }
                failures.push(format!("{}: the answer is now\n{found}", path.display()));
            }
        }
        counts.push((name, vectors.len()));
    }
    assert_eq!(
        counts.len(),
        PLAYERS.len(),
        "a kind of vectors is missing: {counts:?}"
    );
    assert!(
        failures.is_empty(),
        "{} vectors differ at the door {}:\n{}",
        failures.len(),
        door.name(),
        failures.join("\n")
    );
    counts
}

/// Every cause that a vector expects, of a reply, in a pasted text or in the report of a session.
#[must_use]
pub fn expected_causes() -> BTreeSet<String> {
    let mut causes = BTreeSet::new();
    for kind in ["explain", "pasted", "sessions"] {
        for vector in vectors_of(kind) {
            collect_causes(&vector, &mut causes);
        }
    }
    causes
}

/// Every vector of a kind, as it lies there.
#[must_use]
pub fn vectors_of(kind: &str) -> Vec<Value> {
    let vector = |path| Vector { path }.json();
    sorted(&folder().join(kind))
        .into_iter()
        .map(vector)
        .collect()
}

fn collect_causes(part: &Value, causes: &mut BTreeSet<String>) {
    match part {
        Value::Object(members) => {
            if let Some(cause) = members.get("diagnosis").and_then(|it| it["cause"].as_str()) {
                causes.insert(cause.to_owned());
            }
            members
                .values()
                .for_each(|part| collect_causes(part, causes));
        }
        Value::Array(parts) => parts.iter().for_each(|part| collect_causes(part, causes)),
        _ => {}
    }
}

/// Where the vectors lie.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors")
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
