package com.centerscape.smtp.internal.jni;

import java.nio.charset.StandardCharsets;
import java.util.function.LongFunction;

/** What a server's reply means, and a text that tells of one. */
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
        return with(settings, handle -> Native.explain(Utf8.bytes(reply), Utf8.bytesOrNull(stage), handle));
    }

    /**
     * What is found in a pasted text, as JSON.
     *
     * @param text the text
     * @param settings of the server that it is about, or null
     */
    public static byte[] explainPasted(String text, NativeSettings settings) {
        return with(settings, handle -> Native.explainPasted(Utf8.bytes(text), handle));
    }

    /**
     * The first line of a text as a log may hold it: bounded, without controls and e-mail addresses.
     *
     * @param text the text; what is no text in it is replaced
     */
    public static String logLine(String text) {
        NativeLibrary.load();
        return Utf8.text(Native.logLine(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] with(NativeSettings settings, LongFunction<byte[]> call) {
        NativeLibrary.load();
        return settings == null ? call.apply(0) : settings.call(call);
    }
}
