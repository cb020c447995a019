package org.storkee.operations.launcher;

import java.time.Instant;

/** A line of the launcher's in the form of the server's log, for {@code stork.log.format=json}. */
final class JsonLine {
    private JsonLine() {}

    /** A warning, in the fields that Liberty's own messages have. */
    static String warning(String text) {
        return "{\"type\":\"liberty_message\",\"ibm_datetime\":\"" + Instant.now()
                + "\",\"loglevel\":\"WARNING\",\"module\":\"" + Launcher.class.getName() + "\",\"message\":\""
                + escaped(text) + "\"}";
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> escaped.append('\\').append(c);
                default -> {
                    if (c < ' ') {
                        escaped.append(String.format("\\u%04x", (int) c));
                    } else {
                        escaped.append(c);
                    }
                }
            }
        }
        return escaped.toString();
    }
}
