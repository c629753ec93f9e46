//! What the numbers were measured on and with.

use std::fs;
use std::process::Command;
use std::time::SystemTime;

use time::OffsetDateTime;

/// The versions of the contenders are those of the lock file, so that none is written down twice.
const LOCK_FILE: &str = include_str!("../../../Cargo.lock");

/// Names and values, for people.
pub fn describe() -> Vec<(&'static str, String)> {
    let date = OffsetDateTime::from(SystemTime::now()).date();
    vec![
        ("Date", date.to_string()),
        ("CPU", cpu()),
        ("Compiler", compiler()),
        ("lettre", version("lettre")),
        ("mail-builder", version("mail-builder")),
        ("base64-simd", version("base64-simd")),
        ("wasmtime", version("wasmtime")),
    ]
}

fn cpu() -> String {
    let information = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = information
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown", |(_, model)| model.trim());
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{count} × {model}")
}

fn compiler() -> String {
    let output = Command::new("rustc").arg("--version").output();
    output.map_or_else(
        |_| "unknown".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}

/// The version of a package in the lock file.
fn version(package: &str) -> String {
    let name = format!("name = \"{package}\"\nversion = \"");
    let found = LOCK_FILE.split_once(&name);
    let version = found.and_then(|(_, rest)| rest.split('"').next());
    version.unwrap_or("unknown").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found() {
        assert_eq!(version("mail-builder"), "2.0.1");
        assert_eq!(version("no-such-package"), "unknown");
    }
}
