//! A reply that stands within a line of a log, a bounce or an exception, and the server that the line names.

use alloc::string::{String, ToString};

use super::words;

/// What a mailer writes right before a reply whose code it leaves out.
const LEADS: [&str; 3] = [
    "server response was: ",
    "server response is: ",
    "rejected rcpt ",
];
/// What a server writes behind a reply.
const ENDS: [&str; 4] = [" (in reply to ", "; from=<", ", from=<", " [in reply to "];

/// A reply within a line.
pub(super) struct Quoted<'a> {
    /// What stands before and behind.
    pub(super) before: &'a str,
    pub(super) behind: &'a str,
    /// The reply, its lines parted by line ends or by `\n`; maybe without a code.
    pub(super) text: String,
    /// Whether the code says that another line of the reply follows.
    pub(super) goes_on: bool,
}

/// The first reply of a refusal within the line. `lower` is the line in lower case.
pub(super) fn find<'a>(line: &'a str, lower: &str) -> Option<Quoted<'a>> {
    let coded = places(line).find(|&at| is_reply(line, at));
    let uncoded = LEADS.iter().find_map(|lead| {
        let behind = lower.find(lead)? + lead.len();
        // Exim names the recipient in between.
        let skipped = if lead.starts_with("rejected") {
            lower.get(behind..)?.find(": ")? + 2
        } else {
            0
        };
        Some(behind + skipped)
    });
    let at = coded
        .into_iter()
        .chain(uncoded)
        .min()
        .or_else(|| of_sendmail(lower))?;
    let (before, rest) = line.split_at_checked(at)?;
    let (text, behind) = split_end(before, rest);
    let goes_on = text.as_bytes().get(3) == Some(&b'-') && Some(at) == coded;
    Some(Quoted {
        before,
        behind,
        text: without_tuple(text),
        goes_on,
    })
}

/// Where a word begins with 4 or 5.
fn places(line: &str) -> impl Iterator<Item = usize> {
    let bytes = line.as_bytes();
    let before = |at: usize| at.checked_sub(1).and_then(|at| bytes.get(at));
    bytes.iter().enumerate().filter_map(move |(at, byte)| {
        let begins = before(at).is_none_or(|b| {
            matches!(
                b,
                b' ' | b'\t' | b'(' | b'\'' | b'"' | b':' | b';' | b'=' | b'<' | b'>'
            )
        });
        (matches!(byte, b'4' | b'5') && begins).then_some(at)
    })
}

/// Whether a reply begins here: a code and an enhanced code, or a code where a reply is announced.
fn is_reply(line: &str, at: usize) -> bool {
    let Some((before, rest)) = line.split_at_checked(at) else {
        return false;
    };
    let Some((code, rest)) = rest
        .split_at_checked(3)
        .filter(|(code, _)| code.bytes().all(|b| b.is_ascii_digit()))
    else {
        // Postfix leaves the code out where a filter refused.
        return is_enhanced(rest) && before.ends_with("]: ") && before.contains("reject: ");
    };
    if !(400..600).contains(&code.parse().unwrap_or(0)) {
        return false;
    }
    let text = rest.trim_start_matches([' ', '-']);
    let text = text
        .strip_prefix(',')
        .map_or(text, |text| text.trim_start_matches([' ', 'b', '\'', '"']));
    if text.len() < rest.len() && is_enhanced(text.trim_start_matches('#')) {
        return true;
    }
    let announced = [": ", "; ", "=> ", "> ", "'", "\"", "(", "reject=", "stat="];
    let is_announced =
        announced.iter().any(|lead| before.ends_with(lead)) && !before.ends_with("port: ");
    let is_said = match rest.as_bytes() {
        [b' ' | b'-', next, ..] => !next.is_ascii_digit() && !is_unit(text),
        [b',', b' ', b'b' | b'\'' | b'"', ..] => true,
        [] => before.ends_with("response: "),
        _ => false,
    };
    is_announced && is_said
}

fn is_unit(text: &str) -> bool {
    ["ms", "bytes", "seconds", "s ", "kb", "mb"]
        .iter()
        .any(|unit| text.starts_with(unit))
}

/// Whether the text begins with an enhanced status code.
fn is_enhanced(text: &str) -> bool {
    let mut parts = text.splitn(3, '.');
    let class = parts.next().is_some_and(|class| matches!(class, "4" | "5"));
    let is_number =
        |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let subject = parts.next().is_some_and(is_number);
    let detail = parts
        .next()
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    class && subject && detail
}

/// `dsn=5.1.1, stat=User unknown`: where the enhanced code begins. Of a connection that failed there is no reply.
fn of_sendmail(lower: &str) -> Option<usize> {
    let at = lower.find("dsn=")? + "dsn=".len();
    let rest = lower.get(at..)?;
    (is_enhanced(rest) && rest.contains(", stat=") && words::failure(rest).is_none()).then_some(at)
}

