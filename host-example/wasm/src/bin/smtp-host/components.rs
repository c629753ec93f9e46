//! Where the components lie.

use std::env;
use std::path::PathBuf;

use centerscape_smtp_host::{Engine, Host, Limits, Plugin};

/// Finds and loads components.
pub struct Finder {
    folders: Vec<PathBuf>,
}

impl Finder {
    /// Looks in the folder that was named, or else beside the program and in `../component` from there.
    pub fn new(named: Option<PathBuf>) -> Self {
        let program = env::current_exe().ok();
        let beside = program.as_ref().and_then(|program| program.parent());
        let folders = match (named, beside) {
            (Some(folder), _) => vec![folder],
            (None, Some(beside)) => vec![beside.to_owned(), beside.join("../component")],
            (None, None) => Vec::new(),
        };
        Self { folders }
    }

    /// The component of the world `engine`.
    pub fn engine(&self) -> Result<Engine, String> {
        let path = self.find("engine.wasm")?;
        host()?
            .load_engine(&path)
            .map_err(|error| error.to_string())
    }

    /// The component of the world `plugin`.
    pub fn plugin(&self) -> Result<Plugin, String> {
        let path = self.find("plugin.wasm")?;
        host()?
            .load_plugin(&path)
            .map_err(|error| error.to_string())
    }

    fn find(&self, name: &str) -> Result<PathBuf, String> {
        let mut paths = self.folders.iter().map(|folder| folder.join(name));
        paths.find(|path| path.is_file()).ok_or_else(|| {
            let folders: Vec<_> =
                self.folders.iter().map(|folder| folder.display().to_string()).collect();
            format!(
                "there is no {name} in {}. Build it with `cargo xtask component`, or name its folder by --component DIR.",
                folders.join(" or ")
            )
        })
    }
}

fn host() -> Result<Host, String> {
    Host::new(Limits::default()).map_err(|error| error.to_string())
}
