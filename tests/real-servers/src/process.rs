//! A server's processes: started, watched until they answer, ended with all their children.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::packages::servers_folder;
use crate::ports::TAKEN;
use crate::{Error, PATIENCE};

/// The first process of a server. Dropping it ends them all.
#[derive(Debug)]
pub(crate) struct Process {
    name: &'static str,
    child: Child,
    /// What the server writes to its standard error and to its log.
    logs: [PathBuf; 2],
    /// The root of the file system of all its processes, where they have one of their own.
    jail: Option<PathBuf>,
}

impl Process {
    /// Starts a server. Its standard error goes to a file in `folder`, its `log` it writes itself; both together are [`log`](Self::log).
    pub(crate) fn start(
        name: &'static str,
        command: &mut Command,
        folder: &Path,
        log: PathBuf,
    ) -> Result<Self, Error> {
        let path = folder.join("stderr");
        let stderr = File::create(&path).map_err(Error::during("making a log"))?;
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(stderr)
            .spawn()
            .map_err(Error::during(&format!("starting {name}")))?;
        Ok(Self {
            name,
            child,
            logs: [log, path],
            jail: None,
        })
    }

    /// All its processes live below this root and nobody else does.
    pub(crate) fn in_jail(mut self, root: &Path) -> Self {
        self.jail = Some(root.to_owned());
        self
    }

    /// What it logged so far.
    pub(crate) fn log(&self) -> String {
        let read = |path| {
            let bytes = fs::read(path).unwrap_or_default();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        self.logs.iter().map(read).collect()
    }

    /// Waits until this holds.
    pub(crate) fn wait_until(&mut self, is_ready: impl Fn() -> bool) -> Result<(), Error> {
        let begin = Instant::now();
        let name = self.name;
        while begin.elapsed() < PATIENCE {
            if is_ready() {
                return Ok(());
            }
            let ended = self.child.try_wait().map_err(Error::during("watching"))?;
            // Some servers wait for a port that is taken.
            if ended.is_some() || self.log().contains(TAKEN) {
                break;
            }
            thread::sleep(Duration::from_millis(10));
        }
        let log = self.log();
        Err(Error::new(format!(
            "{name} does not answer; it says:\n{log}"
        )))
    }

    /// Shows the log of a server whose test failed, and keeps it.
    fn keep_log(&self) {
        let log = self.log();
        eprintln!("{} says:\n{log}", self.name);
        let folder = servers_folder().join("logs");
        let file = folder.join(format!("{}-{}.log", self.name, self.child.id()));
        if fs::create_dir_all(&folder).is_ok() && fs::write(&file, log).is_ok() {
            eprintln!("This log is kept in {}", file.display());
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if thread::panicking() {
            self.keep_log();
        }
        // SIGTERM, not Child::kill's SIGKILL: only then does a server end its children. The process is not yet waited for, so the number is its own.
        signal("TERM", &self.child.id().to_string());
        let _ = self.child.wait();
        if let Some(jail) = &self.jail {
            end_all_below(jail);
        }
    }
}

/// Ends what still lives below this root: a process that was busy when its server ended.
fn end_all_below(root: &Path) {
    let begin = Instant::now();
    while begin.elapsed() < PATIENCE {
        let left = processes_below(root);
        if left.is_empty() {
            return;
        }
        for pid in left {
            signal("KILL", &pid);
        }
        thread::sleep(Duration::from_millis(5));
    }
}

fn processes_below(root: &Path) -> Vec<String> {
    let Ok(processes) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    processes
        .flatten()
        .filter(|process| {
            fs::read_link(process.path().join("root")).is_ok_and(|own| own.starts_with(root))
        })
        .filter_map(|process| process.file_name().into_string().ok())
        .collect()
}

fn signal(name: &str, pid: &str) {
    let script = format!("kill -{name} \"$0\" 2>/dev/null");
    let _ = Command::new("sh").args(["-c", &script, pid]).status();
}
