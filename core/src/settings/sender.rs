//! Rules about what we call ourselves: the From address and the EHLO name.

use alloc::borrow::{Cow, ToOwned};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::{Ipv4Addr, Ipv6Addr};

use super::{Auth, Provider, Settings};
use crate::address::{Flaw, Mailbox};
use crate::character;
use crate::domain::{DomainFault, ascii_domain, is_literal};
use crate::problem::Problem;

impl Settings {
    /// Whom mail comes from: the From address; where none is set the user name, if that is an address; `None` where it is not.
    pub(crate) fn sender(&self) -> Result<Option<Mailbox<'_>>, Flaw> {
        if self.from_address.trim().is_empty() {
            Ok(Mailbox::parse(&self.username).ok())
        } else {
            Mailbox::parse(&self.from_address).map(Some)
        }
    }

    /// The name for EHLO in its ASCII form; `None` where none is set or it is not valid.
    pub(crate) fn ehlo_name_for_connection(&self) -> Option<String> {
        let name = self.ehlo_name.as_deref()?;
        if is_literal(name) {
            Some(name.to_owned())
        } else {
            ascii_domain(name).ok().map(Cow::into_owned)
        }
    }
}

fn is_ehlo_name(name: &str) -> bool {
    is_literal(name) || ascii_domain(name).is_ok()
}

pub(super) fn check_from(settings: &Settings, problems: &mut Vec<Problem>) {
    let from = settings.from_address.as_str();
    match Mailbox::parse(from) {
        Err(_) if from.trim().is_empty() => problems.push(Problem::warning(
            "from_address",
            "from.missing",
            "There is no From address. Many servers refuse mail without one; enter the sender of every e-mail.",
        )),
        // Which of them is meant is not for us to suggest.
        Err(Flaw::Several) => problems.push(Problem::error(
            "from_address",
            "from.several-addresses",
            "There is more than one From address. Enter one; recipients are set elsewhere.",
        )),
        Err(flaw) => problems.push(flaw.explain(invalid_from(flaw), from)),
        Ok(mailbox) => problems.extend(needs_smtputf8("from_address", &mailbox)),
    }
}

/// The warning about a From address that only servers with SMTPUTF8 take.
pub(crate) fn needs_smtputf8(field: &str, from: &Mailbox<'_>) -> Option<Problem> {
    (!from.address().is_ascii()).then(|| {
        Problem::warning(
            field,
            "from.needs-smtputf8",
            "Before the @ this address has letters outside ASCII. Only servers with the extension SMTPUTF8 take it.",
        )
    })
}

fn invalid_from(flaw: Flaw) -> Problem {
    let (reason, message) = match flaw {
        Flaw::Control(_) => {
            return Problem::error(
                "from_address",
                "from.has-controls",
                "The From address contains a line break or another control character. Retype it.",
            );
        }
        Flaw::TooLong => (
            "too-long",
            "The From address is too long. A name has at most 256 bytes, an address 64 before the @ and 255 after it.",
        ),
        Flaw::Name => (
            "name",
            "The name in the From address cannot be read. Write: Name <name@example.com>, and put a name with , ; @ or quotation marks in quotation marks.",
        ),
        Flaw::Empty | Flaw::Several | Flaw::NoAt => (
            "no-at",
            "The From address has no @. Write name@example.com, or: Name <name@example.com>.",
        ),
        Flaw::Dots => (
            "local-part",
            "What stands before the @ of the From address begins or ends with a dot, or has two in a row. If that is its name, write it in quotation marks, as in \"user.\"@example.com.",
        ),
        Flaw::LocalPart(_) | Flaw::EncodedWord => (
            "local-part",
            "What stands before the @ of the From address is not valid. It has letters, digits and dots, and no blanks.",
        ),
        Flaw::Domain(_) => (
            "domain",
            "What stands after the @ of the From address is not a valid domain. Check its dots and letters.",
        ),
    };
    Problem::error("from_address", "from.invalid", message).with("reason", reason)
}

pub(super) fn check_from_against_login(settings: &Settings, problems: &mut Vec<Problem>) {
    if let Ok(from) = Mailbox::parse(&settings.from_address) {
        problems.extend(differs_from_login(settings, "from_address", &from));
    }
}

/// The warning about a From address that is not the login's, at a service that takes no other without a right to it.
pub(crate) fn differs_from_login(
    settings: &Settings,
    field: &str,
    from: &Mailbox<'_>,
) -> Option<Problem> {
    let provider = Provider::for_hostname(&settings.hostname)?;
    let username = settings.username.trim();
    if settings.auth == Auth::None
        || !provider.from_is_login
        || !username.contains('@')
        || from.address().eq_ignore_ascii_case(username)
    {
        return None;
    }
    let message = format!(
        "{} takes mail only from the address that is logged in, or from one that this account may send as. Use the username as the From address, or make sure of that right.",
        provider.title
    );
    let problem = Problem::warning(field, "from.differs-from-login", message);
    Some(problem.with("provider", provider.id))
}

pub(super) fn check_ehlo_name(settings: &Settings, problems: &mut Vec<Problem>) {
    let Some(name) = settings.ehlo_name.as_deref() else {
        return;
    };
    if settings.ehlo_name_for_connection().is_some() {
        return;
    }
    let problem = Problem::error(
        "ehlo_name",
        "ehlo.invalid",
        "The EHLO name is neither a domain name nor an IP address in brackets. Enter the full name of this machine, such as monitor.example.com, or leave the field empty.",
    );
    let problem = match literal_of(name) {
        Some(literal) => problem.with("suggested", literal),
        None => problem,
    };
    let culprit = match ascii_domain(name) {
        Err(DomainFault::Character(c)) => Some(c),
        _ => None,
    };
    problems.push(character::explain(problem, name, culprit, is_ehlo_name));
}

/// The address literal of an IP address that was written without brackets or tag (RFC 5321, section 4.1.3).
fn literal_of(name: &str) -> Option<String> {
    let bare = name.trim().trim_start_matches('[').trim_end_matches(']');
    if bare.parse::<Ipv4Addr>().is_ok() {
        Some(format!("[{bare}]"))
    } else if bare.parse::<Ipv6Addr>().is_ok() {
        Some(format!("[IPv6:{bare}]"))
    } else {
        None
    }
}
