package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonWriter;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

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
            json.beginObject().member("address", repaired(answer.address));
            json.member("reply", reply(answer.code, answer.lines)).endObject();
        }
        json.endArray();
    }

    /** A reply. A number that is no code counts as none: Angus Mail, for one, has -1 where it read no reply. */
    static Map<String, ?> reply(int code, List<String> lines) {
        List<String> repaired = lines.stream().map(Answer::repaired).collect(Collectors.toList());
        return Map.of("code", code >= 0 && code <= LARGEST_CODE ? code : NO_CODE, "lines", repaired);
    }

    /**
     * What is no text in the words of another mailer is replaced: the message may be on its way already, and only the report can say
     * so.
     */
    static String repaired(String words) {
        return new String(words.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
