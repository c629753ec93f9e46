//! Loading components: compiled once and cached, a fresh instance for each session, limits on memory and time.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use wasmtime::component::{Component, HasSelf, InstancePre, Linker};
use wasmtime::{
    Cache, CacheConfig, Config, Store, StoreLimits, StoreLimitsBuilder, UpdateDeadline,
};

use crate::bindings::transport::{Envelope, Failure, Receipt, Server};
use crate::bindings::{host, plugin};
use crate::error::Error;
use crate::mailer::{Mailer, Transport};

/// How often the time limit of the guest is looked at.
const TICK: Duration = Duration::from_millis(20);

/// What one instance of a component may use.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Its memory, in bytes. What else is bounded by a size follows from it.
    pub memory_bytes: usize,
    /// The time of one call, without what the host does in it.
    pub call: Duration,
    /// The time that a mailer of the host's own may take for one message. Then nobody waits for it any more.
    pub mailer: Duration,
}

impl Limits {
    /// The most bytes that the attachments of one message have together: a third of the memory. They lie there as they are, and in the
    /// world `plugin` also as the whole message, which is larger by 37 %.
    #[must_use]
    pub fn attachment_bytes(&self) -> u64 {
        self.memory_bytes as u64 / 3
    }
}

impl Default for Limits {
    /// 512 MiB, so 170 MiB of attachments; 30 seconds for a call, and 30 minutes for a mailer.
    fn default() -> Self {
        Self {
            memory_bytes: 512 << 20,
            call: Duration::from_secs(30),
            mailer: Duration::from_mins(30),
        }
    }
}

/// A wasmtime that loads components. Threads may share it.
#[derive(Clone)]
pub struct Host {
    engine: wasmtime::Engine,
    limits: Limits,
}

impl Host {
    /// A host whose compiled components are kept in wasmtime's cache, where the machine has a place for it.
    ///
    /// # Errors
    /// This machine cannot run wasmtime.
    pub fn new(limits: Limits) -> Result<Self, Error> {
        let mut config = Config::new();
        config.epoch_interruption(true);
        // Without a home there is no cache: compiling each time is slower, not wrong.
        config.cache(Cache::new(CacheConfig::new()).ok());
        let engine = wasmtime::Engine::new(&config).map_err(Error::Component)?;
        let ticker = engine.weak();
        thread::spawn(move || {
            while let Some(engine) = ticker.upgrade() {
                engine.increment_epoch();
                drop(engine);
                thread::sleep(TICK);
            }
        });
        Ok(Self { engine, limits })
    }

    /// Loads a component of the world `host`, which imports nothing.
    ///
    /// # Errors
    /// It is no component, or is of another world.
    pub fn load_engine(&self, wasm: &[u8]) -> Result<Engine, Error> {
        let linker = Linker::new(&self.engine);
        let pre = self.link(wasm, &linker).and_then(host::Host_Pre::new);
        Ok(Engine {
            host: self.clone(),
            pre: pre.map_err(Error::Load)?,
        })
    }

    /// Loads a component of the world `plugin`, which imports `transport` alone.
    ///
    /// # Errors
    /// It is no component, or is of another world.
    pub fn load_plugin(&self, wasm: &[u8]) -> Result<Plugin, Error> {
        let mut linker = Linker::new(&self.engine);
        let pre = plugin::Plugin::add_to_linker::<State, HasSelf<State>>(&mut linker, |it| it)
            .and_then(|()| self.link(wasm, &linker))
            .and_then(plugin::PluginPre::new);
        Ok(Plugin {
            host: self.clone(),
            pre: pre.map_err(Error::Load)?,
        })
    }

    fn link(&self, wasm: &[u8], linker: &Linker<State>) -> wasmtime::Result<InstancePre<State>> {
        linker.instantiate_pre(&Component::from_binary(&self.engine, wasm)?)
    }

