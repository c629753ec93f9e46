//! Reads a delivered mail with two parsers that we did not write, which must agree.

use std::io::Write;
use std::process::{Command, Stdio};
use std::thread;

use mail_parser::{
    Address, HeaderName, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What servers put on top of a mail.
const TRACE: [&str; 4] = ["return-path", "x-original-to", "delivered-to", "received"];

/// What a mail says, field by field, as both parsers read it.
pub fn read(mail: &[u8]) -> Value {
    let by_mail_parser = by_mail_parser(mail);
    assert_eq!(
        by_mail_parser,
        by_python(mail),
        "mail-parser (left) and Python's email (right)"
    );
    by_mail_parser
}

/// A file of a mail, as [`read`] tells it.
pub fn file(
    media_type: &str,
    disposition: &str,
    name: &str,
    content_id: Option<&str>,
    data: &[u8],
) -> Value {
    json!({
        "type": media_type, "disposition": disposition, "file_name": name, "content_id": content_id,
        "size": data.len(), "sha256": sha256(data),
    })
}

/// A text of a mail, as [`read`] tells it.
pub fn text(media_type: &str, text: &str) -> Value {
    json!({ "type": media_type, "disposition": null, "file_name": null, "content_id": null, "text": text })
}

fn by_python(mail: &[u8]) -> Value {
    let mut python = Command::new("python3")
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/support/read_mail.py"
        ))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("python3 is needed: apt-get install python3");
    let mut stdin = python.stdin.take().unwrap();
    let output = thread::scope(|scope| {
        // Should Python stop early, its own words below say why.
        scope.spawn(move || _ = stdin.write_all(mail));
        python.wait_with_output().unwrap()
    });
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

fn by_mail_parser(mail: &[u8]) -> Value {
    let mail = MessageParser::default().parse(mail).expect("a mail");
    let mut headers: Vec<String> = mail
        .headers()
        .iter()
        .map(|header| header.name().to_ascii_lowercase())
        .filter(|name| !TRACE.contains(&name.as_str()))
        .collect();
    headers.sort();
    let words = |name: &'static str| {
        let value = mail.header(HeaderName::parse(name).unwrap());
        value.and_then(HeaderValue::as_text)
    };
    let defects: Vec<_> = mail
        .parts
        .iter()
        .filter(|part| part.is_encoding_problem)
        .collect();
    json!({
        "headers": headers,
        "date": mail.date().unwrap().to_rfc3339(),
        "from": people(mail.from()),
        "to": people(mail.to()),
        "cc": people(mail.cc()),
        "reply_to": people(mail.reply_to()),
        "subject": words("Subject"),
        "message_id": words("Message-ID"),
        "in_reply_to": words("In-Reply-To"),
        "references": words("References"),
        "auto_submitted": words("Auto-Submitted"),
        "importance": words("Importance"),
        "x_priority": words("X-Priority"),
        "body": part(&mail, mail.root_part()),
        "defects": defects.iter().map(|part| format!("{part:?}")).collect::<Vec<_>>(),
    })
}

fn people(header: Option<&Address<'_>>) -> Vec<[String; 2]> {
    let all = header.into_iter().flat_map(Address::iter);
    all.map(|one| {
        let text = |part: Option<&str>| part.unwrap_or_default().to_owned();
        [text(one.name()), text(one.address())]
    })
    .collect()
}

fn part(mail: &Message<'_>, entity: &MessagePart<'_>) -> Value {
    let content_type = entity.content_type();
    let media_type = content_type.map(|found| {
        format!("{}/{}", found.ctype(), found.subtype().unwrap_or_default()).to_lowercase()
    });
    if let PartType::Multipart(children) = &entity.body {
        let parts = children
            .iter()
            .map(|id| part(mail, mail.part(*id).unwrap()));
        return json!({ "type": media_type, "parts": parts.collect::<Vec<_>>() });
    }
    let disposition = entity
        .content_disposition()
        .map(|found| found.ctype().to_lowercase());
    let mut result = json!({
        "type": media_type,
        "disposition": disposition,
        "file_name": entity.attachment_name(),
        "content_id": entity.content_id(),
    });
    if disposition.is_none() {
        result["text"] = entity.text_contents().unwrap().replace("\r\n", "\n").into();
    } else {
        result["size"] = entity.contents().len().into();
        result["sha256"] = sha256(entity.contents()).into();
    }
    result
}

fn sha256(data: &[u8]) -> String {
    let digits: Vec<String> = Sha256::digest(data)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    digits.concat()
}
