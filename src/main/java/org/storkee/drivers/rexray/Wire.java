package org.storkee.drivers.rexray;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** libStorage's answers, as far as they are read; what it leaves out is empty. */
final class Wire {
    private Wire() {}

    /** {@code GET /services}: one of the storage platforms behind the server. */
    record Service(@Nullable Driver driver) {
        /** Whether its volumes are disks of a zone; shares ({@code nas}, {@code object}) are reached from anywhere. */
        boolean block() {
            return driver == null || driver.type == null || driver.type.equals("block");
        }
    }

    /** A service's driver. {@code type}: {@code block}, {@code nas} or {@code object}. */
    record Driver(@Nullable String type) {}

    /** {@code GET /volumes}: one volume. */
    record Volume(
            String id, String name, String availabilityZone, List<Attachment> attachments, Map<String, String> fields) {
        Volume {
            id = orEmpty(id);
            name = orEmpty(name);
            availabilityZone = orEmpty(availabilityZone);
            attachments = attachments == null
                    ? List.of()
                    : attachments.stream().filter(Objects::nonNull).toList();
            fields = fields == null
                    ? Map.of()
                    : fields.entrySet().stream()
                            .filter(e -> e.getValue() != null)
                            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        }

        private static String orEmpty(@Nullable String text) {
            return text == null ? "" : text;
        }
    }

    /** Where a volume is attached. */
    record Attachment(@Nullable InstanceId instanceID) {}

    /** A machine as its platform calls it: a host name, or a cloud's id of an instance. */
    record InstanceId(@Nullable String id) {}
}
