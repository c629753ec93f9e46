package com.centerscape.smtp.host;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The members of a JSON object, found but not read: what they hold goes to the library as text, which judges it.
 *
 * <p>It walks once from the front to the end and calls nothing in a circle, so no input is too deep for it.
 */
final class JsonMembers {
    private final String text;
    private final Optional<List<String>> known;
    private final Map<String, int[]> members = new HashMap<>();
    private int at;

    private JsonMembers(String text, Optional<List<String>> known) {
        this.text = text;
        this.known = known;
    }

    /** The members of the object that {@code text} is; each of {@code known} at most once, and no others. */
    static JsonMembers of(String text, String... known) throws Refusal {
        return read(text, Optional.of(List.of(known)));
    }

    /** The members of the object that {@code text} is, whatever their keys; none twice. */
    static JsonMembers ofAny(String text) throws Refusal {
        return read(text, Optional.empty());
    }

    private static JsonMembers read(String text, Optional<List<String>> known) throws Refusal {
        JsonMembers members = new JsonMembers(text, known);
        members.readObject();
        return members;
    }

    /**
     * The text of a member that is an object, with blanks before it, so that positions in it count in the whole text.
     */
    String object(String key) throws Refusal {
        int[] range = members.get(key);
        if (range == null || text.charAt(range[0]) != '{') {
            throw malformed();
        }
        return text.substring(0, range[0]).replaceAll("[^\n]", " ") + text.substring(range[0], range[1]);
    }

    /** A member that is a string; empty where it is absent or {@code null}. */
    Optional<String> string(String key) throws Refusal {
        int[] range = members.get(key);
        if (range == null || text.substring(range[0], range[1]).equals("null")) {
            return Optional.empty();
        }
        at = range[0];
        return Optional.of(readString());
    }

    /** A member that is a string, and must be there. */
    String required(String key) throws Refusal {
        return string(key).orElseThrow(this::malformed);
    }

    /** The members of a member that is an object of strings. */
    Map<String, String> strings(String key) throws Refusal {
        JsonMembers object = ofAny(object(key));
        Map<String, String> strings = new HashMap<>();
        for (String name : object.members.keySet()) {
            strings.put(name, object.required(name));
        }
        return strings;
    }

    /** The elements of a member that is an array of objects. */
    List<JsonMembers> objects(String key) throws Refusal {
        int[] range = members.get(key);
        if (range == null || text.charAt(range[0]) != '[') {
            throw malformed();
        }
        List<JsonMembers> objects = new ArrayList<>();
        at = range[0] + 1;
        skipBlanks();
        while (peek() != ']') {
            int start = at;
            skipValue();
            objects.add(ofAny(text.substring(start, at)));
            skipBlanks();
            if (peek() != ']') {
                take(',');
                skipBlanks();
            }
        }
        return objects;
    }

    /** A member that is a whole number of seconds, as such or as a string; empty where it is neither. */
    Optional<Long> seconds(String key) {
        int[] range = members.get(key);
        String value = range == null ? "" : text.substring(range[0], range[1]).replace("\"", "");
        return value.matches("[0-9]{1,9}") ? Optional.of(Long.valueOf(value)) : Optional.empty();
    }

    private void readObject() throws Refusal {
        skipBlanks();
        take('{');
        skipBlanks();
        while (peek() != '}') {
            String key = readString();
            skipBlanks();
            take(':');
            skipBlanks();
            int start = at;
            skipValue();
            boolean isKnown = known.isEmpty() || known.get().contains(key);
            if (!isKnown || members.put(key, new int[] {start, at}) != null) {
                throw malformed();
            }
            skipBlanks();
            if (peek() != '}') {
                take(',');
                skipBlanks();
                if (peek() == '}') {
                    throw malformed();
                }
            }
        }
        take('}');
        skipBlanks();
        if (at < text.length()) {
            throw malformed();
        }
    }

    /** To the end of a value: of a string, of what is in brackets, or of a word or number. */
    private void skipValue() throws Refusal {
        int depth = 0;
        do {
            char c = peek();
            if (c == '"') {
                readCharacters();
                continue;
            }
            if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            } else if (depth == 0) {
                skipWord();
                return;
            }
            at++;
        } while (depth > 0);
        if (depth < 0) {
            throw malformed();
        }
    }

    private void skipWord() throws Refusal {
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(peek()) || "+-.".indexOf(peek()) >= 0)) {
            at++;
        }
        if (at == start) {
            throw malformed();
        }
    }

    private String readString() throws Refusal {
        String string = readCharacters();
        // A lone surrogate stands for no character.
        if (string.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw malformed();
        }
        return string;
    }

    private String readCharacters() throws Refusal {
        take('"');
        StringBuilder string = new StringBuilder();
        for (char c = next(); c != '"'; c = next()) {
            if (c < ' ') {
                throw malformed();
            }
            string.append(c == '\\' ? readEscape() : c);
        }
        return string.toString();
    }

    private char readEscape() throws Refusal {
        char c = next();
        if (c == 'u') {
            int code = 0;
            for (int i = 0; i < 4; i++) {
                int digit = Character.digit(next(), 16);
                if (digit < 0) {
                    throw malformed();
                }
                code = code << 4 | digit;
            }
            return (char) code;
        }
        int index = "\"\\/bfnrt".indexOf(c);
        if (index < 0) {
            throw malformed();
        }
        return "\"\\/\b\f\n\r\t".charAt(index);
    }

    private void skipBlanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() throws Refusal {
        if (at >= text.length()) {
            throw malformed();
        }
        return text.charAt(at);
    }

    private char next() throws Refusal {
        char c = peek();
        at++;
        return c;
    }

    private void take(char expected) throws Refusal {
        if (next() != expected) {
            throw malformed();
        }
    }

    Refusal malformed() {
        return new Refusal(400, "request.malformed",
            "The body is not the JSON object that this endpoint takes. Its keys: " + String.join(", ", known.orElse(List.of())) + ".");
    }
}
