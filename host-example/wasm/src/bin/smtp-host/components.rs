//! Where the components are: in a folder that was named, in the program itself, or beside it.

use std::borrow::Cow;
use std::path::PathBuf;
use std::{env, fs};

use centerscape_smtp_host::{Engine, Error, Host, Limits, Plugin};

use crate::embedded;
use crate::failure::Failure;

/// Finds and loads components.
pub struct Finder {
    named: Option<PathBuf>,
}

impl Finder {
    /// Looks in the folder that was named; else takes those in the program, or where it has none, looks beside it and in `../component`
    /// from there.
    pub fn new(named: Option<PathBuf>) -> Self {
        Self { named }
    }

    /// The component of the world `host`.
    pub fn engine(&self) -> Result<Engine, Failure> {
        self.load("host.wasm", Host::load_engine)
    }

    /// The component of the world `plugin`.
    pub fn plugin(&self) -> Result<Plugin, Failure> {
        self.load("plugin.wasm", Host::load_plugin)
    }

    fn load<T>(
        &self,
        name: &str,
        load: impl FnOnce(&Host, &[u8]) -> Result<T, Error>,
    ) -> Result<T, Failure> {
        let (place, wasm) = self.find(name)?;
        let loaded = load(&Host::new(Limits::default())?, &wasm);
        loaded.map_err(|error| format!("{}: {error}", place.display()).into())
    }

    fn find(&self, name: &str) -> Result<(PathBuf, Cow<'static, [u8]>), Failure> {
        let folders = match (&self.named, embedded::component(name)) {
            (Some(folder), _) => vec![folder.clone()],
            (None, Some(bytes)) => return Ok((name.into(), bytes.into())),
            (None, None) => beside_the_program(),
        };
        let mut paths = folders.iter().map(|folder| folder.join(name));
        if let Some(path) = paths.find(|path| path.is_file()) {
            let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            return Ok((path, bytes.into()));
        }
        let folders = folders.iter().map(|folder| folder.display().to_string());
        let folders = folders.collect::<Vec<_>>().join(" or ");
        Err(format!(
            "there is no {name} in {folders}. Build it with `cargo xtask component`, or name its folder by --component DIR."
        )
        .into())
    }
}

fn beside_the_program() -> Vec<PathBuf> {
    let program = env::current_exe().ok();
    let folder = program.as_ref().and_then(|program| program.parent());
    folder.map_or_else(Vec::new, |folder| {
        vec![folder.to_owned(), folder.join("../component")]
    })
}
