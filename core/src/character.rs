//! Characters that people paste without seeing them, or take for others: what they are called, and what was meant.
//!
//! A whole table of Unicode's names would weigh more than the rest of the mail logic. Here are those that nobody can see or tell
//! apart; every other character is shown as it is, with its number.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;

use crate::problem::Problem;
use crate::text::is_line_hazard;

/// A character, its name, and what was meant: nothing, or the character of a keyboard that it looks like.
type Odd = (char, &'static str, &'static str);

/// In the order of their numbers.
const ODD: &[Odd] = &[
    ('\u{a0}', "NO-BREAK SPACE", " "),
    ('\u{ad}', "SOFT HYPHEN", ""),
    ('\u{b4}', "ACUTE ACCENT", "'"),
    ('\u{34f}', "COMBINING GRAPHEME JOINER", ""),
    ('\u{61c}', "ARABIC LETTER MARK", ""),
    ('\u{115f}', "HANGUL CHOSEONG FILLER", ""),
    ('\u{1160}', "HANGUL JUNGSEONG FILLER", ""),
    ('\u{1680}', "OGHAM SPACE MARK", " "),
    ('\u{180e}', "MONGOLIAN VOWEL SEPARATOR", ""),
    ('\u{2000}', "EN QUAD", " "),
    ('\u{2001}', "EM QUAD", " "),
    ('\u{2002}', "EN SPACE", " "),
    ('\u{2003}', "EM SPACE", " "),
    ('\u{2004}', "THREE-PER-EM SPACE", " "),
    ('\u{2005}', "FOUR-PER-EM SPACE", " "),
    ('\u{2006}', "SIX-PER-EM SPACE", " "),
    ('\u{2007}', "FIGURE SPACE", " "),
    ('\u{2008}', "PUNCTUATION SPACE", " "),
    ('\u{2009}', "THIN SPACE", " "),
    ('\u{200a}', "HAIR SPACE", " "),
    ('\u{200b}', "ZERO WIDTH SPACE", ""),
    ('\u{200c}', "ZERO WIDTH NON-JOINER", ""),
    ('\u{200d}', "ZERO WIDTH JOINER", ""),
    ('\u{200e}', "LEFT-TO-RIGHT MARK", ""),
    ('\u{200f}', "RIGHT-TO-LEFT MARK", ""),
    ('\u{2010}', "HYPHEN", "-"),
    ('\u{2011}', "NON-BREAKING HYPHEN", "-"),
    ('\u{2012}', "FIGURE DASH", "-"),
    ('\u{2013}', "EN DASH", "-"),
    ('\u{2014}', "EM DASH", "-"),
    ('\u{2015}', "HORIZONTAL BAR", "-"),
    ('\u{2018}', "LEFT SINGLE QUOTATION MARK", "'"),
    ('\u{2019}', "RIGHT SINGLE QUOTATION MARK", "'"),
    ('\u{201a}', "SINGLE LOW-9 QUOTATION MARK", "'"),
    ('\u{201b}', "SINGLE HIGH-REVERSED-9 QUOTATION MARK", "'"),
    ('\u{201c}', "LEFT DOUBLE QUOTATION MARK", "\""),
    ('\u{201d}', "RIGHT DOUBLE QUOTATION MARK", "\""),
    ('\u{201e}', "DOUBLE LOW-9 QUOTATION MARK", "\""),
    ('\u{201f}', "DOUBLE HIGH-REVERSED-9 QUOTATION MARK", "\""),
    ('\u{2024}', "ONE DOT LEADER", "."),
    ('\u{202a}', "LEFT-TO-RIGHT EMBEDDING", ""),
    ('\u{202b}', "RIGHT-TO-LEFT EMBEDDING", ""),
    ('\u{202c}', "POP DIRECTIONAL FORMATTING", ""),
    ('\u{202d}', "LEFT-TO-RIGHT OVERRIDE", ""),
    ('\u{202e}', "RIGHT-TO-LEFT OVERRIDE", ""),
    ('\u{202f}', "NARROW NO-BREAK SPACE", " "),
    ('\u{2043}', "HYPHEN BULLET", "-"),
    ('\u{205f}', "MEDIUM MATHEMATICAL SPACE", " "),
    ('\u{2060}', "WORD JOINER", ""),
    ('\u{2061}', "FUNCTION APPLICATION", ""),
    ('\u{2062}', "INVISIBLE TIMES", ""),
    ('\u{2063}', "INVISIBLE SEPARATOR", ""),
    ('\u{2064}', "INVISIBLE PLUS", ""),
    ('\u{2066}', "LEFT-TO-RIGHT ISOLATE", ""),
    ('\u{2067}', "RIGHT-TO-LEFT ISOLATE", ""),
    ('\u{2068}', "FIRST STRONG ISOLATE", ""),
    ('\u{2069}', "POP DIRECTIONAL ISOLATE", ""),
    ('\u{206a}', "INHIBIT SYMMETRIC SWAPPING", ""),
    ('\u{206b}', "ACTIVATE SYMMETRIC SWAPPING", ""),
    ('\u{206c}', "INHIBIT ARABIC FORM SHAPING", ""),
    ('\u{206d}', "ACTIVATE ARABIC FORM SHAPING", ""),
    ('\u{206e}', "NATIONAL DIGIT SHAPES", ""),
    ('\u{206f}', "NOMINAL DIGIT SHAPES", ""),
    ('\u{2212}', "MINUS SIGN", "-"),
    ('\u{2800}', "BRAILLE PATTERN BLANK", " "),
    ('\u{3000}', "IDEOGRAPHIC SPACE", " "),
    ('\u{3001}', "IDEOGRAPHIC COMMA", ","),
    ('\u{3002}', "IDEOGRAPHIC FULL STOP", "."),
    ('\u{3164}', "HANGUL FILLER", ""),
    ('\u{fe0e}', "VARIATION SELECTOR-15", ""),
    ('\u{fe0f}', "VARIATION SELECTOR-16", ""),
    ('\u{fe52}', "SMALL FULL STOP", "."),
    ('\u{fe58}', "SMALL EM DASH", "-"),
    ('\u{fe63}', "SMALL HYPHEN-MINUS", "-"),
    ('\u{fe6b}', "SMALL COMMERCIAL AT", "@"),
    (
        '\u{feff}',
        "ZERO WIDTH NO-BREAK SPACE (byte order mark)",
        "",
    ),
    ('\u{ff61}', "HALFWIDTH IDEOGRAPHIC FULL STOP", "."),
    ('\u{ff64}', "HALFWIDTH IDEOGRAPHIC COMMA", ","),
    ('\u{ffa0}', "HALFWIDTH HANGUL FILLER", ""),
    ('\u{fff9}', "INTERLINEAR ANNOTATION ANCHOR", ""),
    ('\u{fffa}', "INTERLINEAR ANNOTATION SEPARATOR", ""),
    ('\u{fffb}', "INTERLINEAR ANNOTATION TERMINATOR", ""),
    ('\u{fffc}', "OBJECT REPLACEMENT CHARACTER", ""),
];

