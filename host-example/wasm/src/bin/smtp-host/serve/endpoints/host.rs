//! What the page needs to know of this host.

use std::path::Path;

use serde_json::json;

use crate::serve::answer::Answer;
use crate::serve::dialog::Dialog;
use crate::serve::refusal::Failure;
use crate::serve::request::Request;

/// Which host it is, how it comes to trust a certificate, and what it leaves out.
#[allow(clippy::unnecessary_wraps, reason = "it is an endpoint like any other")]
pub fn get(dialog: &Dialog, _: &Request) -> Result<Answer, Failure> {
    let is_redacted = dialog.test_policy.is_redacted;
    // Where reports show no certificate, nobody needs to know where this machine keeps them.
    let trust_command = if is_redacted {
        None
    } else {
        trust_command(&dialog.ca)
    };
    let host = json!({
        "host": concat!("smtp-host ", env!("CARGO_PKG_VERSION")),
        "trust_command": trust_command,
        "detect": !is_redacted,
        "redacted": is_redacted,
    });
    Ok(Answer::json(host.to_string()))
}

/// Adds a certificate to the file that is read before each test. `None` for a path that a command cannot have.
fn trust_command(ca: &Path) -> Option<String> {
    let path = std::path::absolute(ca).ok()?;
    let path = path.to_str().filter(|path| !path.contains(['{', '}']))?;
    // Between single quotes a shell takes everything as it is but these themselves.
    let quoted = path.replace('\'', r"'\''");
    // A line end first: that of an editor may have none at its end, and a certificate that does not begin a line is passed over.
    Some(format!("(echo; cat {{file}}) >> '{quoted}'"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;

    use std::fs;
    use std::process::Command;

    use centerscape_smtp_host::Trust;
    use smtp_scripted_server::certificates::{Certificate, issue};

    #[test]
    fn a_certificate_is_added_to_a_file_that_ends_without_a_line_end() {
        let folder = tempfile::tempdir().unwrap();
        let [trusted, added] = ["trusted.pem", "added.pem"].map(|name| folder.path().join(name));
        for path in [&trusted, &added] {
            let pem = issue(Certificate::Trusted).unwrap().ca_pem;
            fs::write(path, pem.trim_end()).unwrap();
        }
        let command = trust_command(&trusted).unwrap();
        let command = command.replace("{file}", "added.pem");
        let shell = Command::new("sh")
            .args(["-c", &command])
            .current_dir(&folder)
            .status();
        assert!(shell.unwrap().success());
        let trust = Trust::with_pem(&fs::read(&trusted).unwrap()).unwrap();
        assert_eq!(trust.added().len(), 2);
    }

    #[test]
    fn a_path_is_absolute_and_quoted() {
        let command = trust_command(Path::new("/etc/it's here/ca.pem"));
        assert_eq!(
            command.as_deref(),
            Some(r"(echo; cat {file}) >> '/etc/it'\''s here/ca.pem'")
        );
        let relative = trust_command(Path::new("ca.pem")).unwrap_or_default();
        assert!(
            relative.starts_with("(echo; cat {file}) >> '/"),
            "{relative}"
        );
        assert_eq!(trust_command(Path::new("/{alias}/ca.pem")), None);
    }
}
