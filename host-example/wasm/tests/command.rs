//! `smtp-host` as a person or a script calls it: exit codes, JSON, bad input, and mails to a scripted server.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

mod common;

use centerscape_smtp_host::Limits;
use common::{Folder, Run, component, smtp_host};
use smtp_scripted_server::{Do, On, Security, Server};

const PASSWORD: &str = "correct horse";
const DRAFT: &str = r#"{"to":["a@example.com"],"subject":"Hello","text":"World"}"#;

/// A server with STARTTLS and a login, its settings and its certificate as files.
struct Setup {
    server: Server,
    folder: Folder,
    settings: String,
    ca: String,
    draft: String,
}

impl Setup {
    fn new(server: smtp_scripted_server::Builder) -> Self {
        component("host.wasm");
        let server = server
            .security(Security::StartTls)
            .user("cs@example.com", PASSWORD);
        let server = server.start().unwrap();
        let folder = Folder::new();
        let settings = format!(
            r#"{{"hostname":"localhost","port":{},"security":"starttls","auth":"password","username":"cs@example.com","password":"****","from_address":"CS <cs@example.com>","timeout_seconds":10}}"#,
            server.port()
        );
        Self {
            settings: folder.file("settings.json", &settings),
            ca: folder.file("ca.pem", server.ca_pem()),
            draft: folder.file("draft.json", DRAFT),
            folder,
            server,
        }
    }

    /// The text of the settings.
    fn settings(&self) -> String {
        std::fs::read_to_string(&self.settings).unwrap()
    }

    fn send(&self, more: &[&str]) -> Run {
        let mail = [
            "send",
            "--json",
            "--settings",
            &self.settings,
            "--draft",
            &self.draft,
        ];
        smtp_host(
            &[&mail[..], &["--ca", &self.ca], more].concat(),
            Some(PASSWORD),
        )
    }

    fn test(&self, more: &[&str]) -> Run {
        let test = [
            "test",
            "--json",
            "--settings",
            &self.settings,
            "--ca",
            &self.ca,
        ];
        smtp_host(&[&test[..], more].concat(), Some(PASSWORD))
    }
}

#[test]
fn a_mail_is_accepted_by_both_ways() {
    for via in ["session", "transport"] {
        let setup = Setup::new(Server::builder());
        let file = setup.folder.file("load.csv", "rack,load\r\n1,2\r\n");
        let run = setup.send(&["--via", via, "--attach", &file]);
        assert_eq!(
            (run.code, &run.json()["outcome"]),
            (0, &"accepted".into()),
            "{via}: {}",
            run.stderr
        );
        for key in ["stages", "recipients", "diagnosis", "transcript"] {
            assert!(run.json().get(key).is_some(), "{via}: {key}");
        }
        let received = setup.server.received();
        assert_eq!(received.len(), 1, "{via}");
        assert_eq!(received[0].user.as_deref(), Some("cs@example.com"), "{via}");
        assert!(received[0].tls.is_some(), "{via}");
        assert!(!(run.stdout + &run.stderr).contains(PASSWORD), "{via}");
    }
}

#[test]
fn a_name_is_looked_up_before_it_is_connected_to() {
    let setup = Setup::new(Server::builder());
    let run = setup.test(&[]).json();
    let (lookup, connect) = (&run["stages"][0], &run["stages"][1]);
    assert_eq!(
        (&lookup["stage"], &connect["stage"]),
        (&"dns".into(), &"connect".into())
    );
    let addresses = lookup["evidence"].as_array().unwrap();
    assert!(addresses.contains(&"127.0.0.1".into()), "{lookup}");
    let connected = format!("connected to 127.0.0.1:{}", setup.server.port());
    assert_eq!(
        connect["evidence"].as_array().unwrap().last(),
        Some(&connected.into())
    );

    let unknown = setup.settings().replace("localhost", "nowhere.invalid");
    setup.folder.file("settings.json", &unknown);
    let run = setup.test(&[]).json();
    assert_eq!(run["diagnosis"]["cause"], "dns-failure");
    assert_eq!(run["stages"].as_array().unwrap().len(), 1);
    assert_eq!(run["stages"][0]["stage"], "dns");
}

