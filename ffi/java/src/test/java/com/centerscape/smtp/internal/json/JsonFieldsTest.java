package com.centerscape.smtp.internal.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.centerscape.smtp.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** An answer that does not fit is told, and its values are not. */
final class JsonFieldsTest {
    private static <T> T read(String json, Function<JsonFields, T> reader) {
        return JsonFields.read(json.getBytes(StandardCharsets.UTF_8), reader);
    }

    private static String refusal(String json, Function<JsonFields, ?> reader) {
        String message = assertThrows(IllegalStateException.class, () -> read(json, reader)).getMessage();
        assertFalse(message.contains("secret"), message);
        return message;
    }

    @Test
    void whatFitsIsRead() {
        assertEquals("\u0000\ud83d\ude80", read("{\"a\":\"\\u0000\ud83d\ude80\"}", json -> json.text("a")));
        assertEquals(Long.valueOf(1L << 40), read("{\"a\":1099511627776}", json -> json.number("a")));
        assertEquals(Integer.valueOf(-1), read("{\"a\":-1}", json -> json.smallNumber("a")));
        assertEquals(Boolean.TRUE, read("{\"a\":true}", json -> json.flag("a")));
        assertEquals(List.of("x", "y"), read("{\"a\":[\"x\",\"y\"]}", json -> json.texts("a")));
        assertEquals(Outcome.NOT_SENT, read("{\"a\":\"not-sent\"}", json -> json.word("a", Outcome::of)));
        assertEquals(Map.of("b", "x"), read("{\"a\":[{\"name\":\"b\",\"value\":\"x\"}]}", json -> json.named("a")));
        assertEquals(List.of("x"), read("{\"a\":[{\"b\":\"x\"}]}", json -> json.values("a", each -> each.text("b"))));
    }

    @Test
    void absentAndNullAreTheSame() {
        for (String json : new String[] {"{}", "{\"a\":null}"}) {
            assertEquals(Optional.empty(), read(json, each -> each.optionalText("a")));
            assertEquals(Optional.empty(), read(json, each -> each.optionalNumber("a")));
            assertEquals(Optional.empty(), read(json, each -> each.optionalValue("a", inner -> inner.text("b"))));
            assertEquals(Map.of(), read(json, each -> each.named("a")));
        }
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertEquals("the native library answers \"a\" not as String", refusal("{}", json -> json.text("a")));
        assertEquals("the native library answers \"a\" not as String", refusal("{\"a\":7}", json -> json.text("a")));
        assertEquals("the native library answers \"a\" not as Boolean", refusal("{\"a\":\"secret\"}", json -> json.flag("a")));
        assertEquals("the native library answers \"a\" not as a whole number", refusal("{\"a\":1.5}", json -> json.number("a")));
        assertEquals(
                "the native library answers \"a\" not as a known word",
                refusal("{\"a\":\"secret\"}", json -> json.word("a", Outcome::of)));
        assertEquals("the native library answers \"a\" not as String", refusal("{\"a\":[1]}", json -> json.texts("a")));
        assertEquals(
                "the native library answers \"b\" not as String",
                refusal("{\"a\":[{}]}", json -> json.values("a", each -> each.text("b"))));
        assertThrows(ArithmeticException.class, () -> read("{\"a\":4294967296}", json -> json.smallNumber("a")));
    }

    @Test
    void whatNobodyReadsIsToldToo() {
        assertEquals(
                "the native library answers a key that is not known here, one of [a, b]",
                refusal("{\"a\":\"x\",\"b\":\"secret\"}", json -> json.text("a")));
    }

    @Test
    void aChangedCopyIsReadLikewiseAndTheObjectStays() {
        JsonFields object = read("{\"a\":\"x\",\"b\":[\"y\"]}", JsonFieldsTest::whole);
        JsonFields changed = object.changed(
                members -> {
                    members.put("a", "z");
                    JsonFields.array(members, "b").add(0, "w");
                },
                JsonFieldsTest::whole);
        assertEquals("{\n  \"a\": \"z\",\n  \"b\": [\n    \"w\",\n    \"y\"\n  ]\n}", changed.toString());
        assertEquals(read("{\"b\":[\"y\"],\"a\":\"x\"}", JsonFieldsTest::whole), object);
        assertNotEquals(object, changed);
        assertThrows(
                IllegalStateException.class, () -> object.changed(members -> members.put("c", 1), JsonFieldsTest::whole));
    }

    private static JsonFields whole(JsonFields object) {
        object.text("a");
        object.texts("b");
        return object;
    }

    @Test
    void whatIsNoObjectIsTold() {
        for (String json : new String[] {"", "[]", "\"secret\"", "{\"a\":\"secret", "{\"a\":\"x\"} secret"}) {
            assertEquals("the native library's answer is not a JSON object", refusal(json, each -> each.text("a")));
        }
    }
}
