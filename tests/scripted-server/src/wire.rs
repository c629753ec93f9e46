//! One connection's bytes: in clear or under TLS, buffered, whole or dripping.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use socket2::SockRef;

/// The longest command line and answer to a challenge that is read (RFC 4954, section 4: 12288 octets).
const LINE_LIMIT: u64 = 12_288;

enum Stream {
    Clear(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Clear(tcp) => tcp.read(buffer),
            Self::Tls(tls) => tls.read(buffer),
        }
    }
}

impl Stream {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Clear(tcp) => tcp.write_all(bytes),
            Self::Tls(tls) => tls.write_all(bytes).and_then(|()| tls.flush()),
        }
    }

    const fn tcp(&self) -> &TcpStream {
        match self {
            Self::Clear(tcp) => tcp,
            Self::Tls(tls) => &tls.sock,
        }
    }
}

/// A connection to a client.
pub(crate) struct Wire {
    reader: BufReader<Stream>,
    output: Vec<u8>,
}

impl Wire {
    pub(crate) fn new(tcp: TcpStream) -> Self {
        Self {
            reader: BufReader::new(Stream::Clear(tcp)),
            output: Vec::new(),
        }
    }

    /// Does the handshake, and goes on under TLS. Gives the version. What was read ahead in clear is forgotten.
    pub(crate) fn secure(self, config: &Arc<ServerConfig>) -> io::Result<(Self, String)> {
        let Stream::Clear(mut tcp) = self.reader.into_inner() else {
            return Err(io::Error::other("the connection has TLS already"));
        };
        let mut tls = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
        while tls.is_handshaking() {
            tls.complete_io(&mut tcp)?;
        }
        let version = tls
            .protocol_version()
            .map_or_else(String::new, |version| format!("{version:?}"));
        let stream = Stream::Tls(Box::new(StreamOwned::new(tls, tcp)));
        Ok((
            Self {
                reader: BufReader::new(stream),
                output: Vec::new(),
            },
            version,
        ))
    }

    /// Whether the client's next bytes lie here already.
    pub(crate) fn has_more(&self) -> bool {
        !self.reader.buffer().is_empty()
    }

    /// Reads a line with its line feed; what waits to be written goes out first, unless the next line lies here already.
    /// An empty line means that the client closed; one without a line feed that it was too long or cut off.
    pub(crate) fn read_line(&mut self) -> io::Result<Vec<u8>> {
        self.read_piece(LINE_LIMIT)
    }

    /// Reads up to and with a line feed, at most `limit` bytes.
    pub(crate) fn read_piece(&mut self, limit: u64) -> io::Result<Vec<u8>> {
        if !self.has_more() {
            self.flush()?;
        }
        let mut line = Vec::new();
        (&mut self.reader)
            .take(limit)
            .read_until(b'\n', &mut line)?;
        Ok(line)
    }

    /// Keeps bytes to be written with the next flush.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        self.output.extend_from_slice(bytes);
    }

    /// Writes what was kept.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        let output = std::mem::take(&mut self.output);
        if output.is_empty() {
            Ok(())
        } else {
            self.reader.get_mut().write_all(&output)
        }
    }

    /// Writes what was kept in pieces; `pause` waits and says whether to go on.
    pub(crate) fn drip(&mut self, piece: usize, mut pause: impl FnMut() -> bool) -> io::Result<()> {
        for bytes in std::mem::take(&mut self.output).chunks(piece.max(1)) {
            if !pause() {
                break;
            }
            self.reader.get_mut().write_all(bytes)?;
        }
        Ok(())
    }

    /// Ends the writing side and reads on until the client closes, so that no RST takes away what it has not read yet.
    pub(crate) fn close(&mut self, politely: bool) -> io::Result<()> {
        self.flush()?;
        if politely && let Stream::Tls(tls) = self.reader.get_mut() {
            tls.conn.send_close_notify();
            tls.flush()?;
        }
        let mut tcp = self.reader.get_ref().tcp();
        tcp.shutdown(Shutdown::Write)?;
        io::copy(&mut tcp, &mut io::sink())?;
        Ok(())
    }

    /// Makes the coming close an RST.
    pub(crate) fn reset(&mut self) -> io::Result<()> {
        self.flush()?;
        SockRef::from(self.reader.get_ref().tcp()).set_linger(Some(Duration::ZERO))
    }
}
