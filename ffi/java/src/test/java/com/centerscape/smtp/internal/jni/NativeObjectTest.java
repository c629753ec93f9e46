package com.centerscape.smtp.internal.jni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.internal.jni.NativeNumbers.Action;
import com.centerscape.smtp.internal.jni.NativeNumbers.Status;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Handles that are wrong, arguments that are wrong: told, never followed. */
class NativeObjectTest {
    private static final byte[] ENTROPY = new byte[32];

    /** A thread dump says whose it is, and it does not keep the JVM. */
    @Test
    void theCleanersThreadHasOurName() throws Exception {
        NativeFile.create(1).close();
        List<Thread> ours = List.of();
        for (int i = 0; i < 100 && ours.isEmpty(); i++) {
            System.gc();
            Thread.sleep(50);
            ours = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("centerscape-smtp-cleaner"))
                    .collect(Collectors.toList());
        }
        assertEquals(1, ours.size(), ours.toString());
        assertTrue(ours.get(0).isDaemon());
    }

    /** The application that comes first is no other than those that come later: its classes go when it does. */
    @Test
    void theFirstCallerIsNotKept() throws Exception {
        ChildJvm.Result result = new ChildJvm()
                .property(LibrarySearch.LIBRARY, System.getProperty(LibrarySearch.LIBRARY, ""))
                .run(FirstCaller.class);
        assertEquals(0, result.exitCode, result.toString());
        assertEquals("first call\nforgotten", result.output.trim(), result.toString());
    }

    /** What a native takes and answers is known to both sides by one number: a change of either changes it. */
    @Test
    void aChangeOfTheNativesIsANewContract() throws Exception {
        String natives = Arrays.stream(Native.class.getDeclaredMethods())
                .filter(method -> Modifier.isNative(method.getModifiers()))
                .map(Method::toString)
                .sorted()
                .collect(Collectors.joining("\n"));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Dialogue.utf8(natives));
        assertEquals(
                "4 56b54d5904b6bd3b",
                Native.CONTRACT_VERSION + " " + String.format("%016x", ByteBuffer.wrap(digest).getLong()),
                "raise CONTRACT_VERSION here and in jni/library.rs, then write the new pair");
    }

    @Test
    void aClosedObjectSaysSo() {
        NativeSettings settings = Dialogue.settings();
        NativeMessage message = Dialogue.message(settings);
        NativeFile file = NativeFile.create(10);
        NativeSession session = Dialogue.session(settings);
        List<NativeObject> all = List.of(settings, message, file, session);
        all.forEach(NativeObject::close);
        all.forEach(NativeObject::close);
        closed("NativeSettings", settings::toJson);
        closed("NativeSettings", () -> Dialogue.session(settings));
        closed("NativeSettings", () -> Dialogue.message(settings));
        closed("NativeSettings", () -> NativeDiagnosis.explain("550 no", null, settings));
        closed("NativeSettings", () -> NativeDiagnosis.explainPasted("550 no", settings));
        closed("NativeMessage", message::size);
        closed("NativeMessage", () -> message.read(new byte[1], 0, 1));
        closed("NativeFile", () -> file.append(new byte[1], 0, 1));
        closed("NativeSession", session::beginProbe);
        closed("NativeSession", () -> session.start(0));
    }

    @Test
    void aFreedHandleIsInvalidForGood() {
        long handle = Native.settingsParse(Dialogue.utf8("{}"));
        Native.free(handle);
        for (int i = 0; i < 1000; i++) {
            long next = Native.settingsParse(Dialogue.utf8("{}"));
            status(Status.INVALID_HANDLE, () -> Native.free(handle));
            status(Status.INVALID_HANDLE, () -> Native.settingsToJson(handle));
            Native.free(next);
        }
    }

    @Test
    void aHandleThatNeverWasIsInvalid() {
        NativeLibrary.load();
        for (long handle : new long[] {-1, 1, 7, 0xdead_beefL, Long.MAX_VALUE, Long.MIN_VALUE}) {
            status(Status.INVALID_HANDLE, () -> Native.free(handle));
            status(Status.INVALID_HANDLE, () -> Native.messageSize(handle));
        }
        Native.free(0);
        status(Status.INVALID_HANDLE, () -> Native.messageSize(0));
    }

    @Test
    void aHandleOfAnotherKindIsInvalid() {
        try (NativeSettings settings = Dialogue.settings();
                NativeMessage message = Dialogue.message(settings);
                NativeFile file = NativeFile.create(0);
                NativeSession session = Dialogue.session(settings)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
            status(Status.INVALID_HANDLE, () -> Native.messageSize(settings.handle()));
            status(Status.INVALID_HANDLE, () -> Native.settingsToJson(message.handle()));
            status(Status.INVALID_HANDLE, () -> Native.sessionAdvance(file.handle(), buffer, 1, 0, 0));
            status(Status.INVALID_HANDLE, () -> Native.fileAppendArray(session.handle(), ENTROPY, 0, 1));
            status(Status.INVALID_HANDLE, () -> Native.sessionBeginSend(session.handle(), settings.handle(), null));
            status(Status.INVALID_HANDLE, () -> Native.sessionBeginSend(message.handle(), message.handle(), null));
            assertTrue(message.size() > 0, "a message that was refused is still there");
        }
    }

    @Test
    void nullIsRefused() {
        try (NativeSettings settings = Dialogue.settings();
                NativeMessage message = Dialogue.message(settings);
                NativeFile file = NativeFile.create(0);
                NativeSession session = Dialogue.session(settings)) {
            long object = settings.handle();
            invalid(() -> Native.settingsParse(null));
            invalid(() -> Native.settingsCheck(null));
            invalid(() -> Native.settingsApply(object, null, new byte[1][]));
            invalid(() -> Native.settingsApply(object, ENTROPY, null));
            invalid(() -> Native.settingsApply(object, ENTROPY, new byte[0][]));
            invalid(() -> Native.providerFor(null));
            invalid(() -> Native.explain(null, null, 0));
            invalid(() -> Native.fileAppend(file.handle(), null, 0));
            invalid(() -> Native.fileAppendArray(file.handle(), null, 0, 0));
            invalid(() -> Native.messageRead(message.handle(), null, 0, 0));
            invalid(() -> build(object, null, new byte[0][], new long[0], ENTROPY));
            invalid(() -> build(object, ENTROPY, null, new long[0], ENTROPY));
            invalid(() -> build(object, ENTROPY, new byte[0][], null, ENTROPY));
            invalid(() -> build(object, ENTROPY, new byte[0][], new long[0], null));
            invalid(() -> Native.sessionNew(object, null));
            invalid(() -> Native.sessionBeginTest(session.handle(), null, 0, 0, ENTROPY, ENTROPY));
            invalid(() -> Native.sessionAdvance(session.handle(), null, 1, 0, 0));
            invalid(() -> Native.transportReport(object, message.handle(), null));
        }
    }

    @Test
    void partsOutsideTheirArrayAreRefused() {
        try (NativeSettings settings = Dialogue.settings();
                NativeMessage message = Dialogue.message(settings);
                NativeFile file = NativeFile.create(0)) {
            byte[] ten = new byte[10];
            ByteBuffer direct = ByteBuffer.allocateDirect(10);
            int[][] parts = {{-1, 1}, {0, -1}, {0, 11}, {10, 1}, {Integer.MAX_VALUE, Integer.MAX_VALUE}, {1, Integer.MAX_VALUE}};
            for (int[] part : parts) {
                invalid(() -> Native.messageRead(message.handle(), ten, part[0], part[1]));
                invalid(() -> Native.fileAppendArray(file.handle(), ten, part[0], part[1]));
            }
            for (int length : new int[] {-1, 11, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                invalid(() -> Native.fileAppend(file.handle(), direct, length));
            }
            invalid(() -> Native.fileNew(-1));
            invalid(() -> Native.fileNew(Long.MAX_VALUE));
        }
    }

    @Test
    void aBufferThatIsNoneIsRefused() {
        try (NativeSettings settings = Dialogue.settings();
                NativeSession session = Dialogue.session(settings)) {
            session.beginProbe();
            long object = session.handle();
            ByteBuffer large = ByteBuffer.allocateDirect(4096);
            invalid(() -> Native.sessionAdvance(object, ByteBuffer.allocate(4096), 1, 0, 0));
            invalid(() -> Native.sessionAdvance(object, ByteBuffer.allocateDirect(0), 1, 0, 0));
            invalid(() -> Native.sessionAdvance(object, ByteBuffer.allocateDirect(100), 1, 0, 0));
            invalid(() -> Native.sessionOutput(object, ByteBuffer.allocateDirect(100), 0));
            invalid(() -> Native.sessionOutput(object, large, -1));
            invalid(() -> Native.sessionAdvance(object, large, 5, 4096, 0));
            invalid(() -> Native.sessionAdvance(object, large, 5, -1, 0));
            invalid(() -> Native.sessionAdvance(object, large, 1, 0, -1));
            for (int event : new int[] {0, 2, 3, 6, 8, 11, -1}) {
                invalid(() -> Native.sessionAdvance(object, large, event, 0, 0));
            }
            assertEquals(Action.CONNECT, session.start(0), "none of it moved the session");
            session.cancelled(1);
        }
    }

    @Test
    void unevenCertificatesAndAttachmentsAreRefused() {
        try (NativeSettings settings = Dialogue.settings();
                NativeSession session = Dialogue.session(settings)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
            session.beginProbe();
            long object = session.handle();
            byte[][] five = {ENTROPY, {}, {}, {}, {}};
            byte[][] withNull = {ENTROPY, {}, null, {}, {}};
            byte[][] four = {ENTROPY, {}, {}, {}};
            for (byte[][] chain : new byte[][][] {withNull, four}) {
                invalid(() -> Native.sessionSecured(object, buffer, ENTROPY, ENTROPY, chain, new long[2], 0));
                invalid(() -> Native.sessionFailed(object, buffer, ENTROPY, ENTROPY, chain, new long[2], 0));
            }
            invalid(() -> Native.sessionSecured(object, buffer, ENTROPY, ENTROPY, five, new long[1], 0));
            invalid(() -> Native.sessionSecured(object, buffer, ENTROPY, ENTROPY, five, new long[4], 0));
            invalid(() -> build(settings.handle(), ENTROPY, four, new long[1], ENTROPY));
            try (NativeFile file = NativeFile.create(0)) {
                invalid(() -> build(settings.handle(), ENTROPY, new byte[][] {null, {}, null}, new long[] {file.handle()}, ENTROPY));
            }
        }
    }

    @Test
    void aFileStandsForOneAttachment() {
        try (NativeSettings settings = Dialogue.settings();
                NativeFile file = NativeFile.create(0)) {
            byte[][] texts = {{'a'}, Dialogue.utf8("text/plain"), null, {'b'}, Dialogue.utf8("text/plain"), null};
            long[] twice = {file.handle(), file.handle()};
            status(Status.INVALID_HANDLE, () -> build(settings.handle(), Dialogue.utf8("{}"), texts, twice, ENTROPY));
        }
    }

    @Test
    void textThatIsNotUtf8IsRefused() {
        byte[] bad = {'{', (byte) 0xff, '}'};
        status(Status.INVALID_UTF8, () -> NativeSettings.parse(bad.clone()));
        status(Status.INVALID_UTF8, () -> NativeSettings.check(bad.clone()));
        status(Status.INVALID_UTF8, () -> Native.explain(bad, null, 0));
        status(Status.INVALID_UTF8, () -> NativeSettings.providerFor("half \ud83d"));
        status(Status.INVALID_UTF8, () -> Utf8.bytes("\udc00"));
        assertEquals("\ud83d\udce7 \0", Utf8.text(Utf8.bytes("\ud83d\udce7 \0")));
    }

    @Test
    void entropyHas32Bytes() {
        try (NativeSettings settings = Dialogue.settings()) {
            for (int length : new int[] {0, 31, 33}) {
                NativeException refused =
                        assertThrows(NativeException.class, () -> NativeSession.create(settings, new byte[length]));
                assertTrue(refused.status() == Status.INVALID_INPUT
                        || refused.status() == Status.INVALID_ARGUMENT);
            }
        }
    }

    @Test
    void problemsComeWithTheException() {
        NativeException refused =
                assertThrows(NativeException.class, () -> NativeSettings.parse(Dialogue.utf8("{\"hostnam\":1}")));
        assertEquals(Status.INVALID_INPUT, refused.status());
        assertTrue(refused.problemsJson().orElseThrow().contains("hostnam"), refused.problemsJson().toString());
    }

    private static long build(long settings, byte[] draft, byte[][] texts, long[] files, byte[] entropy) {
        return Native.messageBuild(settings, draft, texts, files, 0, 0, entropy, new byte[0]);
    }

    private static void closed(String name, Executable call) {
        assertEquals(name + " is closed", assertThrows(IllegalStateException.class, call).getMessage());
    }

    private static void invalid(Executable call) {
        status(Status.INVALID_ARGUMENT, call);
    }

    private static void status(int expected, Executable call) {
        NativeException refused = assertThrows(NativeException.class, call);
        assertEquals(expected, refused.status(), refused.getMessage());
    }
}
