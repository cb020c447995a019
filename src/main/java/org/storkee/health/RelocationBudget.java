package org.storkee.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;

/**
 * How many pods may be deleted now: a token bucket, fair over nodes, so that a hundred pods of one node do not keep those
 * of the next one waiting. Pure but for its memory. Not thread-safe.
 */
public final class RelocationBudget {
    /** The cache shows a deletion within milliseconds; what it does not show after this was refused. */
    static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final TokenBucket bucket;
    private final Map<Key, Instant> admitted = new HashMap<>();
    private final Map<String, Long> lastServed = new HashMap<>();
    private long served;

    /** Starts with a full bucket. */
    public RelocationBudget(HealthSettings settings) {
        bucket = new TokenBucket(settings.podsPerSecond(), settings.burst());
    }

    private record Key(PodId pod, Action action) {
        static Key of(Decision decision) {
            return new Key(Objects.requireNonNull(decision.pod()), decision.action());
        }
    }

    /**
     * The same decisions in the same order; a deletion that must wait becomes {@link Action#NOTHING} with
     * {@link Reason#RATE_LIMITED}. What deletes no pod, or is not to be carried out, passes and costs nothing. A deletion
     * that was let through is left out for 5 s: the cache may not show it yet, or the API server refused it.
     */
    public List<Decision> admit(List<Decision> decisions, Instant now) {
        admitted.values().removeIf(at -> !now.isBefore(at.plus(RETRY_AFTER)) || now.isBefore(at));
        Map<String, Queue<Key>> waiting = new LinkedHashMap<>();
        for (Decision decision : decisions) {
            if (costs(decision) && !admitted.containsKey(Key.of(decision))) {
                waiting.computeIfAbsent(String.valueOf(decision.node()), n -> new ArrayDeque<>())
                        .add(Key.of(decision));
            }
        }
        Set<Key> through = serve(waiting, now);
        List<Decision> result = new ArrayList<>(decisions.size());
        for (Decision decision : decisions) {
            if (!costs(decision) || through.contains(Key.of(decision))) {
                result.add(decision);
            } else if (!admitted.containsKey(Key.of(decision))) {
                result.add(later(decision));
            }
        }
        return result;
    }

    /** Each token goes to the node that waits longest for one. */
    private Set<Key> serve(Map<String, Queue<Key>> waiting, Instant now) {
        lastServed.keySet().retainAll(waiting.keySet());
        Set<Key> through = new HashSet<>();
        while (!waiting.isEmpty() && bucket.take(now)) {
            String node = waiting.keySet().stream()
                    .min((a, b) -> Long.compare(lastServed.getOrDefault(a, 0L), lastServed.getOrDefault(b, 0L)))
                    .orElseThrow();
            Queue<Key> queue = Objects.requireNonNull(waiting.get(node));
            Key key = queue.remove();
            if (queue.isEmpty()) {
                waiting.remove(node);
            }
            lastServed.put(node, ++served);
            admitted.put(key, now);
            through.add(key);
        }
        return through;
    }

    private static boolean costs(Decision decision) {
        return decision.carryOut() && decision.action().deletesPod();
    }

    private static Decision later(Decision decision) {
        return new Decision(
                decision.at(),
                Action.NOTHING,
                false,
                Reason.RATE_LIMITED,
                decision.driver(),
                decision.node(),
                decision.pod(),
                null,
                List.of(),
                List.of(),
                "",
                decision.evidence());
    }
}
