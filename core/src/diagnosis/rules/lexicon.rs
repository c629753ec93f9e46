//! The words of all patterns, each once, with a number: a reply's words are looked up once, and then only numbers are compared. Made
//! at compile time from the tables, so that the component holds neither their text nor a second copy of a word.

use super::rule::Rule;

/// The number of a word: where it begins in [`Lexicon::text`]. 0 is none.
pub(super) type Word = u16;

/// The fewest letters before the `*` of a stem.
pub(super) const SHORTEST_STEM: usize = 3;

/// The slots of the hash table; a power of two, and about twice the words.
const SLOTS: usize = 2048;
/// The bits that stems share; a power of two, and many times the stems.
const STEM_BITS: usize = 2048;
/// Room for the text while it is made.
pub(super) const ROOM: usize = 1 << 14;
/// Parts the words in the text.
const END: u8 = b' ';

/// The lexicon of the tables.
pub(super) static LEXICON: Lexicon<{ DRAFT.used }> = DRAFT.cut();
/// The same while it is made; at compile time only.
pub(super) const DRAFT: Lexicon<ROOM> = Lexicon::of(super::ALL);

/// Words with their numbers, in a hash table with open addressing.
pub(super) struct Lexicon<const SIZE: usize> {
    slots: [Word; SLOTS],
    text: [u8; SIZE],
    used: usize,
    /// A bit for the hash of each stem: most beginnings of words are none.
    stems: [u64; STEM_BITS / 64],
}

impl Lexicon<ROOM> {
    /// The words of all patterns and classes.
    #[allow(
        clippy::indexing_slicing,
        reason = "in bounds by the conditions before; `get` is not const"
    )]
    pub(super) const fn of(tables: &[&[Rule]]) -> Self {
        let mut lexicon = Self {
            slots: [0; SLOTS],
            text: [END; ROOM],
            used: 1,
            stems: [0; STEM_BITS / 64],
        };
        let mut class = 0;
        while class < super::words::CLASSES.len() {
            lexicon.add_all(super::words::CLASSES[class].1.as_bytes());
            class += 1;
        }
        let mut table = 0;
        while table < tables.len() {
            let mut rule = 0;
            while rule < tables[table].len() {
                lexicon.add_all(tables[table][rule].says.as_bytes());
                rule += 1;
            }
            table += 1;
        }
        lexicon
    }

    /// Adds each word of these patterns. Marks and the names of classes come along: nobody looks for them.
    #[allow(
        clippy::indexing_slicing,
        reason = "in bounds by the conditions before; `get` is not const"
    )]
    const fn add_all(&mut self, patterns: &[u8]) {
        let mut start = 0;
        while start < patterns.len() {
            let (end, hash) = end_of_choice(patterns, start);
            if !patterns[start].is_ascii_uppercase() && self.number(patterns, start, end, hash) == 0
            {
                self.add(patterns, start, end, hash);
            }
            start = end + 1;
        }
    }

    #[allow(
        clippy::indexing_slicing,
        clippy::cast_possible_truncation,
        reason = "a lexicon beyond its bounds does not compile; `get` and `try_from` are not const"
    )]
    const fn add(&mut self, bytes: &[u8], start: usize, end: usize, hash: u32) {
        let mut slot = slot_of(hash);
        while self.slots[slot] != 0 {
            slot = (slot + 1) % SLOTS;
        }
        self.slots[slot] = self.used as Word;
        if bytes[end - 1] == b'*' {
            let bit = slot_of(hash) % STEM_BITS;
            self.stems[bit / 64] |= 1 << (bit % 64);
        }
        let mut at = start;
        while at < end {
            self.text[self.used] = bytes[at];
            self.used += 1;
            at += 1;
        }
        self.used += 1;
    }

    /// The number of the word that stands there; 0 where it is not known. At compile time.
    #[allow(
        clippy::indexing_slicing,
        reason = "the table has free slots, and each word its end; `get` is not const"
    )]
    pub(super) const fn number(&self, bytes: &[u8], start: usize, end: usize, hash: u32) -> Word {
        let mut slot = slot_of(hash);
        while self.slots[slot] != 0 {
            let (from, mut at) = (self.slots[slot] as usize, start);
            while at < end && self.text[from + at - start] == bytes[at] {
                at += 1;
            }
            if at == end && self.text[from + end - start] == END {
                return self.slots[slot];
            }
            slot = (slot + 1) % SLOTS;
        }
        0
    }

    /// The same without the room that is left.
    #[allow(
        clippy::indexing_slicing,
        reason = "in bounds by the condition before; `get` is not const"
    )]
    const fn cut<const SIZE: usize>(self) -> Lexicon<SIZE> {
        let mut text = [END; SIZE];
        let mut at = 0;
        while at < SIZE {
            text[at] = self.text[at];
            at += 1;
        }
        Lexicon {
            slots: self.slots,
            text,
            used: SIZE,
            stems: self.stems,
        }
    }
}

impl<const SIZE: usize> Lexicon<SIZE> {
    /// Gives the numbers of the word, and of each stem that it begins with.
    pub(super) fn look_up(&self, word: &str, mut found: impl FnMut(Word)) {
        let word = word.as_bytes();
        let mut hash = START;
        for (at, &byte) in word.iter().enumerate() {
            hash = hashed(hash, byte);
            let as_stem = hashed(hash, b'*');
            if at + 1 >= SHORTEST_STEM && self.may_be_stem(as_stem) {
                self.find(as_stem, word.get(..=at), b"* ", &mut found);
            }
        }
        self.find(hash, Some(word), b" ", &mut found);
    }

    fn may_be_stem(&self, hash: u32) -> bool {
        let bit = slot_of(hash) % STEM_BITS;
        let part = self.stems.get(bit / 64);
        part.is_some_and(|part| part & (1 << (bit % 64)) != 0)
    }

    fn find(&self, hash: u32, word: Option<&[u8]>, end: &[u8], found: &mut impl FnMut(Word)) {
        let Some(word) = word else { return };
        let mut slot = slot_of(hash);
        while let Some(&number @ 1..) = self.slots.get(slot) {
            let entry = self.text.get(usize::from(number)..).unwrap_or_default();
            let rest = entry.strip_prefix(word);
            if rest.is_some_and(|rest| rest.starts_with(end)) {
                return found(number);
            }
            slot = (slot + 1) % SLOTS;
        }
    }
}

/// Where a choice of words ends, and its hash.
#[allow(
    clippy::indexing_slicing,
    reason = "in bounds by the condition before; `get` is not const"
)]
pub(super) const fn end_of_choice(bytes: &[u8], mut at: usize) -> (usize, u32) {
    let mut hash = START;
    while at < bytes.len() && !matches!(bytes[at], b' ' | b'/') {
        hash = hashed(hash, bytes[at]);
        at += 1;
    }
    (at, hash)
}

/// FNV-1a.
const START: u32 = 0x811c_9dc5;

const fn hashed(hash: u32, byte: u8) -> u32 {
    (hash ^ byte as u32).wrapping_mul(0x0100_0193)
}

const fn slot_of(hash: u32) -> usize {
    (hash ^ (hash >> 15)) as usize % SLOTS
}
