//! The words of a reply, and the patterns that find sense in them.
//!
//! A pattern is words in lower case: `user unknown`. `a/b` stands for one of several words, `reject*` for any word that begins so, `..`
//! for up to [`GAP`] words, `^` and `$` for the beginning and the end, a word in capitals for a [class](CLASSES) of words. Marks and line ends part words, so a pattern does not mind where a server
//! breaks its lines, puts an address into brackets or wraps a word into HTML; an apostrophe parts nothing: `doesnt`.

use alloc::string::String;
use alloc::vec::Vec;

use super::lexicon::{DRAFT, Lexicon, SLOTS, Word, end_of_choice};
use crate::wire::Reply;
use crate::wire::reply::enhanced_at_start;

/// The most words that `..` stands for.
const GAP: usize = 8;
/// The most bytes of a reply that are looked at. The longest real one known has 1,100.
const MAX_BYTES: usize = 4096;
/// Words that servers use alike, under the name that patterns use; at most eight.
pub(super) const CLASSES: &[(&str, &str)] = &[
    (
        "NOT",
        "not/no/isnt/doesnt/dont/didnt/cannot/cant/couldnt/wasnt/werent/arent/hasnt/never/nor/non/without/nicht/pas/kein/keine",
    ),
    (
        "REFUSED",
        "reject*/refus*/denied/denies/deny/blocked/blocking/block/blocks/bounced/declin*/discard*/prohibit*/forbid*/disallow*/dropped/banned/abgelehnt/rejete",
    ),
    (
        "ALLOWED",
        "allowed/allow/permitted/permit/authorized/authorised/authorize/authorise/entitled/accepted/eligible/enabled/erlaubt",
    ),
    (
        "CONFIRMED",
        "verified/validated/confirmed/verify/validate/confirm/registered/unverified/unconfirmed/unvalidated/unregistered/unconfigured",
    ),
    (
        "STOPPED",
        "suspended/blocked/disabled/deactivated/restricted/terminated/frozen/paused/locked/banned/closed/inactive/expired/suspension",
    ),
    (
        "WHO",
        "user/users/mailbox/mailboxes/recipient/recipients/account/accounts/address/addresses/addressee/alias/username/rcpt/person/inbox",
    ),
    (
        "LIMIT",
        "limit/limits/limited/quota/quotas/allowance/threshold/maximum/cap/credits",
    ),
    (
        "OVER",
        "exceed*/reached/over/exhausted/used/surpassed/depleted/hit/above",
    ),
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

/// A choice of a pattern: 12 bits for the number of a word, of a [class](CLASSES) or [`GAP_MARK`], and two flags.
pub(super) type Token = u16;

/// Another choice for the same word follows.
const OR: Token = 1 << 15;
/// The pattern ends here.
pub(super) const LAST: Token = 1 << 14;
const NUMBER: Token = (1 << 12) - 1;
/// `..`
const GAP_MARK: Token = NUMBER;
/// The numbers from here on are those of classes.
const FIRST_CLASS: Token = NUMBER - 32;

/// The words of a [`normalized`] text.
pub(super) struct Words {
    words: Vec<Known>,
    /// A bit for each number that is there: most patterns are dismissed by a look at it.
    present: [u64; (NUMBER as usize + 1) / 64],
}

/// What is known of a word.
#[derive(Clone, Copy, Default)]
struct Known {
    /// The numbers of the word as it stands, and of the stems that it begins with. Zeros after that.
    forms: [Word; FORMS],
    /// A bit for each class that it is in.
    classes: u8,
}

/// So many forms of a word are looked at.
const FORMS: usize = 4;

impl Words {
    pub(super) fn of(normalized: &str, lexicon: &Lexicon) -> Self {
        let mut found = Self {
            words: Vec::with_capacity(64),
            present: [0; (NUMBER as usize + 1) / 64],
        };
        found.add(GAP_MARK);
        for word in normalized.split(' ') {
            let (mut known, mut count) = (Known::default(), 0);
            lexicon.look_up(word, |number| {
                if number == 0 {
                    return;
                }
                if let Some(form) = known.forms.get_mut(count) {
                    (*form, count) = (number, count + 1);
                    known.classes |= CLASSES_OF.get(usize::from(number)).unwrap_or(&0);
                    found.add(number);
                }
            });
            found.add_classes(known.classes);
            found.words.push(known);
        }
        found
    }

    fn add(&mut self, number: Token) {
        if let Some(part) = self.present.get_mut(usize::from(number / 64)) {
            *part |= 1 << (number % 64);
        }
    }

    fn add_classes(&mut self, classes: u8) {
        for class in (0..8).filter(|class| classes & (1 << class) != 0) {
            self.add(FIRST_CLASS + class);
        }
    }

    fn has(&self, token: Token) -> bool {
        let number = token & NUMBER;
        let part = self.present.get(usize::from(number / 64));
        part.is_some_and(|part| part & (1 << (number % 64)) != 0)
    }

    /// Whether one of the patterns is in the text.
    pub(super) fn hold_one_of(&self, mut patterns: &[Token]) -> bool {
        while let Some(end) = patterns.iter().position(|token| token & LAST != 0) {
            let (pattern, others) = patterns.split_at(end + 1);
            if self.may_hold(pattern) && self.find(pattern) {
                return true;
            }
            patterns = others;
        }
        false
    }

    /// Whether for each word of the pattern one of its choices is somewhere in the text.
    fn may_hold(&self, pattern: &[Token]) -> bool {
        let mut found = false;
        for &token in pattern {
            found = found || self.has(token);
            if token & OR == 0 {
                if !found {
                    return false;
                }
                found = false;
            }
        }
        true
    }

    fn find(&self, pattern: &[Token]) -> bool {
        let mut words = self.words.as_slice();
        while let Some((word, others)) = words.split_first() {
            if word.is_known() && fits(words, pattern) {
                return true;
            }
            words = others;
        }
        false
    }
}

/// Whether the words begin as the pattern says.
fn fits(mut words: &[Known], mut pattern: &[Token]) -> bool {
    while let Some(&first) = pattern.first() {
        let end = pattern.iter().position(|token| token & OR == 0);
        let (choices, rest) = pattern.split_at(end.map_or(pattern.len(), |end| end + 1));
        if first & NUMBER == GAP_MARK {
            return (0..=GAP.min(words.len()))
                .any(|skip| fits(words.get(skip..).unwrap_or_default(), rest));
        }
        match words.split_first() {
            Some((word, others)) if choices.iter().any(|&choice| word.is(choice)) => {
                words = others;
            }
            _ => return false,
        }
        pattern = rest;
    }
    true
}

impl Known {
    /// Whether any pattern has it.
    fn is_known(&self) -> bool {
        self.forms.first().is_some_and(|&form| form != 0)
    }

    /// Whether it is this choice.
    fn is(&self, choice: Token) -> bool {
        let number = choice & NUMBER;
        match number.checked_sub(FIRST_CLASS) {
            None => self.forms.contains(&number),
            Some(class) => self.classes & (1 << class) != 0,
        }
    }
}

/// The classes of each word, by its number.
#[allow(
    clippy::indexing_slicing,
    reason = "in bounds by the conditions before; `get` is not const"
)]
static CLASSES_OF: [u8; SLOTS + 1] = {
    let (mut of, mut class) = ([0; SLOTS + 1], 0);
    while class < CLASSES.len() {
        let words = CLASSES[class].1.as_bytes();
        let mut start = 0;
        while start < words.len() {
            let (end, hash) = end_of_choice(words, start);
            of[DRAFT.number(hash) as usize] |= 1 << class;
            start = end + 1;
        }
        class += 1;
    }
    of
};

