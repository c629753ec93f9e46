//! The door of the wasm component, for the shared vectors.

use centerscape_smtp_conformance::detect::DetectionDoor;
use centerscape_smtp_conformance::oauth::{Secrets, TokenAnswer};
use centerscape_smtp_conformance::session::{
    SessionDoor, bytes_from_json, bytes_to_json, send_options, step,
};
use centerscape_smtp_conformance::{
    BuiltMessage, Door, DraftFile, MergedSettings, ProposedSettings,
};
use centerscape_smtp_host::bindings::host::Host_ as World;
use centerscape_smtp_host::bindings::host::exports::centerscape::smtp::oauth;
use centerscape_smtp_host::delivery::{
    Action, BeginError, Certificate, Connection, Detail, Event, IoFailure, Job, Misuse, SecretKind,
    SendJob, TestJob, TlsInfo,
};
use centerscape_smtp_host::detection::{Lookup, RecordType};
use centerscape_smtp_host::message::Attachment;
use centerscape_smtp_host::types::{Outcome, Problem, Secret, Security, Settings};
use centerscape_smtp_host::{Engine, Host, Instance, Limits};
use serde_json::{Value, json};
use wasmtime::component::ResourceAny;

/// The most bytes of one chunk: small enough that a message takes several.
const CHUNK: u32 = 1000;

/// The component's world `host`, in wasmtime.
pub struct ComponentDoor {
    engine: Engine,
}

type Component = Instance<World>;

impl ComponentDoor {
    /// The component with these bytes.
    pub fn new(wasm: &[u8]) -> Self {
        let host = Host::new(Limits::default()).expect("wasmtime runs");
        let engine = host.load_engine(wasm).expect("the component loads");
        Self { engine }
    }

