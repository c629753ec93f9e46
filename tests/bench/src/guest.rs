//! The component in wasmtime: as a contender, and what it costs to have one.

use std::fs;
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use centerscape_smtp_core::message::{Content, Draft};
use centerscape_smtp_host::bindings::engine::exports::centerscape::smtp::message;
use centerscape_smtp_host::bindings::engine::{Engine as World, EnginePre};
use centerscape_smtp_host::{Host, Limits, types};
use flate2::Compression;
use flate2::write::GzEncoder;
use wasmtime::component::{Component, InstancePre, Linker};
use wasmtime::error::Context;
use wasmtime::{Engine, ResourceLimiter, Result, Store, bail, ensure, format_err};

use crate::contender::{CHUNK, Contender, Sink};
use crate::mail::{Case, Input};
use crate::race::median;

/// Watches how much linear memory an instance has.
#[derive(Default)]
struct Memory {
    bytes: usize,
}

impl ResourceLimiter for Memory {
    fn memory_growing(&mut self, _now: usize, wanted: usize, _most: Option<usize>) -> Result<bool> {
        self.bytes = self.bytes.max(wanted);
        Ok(true)
    }

    fn table_growing(&mut self, _now: usize, _wanted: usize, _most: Option<usize>) -> Result<bool> {
        Ok(true)
    }
}

/// An engine as the host configures it. It has no deadline here, but the guest looks for one all the same.
fn engine() -> Result<Engine> {
    Ok(Host::new(Limits::default())?.engine().clone())
}

fn store(engine: &Engine) -> Store<Memory> {
    let mut store = Store::new(engine, Memory::default());
    store.limiter(|memory| memory);
    store.set_epoch_deadline(u64::MAX / 2);
    store
}

/// This project's component.
pub struct Guest {
    world: EnginePre<Memory>,
    instance: Option<(Store<Memory>, World)>,
    input: Option<(types::Settings, message::Draft, types::Stamp)>,
}

impl Guest {
    pub fn load(component: &Path) -> Result<Self> {
        let engine = engine()?;
        let component = Component::from_file(&engine, component)?;
        let world = EnginePre::new(Linker::new(&engine).instantiate_pre(&component)?)?;
        Ok(Self {
            world,
            instance: None,
            input: None,
        })
    }
}

impl Contender for Guest {
    fn name(&self) -> &'static str {
        "component"
    }

    /// A fresh instance: linear memory never shrinks, and the one of an earlier mail would be measured.
    fn begin(&mut self) -> Result<()> {
        let mut store = store(self.world.engine());
        let world = self.world.instantiate(&mut store)?;
        self.instance = Some((store, world));
        Ok(())
    }

    fn prepare(&mut self, case: &Case, builds: usize) -> Result<()> {
        self.input = None;
        if builds > 0 {
            let (store, world) = self.instance.as_mut().context("there is no instance")?;
            let settings = world.centerscape_smtp_settings();
            let settings = settings
                .call_parse(store, &case.input.settings.to_json())?
                .map_err(|problems| format_err!("{problems:?}"))?;
            let (draft, stamp) = convert(&case.input)?;
            self.input = Some((settings, draft, stamp));
        }
        Ok(())
    }

    fn build(&mut self, _case: &Case, sink: Sink<'_>) -> Result<()> {
        let (store, world) = self.instance.as_mut().context("there is no instance")?;
        let (settings, draft, stamp) = self.input.as_ref().context("there is no input")?;
        let interface = world.centerscape_smtp_message().message();
        let message = interface
            .call_build(&mut *store, settings, draft, stamp)?
            .map_err(|problems| format_err!("{problems:?}"))?;
        let mut left = interface.call_size(&mut *store, message)?;
        while left > 0 {
            let chunk = interface.call_next_chunk(&mut *store, message, u32::try_from(CHUNK)?)?;
            ensure!(!chunk.is_empty(), "the component ends early");
            left = left.saturating_sub(chunk.len() as u64);
            sink(&chunk);
        }
        message.resource_drop(store)?;
        Ok(())
    }

    fn foreign_memory(&self) -> usize {
        self.instance
            .as_ref()
            .map_or(0, |(store, _)| store.data().bytes)
    }
}

/// Core's input as the component takes it.
fn convert(input: &Input) -> Result<(message::Draft, types::Stamp)> {
    let Input { draft, stamp, .. } = input.clone();
    let stamp = types::Stamp {
        unix_seconds: stamp.unix_seconds,
        offset_minutes: stamp.offset_minutes,
        entropy: stamp.entropy.to_vec(),
        domain: stamp.domain,
    };
    Ok((convert_draft(draft)?, stamp))
}

