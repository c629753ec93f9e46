package com.centerscape.smtp.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was measured in each round, by measure and contender, in the order in which it came. */
final class Scores {
    private final Map<String, Map<String, List<Double>>> values = new LinkedHashMap<>();

    void add(String measure, String contender, double value) {
        values.computeIfAbsent(measure, key -> new LinkedHashMap<>())
                .computeIfAbsent(contender, key -> new ArrayList<>())
                .add(value);
    }

    /** The median over the rounds. */
    double median(String measure, String contender) {
        double[] sorted = rounds(measure, contender).stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The median of one by that of another. */
    double ratio(String measure, String contender, String other) {
        return median(measure, contender) / median(measure, other);
    }

    List<Double> rounds(String measure, String contender) {
        List<Double> rounds = values.getOrDefault(measure, Map.of()).get(contender);
        if (rounds == null) {
            throw new IllegalStateException("nothing was measured: " + Arrays.asList(measure, contender));
        }
        return rounds;
    }

    /** Measures, their contenders, and the values of the rounds. */
    Map<String, Map<String, List<Double>>> all() {
        return values;
    }
}
