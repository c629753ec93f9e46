//! The import lists of the three components: nothing, `transport` alone, and nothing.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod common;

use wasmtime::Engine;
use wasmtime::component::Component;

fn imports(name: &str) -> Vec<String> {
    let engine = Engine::default();
    let component = Component::from_file(&engine, common::component(name)).unwrap();
    let names = component.component_type();
    names
        .imports(&engine)
        .map(|(name, _)| name.to_owned())
        .collect()
}

#[test]
fn engine_imports_nothing() {
    assert_eq!(imports("engine.wasm"), [""; 0]);
}

#[test]
fn plugin_imports_transport_alone() {
    assert_eq!(imports("plugin.wasm"), ["centerscape:smtp/transport@0.1.0"]);
}

#[test]
fn dialog_imports_nothing() {
    assert_eq!(imports("dialog.wasm"), [""; 0]);
}
