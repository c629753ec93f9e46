package com.centerscape.smtp.internal.jni;

/** The native of a library that was built with the feature {@code fault-injection}: it panics. Run in a JVM of its own. */
final class FaultInjection {
    /** What the panic says. Nobody may see it: a real one might quote a message. */
    static final String PAYLOAD = "secret-in-a-panic@example.com";

    private FaultInjection() {}

    static native void panic(long session, byte[] payload);

    /** Panics in a session, and says what Java sees of it and what still works. */
    public static void main(String[] arguments) {
        NativeSettings settings = Dialogue.settings();
        NativeSession session = Dialogue.session(settings);
        try {
            panic(session.handle(), Dialogue.utf8(PAYLOAD));
        } catch (NativeException fault) {
            System.out.println("status " + fault.status() + ": " + fault.getMessage());
        }
        try {
            session.beginProbe();
        } catch (NativeException broken) {
            System.out.println("then " + broken.status());
        }
        session.close();
        try (NativeSession next = Dialogue.session(settings)) {
            System.out.println("next " + Dialogue.send(next, Dialogue.message(settings)));
        }
        settings.close();
        System.out.println("live " + Native.liveHandles());
    }
}
