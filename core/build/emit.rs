//! The tables as Rust source.

use super::lexicon::Lexicon;
use super::rule::Rule;

pub(super) fn tables(lexicon: &Lexicon, tables: &[(String, Vec<Rule>)]) -> String {
    let [words, stems] = lexicon.hashes();
    let members = lexicon.members();
    let count = lexicon.count();
    let shared = format!(
        "pub(super) static WORDS: &[u32] = &{words:?};\n\
         pub(super) static STEMS: &[u32] = &{stems:?};\n\
         pub(super) static MEMBERS: &[(Number, Number)] = &{members:?};\n\
         pub(super) const NUMBERS: usize = {count};\n"
    );
    let tables = tables.iter().map(|(name, rules)| {
        let rules: String = rules.iter().map(|rule| self::rule(rule, lexicon)).collect();
        format!("pub(super) static {name}: &[Rule] = &[\n{rules}];\n")
    });
    shared + &tables.collect::<String>()
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
        "Rule {{ finding: &Finding {{ cause: {:?}, retry: {}, link: {:?} }}, by: &{:?}, at: {}, codes: {:?}, enhanced: {}, says: &{} }},\n",
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
