//! One line for each request: time, method, endpoint, status, duration. No addresses, no bodies, no queries.

use std::io::{self, Write};
use std::time::Instant;

use centerscape_smtp_host::Error;
use jiff::Timestamp;

/// The line of a request, written when it is dropped.
pub struct Line {
    /// Method and path, as they are named here and not by the client.
    request: String,
    start: Instant,
    /// The status of its answer.
    pub status: Option<u16>,
    /// Whether the answer went out; else the client has gone.
    pub is_sent: bool,
}

impl Line {
    /// A request has come.
    pub fn begin(request: String) -> Self {
        Self {
            request,
            start: Instant::now(),
            status: None,
            is_sent: false,
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let status = match self.status {
            Some(status) if self.is_sent => status.to_string(),
            _ => "gone".to_owned(),
        };
        let milliseconds = self.start.elapsed().as_millis();
        write(&format!("{} {status} {milliseconds} ms", self.request));
    }
}

/// Tells of a fault of this program.
pub fn fault(error: &Error) {
    write(&format!("fault: {error}"));
}

/// Tells of something that an administrator can mend.
pub fn trouble(text: &str) {
    write(text);
}

fn write(text: &str) {
    // In one piece: a program that is killed has written a whole line or none. Where nobody reads the log, nothing is lost.
    let line = format!("{:.3} {text}\n", Timestamp::now());
    let _ = io::stderr().lock().write_all(line.as_bytes());
}
