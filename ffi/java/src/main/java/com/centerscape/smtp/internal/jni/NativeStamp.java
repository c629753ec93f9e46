package com.centerscape.smtp.internal.jni;

import java.util.Objects;

/** All that a message would otherwise sample. Used once. */
public final class NativeStamp {
    final long unixSeconds;
    final int offsetMinutes;
    final byte[] entropy;
    final byte[] domain;

    /**
     * A stamp.
     *
     * @param unixSeconds the moment, in seconds since 1970
     * @param offsetMinutes the offset from UTC that the date is written with, in minutes
     * @param entropy 32 random bytes
     * @param domain the right side of the Message-ID; empty for the domain of the sender
     */
    public NativeStamp(long unixSeconds, int offsetMinutes, byte[] entropy, String domain) {
        this.unixSeconds = unixSeconds;
        this.offsetMinutes = offsetMinutes;
        this.entropy = Objects.requireNonNull(entropy, "entropy");
        this.domain = Utf8.bytes(domain);
    }
}
