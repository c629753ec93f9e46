//! Memory that Java reads and writes as a direct buffer. Unlike one of the JVM's own, it is freed when its owner says so, and not when
//! a garbage collector comes by.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use jni::objects::{JByteBuffer, JClass};
use jni::sys::{jint, jlong};
use jni::{EnvUnowned, jni_mangle};
use zeroize::Zeroize;

use super::entry::{Thrown, enter};
use super::values::{handle, number};
use crate::failure::Failure;
use crate::objects::{self, Kind, Object};

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

impl Kind for Memory {
    type Shared = Arc<Self>;

    fn into_object(self) -> Object {
        Object::Own(Arc::new(self))
    }

    fn of(object: &Object) -> Option<Arc<Self>> {
        match object {
            Object::Own(any) => Arc::clone(any).downcast().ok(),
            _ => None,
        }
    }
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn buffer_new<'local>(mut env: EnvUnowned<'local>, _: JClass<'local>, capacity: jint) -> jlong {
    enter(&mut env, |_| {
        let capacity = usize::try_from(capacity)
            .map_err(|_| Failure::argument("The size of a buffer is negative."))?;
        Ok(number(objects::insert(Memory::new(capacity)?)))
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn buffer_bytes<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    buffer: jlong,
) -> JByteBuffer<'local> {
    enter(&mut env, |env| {
        let memory = objects::get::<Memory>(handle(buffer))?;
        let address = memory.words.as_ptr().cast_mut().cast::<u8>();
        // SAFETY: the object keeps the memory until its handle is freed. `NativeBuffer` says who may do that, and when:
        // the one thread that uses the bytes, after the last use.
        Ok(unsafe { env.new_direct_byte_buffer(address, memory.capacity) }?)
    })
}
