//! The words of a reply, and the patterns that find sense in them.
//!
//! A pattern is words in lower case: `user unknown`. `a/b` stands for one of several words, `reject*` for any word that begins so, `..`
//! for up to [`GAP`] words, `^` and `$` for the beginning and the end. Marks and line ends part words, so a pattern does not mind where a server
//! breaks its lines, puts an address into brackets or wraps a word into HTML; an apostrophe parts nothing: `doesnt`.

use alloc::string::String;
use alloc::vec::Vec;

use crate::wire::Reply;
use crate::wire::reply::enhanced_at_start;

/// The most words that `..` stands for.
const GAP: usize = 8;
/// The most bytes of a reply that are looked at. The longest real one known has 1,100.
const MAX_BYTES: usize = 4096;
/// So many letters of a word are looked at in the first, quick test.
const STEM: usize = 4;
/// The bits of that test.
const BITS: usize = 1024;

/// The text of a reply in the form that is searched: lower case, one space before, between and after the words.
pub(super) fn normalized(reply: &Reply) -> String {
    let mut text = String::with_capacity(256);
    text.push('^');
    for line in &reply.lines {
        let code = enhanced_at_start(line).map_or(0, str::len);
        let rest = line.trim_start().trim_start_matches('#');
        push_words(&mut text, rest.get(code..).unwrap_or(rest));
    }
    if !text.ends_with(' ') {
        text.push(' ');
    }
    text.push('$');
    text
}

fn push_words(text: &mut String, line: &str) {
    let mut in_word = false;
    for c in line.chars() {
        if text.len() >= MAX_BYTES {
            return;
        }
        let is_letter = c.is_ascii_alphanumeric() || !c.is_ascii();
        if is_letter && !in_word {
            text.push(' ');
        }
        if is_letter {
            text.push(c.to_ascii_lowercase());
        }
        in_word = is_letter || (in_word && c == '\'');
    }
}

/// The words of a [`normalized`] text.
pub(super) struct Words<'a> {
    words: Vec<&'a str>,
    /// A bit for the stem of each word: most patterns are dismissed by two looks at it.
    stems: [u64; BITS / 64],
}

impl<'a> Words<'a> {
    pub(super) fn of(normalized: &'a str) -> Self {
        let words: Vec<_> = normalized.split(' ').collect();
        let mut stems = [0; BITS / 64];
        for word in &words {
            let bit = stem(word.as_bytes(), 0);
            if let Some(part) = stems.get_mut(usize::from(bit / 64)) {
                *part |= 1 << (bit % 64);
            }
        }
        Self { words, stems }
    }

    /// Whether the pattern, whose [`Anchors`] these are, is in the text.
    pub(super) fn hold(&self, pattern: &str, anchors: Anchors) -> bool {
        let Anchors(first, second) = anchors;
        self.may_hold(first)
            && self.may_hold(second)
            && self.may_hold_all(pattern.as_bytes())
            && self.find(pattern)
    }

    fn find(&self, pattern: &str) -> bool {
        let mut tokens = pattern.split(' ');
        let first = tokens.next().unwrap_or_default();
        let mut words = self.words.as_slice();
        while let Some((word, rest)) = words.split_first() {
            if is_one_of(word, first) && fits(rest, tokens.clone()) {
                return true;
            }
            words = rest;
        }
        false
    }

    /// Whether a word of this stem may be in the text.
    fn may_hold(&self, stem: u16) -> bool {
        let part = self.stems.get(usize::from(stem / 64));
        part.is_none_or(|part| part & (1 << (stem % 64)) != 0)
    }

    /// Whether for each word of the pattern one of its choices may be in the text.
    fn may_hold_all(&self, pattern: &[u8]) -> bool {
        let (mut choice, mut found) = (0, false);
        for (at, &byte) in pattern.iter().enumerate() {
            match byte {
                b'/' | b' ' => {
                    found = found || self.may_hold_choice(pattern, choice, at);
                    choice = at + 1;
                    if byte == b' ' && !found {
                        return false;
                    }
                    found = found && byte == b'/';
                }
                _ => {}
            }
        }
        found || self.may_hold_choice(pattern, choice, pattern.len())
    }

    fn may_hold_choice(&self, pattern: &[u8], start: usize, end: usize) -> bool {
        let word = pattern.get(start..end).unwrap_or_default();
        let stem_end = word.get(..STEM.min(word.len())).unwrap_or_default();
        stem_end.contains(&b'*') || stem_end.starts_with(b"..") || self.may_hold(stem(word, 0))
    }
}

/// Whether the words begin as the pattern says.
fn fits<'p>(mut words: &[&str], mut pattern: impl Iterator<Item = &'p str> + Clone) -> bool {
    while let Some(token) = pattern.next() {
        if token == ".." {
            return (0..=GAP.min(words.len()))
                .any(|skip| fits(words.get(skip..).unwrap_or_default(), pattern.clone()));
        }
        match words.split_first() {
            Some((word, rest)) if is_one_of(word, token) => words = rest,
            _ => return false,
        }
    }
    true
}

