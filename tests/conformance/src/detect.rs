//! Detect vectors: what was typed and which servers there are, and what is tried and recommended.

use serde_json::{Value, json};

use crate::session::SessionDoor;
use crate::{Door, Vector};

/// A detection behind a door.
pub trait DetectionDoor {
    /// What to ask the name server: `[{record_type, name}]`.
    fn lookups(&mut self) -> Value;
    /// Gives the answer to one of them.
    fn add_records(&mut self, name: &str, records: &[String]);
    /// The settings to probe next, as their JSON; `None` where there are none.
    fn next(&mut self) -> Option<Value>;
    /// Makes a session for the settings to probe next, lets `play` play it to its end, and adds its report.
    fn probe(&mut self, play: &mut dyn FnMut(&mut dyn SessionDoor));
    /// The recommendation, as its JSON.
    fn recommendation(&mut self) -> Value;
}

/// Plays a vector of `detect/`.
pub(crate) fn play(vector: &Vector, door: &mut dyn Door) -> Value {
    let mut played = vector.json();
    let answers = played.as_object_mut().expect("an object");
    for key in ["problems", "lookups", "probes", "recommendation"] {
        answers.remove(key);
    }
    let text = |key: &str| played[key].as_str().unwrap_or_default().to_owned();
    let settings = match &played["settings"] {
        Value::Null => "{}".to_owned(),
        settings => settings.to_string(),
    };
    let mut detection = match door.detection(&text("input"), &text("ports"), &settings) {
        Ok(detection) => detection,
        Err(problems) => {
            played["problems"] = problems;
            return played;
        }
    };
    played["lookups"] = detection.lookups();
    for (name, records) in played["records"].as_object().into_iter().flatten() {
        let records = records.as_array().expect("a list").iter();
        let records: Vec<_> = records
            .map(|record| record.as_str().unwrap().to_owned())
            .collect();
        detection.add_records(name, &records);
    }
    let mut probes = Vec::new();
    if played["skip_probes"] != json!(true) {
        while let Some(settings) = detection.next() {
            assert_eq!(settings["auth"], "none", "a probe logs in nowhere");
            let word = |key: &str| settings[key].as_str().expect("a text").to_owned();
            let place = format!("{}:{}", word("hostname"), settings["port"]);
            probes.push(format!("{place} {}", word("security")));
            let mut server = Server::at(&played["servers"], &place);
            detection.probe(&mut |session| server.serve(session));
        }
    }
    played["probes"] = json!(probes);
    played["recommendation"] = detection.recommendation();
    played
}

/// The least mail server that answers a probe: what a vector says of it, `Null` where the port is closed.
struct Server {
    is_known: bool,
    says: Value,
    is_encrypted: bool,
    /// The replies that were not read yet.
    pending: String,
}

impl Server {
    /// Which server stands at `host:port`. A host that no vector's server has is not known to the name server.
    fn at(servers: &Value, place: &str) -> Self {
        let host = |place: &str| place.rsplit_once(':').expect("a port").0.to_owned();
        let mut places = servers.as_object().into_iter().flatten();
        Self {
            is_known: places.any(|(known, _)| host(known) == host(place)),
            says: servers[place].clone(),
            is_encrypted: false,
            pending: String::new(),
        }
    }

    /// Answers a whole probe.
    fn serve(&mut self, session: &mut dyn SessionDoor) {
        assert_eq!(session.begin(&json!({ "probe": {} })), json!("begun"));
        let mut event = json!("start");
        for now in 0..100 {
            let action = session.advance(&event, now)["action"].clone();
            event = match action.as_str() {
                // The job is over, and its report is whole.
                Some("idle" | "done") => return,
                Some("read") => self.read(),
                Some("close") => json!("closed"),
                _ if action.get("connect").is_some() => self.connect(),
                _ if action.get("start-tls").is_some() => self.secure(),
                _ => self.take(action["write"].as_str().expect("a command")),
            };
        }
        panic!("the probe does not end");
    }

    fn is(&self, key: &str) -> bool {
        self.says[key] == json!(true)
    }

    fn connect(&mut self) -> Value {
        let failed = |kind: &str| json!({ "failed": { "kind": kind, "text": "" } });
        match &self.says {
            _ if !self.is_known => failed("dns"),
            Value::Null => failed("refused"),
            Value::String(word) if word == "silent" => json!("timed-out"),
            Value::String(kind) => failed(kind),
            _ => {
                let greeting = self.says["greeting"].as_str();
                let greeting = greeting.unwrap_or("220 mail.example.com ESMTP").to_owned();
                self.reply(&greeting);
                json!({ "connected": { "local": "192.0.2.7:40000", "peer": "" } })
            }
        }
    }

    /// TLS, where the server has it: from the first byte, or after it said so.
    fn secure(&mut self) -> Value {
        let is_due = self.is("tls_at_once") || self.pending.is_empty();
        match self.says["tls"].as_str() {
            _ if !is_due => json!({ "failed": { "kind": "not-tls", "text": "" } }),
            Some(kind) => json!({ "failed": { "kind": kind, "text": "" } }),
            None => {
                self.is_encrypted = true;
                json!({ "secured": { "version": "TLSv1.3", "cipher": "TLS_AES_128_GCM_SHA256", "chain": [] } })
            }
        }
    }

    fn read(&mut self) -> Value {
        // It waits for a handshake.
        if self.is("tls_at_once") && !self.is_encrypted {
            return json!("timed-out");
        }
        match std::mem::take(&mut self.pending) {
            nothing if nothing.is_empty() => json!("closed"),
            replies => json!({ "received": replies }),
        }
    }

    fn take(&mut self, commands: &str) -> Value {
        for command in commands.lines() {
            let verb = command.split(' ').next().unwrap_or_default();
            let answer = match verb {
                "EHLO" => self.ehlo(),
                "STARTTLS" => "220 2.0.0 Ready".to_owned(),
                "MAIL" => self.says["mail"]
                    .as_str()
                    .unwrap_or("250 2.1.0 Ok")
                    .to_owned(),
                _ => "250 2.0.0 Ok".to_owned(),
            };
            self.reply(&answer);
        }
        json!("written")
    }

    /// What it offers: over TLS `offers_encrypted`, where that is said.
    fn ehlo(&self) -> String {
        let offers = match &self.says["offers_encrypted"] {
            encrypted @ Value::Array(_) if self.is_encrypted => encrypted,
            _ => &self.says["offers"],
        };
        let offers = offers.as_array().into_iter().flatten();
        let lines = offers.map(|line| format!("250-{}\n", line.as_str().expect("a keyword")));
        format!(
            "250-mail.example.com\n{}250 HELP",
            lines.collect::<String>()
        )
    }

    fn reply(&mut self, text: &str) {
        for line in text.lines() {
            self.pending.push_str(line);
            self.pending.push_str("\r\n");
        }
    }
}
