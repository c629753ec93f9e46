//! The files of the page, as `cargo xtask dialog` assembled them and `build.rs` put them into this program.

use std::collections::BTreeMap;

use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;

use super::answer::{Answer, every_header};
use super::body::Content;
use crate::embedded::SITE;

/// The files of the page.
pub struct Page(Vec<(String, PageFile)>);

/// A file of the page, plain and compressed.
pub struct PageFile {
    headers: HeaderMap,
    plain: &'static [u8],
    /// By the name of the encoding, the best first.
    encoded: Vec<(&'static str, &'static [u8])>,
}

/// The encodings that a file may have, the best first.
const ENCODINGS: [&str; 2] = ["br", "gzip"];

#[derive(Deserialize)]
struct Manifest {
    files: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    path: String,
    file: String,
    etag: String,
    headers: BTreeMap<String, String>,
    encodings: BTreeMap<String, String>,
}

impl Page {
    /// The page in this program; without a file where it was not built before.
    pub fn embedded() -> Result<Self, String> {
        Self::of(SITE)
    }

    fn of(site: &[(&str, &'static [u8])]) -> Result<Self, String> {
        let failed = |why: String| {
            format!(
                "the page in this program is not whole: {why}. Run `cargo xtask dialog`, then build it again."
            )
        };
        let Ok(manifest) = bytes(site, "manifest.json") else {
            return Ok(Self(Vec::new()));
        };
        let manifest: Manifest =
            serde_json::from_slice(manifest).map_err(|error| failed(error.to_string()))?;
        let files = manifest.files.into_iter().map(|entry| {
            let path = entry.path.clone();
            PageFile::of(site, &entry).map(|file| (path, file))
        });
        files.collect::<Result<_, _>>().map(Self).map_err(failed)
    }

    /// The file that is served under this path.
    pub fn find(&self, path: &str) -> Option<&PageFile> {
        let found = self.0.iter().find(|(own, _)| own == path);
        found.map(|(_, file)| file)
    }
}

impl PageFile {
    fn of(site: &[(&str, &'static [u8])], entry: &Entry) -> Result<Self, String> {
        let encoded = ENCODINGS.iter().filter_map(|name| {
            let file = entry.encodings.get(*name)?;
            Some(bytes(site, file).map(|bytes| (*name, bytes)))
        });
        Ok(Self {
            headers: headers(entry).map_err(|error| error.to_string())?,
            plain: bytes(site, &entry.file)?,
            encoded: encoded.collect::<Result<_, _>>()?,
        })
    }

    /// The answer to a request with these headers.
    pub fn answer(&self, request: &HeaderMap) -> Answer {
        let headers = self.headers.clone();
        if is_known(request, headers.get(header::ETAG)) {
            let nothing = Content::Whole(Bytes::new());
            return Answer::new(StatusCode::NOT_MODIFIED, headers, nothing);
        }
        let mut encoded = self.encoded.iter();
        let chosen = encoded.find(|(encoding, _)| accepts(request, encoding));
        let bytes = chosen.map_or(self.plain, |(_, bytes)| bytes);
        let content = Content::Whole(Bytes::from_static(bytes));
        let answer = Answer::new(StatusCode::OK, headers, content);
        match chosen {
            Some((name, _)) => {
                answer.with(header::CONTENT_ENCODING, HeaderValue::from_static(name))
            }
            None => answer,
        }
    }
}

fn bytes(site: &[(&str, &'static [u8])], name: &str) -> Result<&'static [u8], String> {
    let found = site.iter().find(|(own, _)| *own == name);
    found
        .map(|(_, bytes)| *bytes)
        .ok_or_else(|| format!("{name} is missing"))
}

fn headers(entry: &Entry) -> Result<HeaderMap, hyper::http::Error> {
    let mut headers = every_header();
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    for (name, value) in &entry.headers {
        headers.insert(HeaderName::try_from(name)?, HeaderValue::try_from(value)?);
    }
    // Weak: it is the same for each encoding of the file (RFC 9110, section 8.8.3.3).
    let etag = format!("W/{}", entry.etag);
    headers.insert(header::ETAG, HeaderValue::try_from(etag)?);
    Ok(headers)
}

/// The parts of a header that is a list, wherever it was cut into several.
fn list<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    let values = headers.get_all(name).into_iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
}

/// Whether the client has this version already, by the weak comparison (RFC 9110, section 13.1.2).
fn is_known(request: &HeaderMap, etag: Option<&HeaderValue>) -> bool {
    let version = |tag| str::strip_prefix(tag, "W/").unwrap_or(tag);
    let own = etag.and_then(|etag| etag.to_str().ok()).map(version);
    list(request, &header::IF_NONE_MATCH).any(|known| known == "*" || Some(version(known)) == own)
}

/// Whether the client takes this encoding (RFC 9110, section 12.5.3): it names it, or `*`, and not with a weight of zero;
/// a weight that is none counts as not given.
fn accepts(request: &HeaderMap, encoding: &str) -> bool {
    let weight_of = |name: &str| {
        list(request, &header::ACCEPT_ENCODING).find_map(|item| {
            let mut parts = item.split(';').map(str::trim);
            let is_it = parts.next()?.eq_ignore_ascii_case(name);
            let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
            is_it.then(|| weight.map_or(1.0, |weight| weight.parse().unwrap_or(1.0)))
        })
    };
    let weight: Option<f32> = weight_of(encoding).or_else(|| weight_of("*"));
    weight.is_some_and(|weight| weight > 0.0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;

    fn accepted(header: &'static str) -> [bool; 2] {
        let headers = [(header::ACCEPT_ENCODING, HeaderValue::from_static(header))];
        let headers = headers.into_iter().collect();
        ["br", "gzip"].map(|encoding| accepts(&headers, encoding))
    }

    #[test]
    fn encodings_are_taken_as_the_client_weighs_them() {
        assert_eq!(accepted("gzip, deflate, br, zstd"), [true, true]);
        assert_eq!(accepted("gzip;q=0.5"), [false, true]);
        assert_eq!(accepted("br;q=0, *"), [false, true]);
        assert_eq!(accepted("BR ; q=0.1, gzip; q=0.000"), [true, false]);
        assert_eq!(accepted("*;q=0"), [false, false]);
        assert_eq!(accepted("identity"), [false, false]);
        assert_eq!(accepted("br;q=much"), [true, false]);
    }

    const MANIFEST: &[u8] = br#"{"files": [{"path": "/", "file": "index.html", "etag": "\"1\"",
        "headers": {"Content-Type": "text/html; charset=utf-8"}, "encodings": {"br": "index.html.br"}}]}"#;

    const WHOLE: [(&str, &[u8]); 3] = [
        ("manifest.json", MANIFEST),
        ("index.html", b"<p>"),
        ("index.html.br", b"b"),
    ];

    #[test]
    fn a_file_has_the_headers_of_every_answer_but_for_its_own() {
        let page = Page::of(&WHOLE).unwrap();
        let headers = &page.find("/").unwrap().headers;
        for (name, value) in &every_header() {
            let is_own = name == header::CACHE_CONTROL;
            assert_eq!(headers.get(name) == Some(value), !is_own, "{name}");
        }
        assert_eq!(headers.get(header::CACHE_CONTROL).unwrap(), "no-cache");
        assert_eq!(headers.get(header::VARY).unwrap(), "Accept-Encoding");
    }

    #[test]
    fn a_page_that_is_not_whole_is_told() {
        let why = Page::of(WHOLE.get(..2).unwrap()).err().unwrap();
        assert!(
            why.contains("index.html.br is missing") && why.contains("cargo xtask dialog"),
            "{why}"
        );
        assert!(Page::of(&[]).unwrap().find("/").is_none());
        assert!(Page::of(&[("manifest.json", b"{")]).is_err());
    }
}
