//! The received mails of the demo: a list, and files.

use std::fs;
use std::path::Path;

use anstream::println;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mail_parser::{HeaderValue, Message, MessageParser, MimeHeaders};
use smtp_scripted_server::Received;

use crate::output;

/// Lists the mails, read by a parser that is not ours, and keeps them in `folder` where there is one.
pub fn show(received: &[Received], folder: Option<&Path>) -> Result<(), String> {
    if let Some(folder) = folder {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    for (index, mail) in received.iter().enumerate() {
        let Some(message) = MessageParser::default().parse(&mail.data) else {
            return Err("a received mail cannot be parsed".to_owned());
        };
        println!(
            "{}. {}",
            index + 1,
            message.subject().unwrap_or("(no subject)")
        );
        let tls = mail.tls.as_deref().unwrap_or("in clear");
        let to = mail.recipients.join(", ");
        output::remark(&format!("   to {to}, {} bytes, {tls}", mail.data.len()));
        if let HeaderValue::Text(root) = message.in_reply_to() {
            output::remark(&format!("   in the thread {root}"));
        }
        for part in message.attachments() {
            let name = part.attachment_name().unwrap_or("(no name)");
            output::remark(&format!("   with {name}, {} bytes", part.contents().len()));
        }
        if let Some(folder) = folder {
            save(folder, index + 1, mail, &message)?;
        }
    }
    match folder {
        Some(folder) => println!("\nThey lie in {}: .eml and .html.", folder.display()),
        None => output::remark("\nTo keep them as .eml and .html: --save DIR"),
    }
    Ok(())
}

fn save(
    folder: &Path,
    number: usize,
    mail: &Received,
    message: &Message<'_>,
) -> Result<(), String> {
    let write = |extension: &str, bytes: &[u8]| {
        let path = folder.join(format!("mail-{number}.{extension}"));
        fs::write(&path, bytes).map_err(|error| format!("{}: {error}", path.display()))
    };
    write("eml", &mail.data)?;
    match message.body_html(0) {
        Some(html) => write("html", with_images(&html, message).as_bytes()),
        None => Ok(()),
    }
}

/// The HTML with its inline images in it, so that a browser shows them.
fn with_images(html: &str, message: &Message<'_>) -> String {
    let mut html = html.to_owned();
    for part in &message.parts {
        if let (Some(id), Some(kind)) = (part.content_id(), part.content_type()) {
            let subtype = kind.subtype().unwrap_or("octet-stream");
            let data = STANDARD.encode(part.contents());
            let image = format!("data:{}/{subtype};base64,{data}", kind.ctype());
            html = html.replace(&format!("cid:{id}"), &image);
        }
    }
    html
}
