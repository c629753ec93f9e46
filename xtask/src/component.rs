//! The four components: the guest crate compiled once for each world, each core module wrapped by wit-component.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use wit_component::ComponentEncoder;

use crate::shell::{run, target_dir};
use crate::wasm_target::{Compiler, TARGET};

/// A world of the WIT, how it is built, and what it may weigh.
struct World {
    /// Its name, which is also the one of the guest crate's feature.
    name: &'static str,
    profile: &'static str,
    /// How many bytes it may have (docs/decisions/0007).
    budget: usize,
}

const WORLDS: [World; 4] = [
    World {
        name: "engine",
        profile: "guest",
        budget: 790_000,
    },
    World {
        name: "host",
        profile: "guest",
        budget: 880_000,
    },
    World {
        name: "plugin",
        profile: "guest",
        budget: 840_000,
    },
    DIALOG,
];

const DIALOG: World = World {
    name: "dialog",
    profile: "guest-for-pages",
    budget: 345_000,
};

/// Where the components lie.
pub fn directory() -> PathBuf {
    target_dir().join("component")
}

/// Builds the components into [`directory`].
pub fn build() -> Result<()> {
    let compiler = Compiler::find()?;
    WORLDS
        .iter()
        .try_for_each(|world| make(&compiler, world).map(drop))
}

/// Builds the one for the settings dialog, and says where it is.
pub fn build_dialog() -> Result<PathBuf> {
    make(&Compiler::find()?, &DIALOG)
}

/// Builds the component of one world, and says where it is.
fn make(compiler: &Compiler, world: &World) -> Result<PathBuf> {
    let module = compile(compiler, world)?;
    let component = wrap(&module).with_context(|| format!("world {}", world.name))?;
    fs::create_dir_all(directory())?;
    let path = directory().join(world.name).with_extension("wasm");
    // One that has not changed is left alone, so that nobody embeds it anew.
    if !fs::read(&path).is_ok_and(|old| old == component) {
        // Under its name it is always whole, whoever reads it meanwhile.
        let draft = path.with_extension("wasm.new");
        fs::write(&draft, &component)?;
        fs::rename(&draft, &path)?;
    }
    eprintln!("{} ({} bytes)", path.display(), component.len());
    check_weight(world, component.len())?;
    Ok(path)
}

/// Fails where a component is too heavy.
fn check_weight(world: &World, bytes: usize) -> Result<()> {
    ensure!(
        bytes <= world.budget,
        "{}.wasm has {bytes} bytes; its budget is {} (docs/decisions/0007-what-the-component-weighs.md)",
        world.name,
        world.budget
    );
    Ok(())
}

/// The core module of one world. A target folder of its own: the cargo that runs us may hold the lock of the usual one.
fn compile(compiler: &Compiler, world: &World) -> Result<Vec<u8>> {
    let guest_dir = target_dir().join("guest");
    let mut command = compiler.cargo_build()?;
    command
        .args(["--quiet", "--profile", world.profile])
        .args(["--package", "centerscape-smtp-wit"])
        .args(["--features", world.name])
        .arg("--target-dir")
        .arg(&guest_dir)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
            "-C target-feature=+simd128,+bulk-memory",
        );
    eprintln!("Compiling the component {}", world.name);
    run(&mut command)?;
    let module = guest_dir
        .join(TARGET)
        .join(world.profile)
        .join("centerscape_smtp_wit.wasm");
    fs::read(&module).with_context(|| module.display().to_string())
}

fn wrap(module: &[u8]) -> Result<Vec<u8>> {
    ComponentEncoder::default()
        .validate(true)
        .module(module)?
        .encode()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heavy_component_is_refused() {
        assert!(check_weight(&DIALOG, DIALOG.budget).is_ok());
        assert!(check_weight(&DIALOG, DIALOG.budget + 1).is_err());
    }
}