#[test]
fn one_refused_recipient_of_two_is_not_a_success() {
    let setup = Setup::new(Server::builder().on(
        On::rcpt("nobody@example.com"),
        [Do::reply("550 5.1.1 no such user")],
    ));
    setup.folder.file(
        "draft.json",
        r#"{"to":["a@example.com","nobody@example.com"],"subject":"s","text":"t"}"#,
    );
    let run = setup.send(&[]);
    assert_eq!(
        (run.code, &run.json()["outcome"]),
        (1, &"partly-accepted".into())
    );
    assert_eq!(run.json()["recipients"][1]["outcome"], "refused");
}

#[test]
fn the_test_sends_and_without_an_address_probes() {
    let setup = Setup::new(Server::builder());
    let run = setup.test(&[]);
    assert_eq!(
        (run.code, &run.json()["outcome"]),
        (0, &"ready".into()),
        "{}",
        run.stderr
    );
    assert!(setup.server.received().is_empty());
    for via in ["session", "transport"] {
        let run = setup.test(&["--to", "a@example.com", "--via", via]);
        assert_eq!(
            (run.code, &run.json()["outcome"]),
            (0, &"accepted".into()),
            "{}",
            run.stderr
        );
    }
    assert_eq!(setup.server.received().len(), 2);
    assert_eq!(
        setup.test(&["--via", "transport"]).code,
        2,
        "a mailer cannot probe"
    );
}

#[test]
fn a_wrong_password_and_an_untrusted_certificate_are_told() {
    let setup = Setup::new(Server::builder());
    for via in ["session", "transport"] {
        let base = [
            "test",
            "--json",
            "--to",
            "a@example.com",
            "--via",
            via,
            "--settings",
            &setup.settings,
        ];
        let run = smtp_host(
            &[&base[..], &["--ca", &setup.ca]].concat(),
            Some("wrong secret"),
        );
        assert_eq!(
            (run.code, &run.json()["diagnosis"]["cause"]),
            (1, &"bad-credentials".into()),
            "{via}"
        );
        assert!(
            !(run.stdout + &run.stderr).contains("wrong secret"),
            "{via}"
        );
        let run = smtp_host(&base, Some(PASSWORD));
        assert_eq!(run.code, 1, "{via}");
        assert_eq!(
            run.json()["diagnosis"]["cause"],
            "certificate-untrusted",
            "{via}: {}",
            run.stdout
        );
    }
    assert!(setup.server.received().is_empty());
}

#[test]
fn an_unanswered_final_dot_is_uncertain_by_both_ways() {
    for via in ["session", "transport"] {
        let setup = Setup::new(Server::builder().on(On::Dot, [Do::Cut]));
        let run = setup.send(&["--via", via]);
        assert_eq!(
            (run.code, &run.json()["outcome"]),
            (1, &"uncertain".into()),
            "{via}: {}",
            run.stdout
        );
    }
}

#[test]
fn a_silent_server_ends_with_the_deadline() {
    let setup = Setup::new(Server::builder().on(On::Ehlo, [Do::Silence]));
    let start = std::time::Instant::now();
    let run = setup.test(&["--deadline", "1"]);
    assert_eq!(
        (run.code, &run.json()["diagnosis"]["cause"]),
        (1, &"deadline-exceeded".into())
    );
    assert!(
        start.elapsed().as_secs() < 6,
        "it took {:?}",
        start.elapsed()
    );
}

#[test]
fn attachments_are_checked_before_anything_is_sent() {
    let setup = Setup::new(Server::builder());
    let missing = setup.folder.path().join("missing.pdf");
    let directory = setup.folder.path();
    for (path, word) in [
        (missing.as_path(), "No such file"),
        (directory, "directory"),
    ] {
        let run = setup.send(&["--attach", path.to_str().unwrap()]);
        assert_eq!(run.code, 1);
        assert!(
            run.stderr.contains(word) && run.stderr.contains(path.to_str().unwrap()),
            "{}",
            run.stderr
        );
    }
    assert!(setup.server.log().is_empty(), "nobody connected");
}

