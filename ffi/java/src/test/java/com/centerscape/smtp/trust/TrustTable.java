package com.centerscape.smtp.trust;

import java.util.List;

/** The table of {@code docs/trust.md}, between its two marks. */
final class TrustTable {
    private static final String BEGIN = "<!-- written by TrustMatrixTest -->\n";
    private static final String END = "<!-- end of what TrustMatrixTest writes -->\n";

    private TrustTable() {}

    /** The document with this table in it. */
    static String into(String document, List<Row> rows) {
        int begin = document.indexOf(BEGIN);
        int end = document.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new AssertionError("docs/trust.md has lost the marks around its table");
        }
        StringBuilder table = new StringBuilder();
        table.append("| certificate of the server | in the keystore | dialled as | the JDK | this library |\n");
        table.append("|---|---|---|---|---|\n");
        for (Row row : rows) {
            table.append("| ").append(String.join(" | ", row.cells)).append(" |\n");
        }
        return document.substring(0, begin + BEGIN.length()) + table + document.substring(end);
    }

    /** One line of it. */
    static final class Row {
        private final List<String> cells;

        Row(String certificate, String keystore, String dialled, String jdk, String ours) {
            cells = List.of(certificate, keystore, '`' + dialled + '`', jdk, ours);
        }
    }
}
