//! A folder of files becomes a site: each file compressed beside itself, and a manifest of what to answer with.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// The media type of each kind of file that a page has (RFC 9110, section 8.3).
const MEDIA_TYPES: [(&str, &str); 6] = [
    ("css", "text/css; charset=utf-8"),
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("wasm", "application/wasm"),
];

/// In the file of headers, every file that is not named.
const OTHERS: &str = "*";

/// The headers of one answer.
type Headers = BTreeMap<String, String>;

/// What is written into `manifest.json`.
#[derive(Serialize)]
struct Manifest {
    files: Vec<Entry>,
}

/// One file of the site, as both hosts read it.
#[derive(Serialize)]
struct Entry {
    path: String,
    file: String,
    etag: String,
    headers: Headers,
    encodings: Encodings,
}

/// The names of the file's compressed forms.
#[derive(Serialize)]
struct Encodings {
    br: String,
    gzip: String,
}

/// How many bytes each file has: as it is, by gzip, by brotli.
#[derive(Default)]
pub struct Weight(Vec<(String, [usize; 3])>);

/// Compresses every file of the folder and writes its manifest. `headers` is a file: headers by name, `*` for the others.
pub fn complete(folder: &Path, headers: &Path) -> Result<Weight> {
    let names = files(folder)?;
    let headers = read_headers(headers, &names)?;
    let mut manifest = Manifest { files: Vec::new() };
    let mut weight = Weight::default();
    for name in names {
        let bytes = fs::read(folder.join(&name))?;
        let encodings = Encodings {
            br: format!("{name}.br"),
            gzip: format!("{name}.gz"),
        };
        let (brotli, gzip) = (brotli(&bytes)?, gzip(&bytes)?);
        fs::write(folder.join(&encodings.br), &brotli)?;
        fs::write(folder.join(&encodings.gzip), &gzip)?;
        weight
            .0
            .push((name.clone(), [bytes.len(), gzip.len(), brotli.len()]));
        manifest
            .files
            .push(describe(name, &bytes, &headers, encodings)?);
    }
    let text = serde_json::to_string_pretty(&manifest)?;
    fs::write(folder.join("manifest.json"), text + "\n")?;
    Ok(weight)
}

/// The names of all files below the folder, `/` between their parts, in order.
pub fn files(folder: &Path) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            let inner = files(&entry.path())?;
            names.extend(inner.iter().map(|inner| format!("{name}/{inner}")));
        } else {
            names.insert(name);
        }
    }
    Ok(names)
}

/// The headers of each file; a name that no file has is a mistake.
fn read_headers(path: &Path, names: &BTreeSet<String>) -> Result<BTreeMap<String, Headers>> {
    let context = || path.display().to_string();
    let text = fs::read_to_string(path).with_context(context)?;
    let headers: BTreeMap<String, Headers> = serde_json::from_str(&text).with_context(context)?;
    for name in headers.keys() {
        if name != OTHERS && !names.contains(name) {
            bail!("{} names {name}, which is no file of the page", context());
        }
    }
    Ok(headers)
}

/// What to answer with when the file is asked for.
fn describe(
    name: String,
    bytes: &[u8],
    headers: &BTreeMap<String, Headers>,
    encodings: Encodings,
) -> Result<Entry> {
    let own = headers.get(&name).or(headers.get(OTHERS));
    let mut headers = own.cloned().unwrap_or_default();
    headers.insert("Content-Type".into(), media_type(&name)?.into());
    Ok(Entry {
        path: if name == "index.html" {
            "/".into()
        } else {
            format!("/{name}")
        },
        file: name,
        etag: format!("\"{}\"", hexadecimal(&Sha256::digest(bytes))),
        headers,
        encodings,
    })
}

fn media_type(name: &str) -> Result<&'static str> {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let known = MEDIA_TYPES.iter().find(|(known, _)| *known == extension);
    known
        .map(|(_, media_type)| *media_type)
        .with_context(|| format!("{name} does not belong to a page, or its media type is missing"))
}