/// The names of what nobody types by intent, and of the blank, which no quotation marks show.
const NAMES: &[(char, &str)] = &[
    ('\0', "NULL"),
    ('\u{8}', "BACKSPACE"),
    ('\t', "TABULATION"),
    ('\n', "LINE FEED"),
    ('\u{b}', "LINE TABULATION"),
    ('\u{c}', "FORM FEED"),
    ('\r', "CARRIAGE RETURN"),
    ('\u{1b}', "ESCAPE"),
    (' ', "SPACE"),
    ('\u{7f}', "DELETE"),
    ('\u{85}', "NEXT LINE"),
    ('\u{2028}', "LINE SEPARATOR"),
    ('\u{2029}', "PARAGRAPH SEPARATOR"),
    ('\u{fffd}', "REPLACEMENT CHARACTER"),
];

/// The forms of ASCII's visible characters that are as wide as a Chinese one, in ASCII's order.
const FULL_WIDTH: core::ops::RangeInclusive<char> = '\u{ff01}'..='\u{ff5e}';

/// Marks that stand above, below or in the letter before them, selectors of its look, and tones of skin.
const JOINED: &[(char, char)] = &[
    ('\u{300}', '\u{36f}'),
    ('\u{483}', '\u{489}'),
    ('\u{591}', '\u{5bd}'),
    ('\u{610}', '\u{61a}'),
    ('\u{64b}', '\u{65f}'),
    ('\u{900}', '\u{903}'),
    ('\u{93a}', '\u{94f}'),
    ('\u{e31}', '\u{e3a}'),
    ('\u{e47}', '\u{e4e}'),
    ('\u{1ab0}', '\u{1aff}'),
    ('\u{1dc0}', '\u{1dff}'),
    ('\u{200c}', '\u{200d}'),
    ('\u{20d0}', '\u{20ff}'),
    ('\u{3099}', '\u{309a}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{fe20}', '\u{fe2f}'),
    ('\u{1f3fb}', '\u{1f3ff}'),
    ('\u{e0020}', '\u{e01ef}'),
];

fn odd(c: char) -> Option<&'static Odd> {
    let place = ODD.binary_search_by_key(&c, |(odd, ..)| *odd).ok()?;
    ODD.get(place)
}

/// The ASCII character of which this is the full-width form.
fn narrow(c: char) -> Option<char> {
    let place = u32::from(c).checked_sub(u32::from(*FULL_WIDTH.start()))?;
    let ascii = char::from_u32(u32::from('!') + place)?;
    FULL_WIDTH.contains(&c).then_some(ascii)
}

