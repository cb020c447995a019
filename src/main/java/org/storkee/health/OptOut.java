package org.storkee.health;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What annotation {@value #ANNOTATION} of a pod or its namespace asks for. */
public enum OptOut {
    /** Nothing: the pod may be relocated. */
    NONE,
    /** Decide and tell, but leave the pod alone. */
    OBSERVE,
    /** Leave the pod alone. */
    NEVER;

    /** On a pod or a namespace: {@code never} or {@code observe}. */
    public static final String ANNOTATION = "storkee.org/relocation";

    /**
     * The stricter of both. A value that means nothing to us is taken as {@code never}: somebody wanted something, and
     * leaving a pod alone can be put right later.
     *
     * @param pod the pod's annotations, or null
     * @param namespace its namespace's annotations, or null
     */
    public static OptOut of(@Nullable Map<String, String> pod, @Nullable Map<String, String> namespace) {
        OptOut byPod = of(pod);
        OptOut byNamespace = of(namespace);
        return byPod.compareTo(byNamespace) >= 0 ? byPod : byNamespace;
    }

    private static OptOut of(@Nullable Map<String, String> annotations) {
        String value = annotations == null ? null : annotations.get(ANNOTATION);
        if (value == null || value.isBlank()) {
            return NONE;
        }
        return value.strip().equalsIgnoreCase("observe") ? OBSERVE : NEVER;
    }
}
