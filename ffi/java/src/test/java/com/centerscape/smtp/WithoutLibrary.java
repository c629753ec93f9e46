package com.centerscape.smtp;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every class and every call of the library where there is no native library: run in a JVM of its own.
 *
 * <p>Says which classes did not initialise, which calls said something else than the others, and the one message.
 */
public final class WithoutLibrary {
    private static final int THREADS = 4;

    private WithoutLibrary() {}

    /** One that needs the library. */
    private interface Use {
        Object use() throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, Use> uses = uses();
        Set<String> said = ConcurrentHashMap.newKeySet();
        if (arguments[0].equals("calls-first")) {
            atOnce(uses, said);
        }
        for (String name : classes()) {
            try {
                Class.forName(name, true, WithoutLibrary.class.getClassLoader());
            } catch (Throwable broken) {
                System.out.println("not initialised: " + name + ": " + broken);
            }
        }
        for (int again = 0; again < 2; again++) {
            uses.forEach((name, use) -> said.add(use(name, use)));
        }
        atOnce(uses, said);
        said.forEach(System.out::println);
        System.out.println("answers: " + said.size() + " of " + uses.size() + " calls, " + classes().size() + " classes");
    }

    private static void atOnce(Map<String, Use> uses, Set<String> said) throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                } catch (InterruptedException impossible) {
                    throw new IllegalStateException(impossible);
                }
                uses.forEach((name, use) -> said.add(use(name, use)));
            });
            thread.start();
            threads.add(thread);
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static String use(String name, Use use) {
        try {
            return name + " answered " + use.use();
        } catch (NativeLibraryException unfit) {
            return unfit.getMessage();
        } catch (Throwable other) {
            return name + " threw " + other;
        }
    }

    /** Whatever a program can begin with. */
    private static Map<String, Use> uses() {
        Map<String, Use> uses = new LinkedHashMap<>();
        uses.put("SmtpSettings.builder", SmtpSettings::builder);
        uses.put("SmtpSettings.defaults", SmtpSettings::defaults);
        uses.put("SmtpSettings.fromJson", () -> SmtpSettings.fromJson("{}"));
        uses.put("SmtpSettings.check", () -> SmtpSettings.check("{}"));
        uses.put("ConnectionSecurity.usualPort", () -> ConnectionSecurity.TLS.usualPort());
        uses.put("MailProvider.all", MailProvider::all);
        uses.put("MailProvider.allToJson", MailProvider::allToJson);
        uses.put("MailProvider.forHostname", () -> MailProvider.forHostname("mail.example.com"));
        uses.put("Diagnosis.explain", () -> Diagnosis.explain("550"));
        uses.put("Diagnosis.explain at a stage", () -> Diagnosis.explain("550", "mail"));
        uses.put("Diagnosis.explainPasted", () -> Diagnosis.explainPasted("550 no"));
        uses.put("Detection.of", () -> Detection.of("mail.example.com").run());
        uses.put("SmtpMailer.detect", () -> SmtpMailer.detect("mail.example.com"));
        uses.put("the message of a problem", () -> new InvalidInputException(List.of(Problem.error("", "a", "b"))));
        uses.put("half a character", () -> SmtpSettings.fromJson("\"\ud800\""));
        return uses;
    }

    /** Every class of the library, from the folder or the jar that it lies in. */
    private static Set<String> classes() throws Exception {
        URI place = SmtpSettings.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        Path path = Path.of(place);
        if (Files.isDirectory(path)) {
            return classes(path);
        }
        try (FileSystem jar = FileSystems.newFileSystem(path, (ClassLoader) null)) {
            return classes(jar.getPath("/"));
        }
    }

    private static Set<String> classes(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                    .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
    }
}
