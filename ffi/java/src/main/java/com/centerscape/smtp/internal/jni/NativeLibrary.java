package com.centerscape.smtp.internal.jni;

import com.centerscape.smtp.NativeLibraryException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Loads the native library, once. What it fails with is kept, and told again at each use.
 *
 * <p>Nothing is loaded by a static initialiser: a class that failed to initialise says {@link NoClassDefFoundError} from then on, and
 * not why.
 */
public final class NativeLibrary {
    private static final ReentrantLock LOADING = new ReentrantLock();
    private static volatile boolean loaded;
    private static NativeLibraryException failure;

    private NativeLibrary() {}

    /**
     * Loads the library where that was not done yet.
     *
     * @throws NativeLibraryException no library fits; it says what was tried, and what to do
     */
    public static void load() {
        if (!loaded) {
            loadOnce();
        }
    }

    /** The version of the library, such as {@code 0.1.0}. */
    public static String version() {
        load();
        return Utf8.text(Native.version());
    }

    /** How many objects the library holds for this JVM; 0 where it is not loaded. */
    static long liveHandles() {
        return loaded ? Native.liveHandles() : 0;
    }

    private static void loadOnce() {
        LOADING.lock();
        try {
            if (loaded) {
                return;
            }
            if (failure != null) {
                throw new NativeLibraryException(failure.getMessage(), failure);
            }
            failure = search();
            if (failure != null) {
                throw failure;
            }
            loaded = true;
        } finally {
            LOADING.unlock();
        }
    }

    /** Why no library can be used; null where one was loaded. */
    private static NativeLibraryException search() {
        try {
            LibrarySearch.run(Platform.current());
            return null;
        } catch (NativeLibraryException unfit) {
            return unfit;
        } catch (RuntimeException | LinkageError unforeseen) {
            return new NativeLibraryException("The native library of CenterScape SMTP cannot be loaded: " + unforeseen, unforeseen);
        }
    }
}
