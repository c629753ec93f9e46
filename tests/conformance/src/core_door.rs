//! The first door: core itself. It writes what the others are compared with.

use centerscape_smtp_core::destination::Destinations;
use centerscape_smtp_core::detect::Detection;
use centerscape_smtp_core::diagnosis::explain_text;
use centerscape_smtp_core::message::{Attachment, Draft, Message, Stamp};
use centerscape_smtp_core::oauth::{self, Answer, Configuration};
use centerscape_smtp_core::pasted::explain_pasted;
use centerscape_smtp_core::session::{
    Action, BeginError, Certificate, DeliveryReport, Event, IoFailure, Job, Learned, Misuse,
    Outcome, SecretKind, Session, Stage, TlsInfo,
};
use centerscape_smtp_core::settings::{MASK, Provider, Secret, Security, Settings};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::detect::DetectionDoor;
use crate::oauth::{Secrets, TokenAnswer};
use crate::session::{SessionDoor, bytes_from_json, bytes_to_json, send_options, step};
use crate::{BuiltMessage, Door, DraftFile, MergedSettings, ProposedSettings};

/// Core, called directly.
pub struct CoreDoor;

impl Door for CoreDoor {
    fn name(&self) -> &'static str {
        "core"
    }

    fn check_settings(&mut self, text: &str) -> Value {
        json!(Settings::check_json(text))
    }

    fn shown_settings(&mut self, text: &str) -> Option<Value> {
        Settings::parse(text).ok().map(|settings| shown(&settings))
    }

    fn apply(&mut self, stored: &str, form: &str) -> MergedSettings {
        let stored = Settings::parse(stored).expect("stored settings");
        let merged = stored.apply_json(form);
        MergedSettings {
            shown: shown(&merged.settings),
            secret: match &merged.settings.password {
                Secret::Unset => Value::Null,
                Secret::Stored => json!(MASK),
                Secret::Value(value) => json!(value.as_str()),
            },
            problems: json!(merged.problems),
        }
    }

    fn build(
        &mut self,
        settings: &str,
        draft: &str,
        stamp: &str,
        files: Vec<DraftFile>,
    ) -> Result<BuiltMessage, Value> {
        let to_json = |problems| json!(problems);
        let settings = Settings::parse(settings).map_err(to_json)?;
        let files = files.into_iter().map(attachment).collect();
        let draft = Draft::parse(draft, files).map_err(to_json)?;
        let stamp = Stamp::parse(stamp).map_err(to_json)?;
        let mut message = Message::build(&settings, draft, &stamp).map_err(to_json)?;
        let mut bytes = vec![0; usize::try_from(message.size()).expect("it fits") + 1];
        let length = message.read_chunk(&mut bytes);
        bytes.truncate(length);
        Ok(BuiltMessage {
            envelope: json!({
                "sender": message.envelope().sender,
                "recipients": message.envelope().recipients,
                "smtputf8": message.envelope().smtputf8,
            }),
            warnings: json!(message.warnings()),
            size: message.size(),
            bytes,
        })
    }

    fn preview(
        &mut self,
        settings: &str,
        draft: &str,
        files: Vec<DraftFile>,
    ) -> Result<Value, Value> {
        let to_json = |problems| json!(problems);
        let settings = Settings::parse(settings).map_err(to_json)?;
        let files = files.into_iter().map(attachment).collect();
        let draft = Draft::parse(draft, files).map_err(to_json)?;
        let preview = draft.preview(&settings).map_err(to_json)?;
        Ok(json!(preview))
    }

    fn provider_for(&mut self, hostname: &str) -> Option<ProposedSettings> {
        Provider::for_hostname(hostname).map(|provider| ProposedSettings {
            provider: provider.id.to_owned(),
            settings: shown(&provider.settings()),
        })
    }

    fn usual_port(&mut self, security: &str) -> u16 {
        let security = Security::from_word(security).expect("a security");
        security.usual_port()
    }

    fn session(
        &mut self,
        settings: &str,
        entropy: [u8; 32],
    ) -> Result<Box<dyn SessionDoor>, Value> {
        let to_json = |problems| json!(problems);
        let settings = Settings::parse(settings).map_err(to_json)?;
        let session = Session::new(settings.clone(), entropy).map_err(to_json)?;
        Ok(Box::new(CoreSession { settings, session }))
    }

    fn detection(
        &mut self,
        input: &str,
        ports: &str,
        settings: &str,
    ) -> Result<Box<dyn DetectionDoor>, Value> {
        let to_json = |problems| json!(problems);
        let base = Settings::parse(settings).map_err(to_json)?;
        let detection = Detection::new(input, ports, &base).map_err(to_json)?;
        Ok(Box::new(detection))
    }

    fn explain(&mut self, reply: &str, stage: Option<&str>, settings: Option<&str>) -> Value {
        let settings = settings.map(|text| Settings::parse(text).expect("settings"));
        json!(explain_text(reply, stage, settings.as_ref()))
    }

    fn client_fault(&mut self, last: &str, text: &str) -> Value {
        let last = Outcome::from_name(last).expect("an outcome");
        let report = DeliveryReport::client_fault(last, text).to_json();
        serde_json::from_str(&report).expect("a report is JSON")
    }

    fn explain_pasted(&mut self, text: &str, settings: Option<&str>) -> Value {
        let settings = settings.map(|text| Settings::parse(text).expect("settings"));
        json!(explain_pasted(text, settings.as_ref()))
    }

    fn oauth_configuration(&mut self, configuration: &str) -> Result<Value, Value> {
        let read = Configuration::parse(configuration);
        read.map(|read| json!(read))
            .map_err(|problems| json!(problems))
    }

    fn oauth_is_for(&mut self, configuration: &str, hostname: &str) -> bool {
        right(configuration).is_for(hostname)
    }

    fn oauth_request(&mut self, configuration: &str, secrets: &Secrets) -> Result<Value, Value> {
        let request = right(configuration).request(&core_secrets(secrets));
        request
            .map(|request| json!(request))
            .map_err(|problems| json!(problems))
    }

    fn oauth_token(
        &mut self,
        configuration: &str,
        secrets: &Secrets,
        answer: &TokenAnswer,
    ) -> Result<Value, Value> {
        let answer = Answer {
            status: answer.status,
            body: &answer.body,
            asked_ms: answer.asked_ms,
        };
        let token = right(configuration).token(&core_secrets(secrets), &answer);
        token
            .map(|token| json!(token))
            .map_err(|problems| json!(problems))
    }
}

