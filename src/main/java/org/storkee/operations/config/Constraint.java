package org.storkee.operations.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What values a key allows: the brackets at the end of its comment, understood. */
public sealed interface Constraint {
    /** Whether {@code value}, as written in the configuration, is allowed. */
    boolean allows(String value);

    /** What is allowed, as the end of "key takes ...". */
    String description();

    /** A whole number, both ends included. */
    record Whole(long least, long most) implements Constraint {
        @Override
        public boolean allows(String value) {
            try {
                long number = Long.parseLong(value.strip());
                return number >= least && number <= most;
            } catch (NumberFormatException notANumber) {
                return false;
            }
        }

        @Override
        public String description() {
            return "a whole number from " + least + " to " + most;
        }
    }

    /** A duration as {@link Durations} reads it, both ends included; the texts are the ends as written. */
    record Span(String least, String most) implements Constraint {
        @Override
        public boolean allows(String value) {
            Duration duration = Durations.parse(value);
            return duration != null && duration.compareTo(end(least)) >= 0 && duration.compareTo(end(most)) <= 0;
        }

        private static Duration end(String text) {
            Duration duration = Durations.parse(text);
            if (duration == null) {
                throw new IllegalArgumentException("not a duration: " + text);
            }
            return duration;
        }

        @Override
        public String description() {
            return "a duration from " + least + " to " + most + ", written as 500ms, 60s, 10m or 1h";
        }
    }

    /** {@code true} or {@code false}. */
    record Flag() implements Constraint {
        @Override
        public boolean allows(String value) {
            return value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false");
        }

        @Override
        public String description() {
            return "true or false";
        }
    }

    /** One of a few words. */
    record OneOf(List<String> words) implements Constraint {
        @Override
        public boolean allows(String value) {
            return words.contains(value);
        }

        @Override
        public String description() {
            return words.size() == 1 ? words.getFirst() : "one of " + String.join(", ", words);
        }
    }

    /** Any text; {@code mayBeEmpty} for a key whose default is none. */
    record Text(boolean mayBeEmpty) implements Constraint {
        @Override
        public boolean allows(String value) {
            return mayBeEmpty || !value.isBlank();
        }

        @Override
        public String description() {
            return mayBeEmpty ? "any text" : "a text that is not empty";
        }
    }

    /** Items between commas, each of which {@code item} allows; at least one. */
    record Items(Constraint item) implements Constraint {
        @Override
        public boolean allows(String value) {
            for (String each : split(value)) {
                if (!item.allows(each)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String description() {
            return "a list with commas between its items, each " + item.description();
        }
    }

    /**
     * Reads what stands between the brackets: {@code integer 1..65535}, {@code duration 1s..1h}, {@code boolean},
     * {@code one of a, b}, {@code list of a, b}, {@code list of text}, {@code list of text or empty},
     * {@code text}, {@code text or empty}.
     *
     * @throws IllegalArgumentException when it is none of these: a mistake in the catalogue, not in a configuration
     */
    static Constraint parse(String text) {
        if (text.equals("text") || text.equals("text or empty")) {
            return new Text(text.endsWith("empty"));
        }
        if (text.equals("boolean")) {
            return new Flag();
        }
        if (text.startsWith("one of ")) {
            return new OneOf(split(text.substring("one of ".length())));
        }
        if (text.startsWith("list of ")) {
            String item = text.substring("list of ".length());
            return new Items(item.startsWith("text") ? parse(item) : new OneOf(split(item)));
        }
        int dots = text.indexOf("..");
        if (text.startsWith("integer ") && dots > 0) {
            return new Whole(
                    Long.parseLong(text.substring("integer ".length(), dots)),
                    Long.parseLong(text.substring(dots + 2)));
        }
        if (text.startsWith("duration ") && dots > 0) {
            Span span = new Span(text.substring("duration ".length(), dots), text.substring(dots + 2));
            Span.end(span.least);
            Span.end(span.most);
            return span;
        }
        throw new IllegalArgumentException("cannot read the constraint [" + text + "]");
    }

    private static List<String> split(String text) {
        List<String> items = new ArrayList<>();
        int from = 0;
        for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', from)) {
            items.add(text.substring(from, comma).strip());
            from = comma + 1;
        }
        items.add(text.substring(from).strip());
        return items;
    }
}
