package com.centerscape.smtp.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table with a line above it. The first column is text, the others are numbers. */
final class Table {
    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    private final String title;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String title, String... header) {
        this.title = title;
        rows.add(List.of(header));
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    /** In columns. */
    String terminal(boolean colour) {
        StringBuilder out = new StringBuilder(title).append("\n\n");
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String blanks = " ".repeat(width(column) - row.get(column).length());
                String cell = row.get(column);
                line.append(column == 0 ? cell + blanks : "  " + blanks + (colour ? coloured(cell) : cell));
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    /** As GitHub has it. */
    String markdown() {
        StringBuilder out = new StringBuilder("### ").append(title).append("\n\n");
        for (int i = 0; i < rows.size(); i++) {
            out.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
            if (i == 0) {
                out.append("|---|").append("---:|".repeat(rows.get(0).size() - 1)).append('\n');
            }
        }
        return out.toString();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static String coloured(String cell) {
        switch (cell) {
            case "met":
                return GREEN + cell + PLAIN;
            case "NOT MET":
                return RED + cell + PLAIN;
            default:
                return cell;
        }
    }

    /** {@code 1.23 ×}, with the digits that count. */
    static String ratio(double value) {
        return String.format(Locale.ROOT, value < 0.1 ? "%.3f ×" : value < 100 ? "%.2f ×" : "%.0f ×", value);
    }

    /** Nanoseconds in the unit that suits them. */
    static String duration(double nanoseconds) {
        return nanoseconds < 1e3
                ? digits(nanoseconds, "ns")
                : nanoseconds < 1e6 ? digits(nanoseconds / 1e3, "µs") : digits(nanoseconds / 1e6, "ms");
    }

    /** Bytes in the unit that suits them; 1 KB is 1000 bytes. */
    static String size(double bytes) {
        return Math.abs(bytes) < 1e3
                ? String.format(Locale.ROOT, "%.0f B", bytes)
                : Math.abs(bytes) < 1e6 ? digits(bytes / 1e3, "KB") : digits(bytes / 1e6, "MB");
    }

    /** Messages per second. */
    static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 100 ? "%.1f/s" : "%.0f/s", perSecond);
    }

    private static String digits(double value, String unit) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f %s" : "%.0f %s", value, unit);
    }
}
