//! The words of a reply, and the patterns that find sense in them.
//!
//! A pattern is words in lower case: `user unknown`. `a/b` stands for one of several words, `reject*` for any word that begins so, `..`
//! for up to [`GAP`] words, `^` and `$` for the beginning and the end, a word in capitals for a [class](CLASSES) of words. Marks and line ends part words, so a pattern does not mind where a server
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

/// Words that servers use alike. One that ends with `*` has at least [`STEM`] letters before it.
pub(super) const CLASSES: &[Class] = &[
    Class::new("NOT", "not/no/isnt/doesnt/dont/cannot/cant/couldnt/wasnt/arent/hasnt/never/nor/non/without/nicht/pas/kein/keine"),
    Class::new("REFUSED", "reject*/refus*/denied/denies/deny/blocked/blocking/block/blocks/bounced/declin*/discard*/prohibit*/forbid*/disallow*/dropped/banned/verweigert/abgelehnt/rejete/rechazado/respinto"),
];

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
    stems: Stems,
}

impl<'a> Words<'a> {
    pub(super) fn of(normalized: &'a str) -> Self {
        let words: Vec<_> = normalized.split(' ').collect();
        let mut stems = Stems::NONE;
        for word in &words {
            stems.add(stem(word.as_bytes(), 0));
        }
        Self { words, stems }
    }

    /// Whether the pattern is in the text; `known` is what the compiler knows of it.
    pub(super) fn hold(&self, pattern: &str, known: Pattern) -> bool {
        let (first, second) = known.anchors();
        self.stems.hold(first)
            && self.stems.hold(second)
            && pattern.split(' ').all(|token| self.may_hold(token))
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

    /// Whether a word that the token stands for may be in the text.
    fn may_hold(&self, token: &str) -> bool {
        match Class::named(token) {
            Some(class) => self.stems.meet(&class.stems),
            None => {
                token == ".."
                    || token.split('/').any(|choice| {
                        let bytes = choice.as_bytes();
                        usable_length(bytes, 0, bytes.len()) == 0 || self.stems.hold(stem(bytes, 0))
                    })
            }
        }
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
    let token = Class::named(token).map_or(token, |class| class.words);
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

/// Words that servers use alike, under a name that patterns use.
pub(super) struct Class {
    name: &'static str,
    pub(super) words: &'static str,
    stems: Stems,
}

impl Class {
    const fn new(name: &'static str, words: &'static str) -> Self {
        let stems = Stems::of(words.as_bytes());
        Self { name, words, stems }
    }

    fn named(token: &str) -> Option<&'static Self> {
        let is_name = token.as_bytes().first().is_some_and(u8::is_ascii_uppercase);
        is_name
            .then(|| CLASSES.iter().find(|class| class.name == token))
            .flatten()
    }
}

/// A set of stems. Two may share a bit.
struct Stems([u64; BITS / 64]);

impl Stems {
    const NONE: Self = Self([0; BITS / 64]);

    /// The stems of all choices.
    #[allow(
        clippy::indexing_slicing,
        reason = "in bounds by the conditions before; `get` is not const"
    )]
    const fn of(choices: &[u8]) -> Self {
        let (mut stems, mut at) = (Self::NONE, 0);
        let mut is_start = true;
        while at < choices.len() {
            if is_start {
                let bit = stem(choices, at);
                stems.0[bit as usize / 64] |= 1 << (bit % 64);
            }
            is_start = choices[at] == b'/';
            at += 1;
        }
        stems
    }

    fn add(&mut self, stem: u16) {
        if let Some(part) = self.0.get_mut(usize::from(stem / 64)) {
            *part |= 1 << (stem % 64);
        }
    }

    /// Whether a word of this stem may be in the text. [`Pattern::ANY`] may.
    fn hold(&self, stem: u16) -> bool {
        let part = self.0.get(usize::from(stem / 64));
        part.is_none_or(|part| part & (1 << (stem % 64)) != 0)
    }

    fn meet(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }
}

/// What is known of a pattern at compile time: its length, and the stems of two words that a text must hold for it to fit.
#[derive(Clone, Copy)]
pub(super) struct Pattern(u32);

impl Pattern {
    /// In place of a stem, where every text must be searched.
    const ANY: u16 = BITS as u16;
    /// The bits for a stem or [`Self::ANY`], and the mask of them.
    const WIDTH: u32 = BITS.trailing_zeros() + 1;
    const MASK: u32 = (1 << Self::WIDTH) - 1;

    /// The pattern that starts here, up to the next ` | `. Its anchors are the longest words that offer no choice.
    pub(super) const fn of(bytes: &[u8], start: usize) -> Self {
        let pattern_end = end_of_pattern(bytes, start);
        let (mut longest, mut second) = ((0, Self::ANY), (0, Self::ANY));
        let mut at = start;
        while at < pattern_end {
            let end = end_of_token(bytes, at);
            let length = usable_length(bytes, at, end);
            if length > longest.0 {
                second = longest;
                longest = (length, stem(bytes, at));
            } else if length > second.0 {
                second = (length, stem(bytes, at));
            }
            at = end + 1;
        }
        let length = (pattern_end - start) as u32;
        Self(length << (2 * Self::WIDTH) | (longest.1 as u32) << Self::WIDTH | second.1 as u32)
    }

    /// In bytes.
    pub(super) const fn length(self) -> usize {
        (self.0 >> (2 * Self::WIDTH)) as usize
    }

    const fn anchors(self) -> (u16, u16) {
        let second = self.0 & Self::MASK;
        ((self.0 >> Self::WIDTH & Self::MASK) as u16, second as u16)
    }
}

#[allow(
    clippy::indexing_slicing,
    reason = "in bounds by the condition before; `get` is not const"
)]
const fn end_of_pattern(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() {
        if bytes[at] == b'|' {
            return at - 1;
        }
        at += 1;
    }
    at
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

/// The length of a token as an anchor; 0 where it is none: it offers a choice, is a class or a mark, or ends within the stem.
#[allow(
    clippy::indexing_slicing,
    reason = "in bounds by the condition before; `get` is not const"
)]
const fn usable_length(bytes: &[u8], start: usize, end: usize) -> usize {
    let mut at = start;
    while at < end {
        match bytes[at] {
            b'/' | b'.' | b'^' | b'$' | b'A'..=b'Z' => return 0,
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
    while at < start + STEM && at < bytes.len() && !matches!(bytes[at], b' ' | b'/') {
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
        Words::of(&text).hold(pattern, Pattern::of(pattern.as_bytes(), 0))
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
