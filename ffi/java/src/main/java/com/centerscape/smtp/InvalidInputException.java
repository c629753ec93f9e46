package com.centerscape.smtp;

import com.centerscape.smtp.internal.jni.NativeException;
import com.centerscape.smtp.internal.json.LoneSurrogateException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The settings, the draft or a recipient is wrong. Nothing was sent. */
public final class InvalidInputException extends SmtpException {
    private static final long serialVersionUID = 1L;

    /** Values are not serializable: the message tells the codes. */
    private final transient List<Problem> problems;

    InvalidInputException(List<Problem> problems) {
        this(problems, null);
    }

    InvalidInputException(List<Problem> problems, Throwable cause) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ", "invalid input: ", "")), cause);
        this.problems = List.copyOf(problems);
    }

    /**
     * What a native refused.
     *
     * @throws NativeException the same one, where it is not about an input
     */
    static InvalidInputException of(NativeException refusal) {
        String problems = refusal.problemsJson().orElseThrow(() -> refusal);
        return new InvalidInputException(Problem.readAll(problems.getBytes(StandardCharsets.UTF_8)));
    }

    static InvalidInputException of(LoneSurrogateException refusal) {
        return new InvalidInputException(List.of(loneSurrogate(refusal)));
    }

    /** The same as a finding among others. */
    static Problem loneSurrogate(LoneSurrogateException refusal) {
        return Problem.error(
                refusal.field(),
                "text.lone-surrogate",
                "This text has half of a surrogate pair, which is no character. Enter the text again.");
    }

    /**
     * Every problem, those that are warnings among them.
     *
     * @return the problems, unmodifiable; empty after deserialization
     */
    public List<Problem> problems() {
        return problems == null ? List.of() : problems;
    }
}