/// How many tokens the patterns have. At compile time.
#[allow(
    clippy::indexing_slicing,
    reason = "in bounds by the condition before; `get` is not const"
)]
pub(super) const fn count_tokens(patterns: &str) -> usize {
    let bytes = patterns.as_bytes();
    let (mut count, mut at) = (!bytes.is_empty() as usize, 0);
    while at < bytes.len() {
        count += matches!(bytes[at], b' ' | b'/') as usize;
        // ` | ` parts two words as one space does.
        at += if bytes[at] == b'|' { 2 } else { 1 };
    }
    count
}

/// Appends the tokens of the patterns, and says how many there are then. At compile time.
#[allow(
    clippy::indexing_slicing,
    reason = "in bounds by the condition before; `get` is not const"
)]
pub(super) const fn push_tokens<const SIZE: usize>(
    patterns: &[u8],
    lexicon: &Lexicon,
    tokens: &mut [Token; SIZE],
    mut done: usize,
) -> usize {
    let mut start = 0;
    while start < patterns.len() {
        let (end, hash) = end_of_choice(patterns, start);
        let is_choice = end < patterns.len() && patterns[end] == b'/';
        let is_last = end + 1 >= patterns.len() || patterns[end + 1] == b'|';
        tokens[done] = number_of(patterns, start, end, hash, lexicon)
            | if is_choice { OR } else { 0 }
            | if is_last { LAST } else { 0 };
        done += 1;
        start = if is_last { end + 3 } else { end + 1 };
    }
    done
}

#[allow(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "an unknown class does not compile, and there are at most eight; `get` and `try_from` are not const"
)]
const fn number_of(bytes: &[u8], start: usize, end: usize, hash: u32, lexicon: &Lexicon) -> Token {
    if bytes[start] == b'.' {
        return GAP_MARK;
    }
    if !bytes[start].is_ascii_uppercase() {
        return lexicon.number(hash);
    }
    let mut class = 0;
    while !is_name(CLASSES[class].0.as_bytes(), bytes, start, end) {
        class += 1;
    }
    FIRST_CLASS + class as Token
}

#[allow(
    clippy::indexing_slicing,
    reason = "in bounds by the condition before; `get` is not const"
)]
const fn is_name(name: &[u8], bytes: &[u8], start: usize, end: usize) -> bool {
    let mut at = 0;
    while at < name.len() && start + at < end && name[at] == bytes[start + at] {
        at += 1;
    }
    at == name.len() && start + at == end
}

#[cfg(test)]
mod tests {
    use super::super::rule::says;
    use super::*;

    fn holds(reply: &str, pattern: &'static str) -> bool {
        let reply = Reply::from_text(reply).unwrap();
        let rules = [says("unknown", pattern)];
        let lexicon = Lexicon::of(&[&rules]);
        let mut tokens = [0; 32];
        let count = push_tokens(pattern.as_bytes(), &lexicon, &mut tokens, 0);
        assert_eq!(count, count_tokens(pattern));
        Words::of(&normalized(&reply), &lexicon).hold_one_of(&tokens[..count])
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
