package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A server's answer to one recipient, as a mailer of the host's own tells it. */
final class Answer {
    private final String address;
    private final int code;
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
            json.beginObject().name("address").text(answer.address).name("reply");
            write(json, answer.code, answer.lines);
            json.endObject();
        }
        json.endArray();
    }

    /** A reply. */
    static void write(JsonWriter json, int code, List<String> lines) {
        json.beginObject().name("code").number(code);
        Json.write(json.name("lines"), lines);
        json.endObject();
    }
}