/// Whatever a command is to read: what is no file is told, before it is opened.
#[cfg(unix)]
#[test]
fn what_is_no_file_is_told_before_it_is_read() {
    let setup = Setup::new(Server::builder());
    let pipe = setup.folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let socket = setup.folder.path().join("socket");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let (settings, draft) = (setup.settings.as_str(), setup.draft.as_str());
    for (path, kind) in [
        (pipe.to_str().unwrap(), "a pipe"),
        (socket.to_str().unwrap(), "a socket"),
        ("/dev/zero", "a device"),
        (setup.folder.path().to_str().unwrap(), "a directory"),
    ] {
        for command in [
            vec!["validate", path],
            vec!["build", "--settings", path, "--draft", draft],
            vec!["build", "--settings", settings, "--draft", path],
            vec![
                "build",
                "--settings",
                settings,
                "--draft",
                draft,
                "--stamp",
                path,
            ],
            vec![
                "build",
                "--settings",
                settings,
                "--draft",
                draft,
                "--attach",
                path,
            ],
            vec![
                "send",
                "--settings",
                settings,
                "--draft",
                draft,
                "--ca",
                path,
            ],
            vec![
                "send",
                "--settings",
                settings,
                "--draft",
                draft,
                "--destinations",
                path,
            ],
            vec!["test", "--settings", path],
            vec!["detect", "localhost", "--ca", path],
            vec!["explain", "--transcript", path],
            vec![
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--settings",
                settings,
                "--ca",
                path,
            ],
            vec![
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--settings",
                settings,
                "--destinations",
                path,
            ],
        ] {
            let run = smtp_host(&command, Some(PASSWORD));
            assert_ne!(run.code, 0, "{command:?}");
            assert!(run.stderr.contains(kind), "{command:?}: {}", run.stderr);
        }
    }
    let standard_input = setup.send(&["--attach", "-"]);
    assert!(standard_input.code == 1 && standard_input.stderr.contains("standard input"));
    assert!(setup.server.log().is_empty(), "nobody connected");
}

/// A file of this size that takes no space.
fn sparse(setup: &Setup, name: &str, size: u64) -> String {
    let path = setup.folder.path().join(name);
    std::fs::File::create(&path).unwrap().set_len(size).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn the_size_of_attachments_is_judged_before_a_byte_is_read() {
    let setup = Setup::new(Server::builder());
    let most = Limits::default().attachment_bytes();
    // A terabyte; one byte too many; two that are too large together.
    for sizes in [
        vec![1 << 40],
        vec![most + 1],
        vec![most / 2 + 1, most / 2 + 1],
    ] {
        let sized = |(at, size): (usize, &u64)| sparse(&setup, &format!("{at}.bin"), *size);
        let files: Vec<_> = sizes.iter().enumerate().map(sized).collect();
        let arguments: Vec<_> = files
            .iter()
            .flat_map(|file| ["--attach", file.as_str()])
            .collect();
        let run = setup.send(&arguments);
        let told = run
            .stderr
            .contains(" MB, and smtp-host takes at most 178.9 MB");
        assert!(run.code == 1 && told, "{sizes:?}: {}", run.stderr);
    }
    assert!(setup.server.log().is_empty(), "nobody connected");
}

/// The largest that is allowed goes out, by the way that takes most memory.
#[test]
fn the_largest_attachment_that_is_allowed_is_sent() {
    let setup = Setup::new(Server::builder().size_limit(1 << 30));
    let file = sparse(&setup, "most.bin", Limits::default().attachment_bytes());
    for via in ["transport", "session"] {
        let run = setup.send(&["--via", via, "--attach", &file]);
        assert_eq!(run.json()["outcome"], "accepted", "{via}: {}", run.stderr);
    }
}

#[test]
fn device_text_is_sent_and_its_changes_are_told_by_both_ways() {
    for via in ["session", "transport"] {
        let setup = Setup::new(Server::builder());
        let draft = br#"{"to":["a@example.com"],"incident":"a\r\nb","alert":{"severity":"critical","state":"raised","title":"Host\tdown","asset":"PDU-7\u0000","value":"41 \ud800","location":"H?lle"}}"#;
        // As a device says it in Latin-1.
        let draft: Vec<_> = draft
            .iter()
            .map(|byte| if *byte == b'?' { 0xfc } else { *byte })
            .collect();
        std::fs::write(setup.folder.path().join("draft.json"), draft).unwrap();
        let run = setup.send(&["--via", via]);
        assert_eq!(run.code, 0, "{via}: {}", run.stderr);
        let report = run.json();
        let warnings = report["warnings"].as_array().unwrap().iter();
        let codes: Vec<_> = warnings.map(|one| one["code"].as_str().unwrap()).collect();
        let expected = [
            "title.control",
            "asset.control",
            "location.unreadable",
            "value.unreadable",
        ];
        assert_eq!(codes, expected, "{via}");
        for code in codes {
            assert!(run.stderr.contains(&format!("[{code}]")), "{}", run.stderr);
        }
        let mail = String::from_utf8(setup.server.received()[0].data.clone()).unwrap();
        assert!(
            mail.contains("Subject: [CRITICAL] Host down: PDU-7\r\n"),
            "{mail}"
        );
    }
}

#[test]
fn a_draft_names_who_it_comes_from_by_both_ways() {
    for via in ["session", "transport"] {
        let setup = Setup::new(Server::builder());
        let draft = r#"{"to":["a@example.com"],"from":"Cooling <cooling@example.com>","sender":"cs@example.com","envelope_sender":"",
            "headers":[{"name":"X-Rack","value":"12"}],"subject":"Fans","text":"All fans run."}"#;
        setup.folder.file("draft.json", draft);
        let run = setup.send(&["--via", via]);
        assert_eq!(run.code, 0, "{via}: {}", run.stderr);
        let received = &setup.server.received()[0];
        assert_eq!(received.sender, "", "{via}");
        let mail = String::from_utf8(received.data.clone()).unwrap();
        let from = "From: Cooling <cooling@example.com>\r\nSender: cs@example.com\r\n";
        assert!(
            mail.contains(from) && mail.contains("\r\nX-Rack: 12\r\n"),
            "{mail}"
        );
    }
}

