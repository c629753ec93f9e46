//! The words of all patterns, each with a number: a reply's words are looked up once, and then only numbers are compared. Made at
//! compile time from the tables, so that the component holds neither their text nor the words themselves, but a hash of each.
//!
//! A word that no pattern has is taken for one that has the same hash of 32 bits once in some million words. It would have to stand
//! beside the other words of a pattern to do harm.

use super::rule::Rule;

/// The number of a word: its slot, and one more. 0 is none.
pub(super) type Word = u16;

/// The fewest letters before the `*` of a stem.
pub(super) const SHORTEST_STEM: usize = 3;

/// The slots of the hash table; a power of two, and about twice the words.
pub(super) const SLOTS: usize = 2048;
/// The bits that stems share; a power of two, and many times the stems.
const STEM_BITS: usize = 2048;

/// The lexicon of the tables.
pub(super) static LEXICON: Lexicon = DRAFT;
/// The same, for what else is made at compile time.
pub(super) const DRAFT: Lexicon = Lexicon::of(super::ALL);

/// The hashes of words, in a table with open addressing.
pub(super) struct Lexicon {
    /// 0 where a slot is free.
    slots: [u32; SLOTS],
    /// A bit for the hash of each stem: most beginnings of words are none.
    stems: [u64; STEM_BITS / 64],
}

impl Lexicon {
    /// The words of all patterns and classes.
    #[allow(
        clippy::indexing_slicing,
        reason = "in bounds by the conditions before; `get` is not const"
    )]
    pub(super) const fn of(tables: &[&[Rule]]) -> Self {
        let mut lexicon = Self {
            slots: [0; SLOTS],
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
            if end > start && !patterns[start].is_ascii_uppercase() && self.number(hash) == 0 {
                self.slots[self.free_slot(hash)] = hash;
                if patterns[end - 1] == b'*' {
                    let bit = slot_of(hash) % STEM_BITS;
                    self.stems[bit / 64] |= 1 << (bit % 64);
                }
            }
            start = end + 1;
        }
    }

    #[allow(
        clippy::indexing_slicing,
        reason = "a full table does not compile; `get` is not const"
    )]
    const fn free_slot(&self, hash: u32) -> usize {
        let mut slot = slot_of(hash);
        while self.slots[slot] != 0 {
            slot = (slot + 1) % SLOTS;
        }
        slot
    }

    /// The number of the word with this hash; 0 where it is not known.
    #[allow(
        clippy::indexing_slicing,
        clippy::cast_possible_truncation,
        reason = "a slot is below 2048, and some are free; `get` and `try_from` are not const"
    )]
    pub(super) const fn number(&self, hash: u32) -> Word {
        let mut slot = slot_of(hash);
        while self.slots[slot] != 0 {
            if self.slots[slot] == hash {
                return slot as Word + 1;
            }
            slot = (slot + 1) % SLOTS;
        }
        0
    }

    /// Gives the numbers of the stems that the word begins with, and its own.
    pub(super) fn look_up(&self, word: &str, mut found: impl FnMut(Word)) {
        let mut hash = START;
        for (at, byte) in word.bytes().enumerate() {
            hash = hashed(hash, byte);
            let as_stem = hashed(hash, b'*');
            if at + 1 >= SHORTEST_STEM && self.may_be_stem(as_stem) {
                found(self.number(as_stem));
            }
        }
        found(self.number(hash));
    }

    fn may_be_stem(&self, hash: u32) -> bool {
        let bit = slot_of(hash) % STEM_BITS;
        let part = self.stems.get(bit / 64);
        part.is_some_and(|part| part & (1 << (bit % 64)) != 0)
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
