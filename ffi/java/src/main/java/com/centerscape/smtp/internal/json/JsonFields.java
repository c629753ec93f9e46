package com.centerscape.smtp.internal.json;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A JSON object that the natives answered, read key by key.
 *
 * <p>It is strict: a key that is missing, that nobody reads or that has another type means that the library and this jar do not
 * belong together, and is an {@link IllegalStateException}. That exception names the key, never its value.
 */
public final class JsonFields {
    private final JsonObject object;
    private int taken;

    private JsonFields(JsonObject object) {
        this.object = object;
    }

    /**
     * Reads a whole text.
     *
     * @param json UTF-8
     * @param reader what makes a value of the object
     * @param <T> the value's type
     * @return the value
     */
    public static <T> T read(byte[] json, Function<JsonFields, T> reader) {
        return read(parse(json), reader);
    }

    /**
     * Reads members as if the natives had answered them.
     *
     * @param members by their names, as {@link JsonWriter#value} takes them
     * @param reader what makes a value of the object
     * @param <T> the value's type
     * @return the value
     */
    public static <T> T read(Map<String, ?> members, Function<JsonFields, T> reader) {
        return read(JsonWriter.compact().value(members).toBytes(), reader);
    }

    /**
     * Reads a changed copy of this object.
     *
     * @param change what changes the copy, of maps and lists as {@link JsonWriter#value} takes them
     * @param reader what makes a value of it
     * @param <T> the value's type
     * @return the value
     */
    public <T> T changed(Consumer<Map<String, Object>> change, Function<JsonFields, T> reader) {
        Map<String, Object> copy = parse(JsonWriter.compact().value(object).toBytes());
        change.accept(copy);
        return read(copy, reader);
    }

    /**
     * A member of an object that is being {@linkplain #changed changed}.
     *
     * @param object the object
     * @param key the member's, which is an array
     * @return its elements, to be changed
     */
    public static List<Object> array(Object object, String key) {
        return ((JsonObject) object).getArray(key);
    }

    private static JsonObject parse(byte[] json) {
        try {
            return JsonParser.object().from(new String(json, StandardCharsets.UTF_8));
        } catch (JsonParserException notJson) {
            // Without the cause, whose message repeats the text.
            throw new IllegalStateException("the native library's answer is not a JSON object");
        }
    }

    private static <T> T read(JsonObject object, Function<JsonFields, T> reader) {
        JsonFields fields = new JsonFields(object);
        T value = reader.apply(fields);
        if (fields.taken != object.size()) {
            throw new IllegalStateException("the native library answers a key that is not known here, one of " + object.keySet());
        }
        return value;
    }

    /**
     * A text.
     *
     * @param key its key
     * @return the text
     */
    public String text(String key) {
        return required(key, String.class);
    }

    /**
     * A text that may be absent or null.
     *
     * @param key its key
     * @return the text
     */
    public Optional<String> optionalText(String key) {
        return optional(key, String.class);
    }

    /**
     * A whole number.
     *
     * @param key its key
     * @return the number
     */
    public long number(String key) {
        return whole(key, required(key, Number.class));
    }

    /**
     * A whole number that fits an {@code int}.
     *
     * @param key its key
     * @return the number
     */
    public int smallNumber(String key) {
        return Math.toIntExact(number(key));
    }

    /**
     * A whole number that may be absent or null.
     *
     * @param key its key
     * @return the number
     */
    public Optional<Long> optionalNumber(String key) {
        return optional(key, Number.class).map(number -> whole(key, number));
    }

    /**
     * True or false.
     *
     * @param key its key
     * @return which
     */
    public boolean flag(String key) {
        return required(key, Boolean.class);
    }

    /**
     * One of the words of an enum.
     *
     * @param key its key
     * @param parser from a word to its constant, or an {@link IllegalArgumentException}
     * @param <T> the enum
     * @return the constant
     */
    public <T extends Enum<T>> T word(String key, Function<String, T> parser) {
        try {
            return parser.apply(text(key));
        } catch (IllegalArgumentException unknown) {
            throw unexpected(key, "a known word");
        }
    }

    /**
     * Texts.
     *
     * @param key their key
     * @return the texts, unmodifiable
     */
    public List<String> texts(String key) {
        return all(key, required(key, JsonArray.class), String.class, text -> text);
    }

    /**
     * An object.
     *
     * @param key its key
     * @param reader what makes a value of it
     * @param <T> the value's type
     * @return the value
     */
    public <T> T value(String key, Function<JsonFields, T> reader) {
        return read(required(key, JsonObject.class), reader);
    }

    /**
     * An object that may be absent or null.
     *
     * @param key its key
     * @param reader what makes a value of it
     * @param <T> the value's type
     * @return the value
     */
    public <T> Optional<T> optionalValue(String key, Function<JsonFields, T> reader) {
        return optional(key, JsonObject.class).map(object -> read(object, reader));
    }

    /**
     * Objects.
     *
     * @param key their key
     * @param reader what makes a value of one
     * @param <T> the value's type
     * @return the values, unmodifiable
     */
    public <T> List<T> values(String key, Function<JsonFields, T> reader) {
        return all(key, required(key, JsonArray.class), JsonObject.class, object -> read(object, reader));
    }

    /**
     * Values by their names, in an array of objects {@code {"name":..., "value":...}}; none where the key is absent.
     *
     * @param key the array's
     * @return the values in their order, unmodifiable
     */
    public Map<String, String> named(String key) {
        Map<String, String> named = new LinkedHashMap<>();
        JsonArray array = optional(key, JsonArray.class).orElseGet(JsonArray::new);
        all(key, array, JsonObject.class, object -> read(object, one -> Map.entry(one.text("name"), one.text("value"))))
                .forEach(one -> named.put(one.getKey(), one.getValue()));
        return Collections.unmodifiableMap(named);
    }

    private static <E, T> List<T> all(String key, JsonArray array, Class<E> type, Function<E, T> reader) {
        List<T> values = new ArrayList<>(array.size());
        array.forEach(element -> values.add(reader.apply(as(key, element, type))));
        return List.copyOf(values);
    }

    private <T> T required(String key, Class<T> type) {
        return optional(key, type).orElseThrow(() -> unexpected(key, type.getSimpleName()));
    }

    private <T> Optional<T> optional(String key, Class<T> type) {
        if (!object.containsKey(key)) {
            return Optional.empty();
        }
        taken++;
        Object value = object.get(key);
        return value == null ? Optional.empty() : Optional.of(as(key, value, type));
    }

    private static <T> T as(String key, Object value, Class<T> type) {
        if (!type.isInstance(value)) {
            throw unexpected(key, type.getSimpleName());
        }
        return type.cast(value);
    }

    private static long whole(String key, Number number) {
        if (number instanceof Integer || number instanceof Long) {
            return number.longValue();
        }
        throw unexpected(key, "a whole number");
    }

    private static IllegalStateException unexpected(String key, String expected) {
        return new IllegalStateException("the native library answers \"" + key + "\" not as " + expected);
    }

    /**
     * The members, to be changed and read again.
     *
     * @return a copy, whose own maps and lists are none
     */
    public Map<String, Object> members() {
        return new LinkedHashMap<>(object);
    }

    /**
     * Writes the object.
     *
     * @param json where to
     */
    public void write(JsonWriter json) {
        json.value(object);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonFields && object.equals(((JsonFields) other).object);
    }

    @Override
    public int hashCode() {
        return object.hashCode();
    }

    /** The whole object, indented. */
    @Override
    public String toString() {
        return JsonWriter.pretty().value(object).toString();
    }
}
