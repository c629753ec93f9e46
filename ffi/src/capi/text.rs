//! Texts that are handed out.

use std::ffi::c_char;
use std::ptr;

use zeroize::Zeroizing;

use crate::failure::Status;
use crate::objects;

use super::handle;
use super::output::IntoC;

/// A text that the library made: UTF-8, often JSON. It never changes; any number of threads may read it until it is freed.
pub struct cs_smtp_text {
    _opaque: [u8; 0],
}

/// The bytes and a NUL. Some are passwords, so all are wiped.
struct Text(Zeroizing<Vec<u8>>);

impl IntoC<*mut cs_smtp_text> for &str {
    fn into_c(self) -> *mut cs_smtp_text {
        // With room for the NUL at once: growing would leave a copy behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(self.len() + 1));
        bytes.extend_from_slice(self.as_bytes());
        bytes.push(0);
        objects::insert(Text(bytes)).into_c()
    }
}

impl IntoC<*mut cs_smtp_text> for String {
    fn into_c(self) -> *mut cs_smtp_text {
        self.as_str().into_c()
    }
}

impl IntoC<*mut cs_smtp_text> for Zeroizing<String> {
    fn into_c(self) -> *mut cs_smtp_text {
        self.as_str().into_c()
    }
}

/// The text, with a NUL behind it. Valid until the text is freed; NULL where the handle is not valid.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_text_data(text: *const cs_smtp_text) -> *const c_char {
    handle::read(handle::number(text), |Text(bytes)| bytes.as_ptr().cast()).unwrap_or(ptr::null())
}

/// The number of its bytes, without the NUL; 0 where the handle is not valid.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_text_length(text: *const cs_smtp_text) -> usize {
    handle::read(handle::number(text), |Text(bytes)| bytes.len() - 1).unwrap_or(0)
}

/// Frees a text and wipes its bytes. NULL is allowed. Returns OK or `CS_SMTP_STATUS_INVALID_HANDLE`.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_text_free(text: *mut cs_smtp_text) -> Status {
    handle::free::<Text>(handle::number(text))
}
