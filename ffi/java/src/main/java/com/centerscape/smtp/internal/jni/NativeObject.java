package com.centerscape.smtp.internal.jni;

import com.centerscape.smtp.internal.jni.NativeNumbers.Status;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/**
 * An object of the library: its handle until it is closed, consumed or forgotten.
 *
 * <p>A close during a call of another thread is safe, since a handle is a number that the library looks up: the call ends as if it had
 * come first, or throws.
 */
abstract class NativeObject implements AutoCloseable {
    /** Null until it is needed: where its thread cannot start, only the call that needed it fails. */
    private static Cleaner cleanerOrNull;

    private final Freeing freeing;
    private final Cleaner.Cleanable cleanable;

    NativeObject(long handle) {
        freeing = new Freeing(handle);
        boolean isKept = false;
        try {
            cleanable = cleaner().register(this, freeing);
            isKept = true;
        } finally {
            if (!isKept) {
                freeing.run();
            }
        }
    }

    private static synchronized Cleaner cleaner() {
        if (cleanerOrNull == null) {
            // Its thread is the JDK's: one of ours would inherit the access control context of whoever came first, and with it keep the
            // classes of an application alive.
            Cleaner cleaner = Cleaner.create();
            cleaner.register(new Object(), NativeObject::nameThread);
            cleanerOrNull = cleaner;
        }
        return cleanerOrNull;
    }

    /** For thread dumps. The cleaner runs it on its thread, soon after the first garbage collection. */
    private static void nameThread() {
        Thread.currentThread().setName("centerscape-smtp-cleaner");
    }

    /** Frees what the library holds. A second call changes nothing. */
    @Override
    public final void close() {
        cleanable.clean();
    }

    /**
     * The handle, for one of several objects of a call; {@link #call} is for all others. Whoever passes it on keeps this object reachable
     * until the call is over.
     *
     * @throws IllegalStateException it is closed
     */
    final long handle() {
        long handle = freeing.get();
        if (handle == 0) {
            throw closed();
        }
        return handle;
    }

    /** The library took the object over: there is nothing left to free. */
    final void consumed() {
        freeing.set(0);
        cleanable.clean();
    }

    /**
     * Calls a native with the handle. This object stays reachable until the call is over.
     *
     * @throws IllegalStateException this object is closed, or was closed before the call looked for it
     */
    final <T> T call(LongFunction<T> natives) {
        try {
            return natives.apply(handle());
        } catch (NativeException failure) {
            throwIfClosed(failure);
            throw failure;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** The same with a native that answers nothing. */
    final void run(LongConsumer natives) {
        call(handle -> {
            natives.accept(handle);
            return null;
        });
    }

    /** A handle that is unknown because it was closed meanwhile is a closed object. */
    final void throwIfClosed(NativeException failure) {
        if (failure.status() == Status.INVALID_HANDLE && freeing.get() == 0) {
            throw (IllegalStateException) closed().initCause(failure);
        }
    }

    private IllegalStateException closed() {
        return new IllegalStateException(getClass().getSimpleName() + " is closed");
    }

    /** What the cleaner knows: never the object itself, which would stay reachable. */
    private static final class Freeing extends AtomicLong implements Runnable {
        private static final long serialVersionUID = 1L;

        Freeing(long handle) {
            super(handle);
        }

        @Override
        public void run() {
            long handle = getAndSet(0);
            if (handle == 0) {
                return;
            }
            try {
                Native.free(handle);
            } catch (NativeException failure) {
                // Consumed by a call of another thread in this moment: it is gone, as wished.
                if (failure.status() != Status.INVALID_HANDLE) {
                    throw failure;
                }
            }
        }
    }
}
