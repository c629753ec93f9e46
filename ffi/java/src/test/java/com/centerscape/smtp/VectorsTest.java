package com.centerscape.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.internal.jni.HandleCount;
import com.grack.nanojson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The shared vectors ({@code tests/vectors}) through the Java library: the same input has the same answer as at every door. */
final class VectorsTest {
    /** Plays a vector's input, and puts the answers that were found into it. */
    private interface Player {
        void play(JsonObject vector) throws IOException;
    }

    private static final Path FOLDER = Path.of(System.getProperty("centerscape.smtp.repository"), "tests", "vectors");

    /** The player of each kind of vector, by the name of its folder. */
    private static final Map<String, Player> PLAYERS = Map.ofEntries(
            Map.entry("apply", SettingsVectors::playApply),
            Map.entry("detect", DetectVectors::play),
            Map.entry("drafts", DraftVectors::play),
            Map.entry("explain", DiagnosisVectors::play),
            Map.entry("faults", SessionVectors::playFault),
            Map.entry("oauth", OAuthVectors::play),
            Map.entry("pasted", DiagnosisVectors::playPasted),
            Map.entry("previews", DraftVectors::playPreview),
            Map.entry("proposals", SettingsVectors::playProposal),
            Map.entry("sessions", SessionVectors::play),
            Map.entry("settings", SettingsVectors::play));

    private static final Map<String, Integer> PLAYED = new TreeMap<>();

    @TestFactory
    Stream<DynamicContainer> everyVectorHasTheSameAnswer() throws IOException {
        List<Path> kinds = sorted(FOLDER).filter(Files::isDirectory).collect(Collectors.toList());
        assertEquals(PLAYERS.size(), kinds.size(), "kinds of vectors: " + kinds);
        return kinds.stream().map(VectorsTest::kind);
    }

    @AfterAll
    static void tellTheCounts() {
        System.out.println("vectors through Java: " + PLAYED + "; drafts also as values: " + DraftVectors.asValues()
                + "; about the JSON of a stamp, which crosses as numbers: " + DraftVectors.aboutStamps());
        assertTrue(DraftVectors.aboutStamps() <= 1, "only stamp-json.json is about the JSON of a stamp");
    }

    private static DynamicContainer kind(Path folder) {
        String kind = folder.getFileName().toString();
        Player player = PLAYERS.get(kind);
        assertNotNull(player, "tests/vectors/" + kind + " has no player");
        try {
            List<Path> vectors = sorted(folder).collect(Collectors.toList());
            assertFalse(vectors.isEmpty(), kind);
            return DynamicContainer.dynamicContainer(kind, vectors.stream()
                    .map(vector -> DynamicTest.dynamicTest(name(vector), () -> play(kind, player, vector))));
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static void play(String kind, Player player, Path file) throws IOException {
        long before = HandleCount.live();
        String expected = Files.readString(file);
        JsonObject vector = JsonTree.object(expected);
        player.play(vector);
        assertEquals(expected, JsonTree.pretty(vector) + "\n", file.toString());
        assertEquals(before, HandleCount.live(), "native objects that live after the vector");
        PLAYED.merge(kind, 1, Integer::sum);
    }

    private static Stream<Path> sorted(Path folder) throws IOException {
        assertTrue(Files.isDirectory(folder), folder.toString());
        try (Stream<Path> files = Files.list(folder)) {
            // Before the folder is closed.
            return files.filter(file -> !name(file).equals("README")).sorted(Comparator.naturalOrder())
                    .collect(Collectors.toList()).stream();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString().replaceFirst("\\.[a-z]+$", "");
    }
}