    /// Its wasmtime, for a caller that runs components of its own in it. Stores need an epoch deadline: a tick is 20 ms.
    #[must_use]
    pub fn engine(&self) -> &wasmtime::Engine {
        &self.engine
    }

    /// What its instances may use.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    fn store(&self, transport: Option<Arc<dyn Transport>>) -> Store<State> {
        let limits = StoreLimitsBuilder::new()
            .memory_size(self.limits.memory_bytes)
            .trap_on_grow_failure(true)
            .build();
        let state = State {
            limits,
            given: self.limits,
            until: Instant::now(),
            mailer: Mailer::new(transport),
        };
        let mut store = Store::new(&self.engine, state);
        // One call hands out no more than the guest has.
        store.set_hostcall_fuel(self.limits.memory_bytes);
        store.limiter(|state| &mut state.limits);
        store.set_epoch_deadline(1);
        store.epoch_deadline_callback(|context| {
            Ok(if Instant::now() < context.data().until {
                UpdateDeadline::Continue(1)
            } else {
                UpdateDeadline::Interrupt
            })
        });
        store
    }
}

/// A loaded component of the world `host`.
#[derive(Clone)]
pub struct Engine {
    host: Host,
    pre: host::Host_Pre<State>,
}

impl Engine {
    /// A fresh instance.
    ///
    /// # Errors
    /// The component fails at its start.
    pub fn instantiate(&self) -> Result<Instance<host::Host_>, Error> {
        Instance::start(self.host.store(None), |store| self.pre.instantiate(store))
    }
}

/// A loaded component of the world `plugin`.
#[derive(Clone)]
pub struct Plugin {
    host: Host,
    pre: plugin::PluginPre<State>,
}

impl Plugin {
    /// With another time that the mailer may take for one message.
    #[must_use]
    pub fn with_mailer_limit(mut self, limit: Duration) -> Self {
        self.host.limits.mailer = limit;
        self
    }

    /// A fresh instance that sends through this mailer.
    ///
    /// # Errors
    /// The component fails at its start.
    pub fn instantiate(
        &self,
        transport: impl Transport + 'static,
    ) -> Result<Instance<plugin::Plugin>, Error> {
        let store = self.host.store(Some(Arc::new(transport)));
        Instance::start(store, |store| self.pre.instantiate(store))
    }
}

/// An instance of a component. After an [`Error::Component`] it is of no more use.
pub struct Instance<World> {
    store: Store<State>,
    world: World,
}

impl<World> Instance<World> {
    fn start(
        mut store: Store<State>,
        instantiate: impl FnOnce(&mut Store<State>) -> wasmtime::Result<World>,
    ) -> Result<Self, Error> {
        store.data_mut().start_clock();
        match instantiate(&mut store) {
            Ok(world) => Ok(Self { store, world }),
            Err(error) => Err(Error::Component(error)),
        }
    }

    /// What it may use.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.store.data().given
    }

    /// Calls a function of the component, within the time limit.
    ///
    /// # Errors
    /// The component trapped or reached a limit.
    pub fn call<R>(
        &mut self,
        call: impl FnOnce(&World, &mut Store<State>) -> wasmtime::Result<R>,
    ) -> Result<R, Error> {
        self.store.data_mut().start_clock();
        call(&self.world, &mut self.store).map_err(Error::Component)
    }
}

/// What the host keeps beside an instance.
pub struct State {
    limits: StoreLimits,
    given: Limits,
    until: Instant,
    mailer: Mailer,
}

impl State {
    fn start_clock(&mut self) {
        self.until = Instant::now() + self.given.call;
    }
}

impl plugin::centerscape::smtp::transport::Host for State {
    fn send(
        &mut self,
        server: Server,
        envelope: Envelope,
        message: Vec<u8>,
    ) -> Result<Receipt, Failure> {
        let start = Instant::now();
        let limit = self.given.mailer;
        let answer = self.mailer.send(server, envelope, message, limit);
        // The network's time is not the guest's.
        self.until += start.elapsed();
        answer
    }
}
