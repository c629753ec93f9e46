//! The interface `oauth`.

use centerscape_smtp_core::oauth as core;
use zeroize::Zeroizing;

use crate::Component;
use crate::bindings::exports::centerscape::smtp::oauth::{
    self as wit, Answer, Configuration, Guest, Problem, Secrets, Token, TokenRequest,
};
use crate::convert::Convert;

impl Guest for Component {
    fn parse(configuration: String) -> Result<Configuration, Vec<Problem>> {
        core::Configuration::parse(&configuration).convert()
    }

    fn is_for(configuration: String, hostname: String) -> Result<bool, Vec<Problem>> {
        let configuration = core::Configuration::parse(&configuration);
        configuration.map(|it| it.is_for(&hostname)).convert()
    }

    fn request(configuration: String, secrets: Secrets) -> Result<TokenRequest, Vec<Problem>> {
        core::Configuration::parse(&configuration)
            .and_then(|configuration| configuration.request(&secrets.convert()))
            .convert()
    }

    fn read_answer(
        configuration: String,
        secrets: Secrets,
        answer: Answer,
    ) -> Result<Token, Vec<Problem>> {
        let answer = core::Answer {
            status: answer.status,
            body: &answer.body,
            asked_ms: answer.asked_ms,
        };
        core::Configuration::parse(&configuration)
            .and_then(|configuration| configuration.token(&secrets.convert(), &answer))
            .convert()
    }
}

enums!(to: core::Grant => wit::Grant { ClientCredentials => ClientCredentials, RefreshToken => RefreshToken });
enums!(to: core::ClientAuthentication => wit::ClientAuthentication { Basic => Basic, Post => Post });
records!(to: core::Configuration => Configuration {
    grant, token_endpoint, client_id, client_authentication, scope, refresh_token_file, mail_server,
});
records!(from: core::Secrets => Secrets { client_secret, refresh_token });
records!(to: core::Header => wit::Header { name, value });
records!(to: core::TokenRequest => TokenRequest {
    url, is_loopback, headers, body, timeout_ms, max_answer_bytes,
});
records!(to: core::Token => Token { access_token, reuse_until_ms, refresh_token });

impl Convert<String> for Zeroizing<String> {
    fn convert(self) -> String {
        self.as_str().to_owned()
    }
}

impl Convert<Zeroizing<String>> for String {
    fn convert(self) -> Zeroizing<String> {
        Zeroizing::new(self)
    }
}
