//! The settings of this host, the password included, and their versions.
//!
//! Each call reads the file, so a change by an editor counts at once. Calls that save wait for each other; a second process on the same
//! file is not foreseen.

use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use centerscape_smtp_host::types::{Problem, Secret, Settings, Severity};
use centerscape_smtp_host::{Engine, Error, entropy};
use hmac::{Hmac, KeyInit as _, Mac as _};
use hyper::StatusCode;
use hyper::header::{self, HeaderValue};
use serde_json::{Map, Value};
use sha2::Sha256;
use zeroize::{Zeroize as _, Zeroizing};

use super::refusal::{Failure, Refusal};
use super::settings_file::{SettingsFile, damaged};

/// The settings of this host.
pub struct SettingsStore {
    file: SettingsFile,
    version_key: Zeroizing<Vec<u8>>,
    saving: Mutex<()>,
}

/// Settings as they were stored at one moment.
pub struct Stored {
    /// The settings, with the password.
    pub settings: Settings,
    /// Which they are: an `ETag`, with its quotes.
    pub version: HeaderValue,
}

impl SettingsStore {
    /// Those in this file.
    pub fn new(file: SettingsFile) -> Result<Self, Error> {
        Ok(Self {
            file,
            version_key: Zeroizing::new(entropy()?),
            saving: Mutex::new(()),
        })
    }

    /// What is stored; the defaults where nothing was saved yet.
    pub fn load(&self, engine: &Engine) -> Result<Stored, Failure> {
        let bytes = self.file.read()?;
        let settings = match &bytes {
            Some(bytes) => parse(bytes, engine)?,
            None => engine.instantiate()?.default_settings()?,
        };
        let bytes = bytes.as_deref().map(Vec::as_slice).unwrap_or_default();
        Ok(Stored {
            settings,
            version: self.version(bytes)?,
        })
    }

    /// Merges a form into what is stored, and stores the result. `if_match` is the version that the form was filled from, or `*`.
    pub fn save(&self, engine: &Engine, if_match: &str, form: &str) -> Result<Stored, Failure> {
        let _alone = self.saving.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.load(engine)?;
        if if_match != "*" && if_match != before.version {
            let refusal = Refusal::new(
                StatusCode::PRECONDITION_FAILED,
                "settings.changed",
                "Somebody saved other settings since this form was loaded. Get the settings again, look at what differs, and save again.",
            );
            return Err(refusal.with(header::ETAG, before.version.clone()).into());
        }
        let settings = before.merge(engine, form)?;
        let bytes = with_password(engine, &settings)?;
        self.file.replace(&bytes)?;
        Ok(Stored {
            version: self.version(&bytes)?,
            settings,
        })
    }

    /// An `ETag`. A plain digest would let a reader try passwords against it; this one has a key that is nowhere else.
    fn version(&self, bytes: &[u8]) -> Result<HeaderValue, Error> {
        let machine = |error: &dyn std::fmt::Display| Error::Machine(error.to_string());
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.version_key).map_err(|e| machine(&e))?;
        mac.update(bytes);
        let version = BASE64.encode(mac.finalize().into_bytes());
        HeaderValue::try_from(format!("\"{version}\"")).map_err(|error| machine(&error))
    }
}

impl Stored {
    /// What is to say about a form merged into them.
    pub fn judge(&self, engine: &Engine, form: &str) -> Result<Vec<Problem>, Error> {
        let merged = engine.instantiate()?.apply_json(&self.settings, form)?;
        Ok(merged.problems)
    }

    /// A form merged into them, where it has no error.
    pub fn merge(&self, engine: &Engine, form: &str) -> Result<Settings, Failure> {
        let merged = engine.instantiate()?.apply_json(&self.settings, form)?;
        let is_error = |problem: &Problem| problem.severity == Severity::Error;
        if merged.problems.iter().any(is_error) {
            return Err(Failure::Invalid(merged.problems));
        }
        Ok(merged.settings)
    }
}

fn parse(bytes: &[u8], engine: &Engine) -> Result<Settings, Failure> {
    let text = std::str::from_utf8(bytes).map_err(|_| damaged("it is not UTF-8"))?;
    let settings = engine.instantiate()?.parse_settings(text)?;
    let settings = settings.map_err(|problems| {
        let first = problems.first().map(describe);
        damaged(&first.unwrap_or_default())
    })?;
    if matches!(settings.password, Secret::Stored) {
        return Err(damaged(
            "its password is the mask ****, and this host keeps the password nowhere else",
        )
        .into());
    }
    Ok(settings)
}

fn describe(problem: &Problem) -> String {
    match problem.position {
        Some(at) => format!(
            "line {}, column {}: {}",
            at.line, at.column, problem.message
        ),
        None => problem.message.clone(),
    }
}

/// What goes into the file: the component's JSON, with the password in the place of its mask.
fn with_password(engine: &Engine, settings: &Settings) -> Result<Zeroizing<Vec<u8>>, Error> {
    let odd = |error: serde_json::Error| Error::Machine(format!("settings as JSON: {error}"));
    let masked = engine.instantiate()?.settings_to_json(settings)?;
    let mut object: Map<String, Value> = serde_json::from_str(&masked).map_err(odd)?;
    let password = match &settings.password {
        Secret::Value(password) => password.as_str(),
        Secret::Unset | Secret::Stored => "",
    };
    object.insert("password".to_owned(), Value::from(password));
    // Large enough from the start: a buffer that grows leaves its beginning in memory. A character takes six bytes at most.
    let mut bytes = Zeroizing::new(Vec::with_capacity(2 * masked.len() + 6 * password.len()));
    let written = serde_json::to_writer_pretty(&mut *bytes, &object);
    if let Some(Value::String(password)) = object.get_mut("password") {
        password.zeroize();
    }
    written.map_err(odd)?;
    Ok(bytes)
}
