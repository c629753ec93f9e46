//! Unpacks Postfix, for those who want its programs alone, such as smtp-sink and smtp-source in a benchmark. It prints the folder that holds
//! them as a root of the file system would, and in a second line the `LD_LIBRARY_PATH` that they need.

use std::process::ExitCode;

use centerscape_smtp_real_servers::{ensure_unpacked, library_path};

fn main() -> ExitCode {
    match ensure_unpacked() {
        Ok(root) => {
            println!("{}\n{}", root.display(), library_path(&root));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
