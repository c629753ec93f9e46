package com.centerscape.smtp.internal.net;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One daemon thread that ends what lasts too long. Java's sockets know no timeout for a write, so somebody else must close
 * them.
 *
 * <p>It looks at each instant about every 50 ms, rather than being told of each action: an action then costs one volatile
 * write. The thread ends when there is nothing to watch.
 */
final class Watchdog {
    /** What is watched. */
    interface Watched {
        /** The {@link Clock} instant at which it is over; {@link Clock#NEVER} while it waits for nothing. */
        long due();

        /** It is over. Called on the watchdog's thread, so it must not block. */
        void expire();
    }

    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(50);
    /** How long the thread outlives the last thing it watched. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);

    private static final Set<Watched> WATCHED = ConcurrentHashMap.newKeySet();
    private static final ReentrantLock LOCK = new ReentrantLock();
    /** Guarded by the lock. */
    private static Thread thread;

    private Watchdog() {}

    /** Watches it from now on; where this throws, it does not. */
    static void watch(Watched watched) {
        boolean isWatched = false;
        try {
            WATCHED.add(watched);
            wake();
            isWatched = true;
        } finally {
            if (!isWatched) {
                WATCHED.remove(watched);
            }
        }
    }

    private static void wake() {
        LOCK.lock();
        try {
            if (thread == null) {
                thread = Threads.daemon("centerscape-smtp-watchdog", Watchdog::run);
            }
        } finally {
            LOCK.unlock();
        }
    }

    static void forget(Watched watched) {
        WATCHED.remove(watched);
    }

    private static void run() {
        long busy = Clock.now();
        while (true) {
            try {
                LockSupport.parkNanos(TICK);
                // An application that interrupts whole thread groups: with the flag set, no wait would wait any more.
                Thread.interrupted();
                long now = Clock.now();
                if (look(now)) {
                    busy = now;
                } else if (now - busy > PATIENCE && retires()) {
                    return;
                }
            } catch (RuntimeException | Error failed) {
                // No memory for a look: the next one may have it. Nobody would start another thread while this one counts as running.
            }
        }
    }

    /** Ends what is due; false where there is nothing to watch. */
    private static boolean look(long now) {
        boolean isBusy = false;
        for (Watched watched : WATCHED) {
            isBusy = true;
            if (now >= watched.due()) {
                expire(watched);
            }
        }
        return isBusy;
    }

    private static void expire(Watched watched) {
        try {
            watched.expire();
        } catch (RuntimeException | Error failed) {
            // One that fails (no memory, no thread) does not end the watch over the others; it is due again at the next look.
        }
    }

    private static boolean retires() {
        LOCK.lock();
        try {
            // Who came in between finds this thread still there.
            if (!WATCHED.isEmpty()) {
                return false;
            }
            thread = null;
            return true;
        } finally {
            LOCK.unlock();
        }
    }
}
