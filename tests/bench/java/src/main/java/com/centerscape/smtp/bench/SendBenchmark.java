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

/** From the words to the server's 250, one thread for each connection. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class SendBenchmark {
    /** What is sent. */
    @Param
    public Case mail;

    /** By whom. */
    @Param
    public Library library;

    /** How many connections are kept. */
    @Param("1")
    public int connections;

    /** Where the server listens on 127.0.0.1. */
    @Param("25")
    public int port;

    private Library.Sender sender;

    /** Connects. The whole JVM keeps to the processor of the clients. */
    @Setup
    public void setUp() throws Exception {
        Processors.keepTo(Processors.CLIENT, ProcessHandle.current().pid());
        sender = library.sender(mail, port, connections);
        sender.send();
    }

    /** Says QUIT. */
    @TearDown
    public void tearDown() throws Exception {
        sender.close();
    }

    /** Sends one mail. */
    @Benchmark
    public void send() throws Exception {
        sender.send();
    }
}
