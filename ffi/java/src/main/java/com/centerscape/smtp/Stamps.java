package com.centerscape.smtp;

import com.centerscape.smtp.internal.jni.NativeStamp;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneId;

/** What the core does not sample itself: the moment, its offset and randomness. */
final class Stamps {
    private static final int ENTROPY = 32;
    private static final int SECONDS_PER_MINUTE = 60;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Stamps() {}

    /**
     * A stamp of this moment, in the zone of this machine.
     *
     * @param domain of the Message-ID; empty for the sender's
     */
    static NativeStamp now(String domain) {
        Instant now = Instant.now();
        int offset = ZoneId.systemDefault().getRules().getOffset(now).getTotalSeconds() / SECONDS_PER_MINUTE;
        return new NativeStamp(now.getEpochSecond(), offset, entropy(), domain);
    }

    /** 32 random bytes, for one message or one session. */
    static byte[] entropy() {
        byte[] entropy = new byte[ENTROPY];
        RANDOM.nextBytes(entropy);
        return entropy;
    }
}
