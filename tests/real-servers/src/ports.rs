//! Ports on loopback.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};

use crate::{Error, PATIENCE};

/// What every server says in its log where somebody else has its port.
pub(crate) const TAKEN: &str = "Address already in use";

/// Starts a server on so many free ports; again where somebody else took one between its choice and the server's start.
pub(crate) fn with_free_ports<T>(
    count: usize,
    start: impl Fn(&[u16]) -> Result<T, Error>,
) -> Result<T, Error> {
    for _ in 0..2 {
        match start(&free_ports(count)?) {
            Err(error) if error.0.contains(TAKEN) => {}
            result => return result,
        }
    }
    start(&free_ports(count)?)
}

fn free_ports(count: usize) -> Result<Vec<u16>, Error> {
    let listeners: Result<Vec<_>, _> = (0..count)
        .map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))
        .collect();
    // All are held until the last is found, so that no port is given twice.
    let listeners = listeners.map_err(Error::during("finding free ports"))?;
    let ports: Result<Vec<_>, _> = listeners
        .iter()
        .map(|listener| listener.local_addr().map(|address| address.port()))
        .collect();
    ports.map_err(Error::during("finding free ports"))
}

/// Whether a port greets as a mail server.
pub(crate) fn greets(port: u16) -> bool {
    let Ok(mut tcp) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else {
        return false;
    };
    let mut start = [0; 4];
    let read = tcp
        .set_read_timeout(Some(PATIENCE))
        .and_then(|()| tcp.read_exact(&mut start));
    let polite = tcp.write_all(b"QUIT\r\n");
    read.and(polite).is_ok() && start == *b"220 "
}

/// Whether somebody listens on a port.
pub(crate) fn listens(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}