/// Whether the word is what the token stands for. A choice that begins otherwise is passed over quickly.
fn is_one_of(word: &str, token: &str) -> bool {
    let (word, first) = (word.as_bytes(), word.as_bytes().first());
    let mut rest = token.as_bytes();
    while !rest.is_empty() {
        let end = rest.iter().position(|&byte| byte == b'/');
        let choice = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        if choice.first() == first {
            let fits = match choice.strip_suffix(b"*") {
                Some(stem) => word.starts_with(stem),
                None => word == choice,
            };
            if fits {
                return true;
            }
        }
        rest = end.and_then(|end| rest.get(end + 1..)).unwrap_or_default();
    }
    false
}

/// Two words that a text must hold for a pattern to fit: the bits of their stems.
#[derive(Clone, Copy)]
pub(super) struct Anchors(u16, u16);

impl Anchors {
    /// Where every text must be searched.
    const NONE: u16 = u16::MAX;

    /// The longest words of a pattern that have no choice. At compile time.
    pub(super) const fn of(pattern: &str) -> Self {
        let bytes = pattern.as_bytes();
        let mut found = Self(Self::NONE, Self::NONE);
        let (mut longest, mut second) = (0, 0);
        let mut start = 0;
        while start < bytes.len() {
            let end = end_of_token(bytes, start);
            let length = usable_length(bytes, start, end);
            if length > longest {
                (found.1, second) = (found.0, longest);
                (found.0, longest) = (stem(bytes, start), length);
            } else if length > second {
                (found.1, second) = (stem(bytes, start), length);
            }
            start = end + 1;
        }
        found
    }
}

#[allow(
    clippy::indexing_slicing,
    reason = "in bounds by the condition before; `get` is not const"
)]
const fn end_of_token(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && bytes[at] != b' ' {
        at += 1;
    }
    at
}

/// The length of a token as an anchor; 0 where it is none: it offers a choice, is a mark, or ends within the stem.
#[allow(
    clippy::indexing_slicing,
    reason = "in bounds by the condition before; `get` is not const"
)]
const fn usable_length(bytes: &[u8], start: usize, end: usize) -> usize {
    let mut at = start;
    while at < end {
        match bytes[at] {
            b'/' | b'.' | b'^' | b'$' => return 0,
            b'*' if at - start < STEM => return 0,
            _ => at += 1,
        }
    }
    end - start
}

/// The bit of the word that starts here.
#[allow(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "in bounds by the condition before, and below 1024 by the remainder; `get` and `try_from` are not const"
)]
const fn stem(bytes: &[u8], start: usize) -> u16 {
    let mut hash: u32 = 0;
    let mut at = start;
    while at < start + STEM && at < bytes.len() && bytes[at] != b' ' {
        hash = (hash ^ bytes[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    ((hash ^ (hash >> 13)) % BITS as u32) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(reply: &str, pattern: &str) -> bool {
        let reply = Reply::from_text(reply).unwrap();
        let text = normalized(&reply);
        Words::of(&text).hold(pattern, Anchors::of(pattern))
    }

    #[test]
    fn lines_marks_and_codes_part_words() {
        let reply =
            "550-5.1.1 <a'b@mx.example>: the User\n550-5.1.1\n550 5.1.1 doesn't <b>exist</b>!";
        for pattern in [
            "user doesnt .. exist",
            "^ ab mx example the user",
            "exist b $",
            "the .. exist",
        ] {
            assert!(holds(reply, pattern), "{pattern}");
        }
        assert!(!holds(reply, "5 1 1"));
    }

    #[test]
    fn choices_stems_and_gaps() {
        let reply = "550 Mailbox foo at example is currently unavailable, sorry";
        for pattern in [
            "mailbox/user .. unavail*",
            "user/mailbox foo",
            "mailbox .. example .. sorry $",
            "foo .. at",
        ] {
            assert!(holds(reply, pattern), "{pattern}");
        }
        for pattern in [
            "unavail",
            "box",
            "mailbox unavail*",
            "sorry .. foo",
            "currently $",
        ] {
            assert!(!holds(reply, pattern), "{pattern}");
        }
        assert!(holds("550 a 1 2 3 4 5 6 7 8 b", "a .. b"));
        assert!(!holds("550 a 1 2 3 4 5 6 7 8 9 b", "a .. b"));
    }

    #[test]
    fn a_long_reply_is_cut() {
        let long = alloc::format!("550 {}end", "word ".repeat(2000));
        assert!(!holds(&long, "end"));
        assert!(holds("550 end", "end"));
        assert!(!holds("550", "end"));
    }
}