/// Whether a character belongs to the one before it.
pub(crate) fn is_joined(c: char) -> bool {
    let mut joined = JOINED.iter();
    joined.any(|(from, to)| (*from..=*to).contains(&c))
}

/// Whether nobody sees this character, or tells it from one of a keyboard.
pub(crate) fn is_odd(c: char) -> bool {
    odd(c).is_some() || FULL_WIDTH.contains(&c)
}

/// Whether a character takes no room.
pub(crate) fn is_invisible(c: char) -> bool {
    odd(c).is_some_and(|(.., meant)| meant.is_empty())
}

/// What a character is called in messages: `U+200B ZERO WIDTH SPACE`, `"ß" (U+00DF)`.
pub(crate) fn called(c: char) -> String {
    let number = u32::from(c);
    let name = NAMES.iter().find(|(named, _)| *named == c);
    let name = name.map(|(_, name)| *name);
    if let Some(name) = name.or_else(|| odd(c).map(|(_, name, _)| *name)) {
        format!("U+{number:04X} {name}")
    } else if let Some(ascii) = narrow(c) {
        format!("U+{number:04X} (the full-width form of {ascii})")
    } else if c.is_control() {
        format!("U+{number:04X} (a control character)")
    } else if is_joined(c) {
        format!("U+{number:04X} (a combining mark on the preceding letter)")
    } else {
        format!("\"{c}\" (U+{number:04X})")
    }
}

/// What a person meant to type: without the characters that nobody sees and blanks and controls at the ends, and with those of a
/// keyboard for their likes.
pub(crate) fn meant(text: &str) -> String {
    let mut meant = String::with_capacity(text.len());
    for c in text.chars() {
        match (odd(c), narrow(c)) {
            (Some((.., instead)), _) => meant.push_str(instead),
            (None, Some(ascii)) => meant.push(ascii),
            (None, None) => meant.push(c),
        }
    }
    let is_edge = |c: char| c == ' ' || is_line_hazard(c);
    String::from(meant.trim_matches(is_edge))
}

/// The problem of a text, which names the character that cannot stand in it: `culprit`, or the first one that nobody sees or tells
/// from another. Where what was meant `is_valid`, it is the suggestion.
pub(crate) fn explain(
    problem: Problem,
    text: &str,
    culprit: Option<char>,
    is_valid: impl FnOnce(&str) -> bool,
) -> Problem {
    let problem = match culprit.or_else(|| text.chars().find(|c| is_odd(*c))) {
        Some(c) => name(problem, c),
        None => problem,
    };
    let is_suggested = |parameter: &crate::problem::Parameter| parameter.name == "suggested";
    if problem.parameters.iter().any(is_suggested) || text.len() > MAX_SUGGESTION {
        return problem;
    }
    match meant(text) {
        meant if meant != text && is_valid(&meant) => problem.with("suggested", meant),
        _ => problem,
    }
}

/// The longest text of which a suggestion is made, in bytes.
const MAX_SUGGESTION: usize = 1024;

/// The same problem, whose message names a character.
fn name(mut problem: Problem, c: char) -> Problem {
    let called = called(c);
    let why: Cow<'_, str> = match odd(c) {
        Some((.., "")) => " It is invisible.".into(),
        Some((.., " ")) => " It looks like a space.".into(),
        Some((.., like)) => format!(" It looks like {like} and is another character.").into(),
        None => "".into(),
    };
    problem.message = format!("{} It contains {called}.{why}", problem.message);
    problem.with("character", called)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        assert!(ODD.is_sorted_by(|one, next| one.0 < next.0));
    }

    #[test]
    fn characters_are_called_by_what_a_person_can_look_up() {
        for (c, name) in [
            ('\u{200b}', "U+200B ZERO WIDTH SPACE"),
            ('\u{2010}', "U+2010 HYPHEN"),
            ('\t', "U+0009 TABULATION"),
            (' ', "U+0020 SPACE"),
            ('\u{7}', "U+0007 (a control character)"),
            ('\u{ff10}', "U+FF10 (the full-width form of 0)"),
            (
                '\u{308}',
                "U+0308 (a combining mark on the preceding letter)",
            ),
            ('ß', "\"ß\" (U+00DF)"),
            ('(', "\"(\" (U+0028)"),
            ('😀', "\"😀\" (U+1F600)"),
        ] {
            assert_eq!(called(c), name);
        }
    }

    #[test]
    fn what_was_meant_is_what_a_keyboard_has() {
        for (text, typed) in [
            ("mail\u{200b}.example\u{feff}.com", "mail.example.com"),
            (
                "\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}",
                "-------",
            ),
            ("\u{a0}a\u{3002}b\u{ff0e}c\u{ff61}d\r\n", "a.b.c.d"),
            ("\u{ff21}\u{ff20}\u{ff5e}", "A@~"),
            ("Jörg 上海 č", "Jörg 上海 č"),
        ] {
            assert_eq!(meant(text), typed, "{text:?}");
        }
    }
}
