//! A component that does not end or wants too much memory is stopped, and one of another world is not loaded.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod common;

use std::time::{Duration, Instant};

use centerscape_smtp_host::{Error, Host, Limits};
use wasmtime::Trap;

const SMALL: Limits = Limits {
    memory_bytes: 64 << 20,
    call: Duration::from_millis(200),
    mailer: Duration::from_secs(10),
};

/// The real engine with its limits; the call is one that a person can make too big.
#[test]
fn memory_is_limited() {
    let host = Host::new(Limits {
        memory_bytes: 4 << 20,
        ..SMALL
    })
    .unwrap();
    let engine = host.load_engine(&common::component("host.wasm")).unwrap();
    let mut instance = engine.instantiate().unwrap();
    let text = " ".repeat(16 << 20);
    let called = instance.validate_json(&text);
    assert!(matches!(called, Err(Error::Component(_))));
    // The next instance is a fresh one.
    let mut instance = engine.instantiate().unwrap();
    assert!(instance.validate_json("{}").is_ok());
}

const INTERFACES: [&str; 8] = [
    "types",
    "settings",
    "message",
    "delivery",
    "diagnosis",
    "detection",
    "oauth",
    "pasted",
];

/// The real engine in a component that never gets through its start.
fn runaway() -> Vec<u8> {
    let exports = INTERFACES.map(|name| {
        let name = format!("centerscape:smtp/{name}@0.1.0");
        format!(r#"(export "{name}" (instance $engine "{name}"))"#)
    });
    let wrapper = wat::parse_str(format!(
        "(component
            (component)
            (instance $engine (instantiate 0))
            (core module $loop (func $run (loop $again (br $again))) (start $run))
            (core instance (instantiate $loop))
            {})",
        exports.concat()
    ));
    // The inner component is empty so far: the id of its section, the length, the preamble.
    let wrapper = wrapper.unwrap();
    let empty = b"\x04\x08\0asm\x0d\0\x01\0";
    let at = wrapper.windows(empty.len()).position(|part| part == empty);
    let (before, after) = wrapper.split_at(at.unwrap());
    let engine = common::component("host.wasm");
    let section = [&[4][..], &leb128(engine.len()), &engine].concat();
    [before, &section, &after[empty.len()..]].concat()
}

fn leb128(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7f {
        bytes.push(u8::try_from(number & 0x7f).unwrap() | 0x80);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).unwrap());
    bytes
}

#[test]
fn time_is_limited() {
    let engine = Host::new(SMALL).unwrap().load_engine(&runaway()).unwrap();
    let start = Instant::now();
    let Err(Error::Component(trap)) = engine.instantiate() else {
        panic!("it ended by itself");
    };
    assert_eq!(trap.downcast_ref(), Some(&Trap::Interrupt), "{trap:?}");
    let took = start.elapsed();
    assert!(
        took >= SMALL.call && took < Duration::from_secs(10),
        "{took:?}"
    );
}

#[test]
fn what_is_of_another_world_is_not_loaded() {
    let host = Host::new(SMALL).unwrap();
    let empty = wat::parse_str("(component)").unwrap();
    for wasm in [&empty[..], b"no component", b""] {
        for error in [host.load_engine(wasm).err(), host.load_plugin(wasm).err()] {
            assert!(matches!(error, Some(Error::Load(_))), "{error:?}");
        }
    }
    // An engine is no host: it lacks `oauth` and `pasted`.
    let engine = host.load_engine(&common::component("engine.wasm")).err();
    assert!(matches!(engine, Some(Error::Load(_))), "{engine:?}");
}
