//! The id under which a server queued a message: it is what the server's administrator searches the log for.

use alloc::borrow::ToOwned;
use alloc::string::String;

use super::reply::Reply;

/// No server writes a longer one; more is text.
const LONGEST: usize = 128;

/// The words that stand right before the id, in the order to look for them, and who writes so.
const BEFORE: [&str; 6] = [
    "queued as ",  // Postfix, Haraka, Mailgun, Zoho
    "InternalId=", // Exchange, Microsoft 365
    "OK id=",      // Exim
    "Ok: ",        // other servers
    "OK  ",        // Gmail: two blanks
    "Ok ",         // Amazon SES
];

/// The words that stand right after the id: Sendmail, OpenSMTPD.
const AFTER: &str = " Message accepted";

/// The id in the reply to the final dot, where it tells one.
pub(crate) fn queue_id(reply: &Reply) -> Option<String> {
    let is_id = |id: &str| {
        (4..=LONGEST).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_graphic())
            && id.bytes().any(|byte| byte.is_ascii_digit())
    };
    let trimmed = |id: &str| {
        id.trim_matches(['<', '>', '(', ')', '[', ']', ',', ';', '.'])
            .to_owned()
    };
    reply.lines.iter().find_map(|line| {
        let behind = BEFORE.iter().find_map(|words| {
            let (_, rest) = line.split_once(words)?;
            rest.split_ascii_whitespace().next()
        });
        let ahead = || {
            line.split_once(AFTER)?
                .0
                .split_ascii_whitespace()
                .next_back()
        };
        behind.or_else(ahead).map(trimmed).filter(|id| is_id(id))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<String> {
        queue_id(&Reply::from_text(text)?)
    }

    #[test]
    fn the_ids_of_known_servers() {
        let id = |text, id: &str| assert_eq!(of(text).as_deref(), Some(id), "{text}");
        id("250 2.0.0 Ok: queued as 4F2Kz41xW3z9s", "4F2Kz41xW3z9s");
        id("250 OK id=1rXyZ0-0003Ab-2C", "1rXyZ0-0003Ab-2C");
        id(
            "250 2.0.0 OK  1700634360 a1-20020a170902b58100b001c9 - gsmtp",
            "1700634360",
        );
        id(
            "250 2.0.0 3B1Lh5Qs012345 Message accepted for delivery",
            "3B1Lh5Qs012345",
        );
        id(
            "250 Ok 0100018bf5a1b2c3-d4e5-4f60-8a7b",
            "0100018bf5a1b2c3-d4e5-4f60-8a7b",
        );
        id(
            "250 2.6.0 <a@b.example> [InternalId=61234567890123, Hostname=X.PROD.OUTLOOK.COM] Queued mail for delivery",
            "61234567890123",
        );
    }

    #[test]
    fn no_id_is_made_up() {
        for text in [
            "250 Ok",
            "250 2.0.0 Ok: thank you",
            "250 Message accepted for delivery",
            "250",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
