package com.centerscape.smtp.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.internal.jni.NativeMessage;
import com.centerscape.smtp.internal.jni.NativeSettings;
import com.centerscape.smtp.internal.jni.NativeStamp;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A provider's messages in a minute. */
class PoolRateTest {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final Duration IDLE = Duration.ofSeconds(30);

    @Test
    void noMoreThanSoManyGoInAnyMinute() {
        MessageRate rate = new MessageRate(2);
        assertEquals(0, rate.pause(0));
        rate.take(0);
        rate.take(10);
        assertEquals(MINUTE - 20, rate.pause(20), "until the first is a minute old");
        assertEquals(0, rate.pause(MINUTE));
        rate.take(MINUTE);
        assertEquals(9, rate.pause(MINUTE + 1), "until the second is");
    }

    @Test
    void noLimitIsNoLimit() {
        MessageRate rate = new MessageRate(0);
        rate.take(0);
        assertEquals(0, rate.pause(0));
    }

    @Test
    void whoIsTooFastWaitsNoLongerThanItsDeadline() {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP).dynamicPort());
        server.start();
        try (NativeSettings settings = settings(server.getSmtp().getPort())) {
            Pool pool = new Pool(settings, settings, "{}", Trust.of(null), true, null, new Limits(1, 2, IDLE));
            for (int i = 0; i < 2; i++) {
                String report = send(pool, settings, IDLE);
                assertTrue(report.contains("\"accepted\""), report);
            }
            String third = send(pool, settings, Duration.ofMillis(500));
            assertTrue(third.contains("\"not-sent\"") && third.contains("\"deadline-exceeded\""), third);
            assertTrue(third.contains("Per-minute sending limit reached"), third);
            assertEquals(2, server.getReceivedMessages().length);
            pool.close(Call.within(IDLE));
        } finally {
            server.stop();
        }
    }

    private static String send(Pool pool, NativeSettings settings, Duration deadline) {
        byte[] draft = utf8("{\"to\":[\"ops@example.com\"],\"subject\":\"subject\",\"text\":\"text\"}");
        NativeStamp stamp = new NativeStamp(1_800_000_000, 60, new byte[32], "");
        try (NativeMessage message = NativeMessage.build(settings, draft, List.of(), stamp)) {
            return new String(pool.send(message, null, null, Call.within(deadline)).report(), StandardCharsets.UTF_8);
        }
    }

    private static NativeSettings settings(int port) {
        return NativeSettings.parse(
                utf8("{\"hostname\":\"127.0.0.1\",\"port\":" + port + ",\"from_address\":\"cs@example.com\"}"));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
