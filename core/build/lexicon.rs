//! Each word of the patterns gets a number, so that the program compares numbers, and holds a hash in place of each word.

use std::collections::BTreeMap;

use super::Groups;
use super::hash::{START, hashed};
use super::pattern::Choice;
use super::rule::Rule;

/// The number of `..`; those of words begin at 1, those of stems follow, then those of classes.
const GAP: usize = 0;

/// All words.
#[derive(Default)]
pub(super) struct Lexicon {
    /// By their hashes, in whose order they are numbered.
    words: BTreeMap<u32, String>,
    stems: BTreeMap<u32, String>,
    classes: Vec<(String, Vec<Choice>)>,
}

impl Lexicon {
    pub(super) fn of<'a>(
        classes: &Groups,
        rules: impl Iterator<Item = &'a Rule>,
    ) -> Result<Self, String> {
        let mut lexicon = Self::default();
        for (name, words) in classes {
            let words = words.iter().map(|word| Choice::parse(word, &Groups::new()));
            let words = words.collect::<Result<Vec<_>, _>>()?;
            for word in &words {
                lexicon.add(word)?;
            }
            lexicon.classes.push((name.clone(), words));
        }
        for choice in rules.flat_map(|rule| rule.says.iter().flatten().flatten()) {
            lexicon.add(choice)?;
        }
        Ok(lexicon)
    }

    fn add(&mut self, choice: &Choice) -> Result<(), String> {
        let (known, word) = match choice {
            Choice::Word(word) => (&mut self.words, word),
            Choice::Stem(stem) => (&mut self.stems, stem),
            Choice::Gap | Choice::Class(_) => return Ok(()),
        };
        match known.insert(hash(word), word.clone()) {
            Some(other) if other != *word => Err(format!(
                "`{other}` and `{word}` have the same hash: write one of the two in another way, or take another hash"
            )),
            _ => Ok(()),
        }
    }

    /// The hashes of the words, in order; then those of the stems.
    pub(super) fn hashes(&self) -> [Vec<u32>; 2] {
        [&self.words, &self.stems].map(|words| words.keys().copied().collect())
    }

    /// How many numbers there are.
    pub(super) fn count(&self) -> usize {
        1 + self.words.len() + self.stems.len() + self.classes.len()
    }

    /// A choice by its number.
    pub(super) fn number(&self, choice: &Choice) -> usize {
        let place = |words: &BTreeMap<u32, String>, word| words.range(..hash(word)).count();
        match choice {
            Choice::Gap => GAP,
            Choice::Word(word) => 1 + place(&self.words, word),
            Choice::Stem(stem) => 1 + self.words.len() + place(&self.stems, stem),
            Choice::Class(name) => {
                let before = self.classes.iter().take_while(|(other, _)| other != name);
                1 + self.words.len() + self.stems.len() + before.count()
            }
        }
    }

    /// Who is in which class, in the order of the words' numbers.
    pub(super) fn members(&self) -> Vec<(usize, usize)> {
        let members = self.classes.iter().flat_map(|(name, words)| {
            let class = self.number(&Choice::Class(name.clone()));
            words.iter().map(move |word| (self.number(word), class))
        });
        let mut members: Vec<_> = members.collect();
        members.sort_unstable();
        members
    }
}

fn hash(word: &str) -> u32 {
    word.bytes().fold(START, hashed)
}
