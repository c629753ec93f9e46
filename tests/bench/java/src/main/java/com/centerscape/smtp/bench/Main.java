package com.centerscape.smtp.bench;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** {@code cargo xtask bench java}: this project's library beside others, in one run. */
public final class Main {
    private Main() {}

    /**
     * Measures and prints.
     *
     * @param arguments the jar; then {@code --quick}, {@code --json}, {@code --markdown}, {@code --colour}, {@code --progress}
     */
    public static void main(String[] arguments) throws Exception {
        List<String> options = List.of(arguments);
        Consumer<String> progress = options.contains("--progress") ? Main::show : text -> {};
        double loadBefore = load();
        Run run = new Run(options.contains("--quick"), progress);
        Scores scores = run.measure();
        progress.accept("");
        Map<String, String> environment = environment(run, loadBefore);
        Results results = new Results(scores, Files.size(Path.of(arguments[0])), environment);
        print(results, environment, options);
    }

    private static void print(Results results, Map<String, String> environment, List<String> options) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (options.contains("--json")) {
            out.println(Json.write(results.json()));
            return;
        }
        out.println(environment.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining(" · ")));
        for (Table table : results.tables()) {
            out.println();
            out.print(options.contains("--markdown") ? table.markdown() : table.terminal(options.contains("--colour")));
        }
    }

    /** What is going on, in one line. */
    private static void show(String text) {
        System.err.print("\r\u001b[K" + text);
        System.err.flush();
    }

    private static Map<String, String> environment(Run run, double loadBefore) throws IOException {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("Date", LocalDate.now().toString());
        environment.put("CPU", Runtime.getRuntime().availableProcessors() + " × " + processor());
        environment.put("JVM", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        environment.put("Options", String.join(" ", Setup.JVM_OPTIONS));
        environment.put("Angus Mail", version("angus-mail"));
        environment.put("Simple Java Mail", version("simple-java-mail"));
        environment.put("JMH", version("jmh-core"));
        environment.put("Rounds", Integer.toString(run.rounds()));
        environment.put("Load before and after", loadBefore + ", " + load());
        return environment;
    }

    private static String processor() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("unknown");
    }

    /** From the name of its jar, so that no version is written down twice. */
    private static String version(String library) {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            String name = Path.of(entry).getFileName().toString();
            if (name.startsWith(library + "-")) {
                return name.substring(library.length() + 1, name.length() - ".jar".length());
            }
        }
        return "unknown";
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
