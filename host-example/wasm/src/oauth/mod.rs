//! Bearer tokens from an OAuth 2 server, for a mailbox that takes no passwords. What is asked and what an answer means is the
//! component's to say (its interface `oauth`); here are the POST, the file with the refresh token, and the lock around both.
//!
//! ```no_run
//! use centerscape_smtp_host::{Host, Limits, Network, Trust, oauth};
//!
//! let engine = Host::new(Limits::default())?.load_engine(&std::fs::read("host.wasm")?)?;
//! let secret = std::env::var(oauth::SECRET_VARIABLE).ok();
//! let network = Network::new(Trust::system());
//! let tokens = oauth::TokenSource::open(&engine, "oauth.json".as_ref(), secret, network.trust.clone())?;
//! let token = tokens.token(false, &network)?; // and `true` where the session says that the last one was rejected
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod endpoint;
mod refresh_token;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use zeroize::Zeroizing;

use crate::bindings::oauth::{Answer, Secrets, Token, TokenRequest};
use crate::bindings::types::Problem;
use crate::component::Engine;
use crate::error::Error;
use crate::network::{Cancel, Network, in_time};
use crate::regular_file;
use crate::tls::Trust;
use refresh_token::RefreshTokenFile;

/// The environment variable that a client secret comes from.
pub const SECRET_VARIABLE: &str = "SMTP_OAUTH_CLIENT_SECRET";

/// The most bytes of a file.
const MOST: u64 = 1 << 20;

/// Where the tokens of one mailbox come from. It keeps the last one until shortly before its end.
pub struct TokenSource {
    engine: Engine,
    path: PathBuf,
    configuration: String,
    client_secret: Option<Zeroizing<String>>,
    refresh_token: Option<RefreshTokenFile>,
    trust: Trust,
    start: Instant,
    /// Locked as long as a new one is asked for, so that a refresh token is used once.
    kept: Mutex<Option<Token>>,
}

impl TokenSource {
    /// A source as the file at `path` configures it, with this client secret; `trust` is for the certificate of the token endpoint. A
    /// relative `refresh_token_file` lies beside the file.
    ///
    /// # Errors
    /// [`Error::Token`]: a file cannot be used, or a secret is missing. Nothing was asked yet.
    pub fn open(
        engine: &Engine,
        path: &Path,
        client_secret: Option<String>,
        trust: Trust,
    ) -> Result<Arc<Self>, Error> {
        let configuration = regular_file::read_text(path, MOST)
            .map_err(|error| Error::Token(format!("{}: {error}", path.display())))?;
        let read = engine.instantiate()?.oauth_configuration(&configuration)?;
        let read = read.map_err(|problems| explain(path, &problems))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let file = read.refresh_token_file.map(|file| folder.join(file));
        let source = Self {
            engine: engine.clone(),
            path: path.to_owned(),
            configuration,
            client_secret: client_secret.map(Zeroizing::new),
            refresh_token: file.map(RefreshTokenFile),
            trust,
            start: Instant::now(),
            kept: Mutex::default(),
        };
        source.request(&source.secrets()?)?;
        Ok(Arc::new(source))
    }

    /// Whether tokens are for the mail server of this name.
    ///
    /// # Errors
    /// The component failed.
    pub fn is_for(&self, hostname: &str) -> Result<bool, Error> {
        let mut instance = self.engine.instantiate()?;
        self.judge(instance.is_for(&self.configuration, hostname)?)
    }

    /// A token: the kept one, or a new one where there is none, its end is near, or it was `rejected` by the mail server. `None` where the
    /// network's job is over before it is there.
    ///
    /// # Errors
    /// [`Error::Token`]: the server cannot be reached, or issues none.
    pub fn token(
        self: &Arc<Self>,
        rejected: bool,
        network: &Network,
    ) -> Result<Option<Zeroizing<String>>, Error> {
        let (source, cancel) = (Arc::clone(self), network.cancel.clone());
        let token = move || source.current(rejected, &cancel);
        in_time(network, None, token).unwrap_or(Ok(None))
    }

    /// The same, which cannot be interrupted: waits while another thread asks. Who was cancelled meanwhile asks for none.
    fn current(&self, rejected: bool, cancel: &Cancel) -> Result<Option<Zeroizing<String>>, Error> {
        let mut current = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if cancel.is_cancelled() {
            return Ok(None);
        }
        let kept = current.take().filter(|kept| {
            let is_good = |until| self.now_ms() < until;
            !rejected && kept.reuse_until_ms.is_none_or(is_good)
        });
        let token = match kept {
            Some(kept) => kept,
            None => self.fetch()?,
        };
        let token = current.insert(token).access_token.clone();
        Ok(Some(Zeroizing::new(token)))
    }

    fn fetch(&self) -> Result<Token, Error> {
        let secrets = self.secrets()?;
        let request = self.request(&secrets)?;
        let asked_ms = self.now_ms();
        let (status, body) = endpoint::post(&request, &self.trust)?;
        let answer = Answer {
            status,
            body,
            asked_ms,
        };
        let mut instance = self.engine.instantiate()?;
        let token = instance.read_answer(&self.configuration, &secrets, &answer)?;
        let token = self.judge(token)?;
        if let (Some(file), Some(next)) = (&self.refresh_token, &token.refresh_token) {
            file.replace(next)?;
        }
        Ok(token)
    }

    fn request(&self, secrets: &Secrets) -> Result<TokenRequest, Error> {
        let mut instance = self.engine.instantiate()?;
        self.judge(instance.token_request(&self.configuration, secrets)?)
    }

    /// The secrets as they are now: another program may have replaced the refresh token.
    fn secrets(&self) -> Result<Secrets, Error> {
        let file = self.refresh_token.as_ref();
        Ok(Secrets {
            client_secret: self.client_secret.as_deref().cloned(),
            refresh_token: file.map(RefreshTokenFile::read).transpose()?,
        })
    }

    fn judge<T>(&self, judged: Result<T, Vec<Problem>>) -> Result<T, Error> {
        judged.map_err(|problems| explain(&self.path, &problems))
    }

    /// The clock that tokens end by.
    fn now_ms(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Problems with what they are about: a key of the configuration, or the secret in its variable.
fn explain(path: &Path, problems: &[Problem]) -> Error {
    let line = |problem: &Problem| {
        let mut place = path.display().to_string();
        if let Some(at) = problem.position {
            place = format!("{place}:{}:{}", at.line, at.column);
        }
        match problem.field.as_str() {
            "client_secret" if problem.position.is_none() => {
                format!("{SECRET_VARIABLE}: {}", problem.message)
            }
            "" => format!("{place}: {}", problem.message),
            field => format!("{place}: {field}: {}", problem.message),
        }
    };
    let lines: Vec<_> = problems.iter().map(line).collect();
    Error::Token(lines.join("\n"))
}
