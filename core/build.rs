//! Compiles the rules about replies in `reply_rules` to the tables that `src/reply_rules` searches.

#[path = "build/mod.rs"]
mod build;

use std::path::Path;
use std::{env, fs, io};

use build::File;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=reply_rules");
    println!("cargo::rerun-if-changed=src/reply_rules/hash.rs");
    match build::compile(&read(Path::new("reply_rules"))?) {
        Ok(tables) => {
            let folder = env::var_os("OUT_DIR").unwrap_or_default();
            fs::write(Path::new(&folder).join("lexicon.rs"), tables.lexicon)?;
            fs::write(Path::new(&folder).join("rules.rs"), tables.rules)?;
        }
        Err(fault) => println!("cargo::error={fault}"),
    }
    Ok(())
}

/// The files of the folder, in the order of their names.
fn read(folder: &Path) -> io::Result<Vec<File>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        files.push(File {
            text: fs::read_to_string(&path)?,
            name: path.display().to_string(),
        });
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}
