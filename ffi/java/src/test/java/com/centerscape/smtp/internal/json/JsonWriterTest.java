package com.centerscape.smtp.internal.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.centerscape.smtp.Outcome;
import com.grack.nanojson.JsonParser;
import com.centerscape.smtp.Outcome;
import com.grack.nanojson.JsonParserException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is read back, and is written as the core does. */
final class JsonWriterTest {
    private static final char HIGH = '\ud83d';
    private static final char LOW = '\ude80';

    @Test
    void bothShapes() {
        assertEquals("{\"a\":[1,\"b\"],\"c\":{},\"d\":[],\"e\":null,\"f\":true}", sample(JsonWriter.compact()));
        assertEquals(
                "{\n  \"a\": [\n    1,\n    \"b\"\n  ],\n  \"c\": {},\n  \"d\": [],\n  \"e\": null,\n  \"f\": true\n}",
                sample(JsonWriter.pretty()));
    }

    private static String sample(JsonWriter json) {
        json.beginObject().name("a").beginArray().value(1).value("b").endArray();
        json.name("c").beginObject().endObject().name("d").beginArray().endArray();
        return json.member("e", null).member("f", true).optional("g", null).endObject().toString();
    }

    @Test
    void aTreeIsWrittenAsItsParts() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("a", List.of(1, "b"));
        tree.put("c", Map.of());
        tree.put("d", List.of());
        tree.put("e", null);
        tree.put("f", true);
        assertEquals(sample(JsonWriter.pretty()), JsonWriter.pretty().value(tree).toString());
        assertEquals("[\"not-sent\",1099511627776]", JsonWriter.compact().value(List.of("not-sent", 1L << 40)).toString());
    }

    @Test
    void everyAsciiCharacter() {
        StringBuilder all = new StringBuilder();
        for (char each = 0; each < 0x80; each++) {
            all.append(each);
        }
        String expected = "\"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f"
                + "\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f"
                + " !\\\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\u007f\"";
        assertEquals(expected, JsonWriter.compact().value(all.toString()).toString());
        // The same beside a character that is not ASCII, which is another way through the writer.
        assertEquals(expected.replaceFirst("^\"", "\"\u00e4"), JsonWriter.compact().value("\u00e4" + all).toString());
    }

    /** Any text, of any length, is read back. */
    @Test
    void anyText() throws JsonParserException {
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            String text = text(random, random.nextInt(40));
            byte[] written = JsonWriter.compact().beginArray().value(text).value("after").endArray().toBytes();
            assertArrayEquals(new String(written, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), written);
            assertEquals(text, JsonParser.array().from(new String(written, StandardCharsets.UTF_8)).getString(0));
        }
    }

    /** Mostly letters, with some of everything else. */
    private static String text(Random random, int length) {
        int[] others = {'"', '\\', '?', 0, '\n', 0x1f, 0x7f, 0x80, 0xe4, 0x7ff, 0x800, 0xfffd, 0xffff, 0x10000, 0x1f680, 0x10ffff};
        boolean isAscii = random.nextBoolean();
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < length; at++) {
            int other = others[random.nextInt(isAscii ? 7 : others.length)];
            text.appendCodePoint(random.nextInt(6) == 0 ? other : 'a' + random.nextInt(26));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "abcdefgh", "?", "\u00e4", "?????????", "\ud83d\ude80"})
    void halfOfAPairIsAnEscape(String around) {
        for (String half : new String[] {"" + HIGH, "" + LOW, "" + LOW + HIGH, "" + HIGH + HIGH + LOW}) {
            for (String text : new String[] {half + around, around + half, around + half + around}) {
                if (isWellFormed(text)) {
                    continue;
                }
                String written = JsonWriter.compact().value(text).toString();
                assertEquals('"' + escaped(text) + '"', written);
                assertThrows(LoneSurrogateException.class, () -> Texts.wellFormed(text, "text"));
            }
        }
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                escaped.append("\\u").append(Integer.toHexString(point));
            } else {
                escaped.appendCodePoint(point);
            }
        });
        return escaped.toString();
    }

    private static boolean isWellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(text);
    }

    @Test
    void wipedIsEmpty() {
        JsonWriter json = JsonWriter.compact().value("secret");
        json.wipe();
        assertEquals("", json.toString());
    }

    @Test
    void wellFormedTextsPass() {
        String text = "a" + HIGH + LOW + "b\u00e4\u0000";
        assertEquals(text, Texts.wellFormed(text, "text"));
    }
}
