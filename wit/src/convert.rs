//! Between the types of the WIT and those of core, field by field.

use std::borrow::Cow;

use centerscape_smtp_core::{entropy, message, problem, settings};

use crate::bindings::exports::centerscape::smtp::{
    message as wit_message, settings as wit_settings, types as wit,
};

/// One type's value as another's.
pub trait Convert<T> {
    /// The same value, converted.
    fn convert(self) -> T;
}

impl<A: Convert<B>, B> Convert<Vec<B>> for Vec<A> {
    fn convert(self) -> Vec<B> {
        self.into_iter().map(Convert::convert).collect()
    }
}

impl<A: Convert<B>, B> Convert<Option<B>> for Option<A> {
    fn convert(self) -> Option<B> {
        self.map(Convert::convert)
    }
}

impl<A: Convert<B>, B, E: Convert<F>, F> Convert<Result<B, F>> for Result<A, E> {
    fn convert(self) -> Result<B, F> {
        match self {
            Ok(value) => Ok(value.convert()),
            Err(error) => Err(error.convert()),
        }
    }
}

impl Convert<String> for Cow<'static, str> {
    fn convert(self) -> String {
        self.into_owned()
    }
}

impl Convert<Cow<'static, str>> for String {
    fn convert(self) -> Cow<'static, str> {
        Cow::Owned(self)
    }
}

impl Convert<String> for &'static str {
    fn convert(self) -> String {
        self.to_owned()
    }
}

macro_rules! same {
    ($($type:ty),*) => { $(
        impl Convert<$type> for $type {
            fn convert(self) -> $type {
                self
            }
        }
    )* };
}
// `u8` is not among them, so that bytes move as a whole.
same!(bool, u16, u32, u64, i16, i64, String, Vec<u8>);

/// Records whose fields have the same names: `to` the WIT, or in `both` directions.
macro_rules! records {
    (to: $core:ty => $wit:ty { $($field:ident),* $(,)? }) => {
        impl Convert<$wit> for $core {
            fn convert(self) -> $wit {
                type Wit = $wit;
                Wit { $($field: self.$field.convert()),* }
            }
        }
    };
    (from: $core:ty => $wit:ty { $($field:ident),* $(,)? }) => {
        impl Convert<$core> for $wit {
            fn convert(self) -> $core {
                type Core = $core;
                Core { $($field: self.$field.convert()),* }
            }
        }
    };
    (both: $core:ty => $wit:ty { $($field:ident),* $(,)? }) => {
        records!(to: $core => $wit { $($field),* });
        records!(from: $core => $wit { $($field),* });
    };
}

/// Enums without payload, variant by variant.
macro_rules! enums {
    (to: $core:ty => $wit:ty { $($from:ident => $to:ident),* $(,)? }) => {
        impl Convert<$wit> for $core {
            fn convert(self) -> $wit {
                match self { $(Self::$from => <$wit>::$to),* }
            }
        }
    };
    (both: $core:ty => $wit:ty { $($from:ident => $to:ident),* $(,)? }) => {
        enums!(to: $core => $wit { $($from => $to),* });
        impl Convert<$core> for $wit {
            fn convert(self) -> $core {
                match self { $(Self::$to => <$core>::$from),* }
            }
        }
    };
}

// After the macros, which it uses.
#[cfg(not(feature = "dialog"))]
mod sending;
#[cfg(not(feature = "dialog"))]
pub use sending::{job_from, report_from, with_event};

// types

enums!(both: settings::Security => wit::Security { None => None, StartTls => Starttls, Tls => Tls });
enums!(both: settings::Auth => wit::Auth { None => None, Password => Password, OAuth2 => Oauth2 });
records!(both: settings::Settings => wit::Settings {
    hostname, port, security, auth, username, password, allow_clear_password, from_address, ehlo_name, timeout_seconds,
});

