//! Compiling C against the header and the library as it is shipped, and running it.

#![allow(dead_code, reason = "each test uses its part")]

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How a C program is compiled.
#[derive(Clone, Copy, Debug)]
pub enum Language {
    /// C99.
    C99,
    /// C++17.
    Cpp17,
}

/// The languages that the header is for.
pub const LANGUAGES: [Language; 2] = [Language::C99, Language::Cpp17];

/// Everything that C programs are compiled with.
pub const STRICT: [&str; 4] = ["-Wall", "-Wextra", "-Werror", "-pedantic"];

impl Language {
    /// A compiler for it that takes every warning for an error.
    pub fn compiler(self) -> Command {
        let (program, package, arguments) = match self {
            Self::C99 => ("gcc", "gcc", ["-x", "c", "-std=c99"]),
            Self::Cpp17 => ("g++", "g++", ["-x", "c++", "-std=c++17"]),
        };
        let mut command = Command::new(needed(program, package));
        command.args(arguments).args(STRICT).arg("-g");
        command
    }
}

/// The folder of this crate.
pub fn own(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A file for this test run.
pub fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// The folder of the library as it is shipped.
pub fn library_folder() -> PathBuf {
    built("library", "cargo xtask library")
}

/// The folder of the same library with a function that panics.
pub fn fault_injection_folder() -> PathBuf {
    built("fault-injection", "cargo xtask library --fault-injection")
}

fn built(name: &str, task: &str) -> PathBuf {
    let folder = target_folder().join(name);
    assert!(
        folder.join("libcenterscape_smtp.so").is_file(),
        "{} has no libcenterscape_smtp.so; build it with: {task}",
        folder.display()
    );
    folder
}

/// Cargo's target folder: the one that this test was built into, which Cargo marks by a file.
pub fn target_folder() -> PathBuf {
    let program = env::current_exe().unwrap();
    let marked = |folder: &&Path| folder.join("CACHEDIR.TAG").is_file();
    program.ancestors().find(marked).unwrap().to_path_buf()
}

/// Compiles a program of these files of this crate, linked with the shared library of a folder.
pub fn compile(name: &str, language: Language, sources: &[&str], library: &Path) -> PathBuf {
    let program = scratch(&format!("{name}-{language:?}"));
    // Linked under another name and then moved, for tests that compile the same at the same time.
    let draft = scratch(&format!(
        "{name}-{language:?}-{}-{:?}",
        std::process::id(),
        std::thread::current().id()
    ));
    let mut compiler = language.compiler();
    compiler
        .arg("-I")
        .arg(own("include"))
        .args(sources.iter().map(|source| own(source)))
        .args(["-x", "none", "-pthread", "-L"])
        .arg(library)
        .arg("-lcenterscape_smtp")
        // As DT_RPATH, which counts before the LD_LIBRARY_PATH that cargo sets for tests.
        .arg(format!(
            "-Wl,--disable-new-dtags,-rpath,{}",
            library.display()
        ))
        .arg("-o")
        .arg(&draft);
    run(&mut compiler);
    std::fs::rename(&draft, &program).unwrap();
    program
}

/// The exit code of valgrind where it found an error.
pub const VALGRIND_FOUND: i32 = 99;

/// A command that runs a program under valgrind, which fails over every error and every leak. What is still reachable at the end is Rust's
/// own and none: `cs_smtp_live_handles` counts what the program forgot to free.
pub fn under_valgrind(program: &Path) -> Command {
    let mut command = Command::new(needed("valgrind", "valgrind"));
    command
        .args(["--quiet", "--leak-check=full"])
        .arg(format!("--error-exitcode={VALGRIND_FOUND}"))
        .arg(format!(
            "--suppressions={}",
            own("tests/support/valgrind.supp").display()
        ))
        .args([
            "--show-leak-kinds=definite,indirect,possible",
            "--errors-for-leak-kinds=definite,indirect,possible",
        ])
        .arg(program);
    command
}

/// Runs it, and gives what it prints.
pub fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// A program of the path, or what to install.
fn needed<'a>(program: &'a str, package: &str) -> &'a str {
    let path = env::var_os("PATH").unwrap_or_default();
    assert!(
        env::split_paths(&path).any(|folder| folder.join(program).is_file()),
        "{program} is missing; as root: apt-get install --yes --no-install-recommends {package} libc6-dev"
    );
    program
}
