package com.centerscape.smtp.host;

import com.centerscape.smtp.InvalidInputException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The HTTP server: which endpoint answers what, and what becomes of failures. */
final class DialogServer implements AutoCloseable {
    private static final int THREADS = 32;

    static {
        // What the JDK's server takes as properties, read once: seconds for a whole request, seconds for a whole answer (longer than
        // a job), connections, and how many of them may idle.
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", String.valueOf(Jobs.DEADLINE.toSeconds() + 30));
        System.setProperty("jdk.httpserver.maxConnections", "128");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "64");
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer http;
    private final ThreadPoolExecutor threads =
        new ThreadPoolExecutor(THREADS, THREADS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> new Thread(task, "http"));
    private final Guard guard;
    private final Site site;
    private final Log log;
    /** The endpoints and the page's files, by path and method. */
    private final Map<String, Map<String, Endpoint>> endpoints = new HashMap<>();

    private DialogServer(
            HttpServer http, Guard guard, Site site, SettingsStore store, Mailers mailers, TestPolicy policy, Log log) {
        this.http = http;
        this.guard = guard;
        this.site = site;
        this.log = log;
        site.files().forEach((path, file) -> endpoints.put(path, Map.of("GET", file::get)));
        SettingsEndpoints settings = new SettingsEndpoints(store);
        Jobs jobs = new Jobs();
        endpoints.putAll(Map.of(
            "/api/host", Map.of("GET", new HostEndpoint(policy)::get),
            "/api/settings", Map.of("GET", settings::get, "PUT", settings::put),
            "/api/settings/validate", Map.of("POST", settings::validate),
            "/api/providers", Map.of("GET", ProvidersEndpoint::get),
            "/api/detect", Map.of("POST", new DetectEndpoint(store, jobs, policy, log)::post),
            "/api/test", Map.of("POST", new TestEndpoint(store, jobs, mailers, policy, log)::post),
            "/api/send", Map.of("POST", new SendEndpoint(store, jobs, mailers, policy)::post)));
    }

    /** Starts to listen. */
    static DialogServer start(
            InetSocketAddress address,
            Guard guard,
            Site site,
            SettingsStore store,
            Mailers mailers,
            TestPolicy policy,
            Consumer<String> log)
            throws IOException {
        DialogServer server =
            new DialogServer(HttpServer.create(address, 0), guard, site, store, mailers, policy, new Log(log));
        boolean isStarted = false;
        try {
            server.http.createContext("/", server::handle);
            server.http.setExecutor(server.threads);
            // All of them now: one that cannot start later would end the JDK's server, which asks for it on its only other thread.
            server.threads.prestartAllCoreThreads();
            server.http.start();
            isStarted = true;
            return server;
        } finally {
            if (!isStarted) {
                server.close();
            }
        }
    }

    /** Where it listens, such as {@code http://127.0.0.1:8025}. */
    String url() {
        InetAddress address = http.getAddress().getAddress();
        String host = address.getHostAddress().replace("0:0:0:0:0:0:0:1", "::1");
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + http.getAddress().getPort();
    }

    /** Ends all requests; jobs are cancelled. */
    @Override
    public void close() {
        threads.shutdownNow();
        http.stop(0);
    }

    private void handle(HttpExchange exchange) {
        long start = System.nanoTime();
        int status = 0;
        try (Answer answer = answer(exchange)) {
            Request.discardBody(exchange);
            answer.send(exchange);
            status = answer.status();
        } catch (IOException gone) {
            // The client went away; what it asked for is undone or finished.
        } finally {
            exchange.close();
            log.answered(describe(exchange), status, (System.nanoTime() - start) / 1_000_000);
        }
    }

    /** The answer, or what tells why there is none. */
    private Answer answer(HttpExchange exchange) throws IOException {
        try {
            if (site.has(path(exchange))) {
                guard.checkName(exchange);
            } else {
                guard.check(exchange);
            }
            return endpoint(exchange).answer(new Request(exchange));
        } catch (Refusal refusal) {
            return refusal.answer();
        } catch (InvalidFormException invalid) {
            return Answer.problems(invalid.problems());
        } catch (InvalidInputException invalid) {
            return Answer.problems(invalid.problems());
        } catch (SettingsFileException failure) {
            return new Refusal(500, failure.code(), failure.getMessage()).answer();
        } catch (InterruptedException closed) {
            throw new IOException("the server is being closed", closed);
        } catch (RuntimeException | Error fault) {
            log.fault(fault);
            return Refusal.fault().answer();
        }
    }

    private Endpoint endpoint(HttpExchange exchange) throws Refusal {
        Map<String, Endpoint> methods = endpoints.get(path(exchange));
        if (methods == null) {
            throw new Refusal(404, "path.unknown", "There is no such endpoint.");
        }
        Endpoint endpoint = methods.get(exchange.getRequestMethod());
        if (endpoint == null) {
            throw new Refusal(405, "method.not-allowed", "This endpoint does not take this method.")
                .with("Allow", String.join(", ", new TreeMap<>(methods).keySet()));
        }
        return endpoint;
    }

    /** The path as it was sent. The URI's own path lacks what stands before it: to a URI, two slashes begin the name of a server. */
    private static String path(HttpExchange exchange) {
        return exchange.getRequestURI().toString().split("\\?", 2)[0];
    }

    /** Method and path, where they are an endpoint's: what else a client asks for may hold anything. */
    private String describe(HttpExchange exchange) {
        String path = path(exchange);
        Map<String, Endpoint> methods = endpoints.get(path);
        if (methods == null) {
            return "- -";
        }
        String method = exchange.getRequestMethod();
        return (methods.containsKey(method) ? method : "-") + " " + path;
    }
}
