package org.storkee.cluster;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The client's model gives every object empty lists and maps of its own, thirty to a pod: here they become the shared
 * empty ones, and what the model does not know of an object is dropped. For objects that nobody else has yet.
 */
final class EmptyCollections {
    private static final String MODEL = "io.fabric8.kubernetes.api.model.";
    /** Fields this build does not know; nothing here reads them. */
    private static final String UNKNOWN_FIELDS = "additionalProperties";

    private static final ClassValue<List<Field>> FIELDS = new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
            List<Field> fields = new ArrayList<>();
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && concerns(field.getType())) {
                    field.setAccessible(true);
                    fields.add(field);
                }
            }
            return List.copyOf(fields);
        }
    };

    private EmptyCollections() {}

    /** Replaces the empty collections of {@code object}, which is of the client's model, and of what it contains. */
    static void share(@Nullable Object object) {
        if (object == null || !concerns(object.getClass())) {
            return;
        }
        try {
            for (Field field : FIELDS.get(object.getClass())) {
                share(object, field);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("fields of " + object.getClass() + " were made accessible", e);
        }
    }

    private static void share(Object owner, Field field) throws IllegalAccessException {
        Object value = field.get(owner);
        switch (value) {
            case null -> {}
            case Map<?, ?> map -> {
                if (map.isEmpty() || field.getName().equals(UNKNOWN_FIELDS)) {
                    field.set(owner, Map.of());
                }
            }
            case List<?> list -> {
                if (list.isEmpty()) {
                    field.set(owner, List.of());
                }
                list.forEach(EmptyCollections::share);
            }
            default -> share(value);
        }
    }

    private static boolean concerns(Class<?> type) {
        return type == Map.class || type == List.class || (type.getName().startsWith(MODEL) && !type.isEnum());
    }
}
