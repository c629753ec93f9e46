//! A password or token that cannot be shown by accident.

use alloc::string::String;
use core::fmt;

use zeroize::Zeroizing;

/// What people and files see in place of a password, whether or not one is stored.
pub const MASK: &str = "****";

/// A password as the settings hold it. It is zeroised when dropped, and `Debug` does not show it.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Secret {
    /// There is none.
    #[default]
    Unset,
    /// The host keeps it, and the session asks for it when it is needed.
    Stored,
    /// The password itself.
    Value(Zeroizing<String>),
}

impl Secret {
    /// The secret that `text` stands for: empty is unset, the mask is stored, anything else is the value.
    #[must_use]
    pub fn from_text(text: String) -> Self {
        let text = Zeroizing::new(text);
        match text.as_str() {
            "" => Self::Unset,
            MASK => Self::Stored,
            _ => Self::Value(text),
        }
    }

    /// The password itself, where it is held here: for the host that stores it.
    #[must_use]
    pub fn reveal(&self) -> Option<&str> {
        match self {
            Self::Value(value) => Some(value),
            Self::Unset | Self::Stored => None,
        }
    }

    /// Whether there is a password, here or with the host.
    #[must_use]
    pub fn is_set(&self) -> bool {
        !matches!(self, Self::Unset)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unset => "Unset",
            Self::Stored => "Stored",
            Self::Value(_) => "Value(****)",
        })
    }
}
