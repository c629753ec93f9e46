package com.centerscape.smtp;

import java.util.List;
import java.util.Objects;

/** Stored settings with a form merged into them. */
public final class MergedSettings {
    private final SmtpSettings settings;
    private final List<Problem> problems;

    MergedSettings(SmtpSettings settings, List<Problem> problems) {
        this.settings = settings;
        this.problems = problems;
    }

    /**
     * What to store, where no problem is an error.
     *
     * @return the merged settings
     */
    public SmtpSettings settings() {
        return settings;
    }

    /**
     * Every problem of the merged settings, and of the form itself.
     *
     * @return the problems, unmodifiable
     */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * Whether a problem is an error, so that the settings are not to be stored.
     *
     * @return whether there is one
     */
    public boolean hasErrors() {
        return problems.stream().anyMatch(Problem::isError);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MergedSettings
                && ((MergedSettings) other).settings.equals(settings)
                && ((MergedSettings) other).problems.equals(problems);
    }

    @Override
    public int hashCode() {
        return Objects.hash(settings, problems);
    }

    /** Without secrets and addresses. */
    @Override
    public String toString() {
        return "MergedSettings(" + settings + ", " + problems + ")";
    }
}
