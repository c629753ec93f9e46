package com.centerscape.smtp.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How much memory building one mail takes, in a JVM of its own: {@code Memory CASE LIBRARY} prints the bytes that were allocated on the
 * heap, which it cannot grow by more, and the growth of the resident memory at its peak.
 */
public final class Memory {
    private Memory() {}

    /** Starts that JVM and gives what it prints. */
    static String measure(Case mail, Library library) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Setup.JVM_OPTIONS);
        command.addAll(Setup.options());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Memory.class.getName()));
        command.addAll(List.of(mail.name(), library.name()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        if (process.waitFor() != 0) {
            throw new IOException(library.label() + " could not build " + mail.label());
        }
        return line;
    }

    /** Measures one mail by one library. */
    public static void main(String[] arguments) throws Exception {
        Library library = Library.valueOf(arguments[1]);
        Sink sink = new Sink();
        try (Library.Builder other = library.builder(Case.ALERT);
                Library.Builder builder = library.builder(Case.valueOf(arguments[0]))) {
            repeat(other, sink);
            // From here on the kernel notes the peak anew. The first build counts: memory that is freed may stay resident for the next.
            Files.writeString(Path.of("/proc/self/clear_refs"), "5");
            long resident = status("VmRSS:");
            builder.build(sink);
            resident = status("VmHWM:") - resident;
            repeat(builder, sink);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long thread = Thread.currentThread().getId();
            long allocated = threads.getThreadAllocatedBytes(thread);
            builder.build(sink);
            allocated = threads.getThreadAllocatedBytes(thread) - allocated;
            System.out.println(allocated + " " + resident);
        }
    }

    /** Classes are loaded, code is compiled, buffers are there. */
    private static void repeat(Library.Builder builder, Sink sink) throws Exception {
        for (int i = 0; i < 20; i++) {
            builder.build(sink);
        }
    }

    /** A line of the kernel's status of this process, in bytes. */
    private static long status(String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith(name)) {
                return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no " + name + " in /proc/self/status");
    }
}
