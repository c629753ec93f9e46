//! Files, standard input, and what they say.

use std::io;
use std::io::Read as _;
use std::path::Path;

use centerscape_smtp_host::bindings::host::Host_ as World;
use centerscape_smtp_host::message::{Attachment, Draft};
use centerscape_smtp_host::regular_file::{self, shown_size};
use centerscape_smtp_host::types::{Problem, Secret, Settings, Severity, Stamp};
use centerscape_smtp_host::{Instance, Trust, stamp_now};

use crate::args::{Attach, Mail};
use crate::failure::Failure;

/// An instance of the component.
pub type Engine = Instance<World>;

/// The most bytes of a text: settings, a draft, certificates.
pub const MOST_TEXT: u64 = 32 << 20;

/// The text of a file, or of standard input for `-`.
pub fn read_text(path: &Path) -> Result<String, String> {
    regular_file::text(read(path)?).map_err(|error| format!("{}: {error}", shown(path)))
}

/// The same for a draft, with U+FFFD for what is not UTF-8: a device's text in another encoding is no reason not to send, and the component
/// warns of it.
fn read_draft(path: &Path) -> Result<String, String> {
    let bytes = read(path)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let bytes = if path.as_os_str() == "-" {
        regular_file::read_stream(io::stdin(), MOST_TEXT)
    } else {
        regular_file::read(path, MOST_TEXT)
    };
    bytes.map_err(|error| format!("{}: {error}", shown(path)))
}

/// The most bytes of a log that are of use: core reads no more, and tells that there was more.
const LOG_BYTES: u64 = 1024 * 1024 + 1;

/// The beginning of a log, or of standard input for `-`. What is not UTF-8 is replaced: logs hold what others sent.
pub fn read_log(path: &Path) -> Result<String, String> {
    let read = if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        let mut beginning = io::stdin().take(LOG_BYTES);
        beginning.read_to_end(&mut bytes).map(|_| bytes)
    } else {
        regular_file::read_beginning(path, LOG_BYTES)
    };
    let bytes = read.map_err(|error| format!("{}: {error}", shown(path)))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Whom to trust: the system's certificates, and those of this file. One that `may_be_absent` may be empty, too.
pub fn trust(ca: &Path, may_be_absent: bool) -> Result<Trust, String> {
    let failed = |why: &dyn std::fmt::Display| format!("certificate {}: {why}", ca.display());
    match regular_file::read(ca, MOST_TEXT) {
        Ok(pem) if may_be_absent && pem.trim_ascii().is_empty() => Ok(Trust::system()),
        Ok(pem) => Trust::with_pem(&pem).map_err(|error| failed(&error)),
        Err(error) if may_be_absent && error.kind() == io::ErrorKind::NotFound => {
            Ok(Trust::system())
        }
        Err(error) => Err(failed(&error)),
    }
}

/// How a file is called in messages.
pub fn shown(path: &Path) -> String {
    if path.as_os_str() == "-" {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    }
}

/// Settings that can be used, and their warnings.
pub fn settings(engine: &mut Engine, path: &Path) -> Result<(Settings, Vec<Problem>), Failure> {
    let text = read_text(path)?;
    let located = engine.validate_json(&text)?;
    let Ok(mut settings) = engine.parse_settings(&text)? else {
        return Err(Failure::invalid(shown(path))(located));
    };
    if password().is_some() && matches!(settings.password, Secret::Unset) {
        settings.password = Secret::Stored;
    }
    let mut problems = engine.validate(&settings)?;
    for problem in &mut problems {
        let same = |other: &&Problem| other.code == problem.code && other.field == problem.field;
        problem.position = located.iter().find(same).and_then(|other| other.position);
    }
    let is_error = |problem: &Problem| problem.severity == Severity::Error;
    if problems.iter().any(is_error) {
        return Err(Failure::invalid(shown(path))(problems));
    }
    Ok((settings, problems))
}

/// The password or token from the environment.
pub fn password() -> Option<String> {
    std::env::var("SMTP_PASSWORD")
        .ok()
        .filter(|password| !password.is_empty())
}

/// The draft with its attachments.
pub fn draft(engine: &mut Engine, mail: &Mail) -> Result<Draft, Failure> {
    let most = engine.limits().attachment_bytes();
    check_sizes(&mail.attach, most)?;
    let text = read_draft(&mail.draft)?;
    // The attachments would go into the component and come back as they are.
    let draft = engine.parse_draft(&text, &[])?;
    let draft = draft.map_err(Failure::invalid(shown(&mail.draft)))?;
    let mut left = most;
    let attachments: Result<Vec<_>, _> = mail
        .attach
        .iter()
        .map(|attach| attachment(attach, &mut left))
        .collect();
    Ok(Draft {
        attachments: attachments?,
        ..draft
    })
}

/// That the attachments are files, and together no larger than what the component takes. None is read.
fn check_sizes(attached: &[Attach], most: u64) -> Result<(), String> {
    let mut total = 0;
    for attach in attached {
        let path = attach.path.as_path();
        if path.as_os_str() == "-" {
            return Err(
                "an attachment cannot be standard input (-): it needs a file name".to_owned(),
            );
        }
        let size = regular_file::size(path).map_err(|error| attachment_failed(path, &error))?;
        total += size;
    }
    if total > most {
        let (total, most) = (shown_size(total), shown_size(most));
        return Err(format!(
            "the attachments have {total}, and smtp-host takes at most {most} for one mail. Send a link to the file in place of it."
        ));
    }
    Ok(())
}

fn attachment_failed(path: &Path, error: &io::Error) -> String {
    let hint = if path.is_dir() {
        ". Attach its files one by one, or as an archive"
    } else {
        ""
    };
    format!("attachment {}: {error}{hint}", path.display())
}

/// The stamp of a file, or of this moment.
pub fn stamp(engine: &mut Engine, path: Option<&Path>) -> Result<Stamp, Failure> {
    let Some(path) = path else {
        return Ok(stamp_now()?);
    };
    let text = read_text(path)?;
    let stamp = engine.parse_stamp(&text)?;
    stamp.map_err(Failure::invalid(shown(path)))
}

/// Whether more than one of the inputs is standard input.
pub fn check_one_stdin(mail: &Mail) -> Result<(), String> {
    let inputs = [Some(&mail.settings), Some(&mail.draft), mail.stamp.as_ref()];
    let is_stdin = |path: &&std::path::PathBuf| path.as_os_str() == "-";
    if inputs.into_iter().flatten().filter(is_stdin).count() > 1 {
        return Err("standard input (-) can be one of the inputs only".to_owned());
    }
    Ok(())
}

/// A file with the media type that was given, or guessed by its name. Its size was judged before, and may have changed since.
fn attachment(attach: &Attach, left: &mut u64) -> Result<Attachment, String> {
    let path = attach.path.as_path();
    let data = regular_file::read(path, *left).map_err(|error| attachment_failed(path, &error))?;
    *left = left.saturating_sub(data.len() as u64);
    let Some(file_name) = path.file_name() else {
        return Err(format!(
            "attachment {}: it has no file name",
            path.display()
        ));
    };
    Ok(Attachment {
        file_name: file_name.to_string_lossy().into_owned(),
        media_type: attach.media_type.clone().unwrap_or_else(|| {
            let guess = mime_guess::from_path(path);
            guess.first_or_octet_stream().to_string()
        }),
        content_id: None,
        data,
    })
}

/// The password that the settings hold themselves.
pub fn own_secret(settings: &Settings) -> Option<String> {
    match &settings.password {
        Secret::Value(value) => Some(value.clone()),
        Secret::Unset | Secret::Stored => None,
    }
}