impl Convert<wit::Secret> for settings::Secret {
    fn convert(self) -> wit::Secret {
        match self {
            Self::Unset => wit::Secret::Unset,
            Self::Stored => wit::Secret::Stored,
            Self::Value(value) => wit::Secret::Value(value.as_str().to_owned()),
        }
    }
}

impl Convert<settings::Secret> for wit::Secret {
    fn convert(self) -> settings::Secret {
        match self {
            Self::Unset => settings::Secret::Unset,
            Self::Stored => settings::Secret::Stored,
            Self::Value(value) => settings::Secret::from_text(value),
        }
    }
}

enums!(both: problem::Severity => wit::Severity { Error => Error, Warning => Warning });
records!(both: problem::Parameter => wit::Parameter { name, value });
records!(both: problem::Position => wit::Position { line, column });
records!(both: problem::Problem => wit::Problem { field, code, severity, message, parameters, position });

impl Convert<wit::Stamp> for message::Stamp {
    fn convert(self) -> wit::Stamp {
        wit::Stamp {
            unix_seconds: self.unix_seconds,
            offset_minutes: self.offset_minutes,
            entropy: self.entropy.to_vec(),
            domain: self.domain,
        }
    }
}

/// A stamp, where its entropy has the right length.
pub fn stamp_from(stamp: wit::Stamp) -> Result<message::Stamp, Vec<problem::Problem>> {
    Ok(message::Stamp {
        unix_seconds: stamp.unix_seconds,
        offset_minutes: stamp.offset_minutes,
        entropy: entropy::from_slice(&stamp.entropy)?,
        domain: stamp.domain,
    })
}

// settings

records!(to: settings::Merged => wit_settings::Merged { settings, problems });

records!(to: settings::Limits => wit_settings::Limits { connections, messages_per_minute, message_bytes });

impl Convert<wit_settings::Provider> for &settings::Provider {
    fn convert(self) -> wit_settings::Provider {
        wit_settings::Provider {
            id: self.id.convert(),
            title: self.title.convert(),
            hostnames: self.hostnames.to_vec().convert(),
            settings: self.settings().convert(),
            from_is_login: self.from_is_login,
            app_password: self.app_password,
            password_retired: self.password_retired.convert(),
            limits: self.limits.convert(),
            help: self.help.convert(),
        }
    }
}

// message

records!(both: message::Attachment => wit_message::Attachment { file_name, media_type, content_id, data });
records!(both: message::Header => wit_message::Header { name, value });
records!(both: message::CustomContent => wit_message::CustomContent { subject, text, html, importance });
records!(both: message::Alert => wit_message::Alert {
    severity, state, title, asset, location, metric, value, threshold, raised_at, link,
});
records!(both: message::Notice => wit_message::Notice { severity, title, asset, location, text, link });
records!(both: message::Report => wit_message::Report { title, period, text, link });
records!(both: message::Draft => wit_message::Draft {
    to, cc, bcc, reply_to, from, sender, envelope_sender, headers, incident, content, attachments,
});
records!(to: message::Preview => wit_message::DraftPreview { sender, subject, text, html, warnings });
records!(to: message::Envelope => wit_message::Envelope { sender, recipients, smtputf8 });

impl Convert<wit_message::Content> for message::Content {
    fn convert(self) -> wit_message::Content {
        match self {
            Self::Custom(content) => wit_message::Content::Custom(content.convert()),
            Self::Alert(alert) => wit_message::Content::Alert(alert.convert()),
            Self::Notice(notice) => wit_message::Content::Notice(notice.convert()),
            Self::Report(report) => wit_message::Content::Report(report.convert()),
            Self::Test => wit_message::Content::Test,
        }
    }
}

impl Convert<message::Content> for wit_message::Content {
    fn convert(self) -> message::Content {
        match self {
            Self::Custom(content) => message::Content::Custom(content.convert()),
            Self::Alert(alert) => message::Content::Alert(alert.convert()),
            Self::Notice(notice) => message::Content::Notice(notice.convert()),
            Self::Report(report) => message::Content::Report(report.convert()),
            Self::Test => message::Content::Test,
        }
    }
}