    fn fresh(&self) -> Component {
        self.engine.instantiate().expect("an instance")
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn problems_to_json(component: &mut Component, problems: &[Problem]) -> Value {
    json(&component.problems_to_json(problems).unwrap())["problems"].take()
}

fn shown(component: &mut Component, settings: &Settings) -> Value {
    json(&component.settings_to_json(settings).unwrap())
}

/// The message of a draft, as a handle.
fn build(
    component: &mut Component,
    settings: &Settings,
    draft: &str,
    stamp: &str,
    files: &[Attachment],
) -> Result<ResourceAny, Vec<Problem>> {
    let draft = component.parse_draft(draft, files).unwrap()?;
    let stamp = component.parse_stamp(stamp).unwrap()?;
    component.build(settings, &draft, &stamp).unwrap()
}

impl Door for ComponentDoor {
    fn name(&self) -> &'static str {
        "component"
    }

    fn check_settings(&mut self, text: &str) -> Value {
        let mut component = self.fresh();
        let problems = component.validate_json(text).unwrap();
        problems_to_json(&mut component, &problems)
    }

    fn shown_settings(&mut self, text: &str) -> Option<Value> {
        let mut component = self.fresh();
        let settings = component.parse_settings(text).unwrap().ok()?;
        Some(shown(&mut component, &settings))
    }

    fn apply(&mut self, stored: &str, form: &str) -> MergedSettings {
        let mut component = self.fresh();
        let stored = component
            .parse_settings(stored)
            .unwrap()
            .expect("stored settings");
        let merged = component.apply_json(&stored, form).unwrap();
        MergedSettings {
            shown: shown(&mut component, &merged.settings),
            secret: match &merged.settings.password {
                Secret::Unset => Value::Null,
                Secret::Stored => json!("****"),
                Secret::Value(value) => json!(value),
            },
            problems: problems_to_json(&mut component, &merged.problems),
        }
    }

    fn build(
        &mut self,
        settings: &str,
        draft: &str,
        stamp: &str,
        files: Vec<DraftFile>,
    ) -> Result<BuiltMessage, Value> {
        let component = &mut self.fresh();
        let files: Vec<_> = files.into_iter().map(attachment).collect();
        let message = component
            .parse_settings(settings)
            .unwrap()
            .and_then(|settings| build(component, &settings, draft, stamp, &files))
            .map_err(|problems| problems_to_json(component, &problems))?;
        let envelope = component
            .call(|world, store| {
                world
                    .centerscape_smtp_message()
                    .message()
                    .call_envelope(store, message)
            })
            .unwrap();
        let size = component.size(message).unwrap();
        let warnings = component.warnings(message).unwrap();
        let mut bytes = Vec::new();
        loop {
            let chunk = component.next_chunk(message, CHUNK).unwrap();
            if chunk.is_empty() {
                break;
            }
            bytes.extend(chunk);
        }
        Ok(BuiltMessage {
            envelope: json!({
                "sender": envelope.sender,
                "recipients": envelope.recipients,
                "smtputf8": envelope.smtputf8,
            }),
            warnings: problems_to_json(component, &warnings),
            size,
            bytes,
        })
    }

    fn preview(
        &mut self,
        settings: &str,
        draft: &str,
        files: Vec<DraftFile>,
    ) -> Result<Value, Value> {
        let component = &mut self.fresh();
        let files: Vec<_> = files.into_iter().map(attachment).collect();
        let shown = component
            .parse_settings(settings)
            .unwrap()
            .and_then(|settings| {
                let draft = component.parse_draft(draft, &files).unwrap()?;
                let shown = component.call(|world, store| {
                    let messages = world.centerscape_smtp_message();
                    messages.call_preview(store, &settings, &draft)
                });
                shown.unwrap()
            });
        match shown {
            Ok(preview) => Ok(json!({
                "sender": preview.sender,
                "subject": preview.subject,
                "text": preview.text,
                "html": preview.html,
                "warnings": problems_to_json(component, &preview.warnings),
            })),
            Err(problems) => Err(problems_to_json(component, &problems)),
        }
    }

    fn provider_for(&mut self, hostname: &str) -> Option<ProposedSettings> {
        let mut component = self.fresh();
        let provider = component
            .call(|world, store| {
                let settings = world.centerscape_smtp_settings();
                settings.call_provider_for(store, hostname)
            })
            .unwrap()?;
        Some(ProposedSettings {
            settings: shown(&mut component, &provider.settings),
            provider: provider.id,
        })
    }

    fn usual_port(&mut self, security: &str) -> u16 {
        let security = match security {
            "none" => Security::None,
            "starttls" => Security::Starttls,
            "tls" => Security::Tls,
            other => panic!("no such security: {other}"),
        };
        let port = self.fresh().call(|world, store| {
            let settings = world.centerscape_smtp_settings();
            settings.call_usual_port(store, security)
        });
        port.unwrap()
    }

    fn session(
        &mut self,
        settings: &str,
        entropy: [u8; 32],
    ) -> Result<Box<dyn SessionDoor>, Value> {
        let mut component = self.fresh();
        let made = component
            .parse_settings(settings)
            .unwrap()
            .and_then(|settings| {
                let session = component.session(&settings, &entropy);
                Ok((session.unwrap()?, settings))
            });
        match made {
            Ok((session, settings)) => Ok(Box::new(ComponentSession {
                component,
                settings,
                session,
            })),
            Err(problems) => Err(problems_to_json(&mut component, &problems)),
        }
    }

    fn detection(
        &mut self,
        input: &str,
        ports: &str,
        settings: &str,
    ) -> Result<Box<dyn DetectionDoor>, Value> {
        let mut component = self.fresh();
        let made = component
            .parse_settings(settings)
            .unwrap()
            .and_then(|base| {
                let made = component.detection(input, ports, &base);
                made.unwrap()
            });
        match made {
            Ok(detection) => Ok(Box::new(ComponentDetection {
                sessions: self.engine.clone(),
                component,
                detection,
            })),
            Err(problems) => Err(problems_to_json(&mut component, &problems)),
        }
    }

    fn explain(&mut self, reply: &str, stage: Option<&str>, settings: Option<&str>) -> Value {
        let mut component = self.fresh();
        let settings = optional_settings(&mut component, settings);
        let diagnosis = component.explain(reply, stage, settings.as_ref()).unwrap();
        json(&component.diagnosis_to_json(&diagnosis).unwrap())
    }

    fn client_fault(&mut self, last: &str, text: &str) -> Value {
        let last = match last {
            "ready" => Outcome::Ready,
            "accepted" => Outcome::Accepted,
            "partly-accepted" => Outcome::PartlyAccepted,
            "refused" => Outcome::Refused,
            "not-sent" => Outcome::NotSent,
            "uncertain" => Outcome::Uncertain,
            other => panic!("no such outcome: {other}"),
        };
        let mut component = self.fresh();
        let report = component.client_fault(last, text).unwrap();
        json(&component.report_to_json(&report).unwrap())
    }

    fn explain_pasted(&mut self, text: &str, settings: Option<&str>) -> Value {
        let mut component = self.fresh();
        let settings = optional_settings(&mut component, settings);
        let found = component.explain_pasted(text, settings.as_ref()).unwrap();
        json(&component.findings_to_json(&found).unwrap())
    }

    fn oauth_configuration(&mut self, configuration: &str) -> Result<Value, Value> {
        let mut component = self.fresh();
        match component.oauth_configuration(configuration).unwrap() {
            Ok(read) => Ok(json!({
                "grant": match read.grant {
                    oauth::Grant::ClientCredentials => "client-credentials",
                    oauth::Grant::RefreshToken => "refresh-token",
                },
                "token_endpoint": read.token_endpoint,
                "client_id": read.client_id,
                "client_authentication": match read.client_authentication {
                    oauth::ClientAuthentication::Basic => "basic",
                    oauth::ClientAuthentication::Post => "post",
                },
                "scope": read.scope,
                "refresh_token_file": read.refresh_token_file,
                "mail_server": read.mail_server,
            })),
            Err(problems) => Err(problems_to_json(&mut component, &problems)),
        }
    }

    fn oauth_is_for(&mut self, configuration: &str, hostname: &str) -> bool {
        let is_for = self.fresh().is_for(configuration, hostname).unwrap();
        is_for.expect("a right configuration")
    }

    fn oauth_request(&mut self, configuration: &str, secrets: &Secrets) -> Result<Value, Value> {
        let mut component = self.fresh();
        match component
            .token_request(configuration, &host_secrets(secrets))
            .unwrap()
        {
            Ok(request) => Ok(json!({
                "url": request.url,
                "is_loopback": request.is_loopback,
                "headers": request.headers.iter()
                    .map(|header| json!({ "name": header.name, "value": header.value }))
                    .collect::<Vec<_>>(),
                "body": request.body,
                "timeout_ms": request.timeout_ms,
                "max_answer_bytes": request.max_answer_bytes,
            })),
            Err(problems) => Err(problems_to_json(&mut component, &problems)),
        }
    }

    fn oauth_token(
        &mut self,
        configuration: &str,
        secrets: &Secrets,
        answer: &TokenAnswer,
    ) -> Result<Value, Value> {
        let mut component = self.fresh();
        let answer = oauth::Answer {
            status: answer.status,
            body: answer.body.clone(),
            asked_ms: answer.asked_ms,
        };
        match component
            .read_answer(configuration, &host_secrets(secrets), &answer)
            .unwrap()
        {
            Ok(token) => Ok(json!({
                "access_token": token.access_token,
                "reuse_until_ms": token.reuse_until_ms,
                "refresh_token": token.refresh_token,
            })),
            Err(problems) => Err(problems_to_json(&mut component, &problems)),
        }
    }
}

fn host_secrets(secrets: &Secrets) -> oauth::Secrets {
    oauth::Secrets {
        client_secret: secrets.client_secret.clone(),
        refresh_token: secrets.refresh_token.clone(),
    }
}

/// A detection in an instance of its own, as each of its sessions.
struct ComponentDetection {
    sessions: Engine,
    component: Component,
    detection: ResourceAny,
}

impl ComponentDetection {
    fn next_settings(&mut self) -> Option<Settings> {
        let detection = self.detection;
        let next = self.component.next_probe(detection);
        next.unwrap()
    }
}

impl DetectionDoor for ComponentDetection {
    fn lookups(&mut self) -> Value {
        let detection = self.detection;
        let lookups = self.component.call(|world, store| {
            let detections = world.centerscape_smtp_detection().detection();
            detections.call_lookups(store, detection)
        });
        let shown = |lookup: &Lookup| {
            let kind = match lookup.record_type {
                RecordType::Mx => "mx",
                RecordType::Srv => "srv",
            };
            json!({ "record_type": kind, "name": lookup.name })
        };
        lookups.unwrap().iter().map(shown).collect()
    }

