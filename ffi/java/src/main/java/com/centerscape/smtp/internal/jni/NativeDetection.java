package com.centerscape.smtp.internal.jni;

import com.centerscape.smtp.internal.jni.NativeNumbers.Status;
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
     * @throws NativeException {@link Status#INVALID_INPUT} with every problem
     */
    public static NativeDetection create(String input, String ports, NativeSettings base) {
        return base.call(handle ->
                new NativeDetection(Native.detectionNew(Utf8.bytes(input), Utf8.bytes(ports), handle)));
    }

    /** What to ask the name server, {@code {"lookups":[...]}}. */
    public byte[] lookups() {
        return call(Native::detectionLookups);
    }

    /** The answer to the lookup of a name: records as zone files have them. */
    public void addRecords(String name, List<String> records) {
        run(handle -> Native.detectionAddRecords(handle, Utf8.bytes(name), Utf8.bytes(String.join("\n", records))));
    }

    /** The settings to probe next, which the caller closes; empty where enough is known, or nothing is left to try. */
    public Optional<NativeSettings> next() {
        return call(handle -> NativeSettings.of(Native.detectionNext(handle)));
    }

    /** Takes what the session's last job reported: the probe of those settings. */
    public void add(NativeSession session) {
        run(handle -> session.run(probed -> Native.detectionAdd(handle, probed)));
    }

    /** What is known so far, as JSON. */
    public byte[] recommendation() {
        return call(Native::detectionRecommendation);
    }
}
