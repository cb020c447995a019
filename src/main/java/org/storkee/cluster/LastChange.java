package org.storkee.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When an object was last written, by the API server's clock: its managed fields tell. */
public final class LastChange {
    private LastChange() {}

    /** When the API server last saw the object change, to the second, or {@code fallback} if it does not tell. */
    public static Instant of(ObjectMeta metadata, Instant fallback) {
        Instant last = null;
        List<ManagedFieldsEntry> entries =
                metadata.getManagedFields() == null ? List.of() : metadata.getManagedFields();
        for (ManagedFieldsEntry entry : entries) {
            Instant time = entry == null || entry.getTime() == null ? null : parse(entry.getTime());
            if (time != null && (last == null || time.isAfter(last))) {
                last = time;
            }
        }
        return last == null ? fallback : last;
    }

    /** Of the managed fields keeps the time alone, for {@link #of}; changes and returns {@code object}. */
    public static <T extends HasMetadata> T only(T object) {
        Instant last = of(object.getMetadata(), Instant.EPOCH);
        Compact.metadata(object.getMetadata());
        object.getMetadata()
                .setManagedFields(
                        last.equals(Instant.EPOCH)
                                ? List.of()
                                : List.of(new ManagedFieldsEntryBuilder()
                                        .withTime(last.toString())
                                        .build()));
        return object;
    }

    private static @Nullable Instant parse(String time) {
        try {
            return Instant.parse(time);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