    fn add_records(&mut self, name: &str, records: &[String]) {
        let detection = self.detection;
        let added = self.component.call(|world, store| {
            let detections = world.centerscape_smtp_detection().detection();
            detections.call_add_records(store, detection, name, records)
        });
        added.unwrap();
    }

    fn next(&mut self) -> Option<Value> {
        let settings = self.next_settings()?;
        Some(shown(&mut self.component, &settings))
    }

    fn probe(&mut self, play: &mut dyn FnMut(&mut dyn SessionDoor)) {
        let settings = self.next_settings().expect("something to probe");
        let mut component = self.sessions.instantiate().expect("an instance");
        let session = component.session(&settings, &[7; 32]).unwrap();
        let mut session = ComponentSession {
            component,
            settings,
            session: session.expect("right settings"),
        };
        play(&mut session);
        let handle = session.session;
        let report = session.component.report(handle, Detail::Full);
        let (detection, report) = (self.detection, report.unwrap());
        let added = self.component.add_probe(detection, &report);
        added.unwrap();
    }

    fn recommendation(&mut self) -> Value {
        let detection = self.detection;
        let text = self.component.recommendation_to_json(detection);
        serde_json::from_str(&text.unwrap()).expect("a recommendation is JSON")
    }
}

fn optional_settings(component: &mut Component, text: Option<&str>) -> Option<Settings> {
    text.map(|text| component.parse_settings(text).unwrap().expect("settings"))
}

fn attachment(file: DraftFile) -> Attachment {
    Attachment {
        file_name: file.file_name,
        media_type: file.media_type,
        content_id: file.content_id,
        data: file.data,
    }
}

struct ComponentSession {
    component: Component,
    settings: Settings,
    session: ResourceAny,
}

impl ComponentSession {
    fn job(&mut self, job: &Value) -> Result<Job, Value> {
        if job.get("probe").is_some() {
            return Ok(Job::Probe);
        }
        if job.get("quit").is_some() {
            return Ok(Job::Quit);
        }
        if let Some(test) = job.get("test") {
            let stamp = test["stamp"].to_string();
            let stamp = self.component.parse_stamp(&stamp).unwrap();
            return Ok(Job::Test(TestJob {
                to: test["to"].as_str().expect("a recipient").to_owned(),
                stamp: stamp.expect("a stamp"),
            }));
        }
        let options = send_options(job)?;
        let (draft, stamp) = (&job["send"]["draft"], &job["send"]["stamp"]);
        let message = build(
            &mut self.component,
            &self.settings,
            &draft.to_string(),
            &stamp.to_string(),
            &[],
        );
        Ok(Job::Send(SendJob {
            message: message.expect("a message"),
            recipients: options.recipients,
            all_or_nothing: options.all_or_nothing,
        }))
    }
}

impl SessionDoor for ComponentSession {
    fn begin(&mut self, job: &Value) -> Value {
        let job = match self.job(job) {
            Ok(job) => job,
            Err(problems) => return json!({ "invalid": problems }),
        };
        let session = self.session;
        let begun = self.component.begin(session, &job);
        match begun.unwrap() {
            Ok(()) => json!("begun"),
            Err(BeginError::Misuse(misuse)) => misuse_to_json(misuse),
            Err(BeginError::Invalid(problems)) => {
                json!({ "invalid": problems_to_json(&mut self.component, &problems) })
            }
        }
    }

