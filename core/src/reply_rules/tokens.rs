//! The words of a reply as numbers, and the patterns that find sense in them.
//!
//! Marks and line ends part words, so a pattern does not mind where a server breaks its lines, puts an address into brackets or wraps
//! a word into HTML; an apostrophe parts nothing: `doesnt`.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::lexicon::{NUMBERS, Number, look_up};
use crate::wire::Reply;
use crate::wire::reply::enhanced_at_start;

/// The most words that `..` stands for.
const MOST_IN_GAP: usize = 8;
/// The most bytes of a reply that are looked at. The longest real one known has 1,100.
const MAX_BYTES: usize = 4096;

/// A number in a pattern, or [`GAP`], with two flags.
pub(super) type Token = u16;

/// Another choice for the same word follows.
pub(super) const OR: Token = 1 << 15;
/// The pattern ends here.
pub(super) const LAST: Token = 1 << 14;
const NUMBER: Token = LAST - 1;
/// `..`
const GAP: Number = 0;

/// The words of a reply.
pub(super) struct ReplyTokens {
    /// Where in `numbers` those of each word stand; of most words there are none.
    words: Vec<Range<usize>>,
    /// What patterns may call them.
    numbers: Vec<Number>,
    /// A bit for each number that is there: most patterns are dismissed by a look at it.
    present: [u64; NUMBERS.div_ceil(64)],
}

impl ReplyTokens {
    pub(super) fn of(reply: &Reply) -> Self {
        let mut found = Self {
            words: Vec::with_capacity(64),
            numbers: Vec::with_capacity(64),
            present: [0; NUMBERS.div_ceil(64)],
        };
        mark(&mut found.present, GAP);
        for word in normalized(reply).split(' ') {
            let start = found.numbers.len();
            look_up(word, |number| found.numbers.push(number));
            found.words.push(start..found.numbers.len());
        }
        for number in &found.numbers {
            mark(&mut found.present, *number);
        }
        found
    }

    fn has(&self, token: Token) -> bool {
        let number = token & NUMBER;
        let part = self.present.get(usize::from(number / 64));
        part.is_some_and(|part| part & (1 << (number % 64)) != 0)
    }

    /// Whether one of the patterns is in the text.
    pub(super) fn hold_one_of(&self, patterns: &[Token]) -> bool {
        let mut patterns = patterns.split_inclusive(|token| token & LAST != 0);
        patterns.any(|pattern| {
            let mut words = words_of(pattern);
            words.all(|choices| choices.iter().any(|choice| self.has(*choice)))
                && (0..self.words.len()).any(|start| self.is_at(start, pattern))
        })
    }

    /// Whether the text goes on from this word as the pattern says.
    fn is_at(&self, word: usize, pattern: &[Token]) -> bool {
        let Some(choices) = words_of(pattern).next() else {
            return true;
        };
        let rest = pattern.get(choices.len()..).unwrap_or_default();
        if choices == [GAP] {
            return (0..=MOST_IN_GAP).any(|skipped| self.is_at(word + skipped, rest));
        }
        let numbers = self
            .words
            .get(word)
            .and_then(|at| self.numbers.get(at.clone()));
        let is_one = |choice: &Token| numbers.is_some_and(|all| all.contains(&(choice & NUMBER)));
        choices.iter().any(is_one) && self.is_at(word + 1, rest)
    }
}

fn mark(present: &mut [u64], number: Number) {
    if let Some(part) = present.get_mut(usize::from(number / 64)) {
        *part |= 1 << (number % 64);
    }
}

/// The words of a pattern, each as its choices.
fn words_of(pattern: &[Token]) -> impl Iterator<Item = &[Token]> {
    pattern.split_inclusive(|token| token & OR == 0)
}

/// The text of a reply in the form that is searched: lower case, a space between the words, and marks for beginning and end.
fn normalized(reply: &Reply) -> String {
    let mut text = String::with_capacity(256);
    text.push('^');
    for line in &reply.lines {
        let code = enhanced_at_start(line).map_or(0, str::len);
        let rest = line.trim_start().trim_start_matches('#');
        push_words(&mut text, rest.get(code..).unwrap_or(rest));
    }
    text.push_str(" $");
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

#[cfg(test)]
mod tests {
    use super::super::lexicon::number;
    use super::*;

    /// Whether the reply holds the pattern, whose words must be some that the rules have.
    fn holds(reply: &str, pattern: &str) -> bool {
        let mut tokens = Vec::new();
        for word in pattern.split(' ') {
            for choice in word.split('/') {
                let number = match choice {
                    ".." => GAP,
                    _ => number(choice),
                };
                tokens.push(number | OR);
            }
            *tokens.last_mut().unwrap() &= !OR;
        }
        *tokens.last_mut().unwrap() |= LAST;
        ReplyTokens::of(&Reply::from_text(reply).unwrap()).hold_one_of(&tokens)
    }

    #[test]
    fn lines_marks_and_codes_part_words() {
        let reply =
            "550-5.1.1 <i's@mx.domain>: the User\n550-5.1.1\n550 5.1.1 doesn't <b>exist</b>!";
        for pattern in [
            "user doesnt .. exist",
            "^ is mx domain the user",
            "exist .. $",
            "the .. exist",
        ] {
            assert!(holds(reply, pattern), "{pattern}");
        }
        assert!(!holds(reply, "5 .. 1"));
    }

    #[test]
    fn choices_stems_and_gaps() {
        let reply = "550 Mailbox not at server is currently unrecognized, please";
        for pattern in [
            "mailbox/user .. unrecogni*",
            "user/mailbox not",
            "mailbox .. server .. please $",
            "not .. at",
        ] {
            assert!(holds(reply, pattern), "{pattern}");
        }
        for pattern in [
            "box",
            "mailbox unrecogni*",
            "please .. not",
            "currently $",
            "mailbox server",
        ] {
            assert!(!holds(reply, pattern), "{pattern}");
        }
        assert!(holds("550 user 1 2 3 4 5 6 7 8 not", "user .. not"));
        assert!(!holds("550 user 1 2 3 4 5 6 7 8 9 not", "user .. not"));
    }

    #[test]
    fn a_long_reply_is_cut() {
        let long = alloc::format!("550 {}full", "word ".repeat(2000));
        assert!(!holds(&long, "full"));
        assert!(holds("550 full", "full"));
        assert!(!holds("550", "full"));
    }
}
