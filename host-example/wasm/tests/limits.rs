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
    let engine = host.load_engine(&common::component("engine.wasm")).unwrap();
    let mut instance = engine.instantiate().unwrap();
    let text = " ".repeat(16 << 20);
    let called = instance.call(|world, store| {
        world
            .centerscape_smtp_settings()
            .call_validate_json(store, &text)
    });
    assert!(matches!(called, Err(Error::Component(_))));
    // The next instance is a fresh one.
    let mut instance = engine.instantiate().unwrap();
    let called = instance.call(|world, store| {
        world
            .centerscape_smtp_settings()
            .call_validate_json(store, "{}")
    });
    assert!(called.is_ok());
}

const INTERFACES: [&str; 6] = [
    "types",
    "settings",
    "message",
    "delivery",
    "diagnosis",
    "detection",
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
    let engine = std::fs::read(common::component("engine.wasm")).unwrap();
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
    let folder = common::Folder::new();
    let path = folder.path().join("runaway.wasm");
    std::fs::write(&path, runaway()).unwrap();
    let engine = Host::new(SMALL).unwrap().load_engine(&path).unwrap();
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
    let folder = common::Folder::new();
    let path = folder.path().join("empty.wasm");
    std::fs::write(&path, wat::parse_str("(component)").unwrap()).unwrap();
    let host = Host::new(SMALL).unwrap();
    for error in [host.load_engine(&path).err(), host.load_plugin(&path).err()] {
        assert!(matches!(error, Some(Error::Load { .. })));
    }
    let missing = host.load_engine(&folder.path().join("none.wasm")).err();
    assert!(matches!(missing, Some(Error::Load { .. })));
}
