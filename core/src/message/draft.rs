//! What to say, and to whom.

use alloc::string::String;
use alloc::vec::Vec;

/// A message before it is built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Recipients, each `Name <address>` or `address`.
    pub to: Vec<String>,
    /// Recipients of a copy.
    pub cc: Vec<String>,
    /// Recipients that the others do not see: in the envelope only.
    pub bcc: Vec<String>,
    /// Where answers go, if not to the sender.
    pub reply_to: Vec<String>,
    /// The author, `Name <address>` or `address` (the header From); absent for the settings' From address.
    pub from: Option<String>,
    /// Who sends it for the author (the header Sender, RFC 5322, section 3.6.2). It is left out where it has the author's address.
    pub sender: Option<String>,
    /// The address for MAIL FROM, to which servers return what they cannot deliver: empty for the null reverse-path, so that
    /// nothing is returned (RFC 5321, section 4.5.5); absent for the author's address. A name is passed over.
    pub envelope_sender: Option<String>,
    /// Further headers, in the order in which they are written; a name may occur more than once.
    pub headers: Vec<Header>,
    /// What the mails of one incident have in common: they form one thread. An incident that comes back needs a new string. It is
    /// hashed as it is given, whatever it holds, and stands in no header.
    pub incident: Option<String>,
    /// What it says.
    pub content: Content,
    /// Files; those with a content id are shown inline by HTML that refers to `cid:<id>`.
    pub attachments: Vec<Attachment>,
}

/// A header that the message has beside those that [`Message::build`](super::Message::build) writes. At most 50 in a draft, of at
/// most 16,384 bytes together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The name: printable ASCII without space and colon (RFC 5322, section 2.2), at most 76 bytes, and none of the names that
    /// the builder, mail servers or signers write.
    pub name: String,
    /// The value, unstructured text of one line (RFC 5322, section 2.2.1). Printable ASCII stands as it is, folded at its
    /// spaces; anything else is in encoded words (RFC 2047).
    pub value: String,
}

/// What a draft says: its own words, or one of the four kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The caller's own subject and text.
    Custom(CustomContent),
    /// A measured value crossed a threshold, or came back.
    Alert(Alert),
    /// An infrastructure problem.
    Notice(Notice),
    /// A report, usually with attachments.
    Report(Report),
    /// The mail of the dialog's Test button.
    Test,
}

impl Default for Content {
    fn default() -> Self {
        Self::Custom(CustomContent::default())
    }
}

/// The caller's own subject and text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomContent {
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: Option<String>,
    /// The HTML text, an alternative to the plain text.
    pub html: Option<String>,
    /// `high`, `normal` or `low`; absent is normal, without a header.
    pub importance: Option<String>,
}

/// A measured value crossed a threshold, or came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alert {
    /// `critical`, `warning` or `info`.
    pub severity: String,
    /// `raised`, `worsened` or `cleared`.
    pub state: String,
    /// What happened, in a few words.
    pub title: String,
    /// The device or system concerned.
    pub asset: String,
    /// Where it stands.
    pub location: String,
    /// What was measured.
    pub metric: String,
    /// The measured value, with its unit.
    pub value: String,
    /// The threshold, with its unit.
    pub threshold: String,
    /// When it was raised (RFC 3339).
    pub raised_at: String,
    /// A page that shows more, `https://` or `http://`.
    pub link: Option<String>,
}

/// An infrastructure problem.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// `critical`, `warning` or `info`.
    pub severity: String,
    /// What happened, in a few words.
    pub title: String,
    /// The device or system concerned.
    pub asset: Option<String>,
    /// Where it stands.
    pub location: Option<String>,
    /// The explanation.
    pub text: String,
    /// A page that shows more, `https://` or `http://`.
    pub link: Option<String>,
}

/// A report, usually with attachments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What it reports on.
    pub title: String,
    /// The time it covers, in words.
    pub period: Option<String>,
    /// The summary.
    pub text: String,
    /// A page that shows more, `https://` or `http://`.
    pub link: Option<String>,
}

/// A file that goes with a message.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, without a path.
    pub file_name: String,
    /// Its media type, such as `application/pdf` (RFC 2045).
    pub media_type: String,
    /// The id by which HTML refers to it (`cid:<id>`); absent for an ordinary attachment.
    pub content_id: Option<String>,
    /// Its bytes.
    pub data: Vec<u8>,
}

impl core::fmt::Debug for Attachment {
    /// Without the bytes.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Attachment")
            .field("file_name", &self.file_name)
            .field("media_type", &self.media_type)
            .field("content_id", &self.content_id)
            .field("size", &self.data.len())
            .finish()
    }
}
