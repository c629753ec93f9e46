//! Time and memory of several contenders at one mail, taken in turn: A B C, A B C, ...

use std::hint::black_box;
use std::time::{Duration, Instant};

use wasmtime::error::Context;
use wasmtime::{Result, ensure};

use crate::contender::Contender;
use crate::mail::{Case, Mail};
use crate::memory::{self, Usage};

/// What one contender took for one mail.
#[derive(Clone, Copy, Debug)]
pub struct Score {
    /// The median over the rounds, in nanoseconds.
    pub nanoseconds: f64,
    /// Memory, counted in a run of its own.
    pub usage: Usage,
}

/// How long the rounds of one mail may take, and how many they are at most and at least.
const BUDGET: Duration = Duration::from_secs(10);
const MOST_ROUNDS: usize = 1500;
const LEAST_ROUNDS: usize = 9;

/// How many builds are timed as one: a clock cannot time a microsecond.
fn builds_per_round(case: &Case) -> usize {
    if case.mail.file.is_some() { 1 } else { 24 }
}

/// The scores, in the order of the contenders.
pub fn race(
    case: &Case,
    contenders: &mut [Box<dyn Contender>],
    progress: &dyn Fn(&str),
) -> Result<Vec<Score>> {
    progress(case.name);
    let mut usages = Vec::new();
    for contender in contenders.iter_mut() {
        contender.begin()?;
        usages.push(usage(case, contender.as_mut())?);
        check(case, contender.as_mut())
            .with_context(|| format!("{}: {}", contender.name(), case.name))?;
    }
    let builds = builds_per_round(case);
    let mut times = vec![Vec::new(); contenders.len()];
    let start = Instant::now();
    for round in 0..MOST_ROUNDS {
        if round >= LEAST_ROUNDS && start.elapsed() > BUDGET {
            break;
        }
        if round % 16 == 0 || builds == 1 {
            progress(&format!("{}: round {round}", case.name));
        }
        for (contender, times) in contenders.iter_mut().zip(&mut times) {
            times.push(time(case, contender.as_mut(), builds)?);
        }
    }
    Ok(times
        .into_iter()
        .zip(usages)
        .map(|(times, usage)| Score {
            nanoseconds: median(times),
            usage,
        })
        .collect())
}

/// Nanoseconds for one build.
#[expect(clippy::cast_precision_loss, reason = "a count of builds is small")]
fn time(case: &Case, contender: &mut dyn Contender, builds: usize) -> Result<f64> {
    contender.prepare(case, builds)?;
    let start = Instant::now();
    for _ in 0..builds {
        contender.build(case, &mut |bytes| {
            black_box(bytes);
        })?;
    }
    Ok(start.elapsed().as_secs_f64() * 1e9 / builds as f64)
}

fn usage(case: &Case, contender: &mut dyn Contender) -> Result<Usage> {
    // What an earlier mail left must not be freed while this one is counted.
    contender.prepare(case, 0)?;
    let mut outcome = Ok(());
    let mut usage = memory::count(
        || contender.prepare(case, 1).map(|()| &mut *contender),
        |contender| {
            outcome = contender.and_then(|contender| {
                contender.build(case, &mut |bytes| {
                    black_box(bytes);
                })
            });
        },
    );
    outcome?;
    usage.peak += contender.foreign_memory();
    Ok(usage)
}

/// Whether it makes the mail that core makes. The limit makes none.
fn check(case: &Case, contender: &mut dyn Contender) -> Result<()> {
    let mut bytes = Vec::new();
    contender.prepare(case, 1)?;
    contender.build(case, &mut |piece| bytes.extend_from_slice(piece))?;
    if contender.name() == "limit" {
        return Ok(());
    }
    let mail = Mail::parse(&bytes)?;
    ensure!(mail == case.mail, "its mail differs from core's");
    Ok(())
}

/// The middle one; of two the greater.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
