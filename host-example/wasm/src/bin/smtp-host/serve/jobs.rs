//! How many tests, searches and sends run at a time, and how long one may take.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use centerscape_smtp_host::Cancel;
use hyper::StatusCode;
use hyper::header::{self, HeaderValue};

use super::refusal::Refusal;

/// How many run at a time.
const MOST: usize = 8;

/// How long one may take in all.
pub const DEADLINE: Duration = Duration::from_mins(5);

/// The jobs that run.
#[derive(Default)]
pub struct Jobs {
    running: Arc<Mutex<Vec<(u64, Cancel)>>>,
    next: AtomicU64,
}

/// A place among the jobs that run; dropping it gives it back.
pub struct Place {
    number: u64,
    running: Arc<Mutex<Vec<(u64, Cancel)>>>,
    /// Ends its job.
    pub cancel: Cancel,
}

impl Jobs {
    /// Takes a place.
    pub fn take(&self) -> Result<Place, Refusal> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if running.len() >= MOST {
            let refusal = Refusal::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "server.busy",
                "Too many tests and mails are under way. Try again in a few seconds.",
            );
            return Err(refusal.with(header::RETRY_AFTER, HeaderValue::from_static("5")));
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let cancel = Cancel::default();
        running.push((number, cancel.clone()));
        Ok(Place {
            number,
            running: Arc::clone(&self.running),
            cancel,
        })
    }

    /// Cancels all of them.
    pub fn cancel(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, cancel) in running.iter() {
            cancel.cancel();
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.retain(|(number, _)| *number != self.number);
    }
}
