package org.storkee.drivers.longhorn;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition of a Longhorn node or of one of its disks.
 *
 * @param type {@code Ready}, {@code Schedulable}, {@code MountPropagation} and others
 * @param status {@code True}, {@code False}, {@code Unknown}, or null
 * @param reason one word, or null
 * @param message for people, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Condition(
        @Nullable String type,
        @Nullable String status,
        @Nullable String reason,
        @Nullable String message) {
    /** True when {@code conditions} has one of this type with status {@code True}. */
    static boolean isTrue(@Nullable List<Condition> conditions, String type) {
        Condition found = find(conditions, type);
        return found != null && "True".equals(found.status);
    }

    /** The condition of this type, or null. */
    static @Nullable Condition find(@Nullable List<Condition> conditions, String type) {
        return conditions == null
                ? null
                : conditions.stream()
                        .filter(c -> type.equals(c.type))
                        .findFirst()
                        .orElse(null);
    }

    /** {@code Type Reason: message}, as far as they are told. */
    String words() {
        StringBuilder words = new StringBuilder(type + " is " + (status == null ? "unset" : status));
        if (reason != null && !reason.isEmpty()) {
            words.append(' ').append(reason);
        }
        if (message != null && !message.isEmpty()) {
            words.append(": ").append(message);
        }
        return words.toString();
    }
}
