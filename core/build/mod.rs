//! From the rules as a person writes them (`reply_rules/README.md`) to the tables as the program searches them.

mod emit;
#[path = "../src/reply_rules/hash.rs"]
mod hash;
mod lexicon;
mod pattern;
mod rule;
mod section;

use std::collections::BTreeMap;

use lexicon::Lexicon;
use rule::Rule;
use section::sections;

/// A file of the folder `reply_rules`.
pub struct File {
    /// Its path.
    pub name: String,
    /// What it holds.
    pub text: String,
}

/// Words under a name: a class of words, or a group of services.
type Groups = BTreeMap<String, Vec<String>>;

/// Rust source.
pub struct Tables {
    /// What the words of all rules are known by.
    pub lexicon: String,
    /// A `static` for each file that ends in `.rules`.
    pub rules: String,
}

/// Compiles the files of the folder.
///
/// # Errors
/// The first fault of a file, with its place.
pub fn compile(files: &[File]) -> Result<Tables, String> {
    let classes = groups(files, "classes.txt")?;
    let services = groups(files, "services.txt")?;
    let mut tables = Vec::new();
    for file in files {
        if let Some(name) = stem(file, ".rules") {
            let rules = sections(file)?
                .iter()
                .map(|section| Rule::parse(section, &classes, &services))
                .collect::<Result<Vec<_>, _>>()?;
            tables.push((name.to_uppercase(), rules));
        }
    }
    let lexicon = Lexicon::of(&classes, tables.iter().flat_map(|(_, rules)| rules))?;
    let table = |(name, rules): &(String, Vec<Rule>)| emit::table(name, rules, &lexicon);
    Ok(Tables {
        rules: tables.iter().map(table).collect(),
        lexicon: emit::lexicon(&lexicon),
    })
}

/// The groups of a file; none where there is no such file.
fn groups(files: &[File], name: &str) -> Result<Groups, String> {
    let mut groups = Groups::new();
    for file in files.iter().filter(|file| stem(file, name) == Some("")) {
        for section in sections(file)? {
            let words = section
                .lines
                .iter()
                .flat_map(|line| line.split_whitespace());
            groups.insert(section.head.clone(), words.map(str::to_owned).collect());
        }
    }
    Ok(groups)
}

/// The name of a file without its folder and this end.
fn stem<'a>(file: &'a File, end: &str) -> Option<&'a str> {
    let name = file.name.rsplit(['/', '\\']).next()?;
    name.strip_suffix(end)
}
