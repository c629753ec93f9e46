//! The tables as Rust source.

use super::lexicon::Lexicon;
use super::rule::Rule;

/// What the words of all rules are known by.
pub(super) fn lexicon(lexicon: &Lexicon) -> String {
    let [words, stems] = lexicon.hashes().map(|hashes| {
        let hex = hashes
            .iter()
            .map(|hash| format!("0x{:04x}_{:04x}", hash >> 16, hash & 0xffff));
        hex.collect::<Vec<_>>().join(", ")
    });
    let members = lexicon.members();
    let count = lexicon.count();
    format!(
        "static WORDS: &[u32] = &[{words}];\n\
         static STEMS: &[u32] = &[{stems}];\n\
         static MEMBERS: &[(Number, Number)] = &{members:?};\n\
         pub(super) const NUMBERS: usize = {count};\n"
    )
}

/// The rules of a file.
pub(super) fn table(name: &str, rules: &[Rule], lexicon: &Lexicon) -> String {
    let rules = rules.iter().map(|rule| self::rule(rule, lexicon));
    let rules: String = rules.collect();
    format!("pub(super) static {name}: &[Rule] = &[\n{rules}];\n")
}

fn rule(rule: &Rule, lexicon: &Lexicon) -> String {
    let codes = rule.codes.clone().unwrap_or(0..=999);
    let retry = rule.retry.map(|retry| format!("Some(Retry::{retry})"));
    let at: Vec<_> = rule
        .at
        .iter()
        .map(|stage| format!("bit(Stage::{stage})"))
        .collect();
    let enhanced = rule.enhanced.as_ref().map(|code| {
        let (from, to) = code.details.clone().into_inner();
        let (class, subject) = (code.class, code.subject);
        format!("Some(&Enhanced {{ class: {class}, subject: {subject}, details: ({from}, {to}) }})")
    });
    format!(
        "Rule {{ meaning: &Meaning {{ cause: {:?}, retry: {}, link: {:?} }}, by: &{:?}, at: {}, codes: {:?}, enhanced: {}, says: &{} }},\n",
        rule.cause,
        retry.as_deref().unwrap_or("None"),
        rule.link,
        rule.by,
        if at.is_empty() {
            "0".to_owned()
        } else {
            at.join(" | ")
        },
        codes.into_inner(),
        enhanced.as_deref().unwrap_or("None"),
        tokens(rule, lexicon),
    )
}

/// The patterns, one after the other.
fn tokens(rule: &Rule, lexicon: &Lexicon) -> String {
    let mut tokens = String::from("[");
    for pattern in &rule.says {
        for (place, word) in (1..).zip(pattern) {
            for (choice, of) in (1..).zip(word) {
                tokens += &lexicon.number(of).to_string();
                if choice < word.len() {
                    tokens += " + OR";
                } else if place == pattern.len() {
                    tokens += " + LAST";
                }
                tokens += ", ";
            }
        }
    }
    tokens + "]"
}