fn right(configuration: &str) -> Configuration {
    Configuration::parse(configuration).expect("a right configuration")
}

fn core_secrets(secrets: &Secrets) -> oauth::Secrets {
    oauth::Secrets {
        client_secret: secrets.client_secret.clone().map(Zeroizing::new),
        refresh_token: secrets.refresh_token.clone().map(Zeroizing::new),
    }
}

impl DetectionDoor for Detection {
    fn lookups(&mut self) -> Value {
        json!(Detection::lookups(self))
    }

    fn add_records(&mut self, name: &str, records: &[String]) {
        Detection::add_records(self, name, records);
    }

    fn next(&mut self) -> Option<Value> {
        Detection::next(self).map(|settings| shown(&settings))
    }

    fn probe(&mut self, play: &mut dyn FnMut(&mut dyn SessionDoor)) {
        let settings = Detection::next(self).expect("something to probe");
        let session = Session::new(settings.clone(), [7; 32]).expect("right settings");
        let mut session = CoreSession { settings, session };
        play(&mut session);
        self.add(&session.session.report());
    }

    fn recommendation(&mut self) -> Value {
        json!(Detection::recommendation(self))
    }
}

fn attachment(file: DraftFile) -> Attachment {
    Attachment {
        file_name: file.file_name,
        media_type: file.media_type,
        content_id: file.content_id,
        data: file.data,
    }
}

fn shown(settings: &Settings) -> Value {
    serde_json::from_str(&settings.to_json()).expect("settings are JSON")
}

struct CoreSession {
    settings: Settings,
    session: Session,
}

impl SessionDoor for CoreSession {
    fn begin(&mut self, job: &Value) -> Value {
        let stamp = |job: &Value| Stamp::parse(&job["stamp"].to_string()).expect("a stamp");
        let job = if job.get("probe").is_some() {
            Job::Probe
        } else if job.get("quit").is_some() {
            Job::Quit
        } else if let Some(test) = job.get("test") {
            let to = test["to"].as_str().expect("a recipient").to_owned();
            Job::Test {
                to,
                stamp: stamp(test),
            }
        } else {
            let send = &job["send"];
            let draft = Draft::parse(&send["draft"].to_string(), Vec::new()).expect("a draft");
            let message = Message::build(&self.settings, draft, &stamp(send)).expect("a message");
            let options = match send_options(job) {
                Ok(options) => options,
                Err(problems) => return json!({ "invalid": problems }),
            };
            Job::Send(message, options)
        };
        match self.session.begin(job) {
            Ok(()) => json!("begun"),
            Err(BeginError::Misuse(misuse)) => misuse_to_json(misuse),
            Err(BeginError::Invalid(problems)) => json!({ "invalid": problems }),
        }
    }

