//! What holds for every message: nothing panics, no header gains a line, the size is exact, and a parser that we did not write
//! reads back what went in.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test panics"
)]

use centerscape_smtp_core::message::{
    Alert, Attachment, Content, CustomContent, Draft, Header, Message, Notice, Stamp,
};
use centerscape_smtp_core::settings::{Auth, Settings};
use mail_parser::{Address, MessageParser, MimeHeaders};
use proptest::prelude::*;

/// Text as people and attackers write it.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "Rack 12",
            " ",
            "  ",
            "\t",
            "\r",
            "\n",
            "\r\n",
            "\r\nBcc: victim@example.com\r\n",
            "\0",
            "=",
            "=?utf-8?q?x?=",
            ".",
            "\n.\n",
            "--",
            "=_",
            "ü",
            "温度过高",
            "č",
            "\u{560a}",
            "\u{560d}",
            "\u{2028}",
            "👩\u{200d}💻",
            "\"",
            "\\",
            "<",
            ">",
            "@",
            ",",
            ";",
            "(",
            ")",
            "/",
            "ops@example.com",
            "a word",
            "From ",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
        (1_usize..200).prop_map(|length| "x".repeat(length)),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// Text of one line that is accepted everywhere.
fn line() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            " ",
            "  ",
            "=?utf-8?q?x?=",
            "%20",
            "utf-8''",
            "*",
            "ü",
            "温度",
            "č",
            "👩\u{200d}💻",
            "\"",
            "\\",
            "(",
            ",",
            "_",
            "a word"
        ])
        .prop_map(str::to_owned),
        "[ -~]{1,90}",
    ];
    prop::collection::vec(piece, 1..6).prop_map(|pieces| format!("a{}b", pieces.concat()))
}

/// Names of headers as people and attackers write them.
fn header_name() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        prop::sample::select(BUILT.to_vec()).prop_map(str::to_owned),
        prop::sample::select(vec![
            "X-Rack",
            "List-Unsubscribe",
            "Comments",
            "Received",
            "Resent-To",
            ".",
        ])
        .prop_map(str::to_owned),
        "[!-~]{1,80}",
        "X-[a-z]{1,12}",
        any_text(),
    ];
    (name, any::<bool>()).prop_map(
        |(name, is_upper)| {
            if is_upper { name.to_uppercase() } else { name }
        },
    )
}

/// What stands in every message with an incident and an importance, before and behind the headers that the draft brings along.
const BUILT: [&str; 10] = [
    "Date",
    "From",
    "To",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Subject",
    "Auto-Submitted",
    "Importance",
    "X-Priority",
];
const BUILT_BEHIND: [&str; 3] = ["MIME-Version", "Content-Type", "Content-Transfer-Encoding"];

fn stamp() -> Stamp {
    let entropy = core::array::from_fn(|index| u8::try_from(index * 7).unwrap());
    Stamp {
        unix_seconds: 1_795_321_560,
        offset_minutes: 60,
        entropy,
        domain: "centerscape.example.com".to_owned(),
    }
}

fn settings() -> Settings {
    Settings {
        from_address: "CenterScape <centerscape@example.com>".to_owned(),
        ..Settings::default()
    }
}

fn read(message: &mut Message, chunk: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut buffer = vec![0; chunk];
    loop {
        let length = message.read_chunk(&mut buffer);
        if length == 0 {
            return bytes;
        }
        bytes.extend_from_slice(&buffer[..length]);
    }
}

/// The lines of a message, after a check of their ends and lengths.
fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    let body = bytes.strip_suffix(b"\n").expect("a line end at the end");
    let strip = |line: &'_ [u8]| -> usize {
        assert_eq!(line.last(), Some(&b'\r'), "a bare LF");
        line.len() - 1
    };
    let lines = body
        .split(|byte| *byte == b'\n')
        .map(|line| &line[..strip(line)]);
    lines
        .inspect(|line| {
            assert!(
                line.len() <= 998 && !line.contains(&b'\r'),
                "a long line or a bare CR"
            );
        })
        .collect()
}

/// The names of the header fields, in their order.
fn header_names(bytes: &[u8]) -> Vec<String> {
    let head = lines(bytes).into_iter().take_while(|line| !line.is_empty());
    head.filter(|line| !line.starts_with(b" "))
        .map(|line| {
            String::from_utf8_lossy(line)
                .split_once(": ")
                .unwrap()
                .0
                .to_owned()
        })
        .collect()
}

fn words(subject: &str, text: Option<String>, html: Option<String>) -> Draft {
    Draft {
        to: vec!["ops@example.com".to_owned()],
        content: Content::Custom(CustomContent {
            subject: subject.to_owned(),
            text,
            html,
            importance: None,
        }),
        ..Draft::default()
    }
}

