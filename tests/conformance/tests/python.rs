//! The mails of the draft vectors, read by Python's `email`: what went in comes out, in both of its ways to read.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use centerscape_smtp_conformance::vectors_of;
use serde_json::{Value, json};

/// For each mail its subject, defects and files, by Python's present policy, and the files' names by its old one.
const READER: &str = r#"
import email, email.policy, json, sys

def files(mail):
    for part in mail.walk():
        name = part.get_filename()
        if name is None:
            continue
        if part.get_content_maintype() == "message":
            data = None
        else:
            data = part.get_payload(decode=True).hex()
        inner = part.get_payload()[0] if data is None else None
        yield {"name": name, "data": data, "encoding": part["Content-Transfer-Encoding"],
               "subject": inner and inner["Subject"], "defects": [str(d) for d in part.defects]}

answers = []
for text in json.load(sys.stdin):
    raw = text.encode()
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    old = email.message_from_bytes(raw, policy=email.policy.compat32)
    answers.append({"subject": str(mail["Subject"]), "defects": [str(d) for d in mail.defects],
                    "files": list(files(mail)), "names": [one["name"] for one in files(old)]})
json.dump(answers, sys.stdout)
"#;

fn read(mails: &Value) -> Vec<Value> {
    let mut python = Command::new("python3")
        .args(["-c", READER])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 is needed: apt-get install python3");
    let mut stdin = python.stdin.take().unwrap();
    stdin.write_all(mails.to_string().as_bytes()).unwrap();
    drop(stdin);
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

fn hex(text: &Value) -> String {
    let bytes = text.as_str().unwrap().bytes();
    bytes.fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[test]
fn python_reads_what_went_in() {
    let mut vectors = vectors_of("drafts");
    vectors.retain(|vector| vector["message"].is_array());
    let lines = |vector: &Value| {
        let lines = vector["message"].as_array().unwrap().iter();
        let lines: Vec<_> = lines.map(|line| line.as_str().unwrap()).collect();
        lines.join("\r\n")
    };
    let mails: Vec<_> = vectors.iter().map(lines).collect();
    let answers = read(&json!(mails));
    let (mut files, mut messages) = (0, 0);
    for (vector, answer) in vectors.iter().zip(&answers) {
        let about = format!("{}: {answer}", vector["draft"]);
        assert_eq!(answer["defects"], json!([]), "{about}");
        // A subject with a control is another one, and a kind has its own.
        if let Some(subject) = vector["draft"]["subject"].as_str()
            && vector.get("warnings").is_none()
        {
            assert_eq!(answer["subject"], subject, "{about}");
        }
        let mut found = answer["files"].as_array().unwrap().clone();
        for given in vector["attachments"].as_array().unwrap_or(&Vec::new()) {
            let name = &given["file_name"];
            let names = answer["names"].as_array().unwrap();
            assert!(names.contains(name), "{name} by the old policy: {about}");
            let place = found.iter().position(|file| file["name"] == *name);
            let file = found.remove(place.unwrap_or_else(|| panic!("{name}: {about}")));
            assert_eq!(file["defects"], json!([]), "{name}: {about}");
            if file["data"].is_null() {
                assert_eq!(file["encoding"], "7bit", "{name}: {about}");
                messages += 1;
            } else if given["data"].is_string() {
                assert_eq!(file["data"], hex(&given["data"]), "{name}: {about}");
            }
            files += 1;
        }
        assert!(found.is_empty(), "more than went in: {about}");
    }
    assert!(files > 30, "only {files} files");
    assert!(messages > 3, "only {messages} messages");
}
