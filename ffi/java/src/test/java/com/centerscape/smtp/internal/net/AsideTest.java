package com.centerscape.smtp.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Code of the application that answers in the last moment, or never. */
class AsideTest {
    private static final int MOST_LEFT = 16;

    /** It comes between the end of the wait and the look at the clock. */
    private static final class LastMoment extends CompletableFuture<String> {
        private final boolean isInterrupted;

        LastMoment(boolean isInterrupted) {
            this.isInterrupted = isInterrupted;
        }

        @Override
        public String get(long timeout, TimeUnit unit) throws TimeoutException, InterruptedException {
            if (isDone()) {
                return join();
            }
            complete("answer");
            if (isInterrupted) {
                throw new InterruptedException();
            }
            throw new TimeoutException();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAnswerThatIsThereIsTaken(boolean isInterrupted) throws Exception {
        Call call = Call.within(Duration.ZERO);
        assertTrue(call.isOver());
        assertEquals("answer", Aside.await(new LastMoment(isInterrupted), call));
        assertEquals(isInterrupted, Thread.interrupted());
    }

    @Test
    void threadsThatAreLeftHaveABound() throws Exception {
        Aside aside = new Aside();
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(MOST_LEFT);
        for (int i = 0; i < MOST_LEFT; i++) {
            Aside.Abandoned left = assertThrows(
                    Aside.Abandoned.class,
                    () -> aside.run("transport", Call.within(Duration.ofMillis(20)), () -> hang(end, ended)));
            assertFalse(left.isRefused(), left.getMessage());
        }
        Aside.Abandoned refused = assertThrows(
                Aside.Abandoned.class, () -> aside.run("transport", Call.within(null), () -> "not asked"));
        assertTrue(refused.isRefused());
        assertEquals(
                "the transport was not asked: 16 earlier calls of this mailer to the application are unanswered", refused.getMessage());
        assertEquals("another mailer", new Aside().run("transport", Call.within(null), () -> "another mailer"));
        end.countDown();
        assertTrue(ended.await(10, TimeUnit.SECONDS));
        awaitAnswer(aside);
    }

    /** The last of them counts until its thread has ended. */
    private static void awaitAnswer(Aside aside) throws Exception {
        for (int i = 0; ; i++) {
            try {
                assertEquals("asked", aside.run("transport", Call.within(null), () -> "asked"));
                return;
            } catch (Aside.Abandoned notYet) {
                assertTrue(i < 100, notYet.getMessage());
                Thread.sleep(20);
            }
        }
    }

    private static String hang(CountDownLatch end, CountDownLatch ended) {
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException ignored) {
                // As much code that is out there.
            }
        }
        ended.countDown();
        return "late";
    }
}
