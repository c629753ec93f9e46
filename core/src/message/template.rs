//! The one layout of alerts, notices, reports and tests, as text and as HTML: `core/templates/mail.*`.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use askama::Template;

use super::draft::Attachment;
use super::rendered::{Body, Importance};

/// What the layout shows. Empty values leave no trace.
pub(crate) struct View<'a> {
    /// The word of the coloured bar, and of the subject.
    pub(crate) badge: &'static str,
    /// The colour of the bar.
    pub(crate) colour: &'static str,
    pub(crate) importance: Importance,
    pub(crate) title: &'a str,
    /// What the subject says after the title.
    pub(crate) about: &'a str,
    pub(crate) rows: Vec<Row<'a>>,
    /// Free text of several lines.
    pub(crate) text: &'a str,
    pub(crate) link: Option<&'a str>,
}

/// A label and its value.
pub(crate) struct Row<'a> {
    label: &'static str,
    value: Cow<'a, str>,
}

impl<'a> Row<'a> {
    pub(crate) fn new(label: &'static str, value: impl Into<Cow<'a, str>>) -> Self {
        Self {
            label,
            value: value.into(),
        }
    }

    /// The blanks that align the values of all rows; the longest label has 9 letters.
    fn padding(&self) -> &'static str {
        "           ".get(self.label.len()..).unwrap_or(" ")
    }
}

/// An inline image.
struct Image<'a> {
    id: &'a str,
    name: &'a str,
}

#[derive(Template)]
#[template(path = "mail.txt")]
struct Text<'a> {
    view: &'a View<'a>,
    rows: &'a [&'a Row<'a>],
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Html<'a> {
    view: &'a View<'a>,
    subject: &'a str,
    rows: &'a [&'a Row<'a>],
    images: &'a [Image<'a>],
}

/// Fills the layout.
pub(crate) fn render(view: &View<'_>, attachments: &[Attachment]) -> Body {
    let rows: Vec<&Row<'_>> = view
        .rows
        .iter()
        .filter(|row| !row.value.trim().is_empty())
        .collect();
    let subject = subject(view);
    let images: Vec<Image<'_>> = attachments
        .iter()
        .filter_map(|file| {
            Some(Image {
                id: file.content_id.as_deref()?,
                name: &file.file_name,
            })
        })
        .collect();
    let mut text = String::with_capacity(1024);
    let mut html = String::with_capacity(6 * 1024);
    // Writing to memory cannot fail, and the templates call nothing else that could.
    let _ = Text { view, rows: &rows }.render_into(&mut text);
    let _ = Html {
        view,
        subject: &subject,
        rows: &rows,
        images: &images,
    }
    .render_into(&mut html);
    Body {
        subject,
        text: Some(text),
        html: Some(html),
        importance: view.importance,
    }
}

/// `[CRITICAL] Inlet temperature high: PDU-7`. Clients that thread by subject leave out what stands in the brackets
/// (RFC 5256, section 2.1), so the mails of an incident have one subject to them.
fn subject(view: &View<'_>) -> String {
    let title = view.title.trim();
    let about = view.about.trim();
    let separator = if about.is_empty() { "" } else { ": " };
    ["[", view.badge, "] ", title, separator, about].concat()
}
