package org.storkee.storage;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One condition on a node's label, as Kubernetes evaluates it. A condition the API server would not accept (no value for
 * {@code In}, text for {@code Gt}, an unknown operator) holds for no node. Immutable.
 *
 * @param key the label, or {@link #NAME}
 * @param operator {@code In}, {@code NotIn}, {@code Exists}, {@code DoesNotExist}, {@code Gt} or {@code Lt}
 * @param values what it is compared with
 */
public record NodeRequirement(String key, String operator, List<String> values) {
    /** In place of a label: the node's own name. With a space in it, it is no label's. */
    public static final String NAME = "its name";

    /** Copies the list. */
    public NodeRequirement {
        values = List.copyOf(values);
    }

    /** Whether a node with these labels satisfies it. */
    boolean matches(Map<String, String> labels) {
        String actual = labels.get(key);
        return switch (operator) {
            case "In" -> actual != null && values.contains(actual);
            // A node without the label is not one of the values either.
            case "NotIn" -> !values.isEmpty() && (actual == null || !values.contains(actual));
            case "Exists" -> values.isEmpty() && actual != null;
            case "DoesNotExist" -> values.isEmpty() && actual == null;
            case "Gt" -> compare(actual) > 0;
            case "Lt" -> compare(actual) < 0;
            default -> false;
        };
    }

    /** The label against the only value, both whole numbers; 0 where that cannot be. */
    private int compare(@Nullable String actual) {
        if (actual == null || values.size() != 1) {
            return 0;
        }
        try {
            return Long.compare(Long.parseLong(actual), Long.parseLong(values.getFirst()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** For people: {@code zone in (a, b)}. */
    @Override
    public String toString() {
        return switch (operator) {
            case "In" -> key + " in (" + String.join(", ", values) + ")";
            case "NotIn" -> key + " not in (" + String.join(", ", values) + ")";
            case "Exists" -> key;
            case "DoesNotExist" -> "no " + key;
            case "Gt" -> key + " > " + String.join(", ", values);
            case "Lt" -> key + " < " + String.join(", ", values);
            default -> key + " " + operator + " (" + String.join(", ", values) + ")";
        };
    }
}
