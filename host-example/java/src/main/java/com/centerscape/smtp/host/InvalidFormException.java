package com.centerscape.smtp.host;

import com.centerscape.smtp.Problem;
import java.util.List;

/** A form with an error. */
final class InvalidFormException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    InvalidFormException(List<Problem> problems) {
        super("the form has an error");
        this.problems = problems;
    }

    List<Problem> problems() {
        return problems;
    }
}
