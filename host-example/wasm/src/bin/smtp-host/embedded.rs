//! What `build.rs` found built and put into this program.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// A component by its file name; `None` where it was not built before this program.
pub fn component(name: &str) -> Option<&'static [u8]> {
    let found = COMPONENTS.iter().find(|(own, _)| *own == name);
    found.map(|(_, bytes)| *bytes)
}
