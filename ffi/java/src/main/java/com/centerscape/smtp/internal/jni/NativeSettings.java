package com.centerscape.smtp.internal.jni;

import java.util.Arrays;
import java.util.Optional;

/** Settings that the library holds. Threads may share them. */
public final class NativeSettings extends NativeObject {
    private NativeSettings(long handle) {
        super(handle);
    }

    /**
     * Reads settings.
     *
     * @param json UTF-8; wiped afterwards, since it may hold the password
     * @throws NativeException the JSON cannot be read
     */
    public static NativeSettings parse(byte[] json) {
        NativeLibrary.load();
        try {
            return new NativeSettings(Native.settingsParse(json));
        } finally {
            Arrays.fill(json, (byte) 0);
        }
    }

    /** Settings that another object of the library handed out; empty for none. */
    static Optional<NativeSettings> of(long handle) {
        return handle == 0 ? Optional.empty() : Optional.of(new NativeSettings(handle));
    }

    /** The settings that a new dialog shows, as JSON. */
    public static byte[] defaults() {
        NativeLibrary.load();
        return Native.settingsDefaults();
    }

    /**
     * The problems of a form as it was typed, {@code {"problems":[...]}}.
     *
     * @param form UTF-8; wiped afterwards
     */
    public static byte[] check(byte[] form) {
        NativeLibrary.load();
        try {
            return Native.settingsCheck(form);
        } finally {
            Arrays.fill(form, (byte) 0);
        }
    }

    /** The known services, {@code {"providers":[...]}}. */
    public static byte[] providers() {
        NativeLibrary.load();
        return Native.providers();
    }

    /** The service that a server belongs to, as JSON. */
    public static Optional<byte[]> providerFor(String hostname) {
        NativeLibrary.load();
        return Optional.ofNullable(Native.providerFor(Utf8.bytes(hostname)));
    }

    /** The port that goes with a security, which is named as in JSON. */
    public static int usualPort(String security) {
        NativeLibrary.load();
        return Native.usualPort(Utf8.bytes(security));
    }

    /** As JSON; the password is always {@code ****}. */
    public byte[] toJson() {
        return call(Native::settingsToJson);
    }

    /** The password in clear, which the caller wipes; {@code ****} where the host keeps it; empty where it is unset. */
    public Optional<byte[]> password() {
        return call(handle -> Optional.ofNullable(Native.settingsPassword(handle)));
    }

    /** Every problem, {@code {"problems":[...]}}. */
    public byte[] validate() {
        return call(Native::settingsValidate);
    }

    /**
     * What is stored once a submitted form is merged in.
     *
     * @param form UTF-8; wiped afterwards
     * @throws NativeException the form cannot be merged
     */
    public Merged apply(byte[] form) {
        byte[][] problems = new byte[1][];
        try {
            long merged = call(handle -> Native.settingsApply(handle, form, problems));
            return new Merged(new NativeSettings(merged), problems[0]);
        } finally {
            Arrays.fill(form, (byte) 0);
        }
    }

    /** Where a mailer of the host's own sends, as JSON. */
    public byte[] server() {
        return call(Native::transportServer);
    }

    /** What a mailer of the host's own achieved, as the JSON of a report. */
    public byte[] transportReport(NativeMessage message, byte[] answerJson) {
        return call(handle -> message.call(sent -> Native.transportReport(handle, sent, answerJson)));
    }

    /** Settings that were merged, and their problems. */
    public static final class Merged {
        private final NativeSettings settings;
        private final byte[] problemsJson;

        private Merged(NativeSettings settings, byte[] problemsJson) {
            this.settings = settings;
            this.problemsJson = problemsJson;
        }

        /** The merged settings; the caller closes them. */
        public NativeSettings settings() {
            return settings;
        }

        /** {@code {"problems":[...]}}, UTF-8. */
        public byte[] problemsJson() {
            return problemsJson;
        }
    }
}
