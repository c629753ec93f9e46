package com.centerscape.smtp.bench;

import com.centerscape.smtp.AlertMail;
import com.centerscape.smtp.AlertState;
import com.centerscape.smtp.Attachment;
import com.centerscape.smtp.Content;
import com.centerscape.smtp.Draft;
import com.centerscape.smtp.Importance;
import com.centerscape.smtp.IncidentSeverity;
import com.centerscape.smtp.CustomContent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.function.IntFunction;

/** A mail that is built or sent. They are those of tests/bench/src/mail.rs. */
public enum Case {
    /** One plain text. */
    ALERT_WORDS("alert, 1 KB of words", 0),
    /** Text and HTML, which ours renders and the others are given. */
    ALERT("alert, from the template", 0),
    /** Letters outside ASCII, and lines that are too long for a mail. */
    TEXT_AND_HTML("text + HTML, 8 KB", 0),
    /** The attachment is read from a file each time. */
    REPORT("report, 25 MB file", 25_000_000),
    /** Its attachment makes it a mail of 1 MB. */
    MEGABYTE("1 MB", 730_000);

    static final String FROM = "CenterScape <centerscape@example.com>";
    static final String TO = "Operations <ops@example.com>";
    static final String FILE_NAME = "report.pdf";
    static final String MEDIA_TYPE = "application/pdf";

    private static final OffsetDateTime RAISED_AT = OffsetDateTime.parse("2026-11-22T05:26:00+01:00");
    private static final String TEXT = alertText();
    private static final String LONG_TEXT = reportText();
    private static final String LONG_HTML = reportHtml();

    private final String label;
    private final int fileLength;

    Case(String label, int fileLength) {
        this.label = label;
        this.fileLength = fileLength;
    }

    /** What it is, for people. */
    String label() {
        return label;
    }

    /** What ours is told: made anew each time, as the others make a message anew each time. */
    Draft draft() {
        Draft.Builder draft = Draft.builder(content()).to(TO).incident("rack12-temperature");
        return hasFile()
                ? draft.attach(Attachment.ofFile(FILE_NAME, MEDIA_TYPE, file())).build()
                : draft.build();
    }

    private Content content() {
        switch (this) {
            case ALERT:
                return AlertMail.builder(IncidentSeverity.CRITICAL, AlertState.RAISED, "Inlet temperature high")
                        .asset("PDU-7")
                        .location("Hall 2 / Row C / Rack 12")
                        .metric("temperature")
                        .value("41.5 C")
                        .threshold("35 C")
                        .raisedAt(RAISED_AT)
                        .link("https://centerscape.example.com/alerts/4711")
                        .build();
            case TEXT_AND_HTML:
                return words(LONG_TEXT).html(LONG_HTML).build();
            default:
                return words(TEXT).build();
        }
    }

    private static CustomContent.Builder words(String text) {
        return CustomContent.builder("[CRITICAL] Inlet temperature high: PDU-7")
                .text(text)
                .importance(Importance.HIGH);
    }

    boolean hasFile() {
        return fileLength > 0;
    }

    /** Where its attachment lies. */
    Path file() {
        return Setup.FOLDER.resolve(name() + ".pdf");
    }

    /** Writes its attachment, which does not compress and has every byte. */
    void writeFile() {
        if (!hasFile()) {
            return;
        }
        byte[] data = new byte[fileLength];
        long state = 0x2545_F491_4F6C_DD1DL;
        for (int i = 0; i < data.length; i++) {
            if (i % Long.BYTES == 0) {
                state ^= state << 13;
                state ^= state >>> 7;
                state ^= state << 17;
            }
            data[i] = (byte) (state >>> (8 * (i % Long.BYTES)));
        }
        try (OutputStream out = Files.newOutputStream(file())) {
            out.write(data);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** 1 KB of ASCII in short lines. */
    private static String alertText() {
        return rows("CRITICAL: Inlet temperature high\n\n", 1000, rack -> String.format(
                        "Rack %2d: inlet 41.%d C, threshold 35 C, rising for 12 minutes\n", rack, rack % 10))
                .stripTrailing();
    }

    /** 2 KB of text with letters outside ASCII. */
    private static String reportText() {
        return rows("Temperatures of the week \u2013 Nürnberg\n\n", 2000, rack -> String.format(
                        "Rack %2d: highest 41.%d °C\n", rack, rack % 10))
                .stripTrailing();
    }

    /** 6 KB of HTML. */
    private static String reportHtml() {
        String start = "<!DOCTYPE html>\n<html><body><h1>Temperatures of the week \u2013 Nürnberg</h1>\n<table>\n";
        return rows(start, 5960, rack -> String.format(
                        "<tr><th align=\"left\" style=\"padding:6px\">Rack %d</th><td>41.%d °C</td></tr>\n",
                        rack, rack % 10))
                + "</table>\n</body></html>";
    }

    /** A text of at least {@code length} characters. */
    private static String rows(String start, int length, IntFunction<String> row) {
        StringBuilder text = new StringBuilder(start);
        for (int number = 1; text.length() < length; number++) {
            text.append(row.apply(number));
        }
        return text.toString();
    }
}
