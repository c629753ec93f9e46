package com.centerscape.smtp.internal.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks names up, each in a thread of its own, which may outlive who asked: the JDK's lookup cannot be interrupted, and would
 * pin a virtual thread. Who asks for a name that is being looked up waits for the same answer, so a resolver that hangs holds
 * one thread for each name.
 */
final class Names {
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(50);
    private static final ConcurrentHashMap<String, CompletableFuture<InetAddress[]>> PENDING =
            new ConcurrentHashMap<>();

    /** What knows names. */
    interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /** The time for it ran out. */
    static final class Late extends Exception {
        private static final long serialVersionUID = 1;
    }

    private Names() {}

    /**
     * Every address of a name, in the order of the system.
     *
     * @throws UnknownHostException there is none
     * @throws Late the instant {@code until} came, or the call was ended; the interrupt flag stands
     */
    static InetAddress[] lookUp(String host, Call call, long until) throws UnknownHostException, Late {
        return lookUp(host, InetAddress::getAllByName, call, until);
    }

    static InetAddress[] lookUp(String host, Resolver resolver, Call call, long until) throws UnknownHostException, Late {
        CompletableFuture<InetAddress[]> pending = PENDING.computeIfAbsent(host, name -> begin(name, resolver));
        while (true) {
            long left = Math.min(until - Clock.now(), TICK);
            if (left <= 0 || call.isOver()) {
                throw new Late();
            }
            try {
                return pending.get(left, TimeUnit.NANOSECONDS);
            } catch (TimeoutException notYet) {
                // Look whether the call was cancelled meanwhile.
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new Late();
            } catch (ExecutionException failed) {
                throw unknown(host, failed.getCause());
            }
        }
    }

    private static CompletableFuture<InetAddress[]> begin(String host, Resolver resolver) {
        CompletableFuture<InetAddress[]> answer = new CompletableFuture<>();
        Threads.daemon(
                "centerscape-smtp-dns",
                () -> {
                    try {
                        answer.complete(resolver.addresses(host));
                    } catch (UnknownHostException | RuntimeException | Error failed) {
                        answer.completeExceptionally(failed);
                    } finally {
                        PENDING.remove(host, answer);
                    }
                });
        return answer;
    }

    private static UnknownHostException unknown(String host, Throwable why) {
        if (why instanceof UnknownHostException) {
            return (UnknownHostException) why;
        }
        UnknownHostException unknown = new UnknownHostException(host + ": " + why);
        unknown.initCause(why);
        return unknown;
    }

    /** Whether it is an address already, which takes no lookup. */
    static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    }
}
