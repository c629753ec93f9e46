package com.centerscape.smtp.memory;

import com.centerscape.smtp.AlertMail;
import com.centerscape.smtp.AlertState;
import com.centerscape.smtp.Attachment;
import com.centerscape.smtp.Draft;
import com.centerscape.smtp.IncidentSeverity;
import com.centerscape.smtp.InvalidInputException;
import com.centerscape.smtp.SmtpMessage;
import com.centerscape.smtp.SmtpSettings;
import com.centerscape.smtp.internal.jni.NativeFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Builds, writes and frees messages, and prints by how many KB the process grew after the first of them. */
public final class BuildAndFree {
    private static final int WARM_UP = 20_000;
    /** One in so many is refused, for what a refusal may leave behind. */
    private static final int REFUSED_EVERY = 10;

    private BuildAndFree() {}

    /**
     * Runs it.
     *
     * @param arguments how many messages; how many bytes to leak for each of them
     */
    public static void main(String[] arguments) throws Exception {
        int messages = Integer.parseInt(arguments[0]);
        int leak = Integer.parseInt(arguments[1]);
        SmtpSettings settings = SmtpSettings.builder().hostname("mail.example.com").fromAddress("cs@example.com").build();
        for (int count = 0; count < WARM_UP; count++) {
            buildAndFree(settings, count);
        }
        long before = residentKb();
        List<NativeFile> leaked = new ArrayList<>();
        byte[] bytes = new byte[leak];
        for (int count = 0; count < messages; count++) {
            buildAndFree(settings, count);
            if (leak > 0) {
                NativeFile file = NativeFile.create(leak);
                file.append(bytes, 0, leak);
                leaked.add(file);
            }
        }
        System.out.println(residentKb() - before);
        leaked.forEach(NativeFile::close);
    }

    private static void buildAndFree(SmtpSettings settings, int count) throws IOException {
        boolean isRefused = count % REFUSED_EVERY == 0;
        AlertMail alert = AlertMail.builder(IncidentSeverity.CRITICAL, AlertState.RAISED, "Inlet temperature high")
                .asset("PDU-" + count)
                .value("41.5 C")
                .build();
        Draft draft = Draft.builder(alert)
                .to(isRefused ? "nobody" : "ops@example.com")
                .incident("rack-" + count)
                .attach(Attachment.ofBytes("values.csv", "text/csv", "time;value\n".getBytes(StandardCharsets.US_ASCII)))
                .build();
        try (SmtpMessage message = SmtpMessage.build(settings, draft)) {
            message.writeTo(OutputStream.nullOutputStream());
            if (isRefused) {
                throw new AssertionError("a recipient without a domain was taken");
            }
        } catch (InvalidInputException refusal) {
            if (!isRefused) {
                throw new AssertionError("refused: " + refusal.problems(), refusal);
            }
        }
    }

    /** The resident memory of this process (VmRSS). */
    private static long residentKb() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new AssertionError("/proc/self/status has no VmRSS: this test needs Linux");
    }
}
