package com.centerscape.smtp.internal.net;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/** Asks the name server for records, by the DNS client of the JDK (JNDI). What cannot be had is no record. */
public final class DnsRecords {
    /** What one question may take, its second try included. */
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(4);

    private static final String FIRST_WAIT_MS = "1000";
    private static final String TRIES = "2";
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(50);

    private final String server;

    /**
     * Nothing is asked yet.
     *
     * @param server {@code dns://host:port}; {@code dns:} for this machine's
     */
    public DnsRecords(String server) {
        this.server = server;
    }

    /** A question that is under way, in a thread of its own: the JDK's client cannot be interrupted, and would pin a virtual thread. */
    public static final class Question {
        private final CompletableFuture<List<String>> answer = new CompletableFuture<>();
        private final long until = Clock.now() + LIMIT;

        private Question() {}

        /**
         * Waits for the answer.
         *
         * @param call ends the wait
         * @return the records as zone files have them; none where there are none, or the answer is late
         */
        public List<String> await(Call call) {
            while (!call.isOver() && Clock.now() < until) {
                try {
                    return answer.get(TICK, TimeUnit.NANOSECONDS);
                } catch (TimeoutException notYet) {
                    // Look whether the call was cancelled meanwhile.
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                } catch (ExecutionException failed) {
                    return List.of();
                }
            }
            return List.of();
        }
    }

    /**
     * Asks, and does not wait.
     *
     * @param type {@code MX} or {@code SRV}
     * @param name the name
     * @return the question
     */
    public Question ask(String type, String name) {
        Question question = new Question();
        Threads.daemon("centerscape-smtp-dns", () -> {
            try {
                question.answer.complete(records(type, name));
            } catch (NamingException | RuntimeException | Error none) {
                question.answer.completeExceptionally(none);
            }
        });
        return question;
    }

    private List<String> records(String type, String name) throws NamingException {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        environment.put(Context.PROVIDER_URL, server);
        environment.put("com.sun.jndi.dns.timeout.initial", FIRST_WAIT_MS);
        environment.put("com.sun.jndi.dns.timeout.retries", TRIES);
        DirContext context = new InitialDirContext(environment);
        try {
            // Absolute: the domains that this machine would add to a name are not those of the person's address.
            Attribute found = context.getAttributes(name + ".", new String[] {type}).get(type);
            List<String> records = new ArrayList<>();
            for (Object record : found == null ? List.of() : Collections.list(found.getAll())) {
                records.add(record.toString());
            }
            return records;
        } finally {
            context.close();
        }
    }
}
