package com.centerscape.smtp.internal.net;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs code of the application in a thread of its own, so that a call does not last as long as that code does: Java cannot end code that
 * does not end by itself.
 */
public final class Aside {
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(50);
    private static final AtomicLong COUNT = new AtomicLong();
    /** How many threads may be left to code that does not end. */
    private static final int MOST_LEFT = 16;

    /** How many threads are left to code that has not ended yet. */
    private final AtomicInteger left = new AtomicInteger();

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

    /**
     * There is no answer: the call ended before the code did, which was interrupted, and the message names the thread that is left; or the
     * code was not asked.
     */
    public static final class Abandoned extends Exception {
        private static final long serialVersionUID = 1;

        private final boolean isRefused;

        Abandoned(String message, boolean isRefused) {
            super(message, null, false, false);
            this.isRefused = isRefused;
        }

        /**
         * Whether the code was not asked because too many earlier calls are unanswered, and not because this call is over.
         *
         * @return whether it was refused
         */
        public boolean isRefused() {
            return isRefused;
        }
    }

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
     * @throws Abandoned the call was over first, and the interrupt flag stands; or too many earlier calls are unanswered
     */
    public <T, X extends Exception> T run(String what, Call call, Work<T, X> work) throws X, Abandoned {
        if (call.isOver()) {
            throw new Abandoned("the " + what + " was not asked", false);
        }
        int unanswered = left.get();
        if (unanswered >= MOST_LEFT) {
            throw new Abandoned(
                    "the " + what + " was not asked: " + unanswered + " earlier calls of this mailer to the application are unanswered", true);
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        AtomicBoolean isEitherGone = new AtomicBoolean();
        String name = "centerscape-smtp-" + what + "-" + COUNT.incrementAndGet();
        Thread thread = Threads.forApplication(name, () -> {
            complete(answer, call, work);
            if (!isEitherGone.compareAndSet(false, true)) {
                left.decrementAndGet();
            }
        });
        try {
            return await(answer, call);
        } catch (ExecutionException thrown) {
            throw Aside.<X>rethrown(thrown.getCause());
        } catch (TimeoutException over) {
            left.incrementAndGet();
            if (!isEitherGone.compareAndSet(false, true)) {
                left.decrementAndGet();
            }
            thread.interrupt();
            throw new Abandoned("the " + what + " had not answered; it is left to the thread " + name, false);
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

    /** Its answer; one that is there is taken, whether or not the call is over meanwhile. */
    static <T> T await(CompletableFuture<T> answer, Call call) throws ExecutionException, TimeoutException {
        while (true) {
            try {
                return answer.get(Math.max(0, Math.min(call.end() - Clock.now(), TICK)), TimeUnit.NANOSECONDS);
            } catch (TimeoutException notYet) {
                if (call.isOver() && !answer.isDone()) {
                    throw notYet;
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                if (!answer.isDone()) {
                    throw new TimeoutException();
                }
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
