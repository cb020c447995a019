package org.storkee.storage;

import io.fabric8.kubernetes.api.model.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The Kubernetes nodes as drivers need them that live by what Kubernetes knows: labels to evaluate affinities on, and
 * health. A condition {@code key In values} is looked up, not searched, once a key has been asked for. Not thread-safe:
 * its driver guards it.
 */
public final class LabelledNodes {
    private final Map<String, Facts> nodes = new HashMap<>();
    private final Map<String, Map<String, Set<String>>> byLabel = new HashMap<>();
    private long generation;

    private record Facts(Map<String, String> labels, NodeHealth health) {}

    /** Takes over a node; false when it says nothing new, as most heartbeats do. */
    public boolean put(Node node) {
        String name = node.getMetadata().getName();
        Map<String, String> labels = node.getMetadata().getLabels();
        Facts facts = new Facts(labels == null ? Map.of() : Map.copyOf(labels), NodeHealth.of(node));
        Facts former = nodes.put(name, facts);
        if (former == null || !former.labels.equals(facts.labels)) {
            generation++;
            byLabel.forEach((key, values) ->
                    move(name, values, former == null ? null : former.labels.get(key), facts.labels.get(key)));
        }
        return !facts.equals(former);
    }

    /** Forgets a node; false when there was none of this name. */
    public boolean remove(String name) {
        Facts former = nodes.remove(name);
        if (former == null) {
            return false;
        }
        generation++;
        byLabel.forEach((key, values) -> move(name, values, former.labels.get(key), null));
        return true;
    }

    /** The names of all nodes there are. */
    public Set<String> names() {
        return Collections.unmodifiableSet(nodes.keySet());
    }

    /** How a node fares, or null if there is none of this name. */
    public @Nullable NodeHealth health(String name) {
        Facts facts = nodes.get(name);
        return facts == null ? null : facts.health;
    }

    /** Grows whenever an answer of {@link #find} may have changed. */
    public long generation() {
        return generation;
    }

    /** The nodes that satisfy {@code affinity}, in the order of their names. */
    public List<String> find(NodeAffinity affinity) {
        Set<String> found = new TreeSet<>();
        for (NodeAffinity.Term term : affinity.terms()) {
            NodeAffinity alone = new NodeAffinity(List.of(term));
            for (String name : candidates(term)) {
                Facts facts = nodes.get(name);
                if (facts != null && alone.matches(name, facts.labels)) {
                    found.add(name);
                }
            }
        }
        return List.copyOf(found);
    }

    /** Where a term names values, only nodes with one of them; otherwise all. */
    private Collection<String> candidates(NodeAffinity.Term term) {
        Collection<String> fewest = nodes.keySet();
        for (NodeRequirement requirement : term.requirements()) {
            if (requirement.operator().equals("In")) {
                Collection<String> some = named(requirement);
                fewest = some.size() < fewest.size() ? some : fewest;
            }
        }
        return fewest;
    }

    private Collection<String> named(NodeRequirement requirement) {
        if (requirement.key().equals(NodeRequirement.NAME)) {
            return requirement.values();
        }
        Map<String, Set<String>> values = byLabel.computeIfAbsent(requirement.key(), this::index);
        List<String> named = new ArrayList<>();
        requirement.values().forEach(value -> named.addAll(values.getOrDefault(value, Set.of())));
        return named;
    }

    private Map<String, Set<String>> index(String key) {
        Map<String, Set<String>> values = new HashMap<>();
        nodes.forEach((name, facts) -> move(name, values, null, facts.labels.get(key)));
        return values;
    }

    private static void move(String name, Map<String, Set<String>> values, @Nullable String from, @Nullable String to) {
        if (from != null && !from.equals(to)) {
            values.computeIfPresent(from, (value, names) -> names.remove(name) && names.isEmpty() ? null : names);
        }
        if (to != null && !to.equals(from)) {
            values.computeIfAbsent(to, value -> new TreeSet<>()).add(name);
        }
    }
}
