//! A private root of the file system, for a server that has its folders and its users compiled in: it sees its own `/etc`, `/var` and
//! `/run` and its own users, and the machine's stay as they are.

use std::fmt::Write;
use std::fs;
use std::io;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::folder::{Folder, make_folder};
use crate::packages::{Packages, is_root, servers_folder};
use crate::process::Process;
use crate::{Error, LIFETIME};

/// A user of a jail with the group of the same name and number: name and number. The numbers are none that a Debian gives to anybody.
pub(crate) type User = (&'static str, u32);

/// The root of one instance; removed when dropped.
#[derive(Debug)]
pub(crate) struct Jail {
    folder: Folder,
    server: &'static str,
}

impl Jail {
    /// Makes one that holds these packages and has these users.
    pub(crate) fn new(packages: &Packages, users: &[User]) -> Result<Self, Error> {
        let server = packages.name;
        if !is_root() {
            return Err(Error::new(format!(
                "{server} is run with a root of its own (chroot), which needs root: run these tests as root (sudo)"
            )));
        }
        let unpacked = packages.unpacked()?;
        // Beside the unpacked packages, so that files can be linked.
        let jails = servers_folder().join("jails");
        fs::create_dir_all(&jails).map_err(Error::during("making the folder for jails"))?;
        let folder = Folder::new(&jails, server)?;
        let jail = Self { folder, server };
        link_tree(&unpacked, jail.path()).map_err(Error::during("linking a jail's files"))?;
        jail.furnish(users)?;
        Ok(jail)
    }

    /// What every program expects: its users, somewhere to write, and a sink.
    fn furnish(&self, users: &[User]) -> Result<(), Error> {
        let fixed = [
            ("root", 0),
            ("mail", 8),
            ("nobody", 65534),
            ("nogroup", 65534),
        ];
        let (mut passwd, mut group) = (String::new(), String::new());
        for (name, id) in fixed.iter().chain(users) {
            let _ = writeln!(passwd, "{name}:x:{id}:{id}::/:/");
            let _ = writeln!(group, "{name}:x:{id}:");
        }
        for name in ["etc", "tmp", "dev", "run", "var"] {
            fs::create_dir_all(self.path().join(name)).map_err(Error::during("making a jail"))?;
        }
        let run = self.path().join("var/run");
        if !run.exists() {
            symlink("../run", &run).map_err(Error::during("making a jail"))?;
        }
        self.file("etc/passwd", &passwd, 0o644, 0)?;
        self.file("etc/group", &group, 0o644, 0)?;
        self.file("etc/hosts", "127.0.0.1 localhost\n", 0o644, 0)?;
        self.file("dev/null", "", 0o666, 0)
    }

    /// Where it is, seen from outside.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Makes a folder, and those above it where they lack.
    pub(crate) fn folder(&self, name: &str, mode: u32, owner: u32) -> Result<(), Error> {
        let path = self.path().join(name);
        let make = || {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            match make_folder(&path, mode, owner, owner) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    chown(&path, Some(owner), Some(owner))?;
                    fs::set_permissions(&path, fs::Permissions::from_mode(mode))
                }
                result => result,
            }
        };
        make().map_err(Error::during("making a folder of a jail"))
    }

    /// Writes a file, in place of a linked one too.
    pub(crate) fn file(&self, name: &str, text: &str, mode: u32, owner: u32) -> Result<(), Error> {
        let path = self.path().join(name);
        let write = || {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            fs::write(&path, text)?;
            chown(&path, Some(owner), Some(owner))?;
            fs::set_permissions(&path, fs::Permissions::from_mode(mode))
        };
        write().map_err(Error::during("writing a file of a jail"))
    }

    /// Starts a program that stays in the foreground, with these arguments and this log, all seen from inside.
    pub(crate) fn start(&self, program: &[&str], log: &str) -> Result<Process, Error> {
        let mut command = Command::new("timeout");
        // A SIGTERM that `timeout` gets, it passes on to its whole process group, of which it is the leader.
        command
            .args(["--kill-after=5", LIFETIME, "chroot"])
            .arg(self.path())
            .args(program)
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        let process = Process::start(
            self.server,
            &mut command,
            self.path(),
            self.path().join(log),
        )?;
        Ok(process.in_jail(self.path()))
    }
}

/// Links every file of a tree into another, or copies it where file systems differ.
fn link_tree(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target: PathBuf = to.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            fs::create_dir(&target)?;
            link_tree(&entry.path(), &target)?;
        } else if kind.is_symlink() {
            symlink(fs::read_link(entry.path())?, &target)?;
        } else if fs::hard_link(entry.path(), &target).is_err() {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}
