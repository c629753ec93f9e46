package com.centerscape.smtp.internal.json;

/** Half of a surrogate pair stands in a text: no UTF-8 can carry it. */
public final class LoneSurrogateException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String field;

    LoneSurrogateException(String field) {
        super((field.isEmpty() ? "the text" : field) + " has half of a surrogate pair");
        this.field = field;
    }

    /**
     * The text that has it.
     *
     * @return its path, as problems name it; empty for the whole input
     */
    public String field() {
        return field;
    }
}
