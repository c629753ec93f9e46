package com.centerscape.smtp.internal.jni;

import java.lang.ref.Reference;
import java.util.List;
import java.util.Optional;

/** A search for settings. For one thread at a time, but any thread may close it. */
public final class NativeDetection extends NativeObject {
    private NativeDetection(long handle) {
        super(handle);
    }

    /**
     * A search; nothing is tried yet.
     *
     * @param input a hostname, an IP address or an e-mail address, as it was typed
     * @param ports those to try in place of the usual ones; empty for the usual ones
     * @param base settings that say who we are
     * @throws NativeException {@link NativeException#INVALID_INPUT} with every problem
     */
    public static NativeDetection create(String input, String ports, NativeSettings base) {
        try {
            return new NativeDetection(Native.detectionNew(Utf8.bytes(input), Utf8.bytes(ports), base.handle()));
        } catch (NativeException failure) {
            throw base.told(failure);
        } finally {
            Reference.reachabilityFence(base);
        }
    }

    /** What to ask the name server, {@code {"lookups":[...]}}. */
    public byte[] lookups() {
        try {
            return Native.detectionLookups(handle());
        } catch (NativeException failure) {
            throw told(failure);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** The answer to the lookup of a name: records as zone files have them. */
    public void addRecords(String name, List<String> records) {
        try {
            Native.detectionAddRecords(handle(), Utf8.bytes(name), Utf8.bytes(String.join("\n", records)));
        } catch (NativeException failure) {
            throw told(failure);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** The settings to probe next, which the caller closes; empty where enough is known, or nothing is left to try. */
    public Optional<NativeSettings> next() {
        try {
            return NativeSettings.of(Native.detectionNext(handle()));
        } catch (NativeException failure) {
            throw told(failure);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Takes what the session's last job reported: the probe of those settings. */
    public void add(NativeSession session) {
        try {
            Native.detectionAdd(handle(), session.handle());
        } catch (NativeException failure) {
            throw session.told(failure) == failure ? told(failure) : session.told(failure);
        } finally {
            Reference.reachabilityFence(this);
            Reference.reachabilityFence(session);
        }
    }

    /** What is known so far, as JSON. */
    public byte[] recommendation() {
        try {
            return Native.detectionRecommendation(handle());
        } catch (NativeException failure) {
            throw told(failure);
        } finally {
            Reference.reachabilityFence(this);
        }
    }
}
