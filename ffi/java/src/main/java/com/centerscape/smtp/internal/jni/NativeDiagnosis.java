package com.centerscape.smtp.internal.jni;

import java.lang.ref.Reference;

/** What a server's reply means. */
public final class NativeDiagnosis {
    private NativeDiagnosis() {}

    /**
     * The explanation of a reply, as the JSON of a diagnosis.
     *
     * @param reply what the server said, one line per line
     * @param stage the name of the stage it was said at, or null
     * @param settings what was used to connect, or null
     */
    public static byte[] explain(String reply, String stage, NativeSettings settings) {
        NativeLibrary.load();
        try {
            return Native.explain(
                    Utf8.bytes(reply), Utf8.bytesOrNull(stage), settings == null ? 0 : settings.handle());
        } catch (NativeException failure) {
            throw settings == null ? failure : settings.told(failure);
        } finally {
            Reference.reachabilityFence(settings);
        }
    }
}
