//! Where the components are: in a folder that was named, in the program itself, or beside it.

use std::env;
use std::path::PathBuf;

use centerscape_smtp_host::{Engine, Host, Limits, Plugin};

use crate::embedded;

/// Finds and loads components.
pub struct Finder {
    named: Option<PathBuf>,
}

/// Where a component was found.
enum Found {
    File(PathBuf),
    Embedded(&'static [u8]),
}

impl Finder {
    /// Looks in the folder that was named; else takes those in the program, or where it has none, looks beside it and in `../component`
    /// from there.
    pub fn new(named: Option<PathBuf>) -> Self {
        Self { named }
    }

    /// The component of the world `engine`.
    pub fn engine(&self) -> Result<Engine, String> {
        let name = "engine.wasm";
        let loaded = match self.find(name)? {
            Found::File(path) => host()?.load_engine(&path),
            Found::Embedded(bytes) => host()?.load_engine_bytes(name, bytes),
        };
        loaded.map_err(|error| error.to_string())
    }

    /// The component of the world `plugin`.
    pub fn plugin(&self) -> Result<Plugin, String> {
        let name = "plugin.wasm";
        let loaded = match self.find(name)? {
            Found::File(path) => host()?.load_plugin(&path),
            Found::Embedded(bytes) => host()?.load_plugin_bytes(name, bytes),
        };
        loaded.map_err(|error| error.to_string())
    }

    fn find(&self, name: &str) -> Result<Found, String> {
        let folders = match (&self.named, embedded::component(name)) {
            (Some(folder), _) => vec![folder.clone()],
            (None, Some(bytes)) => return Ok(Found::Embedded(bytes)),
            (None, None) => beside_the_program(),
        };
        let mut paths = folders.iter().map(|folder| folder.join(name));
        paths.find(|path| path.is_file()).map(Found::File).ok_or_else(|| {
            let folders: Vec<_> =
                folders.iter().map(|folder| folder.display().to_string()).collect();
            format!(
                "there is no {name} in {}. Build it with `cargo xtask component`, or name its folder by --component DIR.",
                folders.join(" or ")
            )
        })
    }
}

fn beside_the_program() -> Vec<PathBuf> {
    let program = env::current_exe().ok();
    let folder = program.as_ref().and_then(|program| program.parent());
    folder.map_or_else(Vec::new, |folder| {
        vec![folder.to_owned(), folder.join("../component")]
    })
}

fn host() -> Result<Host, String> {
    Host::new(Limits::default()).map_err(|error| error.to_string())
}