    fn advance(&mut self, event: &Value, now_ms: u64) -> Value {
        let bytes;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (local, peer) = (
            text(&event["connected"]["local"]),
            text(&event["connected"]["peer"]),
        );
        let event = match event.as_str() {
            Some("start") => Event::Start,
            Some("written") => Event::Written,
            Some("closed") => Event::Closed,
            Some("timed-out") => Event::TimedOut,
            Some("confirmed") => Event::Confirmed,
            Some("cancelled") => Event::Cancelled,
            Some("deadline-exceeded") => Event::DeadlineExceeded,
            Some(other) => panic!("no such event: {other}"),
            None if event.get("connected").is_some() => Event::Connected {
                local: &local,
                peer: &peer,
            },
            None if event.get("resolved").is_some() => Event::Resolved(texts(&event["resolved"])),
            None if event.get("received").is_some() => {
                bytes = bytes_from_json(&event["received"]);
                Event::Received(&bytes)
            }
            None if event.get("secret").is_some() => Event::Secret(
                event["secret"]
                    .as_str()
                    .map(|secret| Zeroizing::new(secret.to_owned())),
            ),
            None if event.get("secured").is_some() => Event::Secured(TlsInfo {
                version: text(&event["secured"]["version"]),
                cipher: text(&event["secured"]["cipher"]),
                chain: chain(&event["secured"]),
            }),
            None => Event::Failed(IoFailure {
                kind: text(&event["failed"]["kind"]),
                text: text(&event["failed"]["text"]),
                chain: chain(&event["failed"]),
            }),
        };
        match self.session.advance(event, now_ms) {
            Ok(next) => {
                let stage = next.stage.map(Stage::name);
                step(&action_to_json(&next.action), stage, next.timeout_ms)
            }
            Err(misuse) => misuse_to_json(misuse),
        }
    }

    fn restrict_to(&mut self, destinations: &str) -> Value {
        match Destinations::from_json(destinations) {
            Ok(destinations) => {
                self.session.restrict_to(destinations);
                json!("restricted")
            }
            Err(problems) => json!({ "invalid": problems }),
        }
    }

    fn recall(&mut self, learned: &str) -> Value {
        match Learned::parse(learned) {
            Ok(learned) => {
                self.session.recall(learned);
                json!("recalled")
            }
            Err(problems) => json!({ "invalid": problems }),
        }
    }

    fn confirm_transactions(&mut self) {
        self.session.confirm_transactions();
    }

    fn is_stale(&mut self) -> bool {
        self.session.is_stale()
    }

    fn report(&mut self) -> Value {
        serde_json::from_str(&self.session.report().to_json()).expect("a report is JSON")
    }

    fn redacted_report(&mut self) -> Value {
        let report = self.session.report().redacted().to_json();
        serde_json::from_str(&report).expect("a report is JSON")
    }
}

fn texts(value: &Value) -> Vec<String> {
    let texts = value.as_array().expect("a list");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    texts.iter().map(text).collect()
}

fn chain(value: &Value) -> Vec<Certificate> {
    let certificate = |value: &Value| Certificate {
        subject: value["subject"].as_str().unwrap_or_default().to_owned(),
        sha256: value["sha256"].as_str().unwrap_or_default().to_owned(),
        ..Certificate::default()
    };
    value["chain"]
        .as_array()
        .map(|chain| chain.iter().map(certificate).collect())
        .unwrap_or_default()
}

fn action_to_json(action: &Action<'_>) -> Value {
    match action {
        Action::Connect { host, port } => json!({ "connect": { "host": host, "port": port } }),
        Action::StartTls { name } => json!({ "start-tls": name }),
        Action::Write(bytes) => json!({ "write": bytes_to_json(bytes) }),
        Action::Read => json!("read"),
        Action::ProvideSecret(request) => json!({ "provide-secret": {
            "kind": match request.kind {
                SecretKind::Password => "password",
                SecretKind::BearerToken => "bearer-token",
            },
            "username": request.username,
            "rejected": request.rejected,
        } }),
        Action::Confirm(question) => json!({ "confirm": {
            "transaction": question.transaction,
            "recipients": question.recipients,
        } }),
        Action::Idle => json!("idle"),
        Action::Close => json!("close"),
        Action::Done => json!("done"),
    }
}

fn misuse_to_json(misuse: Misuse) -> Value {
    json!({ "misuse": match misuse {
        Misuse::Busy => "busy",
        Misuse::NotStarted => "not-started",
        Misuse::Finished => "finished",
        Misuse::UnexpectedEvent => "unexpected-event",
    } })
}