fn check_bytes(message: &mut Message) -> Vec<u8> {
    let bytes = read(message, 64 * 1024);
    assert_eq!(message.size(), bytes.len() as u64, "the size told first");
    assert_eq!(message.read_chunk(&mut [0; 8]), 0, "the end stays the end");
    assert_eq!(message.is_8bit(), !bytes.is_ascii());
    lines(&bytes);
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_draft_panics_and_no_header_gains_a_line(
        texts in prop::array::uniform12(any_text()),
        seconds in any::<i64>(),
        offset in any::<i16>(),
        kind in 0..3,
        brings_along in any::<bool>(),
    ) {
        let [to, cc, reply, incident, title, text, asset, value, name, media, id, domain] = texts;
        let stamp = Stamp { unix_seconds: seconds, offset_minutes: offset, domain: domain.clone(), ..stamp() };
        let content = match kind {
            0 => Content::Custom(CustomContent { subject: title, text: Some(text), html: Some(asset), importance: Some(value) }),
            1 => Content::Alert(Alert { severity: "critical".into(), state: "raised".into(), title, asset, value, ..Alert::default() }),
            _ => Content::Notice(Notice { severity: "info".into(), title, asset: Some(asset), text, link: Some(value), ..Notice::default() }),
        };
        let mut draft = Draft { to: vec![to], cc: vec![cc], reply_to: vec![reply], incident: Some(incident), content, ..Draft::default() };
        if brings_along {
            draft.headers = vec![Header { name: name.clone(), value: media.clone() }];
            [draft.from, draft.sender, draft.envelope_sender] = [&id, &domain, &name].map(|text| Some(text.clone()));
        }
        draft.attachments.push(Attachment { file_name: name, media_type: media, content_id: Some(id), data: vec![1] });
        let without_stamp = draft.clone().preview(&settings()).err();
        prop_assert_eq!(without_stamp, Message::build(&settings(), draft.clone(), &self::stamp()).err(), "a preview has the same problems");
        prop_assert!(Message::build(&settings(), draft, &stamp).is_err() || offset.abs() <= 840);
    }

    #[test]
    fn hostile_values_stay_in_their_header(subject in any_text(), incident in any_text(), name in any_text(), file in any_text()) {
        let expected = header_names(&read(&mut Message::build(&settings(), Draft {
            incident: Some("x".to_owned()),
            ..words("x", Some(String::new()), None)
        }, &stamp()).unwrap(), 999));
        let one = |draft: Draft| Message::build(&settings(), draft, &stamp()).map(|mut message| check_bytes(&mut message));
        let base = || words("x", Some(String::new()), None);
        let with_incident = |incident: &str| Draft { incident: Some(incident.to_owned()), ..base() };
        let named = format!("{name} <ops@example.com>");
        for draft in [
            Draft { incident: Some("x".into()), ..words(&subject, Some(String::new()), None) },
            with_incident(&incident),
            Draft { to: vec![named], incident: Some("x".into()), ..base() },
        ] {
            if let Ok(bytes) = one(draft) {
                let names = header_names(&bytes);
                prop_assert!(names == expected || incident.is_empty(), "{names:?}");
            }
        }
        let attachment = Attachment { file_name: file, media_type: "a/b".into(), content_id: None, data: vec![] };
        if let Ok(bytes) = one(Draft { attachments: vec![attachment], ..base() }) {
            prop_assert!(!bytes.windows(5).any(|window| window.eq_ignore_ascii_case(b"\nbcc:")));
        }
    }

    #[test]
    fn a_message_has_the_headers_of_the_builder_and_the_accepted_ones(
        headers in prop::collection::vec((header_name(), prop_oneof![any_text(), line()]), 0..4),
        sender in prop_oneof![any_text(), Just("b@example.com".to_owned())],
        envelope_sender in prop_oneof![any_text(), Just(String::new()), Just("c@example.com".to_owned())],
    ) {
        let headers: Vec<_> = headers.into_iter().map(|(name, value)| Header { name, value }).collect();
        let mut draft = words("x", Some(String::new()), None);
        draft.incident = Some("x".to_owned());
        if let Content::Custom(words) = &mut draft.content {
            words.importance = Some("high".to_owned());
        }
        // Each of them alone first: what is accepted alone is accepted together.
        let is_accepted = |draft: &Draft| Message::build(&settings(), draft.clone(), &stamp()).is_ok();
        let accepted: Vec<_> = headers.iter().filter(|header| is_accepted(&Draft { headers: vec![(*header).clone()], ..draft.clone() })).cloned().collect();
        for header in &accepted {
            let is_built = |name: &&str| name.eq_ignore_ascii_case(&header.name);
            prop_assert!(!BUILT.iter().chain(&BUILT_BEHIND).any(is_built), "{:?}", header.name);
        }
        draft.headers = accepted.clone();
        for (value, with) in [
            (&sender, (|draft, value| Draft { sender: Some(value), ..draft }) as fn(Draft, String) -> Draft),
            (&envelope_sender, |draft, value| Draft { envelope_sender: Some(value), ..draft }),
        ] {
            let changed = with(draft.clone(), value.clone());
            draft = if is_accepted(&changed) { changed } else { draft };
        }
        let has_sender = draft.sender.is_some();
        let mut message = Message::build(&settings(), draft, &stamp()).unwrap();
        let bytes = check_bytes(&mut message);
        prop_assert!(!message.envelope().sender.contains(['\r', '\n', ' ', '<']) || message.envelope().sender.starts_with('"'));

        let text = MessageParser::new().header_text("Subject").default_header_text();
        let parsed = text.parse(&bytes).unwrap();
        let found: Vec<_> = parsed.headers().iter().map(|header| (header.name().to_ascii_lowercase(), header.value().as_text().unwrap_or_default())).collect();
        let own = BUILT.iter().flat_map(|name| [Some(*name), Some("Sender").filter(|_| has_sender && *name == "From")]).flatten();
        let brought = accepted.iter().map(|header| (&*header.name, Some(header.value.trim_matches(' '))));
        let expected: Vec<_> = own.map(|name| (name, None)).chain(brought).chain(BUILT_BEHIND.map(|name| (name, None))).collect();
        prop_assert_eq!(found.len(), expected.len(), "{:?}", found);
        for ((name, value), (expected_name, expected_value)) in found.iter().zip(expected) {
            prop_assert_eq!(name, &expected_name.to_ascii_lowercase());
            prop_assert_eq!(*value, expected_value.unwrap_or(value));
        }
    }

    #[test]
    fn any_text_and_file_is_read_back(text in any_text(), html in any_text(), data in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut draft = words("x", Some(text.clone()), Some(html.clone()));
        for (id, media_type) in [(None, "application/pdf"), (Some("chart"), "image/png")] {
            draft.attachments.push(Attachment {
                file_name: "f".into(), media_type: media_type.into(), content_id: id.map(Into::into), data: data.clone(),
            });
        }
        let bytes = check_bytes(&mut Message::build(&settings(), draft, &stamp()).unwrap());
        let parsed = MessageParser::new().parse(&bytes).unwrap();
        prop_assert_eq!(normal(&parsed.body_text(0).unwrap()), normal(&text));
        prop_assert_eq!(normal(&parsed.body_html(0).unwrap()), normal(&html));
        let files: Vec<_> = parsed.attachments().map(mail_parser::MessagePart::contents).collect();
        prop_assert_eq!(files, vec![&data[..], &data[..]]);
    }

    #[test]
    fn headers_are_read_back(subject in line(), name in line(), file in line()) {
        let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
        let file = file.replace(['/', '\\'], "-");
        let mut draft = words(&subject, Some("x".into()), None);
        draft.to = vec![format!("\"{quoted}\" <ops@bücher.example>")];
        draft.attachments.push(Attachment { file_name: file.clone(), media_type: "a/b".into(), content_id: None, data: vec![] });
        let Ok(mut message) = Message::build(&settings(), draft, &stamp()) else {
            prop_assert!(quoted.len() > 254 || file.len() > 255);
            return Ok(());
        };
        let bytes = check_bytes(&mut message);
        let parsed = MessageParser::new().parse(&bytes).unwrap();
        prop_assert_eq!(parsed.subject().unwrap(), &subject);
        let Some(Address::List(to)) = parsed.to() else { panic!("no list") };
        prop_assert_eq!(to[0].name.as_deref().unwrap(), &name);
        prop_assert_eq!(to[0].address.as_deref().unwrap(), "ops@xn--bcher-kva.example");
        prop_assert_eq!(parsed.attachment(0).unwrap().attachment_name().unwrap(), &file);
    }

    #[test]
    fn a_preview_is_what_is_read_back(title in line(), name in "[ !#-Z^-~]{0,40}", text in any_text(), kind in 0..4) {
        let content = match kind {
            0 => Content::Custom(CustomContent { subject: title, text: Some(text.clone()), html: Some(text), importance: None }),
            1 => Content::Alert(Alert { severity: "warning".into(), state: "cleared".into(), title, ..Alert::default() }),
            2 => Content::Notice(Notice { severity: "info".into(), title, text: format!("x{text}"), ..Notice::default() }),
            _ => Content::Test,
        };
        let settings = Settings { from_address: format!("\"{name}\" <centerscape@bücher.example>"), ..settings() };
        let draft = Draft { to: vec!["ops@example.com".into()], content, ..Draft::default() };
        let preview = draft.clone().preview(&settings).unwrap();
        let bytes = check_bytes(&mut Message::build(&settings, draft, &stamp()).unwrap());
        let parsed = MessageParser::new().parse(&bytes).unwrap();
        prop_assert_eq!(parsed.subject().unwrap(), preview.subject);
        prop_assert_eq!(normal(&parsed.body_text(0).unwrap()), normal(&preview.text.unwrap()));
        prop_assert_eq!(normal(&parsed.body_html(0).unwrap()), normal(&preview.html.unwrap()));
        let Some(Address::List(from)) = parsed.from() else { panic!("no list") };
        let from = [from[0].name.as_deref().unwrap_or_default(), " <", from[0].address.as_deref().unwrap(), ">"].concat();
        let sender = preview.sender;
        prop_assert!(from == sender || from == format!(" <{sender}>"), "{from:?} {sender:?}");
    }

    #[test]
    fn chunk_sizes_do_not_matter(
        sizes in prop::collection::vec(0_usize..500, 1..4),
        chunk in prop_oneof![1_usize..90, 1_usize..2000],
    ) {
        let mut draft = words("x", Some("温度过高".into()), None);
        for (index, size) in sizes.into_iter().enumerate() {
            let data = (0..size).map(|at| u8::try_from((at * 31 + index) % 256).unwrap()).collect();
            draft.attachments.push(Attachment { file_name: "f".into(), media_type: "a/b".into(), content_id: None, data });
        }
        let mut message = Message::build(&settings(), draft, &stamp()).unwrap();
        let whole = check_bytes(&mut message);
        message.rewind();
        prop_assert_eq!(read(&mut message, chunk), whole);
    }

    #[test]
    fn no_json_panics(text in any_text(), key in prop::sample::select(vec!["to", "subject", "alert", "test", "html", "now", "entropy"])) {
        for json in [text.clone(), format!("{{\"{key}\": {text}}}"), format!("{{\"{key}\": \"{text}\"}}"), format!("{{\"{text}\": 1}}")] {
            let _ = Draft::parse(&json, Vec::new());
            let _ = Stamp::parse(&json);
        }
    }
}

