//! Patterns: words, and what stands for them.

use super::Groups;

/// A word of a pattern: one of these.
pub(super) type Choices = Vec<Choice>;

/// What a word of a pattern may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// `..`
    Gap,
    /// The name of a class of words.
    Class(String),
    /// `reject*`, without its mark.
    Stem(String),
    Word(String),
}

/// The fewest letters before the `*` of a stem.
const SHORTEST_STEM: usize = 3;

impl Choice {
    pub(super) fn parse(text: &str, classes: &Groups) -> Result<Self, String> {
        if classes.contains_key(text) {
            return Ok(Self::Class(text.to_owned()));
        }
        match text {
            ".." => return Ok(Self::Gap),
            "^" | "$" => return Ok(Self::Word(text.to_owned())),
            _ => {}
        }
        let stem = text.strip_suffix('*');
        let word = stem.unwrap_or(text);
        let is_letter = |c: char| !c.is_ascii() || c.is_ascii_digit() || c.is_ascii_lowercase();
        if word.is_empty() || !word.chars().all(is_letter) {
            return Err(format!(
                "`{text}` is no word of a reply: they have small letters and digits alone"
            ));
        }
        if stem.is_some_and(|stem| stem.len() < SHORTEST_STEM) {
            return Err(format!(
                "`{text}` has less than {SHORTEST_STEM} letters before its `*`"
            ));
        }
        Ok(match stem {
            Some(stem) => Self::Stem(stem.to_owned()),
            None => Self::Word(text.to_owned()),
        })
    }
}

/// The words of a pattern.
pub(super) fn parse(pattern: &str, classes: &Groups) -> Result<Vec<Choices>, String> {
    let words = pattern.split_whitespace().map(|word| {
        let choices = word.split('/').map(|choice| Choice::parse(choice, classes));
        choices.collect::<Result<Choices, _>>()
    });
    let words = words.collect::<Result<Vec<_>, _>>()?;
    let is_gap = |word: &Choices| word.contains(&Choice::Gap);
    let is_between = |words: &[Choices]| !words.iter().all(is_gap);
    let ends = [words.first(), words.last()];
    if ends.into_iter().flatten().any(is_gap) || !words.windows(2).all(is_between) {
        return Err(format!(
            "`..` stands between two words, not as in `{pattern}`"
        ));
    }
    if words.iter().any(|word| is_gap(word) && word.len() > 1) {
        return Err(format!("`..` is no choice, as in `{pattern}`"));
    }
    if words.is_empty() {
        return Err("a pattern without a word".to_owned());
    }
    Ok(words)
}
