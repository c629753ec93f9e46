//! The actions of a session on real sockets: TCP, rustls, deadlines, cancel.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustls::ClientConnection;
use rustls::pki_types::ServerName;

use crate::bindings::delivery::{Connection, Event, IoFailure, TlsInfo};
use crate::certificate::describe_chain;
use crate::tls::{Seen, Trust, failure_kind};

/// The most bytes of one read.
const READ_SIZE: usize = 64 * 1024;
/// How often a connect that is under way looks whether it was cancelled.
const CANCEL_TICK: Duration = Duration::from_millis(50);

/// Why a lookup that takes too long fails.
const NO_NAME_SERVER: &str = "no answer from the name server in time";

/// Ends the job that it was given to, from any thread.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<CancelState>);

#[derive(Debug, Default)]
struct CancelState {
    is_cancelled: AtomicBool,
    socket: Mutex<Option<TcpStream>>,
}

impl Cancel {
    /// Ends it: the socket is shut down, so whatever waits on it returns.
    pub fn cancel(&self) {
        self.0.is_cancelled.store(true, Ordering::SeqCst);
        let socket = self.0.socket.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(socket) = socket.as_ref() {
            // One that is closed already needs no more.
            let _ = socket.shutdown(Shutdown::Both);
        }
    }

    /// Whether it was cancelled.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.is_cancelled.load(Ordering::SeqCst)
    }

    fn watch(&self, socket: Option<TcpStream>) {
        *self.0.socket.lock().unwrap_or_else(PoisonError::into_inner) = socket;
        if self.is_cancelled() {
            self.cancel();
        }
    }
}

/// How a session reaches its server.
#[derive(Clone, Debug)]
pub struct Network {
    /// Whom to trust in TLS.
    pub trust: Trust,
    /// Ends a job before its time.
    pub cancel: Cancel,
    /// When every job is over, whatever its actions may take.
    pub deadline: Option<Instant>,
    /// Where connections may go, as JSON (`session.restrict-to`); `None` for the component's default.
    pub destinations: Option<String>,
}

impl Network {
    /// Without a deadline, by the component's default destinations.
    #[must_use]
    pub fn new(trust: Trust) -> Self {
        Self {
            trust,
            cancel: Cancel::default(),
            deadline: None,
            destinations: None,
        }
    }

    /// Why the job is over before its end, where the caller or the clock ended it.
    #[must_use]
    pub fn ended(&self) -> Option<Event> {
        if self.cancel.is_cancelled() {
            Some(Event::Cancelled)
        } else if self.deadline.is_some_and(|end| Instant::now() >= end) {
            Some(Event::DeadlineExceeded)
        } else {
            None
        }
    }
}

/// One connection, in clear or by TLS.
#[derive(Default)]
pub(crate) struct Wire {
    tcp: Option<TcpStream>,
    tls: Option<Box<ClientConnection>>,
}

impl Wire {
    /// Looks a name up, or opens the TCP connection to an address.
    pub(crate) fn connect(
        &mut self,
        network: &Network,
        host: &str,
        port: u16,
        until: Option<Instant>,
    ) -> Event {
        *self = Self::default();
        let target = host.to_owned();
        if !is_address(host) {
            return match in_time(network, until, move || look_up(&target, port)) {
                // What is told of a slow connection would not be true of a slow name server.
                Err(Event::TimedOut) => failed("dns", format!("{host}: {NO_NAME_SERVER}"), None),
                Ok(event) | Err(event) => event,
            };
        }
        match in_time(network, until, move || open(&target, port, until)) {
            Ok(Ok(tcp)) => self.connected(network, tcp),
            Ok(Err(event)) | Err(event) => event,
        }
    }

    fn connected(&mut self, network: &Network, tcp: TcpStream) -> Event {
        let text = |address: io::Result<SocketAddr>| {
            address
                .map(|address| address.to_string())
                .unwrap_or_default()
        };
        let ends = Connection {
            local: text(tcp.local_addr()),
            peer: text(tcp.peer_addr()),
        };
        network.cancel.watch(tcp.try_clone().ok());
        self.tcp = Some(tcp);
        Event::Connected(ends)
    }

    /// The TLS handshake.
    pub(crate) fn start_tls(
        &mut self,
        network: &Network,
        name: &str,
        until: Option<Instant>,
    ) -> Event {
        let Some(tcp) = &self.tcp else {
            return Event::Closed;
        };
        let prepared = network.trust.client_config().and_then(|(config, seen)| {
            let name = ServerName::try_from(name.to_owned())
                .map_err(|error| rustls::Error::General(error.to_string()))?;
            Ok((ClientConnection::new(Arc::new(config), name)?, seen))
        });
        let (mut tls, seen) = match prepared {
            Ok(prepared) => prepared,
            Err(error) => return failed("tls-handshake", error.to_string(), None),
        };
        let mut timed = Timed { tcp, until };
        while tls.is_handshaking() {
            if let Err(error) = tls.complete_io(&mut timed) {
                return event_of(&error, Some(&seen));
            }
        }
        let info = TlsInfo {
            version: tls
                .protocol_version()
                .and_then(|version| version.as_str())
                .map_or_else(String::new, |version| {
                    version.replacen("TLSv1_", "TLSv1.", 1)
                }),
            cipher: tls
                .negotiated_cipher_suite()
                .and_then(|suite| suite.suite().as_str())
                .unwrap_or_default()
                .to_owned(),
            chain: describe_chain(&seen.chain()),
        };
        self.tls = Some(Box::new(tls));
        Event::Secured(info)
    }

