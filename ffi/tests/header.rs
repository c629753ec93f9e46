//! The header: it compiles in the languages that it is for, and says the same of sizes, offsets and numbers as Rust.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::mem::offset_of;
use std::process::Command;

use centerscape_smtp::capi::library::{CS_SMTP_CONTRACT, CS_SMTP_ENTROPY_LENGTH};
use centerscape_smtp::capi::message::{cs_smtp_attachment, cs_smtp_stamp};
use centerscape_smtp::capi::report::cs_smtp_outcome;
use centerscape_smtp::capi::session_step::{
    cs_smtp_action, cs_smtp_certificate, cs_smtp_event, cs_smtp_event_kind, cs_smtp_secret_kind,
    cs_smtp_stage, cs_smtp_step,
};
use centerscape_smtp::failure::Status;
use object::{Object, ObjectSymbol};
use support::{LANGUAGES, Language, compile, library_folder, own, run, scratch};

/// What every function begins with.
const PREFIX: &str = "cs_smtp_";

#[test]
fn it_may_be_included_twice_and_in_two_files() {
    for language in LANGUAGES {
        let sources = ["tests/header/first.c", "tests/header/second.c"];
        let program = compile("include", language, &sources, &library_folder());
        run(&mut Command::new(program));
    }
}

/// A struct's size and the offsets of its fields, as `layout.c` prints them.
macro_rules! layout {
    ($type:ident: $($field:ident)*) => {{
        let mut lines = vec![format!("{} {}", stringify!($type), size_of::<$type>())];
        $(lines.push(format!(
            "{}.{} {}", stringify!($type), stringify!($field), offset_of!($type, $field)
        ));)*
        lines
    }};
}

/// The size of an enum and its numbers, as `layout.c` prints them.
macro_rules! numbers {
    ($type:ident as $name:literal, $prefix:literal: $($variant:ident $constant:literal)*) => {{
        let mut lines = vec![format!("{} {}", $name, size_of::<$type>())];
        $(lines.push(format!(
            "{}{} {}", $prefix, $constant, $type::$variant as u32
        ));)*
        lines
    }};
}

/// Whether a struct ends with the field that is its last.
macro_rules! has_no_tail {
    ($type:ident.$last:ident: $of:ty) => {
        assert_eq!(
            offset_of!($type, $last) + size_of::<$of>(),
            size_of::<$type>(),
            "a later field of {} may lie in its padding, and `struct_size` would not tell it",
            stringify!($type)
        )
    };
}

#[test]
fn a_struct_grows_with_its_next_field() {
    has_no_tail!(cs_smtp_attachment.data_length: usize);
    has_no_tail!(cs_smtp_stamp.domain_length: usize);
    has_no_tail!(cs_smtp_certificate.sha256_length: usize);
    has_no_tail!(cs_smtp_event.addresses_length: usize);
    has_no_tail!(cs_smtp_step.reserved: u32);
}

fn of_rust() -> Vec<String> {
    [
        layout!(cs_smtp_attachment: struct_size file_name file_name_length media_type media_type_length content_id
            content_id_length data data_length),
        layout!(cs_smtp_stamp: struct_size unix_seconds offset_minutes entropy entropy_length domain domain_length),
        layout!(cs_smtp_certificate: struct_size der der_length subject subject_length issuer issuer_length names names_length
            not_before not_after sha256 sha256_length),
        layout!(cs_smtp_event: struct_size kind local local_length peer peer_length version version_length cipher cipher_length
            chain chain_length bytes bytes_length secret secret_length failure failure_length text text_length
            addresses addresses_length),
        layout!(cs_smtp_step: struct_size action outcome timeout_ms text text_length bytes bytes_length port secret_kind
            secret_rejected stage transaction reserved),
        numbers!(Status as "cs_smtp_status", "CS_SMTP_STATUS_": Ok "OK" InvalidArgument "INVALID_ARGUMENT" InvalidUtf8 "INVALID_UTF8"
            InvalidInput "INVALID_INPUT" Busy "BUSY" NotStarted "NOT_STARTED" Finished "FINISHED"
            UnexpectedEvent "UNEXPECTED_EVENT" InvalidHandle "INVALID_HANDLE" ConcurrentCall "CONCURRENT_CALL" Fault "FAULT"),
        numbers!(cs_smtp_event_kind as "cs_smtp_event_kind", "CS_SMTP_EVENT_KIND_": Start "START" Connected "CONNECTED"
            Secured "SECURED" Written "WRITTEN" Received "RECEIVED" Secret "SECRET" Closed "CLOSED" Failed "FAILED"
            TimedOut "TIMED_OUT" Cancelled "CANCELLED" Resolved "RESOLVED"
            DeadlineExceeded "DEADLINE_EXCEEDED" Confirmed "CONFIRMED"),
        numbers!(cs_smtp_action as "cs_smtp_action", "CS_SMTP_ACTION_": Connect "CONNECT" StartTls "START_TLS" Write "WRITE"
            Read "READ" ProvideSecret "PROVIDE_SECRET" Idle "IDLE" Close "CLOSE" Done "DONE" Confirm "CONFIRM"),
        numbers!(cs_smtp_outcome as "cs_smtp_outcome", "CS_SMTP_OUTCOME_": None "NONE" Ready "READY" Accepted "ACCEPTED"
            PartlyAccepted "PARTLY_ACCEPTED" Refused "REFUSED" NotSent "NOT_SENT" Uncertain "UNCERTAIN"),
        numbers!(cs_smtp_secret_kind as "cs_smtp_secret_kind", "CS_SMTP_SECRET_KIND_": None "NONE" Password "PASSWORD"
            BearerToken "BEARER_TOKEN"),
        numbers!(cs_smtp_stage as "cs_smtp_stage", "CS_SMTP_STAGE_": None "NONE" Dns "DNS" Connect "CONNECT" Tls "TLS" Greeting "GREETING" Ehlo "EHLO" Starttls "STARTTLS" Auth "AUTH" Mail "MAIL" Rcpt "RCPT" Data "DATA" Body "BODY" Quit "QUIT"),
        vec![
            format!("CS_SMTP_CONTRACT {CS_SMTP_CONTRACT}"),
            format!("CS_SMTP_ENTROPY_LENGTH {CS_SMTP_ENTROPY_LENGTH}"),
        ],
    ]
    .concat()
}

