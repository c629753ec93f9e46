package com.centerscape.smtp.bench;

import com.centerscape.smtp.internal.jni.CrossingBenchmark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * One run: all contenders in turn, each time in a new JVM, and that in several rounds (A B C, B C A, ...), so that what disturbs the machine
 * disturbs all of them.
 */
final class Run {
    static final String SMTP_SOURCE = "smtp-source -d";
    static final String TIME = "time: ";
    static final String ALLOCATED = "allocated: ";
    static final String CROSSING = "crossing";

    /** What is measured of the memory of one mail. */
    enum Growth {
        ALLOCATED("allocated on the heap"),
        RESIDENT("growth of resident memory");

        final String label;

        Growth(String label) {
            this.label = label;
        }
    }

    private final boolean quick;
    private final Consumer<String> progress;
    private final Scores scores = new Scores();
    private final OutputFormat log;

    Run(boolean quick, Consumer<String> progress) throws IOException {
        this.quick = quick;
        this.progress = progress;
        Files.createDirectories(Setup.FOLDER);
        PrintStream file = new PrintStream(log().toFile(), StandardCharsets.UTF_8);
        log = OutputFormatFactory.createFormatInstance(file, VerboseMode.NORMAL);
    }

    /** What JMH says. */
    static Path log() {
        return Setup.FOLDER.resolve("jmh.log");
    }

    int rounds() {
        return quick ? 1 : Integer.getInteger("bench.rounds", 3);
    }

    Scores measure() throws IOException, InterruptedException, RunnerException {
        for (Case mail : Case.values()) {
            mail.writeFile();
            check(mail);
        }
        try (Postfix.Server apart = new Postfix.Server(Processors.OTHER);
                Postfix.Server same = new Postfix.Server(Processors.CLIENT)) {
            for (int round = 0; round < rounds(); round++) {
                build(round);
                for (Sending sending : Sending.values()) {
                    send(round, sending, sending.processor == Processors.CLIENT ? same.port() : apart.port());
                }
                cross(round);
                memory(round);
            }
        }
        return scores;
    }

    /** Who does not build the same mail is not measured. */
    private void check(Case mail) {
        progress.accept("comparing the mails: " + mail.label());
        Mail example = Centerscape.example(mail);
        for (Library library : Library.values()) {
            try (Library.Builder builder = library.builder(mail)) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                builder.build(out);
                example.compare(Mail.parse(out.toByteArray()));
            } catch (Exception failure) {
                throw new IllegalStateException(library.label() + ": " + mail.label(), failure);
            }
        }
    }

    private void build(int round) throws RunnerException {
        for (Case mail : List.of(Case.ALERT_WORDS, Case.ALERT, Case.TEXT_AND_HTML, Case.REPORT)) {
            for (Library library : inTurn(List.of(Library.values()), round)) {
                show(round, "build " + mail.label() + ": " + library.label());
                RunResult result = jmh(
                        BuildBenchmark.class, "build", Map.of("mail", mail.name(), "library", library.name()), 1);
                scores.add(TIME + mail.label(), library.label(), result.getPrimaryResult().getScore());
                double allocated = result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
                scores.add(ALLOCATED + mail.label(), library.label(), allocated);
            }
        }
    }

    private void send(int round, Sending sending, int port) throws RunnerException, IOException, InterruptedException {
        int bytes = Centerscape.bytes(sending.mail).length;
        List<String> contenders = new ArrayList<>();
        for (Library library : Library.values()) {
            contenders.add(library.name());
        }
        contenders.add(SMTP_SOURCE);
        for (String contender : inTurn(contenders, round)) {
            show(round, sending.label + ": " + contender);
            if (contender.equals(SMTP_SOURCE)) {
                int messages = quick ? 8 * sending.connections : sending.messages;
                scores.add(sending.label, SMTP_SOURCE, Postfix.send(port, sending.connections, bytes, messages));
                continue;
            }
            Map<String, String> parameters = Map.of(
                    "mail", sending.mail.name(),
                    "library", contender,
                    "connections", Integer.toString(sending.connections),
                    "port", Integer.toString(port));
            RunResult result = jmh(SendBenchmark.class, "send", parameters, sending.connections);
            scores.add(
                    sending.label, Library.valueOf(contender).label(), result.getPrimaryResult().getScore());
        }
    }

    private void cross(int round) throws RunnerException {
        for (String call : inTurn(List.of("empty", "step", "probe"), round)) {
            show(round, "crossing: " + call);
            RunResult result = jmh(CrossingBenchmark.class, call, Map.of(), 1);
            scores.add(CROSSING, call, result.getPrimaryResult().getScore());
        }
    }

    private void memory(int round) throws IOException, InterruptedException {
        for (Library library : inTurn(List.of(Library.values()), round)) {
            show(round, "memory: " + library.label());
            String[] numbers = Memory.measure(Case.REPORT, library).split(" ");
            for (Growth growth : Growth.values()) {
                scores.add(growth.label, library.label(), Double.parseDouble(numbers[growth.ordinal()]));
            }
        }
    }

    /** One benchmark in one new JVM. */
    private RunResult jmh(Class<?> benchmark, String method, Map<String, String> parameters, int threads)
            throws RunnerException {
        List<String> jvm = new ArrayList<>(Setup.JVM_OPTIONS);
        jvm.addAll(Setup.options());
        TimeValue time = quick ? TimeValue.milliseconds(50) : TimeValue.seconds(1);
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(benchmark.getName() + "." + method) + "$")
                .forks(1)
                .warmupIterations(quick ? 1 : 3)
                .warmupTime(time)
                .measurementIterations(quick ? 1 : 2)
                .measurementTime(time)
                .threads(threads)
                .jvmArgs(jvm.toArray(new String[0]))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true);
        parameters.forEach(options::param);
        return new Runner(options.build(), log).runSingle();
    }

    private void show(int round, String what) {
        progress.accept("round " + (round + 1) + " of " + rounds() + ": " + what);
    }

    private static <T> List<T> inTurn(List<T> contenders, int round) {
        List<T> turned = new ArrayList<>(contenders);
        Collections.rotate(turned, -round);
        return turned;
    }
}
