package com.centerscape.smtp;

import com.centerscape.smtp.internal.jni.NativeDiagnosis;
import com.centerscape.smtp.internal.jni.NativeException;
import com.centerscape.smtp.internal.json.LoneSurrogateException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The settings, the draft or a recipient is wrong. Nothing was sent.
 *
 * <p>The message has each problem's field, code and sentences, without e-mail addresses and secrets.
 */
public final class InvalidInputException extends SmtpException {
    private static final long serialVersionUID = 1L;

    /** A draft with a thousand wrong recipients has as many problems: more are counted. */
    private static final int MOST_TOLD = 20;

    /** Travels as JSON; null where that cannot be read. */
    private transient List<Problem> problems;

    InvalidInputException(List<Problem> problems) {
        this(problems, null);
    }

    InvalidInputException(List<Problem> problems, Throwable cause) {
        super(describe(problems), cause);
        this.problems = List.copyOf(problems);
    }

    private static String describe(List<Problem> problems) {
        String more = problems.size() > MOST_TOLD ? "; and " + (problems.size() - MOST_TOLD) + " more" : "";
        return problems.stream()
                .limit(MOST_TOLD)
                .map(problem -> problem + ": " + NativeDiagnosis.logLine(problem.message()))
                .collect(Collectors.joining("; ", "invalid input: ", more));
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
     * @return the problems, unmodifiable; empty where the exception was serialized by a version of this library that this one cannot read
     */
    public List<Problem> problems() {
        return problems == null ? List.of() : problems;
    }

    /**
     * Writes it with its problems as JSON.
     *
     * @param out where to
     * @throws IOException the stream's
     * @serialData the JSON, a string
     */
    private void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
        out.writeObject(Problem.toJson(problems()));
    }

    /**
     * Reads it with its problems.
     *
     * @param in where from
     * @throws IOException the stream's
     * @throws ClassNotFoundException the cause is of a class that is not here
     */
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        String json = (String) in.readObject();
        try {
            problems = json == null ? null : Problem.readAll(json.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalStateException another) {
            // The message tells them all the same.
            problems = null;
        }
    }
}
