//! What is shipped: which symbols it has, and which glibc it needs. Reads `target/library`, which `cargo xtask library` builds.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may panic"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use object::elf::FileHeader64;
use object::read::elf::{ElfFile64, FileHeader, Sym};
use object::{Endianness, Object, ObjectSymbol};

/// The oldest glibc that it runs with, that of RHEL 8.
const OLDEST_GLIBC: (u32, u32) = (2, 28);

const JNI_PREFIX: &str = "Java_com_centerscape_smtp_internal_jni_Native_";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn library() -> Vec<u8> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or("target".into(), PathBuf::from);
    let path = root().join(target).join("library/libcenterscape_smtp.so");
    fs::read(&path).unwrap_or_else(|error| {
        panic!("{}: {error}; build it: cargo xtask library", path.display())
    })
}

fn exported(library: &[u8]) -> BTreeSet<String> {
    let file = object::File::parse(library).unwrap();
    file.dynamic_symbols()
        .filter(|symbol| symbol.is_global() && symbol.is_definition())
        .map(|symbol| symbol.name().unwrap().to_owned())
        .collect()
}

/// The methods of the Java class that are native, from its source.
fn natives() -> BTreeSet<String> {
    let path = "ffi/java/src/main/java/com/centerscape/smtp/internal/jni/Native.java";
    let source = fs::read_to_string(root().join(path)).unwrap();
    let name = |declared: &str| {
        let head = declared.split('(').next().unwrap();
        head.split_whitespace().last().unwrap().to_owned()
    };
    source.split("static native ").skip(1).map(name).collect()
}

#[test]
fn every_native_has_its_function_and_every_function_its_native() {
    let functions: BTreeSet<_> = exported(&library())
        .iter()
        .filter_map(|name| name.strip_prefix(JNI_PREFIX))
        .map(str::to_owned)
        .collect();
    assert!(functions.len() > 30, "{functions:?}");
    assert_eq!(functions, natives());
}

#[test]
fn nothing_else_is_exported() {
    let others: Vec<_> = exported(&library())
        .into_iter()
        .filter(|name| !name.starts_with("cs_smtp_") && !name.starts_with(JNI_PREFIX))
        .collect();
    assert_eq!(others, Vec::<String>::new());
}

#[test]
fn it_runs_with_the_oldest_glibc() {
    let library = library();
    let needed = needed_versions(&library);
    let newest = needed.iter().filter_map(|version| {
        let mut numbers = version.strip_prefix("GLIBC_")?.split('.');
        Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
    });
    let newest: (u32, u32) = newest.max().expect("a library that needs no glibc");
    assert!(newest <= OLDEST_GLIBC, "{needed:?}");
}

/// Every version of a symbol that other libraries must have, such as `GLIBC_2.17`.
fn needed_versions(library: &[u8]) -> BTreeSet<String> {
    let file = ElfFile64::<Endianness>::parse(library).unwrap();
    let endian = file.endian();
    let header: &FileHeader64<Endianness> = file.elf_header();
    let sections = header.sections(endian, library).unwrap();
    let versions = sections.versions(endian, library).unwrap().unwrap();
    let mut needed = BTreeSet::new();
    for (index, symbol) in file.elf_dynamic_symbol_table().enumerate() {
        let index = versions.version_index(endian, index);
        if let (0, Some(version)) = (symbol.st_shndx(endian), versions.version(index).unwrap()) {
            needed.insert(String::from_utf8_lossy(version.name()).into_owned());
        }
    }
    needed
}
