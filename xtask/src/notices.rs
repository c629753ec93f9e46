//! The notices of third parties whose code is in the native library and in the jar: licenses want to be shipped with it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::shell::{cargo, output, root};

/// Where they are.
pub const FILE: &str = "ffi/THIRD-PARTY-NOTICES.txt";

/// The one target that is shipped.
const TARGET: &str = "x86_64-unknown-linux-gnu";

const HEAD: &str = "CenterScape SMTP contains the software below. Each license stands beneath the names of what it is for.\n";

/// For those that have no file with it.
const MIT: &str = "Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the \"Software\"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to
permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of
the Software.

THE SOFTWARE IS PROVIDED \"AS IS\", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS
OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.";

/// Something that is shipped.
struct Part {
    name: String,
    license: String,
    text: String,
}

/// The notices of every crate that is linked into the library, of Rust's own library, and of what is shaded into the jar.
pub fn generate() -> Result<String> {
    let mut parts = vec![rust(), nanojson()?];
    let crates = crates()?;
    ensure!(!crates.is_empty(), "cargo tree names no crate");
    parts.extend(crates);
    Ok(written(parts))
}

/// What has the same license, to the letter, stands together.
fn written(parts: Vec<Part>) -> String {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for part in parts {
        let name = format!("{}, {}", part.name, part.license);
        groups.entry(part.text).or_default().push(name);
    }
    let mut groups: Vec<(Vec<String>, String)> = groups
        .into_iter()
        .map(|(text, mut names)| {
            names.sort();
            (names, text)
        })
        .collect();
    groups.sort();
    let rule = "-".repeat(78);
    let mut all = HEAD.to_owned();
    for (names, text) in groups {
        let _ = write!(all, "\n{rule}\n{}\n\n{text}\n", names.join("\n"));
    }
    all
}

/// The crates of the library, proc macros not among them: they run where it is built.
fn crates() -> Result<Vec<Part>> {
    let mut tree = cargo();
    tree.args(["tree", "--locked", "--package", "centerscape-smtp-ffi"])
        .args(["--edges", "normal,no-proc-macro", "--target", TARGET])
        .args(["--prefix", "none", "--no-dedupe", "--format", "{p}|{l}"]);
    let mut names: Vec<String> = output(&mut tree)?.lines().map(str::to_owned).collect();
    names.sort();
    names.dedup();
    let known = folders()?;
    names
        .iter()
        // Those of this repository have their folder behind the name.
        .filter(|line| !line.contains(" ("))
        .map(|line| {
            let (name, license) = line.split_once('|').context("no license")?;
            let (folder, authors) = known
                .get(name)
                .with_context(|| format!("cargo metadata does not know {name}"))?;
            Ok(Part {
                name: name.to_owned(),
                license: license.to_owned(),
                text: license_text(folder, license, authors)
                    .with_context(|| format!("the license of {name}"))?,
            })
        })
        .collect()
}

/// The folder and the authors of each crate, by `name vVersion`.
fn folders() -> Result<BTreeMap<String, (PathBuf, String)>> {
    let mut metadata = cargo();
    metadata.args(["metadata", "--locked", "--format-version", "1"]);
    metadata.args(["--filter-platform", TARGET]);
    let metadata: Value = serde_json::from_str(&output(&mut metadata)?)?;
    let packages = metadata.get("packages").and_then(Value::as_array);
    let packages = packages.context("no packages")?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let member = |package: &Value, name: &str| package.get(name).map(text).unwrap_or_default();
    Ok(packages
        .iter()
        .map(|package| {
            let name = format!(
                "{} v{}",
                member(package, "name"),
                member(package, "version")
            );
            let manifest = PathBuf::from(member(package, "manifest_path"));
            let folder = manifest.parent().unwrap_or(Path::new("")).to_owned();
            let authors = package.get("authors").and_then(Value::as_array);
            let authors: Vec<String> = authors.into_iter().flatten().map(text).collect();
            (name, (folder, authors.join(", ")))
        })
        .collect())
}

