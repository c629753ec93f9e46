//! Finding settings: the component says what to probe, this drives the probes.

use wasmtime::component::ResourceAny;

use crate::Error;
use crate::bindings::engine;
use crate::component::{Engine, Instance};
use crate::delivery::SecretRequest;
use crate::detection::Recommendation;
use crate::network::Network;
use crate::session::{Caller, Job, Session};
use crate::types::Settings;

/// A search for settings, in an instance of its own; each probe has one of its own, too.
pub struct Detection {
    sessions: Engine,
    instance: Instance<engine::Engine>,
    handle: ResourceAny,
}

impl Detection {
    /// A search for the server that a person named: a hostname, an IP address or an e-mail address. `ports`: those to try in place
    /// of the usual ones; empty for the usual ones. `base` says who we are; `None` for nobody.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every problem of the input, the ports and `base`; the component cannot start.
    pub fn new(
        engine: &Engine,
        input: &str,
        ports: &str,
        base: Option<&Settings>,
    ) -> Result<Self, Error> {
        let mut instance = engine.instantiate()?;
        let base = match base {
            Some(base) => base.clone(),
            None => instance
                .call(|world, store| world.centerscape_smtp_settings().call_defaults(store))?,
        };
        let handle = instance
            .call(|world, store| {
                let detections = world.centerscape_smtp_detection().detection();
                detections.call_constructor(store, input, ports, &base)
            })?
            .map_err(Error::Invalid)?;
        Ok(Self {
            sessions: engine.clone(),
            instance,
            handle,
        })
    }

    /// Probes until enough is known, or the network's job is over. `told` hears of each probe before it begins.
    ///
    /// # Errors
    /// The component failed.
    pub fn run(
        &mut self,
        network: &Network,
        mut told: impl FnMut(&Settings),
    ) -> Result<Recommendation, Error> {
        while let Some(settings) = self.next_probe()? {
            if network.ended().is_some() {
                break;
            }
            told(&settings);
            self.probe(settings, network)?;
        }
        let handle = self.handle;
        self.instance.call(|world, store| {
            let detections = world.centerscape_smtp_detection().detection();
            detections.call_recommendation(store, handle)
        })
    }

    /// The recommendation as a JSON object.
    ///
    /// # Errors
    /// The component failed.
    pub fn to_json(&mut self) -> Result<String, Error> {
        let handle = self.handle;
        self.instance.call(|world, store| {
            let detections = world.centerscape_smtp_detection().detection();
            detections.call_to_json(store, handle)
        })
    }

    /// The settings to probe next; `None` where enough is known, or nothing is left to try.
    ///
    /// # Errors
    /// The component failed.
    pub fn next_probe(&mut self) -> Result<Option<Settings>, Error> {
        let handle = self.handle;
        self.instance.call(|world, store| {
            let detections = world.centerscape_smtp_detection().detection();
            detections.call_next(store, handle)
        })
    }

    /// Probes what [`next_probe`](Self::next_probe) named.
    ///
    /// # Errors
    /// The component failed.
    pub fn probe(&mut self, settings: Settings, network: &Network) -> Result<(), Error> {
        let mut session = Session::new(&self.sessions, settings, network.clone())?;
        let report = session.run(Job::Probe, &mut Nobody)?;
        // How the goodbye went changes nothing about the probe.
        let _ = session.quit(&mut Nobody);
        let handle = self.handle;
        self.instance.call(|world, store| {
            let detections = world.centerscape_smtp_detection().detection();
            detections.call_add(store, handle, &report)
        })
    }
}

/// A probe has no secret and no message.
struct Nobody;

impl Caller for Nobody {
    fn secret(&mut self, _: &SecretRequest) -> Option<String> {
        None
    }

    fn progress(&mut self, _: u64, _: u64) {}
}
