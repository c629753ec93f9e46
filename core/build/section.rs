//! The form that all files have: heads, with indented lines below them.

use super::File;

/// A head and the lines below it.
pub(super) struct Section {
    /// File and line, for faults.
    pub(super) place: String,
    pub(super) head: String,
    /// Those that end with `/` with what follows them.
    pub(super) lines: Vec<String>,
}

impl Section {
    pub(super) fn fault(&self, what: impl std::fmt::Display) -> String {
        format!("{}: {what}", self.place)
    }
}

/// The sections of a file. Empty lines and those that begin with `#` are for the reader.
pub(super) fn sections(file: &File) -> Result<Vec<Section>, String> {
    let mut sections: Vec<Section> = Vec::new();
    for (number, line) in (1..).zip(file.text.lines()) {
        let text = line.trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        let place = format!("{}:{number}", file.name);
        if line.starts_with(text) {
            sections.push(Section {
                place,
                head: text.to_owned(),
                lines: Vec::new(),
            });
            continue;
        }
        let Some(section) = sections.last_mut() else {
            return Err(format!("{place}: an indented line without a head"));
        };
        match section.lines.last_mut() {
            Some(last) if last.ends_with('/') => last.push_str(text),
            _ => section.lines.push(text.to_owned()),
        }
    }
    Ok(sections)
}
