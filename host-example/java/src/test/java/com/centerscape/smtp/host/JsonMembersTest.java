package com.centerscape.smtp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members are found whatever stands in them, and what is not such an object is refused. */
class JsonMembersTest {
    @Test
    void membersAreFound() throws Exception {
        JsonMembers members = of(" {\"settings\" : {\"a\":\"}\\\"]\",\"b\":[{}]} ,\n\"to\":\"\\u00e4\\n\\ud83d\\ude80/\\/\"} ");
        assertEquals("{\"a\":\"}\\\"]\",\"b\":[{}]}", members.object("settings").strip());
        assertEquals(Optional.of("\u00e4\n\ud83d\ude80//"), members.string("to"));
    }

    @Test
    void absentAndNullAreEmpty() throws Exception {
        assertEquals(Optional.empty(), of("{}").string("to"));
        assertEquals(Optional.empty(), of("{\"to\":null}").string("to"));
    }

    @Test
    void positionsInAnObjectCountInTheWholeText() throws Exception {
        String object = of("{\"to\":\"\ud83d\ude80\",\n  \"settings\": {\n}}").object("settings");
        assertEquals("\n              {\n}", object.substring(object.indexOf('\n')));
        assertEquals(object.indexOf('\n'), "{\"to\":\"x\",".length());
    }

    @Test
    void otherKeysAreTakenWhereAnyMayStand() throws Exception {
        JsonMembers members = JsonMembers.ofAny("{\"token\":\"t\",\"n\":3599,\"s\":\"60\",\"x\":-1,\"y\":1e3,\"z\":[1]}");
        assertEquals(Optional.of("t"), members.string("token"));
        assertEquals(Optional.of(3599L), members.seconds("n"));
        assertEquals(Optional.of(60L), members.seconds("s"));
        for (String key : new String[] {"x", "y", "z", "token", "absent"}) {
            assertEquals(Optional.empty(), members.seconds(key), key);
        }
        assertThrows(Refusal.class, () -> JsonMembers.ofAny("{\"a\":1,\"a\":2}"));
    }

    @Test
    void arraysOfObjectsAndObjectsOfStringsAreRead() throws Exception {
        JsonMembers members = JsonMembers.ofAny("{\"files\": [ {\"path\":\"/\",\"headers\":{\"A\":\"]}\",\"B\":\"\"}}, {\"path\":\"/a\"}\n],\"none\":[]}");
        List<JsonMembers> files = members.objects("files");
        assertEquals(2, files.size());
        assertEquals("/a", files.get(1).required("path"));
        assertEquals(Map.of("A", "]}", "B", ""), files.get(0).strings("headers"));
        assertEquals(List.of(), members.objects("none"));
        assertThrows(Refusal.class, () -> files.get(1).required("file"));
        assertThrows(Refusal.class, () -> files.get(1).strings("headers"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"a\":{}}", "{\"a\":[1]}", "{\"a\":[{} {}]}", "{\"a\":[{},,{}]}", "{\"a\":[\"{}\"]}"})
    void anArrayHasObjectsOnly(String text) throws Exception {
        JsonMembers members = JsonMembers.ofAny(text);
        assertThrows(Refusal.class, () -> members.objects("a"));
    }

    @Test
    void depthDoesNotMatter() throws Exception {
        String deep = "{\"a\":" + "[".repeat(500_000) + "]".repeat(500_000) + "}";
        assertEquals(deep, of("{\"settings\":" + deep + "}").object("settings").strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", " ", "{", "}", "[]", "null", "{}{}", "{\"to\"}", "{\"to\":}", "{\"to\":\"a\",}", "{,}", "{\"to\":\"a\" \"to\":\"b\"}",
        "{\"to\":\"a\",\"to\":\"b\"}", "{\"other\":1}", "{to:1}", "{\"to\":\"a", "{\"to\":\"\\", "{\"to\":\"\\u00", "{\"to\":\"\\x\"}",
        "{\"to\":\"\\uzzzz\"}", "{\"to\":\"a\nb\"}", "{\"to\":]}", "{\"settings\":{]", "{\"settings\":\"{}\"",
        "{\"to\":\"a\"}x", "{\"to\":'a'}"
    })
    void whatIsNotSuchAnObjectIsRefused(String text) {
        assertThrows(Refusal.class, () -> of(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"settings\":[]}", "{\"settings\":\"{}\"}", "{\"settings\":null}", "{\"settings\":1}"})
    void settingsAreAnObject(String text) throws Exception {
        JsonMembers members = of(text);
        assertThrows(Refusal.class, () -> members.object("settings"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"to\":1}", "{\"to\":[]}", "{\"to\":true}", "{\"to\":nullx}", "{\"to\":\"\\ud800\"}"})
    void theRecipientIsAString(String text) throws Exception {
        JsonMembers members = of(text);
        assertThrows(Refusal.class, () -> members.string("to"));
    }

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        String odd = "\u0000\"\\/\n\u2028\u00e4\ud83d\ude80<\u007f";
        assertEquals(Optional.of(odd), of(new JsonText().text("to", odd).json("settings", "{}").toString()).string("to"));
    }

    private static JsonMembers of(String text) throws Refusal {
        return JsonMembers.of(text, "settings", "to");
    }
}
