//! `smtp-host serve`: the settings dialog and its endpoints, as `host-example/dialog/api.md` has them.

mod admission;
mod answer;
mod body;
mod connections;
mod dialog;
mod endpoints;
mod guard;
mod jobs;
mod log;
mod mailers;
mod members;
mod options;
mod page;
mod refusal;
mod request;
mod settings_file;
mod settings_store;
mod stream;
mod test_policy;

use std::future::Future;
use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use crate::args::Serve;
use crate::components::Finder;
use crate::failure::{Failure, Outcome};

use dialog::Dialog;
pub use options::{Options, TRUSTED};

/// How many requests are worked on at a time; the others wait. Each may have an instance of the component, and memory with it.
const MOST_AT_WORK: usize = 32;

/// Serves as the command line says, until the process is ended.
pub fn run(components: &Finder, args: &Serve) -> Outcome {
    serve(components, Options::read(args)?)
}

/// Serves until Ctrl-C, or until the process is asked to end. Jobs that run then are cancelled.
pub fn serve(components: &Finder, options: Options) -> Outcome {
    start(components, options).map_err(|failure| match failure {
        Failure::Told(why) => format!("the server cannot start: {why}").into(),
        invalid @ Failure::Invalid { .. } => invalid,
    })
}

fn start(components: &Finder, options: Options) -> Outcome {
    let address = options.listen;
    let listener = TcpListener::bind(address).map_err(|error| format!("{address}: {error}"))?;
    let settings = options.settings.display().to_string();
    let dialog = Dialog::new(components.engine()?, options)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .max_blocking_threads(MOST_AT_WORK)
        .enable_io()
        .enable_time()
        .build()?;
    let served = runtime.block_on(async {
        let stop = interrupted()?;
        let address = listener.local_addr()?;
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        tell(address, &settings, dialog.has_page())?;
        connections::serve(listener, Arc::new(dialog), stop).await;
        Ok(true)
    });
    // A job that does not end at once ends with the process.
    runtime.shutdown_background();
    served
}

fn tell(address: SocketAddr, settings: &str, has_page: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "Listening on http://{address}. The settings are in {settings}."
    )?;
    if has_page {
        writeln!(out, "The dialog: http://{address}/")?;
    } else {
        writeln!(
            out,
            "This program was built without the dialog's page, so there are only the endpoints. To build it with the page: cargo xtask dialog, then cargo build --release."
        )?;
    }
    out.flush()
}

/// Waits for Ctrl-C, or for the word to end.
#[cfg(unix)]
fn interrupted() -> io::Result<impl Future<Output = ()>> {
    use std::future::poll_fn;
    use std::task::Poll;

    use tokio::signal::unix::{SignalKind, signal};

    let mut signals = [
        signal(SignalKind::interrupt())?,
        signal(SignalKind::terminate())?,
    ];
    Ok(poll_fn(move |context| {
        let mut signals = signals.iter_mut();
        if signals.any(|signal| signal.poll_recv(context).is_ready()) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }))
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
fn interrupted() -> io::Result<impl Future<Output = ()>> {
    let mut signals = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        signals.recv().await;
    })
}
