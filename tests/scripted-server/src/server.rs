//! The listener, what its connections share, and how all of it ends.

use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use socket2::SockRef;

use crate::certificates::Issued;
use crate::config::{Builder, Config, Security};
use crate::dialogue;
use crate::record::{LogLine, Received, Seen};

/// A running server. Dropping it closes every connection and waits for every thread.
pub struct Server {
    address: SocketAddr,
    ca_pem: String,
    listener: TcpListener,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// What the connections of a server share.
pub(crate) struct Shared {
    pub(crate) config: Config,
    pub(crate) security: Security,
    pub(crate) tls: Arc<ServerConfig>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    stopping: bool,
    connections: usize,
    open: HashMap<usize, TcpStream>,
    log: Vec<LogLine>,
    received: Vec<Received>,
}

impl Server {
    /// Sets up a server.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub(crate) fn start(config: Config, security: Security, issued: Issued) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let shared = Arc::new(Shared {
            config,
            security,
            tls: Arc::new(tls_config(issued.certificate_der, issued.key_der)?),
            state: Mutex::default(),
            changed: Condvar::new(),
        });
        let thread = thread::Builder::new()
            .name("smtp-scripted-server".into())
            .spawn({
                let (listener, shared) = (listener.try_clone()?, Arc::clone(&shared));
                move || accept(&listener, &shared)
            })?;
        Ok(Self {
            address: listener.local_addr()?,
            ca_pem: issued.ca_pem,
            listener,
            shared,
            thread: Some(thread),
        })
    }

    /// Where the server listens, on 127.0.0.1.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The port it listens on.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.address.port()
    }

    /// The certificate that a client must trust, PEM.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// The messages that were accepted so far.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.shared.lock().received.clone()
    }

    /// What happened so far, on all connections.
    #[must_use]
    pub fn log(&self) -> Vec<LogLine> {
        self.shared.lock().log.clone()
    }

    /// The client's lines so far, secrets as `****`.
    #[must_use]
    pub fn commands(&self) -> Vec<String> {
        let state = self.shared.lock();
        let lines = state.log.iter().filter_map(|line| match &line.seen {
            Seen::Client(text) => Some(text.clone()),
            _ => None,
        });
        lines.collect()
    }

    /// What clients did against the rules so far, where an ordinary server lets it pass.
    #[must_use]
    pub fn violations(&self) -> Vec<String> {
        let state = self.shared.lock();
        let lines = state.log.iter().filter_map(|line| match &line.seen {
            Seen::Violation(text) => Some(text.clone()),
            _ => None,
        });
        lines.collect()
    }

    /// Waits until the log fulfils the condition; `false` where it does not within the time.
    #[must_use]
    pub fn wait_until(&self, limit: Duration, condition: impl Fn(&[LogLine]) -> bool) -> bool {
        let state = self.shared.lock();
        let (_state, result) = self
            .shared
            .changed
            .wait_timeout_while(state, limit, |state| !condition(&state.log))
            .unwrap_or_else(PoisonError::into_inner);
        !result.timed_out()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stop();
        // On Linux this wakes `accept`; the thread then waits for its connections, which `stop` has ended.
        let _ = SockRef::from(&self.listener).shutdown(Shutdown::Both);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a new connection and gives its number; `None` where the server is stopping.
    fn open(&self, tcp: &TcpStream) -> io::Result<Option<usize>> {
        let mut state = self.lock();
        if state.stopping {
            return Ok(None);
        }
        state.connections += 1;
        let number = state.connections;
        state.open.insert(number, tcp.try_clone()?);
        Ok(Some(number))
    }

    /// Forgets a connection, so that its own end can close it.
    fn close(&self, number: usize) {
        self.lock().open.remove(&number);
    }

    fn stop(&self) {
        let mut state = self.lock();
        state.stopping = true;
        for tcp in state.open.values() {
            let _ = tcp.shutdown(Shutdown::Both);
        }
        self.changed.notify_all();
    }

    /// Waits so long, or until the server stops; `false` where it stops.
    pub(crate) fn pause(&self, time: Duration) -> bool {
        let wait = self
            .changed
            .wait_timeout_while(self.lock(), time, |state| !state.stopping);
        let (state, _) = wait.unwrap_or_else(PoisonError::into_inner);
        !state.stopping
    }

    /// Waits until the server stops.
    pub(crate) fn wait_for_stop(&self) {
        let wait = self
            .changed
            .wait_while(self.lock(), |state| !state.stopping);
        drop(wait.unwrap_or_else(PoisonError::into_inner));
    }

    pub(crate) fn note(&self, connection: usize, seen: Seen) {
        self.lock().log.push(LogLine { connection, seen });
        self.changed.notify_all();
    }

    pub(crate) fn keep(&self, message: Received) {
        self.lock().received.push(message);
        self.changed.notify_all();
    }
}

fn tls_config(certificate: Vec<u8>, key: Vec<u8>) -> io::Result<ServerConfig> {
    ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from(certificate)],
            PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key)),
        )
        .map_err(io::Error::other)
}

/// Serves each connection in a thread of its own, until the listener is shut down; returns when all of them ended.
fn accept(listener: &TcpListener, shared: &Shared) {
    thread::scope(|scope| {
        while let Ok((tcp, _)) = listener.accept() {
            let Ok(Some(number)) = shared.open(&tcp) else {
                continue;
            };
            let serve = move || {
                shared.note(number, Seen::Connected);
                let wire = dialogue::serve(shared, number, tcp);
                shared.close(number);
                drop(wire);
                shared.note(number, Seen::Closed);
            };
            if thread::Builder::new().spawn_scoped(scope, serve).is_err() {
                shared.close(number);
            }
        }
    });
}
