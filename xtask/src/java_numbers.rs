//! The tables of numbers that C and Java share, as a Java class: written from the enums that the C header is written from.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use syn::{Attribute, Expr, ExprLit, Item, ItemEnum, Lit, Meta};

/// The class, below the folder of the crate.
pub const FILE: &str =
    "ffi/java/src/main/java/com/centerscape/smtp/internal/jni/NativeNumbers.java";

/// The files of the crate that have the enums.
const SOURCES: [&str; 2] = ["src/failure.rs", "src/numbers.rs"];

/// How wide a comment is.
const WIDTH: usize = 100;

const HEAD: &str = "package com.centerscape.smtp.internal.jni;

/**
 * The numbers by which the library and these classes call things. Written by {@code cargo xtask contract} from
 * ffi/src/failure.rs and ffi/src/numbers.rs, whose comments name the fields of C. Do not edit.
 */
public final class NativeNumbers {
    private NativeNumbers() {}
";

/// The class that has the numbers of the crate in this folder.
pub fn generate(folder: &Path) -> Result<String> {
    let mut class = HEAD.to_owned();
    for source in SOURCES {
        let path = folder.join(source);
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        for item in syn::parse_file(&text)?.items {
            if let Item::Enum(numbers) = item {
                table(&mut class, &numbers).with_context(|| numbers.ident.to_string())?;
            }
        }
    }
    class.push_str("}\n");
    Ok(class)
}

/// A class of one enum's constants.
fn table(class: &mut String, numbers: &ItemEnum) -> Result<()> {
    let name = numbers.ident.to_string();
    let name = camel_case(name.trim_start_matches("cs_smtp_"));
    class.push('\n');
    comment(class, 4, &numbers.attrs)?;
    writeln!(class, "    public static final class {name} {{")?;
    writeln!(class, "        private {name}() {{}}")?;
    for variant in &numbers.variants {
        let Some((
            _,
            Expr::Lit(ExprLit {
                lit: Lit::Int(number),
                ..
            }),
        )) = &variant.discriminant
        else {
            bail!("{} has no number", variant.ident);
        };
        let constant = constant_case(&variant.ident.to_string());
        class.push('\n');
        comment(class, 8, &variant.attrs)?;
        writeln!(
            class,
            "        public static final int {constant} = {number};"
        )?;
    }
    class.push_str("    }\n");
    Ok(())
}

/// The Rust comment as Javadoc.
fn comment(class: &mut String, indent: usize, attributes: &[Attribute]) -> Result<()> {
    let mut words = Vec::new();
    for attribute in attributes {
        if let Meta::NameValue(pair) = &attribute.meta
            && attribute.path().is_ident("doc")
            && let Expr::Lit(ExprLit {
                lit: Lit::Str(line),
                ..
            }) = &pair.value
        {
            words.extend(line.value().split_whitespace().map(str::to_owned));
        }
    }
    if words.is_empty() {
        bail!("it has no comment");
    }
    let pieces: Vec<_> = words.join(" ").split('`').map(str::to_owned).collect();
    let text: String = pieces
        .iter()
        .enumerate()
        .map(|(at, piece)| {
            if at % 2 == 0 {
                piece.clone()
            } else {
                format!("{{@code {piece}}}")
            }
        })
        .collect();
    let margin = " ".repeat(indent);
    if indent + text.len() + "/**  */".len() <= WIDTH {
        writeln!(class, "{margin}/** {text} */")?;
        return Ok(());
    }
    writeln!(class, "{margin}/**")?;
    let mut line = format!("{margin} *");
    for word in text.split(' ') {
        if line.len() + 1 + word.len() > WIDTH {
            writeln!(class, "{line}")?;
            line = format!("{margin} *");
        }
        line.push(' ');
        line.push_str(word);
    }
    writeln!(class, "{line}\n{margin} */")?;
    Ok(())
}

/// `event_kind` as `EventKind`.
fn camel_case(snake: &str) -> String {
    snake
        .split('_')
        .map(|word| word[..1].to_ascii_uppercase() + &word[1..])
        .collect()
}

/// `StartTls` as `START_TLS`.
fn constant_case(camel: &str) -> String {
    let mut constant = String::new();
    for letter in camel.chars() {
        if letter.is_ascii_uppercase() && !constant.is_empty() {
            constant.push('_');
        }
        constant.push(letter.to_ascii_uppercase());
    }
    constant
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_enum_becomes_a_class_of_constants() {
        let numbers: ItemEnum = syn::parse_str(
            "/// What `x` is.\n pub enum cs_smtp_two_words { /// One.\n StartTls = 1, }",
        )
        .unwrap();
        let mut class = String::new();
        table(&mut class, &numbers).unwrap();
        assert_eq!(
            class,
            "
    /** What {@code x} is. */
    public static final class TwoWords {
        private TwoWords() {}

        /** One. */
        public static final int START_TLS = 1;
    }
"
        );
    }

    #[test]
    fn a_constant_without_a_number_is_told() {
        let numbers: ItemEnum = syn::parse_str("/// A.\n enum A { /// B.\n B }").unwrap();
        assert!(table(&mut String::new(), &numbers).is_err());
    }
}