pub fn hexadecimal(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let digits = digits.filter_map(|digit| char::from_digit(digit.into(), 16));
    digits.collect()
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality: 11,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters)?;
    Ok(compressed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    // Without a time, so that the same file gives the same bytes.
    let mut encoder = GzBuilder::new().write(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

impl Weight {
    /// The bytes of all files by gzip.
    pub fn gzip(&self) -> usize {
        let [_, gzip, _] = self.sum();
        gzip
    }

    fn sum(&self) -> [usize; 3] {
        let add =
            |[a, b, c]: [usize; 3], (_, [x, y, z]): &(String, [usize; 3])| [a + x, b + y, c + z];
        self.0.iter().fold([0; 3], add)
    }
}

impl fmt::Display for Weight {
    /// A table, the heaviest first.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = |name: &str, [raw, gzip, brotli]: [usize; 3]| {
            writeln!(f, "{name:26} {raw:>9} {gzip:>9} {brotli:>9}")
        };
        let mut rows: Vec<_> = self.0.iter().collect();
        rows.sort_by_key(|(_, [_, gzip, _])| std::cmp::Reverse(*gzip));
        for (name, sizes) in rows {
            line(name, *sizes)?;
        }
        line("together", self.sum())?;
        writeln!(f, "{:26} {:>9} {:>9} {:>9}", "", "bytes", "gzip", "brotli")
    }
}

#[cfg(test)]
mod tests {
    use std::env;
    use std::io::Read;
    use std::path::PathBuf;
    use std::process;

    use super::*;

    /// A folder of one test, removed at its end.
    struct Folder(PathBuf);

    impl Folder {
        /// With the files of a site, and the headers of its files beside it.
        fn new(name: &str, files: &[(&str, &str)], headers: &str) -> Self {
            let own = Self(env::temp_dir().join(format!("xtask-site-{name}-{}", process::id())));
            for (name, text) in files {
                let path = own.site().join(name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            fs::write(own.headers(), headers).unwrap();
            own
        }

        fn site(&self) -> PathBuf {
            self.0.join("site")
        }

        fn headers(&self) -> PathBuf {
            self.0.join("headers.json")
        }

        fn complete(&self) -> Result<Weight> {
            complete(&self.site(), &self.headers())
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn every_file_is_in_the_manifest_with_its_headers_and_encodings() {
        let page = "<p>page</p>".repeat(50);
        let files = [("index.html", page.as_str()), ("part/a.js", "export {};\n")];
        let headers = r#"{"*": {"X": "others"}, "index.html": {"X": "own"}}"#;
        let folder = Folder::new("good", &files, headers);
        let weight = folder.complete().unwrap();

        let read = |name: &str| fs::read(folder.site().join(name)).unwrap();
        let manifest: serde_json::Value = serde_json::from_slice(&read("manifest.json")).unwrap();
        let [first, second] = manifest["files"].as_array().unwrap().as_slice() else {
            panic!("{manifest}");
        };
        assert_eq!(first["path"], "/");
        assert_eq!(first["headers"]["Content-Type"], "text/html; charset=utf-8");
        assert_eq!(first["headers"]["X"], "own");
        assert_eq!(second["path"], "/part/a.js");
        assert_eq!(second["headers"]["X"], "others");
        assert_eq!(
            first["etag"].as_str().unwrap().len(),
            66,
            "SHA-256 in quotes"
        );
        assert_ne!(first["etag"], second["etag"]);

        for ((_, text), entry) in files.iter().zip([first, second]) {
            let (mut by_brotli, mut by_gzip) = (String::new(), String::new());
            let compressed = read(entry["encodings"]["br"].as_str().unwrap());
            brotli::Decompressor::new(compressed.as_slice(), 4096)
                .read_to_string(&mut by_brotli)
                .unwrap();
            let compressed = read(entry["encodings"]["gzip"].as_str().unwrap());
            flate2::read::GzDecoder::new(compressed.as_slice())
                .read_to_string(&mut by_gzip)
                .unwrap();
            assert_eq!((by_brotli.as_str(), by_gzip.as_str()), (*text, *text));
        }
        let gzip = read("index.html.gz").len() + read("part/a.js.gz").len();
        assert_eq!(weight.gzip(), gzip);
    }

    #[test]
    fn what_does_not_belong_to_a_page_is_refused() {
        let stray = Folder::new("stray", &[("a.js.orig", "")], "{}");
        assert!(stray.complete().is_err());
        let misnamed = Folder::new("misnamed", &[("a.js", "")], r#"{"b.js": {}}"#);
        assert!(misnamed.complete().is_err());
    }
}
