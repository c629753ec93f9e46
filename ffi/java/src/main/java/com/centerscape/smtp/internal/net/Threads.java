package com.centerscape.smtp.internal.net;

import java.util.function.Consumer;

/** Threads that keep nothing alive: neither the JVM nor the class loader of the application that happened to start them. */
final class Threads {
    /** What starts them; a test puts one in its place that has no thread to spare. */
    static volatile Consumer<Thread> starter = Thread::start;

    private Threads() {}

    /**
     * Starts a daemon thread.
     *
     * @throws OutOfMemoryError this machine has no thread to spare: nothing runs
     */
    static Thread daemon(String name, Runnable work) {
        return start(new Thread(null, work, name, 0, false), null);
    }

    /** Starts a daemon thread for code of the application, which finds its class loader and its inheritable values there. */
    static Thread forApplication(String name, Runnable work) {
        return start(new Thread(null, work, name, 0, true), Thread.currentThread().getContextClassLoader());
    }

    private static Thread start(Thread thread, ClassLoader loader) {
        thread.setDaemon(true);
        thread.setContextClassLoader(loader);
        starter.accept(thread);
        return thread;
    }
}
