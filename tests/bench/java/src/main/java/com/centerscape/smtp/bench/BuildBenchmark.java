package com.centerscape.smtp.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From the words to the last byte of the mail. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BuildBenchmark {
    /** What is built. */
    @Param
    public Case mail;

    /** By whom. */
    @Param
    public Library library;

    private final Sink sink = new Sink();
    private Library.Builder builder;

    /** Makes what a program has once: settings, a session. */
    @Setup
    public void setUp() {
        builder = library.builder(mail);
    }

    /** Frees it. */
    @TearDown
    public void tearDown() {
        builder.close();
    }

    /** Builds one mail. */
    @Benchmark
    public long build() throws Exception {
        builder.build(sink);
        return sink.take();
    }
}