#[test]
fn sizes_offsets_and_numbers_are_those_of_rust() {
    for language in LANGUAGES {
        let program = compile(
            "layout",
            language,
            &["tests/header/layout.c"],
            &library_folder(),
        );
        let printed = run(&mut Command::new(program));
        let (printed, of_rust) = (printed.lines(), of_rust());
        assert_eq!(printed.clone().count(), of_rust.len(), "{language:?}");
        let differing: Vec<_> = printed
            .zip(&of_rust)
            .filter(|(of_c, of_rust)| of_c != of_rust)
            .collect();
        assert!(differing.is_empty(), "{language:?}: {differing:?}");
    }
}

/// The comparison above leaves no constant of the header out.
#[test]
fn every_constant_of_the_header_is_compared() {
    let header = fs::read_to_string(own("include/centerscape_smtp.h")).unwrap();
    let code = header.lines().map(str::trim_start);
    let constants = code
        .filter(|line| line.starts_with("CS_SMTP_") || line.starts_with("#define CS_SMTP_"))
        .map(|line| line.trim_start_matches("#define "))
        .filter_map(|line| line.split_whitespace().next());
    let constants: BTreeSet<_> = constants.map(str::to_owned).collect();
    let compared = of_rust();
    let compared = compared
        .iter()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| name.starts_with("CS_SMTP_"));
    let compared = compared.map(str::to_owned).collect();
    let differing: Vec<_> = constants.symmetric_difference(&compared).collect();
    assert!(differing.is_empty(), "{differing:?}");
}

#[test]
fn every_function_of_the_header_is_in_the_library_and_no_other() {
    let header = fs::read_to_string(own("include/centerscape_smtp.h")).unwrap();
    let declared: BTreeSet<_> = header
        .lines()
        .filter(|line| !line.starts_with([' ', '/', '#']))
        .filter_map(|line| line.split_once('(')?.0.split([' ', '*']).next_back())
        .filter(|name| name.starts_with(PREFIX))
        .map(str::to_owned)
        .collect();
    let library = fs::read(library_folder().join("libcenterscape_smtp.so")).unwrap();
    let library = object::File::parse(&*library).unwrap();
    let exported: BTreeSet<_> = library
        .dynamic_symbols()
        .filter(|symbol| symbol.is_global() && symbol.is_definition())
        .filter_map(|symbol| symbol.name().ok())
        .filter(|name| name.starts_with(PREFIX))
        .map(str::to_owned)
        .collect();
    let differing: Vec<_> = declared.symmetric_difference(&exported).collect();
    assert!(
        differing.is_empty() && !declared.is_empty(),
        "{differing:?}"
    );
}

#[test]
fn the_static_library_serves_too() {
    let program = scratch("static");
    let mut compiler = Language::C99.compiler();
    compiler
        .arg("-I")
        .arg(own("include"))
        .args(["tests/header/first.c", "tests/header/second.c"].map(own))
        .args(["-x", "none"])
        .arg(library_folder().join("libcenterscape_smtp.a"))
        .args(["-lpthread", "-ldl", "-lm", "-o"])
        .arg(&program);
    run(&mut compiler);
    run(&mut Command::new(program));
}
