//! Who builds the mails natively: core, two other libraries, and the limit.

use std::hint::black_box;
use std::io::{self, Write};
use std::time::{Duration, SystemTime};

use base64_simd::{Out, STANDARD};
use centerscape_smtp_core::message::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use mail_builder::MessageBuilder;
use mail_builder::headers::raw::Raw;
use wasmtime::{Result, format_err};

use crate::mail::{Case, Input, Mail};

/// Where the bytes of a mail go, piece by piece.
pub type Sink<'a> = &'a mut dyn FnMut(&[u8]);

/// How much core and the limit hand out at a time; mail-builder has a buffer of the same size.
pub const CHUNK: usize = 64 * 1024;

/// One way to build a mail.
pub trait Contender {
    /// Its name, for people.
    fn name(&self) -> &'static str;

    /// Another mail follows. Not timed.
    fn begin(&mut self) -> Result<()> {
        Ok(())
    }

    /// Drops what the last builds left and makes the input of the next ones. Not timed.
    fn prepare(&mut self, case: &Case, builds: usize) -> Result<()>;

    /// Builds the mail and hands out its bytes. Timed.
    fn build(&mut self, case: &Case, sink: Sink<'_>) -> Result<()>;

    /// The most memory that it held outside this process's heap, in bytes.
    fn foreign_memory(&self) -> usize {
        0
    }
}

/// This project's core.
pub struct Core {
    inputs: Vec<Input>,
    /// Messages that hold an attachment: to free it is its owner's work, whoever that is.
    built: Vec<Message>,
    chunk: Vec<u8>,
}

impl Core {
    pub fn new() -> Self {
        Self {
            inputs: Vec::new(),
            built: Vec::new(),
            chunk: vec![0; CHUNK],
        }
    }
}

impl Contender for Core {
    fn name(&self) -> &'static str {
        "core"
    }

    fn prepare(&mut self, case: &Case, builds: usize) -> Result<()> {
        self.built.clear();
        self.inputs = vec![case.input.clone(); builds];
        self.built.reserve(builds);
        Ok(())
    }

    fn build(&mut self, case: &Case, sink: Sink<'_>) -> Result<()> {
        let Input {
            settings,
            draft,
            stamp,
        } = self.inputs.pop().ok_or_else(unprepared)?;
        let mut message = Message::build(&settings, draft, &stamp)
            .map_err(|problems| format_err!("{problems:?}"))?;
        loop {
            let length = message.read_chunk(&mut self.chunk);
            sink(self.chunk.get(..length).unwrap_or_default());
            if length < self.chunk.len() {
                break;
            }
        }
        if case.mail.file.is_some() {
            self.built.push(message);
        }
        Ok(())
    }
}

fn unprepared() -> wasmtime::Error {
    format_err!("build was called without an input")
}

/// mail-builder: text into memory that is used again, attachments into a sink.
#[derive(Default)]
pub struct MailBuilder {
    mail: Option<Mail>,
    text: Vec<u8>,
}

impl Contender for MailBuilder {
    fn name(&self) -> &'static str {
        "mail-builder"
    }

    fn prepare(&mut self, case: &Case, builds: usize) -> Result<()> {
        self.mail = (builds > 0).then(|| case.mail.clone());
        Ok(())
    }

    fn build(&mut self, _case: &Case, sink: Sink<'_>) -> Result<()> {
        let mail = self.mail.as_ref().ok_or_else(unprepared)?;
        let mut builder = MessageBuilder::new()
            .date(mail.date)
            .from(person(&mail.from))
            .to(person(&mail.to))
            .message_id(mail.message_id.as_str())
            .subject(mail.subject.as_str())
            .text_body(mail.text.as_str());
        if let Some(root) = &mail.root {
            builder = builder.in_reply_to(root.as_str()).references(root.as_str());
        }
        for (name, value) in &mail.others {
            builder = builder.header(*name, Raw::new(value.as_str()));
        }
        if let Some(html) = &mail.html {
            builder = builder.html_body(html.as_str());
        }
        if let Some(file) = &mail.file {
            let data = file.data.as_slice();
            builder
                .attachment(file.media_type.as_str(), file.name.as_str(), data)
                .write_to(Writer(sink))?;
        } else {
            self.text.clear();
            builder.serialize(&mut self.text);
            sink(&self.text);
        }
        Ok(())
    }
}

fn person((name, address): &(String, String)) -> (&str, &str) {
    (name, address)
}

/// A sink as `io::Write`.
struct Writer<'a>(Sink<'a>);

impl Write for Writer<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (self.0)(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// lettre's builder. It formats into new memory and cannot stream.
#[derive(Default)]
pub struct Lettre {
    mails: Vec<Mail>,
}

impl Contender for Lettre {
    fn name(&self) -> &'static str {
        "lettre"
    }

    fn prepare(&mut self, case: &Case, builds: usize) -> Result<()> {
        self.mails = vec![case.mail.clone(); builds];
        Ok(())
    }

    fn build(&mut self, _case: &Case, sink: Sink<'_>) -> Result<()> {
        let mail = self.mails.pop().ok_or_else(unprepared)?;
        let date = SystemTime::UNIX_EPOCH + Duration::from_secs(mail.date.unsigned_abs());
        let mut builder = lettre::Message::builder()
            .date(date)
            .from(mailbox(mail.from)?)
            .to(mailbox(mail.to)?)
            .message_id(Some(format!("<{}>", mail.message_id)))
            .subject(mail.subject);
        if let Some(root) = mail.root {
            let root = format!("<{root}>");
            builder = builder.in_reply_to(root.clone()).references(root);
        }
        for (name, value) in mail.others {
            let name = HeaderName::new_from_ascii_str(name);
            builder = builder.raw_header(HeaderValue::new(name, value));
        }
        let text = SinglePart::plain(mail.text);
        let message = match (mail.html, mail.file) {
            (Some(html), _) => {
                let html = SinglePart::html(html);
                builder.multipart(MultiPart::alternative().singlepart(text).singlepart(html))?
            }
            (None, Some(file)) => {
                let kind = ContentType::parse(&file.media_type)?;
                let file = Attachment::new(file.name).body(file.data, kind);
                builder.multipart(MultiPart::mixed().singlepart(text).singlepart(file))?
            }
            (None, None) => builder.singlepart(text)?,
        };
        sink(&message.formatted());
        Ok(())
    }
}

fn mailbox((name, address): (String, String)) -> Result<Mailbox> {
    Ok(Mailbox::new(Some(name), address.parse()?))
}

/// What no library can beat: the attachment in base64 without line ends, or the finished mail copied.
pub struct Limit {
    input: Vec<u8>,
    chunk: Vec<u8>,
}

impl Limit {
    pub fn new() -> Self {
        Self {
            input: Vec::new(),
            chunk: vec![0; CHUNK],
        }
    }
}

impl Contender for Limit {
    fn name(&self) -> &'static str {
        "limit"
    }

    fn prepare(&mut self, case: &Case, _builds: usize) -> Result<()> {
        let file = case.mail.file.as_ref();
        self.input
            .clone_from(file.map_or(&case.built, |file| &file.data));
        Ok(())
    }

    fn build(&mut self, case: &Case, sink: Sink<'_>) -> Result<()> {
        if case.mail.file.is_some() {
            for block in self.input.chunks(CHUNK / 4 * 3) {
                sink(STANDARD.encode(block, Out::from_slice(&mut self.chunk)));
            }
        } else if let Some(room) = self.chunk.get_mut(..self.input.len()) {
            room.copy_from_slice(black_box(&self.input));
            sink(room);
        }
        Ok(())
    }
}
