//! Finding settings: the component says what to probe, this drives the probes.

use wasmtime::component::ResourceAny;

use crate::bindings::delivery::SecretRequest;
use crate::bindings::detection::Recommendation;
use crate::bindings::host::Host_ as World;
use crate::bindings::types::Settings;
use crate::component::{Engine, Instance};
use crate::error::Error;
use crate::network::Network;
use crate::session::{Caller, Job, Session};

/// A search for settings, in an instance of its own; each probe has one of its own, too.
pub struct Detection {
    sessions: Engine,
    instance: Instance<World>,
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
            None => instance.default_settings()?,
        };
        let detection = instance.detection(input, ports, &base)?;
        let handle = detection.map_err(Error::Invalid)?;
        Ok(Self {
            sessions: engine.clone(),
            instance,
            handle,
        })
    }

    /// What to propose, by the probes so far.
    ///
    /// # Errors
    /// The component failed.
    pub fn recommendation(&mut self) -> Result<Recommendation, Error> {
        self.instance.recommendation(self.handle)
    }

    /// The recommendation as a JSON object.
    ///
    /// # Errors
    /// The component failed.
    pub fn to_json(&mut self) -> Result<String, Error> {
        self.instance.recommendation_to_json(self.handle)
    }

    /// The settings to probe next; `None` where enough is known, or nothing is left to try.
    ///
    /// # Errors
    /// The component failed.
    pub fn next_probe(&mut self) -> Result<Option<Settings>, Error> {
        self.instance.next_probe(self.handle)
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
        self.instance.add_probe(self.handle, &report)
    }
}

/// A probe has no secret and no message.
struct Nobody;

impl Caller for Nobody {
    fn secret(&mut self, _: &SecretRequest, _: &Network) -> Option<String> {
        None
    }

    fn progress(&mut self, _: u64, _: u64) {}
}
