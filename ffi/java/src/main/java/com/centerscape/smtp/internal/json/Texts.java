package com.centerscape.smtp.internal.json;

/** Texts that cross to the natives other than in JSON. */
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
        for (int at = 0; at < text.length(); at++) {
            if (!Character.isSurrogate(text.charAt(at))) {
                continue;
            }
            if (!Character.isSupplementaryCodePoint(text.codePointAt(at))) {
                throw new LoneSurrogateException(field);
            }
            at++;
        }
        return text;
    }
}
