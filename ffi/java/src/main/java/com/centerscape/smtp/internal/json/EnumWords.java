package com.centerscape.smtp.internal.json;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The words of enums, as they stand in JSON. */
public final class EnumWords {
    private EnumWords() {}

    /**
     * The constant of a word.
     *
     * @param constants all of them
     * @param words the word of each
     * @param word the one that is looked for
     * @param <T> the enum
     * @return its constant
     * @throws IllegalArgumentException there is none
     */
    public static <T> T constant(T[] constants, Function<T, String> words, String word) {
        Objects.requireNonNull(word, "word");
        return Arrays.stream(constants)
                .filter(constant -> words.apply(constant).equals(word))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("\"" + word + "\" is none of "
                        + Arrays.stream(constants).map(words).collect(Collectors.joining(", "))));
    }
}
