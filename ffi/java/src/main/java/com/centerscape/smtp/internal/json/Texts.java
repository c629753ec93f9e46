package com.centerscape.smtp.internal.json;

/** Texts that cross to the natives. */
public final class Texts {
    private Texts() {}

    /**
     * A text that UTF-8 can carry.
     *
     * @param text the text
     * @param field its name in an error
     * @return the text
     * @throws LoneSurrogateException where half of a surrogate pair stands in it
     */
    public static String wellFormed(String text, String field) {
        if (!isWellFormed(text)) {
            throw new LoneSurrogateException(field);
        }
        return text;
    }

    /** Whether no half of a surrogate pair stands in it. */
    static boolean isWellFormed(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (!Character.isSurrogate(text.charAt(at))) {
                continue;
            }
            if (!Character.isSupplementaryCodePoint(text.codePointAt(at))) {
                return false;
            }
            at++;
        }
        return true;
    }
}
