package org.storkee.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;

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
     * that was let through is left out for 5 s: the cache may not show it yet, or the API server refused it; and so is one
     * that is under way. Of one node's pods, those that were let through before come last, so that pods which cannot be
     * deleted do not keep the others waiting.
     */
    public List<Decision> admit(List<Decision> decisions, Instant now, Predicate<Decision> underWay) {
        Map<Key, Decision> costly = new LinkedHashMap<>();
        decisions.stream().filter(RelocationBudget::costs).forEach(d -> costly.put(Key.of(d), d));
        admitted.keySet().retainAll(costly.keySet());
        Map<Key, Decision> ready = new LinkedHashMap<>(costly);
        ready.entrySet().removeIf(e -> justAdmitted(e.getKey(), now) || underWay.test(e.getValue()));
        Set<Key> through = serve(queues(ready), now);
        List<Decision> result = new ArrayList<>(decisions.size());
        for (Decision decision : decisions) {
            if (!costs(decision) || through.contains(Key.of(decision))) {
                result.add(decision);
            } else if (ready.containsKey(Key.of(decision))) {
                result.add(later(decision));
            }
        }
        return result;
    }

    private boolean justAdmitted(Key key, Instant now) {
        Instant at = admitted.get(key);
        return at != null && !now.isBefore(at) && now.isBefore(at.plus(RETRY_AFTER));
    }

    private Map<String, Queue<Key>> queues(Map<Key, Decision> ready) {
        Map<String, Queue<Key>> queues = new LinkedHashMap<>();
        Comparator<Key> longestAgo = Comparator.comparing(key -> admitted.getOrDefault(key, Instant.MIN));
        ready.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(longestAgo))
                .forEach(e -> queues.computeIfAbsent(String.valueOf(e.getValue().node()), n -> new ArrayDeque<>())
                        .add(e.getKey()));
        return queues;
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
