//! Sends mail of CenterScape through the WIT component in wasmtime.