    /// Writes all of it and flushes.
    pub(crate) fn write(&mut self, bytes: &[u8], until: Option<Instant>) -> Event {
        let written = self.with_stream(until, |stream| {
            stream.write_all(bytes)?;
            stream.flush()
        });
        match written {
            Ok(()) => Event::Written,
            Err(error) => event_of(&error, None),
        }
    }

    /// Reads what is there, at least one byte.
    pub(crate) fn read(&mut self, until: Option<Instant>) -> Event {
        let mut buffer = vec![0; READ_SIZE];
        let length = self.with_stream(until, |stream| stream.read(&mut buffer));
        match length {
            Ok(0) => Event::Closed,
            Ok(length) => {
                buffer.truncate(length);
                Event::Received(buffer)
            }
            Err(error) => event_of(&error, None),
        }
    }

    /// Closes the connection.
    pub(crate) fn close(&mut self, network: &Network) -> Event {
        if let (Some(tcp), Some(tls)) = (&self.tcp, &mut self.tls) {
            tls.send_close_notify();
            let until = Some(Instant::now() + Duration::from_secs(1));
            // A goodbye that does not get through changes nothing.
            let _ = tls.write_tls(&mut Timed { tcp, until });
        }
        network.cancel.watch(None);
        *self = Self::default();
        Event::Closed
    }

    fn with_stream<R>(
        &mut self,
        until: Option<Instant>,
        action: impl FnOnce(&mut dyn Stream) -> io::Result<R>,
    ) -> io::Result<R> {
        let Some(tcp) = &self.tcp else {
            return Err(io::ErrorKind::NotConnected.into());
        };
        let mut timed = Timed { tcp, until };
        match &mut self.tls {
            Some(tls) => action(&mut rustls::Stream::new(&mut **tls, &mut timed)),
            None => action(&mut timed),
        }
    }
}

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

/// A socket whose every call ends in time.
struct Timed<'a> {
    tcp: &'a TcpStream,
    until: Option<Instant>,
}

impl Timed<'_> {
    fn left(&self) -> io::Result<Option<Duration>> {
        match self
            .until
            .map(|until| until.saturating_duration_since(Instant::now()))
        {
            Some(Duration::ZERO) => Err(io::ErrorKind::TimedOut.into()),
            left => Ok(left),
        }
    }
}

impl Read for Timed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        uninterrupted(|| {
            self.tcp.set_read_timeout(self.left()?)?;
            self.tcp.read(buffer)
        })
    }
}

impl Write for Timed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        uninterrupted(|| {
            self.tcp.set_write_timeout(self.left()?)?;
            self.tcp.write(bytes)
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.tcp.flush()
    }
}

/// Repeats what a signal interrupted: Ctrl-C ends a wait by shutting the socket down, not by the signal.
fn uninterrupted(mut call: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match call() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

fn is_past(until: Option<Instant>) -> bool {
    until.is_some_and(|until| Instant::now() >= until)
}

/// Does what cannot be interrupted in a thread of its own, which may outlive us.
pub(crate) fn in_time<T: Send + 'static>(
    network: &Network,
    until: Option<Instant>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Event> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(work()));
    loop {
        match receiver.recv_timeout(CANCEL_TICK) {
            Ok(done) => return Ok(done),
            Err(RecvTimeoutError::Timeout) => {
                if let Some(end) = network.ended() {
                    return Err(end);
                }
                if is_past(until) {
                    return Err(Event::TimedOut);
                }
            }
            Err(RecvTimeoutError::Disconnected) => {
                let text = "the connecting thread ended".to_owned();
                return Err(failed("other", text, None));
            }
        }
    }
}

/// Whether it is an address already; one of IPv6 may have a zone.
fn is_address(host: &str) -> bool {
    host.contains(':') || host.parse::<Ipv4Addr>().is_ok()
}

/// The addresses of a name, in the order of the system.
fn look_up(name: &str, port: u16) -> Event {
    match (name, port).to_socket_addrs() {
        Ok(addresses) => Event::Resolved(addresses.map(without_port).collect()),
        Err(error) => failed("dns", format!("{name}: {error}"), None),
    }
}

fn without_port(address: SocketAddr) -> String {
    match address {
        SocketAddr::V6(v6) if v6.scope_id() != 0 => format!("{}%{}", v6.ip(), v6.scope_id()),
        _ => address.ip().to_string(),
    }
}

/// Connects to an address.
fn open(address: &str, port: u16, until: Option<Instant>) -> Result<TcpStream, Event> {
    let connect = || {
        let mut addresses = (address, port).to_socket_addrs()?;
        let address = addresses.next().ok_or(io::ErrorKind::AddrNotAvailable)?;
        let tcp = match until.map(|until| until.saturating_duration_since(Instant::now())) {
            Some(Duration::ZERO) => return Err(io::ErrorKind::TimedOut.into()),
            Some(left) => TcpStream::connect_timeout(&address, left),
            None => TcpStream::connect(address),
        }?;
        tcp.set_nodelay(true)?;
        Ok(tcp)
    };
    connect().map_err(|error| event_of(&error, None))
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock
    )
}

fn event_of(error: &io::Error, seen: Option<&Seen>) -> Event {
    if is_timeout(error) {
        return Event::TimedOut;
    }
    // Many servers close without TLS's own goodbye.
    if error.kind() == io::ErrorKind::UnexpectedEof {
        return Event::Closed;
    }
    failed(failure_kind(error), error.to_string(), seen)
}

fn failed(kind: &str, text: String, seen: Option<&Seen>) -> Event {
    Event::Failed(IoFailure {
        kind: kind.to_owned(),
        text,
        chain: seen
            .map(|seen| describe_chain(&seen.chain()))
            .unwrap_or_default(),
    })
}
