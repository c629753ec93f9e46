//! Debian packages, downloaded and unpacked into a private folder, never installed.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::Error;

/// The packages of a server, with every library of theirs that is needed.
pub(crate) struct Packages {
    /// Names the server, and the folder that they are unpacked into.
    pub(crate) name: &'static str,
    pub(crate) names: &'static [&'static str],
    /// Programs that run with the machine's own root and so find some libraries there: which of theirs are missing is told early.
    pub(crate) programs: &'static [&'static str],
}

/// Postfix, the SASL library with its mechanisms, and every library of theirs that a small Debian may lack.
pub(crate) const POSTFIX: Packages = Packages {
    name: "postfix",
    names: &[
        "postfix",
        "sasl2-bin",
        "libsasl2-2",
        "libsasl2-modules",
        "libsasl2-modules-db",
        "libdb5.3",
        "libicu72",
        "libssl3",
        "libnsl2",
        "libtirpc3",
        "libgssapi-krb5-2",
        "libkrb5-3",
        "libk5crypto3",
        "libkrb5support0",
        "libcom-err2",
        "libkeyutils1",
    ],
    programs: &["usr/lib/postfix/sbin/smtpd", "usr/sbin/saslpasswd2"],
};

/// What no program needs.
const PRUNED: [&str; 4] = [
    "usr/share/doc",
    "usr/share/man",
    "usr/share/locale",
    "usr/share/lintian",
];

/// The folder with Postfix's unpacked packages, as a root of the file system would hold them. The first call downloads them, and says so
/// on standard error; later ones need no network. Several processes may call it at once.
///
/// # Errors
/// This is not Debian 12, or apt or dpkg failed; the text has the command that failed.
pub fn ensure_unpacked() -> Result<PathBuf, Error> {
    POSTFIX.unpacked()
}

impl Packages {
    /// As [`ensure_unpacked`], for these packages.
    pub(crate) fn unpacked(&self) -> Result<PathBuf, Error> {
        let name = self.name;
        let servers = servers_folder();
        let root = servers.join(format!("{name}-debian12-{}", std::env::consts::ARCH));
        fs::create_dir_all(&servers).map_err(Error::during("making the folder for servers"))?;
        let lock =
            File::create(servers.join(format!("{name}.lock"))).map_err(Error::during("locking"))?;
        lock.lock().map_err(Error::during("locking"))?;
        // Which packages it holds: a list that has changed since wants them anew.
        let list = servers.join(format!("{name}.packages"));
        let names = self.names.join("\n");
        if root.is_dir() && fs::read_to_string(&list).is_ok_and(|held| held == names) {
            return Ok(root);
        }
        check_system()?;
        let work = servers.join(format!("{name}.part"));
        for old in [&work, &root] {
            if old.exists() {
                fs::remove_dir_all(old).map_err(Error::during("clearing an old download"))?;
            }
        }
        let unpacked = work.join("root");
        fs::create_dir_all(&unpacked).map_err(Error::during("making the folder for packages"))?;
        eprintln!(
            "Downloading Debian's {name} and its libraries into {} (nothing is installed)",
            root.display()
        );
        self.download(&work)?;
        unpack(&work, &unpacked)?;
        self.check_libraries(&unpacked)?;
        fs::rename(&unpacked, &root).map_err(Error::during("moving the unpacked packages"))?;
        fs::write(&list, names).map_err(Error::during("noting the packages"))?;
        fs::remove_dir_all(&work).map_err(Error::during("removing the downloads"))?;
        Ok(root)
    }

    /// Downloads every package into `folder`. Where apt's lists are missing or old, root fetches them first.
    fn download(&self, folder: &Path) -> Result<(), Error> {
        let download = || {
            run(Command::new("apt-get")
                .arg("download")
                .args(self.names)
                .current_dir(folder))
        };
        let Err(error) = download() else {
            return Ok(());
        };
        if !is_root() {
            return Err(Error::new(format!(
                "{error}\nFetch the package lists first: sudo apt-get update"
            )));
        }
        eprintln!("Fetching the package lists: apt-get update");
        run(Command::new("apt-get").arg("update"))?;
        download().map(drop)
    }

    /// Makes sure that no library is missing, so that a failure is told here and not by a daemon's log.
    fn check_libraries(&self, root: &Path) -> Result<(), Error> {
        for program in self.programs {
            let output = run(Command::new("ldd")
                .arg(root.join(program))
                .env("LD_LIBRARY_PATH", library_path(root)))?;
            let listing = String::from_utf8_lossy(&output.stdout);
            if let Some(line) = listing.lines().find(|line| line.contains("not found")) {
                return Err(Error::new(format!("{program} lacks a library:{line}")));
            }
        }
        Ok(())
    }
}

/// Where everything of the servers lies that outlives a test.
pub(crate) fn servers_folder() -> PathBuf {
    let target = target_directory();
    target.canonicalize().unwrap_or(target).join("servers")
}

/// Where the shared libraries of the unpacked packages lie, as `LD_LIBRARY_PATH` wants it.
#[must_use]
pub fn library_path(root: &Path) -> String {
    let triple = format!("{}-linux-gnu", std::env::consts::ARCH);
    let folders = [
        "usr/lib/postfix".to_owned(),
        format!("usr/lib/{triple}"),
        format!("lib/{triple}"),
    ];
    folders
        .map(|folder| root.join(folder).display().to_string())
        .join(":")
}

/// Whether this process is root.
pub(crate) fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// Cargo's target directory: the one that this program was built into, which Cargo marks by a file.
fn target_directory() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    let marked = |folder: &&Path| folder.join("CACHEDIR.TAG").is_file();
    program.ancestors().find(marked).map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"),
        Path::to_path_buf,
    )
}

fn check_system() -> Result<(), Error> {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    if release
        .lines()
        .any(|line| line == "VERSION_CODENAME=bookworm")
    {
        return Ok(());
    }
    Err(Error::new(
        "the tests with real mail servers unpack Debian 12's packages and run on Debian 12 only; \
         run them there, for example: docker run -it -v \"$PWD:/work\" -w /work rust:1.95-bookworm",
    ))
}

fn unpack(packages: &Path, root: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(packages).map_err(Error::during("reading the downloads"))? {
        let path = entry
            .map_err(Error::during("reading the downloads"))?
            .path();
        if path.extension() == Some(OsStr::new("deb")) {
            run(Command::new("dpkg").arg("-x").arg(&path).arg(root))?;
        }
    }
    for name in PRUNED {
        let path = root.join(name);
        if path.exists() {
            fs::remove_dir_all(&path).map_err(Error::during("removing documentation"))?;
        }
    }
    Ok(())
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Result<Output, Error> {
    let output = command
        .output()
        .map_err(|error| Error::new(format!("{command:?} did not start: {error}")))?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Error::new(format!(
        "{command:?} failed: {}",
        said.trim_end()
    )))
}