fn convert_draft(draft: Draft) -> Result<message::Draft> {
    let content = match draft.content {
        Content::Custom(words) => message::Content::Custom(message::CustomContent {
            subject: words.subject,
            text: words.text,
            html: words.html,
            importance: words.importance,
        }),
        Content::Alert(alert) => message::Content::Alert(message::Alert {
            severity: alert.severity,
            state: alert.state,
            title: alert.title,
            asset: alert.asset,
            location: alert.location,
            metric: alert.metric,
            value: alert.value,
            threshold: alert.threshold,
            raised_at: alert.raised_at,
            link: alert.link,
        }),
        Content::Notice(_) | Content::Report(_) | Content::Test => {
            bail!("no benchmark sends this kind")
        }
    };
    let attachments = draft
        .attachments
        .into_iter()
        .map(|file| message::Attachment {
            file_name: file.file_name,
            media_type: file.media_type,
            content_id: file.content_id,
            data: file.data,
        });
    Ok(message::Draft {
        to: draft.to,
        cc: draft.cc,
        bcc: draft.bcc,
        reply_to: draft.reply_to,
        from: draft.from,
        sender: draft.sender,
        envelope_sender: draft.envelope_sender,
        // No benchmark has any.
        headers: Vec::new(),
        incident: draft.incident,
        content,
        attachments: attachments.collect(),
    })
}

/// What a component costs before it does anything. Times are medians in nanoseconds.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// The size of the file.
    pub bytes: usize,
    /// Its size in gzip, at the best level.
    pub gzip_bytes: usize,
    /// From the file's bytes to machine code.
    pub compile: f64,
    /// From machine code that was kept to a component that can be instantiated.
    pub load: f64,
    /// A fresh instance with a store of its own.
    pub instantiate: f64,
}

/// What every component of Rust has, and nothing else: one core module with a stack, a table, static data and an export.
const EMPTY: &str = r#"(component
    (core module $module
        (memory (export "memory") 17)
        (table 1 1 funcref)
        (global (mut i32) (i32.const 1048576))
        (data (i32.const 1048576) "static data")
        (func (export "nothing")))
    (core instance $instance (instantiate $module))
    (func (export "nothing") (canon lift (core func $instance "nothing"))))"#;

/// The costs of the components, after those of the empty one.
pub fn costs(components: &[&Path], progress: &dyn Fn(&str)) -> Result<Vec<Cost>> {
    progress("size, compile, load and instantiate");
    let engine = engine()?;
    let mut files = vec![wat::parse_str(EMPTY)?];
    for path in components {
        files.push(fs::read(path).with_context(|| path.display().to_string())?);
    }
    let mut compile = Vec::new();
    let mut load = Vec::new();
    let mut ready = Vec::new();
    for file in &files {
        let code = engine.precompile_component(file)?;
        compile.push(times(5, || engine.precompile_component(file).map(drop))?);
        // SAFETY: it is what the same engine made of the file just now.
        let component = || unsafe { Component::deserialize(&engine, &code) };
        load.push(times(25, || component().map(drop))?);
        // The transport of the plugin is linked, and never called.
        let component = component()?;
        let mut linker = Linker::new(&engine);
        linker.define_unknown_imports_as_traps(&component)?;
        ready.push(linker.instantiate_pre(&component)?);
    }
    let instantiate = instantiate(&engine, &ready)?;
    files
        .iter()
        .zip(compile.into_iter().zip(load).zip(instantiate))
        .map(|(file, ((compile, load), instantiate))| {
            Ok(Cost {
                bytes: file.len(),
                gzip_bytes: gzip_length(file)?,
                compile,
                load,
                instantiate,
            })
        })
        .collect()
}

/// The median time of `work` in nanoseconds.
fn times(rounds: usize, mut work: impl FnMut() -> Result<()>) -> Result<f64> {
    let mut times = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let start = Instant::now();
        work()?;
        times.push(start.elapsed().as_secs_f64() * 1e9);
    }
    Ok(median(times))
}

/// Instantiates all of them in turn, many times.
fn instantiate(engine: &Engine, ready: &[InstancePre<Memory>]) -> Result<Vec<f64>> {
    let mut all = vec![Vec::new(); ready.len()];
    for _ in 0..3000 {
        for (ready, times) in ready.iter().zip(&mut all) {
            let start = Instant::now();
            let mut store = store(engine);
            let instance = ready.instantiate(&mut store)?;
            times.push(start.elapsed().as_secs_f64() * 1e9);
            black_box(instance);
        }
    }
    Ok(all.into_iter().map(median).collect())
}

fn gzip_length(bytes: &[u8]) -> Result<usize> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes)?;
    Ok(gzip.finish()?.len())
}
