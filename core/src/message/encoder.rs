//! The bytes of a message, handed out in chunks of any size.
//!
//! Headers, text and boundaries are few and ready-made. Attachments are many bytes: they stay as they were given and are
//! encoded in base64, or copied where they are messages, on the way into the caller's buffer.

use alloc::vec::Vec;

use encodify::base64::MIME;

/// Ready-made text, with files between its parts.
#[derive(Default)]
pub(crate) struct Encoder {
    text: Vec<u8>,
    files: Vec<File>,
    /// How much of the text was read.
    text_read: usize,
    /// How many files were read to their end.
    files_read: usize,
    /// How much of the next file was read, in encoded bytes.
    file_read: usize,
}

/// A file within the text.
pub(crate) struct File {
    /// How much text stands before it.
    pub(crate) after: usize,
    /// Its bytes, not encoded.
    pub(crate) data: Vec<u8>,
    /// How it goes out.
    pub(crate) encoding: Encoding,
}

/// How a file goes out.
#[derive(Clone, Copy)]
pub(crate) enum Encoding {
    /// As it is: its lines fit.
    SevenBit,
    Base64,
}

impl File {
    /// The number of bytes that go out.
    fn length(&self) -> usize {
        match self.encoding {
            Encoding::SevenBit => self.data.len(),
            Encoding::Base64 => encoded_length(self.data.len()),
        }
    }

    /// Fills `room` with what goes out from the byte `start` on, as far as there is any.
    fn read(&self, start: usize, room: &mut [u8]) -> usize {
        match self.encoding {
            Encoding::SevenBit => copy(self.data.get(start..).unwrap_or_default(), room),
            Encoding::Base64 => read_base64(&self.data, start, room),
        }
    }
}

impl Encoder {
    pub(crate) fn new(text: Vec<u8>, files: Vec<File>) -> Self {
        Self {
            text,
            files,
            ..Self::default()
        }
    }

    /// The number of bytes of all chunks together.
    pub(crate) fn size(&self) -> u64 {
        let files = self.files.iter().map(|file| file.length() as u64);
        self.text.len() as u64 + files.sum::<u64>()
    }

    /// Starts over.
    pub(crate) fn rewind(&mut self) {
        (self.text_read, self.files_read, self.file_read) = (0, 0, 0);
    }

    /// Fills `buffer` with what comes next; less than all of it only at the end.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> usize {
        let mut filled = 0;
        loop {
            let Some(room @ [_, ..]) = buffer.get_mut(filled..) else {
                return filled;
            };
            let file = self.files.get(self.files_read);
            let text_end = file.map_or(self.text.len(), |file| file.after);
            let text = self.text.get(self.text_read..text_end).unwrap_or_default();
            if !text.is_empty() {
                let length = copy(text, room);
                self.text_read += length;
                filled += length;
            } else if let Some(file) = file {
                let length = file.read(self.file_read, room);
                self.file_read += length;
                filled += length;
                if self.file_read == file.length() {
                    self.files_read += 1;
                    self.file_read = 0;
                }
            } else {
                return filled;
            }
        }
    }
}

/// Copies as much as there is or fits.
fn copy(from: &[u8], to: &mut [u8]) -> usize {
    let length = from.len().min(to.len());
    if let (Some(from), Some(to)) = (from.get(..length), to.get_mut(..length)) {
        to.copy_from_slice(from);
    }
    length
}

/// Bytes in a line of base64: before encoding, after it, and with its CRLF (RFC 2045, section 6.8).
const LINE_BYTES: usize = 57;
const LINE: usize = 76;
const LINE_WITH_END: usize = LINE + 2;

/// The encoded length: lines with CRLF between them, none after the last.
fn encoded_length(bytes: usize) -> usize {
    let line_ends = bytes.div_ceil(LINE_BYTES).saturating_sub(1) * 2;
    bytes.div_ceil(3) * 4 + line_ends
}

/// Fills `room` with the base64 lines of `data` from the encoded byte `start` on, as far as there are any.
///
/// How far it gets depends on lengths alone, never on what the encoder says: each round is at least one byte.
fn read_base64(data: &[u8], start: usize, room: &mut [u8]) -> usize {
    let left = encoded_length(data.len()).saturating_sub(start);
    let mut filled = 0;
    while filled < left
        && let Some(room @ [_, ..]) = room.get_mut(filled..)
    {
        let (line, column) = (
            (start + filled) / LINE_WITH_END,
            (start + filled) % LINE_WITH_END,
        );
        let rest = data.get(line * LINE_BYTES..).unwrap_or_default();
        // The last line has no end, so it is none of the whole ones.
        let whole = (rest.len().saturating_sub(1) / LINE_BYTES).min(room.len() / LINE_WITH_END);
        filled += if column == 0 && whole > 0 {
            write_lines(rest, whole, room)
        } else {
            write_part_of_line(rest, column, room)
        };
    }
    filled
}

/// Encodes whole lines with their ends straight into `room`, which has place for them.
fn write_lines(rest: &[u8], lines: usize, room: &mut [u8]) -> usize {
    let input = rest.get(..lines * LINE_BYTES).unwrap_or_default();
    // It refuses only a room that is too small.
    let _ = MIME.encode_slice(input, room);
    lines * LINE_WITH_END
}

/// Writes what fits of one line, from `column` on.
fn write_part_of_line(rest: &[u8], column: usize, room: &mut [u8]) -> usize {
    let mut line = [0; LINE_WITH_END];
    let length = if rest.len() > LINE_BYTES {
        LINE_WITH_END
    } else {
        encoded_length(rest.len())
    };
    let input = rest.get(..LINE_BYTES).unwrap_or(rest);
    // It refuses only a line that is too short.
    let _ = MIME.encode_slice(input, &mut line);
    copy(line.get(column..length).unwrap_or_default(), room)
}
