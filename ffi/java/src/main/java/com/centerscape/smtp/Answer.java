package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonWriter;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A server's answer to one recipient, as a mailer of the host's own tells it. */
final class Answer implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int NO_CODE = 0;
    private static final int LARGEST_CODE = 999;

    private final String address;
    private final int code;
    @SuppressWarnings("serial") // An unmodifiable copy, which travels.
    private final List<String> lines;

    private Answer(String address, int code, List<String> lines) {
        this.address = Objects.requireNonNull(address, "address");
        this.code = code;
        this.lines = List.copyOf(Objects.requireNonNull(lines, "lines"));
    }

    /** These answers and one more. */
    static List<Answer> added(List<Answer> answers, String address, int code, List<String> lines) {
        List<Answer> all = new ArrayList<>(answers);
        all.add(new Answer(address, code, lines));
        return List.copyOf(all);
    }

    /** The member {@code recipients}. */
    static void write(JsonWriter json, List<Answer> answers) {
        json.name("recipients").beginArray();
        for (Answer answer : answers) {
            json.beginObject().name("address").text(repaired(answer.address)).name("reply");
            write(json, answer.code, answer.lines);
            json.endObject();
        }
        json.endArray();
    }

    /** A reply. A number that is no code counts as none: Angus Mail, for one, has -1 where it read no reply. */
    static void write(JsonWriter json, int code, List<String> lines) {
        json.beginObject().name("code").number(code >= 0 && code <= LARGEST_CODE ? code : NO_CODE);
        json.name("lines").beginArray();
        lines.forEach(line -> json.text(repaired(line)));
        json.endArray().endObject();
    }

    /**
     * What is no text in the words of another mailer is replaced: the message may be on its way already, and only the report can say
     * so.
     */
    static String repaired(String words) {
        return new String(words.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
