//! What it takes to explain a reply: every one of `tests/replies/development.json`, with its stage and hostname.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use centerscape_smtp_core::diagnosis::explain_reply;
use centerscape_smtp_core::session::{Reply, Stage};
use centerscape_smtp_core::settings::Settings;
use serde_json::Value;
use wasmtime::Result;
use wasmtime::error::Context;

use crate::race::median;

/// How many explanations are timed as one, and how often.
const CALLS: usize = 16;
const ROUNDS: usize = 15;

/// What the replies took, in nanoseconds.
pub struct Explained {
    pub replies: usize,
    pub median: f64,
    pub slowest: f64,
    /// The id of the slowest.
    pub slowest_reply: String,
}

/// Explains each reply of the corpus.
pub fn explain(progress: &dyn Fn(&str)) -> Result<Explained> {
    progress("explaining replies");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../replies/development.json");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let samples: Vec<Value> = serde_json::from_str(&text)?;
    let mut times = Vec::new();
    let (mut slowest, mut slowest_reply) = (0.0, String::new());
    for sample in &samples {
        let time = time(sample).context("a reply of the corpus is empty")?;
        if time > slowest {
            slowest = time;
            sample["id"]
                .as_str()
                .unwrap_or_default()
                .clone_into(&mut slowest_reply);
        }
        times.push(time);
    }
    Ok(Explained {
        replies: times.len(),
        median: median(times),
        slowest,
        slowest_reply,
    })
}

/// The median time of one explanation.
#[expect(clippy::cast_precision_loss, reason = "a count of calls is small")]
fn time(sample: &Value) -> Option<f64> {
    let text = |key: &str| sample[key].as_str().unwrap_or_default();
    let reply = Reply::from_text(text("reply"))?;
    let stage = Stage::from_name(text("stage"));
    let settings = sample["hostname"].as_str().map(|hostname| Settings {
        hostname: hostname.to_owned(),
        ..Settings::default()
    });
    let round = |_| {
        let replies = vec![reply.clone(); CALLS];
        let start = Instant::now();
        let diagnoses: Vec<_> = replies
            .into_iter()
            .map(|reply| explain_reply(reply, stage, settings.as_ref()))
            .collect();
        let time = start.elapsed();
        black_box(diagnoses);
        time.as_secs_f64() * 1e9 / CALLS as f64
    };
    Some(median((0..ROUNDS).map(round).collect()))
}
