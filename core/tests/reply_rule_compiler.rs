//! What the build says of a fault in `core/reply_rules`.

#[path = "../build/mod.rs"]
mod build;

use build::{File, Tables, compile};

fn compiled(rules: &str) -> Result<Tables, String> {
    let file = |name: &str, text: &str| File {
        name: format!("rules/{name}"),
        text: text.to_owned(),
    };
    compile(&[
        file(
            "classes.txt",
            "NOT\n    not never\nSTOPPED\n    closed stop*",
        ),
        file("services.txt", "both\n    one two"),
        file("some.rules", rules),
    ])
}

#[test]
fn a_rule_becomes_a_row() {
    let tables = compiled(
        "# A comment.\n\
         quota  by both three  at mail rcpt  code 450-499  enhanced x.7.1-2  retry later  link https://example.com\n    \
             NOT/\n    over limit* | a .. b\n    closed\n\
         throttled  code 421",
    );
    let tables = tables.unwrap();
    // Words are numbered by the order of their hashes.
    let expected = "\
pub(super) static SOME: &[Rule] = &[
Rule { meaning: &Meaning { cause: \"quota\", retry: Some(Retry::Later), link: Some(\"https://example.com\") }, \
by: &[\"one\", \"two\", \"three\"], at: bit(Stage::Mail) | bit(Stage::Rcpt), codes: (450, 499), \
enhanced: Some(&Enhanced { class: 0, subject: 7, details: (1, 2) }), \
says: &[9 + OR, 3, 7 + LAST, 4, 0, 5 + LAST, 6 + LAST, ] },
Rule { meaning: &Meaning { cause: \"throttled\", retry: None, link: None }, by: &[], at: 0, codes: (421, 421), enhanced: None, says: &[] },
];
";
    assert_eq!(tables.rules, expected);
    let members = "static MEMBERS: &[(Number, Number)] = &[(1, 9), (2, 9), (6, 10), (8, 10)]";
    assert!(tables.lexicon.contains(members), "{}", tables.lexicon);
    assert!(
        tables.lexicon.ends_with("NUMBERS: usize = 11;\n"),
        "{}",
        tables.lexicon
    );
}

#[test]
fn two_words_with_one_hash_are_named() {
    let fault = compiled("quota\n    liquid money | costarring")
        .err()
        .unwrap();
    assert!(
        fault.contains("`liquid` and `costarring` have the same hash"),
        "{fault}"
    );
    // A stem is looked up by itself.
    assert!(compiled("quota\n    liquid money | costarring*").is_ok());
    assert!(compiled("quota\n    liquid* money | costarring*").is_err());
}

#[test]
fn a_fault_is_told_with_its_line() {
    for (rule, what) in [
        ("quota  at lunch\n    over", "what is `at lunch`?"),
        ("quota  code 500-400\n    over", "what is `code 500-400`?"),
        ("quota  enhanced 3.7.1", "what is `enhanced 3.7.1`?"),
        ("quota  retry never\n    over", "what is `retry never`?"),
        ("quota  limit\n    over", "what is ` limit`?"),
        ("quota  at mail", "a rule without a pattern or a code"),
        ("quota\n    over | Limit", "`Limit` is no word of a reply"),
        ("quota\n    don't", "`don't` is no word of a reply"),
        ("quota\n    over//limit", "`` is no word of a reply"),
        ("quota\n    FEW mails", "`FEW` is no word of a reply"),
        ("quota\n    ov*", "`ov*` has less than 3 letters"),
        ("quota\n    .. over", "not as in `.. over`"),
        ("quota\n    over ..", "not as in `over ..`"),
        (
            "quota\n    over .. .. limit",
            "not as in `over .. .. limit`",
        ),
        ("quota\n    over ../of limit", "as in `over ../of limit`"),
        ("quota\n    over |  | limit", "a pattern without a word"),
    ] {
        let fault = compiled(&format!("throttled  code 421\n\n{rule}"))
            .err()
            .unwrap();
        assert!(fault.starts_with("rules/some.rules:3: "), "{fault}");
        assert!(fault.contains(what), "{fault}");
    }
    let fault = compiled("    over").err().unwrap();
    assert_eq!(fault, "rules/some.rules:1: an indented line without a head");
}
