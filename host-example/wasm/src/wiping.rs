//! The secrets in the component's records are wiped when they are dropped, like this host's own.

use zeroize::Zeroize as _;

use crate::bindings::oauth::{Answer, Secrets, Token, TokenRequest};
use crate::bindings::types::Secret;

impl Drop for Secret {
    fn drop(&mut self) {
        if let Self::Value(password) = self {
            password.zeroize();
        }
    }
}

impl Drop for Secrets {
    fn drop(&mut self) {
        self.client_secret.zeroize();
        self.refresh_token.zeroize();
    }
}

impl Drop for TokenRequest {
    fn drop(&mut self) {
        self.body.zeroize();
        for header in &mut self.headers {
            header.value.zeroize();
        }
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.body.zeroize();
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        self.access_token.zeroize();
        self.refresh_token.zeroize();
    }
}
