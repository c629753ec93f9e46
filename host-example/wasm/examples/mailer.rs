//! The shortest way in: a host with a mailer of its own.
//!
//! `SMTP_PASSWORD=... cargo run --release --example mailer settings.json ops@example.com`

use std::{env, fs};

use centerscape_smtp_host::message::{Content, Draft, Notice};
use centerscape_smtp_host::{Error, Host, LettreTransport, Limits, Trust, stamp_now};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args().skip(1);
    let settings = fs::read_to_string(arguments.next().ok_or("which settings file?")?)?;
    let to = arguments.next().ok_or("to whom?")?;

    let host = Host::new(Limits::default())?;
    let plugin = host.load_plugin(&fs::read("target/component/plugin.wasm")?)?;
    let mailer = LettreTransport::new(Trust::system(), env::var("SMTP_PASSWORD").ok());
    let mut component = plugin.instantiate(mailer)?;

    let settings = component
        .call(|world, store| {
            world
                .centerscape_smtp_settings()
                .call_parse(store, &settings)
        })?
        .map_err(Error::Invalid)?;
    let draft = Draft {
        to: vec![to],
        cc: vec![],
        bcc: vec![],
        reply_to: vec![],
        from: None,
        sender: None,
        envelope_sender: None,
        headers: vec![],
        incident: None,
        content: Content::Notice(Notice {
            severity: "warning".to_owned(),
            title: "Humidity sensor does not answer".to_owned(),
            asset: Some("HUM-3".to_owned()),
            location: Some("Hall 2 / Row C".to_owned()),
            text: "No value for ten minutes.".to_owned(),
            link: None,
        }),
        attachments: vec![],
    };
    let stamp = stamp_now()?;
    let report = component
        .call(|world, store| {
            let mailer = world.centerscape_smtp_mailer();
            mailer.call_send(store, &settings, &draft, &stamp)
        })?
        .map_err(Error::Invalid)?;

    println!("{:?}", report.outcome);
    if let Some(diagnosis) = report.diagnosis {
        println!("{}\n{}", diagnosis.title, diagnosis.steps.join("\n"));
    }
    Ok(())
}
