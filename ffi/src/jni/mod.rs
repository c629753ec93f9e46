//! The functions behind the Java class `com.centerscape.smtp.internal.jni.Native`: arguments to Rust, answers to Java, no logic.
//!
//! [`entry`] makes them: it catches panics and throws `NativeException` where a call fails. Texts cross as UTF-8 in byte arrays, and are
//! copied: nothing of Java's is held when a function returns. What Java promises of each argument stands in that class.

mod buffer;
mod detection;
mod diagnosis;
mod entry;
#[cfg(feature = "fault-injection")]
mod fault;
mod library;
mod message;
mod oauth;
mod session;
mod settings;
mod step;
mod thrown;
mod transport;
mod values;
