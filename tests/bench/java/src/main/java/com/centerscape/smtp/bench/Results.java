package com.centerscape.smtp.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;

/** The results as tables, with the targets, and as JSON. */
final class Results {
    private static final String OURS = Library.CENTERSCAPE.label();
    private static final String ANGUS = Library.ANGUS.label();

    private final Scores scores;
    private final long jarBytes;
    private final Map<String, String> environment;

    Results(Scores scores, long jarBytes, Map<String, String> environment) {
        this.scores = scores;
        this.jarBytes = jarBytes;
        this.environment = environment;
    }

    /** A target of the project and what was reached. */
    private static final class Target {
        final String measure;
        final boolean atLeast;
        final double limit;
        final double reached;
        final DoubleFunction<String> show;

        Target(String measure, boolean atLeast, double limit, double reached, DoubleFunction<String> show) {
            this.measure = measure;
            this.atLeast = atLeast;
            this.limit = limit;
            this.reached = reached;
            this.show = show;
        }

        boolean isMet() {
            return atLeast ? reached >= limit : reached <= limit;
        }

        String limit() {
            return (atLeast ? "≥ " : "≤ ") + show.apply(limit);
        }
    }

    private List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        for (Case mail : List.of(Case.ALERT_WORDS, Case.ALERT)) {
            targets.add(faster("build " + mail.label() + ": to Angus Mail", 5, speed(mail)));
        }
        targets.add(faster("build " + Case.REPORT.label() + ": to Angus Mail", 2, speed(Case.REPORT)));
        String growth = Run.Growth.ALLOCATED.label;
        targets.add(new Target(
                "build " + Case.REPORT.label() + ": " + growth, false, 1e6, scores.median(growth, OURS), Table::size));
        for (Sending sending : List.of(Sending.KILOBYTE, Sending.KILOBYTE_SAME)) {
            targets.add(faster(sending.label + ": to Angus Mail", 2, scores.ratio(sending.label, OURS, ANGUS)));
            targets.add(faster(
                    sending.label + ": to " + Run.SMTP_SOURCE, 1, scores.ratio(sending.label, OURS, Run.SMTP_SOURCE)));
        }
        double crossing = scores.ratio(Run.CROSSING, "step", "empty");
        targets.add(new Target("crossing of a session step: to an empty one", false, 20, crossing, Table::ratio));
        targets.add(new Target("jar with one platform", false, 1.5e6, jarBytes, Table::size));
        return targets;
    }

    private static Target faster(String measure, double limit, double reached) {
        return new Target(measure, true, limit, reached, Table::ratio);
    }

    /** How many times as fast as Angus Mail ours builds. */
    private double speed(Case mail) {
        return scores.ratio(Run.TIME + mail.label(), ANGUS, OURS);
    }

    /** The tables, in the order in which they are read. */
    List<Table> tables() {
        return List.of(targetTable(), buildTable(), memoryTable(), sendTable(), crossingTable());
    }

    private Table targetTable() {
        Table table = new Table("Targets", "measure", "target", "reached", "");
        for (Target target : targets()) {
            String verdict = target.isMet() ? "met" : "NOT MET";
            table.row(target.measure, target.limit(), target.show.apply(target.reached), verdict);
        }
        return table;
    }

    private Table buildTable() {
        Table table = new Table("Building a mail", "mail: built by", "time", "rate to Angus Mail", "allocated");
        measures(Run.TIME).forEach((measure, contenders) -> {
            String mail = measure.substring(Run.TIME.length());
            for (String library : contenders.keySet()) {
                table.row(
                        mail + ": " + library,
                        Table.duration(scores.median(measure, library)),
                        Table.ratio(scores.ratio(measure, ANGUS, library)),
                        Table.size(scores.median(Run.ALLOCATED + mail, library)));
            }
        });
        return table;
    }

    private Table memoryTable() {
        Table table = new Table(
                "Memory for the " + Case.REPORT.label(),
                "built by",
                Run.Growth.ALLOCATED.label,
                Run.Growth.RESIDENT.label);
        for (Library library : Library.values()) {
            String[] row = new String[] {library.label(), "", ""};
            for (Run.Growth growth : Run.Growth.values()) {
                row[growth.ordinal() + 1] = Table.size(scores.median(growth.label, library.label()));
            }
            table.row(row);
        }
        return table;
    }

    private Table sendTable() {
        Table table = new Table("Sending a mail", "sent by", "messages", "to Angus Mail", "to " + Run.SMTP_SOURCE);
        for (Sending sending : Sending.values()) {
            for (String contender : scores.all().get(sending.label).keySet()) {
                table.row(
                        sending.label + ": " + contender,
                        Table.rate(scores.median(sending.label, contender)),
                        Table.ratio(scores.ratio(sending.label, contender, ANGUS)),
                        Table.ratio(scores.ratio(sending.label, contender, Run.SMTP_SOURCE)));
            }
        }
        return table;
    }

    private Table crossingTable() {
        Table table = new Table("From Java into the library and back", "call", "time", "to an empty one");
        Map<String, String> calls = Map.of(
                "empty", "an empty native method",
                "step", "one byte of a reply",
                "probe", "the mean step of a probe");
        for (String call : List.of("empty", "step", "probe")) {
            table.row(
                    calls.get(call),
                    Table.duration(scores.median(Run.CROSSING, call)),
                    Table.ratio(scores.ratio(Run.CROSSING, call, "empty")));
        }
        return table;
    }

    private Map<String, Map<String, List<Double>>> measures(String prefix) {
        Map<String, Map<String, List<Double>>> found = new LinkedHashMap<>(scores.all());
        found.keySet().removeIf(measure -> !measure.startsWith(prefix));
        return found;
    }

    /** All of it for a machine, each round by itself: times in nanoseconds, sizes in bytes, rates per second. */
    Map<String, Object> json() {
        List<Object> targets = new ArrayList<>();
        for (Target target : targets()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("measure", target.measure);
            one.put(target.atLeast ? "at_least" : "at_most", target.limit);
            one.put("reached", target.reached);
            one.put("met", target.isMet());
            targets.add(one);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("environment", environment);
        json.put("targets", targets);
        json.put("rounds", scores.all());
        json.put("jar_bytes", jarBytes);
        return json;
    }
}
