package com.centerscape.smtp.internal.jni;

import java.nio.ByteBuffer;

/**
 * Every native of the library, and nothing else. Texts cross as UTF-8. A handle is a number, 0 where there is none: one that is
 * freed, foreign or of another kind is told, never followed. Each native throws {@link NativeException} where it fails.
 *
 * <p>There is no static initialiser: {@link NativeLibrary#load()} comes first, and says what is wrong in its own words.
 */
final class Native {
    /** What these signatures mean. The library has the same number, or is not used. */
    static final int CONTRACT_VERSION = 4;

    private Native() {}

    static native int contractVersion();

    /** The version of the library, such as {@code 0.1.0}. */
    static native byte[] version();

    /** How many native objects there are. */
    static native long liveHandles();

    /** Frees an object of any kind; 0 is ignored. */
    static native void free(long handle);

    /** Memory of so many bytes, all zero. */
    static native long bufferNew(int capacity);

    /** The memory as a direct buffer, good until it is freed. */
    static native ByteBuffer bufferBytes(long buffer);

    static native long settingsParse(byte[] json);

    /** As JSON; the password is always {@code ****}. */
    static native byte[] settingsToJson(long settings);

    /** The password, {@code ****} where the host keeps it, null where it is unset. */
    static native byte[] settingsPassword(long settings);

    static native byte[] settingsValidate(long settings);

    /** The problems of a form as it was typed. */
    static native byte[] settingsCheck(byte[] form);

    /** The merged settings; their problems are put into {@code problemsOut[0]}. */
    static native long settingsApply(long stored, byte[] form, byte[][] problemsOut);

    static native byte[] settingsDefaults();

    static native byte[] providers();

    /** One provider, or null. */
    static native byte[] providerFor(byte[] hostname);

    /** The port that goes with a security, which is named as in JSON. */
    static native int usualPort(byte[] security);

    /** A file of {@code capacity} bytes as far as is known. */
    static native long fileNew(long capacity);

    static native void fileAppend(long file, ByteBuffer direct, int length);

    static native void fileAppendArray(long file, byte[] bytes, int offset, int length);

    /**
     * Builds a message.
     *
     * @param attachmentTexts three per attachment: name, media type, content id or null
     * @param files one per attachment; they are consumed where the message is built, and may be where it is not
     */
    static native long messageBuild(
            long settings,
            byte[] draftJson,
            byte[][] attachmentTexts,
            long[] files,
            long unixSeconds,
            int offsetMinutes,
            byte[] entropy,
            byte[] domain);

    /** What a person will see of a draft, as JSON; attachments as in {@link #messageBuild}. */
    static native byte[] messagePreview(long settings, byte[] draftJson, byte[][] attachmentTexts, long[] files);

    static native long messageSize(long message);

    static native boolean messageIs8bit(long message);

    static native byte[] messageEnvelope(long message);

    static native byte[] messageWarnings(long message);

    /** The next bytes; 0 at the end. */
    static native int messageRead(long message, byte[] into, int offset, int length);

    static native void messageRewind(long message);

    static native long sessionNew(long settings, byte[] entropy);

    static native void sessionRestrictTo(long session, byte[] destinationsJson);

    static native void sessionRecall(long session, byte[] learnedJson);

    static native void sessionConfirmTransactions(long session);

    static native void sessionBeginProbe(long session);

    static native void sessionBeginTest(
            long session, byte[] to, long unixSeconds, int offsetMinutes, byte[] entropy, byte[] domain);

    /** The message is consumed where the job begins, else it stays. */
    /** Options as JSON; null for none. */
    static native void sessionBeginSend(long session, long message, byte[] optionsJsonOrNull);

    static native void sessionBeginQuit(long session);

    /** For the events without data, and for those received, which lie behind the head. */
    static native int sessionAdvance(long session, ByteBuffer buffer, int event, int inputLength, long nowMs);

    /** The addresses are parted by line feeds. */
    static native int sessionResolved(long session, ByteBuffer buffer, byte[] addresses, long nowMs);

    static native int sessionConnected(long session, ByteBuffer buffer, byte[] local, byte[] peer, long nowMs);

    static native int sessionSecured(
            long session,
            ByteBuffer buffer,
            byte[] version,
            byte[] cipher,
            byte[][] chain,
            long[] validity,
            long nowMs);

    static native int sessionFailed(
            long session, ByteBuffer buffer, byte[] kind, byte[] text, byte[][] chain, long[] validity, long nowMs);

    static native int sessionSecret(long session, ByteBuffer buffer, byte[] secretOrNull, long nowMs);

    /** Copies the action's bytes from {@code offset} behind the head; returns how many. */
    static native int sessionOutput(long session, ByteBuffer buffer, int offset);

    static native int sessionOutcome(long session);

    static native byte[] sessionReport(long session);

    static native byte[] redactedReport(byte[] report);

    static native byte[] sessionClientFault(int last, byte[] text);

    static native boolean sessionIsStale(long session);

    /** The message that did not go out, or 0. */
    static native long sessionReclaim(long session);

    /** A search for settings. {@code base} may be 0. */
    static native long detectionNew(byte[] input, byte[] ports, long base);

    static native byte[] detectionLookups(long detection);

    /** The records have one line each. */
    static native void detectionAddRecords(long detection, byte[] name, byte[] records);

    /** Settings to probe, or 0. */
    static native long detectionNext(long detection);

    /** The session's last job is what was probed. */
    static native void detectionAdd(long detection, long session);

    static native byte[] detectionRecommendation(long detection);

    static native byte[] explain(byte[] reply, byte[] stageOrNull, long settingsOrZero);

    static native byte[] explainPasted(byte[] text, long settingsOrZero);

    static native byte[] logLine(byte[] text);

    static native byte[] transportServer(long settings);

    static native byte[] transportReport(long settings, long message, byte[] answerJson);

    static native byte[] oauthConfiguration(byte[] configuration);

    static native boolean oauthIsFor(byte[] configuration, byte[] hostname);

    static native byte[] oauthRequest(byte[] configuration, byte[] clientSecretOrNull, byte[] refreshTokenOrNull);

    static native byte[] oauthToken(
            byte[] configuration, byte[] clientSecretOrNull, byte[] refreshTokenOrNull, int status, byte[] body, long askedMs);
}
