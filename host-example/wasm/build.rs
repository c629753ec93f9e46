//! Puts what `cargo xtask component` and `cargo xtask dialog` built into the program, so that one file is all one needs.
//!
//! What was not built yet is left out; the program then says at run time what is missing.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

const COMPONENTS: [&str; 2] = ["host.wasm", "plugin.wasm"];

fn main() -> Result<(), Box<dyn Error>> {
    let built = target_dir()?;
    println!("cargo::rerun-if-env-changed=CARGO_TARGET_DIR");
    let components = watched(built.join("component"))?;
    let site = watched(built.join("dialog"))?;

    let mut found = files(&components)?;
    found.retain(|(name, _)| COMPONENTS.contains(&name.as_str()));
    let mut code = list("COMPONENTS", &found)?;
    code += &list("SITE", &files(&site)?)?;
    let generated = PathBuf::from(env::var("OUT_DIR")?).join("embedded.rs");
    fs::write(generated, code)?;
    Ok(())
}

/// Where builds go, as xtask has it: `CARGO_TARGET_DIR`, else `target`.
fn target_dir() -> Result<PathBuf, Box<dyn Error>> {
    let package = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let root = package.join("../..").canonicalize()?;
    Ok(root.join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into())))
}

/// A folder that cargo looks at before each build. It looks at one that is not there, too, but then builds each time.
fn watched(folder: PathBuf) -> Result<PathBuf, Box<dyn Error>> {
    fs::create_dir_all(&folder)?;
    println!("cargo::rerun-if-changed={}", folder.display());
    Ok(folder)
}

/// The files below a folder: their paths in it, in the order of the alphabet, and where they are.
fn files(folder: &Path) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let (Some(name), Some(path)) =
                (path.strip_prefix(folder)?.to_str(), path.to_str())
            {
                found.push((name.to_owned(), path.to_owned()));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A constant with these files.
fn list(constant: &str, files: &[(String, String)]) -> Result<String, Box<dyn Error>> {
    let mut code = format!("pub const {constant}: &[(&str, &[u8])] = &[\n");
    for (name, path) in files {
        writeln!(code, "    ({name:?}, include_bytes!({path:?})),")?;
    }
    code += "];\n";
    Ok(code)
}
