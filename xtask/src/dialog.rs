//! The site of the settings dialog, which both hosts embed as it lies in `target/dialog`: its page, and the component that checks
//! the fields, as a module for browsers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell::{root, run, target_dir};
use crate::tools::{node, npm_packages};
use crate::{component, site};

/// How much the site may weigh as gzip, the worse of the two compressions; every browser has both.
const WEIGHT_LIMIT: usize = 250_000;

/// Where the site lies.
pub fn directory() -> PathBuf {
    target_dir().join("dialog")
}

/// Assembles the site in [`directory`]. One that has not changed is left alone, so that nobody embeds it anew.
pub fn build() -> Result<()> {
    let (own, draft) = (directory(), directory().with_extension("new"));
    remove(&draft)?;
    let sources = root().join("host-example/dialog");
    transpile(&component::build_dialog()?, &draft.join("component"))?;
    copy(&sources.join("page"), &draft)?;
    let weight = site::complete(&draft, &sources.join("headers.json"))?;
    eprint!("{weight}");
    check_weight(weight.gzip())?;
    if same(&own, &draft)? {
        remove(&draft)
    } else {
        replace(&own, &draft)
    }
}

/// Plays the shared vectors through the component as [`build`] left it for pages.
pub fn play_vectors() -> Result<()> {
    let (node, _) = node()?;
    run(Command::new(node)
        .current_dir(root())
        .arg("host-example/dialog/tests/vectors.mjs")
        .arg(directory().join("component/dialog.js"))
        .arg("tests/vectors"))
}

/// Fails where the site is too heavy.
fn check_weight(bytes: usize) -> Result<()> {
    if bytes < WEIGHT_LIMIT {
        Ok(())
    } else {
        bail!("the page weighs {bytes} bytes by gzip; it must be less than {WEIGHT_LIMIT}")
    }
}

/// Makes an ES module of the component, by jco.
fn transpile(component: &Path, folder: &Path) -> Result<()> {
    let sources = root().join("host-example/dialog/transpile");
    let packages = npm_packages(&sources, "jco")?;
    // A script finds the packages that lie beside it.
    let script = packages.join("transpile.mjs");
    fs::copy(sources.join("transpile.mjs"), &script)?;
    let (node, _) = node()?;
    run(Command::new(node).arg(script).args([component, folder]))
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let path = entry?.path();
        let copied = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &copied)?;
        } else {
            fs::copy(&path, &copied)?;
        }
    }
    Ok(())
}

/// Whether two folders have the same files with the same bytes.
fn same(left: &Path, right: &Path) -> Result<bool> {
    if !left.is_dir() {
        return Ok(false);
    }
    let names = site::files(left)?;
    if names != site::files(right)? {
        return Ok(false);
    }
    for name in names {
        if fs::read(left.join(&name))? != fs::read(right.join(&name))? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Puts the draft in the place of what was there. Under its name it is always whole.
fn replace(own: &Path, draft: &Path) -> Result<()> {
    let old = own.with_extension("old");
    remove(&old)?;
    if own.exists() {
        fs::rename(own, &old)?;
    }
    fs::rename(draft, own)?;
    eprintln!("{}", own.display());
    remove(&old)
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heavy_page_is_refused() {
        assert!(check_weight(249_999).is_ok());
        assert!(check_weight(250_000).is_err());
    }
}
