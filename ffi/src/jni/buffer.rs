//! Memory that Java reads and writes as a direct buffer. Unlike one of the JVM's own, it is freed when its owner says so, and not when
//! a garbage collector comes by.

use std::sync::atomic::AtomicU64;

use jni::objects::JByteBuffer;
use jni::sys::jint;
use zeroize::Zeroize;

use super::entry::natives;
use super::thrown::Thrown;
use crate::failure::Failure;
use crate::objects::{self, Handle};

/// The bytes, which Java changes behind the back of Rust. They may hold a secret, so they are wiped: by eight, which takes no time.
struct Memory {
    words: Box<[AtomicU64]>,
    capacity: usize,
}

impl Memory {
    fn new(capacity: usize) -> Result<Self, Thrown> {
        let count = capacity.div_ceil(size_of::<u64>());
        let mut words = Vec::new();
        words
            .try_reserve_exact(count)
            .map_err(|_| Thrown::OutOfMemory)?;
        words.resize_with(count, AtomicU64::default);
        Ok(Self {
            words: words.into_boxed_slice(),
            capacity,
        })
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        for word in &mut self.words {
            word.get_mut().zeroize();
        }
    }
}

natives! {
    fn buffer_new(env, capacity: jint) -> Handle {
        let capacity = usize::try_from(capacity)
            .map_err(|_| Failure::argument("The size of a buffer is negative."))?;
        objects::insert(Memory::new(capacity)?)
    }

    fn buffer_bytes(env, buffer: Handle) -> JByteBuffer<'local> {
        let memory = objects::get::<Memory>(buffer)?;
        let address = memory.words.as_ptr().cast_mut().cast::<u8>();
        // SAFETY: the object keeps the memory until its handle is freed. `NativeBuffer` says who may do that, and when:
        // the one thread that uses the bytes, after the last use.
        unsafe { env.new_direct_byte_buffer(address, memory.capacity) }?
    }
}
