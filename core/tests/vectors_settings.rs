//! The vectors of settings: `tests/vectors/settings` and `tests/vectors/apply`, described in `tests/vectors/README.md`.
#![allow(clippy::expect_used, clippy::panic, reason = "a failing test panics")]

use std::fs;
use std::path::{Path, PathBuf};

use centerscape_smtp_core::problem::Problem;
use centerscape_smtp_core::settings::{MASK, Secret, Settings};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A settings text, the problems found in it, and the settings as they are shown, where it could be read.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SettingsVector {
    about: String,
    input: String,
    #[serde(default)]
    problems: Value,
    #[serde(default)]
    settings: Value,
}

/// Stored settings, a form, and what the two together are.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ApplyVector {
    about: String,
    stored: Value,
    form: String,
    #[serde(default)]
    merged: Value,
    #[serde(default)]
    secret: Value,
    #[serde(default)]
    problems: Value,
}

#[test]
fn settings_vectors() {
    run("settings", 50, |vector: SettingsVector| SettingsVector {
        problems: as_value(&Settings::check_json(&vector.input)),
        settings: Settings::parse(&vector.input).map_or(Value::Null, |settings| shown(&settings)),
        ..vector
    });
}

#[test]
fn apply_vectors() {
    run("apply", 15, |vector: ApplyVector| {
        let stored = Settings::parse(&vector.stored.to_string()).expect("stored settings");
        let merged = stored.apply_json(&vector.form);
        ApplyVector {
            merged: shown(&merged.settings),
            secret: match &merged.settings.password {
                Secret::Unset => Value::Null,
                Secret::Stored => Value::from(MASK),
                Secret::Value(value) => Value::from(value.as_str()),
            },
            problems: as_value(&merged.problems),
            ..vector
        }
    });
}

/// Runs every vector of a folder. With `BLESS=1` in the environment what differs is rewritten, and the test still fails:
/// read the difference before you commit it.
fn run<V: Serialize + DeserializeOwned>(folder: &str, at_least: usize, compute: impl Fn(V) -> V) {
    let files = files(folder);
    assert!(
        files.len() >= at_least,
        "only {} vectors in {folder}",
        files.len()
    );
    let bless = std::env::var_os("BLESS").is_some();
    let mut failures = Vec::new();
    for file in files {
        let expected = fs::read_to_string(&file).expect("a readable vector");
        let vector: V = serde_json::from_str(&expected)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let computed = serde_json::to_string_pretty(&compute(vector)).expect("JSON") + "\n";
        if computed != expected {
            if bless {
                fs::write(&file, &computed).expect("a writable vector");
            }
            failures.push(format!("{}: computed\n{computed}", file.display()));
        }
    }
    let (count, how) = (
        failures.len(),
        if bless {
            "were rewritten"
        } else {
            "differ; BLESS=1 rewrites them"
        },
    );
    assert!(
        failures.is_empty(),
        "{count} vectors {how}:\n{}",
        failures.join("\n")
    );
}

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/vectors")
        .join(folder);
    let entries =
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    files
}

fn as_value(problems: &[Problem]) -> Value {
    serde_json::to_value(problems).expect("problems are JSON")
}

fn shown(settings: &Settings) -> Value {
    serde_json::from_str(&settings.to_json()).expect("settings are JSON")
}
