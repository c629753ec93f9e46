//! A component that does not end or wants too much memory is stopped, and one of another world is not loaded.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod common;

use std::time::{Duration, Instant};

use centerscape_smtp_host::{Error, Host, Limits};

const SMALL: Limits = Limits {
    memory_bytes: 64 << 20,
    call: Duration::from_millis(200),
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

#[test]
fn time_is_limited() {
    let host = Host::new(Limits {
        call: Duration::ZERO,
        ..SMALL
    })
    .unwrap();
    let engine = host.load_engine(&common::component("engine.wasm")).unwrap();
    let start = Instant::now();
    // A limit of nothing ends even a short call, at the next tick.
    let ended = (0..1000).any(|_| {
        engine.instantiate().is_ok_and(|mut instance| {
            let text = format!("{{{}}}", "\"a\":1,".repeat(20_000));
            let called = instance.call(|world, store| {
                world
                    .centerscape_smtp_settings()
                    .call_validate_json(store, &text)
            });
            matches!(called, Err(Error::Component(_)))
        })
    });
    assert!(ended && start.elapsed() < Duration::from_mins(1));
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
