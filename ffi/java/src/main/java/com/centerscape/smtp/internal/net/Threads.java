package com.centerscape.smtp.internal.net;

/** Threads that keep nothing alive: neither the JVM nor the class loader of the application that happened to start them. */
final class Threads {
    private Threads() {}

    /** Starts a daemon thread. */
    static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(null, work, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        thread.start();
        return thread;
    }
}