/// The reply, and what the line says behind it.
fn split_end<'a>(before: &str, rest: &'a str) -> (&'a str, &'a str) {
    let quote = before
        .chars()
        .next_back()
        .filter(|c| matches!(c, '\'' | '"'));
    let end = match quote {
        Some(quote) => closing(rest, quote),
        None => ENDS.iter().filter_map(|end| rest.find(end)).min(),
    };
    let (text, behind) = rest
        .split_at_checked(end.unwrap_or(rest.len()))
        .unwrap_or((rest, ""));
    let text = text.trim_end().trim_end_matches([';', ',']);
    let is_open = text.matches(')').count() > text.matches('(').count();
    (
        if is_open && !is_tuple(text) {
            text.trim_end_matches(')')
        } else {
            text
        },
        behind,
    )
}

/// Where a quoted text ends: at its quote, if no word goes on there (`doesn't`).
fn closing(text: &str, quote: char) -> Option<usize> {
    let ends = |&(at, _): &(usize, &str)| {
        let next = text.get(at + 1..).and_then(|rest| rest.chars().next());
        next.is_none_or(|next| !next.is_alphanumeric())
    };
    text.match_indices(quote).find(ends).map(|(at, _)| at)
}

fn is_tuple(text: &str) -> bool {
    text.as_bytes().get(3) == Some(&b',')
}

/// Python's `(535, b'5.7.8 no')` as `535 5.7.8 no`, Sendmail's `5.1.1, stat=User unknown` as `5.1.1 User unknown`.
fn without_tuple(text: &str) -> String {
    if let Some((enhanced, words)) = text.split_once(", stat=") {
        return [enhanced, words].join(" ");
    }
    let Some((code, said)) = text.split_once(", ").filter(|_| is_tuple(text)) else {
        return text.to_string();
    };
    let said = said.strip_prefix('b').unwrap_or(said);
    let quote = said.chars().next().filter(|c| matches!(c, '\'' | '"'));
    let said = said.trim_start_matches(['\'', '"']);
    let end = quote
        .and_then(|quote| closing(said, quote))
        .unwrap_or(said.len());
    [code, said.get(..end).unwrap_or(said)].join(" ")
}

/// A server, as a line names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Peer {
    pub(super) name: String,
    pub(super) port: Option<u16>,
}

/// What stands before a server's name, in lower case.
const BEFORE_NAME: [&str; 18] = [
    "to host \"",
    "smtp host: ",
    "host, port: ",
    "relay=",
    "connect to ",
    "connected to ",
    "conversation with ",
    "connection with ",
    "talking to ",
    "opening to ",
    "dns; ",
    "unknownhostexception: ",
    "trying ",
    "to server ",
    "-connect ",
    "connecting to ",
    "host ",
    "connection to ",
];

/// The server that the line names, where it does. `lower` is the line in lower case.
pub(super) fn peer(lower: &str) -> Option<Peer> {
    // Our own transcript: `* mail.example.com is 192.0.2.1`.
    let noted = || peer_at(lower.strip_prefix("* ")?);
    // Exim's log of what it sends; what it takes has the client there.
    let is_sending = lower.contains("smtp error from remote") || lower.contains(" t=");
    let by_exim = || peer_at(lower.split_once(" h=").filter(|_| is_sending)?.1);
    let mut leads = BEFORE_NAME.iter();
    leads
        .find_map(|before| peer_at(lower.split_once(before)?.1))
        .or_else(noted)
        .or_else(by_exim)
}

/// The server that the text begins with.
pub(super) fn peer_at(text: &str) -> Option<Peer> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end)?;
    let name = name.trim_end_matches('.');
    let is_name = (name.contains('.') || name == "localhost")
        && name.len() <= 255
        && !name.starts_with(['.', '-'])
        && !rest.starts_with('@');
    is_name.then(|| Peer {
        name: name.to_string(),
        port: port(rest),
    })
}

/// The port right behind a name: `[192.0.2.1]:25`, `:25`, `", port 25`, `, port: 25`, `, 25`.
fn port(rest: &str) -> Option<u16> {
    let rest = match rest.strip_prefix('[') {
        Some(address) => address.split_once(']')?.1,
        None => rest,
    };
    let rest = rest.trim_start_matches(['"', '.']);
    let rest = rest.strip_prefix(':').or_else(|| rest.strip_prefix(", "))?;
    let rest = rest
        .strip_prefix("port")
        .map_or(rest, |rest| rest.trim_start_matches([':', ' ']));
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    rest.get(..end)?.parse().ok()
}

/// Whether the name is an IPv4 address, which tells no service.
pub(super) fn is_address(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}
