//! The three components: the guest crate compiled once for each world, each core module wrapped by wit-component.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use wit_component::ComponentEncoder;

use crate::shell::{run, target_dir};
use crate::wasm_target::{Compiler, TARGET};

/// A world of the WIT, the feature of the guest crate that builds it, and the profile.
struct World {
    name: &'static str,
    features: &'static [&'static str],
    profile: &'static str,
}

const WORLDS: [World; 3] = [
    World {
        name: "engine",
        features: &[],
        profile: "guest",
    },
    World {
        name: "plugin",
        features: &["--features", "plugin"],
        profile: "guest",
    },
    DIALOG,
];

const DIALOG: World = World {
    name: "dialog",
    features: &["--features", "dialog"],
    profile: "guest-for-pages",
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
    Ok(path)
}

/// The core module of one world. A target folder of its own: the cargo that runs us may hold the lock of the usual one.
fn compile(compiler: &Compiler, world: &World) -> Result<Vec<u8>> {
    let guest_dir = target_dir().join("guest");
    let mut command = compiler.cargo_build()?;
    command
        .args(["--quiet", "--profile", world.profile])
        .args(["--package", "centerscape-smtp-wit"])
        .args(world.features)
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