    fn advance(&mut self, event: &Value, now_ms: u64) -> Value {
        let (session, event) = (self.session, event_from_json(event));
        let advanced = self.component.advance(session, &event, now_ms);
        match advanced.unwrap() {
            Ok(next) => {
                let stage = next.stage.as_deref();
                step(&action_to_json(next.action), stage, next.timeout_ms)
            }
            Err(misuse) => misuse_to_json(misuse),
        }
    }

    fn restrict_to(&mut self, destinations: &str) -> Value {
        let session = self.session;
        let restricted = self.component.restrict_to(session, destinations);
        match restricted.unwrap() {
            Ok(()) => json!("restricted"),
            Err(problems) => {
                json!({ "invalid": problems_to_json(&mut self.component, &problems) })
            }
        }
    }

    fn recall(&mut self, learned: &str) -> Value {
        let session = self.session;
        let recalled = self.component.call(|world, store| {
            let sessions = world.centerscape_smtp_delivery().session();
            sessions.call_recall(store, session, learned)
        });
        match recalled.unwrap() {
            Ok(()) => json!("recalled"),
            Err(problems) => {
                json!({ "invalid": problems_to_json(&mut self.component, &problems) })
            }
        }
    }

    fn report(&mut self) -> Value {
        self.report_with(Detail::Full)
    }