#[test]
fn a_mail_is_attached_as_a_message_and_a_type_can_be_said() {
    let setup = Setup::new(Server::builder());
    let mail = setup
        .folder
        .file("mail.eml", "Subject: inner\n\n.A line with a dot\n");
    let odd = setup.folder.file("odd;type=x.bin", "x");
    let foreign = setup.folder.file("8bit.eml", "Subject: \u{fc}\n\n");
    let run = setup.send(&[
        "--attach",
        &mail,
        "--attach",
        &format!("{odd};type=text/plain; charset=utf-8"),
        "--attach",
        &foreign,
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.json()["warnings"][0]["code"], "media-type.sent-as-file");
    let received = String::from_utf8(setup.server.received()[0].data.clone()).unwrap();
    for part in [
        "Content-Type: message/rfc822\r\nContent-Disposition: attachment; filename=\"mail.eml\"\r\nContent-Transfer-Encoding: 7bit\r\n\r\nSubject: inner\r\n\r\n.A line with a dot\r\n",
        "Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment; filename=\"odd;type=x.bin\"\r\n",
        "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"8bit.eml\"\r\nContent-Transfer-Encoding: base64\r\n",
    ] {
        assert!(received.contains(part), "{part}: {received}");
    }
    let run = setup.send(&["--attach", &format!("{mail};type=nonsense")]);
    assert_eq!(run.code, 1);
    assert_eq!(run.json()["problems"][0]["code"], "media-type.syntax");
}

#[test]
fn what_to_write_instead_stands_with_the_problem() {
    let folder = Folder::new();
    let settings = folder.file(
        "settings.json",
        "{\"hostname\":\"mail\u{200b}.example.com\"}",
    );
    let run = smtp_host(&["validate", &settings], None);
    for part in ["U+200B ZERO WIDTH SPACE", "Suggested: mail.example.com"] {
        assert!(
            (run.stdout.clone() + &run.stderr).contains(part),
            "{part}: {}",
            run.stdout
        );
    }
    let settings = folder.file("good.json", "{\"from_address\":\"cs@example.com\"}");
    let draft = folder.file(
        "draft.json",
        r#"{"to":["a@example.com; b@example.com"],"subject":"s","text":"t"}"#,
    );
    let run = smtp_host(&["build", "--settings", &settings, "--draft", &draft], None);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr
            .contains(r#"Suggested: ["a@example.com","b@example.com"]"#),
        "{}",
        run.stderr
    );
}

#[test]
fn a_message_beyond_the_servers_size_is_not_sent() {
    let setup = Setup::new(Server::builder().size_limit(10_000));
    let file = setup.folder.file("big.csv", &"1,2,3\r\n".repeat(5000));
    let run = setup.send(&["--attach", &file]);
    assert_eq!(
        (run.code, &run.json()["diagnosis"]["cause"]),
        (1, &"message-too-big".into())
    );
    assert!(setup.server.received().is_empty());
}

#[test]
fn invalid_input_is_a_report_with_problems() {
    let folder = Folder::new();
    let settings = folder.file("settings.json", "{\n  \"port\": 70000 }");
    let draft = folder.file("draft.json", DRAFT);
    let run = smtp_host(&["validate", "--json", &settings], None);
    assert_eq!(run.code, 1);
    assert_eq!(run.json()["problems"][0]["code"], "port.out-of-range");
    assert_eq!(run.json()["problems"][0]["position"]["line"], 2);
    let run = smtp_host(
        &["send", "--json", "--settings", &settings, "--draft", &draft],
        None,
    );
    assert_eq!((run.code, &run.json()["outcome"]), (1, &"not-sent".into()));
    assert_eq!(run.json()["problems"][0]["code"], "port.out-of-range");
    let run = smtp_host(&["send", "--settings", &settings, "--draft", &draft], None);
    assert!(
        run.code == 1 && run.stderr.contains("settings.json:2:11"),
        "{}",
        run.stderr
    );
}

#[test]
fn the_same_stamp_builds_the_same_bytes() {
    let folder = Folder::new();
    let settings = folder.file(
        "settings.json",
        r#"{"hostname":"mail.example.org","from_address":"CS <cs@example.com>"}"#,
    );
    let draft = folder.file("draft.json", DRAFT);
    let stamp = format!(
        r#"{{"now":"2026-11-22T05:26:00+01:00","entropy":"{}","domain":"cs.example.com"}}"#,
        "0a".repeat(32)
    );
    let stamp = folder.file("stamp.json", &stamp);
    let build = || {
        smtp_host(
            &[
                "build",
                "--settings",
                &settings,
                "--draft",
                &draft,
                "--stamp",
                &stamp,
            ],
            None,
        )
    };
    let (first, second) = (build(), build());
    assert_eq!(
        (first.code, &first.stdout),
        (0, &second.stdout),
        "{}",
        first.stderr
    );
    assert!(first.stdout.contains("Subject: Hello\r\n") && first.stdout.contains("05:26:00 +0100"));
}

#[test]
fn replies_are_explained() {
    let run = smtp_host(
        &["explain", "--json", "--stage", "auth", "535 5.7.8 no"],
        None,
    );
    assert_eq!(
        (run.code, &run.json()["cause"]),
        (0, &"bad-credentials".into())
    );
    for key in ["retry", "title", "steps", "who", "reply"] {
        assert!(run.json().get(key).is_some(), "{key}");
    }
}

#[test]
fn a_pasted_log_is_explained_and_one_without_a_failure_is_1() {
    let folder = Folder::new();
    let log = folder.file(
        "session.txt",
        "S: 220 smtp.gmail.com ESMTP\nC: AUTH PLAIN AGNzAHdvbmRlcmxhbmQ=\n\
         S: 535-5.7.8 Username and Password not accepted\nS: 535 5.7.8 AGNzAHdvbmRlcmxhbmQ=\n",
    );
    let run = smtp_host(&["explain", "--json", "--transcript", &log], None);
    let finding = &run.json()["findings"][0];
    assert_eq!((run.code, &finding["line"]), (0, &3.into()));
    assert_eq!(finding["diagnosis"]["cause"], "bad-credentials");
    let run = smtp_host(&["explain", "--transcript", &log], None);
    let place = format!("{log}:3, auth, smtp.gmail.com");
    assert!(
        run.code == 0 && run.stdout.contains(&place),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains("AGNzAHdvbmRlcmxhbmQ="));
    let quiet = folder.file("quiet.txt", "250 2.0.0 Ok\n");
    let run = smtp_host(&["explain", "--transcript", &quiet], None);
    assert!(
        run.code == 1 && run.stdout.contains("no failure"),
        "{}",
        run.stdout
    );
    let latin = folder.path().join("latin1.txt");
    std::fs::write(&latin, b"550 5.1.1 caf\xe9: no such user\n").unwrap();
    let latin = latin.to_str().unwrap();
    let run = smtp_host(&["explain", "--transcript", latin, "--json"], None);
    assert_eq!(
        run.json()["findings"][0]["diagnosis"]["cause"],
        "recipient-refused"
    );
    for usage in [
        &["explain"][..],
        &["explain", "550 x", "--transcript", &log],
    ] {
        assert_eq!(smtp_host(usage, None).code, 2, "{usage:?}");
    }
    assert_eq!(
        smtp_host(&["explain", "--transcript", "/no/such/file"], None).code,
        1
    );
}

#[test]
fn wrong_usage_is_2_and_a_missing_component_says_how_to_build_it() {
    assert_eq!(smtp_host(&["send"], None).code, 2);
    assert_eq!(
        smtp_host(&["explain", "--stage", "nonsense", "550 x"], None).code,
        2
    );
    for option in [&["--redacted"][..], &["--destinations", "public.json"]] {
        let test = [
            "test",
            "--settings",
            "-",
            "--to",
            "a@b.c",
            "--via",
            "transport",
        ];
        let run = smtp_host(&[&test, option].concat(), None);
        assert_eq!(run.code, 2, "{}", run.stderr);
    }
    let folder = Folder::new();
    let run = smtp_host(
        &[
            "explain",
            "550 x",
            "--component",
            folder.path().to_str().unwrap(),
        ],
        None,
    );
    assert!(
        run.code == 1 && run.stderr.contains("cargo xtask component"),
        "{}",
        run.stderr
    );
}

#[test]
fn every_command_has_help_with_examples() {
    for command in [
        "demo", "validate", "build", "send", "test", "detect", "explain",
    ] {
        let run = smtp_host(&[command, "--help"], None);
        assert!(
            run.code == 0 && run.stdout.contains("Examples:"),
            "{command}"
        );
    }
}

#[test]
fn a_policy_bounds_where_test_and_detect_connect_to() {
    let setup = Setup::new(Server::builder());
    let public = setup.folder.file("public.json", r#"{"scope":"public"}"#);
    let run = setup.test(&["--destinations", &public]);
    assert_eq!(
        (run.code, &run.json()["diagnosis"]["cause"]),
        (1, &"destination-denied".into())
    );
    let port = setup.server.port().to_string();
    let run = smtp_host(
        &[
            "detect",
            "--json",
            "--ports",
            &port,
            "--destinations",
            &public,
            "localhost",
        ],
        None,
    );
    assert_eq!(
        (run.code, &run.json()["settings"]),
        (1, &serde_json::Value::Null)
    );
    assert!(setup.server.received().is_empty());
    let own = r#"{"scope":"public","networks":["127.0.0.0/8","::1"]}"#;
    let own = setup.folder.file("own.json", own);
    let run = setup.test(&["--destinations", &own]);
    assert_eq!((run.code, &run.json()["outcome"]), (0, &"ready".into()));
    let wrong = setup
        .folder
        .file("wrong.json", r#"{"scope":"all","deny":[]}"#);
    let run = setup.test(&["--destinations", &wrong]);
    assert_eq!(run.code, 1);
    for field in ["scope: ", "deny: "] {
        assert!(run.stderr.contains(field), "{}", run.stderr);
    }
}

#[test]
fn a_redacted_report_does_not_tell_a_closed_port_from_a_forbidden_one() {
    let setup = Setup::new(Server::builder());
    let public = setup.folder.file("public.json", r#"{"scope":"public"}"#);
    let denied = setup.test(&["--redacted", "--destinations", &public]);
    let settings = setup
        .settings()
        .replace(&setup.server.port().to_string(), "1");
    let closed = setup.folder.file("closed.json", &settings);
    let refused = smtp_host(
        &["test", "--json", "--redacted", "--settings", &closed],
        Some(PASSWORD),
    );
    assert_eq!(denied.stdout, refused.stdout);
    assert_eq!(refused.json()["diagnosis"]["cause"], "server-not-reached");
    let accepted = setup.test(&["--redacted", "--to", "a@example.com"]).json();
    assert_eq!(accepted["outcome"], "accepted");
    assert_eq!(accepted["transcript"].as_array().unwrap().len(), 0);
}
