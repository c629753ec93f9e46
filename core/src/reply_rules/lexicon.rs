//! The numbers of words. They are known by their hashes, which the build script collects from the rules.

use super::hash::{START, hashed};

/// The number of a word, of a stem, or of a class of words; 0 is none.
pub(super) type Number = u16;

// WORDS and STEMS, the hashes in order; MEMBERS, who is in which class; and how many NUMBERS there are.
include!(concat!(env!("OUT_DIR"), "/lexicon.rs"));

/// Calls `found` for whatever patterns may call a word: by itself, by the stems that it begins with, by the classes that these are in.
pub(super) fn look_up(word: &str, mut found: impl FnMut(Number)) {
    let mut hash = START;
    for byte in word.bytes() {
        hash = hashed(hash, byte);
        look_up_in(STEMS, hash, WORDS.len(), &mut found);
    }
    look_up_in(WORDS, hash, 0, &mut found);
}

fn look_up_in(hashes: &[u32], hash: u32, before: usize, found: &mut impl FnMut(Number)) {
    let Ok(place) = hashes.binary_search(&hash) else {
        return;
    };
    let number = Number::try_from(1 + before + place).unwrap_or_default();
    found(number);
    let first = MEMBERS.partition_point(|(member, _)| *member < number);
    let members = MEMBERS.iter().skip(first);
    members
        .take_while(|(member, _)| *member == number)
        .for_each(|(_, class)| found(*class));
}

/// The number of a word or, with a `*` at its end, of a stem, which a rule must have.
#[cfg(test)]
pub(super) fn number(choice: &str) -> Number {
    let (hashes, before, word) = match choice.strip_suffix('*') {
        Some(stem) => (STEMS, WORDS.len(), stem),
        None => (WORDS, 0, choice),
    };
    let place = hashes.binary_search(&word.bytes().fold(START, hashed));
    Number::try_from(1 + before + place.expect(choice)).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn a_word_is_found_by_its_stems_and_its_classes() {
        let mut found = Vec::new();
        look_up("exceeded", |number| found.push(number));
        let first_class = 1 + WORDS.len() + STEMS.len();
        let (classes, words): (Vec<_>, Vec<_>) = found
            .into_iter()
            .partition(|number| usize::from(*number) >= first_class);
        assert_eq!(words, [number("exceed*"), number("exceeded")]);
        // OVER has the stem.
        assert_eq!(classes.len(), 1);
        // In REFUSED, and in STOPPED.
        let mut count = 0;
        look_up("blocked", |_| count += 1);
        assert_eq!(count, 3);
    }
}