    fn confirm_transactions(&mut self) {
        self.component.confirm_transactions(self.session).unwrap();
    }

    fn is_stale(&mut self) -> bool {
        let session = self.session;
        let is_stale = self.component.call(|world, store| {
            let sessions = world.centerscape_smtp_delivery().session();
            sessions.call_is_stale(store, session)
        });
        is_stale.unwrap()
    }

    fn redacted_report(&mut self) -> Value {
        self.report_with(Detail::Redacted)
    }
}

impl ComponentSession {
    fn report_with(&mut self, detail: Detail) -> Value {
        let session = self.session;
        let report = self.component.report(session, detail).unwrap();
        json(&self.component.report_to_json(&report).unwrap())
    }
}

fn event_from_json(event: &Value) -> Event {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match event.as_str() {
        Some("start") => return Event::Start,
        Some("written") => return Event::Written,
        Some("closed") => return Event::Closed,
        Some("timed-out") => return Event::TimedOut,
        Some("cancelled") => return Event::Cancelled,
        Some("confirmed") => return Event::Confirmed,
        Some("deadline-exceeded") => return Event::DeadlineExceeded,
        Some(other) => panic!("no such event: {other}"),
        None => {}
    }
    let (name, body) = event
        .as_object()
        .and_then(|event| event.iter().next())
        .expect("an event");
    match name.as_str() {
        "resolved" => Event::Resolved(body.as_array().expect("a list").iter().map(text).collect()),
        "connected" => Event::Connected(Connection {
            local: text(&body["local"]),
            peer: text(&body["peer"]),
        }),
        "received" => Event::Received(bytes_from_json(body)),
        "secret" => Event::Secret(body.as_str().map(str::to_owned)),
        "secured" => Event::Secured(TlsInfo {
            version: text(&body["version"]),
            cipher: text(&body["cipher"]),
            chain: chain(body),
        }),
        "failed" => Event::Failed(IoFailure {
            kind: text(&body["kind"]),
            text: text(&body["text"]),
            chain: chain(body),
        }),
        other => panic!("no such event: {other}"),
    }
}

fn chain(value: &Value) -> Vec<Certificate> {
    let certificate = |value: &Value| Certificate {
        der: Vec::new(),
        subject: value["subject"].as_str().unwrap_or_default().to_owned(),
        issuer: String::new(),
        names: Vec::new(),
        not_before: 0,
        not_after: 0,
        sha256: value["sha256"].as_str().unwrap_or_default().to_owned(),
    };
    value["chain"]
        .as_array()
        .map(|chain| chain.iter().map(certificate).collect())
        .unwrap_or_default()
}

fn action_to_json(action: Action) -> Value {
    match action {
        Action::Connect(to) => json!({ "connect": { "host": to.host, "port": to.port } }),
        Action::StartTls(name) => json!({ "start-tls": name }),
        Action::Write(bytes) => json!({ "write": bytes_to_json(&bytes) }),
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
