//! What an instance of Postfix needs before it starts: its configuration, certificates, queue and user database.

use std::fs;
use std::io::Write;
use std::os::unix::fs::chown;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use crate::Error;
use crate::certificates::Certificates;
use crate::folder::make_folder;
use crate::packages::{library_path, run};
use crate::postfix::{PASSWORD, Service, USER};

/// An account and a group of every Debian that no daemon of today uses. Postfix wants its owner and its group for itself.
const OWNER: &str = "news";
const GROUP: &str = "uucp";
/// Whose the delivered mail is.
const MAILBOX_OWNER: &str = "nobody";

/// What Postfix's programs need to find their private libraries and SASL mechanisms.
pub(crate) fn environment(root: &Path) -> [(&'static str, String); 2] {
    let libraries = library_path(root);
    let plugins: Vec<String> = libraries
        .split(':')
        .map(|folder| format!("{folder}/sasl2"))
        .collect();
    [
        ("LD_LIBRARY_PATH", libraries),
        ("SASL_PATH", plugins.join(":")),
    ]
}

/// Writes the configuration and the certificates; gives the authorities' certificates. `greylist` is the port of the policy server that
/// [`Service::Greylisted`] asks.
pub(crate) fn configure(
    folder: &Path,
    root: &Path,
    ports: &[(Service, u16)],
    greylist: Option<u16>,
) -> Result<String, Error> {
    let (mailbox_user, mailbox_group) = ids_of_user(MAILBOX_OWNER)?;
    let service = |(service, port): &(Service, u16)| {
        let options = service.options().iter();
        let options: Vec<String> = options.map(|option| format!("-o {{ {option} }}")).collect();
        format!(
            "127.0.0.1:{port} inet n - n - - smtpd {}",
            options.join(" ")
        )
    };
    let services: Vec<String> = ports.iter().map(service).collect();
    let fill = |template: &str| {
        template
            .replace("{run}", &folder.display().to_string())
            .replace("{root}", &root.display().to_string())
            .replace("{owner}", OWNER)
            .replace("{group}", GROUP)
            .replace("{mailbox_user}", &mailbox_user.to_string())
            .replace("{mailbox_group}", &mailbox_group.to_string())
            .replace("{services}", &services.join("\n"))
            .replace("{etc}", &folder.join("etc").display().to_string())
            .replace("{greylist}", &greylist.unwrap_or_default().to_string())
    };
    let certificates = Certificates::new()?;
    let ca_pem = certificates.ca_pem();
    let etc = folder.join("etc");
    let files = [
        ("main.cf", fill(include_str!("../config/main.cf"))),
        ("master.cf", fill(include_str!("../config/master.cf"))),
        (
            "sasl/smtpd.conf",
            fill(include_str!("../config/smtpd.conf")),
        ),
        ("ca.pem", ca_pem.clone()),
    ];
    make_folder(&etc, 0o755, 0, 0).map_err(Error::during("making Postfix's folders"))?;
    make_folder(&etc.join("sasl"), 0o755, 0, 0)
        .map_err(Error::during("making Postfix's folders"))?;
    // Postfix waits for a second and a half where main.cf seems to be still in the making.
    let written = SystemTime::now() - Duration::from_mins(1);
    for (name, text) in files.into_iter().chain(certificates.files()) {
        let write = || {
            let mut output = fs::File::create(etc.join(name))?;
            output.write_all(text.as_bytes())?;
            output.set_modified(written)
        };
        write().map_err(Error::during("writing Postfix's configuration"))?;
    }
    Ok(ca_pem)
}

/// Makes the folders of queue, data and mail as `postfix set-permissions` would.
pub(crate) fn make_queue(folder: &Path) -> Result<(), Error> {
    let (owner, _) = ids_of_user(OWNER)?;
    let group = id_of_group(GROUP)?;
    let make = |name: &str, mode, user, group| make_folder(&folder.join(name), mode, user, group);
    let (mailbox_user, mailbox_group) = ids_of_user(MAILBOX_OWNER)?;
    let private = [
        "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private",
        "saved", "trace",
    ];
    let make_all = || {
        make("queue", 0o755, 0, 0)?;
        make("queue/pid", 0o755, 0, 0)?;
        make("queue/maildrop", 0o730, owner, group)?;
        make("queue/public", 0o710, owner, group)?;
        for name in private {
            make(&format!("queue/{name}"), 0o700, owner, 0)?;
        }
        make("data", 0o700, owner, 0)?;
        make("mail", 0o700, mailbox_user, mailbox_group)
    };
    make_all().map_err(Error::during("making Postfix's folders"))
}

/// Makes the user database of the SASL library, readable to smtpd.
pub(crate) fn make_logins(folder: &Path, root: &Path) -> Result<(), Error> {
    let database = folder.join("etc/sasl/sasldb2");
    let mut command = Command::new(root.join("usr/sbin/saslpasswd2"));
    command
        .args(["-p", "-c", "-u", "mail.example.test", "-f"])
        .arg(&database)
        .arg(USER);
    let mut child = command
        .envs(environment(root))
        .stdin(Stdio::piped())
        .spawn()
        .map_err(Error::during("starting saslpasswd2"))?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin
            .write_all(PASSWORD.as_bytes())
            .map_err(Error::during("telling saslpasswd2 the password"))?;
    }
    let status = child
        .wait()
        .map_err(Error::during("waiting for saslpasswd2"))?;
    if !status.success() {
        return Err(Error::new(format!("saslpasswd2 failed: {status}")));
    }
    let (owner, _) = ids_of_user(OWNER)?;
    chown(&database, Some(owner), None)
        .map_err(Error::during("handing the user database to Postfix"))
}

fn ids_of_user(name: &str) -> Result<(u32, u32), Error> {
    Ok((id("-u", name)?, id("-g", name)?))
}

fn id(option: &str, name: &str) -> Result<u32, Error> {
    let output = run(Command::new("id").args([option, name]))?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim()
        .parse()
        .map_err(|_| Error::new(format!("id {option} {name} says {text:?}")))
}

fn id_of_group(name: &str) -> Result<u32, Error> {
    let output = run(Command::new("getent").args(["group", name]))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let field = text
        .split(':')
        .nth(2)
        .and_then(|digits| digits.trim().parse().ok());
    field.ok_or_else(|| Error::new(format!("getent group {name} says {text:?}")))
}
