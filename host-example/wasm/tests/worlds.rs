//! What each component imports and exports: nothing is imported but the plugin's `transport`, and none grows by what another host needs.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

mod common;

use centerscape_smtp_host::bindings::engine;
use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, Store};

const DIALOG: [&str; 3] = ["types", "settings", "message"];
const ENGINE: [&str; 6] = [
    "types",
    "settings",
    "message",
    "delivery",
    "diagnosis",
    "detection",
];

/// Fails unless the component imports and exports these interfaces and nothing else.
fn assert_world(name: &str, imports: &[&str], exports: &[&[&str]]) {
    let engine = Engine::default();
    let component = Component::new(&engine, common::component(name)).unwrap();
    let world = component.component_type();
    let named = |interfaces: &[&str]| {
        let full = |interface: &&str| format!("centerscape:smtp/{interface}@0.1.0");
        let mut names: Vec<_> = interfaces.iter().map(full).collect();
        names.sort();
        names
    };
    let found: Vec<_> = world.imports(&engine).map(|(name, _)| name).collect();
    assert_eq!(found, named(imports), "imports of {name}");
    let mut found: Vec<_> = world.exports(&engine).map(|(name, _)| name).collect();
    found.sort_unstable();
    assert_eq!(found, named(&exports.concat()), "exports of {name}");
}

#[test]
fn engine_has_sessions_and_imports_nothing() {
    assert_world("engine.wasm", &[], &[&ENGINE]);
    let wasmtime = Engine::default();
    let component = Component::new(&wasmtime, common::component("engine.wasm")).unwrap();
    let mut store = Store::new(&wasmtime, ());
    let world = engine::Engine::instantiate(&mut store, &component, &Linker::new(&wasmtime));
    let problems = world
        .unwrap()
        .centerscape_smtp_settings()
        .call_validate_json(&mut store, r#"{"hostname": ""}"#);
    assert_eq!(problems.unwrap()[0].code, "hostname.required");
}

#[test]
fn host_has_more_and_imports_nothing() {
    assert_world("host.wasm", &[], &[&ENGINE, &["oauth", "pasted"]]);
}

#[test]
fn plugin_imports_transport_alone() {
    assert_world("plugin.wasm", &["transport"], &[&ENGINE, &["mailer"]]);
}

#[test]
fn dialog_speaks_no_smtp_and_imports_nothing() {
    assert_world("dialog.wasm", &[], &[&DIALOG]);
}
