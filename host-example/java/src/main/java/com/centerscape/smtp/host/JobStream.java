package com.centerscape.smtp.host;

import com.centerscape.smtp.InvalidInputException;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A job in a thread of its own, and its answer line by line.
 *
 * <p>An empty line now and then shows that a client has gone: writing to it fails, and the job is cancelled.
 */
final class JobStream implements Answer.Body {
    /** The first line after a client has gone is still taken, the second one fails: both within half a second. */
    private static final long HEARTBEAT_MS = 200;

    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    /** The last line of a job that fails, made while there is memory for it. */
    private final Line fault = new Line(Refusal.fault().json(), true);
    private final Log log;
    private final Thread thread;
    private Line first;
    /** Whether it told anything; only the job's own thread asks. */
    private boolean hasBegun;

    private JobStream(Jobs.Place place, Log log, Job job) {
        this.log = log;
        thread = new Thread(() -> run(place, job), "job");
    }

    /**
     * Starts a job, and answers as soon as it has something to say.
     *
     * @param place closed when the job is over
     * @throws InvalidInputException the input has an error: nothing was connected
     */
    static JobStream start(Jobs.Place place, Log log, Job job) throws InvalidInputException, InterruptedException {
        JobStream stream;
        boolean isStarted = false;
        try {
            stream = new JobStream(place, log, job);
            stream.thread.start();
            isStarted = true;
        } finally {
            if (!isStarted) {
                // This machine has no thread or memory to spare. What would give the place back never runs.
                place.close();
            }
        }
        try {
            stream.first = stream.lines.take();
        } catch (InterruptedException closed) {
            stream.close();
            throw closed;
        }
        if (stream.first.invalid != null) {
            throw stream.first.invalid;
        }
        return stream;
    }

    /** Tells something on the job's way. */
    void tell(JsonObject line) {
        hasBegun = true;
        lines.add(new Line(line, false));
    }

    /** Tells that the job's input is sound and that it has begun: until then nobody watches whether the client is still there. */
    void begun() {
        if (!hasBegun) {
            hasBegun = true;
            lines.add(new Line("", false));
        }
    }

    private void run(Jobs.Place place, Job job) {
        // Whatever fails below, also the telling of it: there is a last line, or the request would wait for it for ever.
        Line last = fault;
        try {
            last = new Line(job.run(this), true);
        } catch (InvalidInputException invalid) {
            last = new Line(invalid);
        } catch (RuntimeException | Error broken) {
            log.fault(broken);
        } finally {
            place.close();
            lines.add(last);
        }
    }

    @Override
    public void write(OutputStream out) throws IOException {
        try {
            // That it has begun is no line of its own: whether there is one tells how far it got.
            Line line = first.text.isEmpty() ? next() : first;
            while (line == null || !line.isLast) {
                writeLine(line == null ? "" : line.text, out);
                line = next();
            }
            writeLine(line.text, out);
        } catch (InterruptedException closed) {
            throw new InterruptedIOException("the server is being closed");
        }
    }

    /** The next line; null after a while without. */
    private Line next() throws InterruptedException {
        return lines.poll(HEARTBEAT_MS, TimeUnit.MILLISECONDS);
    }

    /** Cancels the job; one that is over does not notice. */
    @Override
    public void close() {
        thread.interrupt();
    }

    private static void writeLine(String text, OutputStream out) throws IOException {
        out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** What the library wrote, to be part of a line. */
    static JsonObject json(String text) {
        try {
            return JsonParser.object().from(text);
        } catch (JsonParserException notJson) {
            throw new IllegalStateException("the library wrote no JSON", notJson);
        }
    }

    /** What runs. It tells lines on its way, and answers the last one. */
    @FunctionalInterface
    interface Job {
        JsonObject run(JobStream lines) throws InvalidInputException;
    }

    /** A line of the answer. */
    private static final class Line {
        private final String text;
        private final boolean isLast;
        private final InvalidInputException invalid;

        private Line(String text, boolean isLast) {
            this.text = text;
            this.isLast = isLast;
            invalid = null;
        }

        private Line(JsonObject json, boolean isLast) {
            this(JsonWriter.string(json), isLast);
        }

        private Line(InvalidInputException invalid) {
            text = "";
            isLast = true;
            this.invalid = invalid;
        }
    }
}