/// What encoding leaves of a text: one kind of line end, and one at the end.
fn normal(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.strip_suffix('\n').unwrap_or(&text).to_owned()
}

#[test]
fn line_ends_are_made_in_linear_time() {
    let start = std::time::Instant::now();
    let text = "\n".repeat(4_000_000) + &"\r".repeat(4_000_000) + &"ü \n".repeat(1_000_000);
    let mut message = Message::build(&settings(), words("x", Some(text), None), &stamp()).unwrap();
    read(&mut message, 64 * 1024);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

/// As a page does it at each key press: whatever stands in the fields, and in the settings beside them.
#[test]
fn huge_values_are_previewed_quickly() {
    let start = std::time::Instant::now();
    for filler in [
        "a",
        "a.",
        ".",
        "@",
        "<b>&\"",
        "(",
        "1",
        " ",
        "\t",
        "é",
        "上",
        "👩\u{200d}",
        "\u{202e}",
        "\r\n",
        "\n",
    ] {
        let huge = filler.repeat(100_000 / filler.len());
        let alert = Alert {
            severity: "info".into(),
            state: "raised".into(),
            title: huge.clone(),
            asset: huge.clone(),
            raised_at: huge.clone(),
            link: Some(huge.clone()),
            ..Alert::default()
        };
        let notice = Notice {
            severity: "info".into(),
            title: "x".into(),
            text: huge.clone(),
            ..Notice::default()
        };
        let huge_settings = Settings {
            hostname: huge.clone(),
            auth: Auth::Password,
            username: huge.clone(),
            ..settings()
        };
        let draft = |content, to: &str| Draft {
            to: vec![to.to_owned()],
            content,
            ..Draft::default()
        };
        let _ = draft(Content::Alert(alert), &huge).preview(&settings());
        let _ = draft(Content::Notice(notice), "a@b.example").preview(&settings());
        let _ = draft(Content::Test, "a@b.example").preview(&huge_settings);
        let _ = words(&huge, Some(huge.clone()), Some(huge.clone())).preview(&settings());
    }
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn debug_shows_no_text() {
    let message = Message::build(
        &settings(),
        words("secret subject", Some("secret text".into()), None),
        &stamp(),
    )
    .unwrap();
    assert!(!format!("{message:?}").contains("secret"));
}
