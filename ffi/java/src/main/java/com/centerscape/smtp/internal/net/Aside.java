package com.centerscape.smtp.internal.net;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs code of the application in a thread of its own, so that a call does not last as long as that code does: Java cannot end code that
 * does not end by itself.
 */
public final class Aside {
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(50);
    private static final AtomicLong COUNT = new AtomicLong();

    /**
     * Code of the application.
     *
     * @param <T> what it answers
     * @param <X> what it throws
     */
    @FunctionalInterface
    public interface Work<T, X extends Exception> {
        /**
         * Runs it.
         *
         * @return its answer
         * @throws X its own
         */
        T run() throws X;
    }

    /** The call ended before the code did, which was interrupted. The message names the thread that is left. */
    public static final class Abandoned extends Exception {
        private static final long serialVersionUID = 1;

        Abandoned(String message) {
            super(message, null, false, false);
        }
    }

    private Aside() {}

    /**
     * Runs it, and waits for its answer until the call is over.
     *
     * @param <T> what it answers
     * @param <X> what it throws
     * @param what the name of the code, for people
     * @param call bounds it
     * @param work the code
     * @return its answer
     * @throws X what the code threw; its errors and unchecked exceptions are thrown likewise
     * @throws Abandoned the call was over first; the interrupt flag stands
     */
    public static <T, X extends Exception> T run(String what, Call call, Work<T, X> work) throws X, Abandoned {
        if (call.isOver()) {
            throw new Abandoned("the " + what + " was not asked");
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        String name = "centerscape-smtp-" + what + "-" + COUNT.incrementAndGet();
        Thread thread = Threads.forApplication(name, () -> complete(answer, call, work));
        try {
            return await(answer, call);
        } catch (ExecutionException thrown) {
            throw Aside.<X>rethrown(thrown.getCause());
        } catch (TimeoutException left) {
            thread.interrupt();
            throw new Abandoned("the " + what + " had not answered; it is left to the thread " + name);
        } finally {
            call.helpedBy(null);
        }
    }

    private static <T> void complete(CompletableFuture<T> answer, Call call, Work<T, ?> work) {
        try {
            call.helpedBy(Thread.currentThread());
            answer.complete(work.run());
        } catch (Throwable thrown) {
            answer.completeExceptionally(thrown);
        }
    }

    private static <T> T await(CompletableFuture<T> answer, Call call) throws ExecutionException, TimeoutException {
        while (true) {
            try {
                return answer.get(Math.max(0, Math.min(call.end() - Clock.now(), TICK)), TimeUnit.NANOSECONDS);
            } catch (TimeoutException notYet) {
                if (call.isOver()) {
                    throw notYet;
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new TimeoutException();
            }
        }
    }

    /** What the code threw, which can be nothing but what it declares. */
    @SuppressWarnings("unchecked")
    private static <X extends Exception> X rethrown(Throwable thrown) {
        if (thrown instanceof RuntimeException) {
            throw (RuntimeException) thrown;
        }
        if (thrown instanceof Error) {
            throw (Error) thrown;
        }
        return (X) thrown;
    }
}
