package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;
import com.centerscape.smtp.internal.json.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One finding about an input: what is wrong, where, and what to do.
 *
 * <p>The {@link #code()} is stable, and is what hosts branch and translate on; the message is English and may change. A problem
 * never holds a secret.
 */
public final class Problem extends JsonValue {
    private final String field;
    private final String code;
    private final ProblemSeverity severity;
    private final String message;
    private final Map<String, String> parameters;
    private final Position position;

    private Problem(JsonFields json) {
        super(json);
        field = json.text("field");
        code = json.text("code");
        severity = json.word("severity", ProblemSeverity::of);
        message = json.text("message");
        parameters = json.named("parameters");
        position = json.optionalValue("position", Position::new).orElse(null);
    }

    /** An error that this library itself found. */
    static Problem error(String field, String code, String message) {
        return JsonFields.read(
                Map.of("field", field, "code", code, "severity", ProblemSeverity.ERROR.word(), "message", message), Problem::new);
    }

    /** The same with values that the message mentions, each as {@code name} and {@code value}. */
    Problem withParameters(List<Map<String, String>> parameters) {
        return changed(json -> json.put("parameters", parameters), Problem::new);
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
        return problems.stream()
                .map(problem -> problem.changed(json -> json.remove("position"), Problem::new))
                .collect(Collectors.toUnmodifiableList());
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
    public ProblemSeverity severity() {
        return severity;
    }

    /**
     * Whether it stops a send.
     *
     * @return true for {@link ProblemSeverity#ERROR}
     */
    public boolean isError() {
        return severity == ProblemSeverity.ERROR;
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

    /** Severity, field and code, without the values. */
    @Override
    public String toString() {
        return severity.word() + " " + (field.isEmpty() ? "" : field + ": ") + code;
    }

    /** Where in a JSON text something stands. */
    public static final class Position extends JsonValue {
        private final int line;
        private final int column;

        private Position(JsonFields json) {
            super(json);
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
        public String toString() {
            return "line " + line + ", column " + column;
        }
    }
}
