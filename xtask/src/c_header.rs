//! The C header, written by cbindgen from the functions of `ffi/src/capi`.

use std::path::Path;

use anyhow::{Context, Result};
use cbindgen::{Builder, Config};

/// The subjects in the order of the header, with the files of the statuses and numbers before them.
const SOURCES: [&str; 14] = [
    "failure",
    "numbers",
    "capi/library",
    "capi/text",
    "capi/error",
    "capi/settings",
    "capi/message",
    "capi/session_step",
    "capi/session",
    "capi/report",
    "capi/detection",
    "capi/diagnosis",
    "capi/transport",
    "capi/oauth",
];

/// The header of the crate in this folder.
pub fn generate(folder: &Path) -> Result<String> {
    let config = Config::from_file(folder.join("cbindgen.toml"))
        .map_err(|error| anyhow::anyhow!("cbindgen.toml: {error}"))?;
    let sources = SOURCES.map(|name| folder.join("src").join(name).with_extension("rs"));
    let builder = sources
        .iter()
        .fold(Builder::new().with_config(config), Builder::with_src);
    let mut header = Vec::new();
    builder
        .generate()
        .context("cbindgen cannot write the C header")?
        .write(&mut header);
    String::from_utf8(header).context("the C header is not UTF-8")
}
