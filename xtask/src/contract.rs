//! The generated files that are committed.

use std::fs;

use anyhow::{Context, Result};

use crate::shell::root;
use crate::{c_header, java_numbers, notices, wit_page};

/// Writes every generated file, and says whether one of them changed.
pub fn write() -> Result<bool> {
    let files = [
        ("docs/wit.md", wit_page::generate(&root().join("wit"))?),
        (
            "ffi/include/centerscape_smtp.h",
            c_header::generate(&root().join("ffi"))?,
        ),
        (
            java_numbers::FILE,
            java_numbers::generate(&root().join("ffi"))?,
        ),
        (notices::FILE, notices::generate()?),
    ];
    let mut changed = false;
    for (name, text) in files {
        let path = root().join(name);
        if fs::read_to_string(&path).is_ok_and(|old| old == text) {
            continue;
        }
        fs::write(&path, text).with_context(|| path.display().to_string())?;
        eprintln!("{name} was not up to date and is written anew: commit it.");
        changed = true;
    }
    Ok(changed)
}
