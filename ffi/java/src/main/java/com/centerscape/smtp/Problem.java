package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;
import com.centerscape.smtp.internal.json.JsonWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One finding about an input: what is wrong, where, and what to do.
 *
 * <p>The {@link #code()} is stable, and is what hosts branch and translate on; the message is English and may change. A problem
 * never holds a secret.
 */
public final class Problem {
    private final String field;
    private final String code;
    private final Severity severity;
    private final String message;
    private final Map<String, String> parameters;
    private final Position position;

    Problem(String field, String code, Severity severity, String message, Map<String, String> parameters, Position position) {
        this.field = field;
        this.code = code;
        this.severity = severity;
        this.message = message;
        this.parameters = Collections.unmodifiableMap(parameters);
        this.position = position;
    }

    private Problem(JsonFields json) {
        this(
                json.text("field"),
                json.text("code"),
                json.word("severity", Severity.values()),
                json.text("message"),
                parameters(json),
                json.optionalValue("position", Position::new).orElse(null));
    }

    /** An error that this library itself found. */
    static Problem error(String field, String code, String message) {
        return new Problem(field, code, Severity.ERROR, message, Map.of(), null);
    }

    /** An object {@code {"problems":[...]}}. */
    static List<Problem> readAll(byte[] json) {
        return JsonFields.read(json, object -> read(object, "problems"));
    }

    /** The problems of a member. */
    static List<Problem> read(JsonFields json, String name) {
        return json.values(name, Problem::new);
    }

    /** The same without positions: the text that they are about was nobody's. */
    static List<Problem> withoutPositions(List<Problem> problems) {
        List<Problem> bare = new ArrayList<>();
        for (Problem each : problems) {
            bare.add(new Problem(each.field, each.code, each.severity, each.message, each.parameters, null));
        }
        return List.copyOf(bare);
    }

    private static Map<String, String> parameters(JsonFields json) {
        Map<String, String> parameters = new LinkedHashMap<>();
        json.optionalValues("parameters", each -> Map.entry(each.text("name"), each.text("value")))
                .forEach(each -> parameters.put(each.getKey(), each.getValue()));
        return parameters;
    }

    /**
     * The field it is about, as a path in the JSON: {@code port}, {@code to[1]}, {@code alert.link}.
     *
     * @return the path; empty for the whole input
     */
    public String field() {
        return field;
    }

    /**
     * The stable code, {@code field.what} in kebab case: {@code hostname.required}.
     *
     * @return the code
     */
    public String code() {
        return code;
    }

    /**
     * How much it weighs.
     *
     * @return whether it stops a send
     */
    public Severity severity() {
        return severity;
    }

    /**
     * Whether it stops a send.
     *
     * @return true for {@link Severity#ERROR}
     */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /**
     * What is wrong and what to do about it, in one or two English sentences.
     *
     * @return the message
     */
    public String message() {
        return message;
    }

    /**
     * The values that the message mentions, by name, for hosts that translate it.
     *
     * @return names in snake case and values as text, in the order of the core
     */
    public Map<String, String> parameters() {
        return parameters;
    }

    /**
     * Where it stands, where the input was JSON text.
     *
     * @return the position
     */
    public Optional<Position> position() {
        return Optional.ofNullable(position);
    }

    /**
     * Problems as JSON, {@code {"problems":[...]}}.
     *
     * @param problems the problems
     * @return the JSON text
     */
    public static String toJson(List<Problem> problems) {
        JsonWriter json = JsonWriter.pretty().beginObject().name("problems").beginArray();
        problems.forEach(problem -> problem.write(json));
        return json.endArray().endObject().toString();
    }

    void write(JsonWriter json) {
        json.beginObject().name("field").text(field).name("code").text(code);
        json.name("severity").text(severity.toString()).name("message").text(message);
        if (!parameters.isEmpty()) {
            json.name("parameters").beginArray();
            parameters.forEach(
                    (name, value) -> json.beginObject().name("name").text(name).name("value").text(value).endObject());
            json.endArray();
        }
        if (position != null) {
            json.name("position").beginObject();
            json.name("line").number(position.line).name("column").number(position.column).endObject();
        }
        json.endObject();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Problem)) {
            return false;
        }
        Problem that = (Problem) other;
        return field.equals(that.field)
                && code.equals(that.code)
                && severity == that.severity
                && message.equals(that.message)
                && parameters.equals(that.parameters)
                && Objects.equals(position, that.position);
    }

    @Override
    public int hashCode() {
        return Objects.hash(field, code, severity, message, parameters, position);
    }

    /** Severity, field and code, without the values. */
    @Override
    public String toString() {
        return severity + " " + (field.isEmpty() ? "" : field + ": ") + code;
    }

    /** Where in a JSON text something stands. */
    public static final class Position {
        private final int line;
        private final int column;

        private Position(JsonFields json) {
            line = json.smallNumber("line");
            column = json.smallNumber("column");
        }

        /**
         * The line.
         *
         * @return from 1
         */
        public int line() {
            return line;
        }

        /**
         * The column in characters.
         *
         * @return from 1
         */
        public int column() {
            return column;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Position && ((Position) other).line == line && ((Position) other).column == column;
        }

        @Override
        public int hashCode() {
            return 31 * line + column;
        }

        @Override
        public String toString() {
            return "line " + line + ", column " + column;
        }
    }
}
