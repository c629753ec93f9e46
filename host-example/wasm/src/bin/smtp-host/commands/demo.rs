//! `smtp-host demo`: the whole story against an embedded mail server.

mod chart;
mod dialog;
mod mails;

use std::fmt::Write as _;

use anstream::println;
use centerscape_smtp_host::message::{Alert, Attachment, Content, Draft, Report};
use centerscape_smtp_host::types::{Outcome as Delivered, Settings};
use centerscape_smtp_host::{Job, Network, Session, Trust, stamp_now};
use smtp_scripted_server::{Security, Server};

use crate::args::Demo;
use crate::components::Finder;
use crate::failure::{Failure, Outcome};
use crate::input::Engine;
use crate::output;
use crate::sending::Person;

const USER: &str = "centerscape@example.com";
const PASSWORD: &str = "demo-only";

/// What an administrator might type at the first try.
const WRONG_SETTINGS: &str = r#"{
  "hostname": "https://smtp.example.com/",
  "port": 70000,
  "security": "starttls",
  "auth": "password",
  "usrname": "centerscape@example.com",
  "from_address": "CenterScape"
}
"#;

/// Tells the story.
pub fn run(components: &Finder, args: &Demo) -> Outcome {
    let component = components.engine()?;
    let mut engine = component.instantiate()?;

    output::title("1. A settings file with mistakes");
    wrong_settings(&mut engine)?;

    output::title("2. The settings put right, for a mail server that is started here");
    let server = Server::builder()
        .security(Security::StartTls)
        .user(USER, PASSWORD)
        .start();
    let server = server?;
    let settings = right_settings(&mut engine, server.port())?;

    output::title("3. Four mails over one connection");
    let network = Network::new(Trust::with_pem(server.ca_pem().as_bytes())?);
    let mut session = Session::new(&component, settings.clone(), network)?;
    let mut person = Person::with_secret(PASSWORD);
    let mut all_accepted = true;
    for (what, draft) in drafts() {
        println!("{what}");
        let stamp = stamp_now()?;
        let job = match draft {
            Some(draft) => Job::send(draft, stamp),
            None => Job::Test {
                to: "admin@example.com".to_owned(),
                stamp,
            },
        };
        let report = session.run(job, &mut person)?;
        output::report(&report, false);
        all_accepted &= report.outcome == Delivered::Accepted;
    }
    session.quit(&mut person)?;

    output::title("4. What the server received");
    mails::show(&server.received(), args.save.as_deref())?;

    output::title("5. The settings dialog");
    let is_served = dialog::offer(
        components,
        &server,
        &settings_text(server.port(), PASSWORD),
        args.serve,
    )?;
    Ok(all_accepted && is_served)
}

fn wrong_settings(engine: &mut Engine) -> Result<(), Failure> {
    output::remark(WRONG_SETTINGS.trim_end());
    let problems = engine.validate_json(WRONG_SETTINGS)?;
    for line in output::problem_lines("settings.json", &problems) {
        println!("{line}");
    }
    Ok(())
}

fn right_settings(engine: &mut Engine, port: u16) -> Result<Settings, Failure> {
    let text = settings_text(port, "****");
    output::remark(&text);
    let settings = engine.parse_settings(&text)?;
    settings.map_err(Failure::invalid("settings"))
}

fn settings_text(port: u16, password: &str) -> String {
    format!(
        r#"{{
  "hostname": "localhost", "port": {port}, "security": "starttls",
  "auth": "password", "username": "{USER}", "password": "{password}",
  "from_address": "CenterScape <{USER}>", "ehlo_name": "centerscape.example.com"
}}"#
    )
}

/// The mails of the story; the Test has no draft.
fn drafts() -> [(&'static str, Option<Draft>); 4] {
    let to_operations = |content, attachments| Draft {
        to: vec!["Operations <ops@example.com>".to_owned()],
        cc: Vec::new(),
        bcc: Vec::new(),
        reply_to: Vec::new(),
        from: None,
        sender: None,
        envelope_sender: None,
        headers: Vec::new(),
        incident: None,
        content,
        attachments,
    };
    let alert = |state: &str, severity: &str, value: &str| Draft {
        incident: Some("rack12-inlet-temperature".to_owned()),
        ..to_operations(Content::Alert(alert(state, severity, value)), Vec::new())
    };
    let report = Content::Report(Report {
        title: "Power and temperature, hall 2".to_owned(),
        period: Some("one week".to_owned()),
        text: "The inlet temperature of rack 12 passed its threshold once. The readings of every minute are attached."
            .to_owned(),
        link: Some("https://centerscape.example.com/reports/42".to_owned()),
    });
    [
        ("The Test", None),
        ("An alert", Some(alert("raised", "critical", "41.5 °C"))),
        (
            "The same incident, cleared",
            Some(alert("cleared", "info", "24.0 °C")),
        ),
        (
            "A report with a chart and a large table",
            Some(to_operations(report, attachments())),
        ),
    ]
}

fn alert(state: &str, severity: &str, value: &str) -> Alert {
    Alert {
        severity: severity.to_owned(),
        state: state.to_owned(),
        title: "Inlet temperature high".to_owned(),
        asset: "PDU-7".to_owned(),
        location: "Hall 2 / Row C / Rack 12".to_owned(),
        metric: "temperature".to_owned(),
        value: value.to_owned(),
        threshold: "35 °C".to_owned(),
        raised_at: "2026-11-22T05:26:00+01:00".to_owned(),
        link: Some("https://centerscape.example.com/assets/pdu-7".to_owned()),
    }
}

fn attachments() -> Vec<Attachment> {
    let readings = chart::readings();
    let chart = chart::png(&readings).map(|data| Attachment {
        file_name: "temperature.png".to_owned(),
        media_type: "image/png".to_owned(),
        content_id: Some("temperature".to_owned()),
        data,
    });
    let table = Attachment {
        file_name: "readings.csv".to_owned(),
        media_type: "text/csv".to_owned(),
        content_id: None,
        data: table(&readings).into_bytes(),
    };
    chart.into_iter().chain([table]).collect()
}

/// Every minute of a week for 24 racks.
fn table(readings: &[f64]) -> String {
    let mut text = String::from("rack,minute,inlet_celsius\r\n");
    for rack in 1..=24 {
        for (minute, value) in readings.iter().enumerate() {
            let offset = f64::from(rack % 5) / 4.0;
            // Writing to a string does not fail.
            let _ = write!(text, "rack-{rack:02},{minute},{:.2}\r\n", value + offset);
        }
    }
    text
}
