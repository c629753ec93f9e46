//! The bodies of jobs: their members are found; what they hold goes to the component as text, which judges it.

use hyper::StatusCode;
use serde::Deserialize;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::refusal::Refusal;

/// The body of `/api/test`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestBody<'a> {
    #[serde(borrow)]
    settings: Option<&'a RawValue>,
    /// The recipient; absent for a probe.
    pub to: Option<String>,
}

/// The body of `/api/detect`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DetectBody {
    /// What the person typed.
    #[serde(default)]
    pub hostname: Option<String>,
    /// The ports to try in place of the usual ones.
    #[serde(default)]
    pub ports: Option<String>,
}

impl<'a> TestBody<'a> {
    const KEYS: &'static str = "settings, to";

    /// That of a JSON text.
    pub fn read(body: &'a str) -> Result<Self, Refusal> {
        object(body, Self::KEYS)
    }

    /// The form, with blanks before it, so that positions in it count in the whole body.
    pub fn form(&self, body: &str) -> Result<Zeroizing<String>, Refusal> {
        let form = self.settings.map(RawValue::get).unwrap_or_default();
        if !form.starts_with('{') {
            return Err(malformed(Self::KEYS));
        }
        // It is a part of the body.
        let before = form.as_ptr().addr() - body.as_ptr().addr();
        let blanks = body.get(..before).unwrap_or_default().chars();
        let blanks = blanks.map(|c| if c == '\n' { '\n' } else { ' ' });
        // Large enough from the start, as it may hold a password: a text that grows leaves its beginning in memory.
        let mut text = Zeroizing::new(String::with_capacity(before + form.len()));
        text.extend(blanks);
        text.push_str(form);
        Ok(text)
    }
}

impl DetectBody {
    /// That of a JSON text.
    pub fn read(body: &str) -> Result<Self, Refusal> {
        object(body, "hostname, ports")
    }
}

/// The object of a JSON text; a list of its values in their order, which serde would take as well, is none.
fn object<'a, T: Deserialize<'a>>(body: &'a str, keys: &str) -> Result<T, Refusal> {
    let is_object = body.trim_ascii_start().starts_with('{');
    let parsed = is_object.then(|| serde_json::from_str(body).ok()).flatten();
    parsed.ok_or_else(|| malformed(keys))
}

fn malformed(keys: &str) -> Refusal {
    Refusal::new(
        StatusCode::BAD_REQUEST,
        "request.malformed",
        format!("The body is not the JSON object that this endpoint takes. Its keys: {keys}."),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;

    fn form(body: &str) -> Option<String> {
        let form = TestBody::read(body).ok()?.form(body).ok()?;
        Some(form.to_string())
    }

    #[test]
    fn positions_in_a_form_count_in_the_whole_body() {
        let body = "{\"to\":\"\u{1f680}\",\n  \"settings\": {\n}}";
        let form = form(body).unwrap();
        assert_eq!(form, "          \n              {\n}");
    }

    #[test]
    fn depth_does_not_matter_and_a_form_is_judged_by_others() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(500_000), "]".repeat(500_000));
        let body = format!("{{\"settings\":{deep}}}");
        assert_eq!(form(&body).unwrap().trim(), deep);
        let lone = r#"{"hostname":"\ud800"}"#;
        let body = format!("{{\"settings\":{lone}}}");
        assert_eq!(form(&body).unwrap().trim(), lone);
    }

    #[test]
    fn what_is_not_such_an_object_is_refused() {
        for body in [
            "",
            "[]",
            "null",
            "{}",
            "{}{}",
            r#"{"settings":{}"#,
            r#"{"settings":[]}"#,
            r#"{"settings":null}"#,
            r#"{"settings":{},"settings":{}}"#,
            r#"{"settings":{},"to":1}"#,
            r#"{"settings":{},"to":"\ud800"}"#,
            r#"{"settings":{},"other":1}"#,
            r#"{"settings":{},}"#,
            r#"[{},"a@example.com"]"#,
        ] {
            assert_eq!(form(body), None, "{body}");
        }
        assert!(form(r#" { "settings" : {} , "to" : null } "#).is_some());
        assert!(DetectBody::read("{}").is_ok() && DetectBody::read("[]").is_err());
    }
}