/// The license that is made use of, the MIT license where there is a choice, and notices beside it.
fn license_text(folder: &Path, license: &str, authors: &str) -> Result<String> {
    let is_mit = license.contains("MIT");
    let wanted: &[&str] = if is_mit {
        &["license-mit", "licenses/mit", "license", "copying"]
    } else {
        &["license", "copying"]
    };
    let files = files(folder)?;
    let found = wanted
        .iter()
        .flat_map(|start| {
            files
                .iter()
                .filter(move |(name, _)| name.starts_with(start))
        })
        .map(|(_, path)| read(path))
        .find(|text| match text {
            // A form that nobody filled in names no holder.
            Ok(text) if is_mit => {
                text.contains("Permission is hereby granted") && !text.contains("<year>")
            }
            _ => true,
        })
        .transpose()?;
    let mut text = if let Some(text) = found {
        text
    } else {
        ensure!(is_mit, "there is no file with it");
        let holders = if authors.is_empty() {
            "its authors"
        } else {
            authors
        };
        format!("Copyright (c) {holders}\n\n{MIT}")
    };
    for (name, path) in &files {
        if name.starts_with("notice") || name.starts_with("copyright") {
            let _ = write!(text, "\n\n{}", read(path)?);
        }
    }
    Ok(text)
}

/// The files of a folder and of its `LICENSES`, by their names in lower case.
fn files(folder: &Path) -> Result<BTreeMap<String, PathBuf>> {
    let mut files = BTreeMap::new();
    for inner in ["", "LICENSES"] {
        let Ok(entries) = fs::read_dir(folder.join(inner)) else {
            continue;
        };
        for entry in entries {
            let path = entry?.path();
            let name = path.strip_prefix(folder)?.to_string_lossy().to_lowercase();
            if path.is_file() {
                files.insert(name, path);
            }
        }
    }
    Ok(files)
}

/// A text with one kind of line ends and none at its end.
fn read(path: &Path) -> Result<String> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    Ok(lines.join("\n").trim_matches('\n').to_owned())
}

fn rust() -> Part {
    Part {
        name: "The Rust standard library".to_owned(),
        license: "MIT OR Apache-2.0".to_owned(),
        text: format!("Copyright (c) The Rust Project Contributors\n\n{MIT}"),
    }
}

/// What the jar has beside: its own jar has no license inside, its sources name it.
fn nanojson() -> Result<Part> {
    let pom = fs::read_to_string(root().join("ffi/java/pom.xml"))?;
    let version = pom
        .split_once("<nanojson.version>")
        .and_then(|(_, rest)| rest.split_once('<'))
        .map(|(version, _)| version)
        .context("the pom names no version of nanojson")?;
    let apache = read(&root().join("LICENSE-APACHE"))?;
    Ok(Part {
        name: format!("nanojson {version} (in the jar, under another package name)"),
        license: "Apache-2.0".to_owned(),
        text: format!("Copyright 2011 The nanojson Authors\n\n{apache}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_the_same_license_stands_together() {
        let part = |name: &str, text: &str| Part {
            name: name.to_owned(),
            license: "MIT".to_owned(),
            text: text.to_owned(),
        };
        let all = written(vec![part("b", "one"), part("c", "two"), part("a", "one")]);
        let rule = "-".repeat(78);
        assert_eq!(
            all,
            format!("{HEAD}\n{rule}\na, MIT\nb, MIT\n\none\n\n{rule}\nc, MIT\n\ntwo\n")
        );
    }

    #[test]
    fn a_crate_without_a_license_file_is_an_error_unless_it_is_mit() {
        let folder = root().join("xtask/src");
        let mit = license_text(&folder, "MIT OR Apache-2.0", "somebody").unwrap();
        assert!(mit.starts_with("Copyright (c) somebody\n\nPermission is hereby granted"));
        assert!(license_text(&folder, "Zlib", "somebody").is_err());
    }
}
