package org.storkee.storage;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * From which nodes something can be reached, in Kubernetes' terms: a volume by its node affinity, or room by the label
 * selector of its segment. Equal conditions are equal values, so thousands of volumes of one zone share one answer.
 * Immutable.
 *
 * @param terms of which one must hold; several terms are several places
 */
public record NodeAffinity(List<Term> terms) {
    private static final String HOSTNAME = "kubernetes.io/hostname";

    /** Copies the list. */
    public NodeAffinity {
        terms = List.copyOf(terms);
    }

    /**
     * Conditions that must hold together. As in Kubernetes, a term of a node affinity without any holds for no node.
     *
     * @param requirements the conditions
     * @param whenEmpty whether a node satisfies a term without conditions: yes in a label selector, no in a node affinity
     */
    public record Term(List<NodeRequirement> requirements, boolean whenEmpty) {
        /** Copies the list. */
        public Term {
            requirements = List.copyOf(requirements);
        }

        boolean matches(Map<String, String> labels) {
            for (NodeRequirement requirement : requirements) {
                if (!requirement.matches(labels)) {
                    return false;
                }
            }
            return whenEmpty || !requirements.isEmpty();
        }

        /** For people: {@code zone in (a) and ssd}. */
        @Override
        public String toString() {
            return requirements.stream().map(NodeRequirement::toString).collect(Collectors.joining(" and "));
        }
    }

    /** Where {@code volume} can be used, or null when it does not say: then nothing is known of its place. */
    public static @Nullable NodeAffinity of(PersistentVolume volume) {
        var affinity = volume.getSpec() == null ? null : volume.getSpec().getNodeAffinity();
        if (affinity == null || affinity.getRequired() == null) {
            return null;
        }
        List<Term> terms = new ArrayList<>(1);
        for (NodeSelectorTerm term : orEmpty(affinity.getRequired().getNodeSelectorTerms())) {
            List<NodeRequirement> requirements = new ArrayList<>(2);
            for (NodeSelectorRequirement each : orEmpty(term.getMatchExpressions())) {
                requirements.add(requirement(each.getKey(), each.getOperator(), each.getValues()));
            }
            for (NodeSelectorRequirement each : orEmpty(term.getMatchFields())) {
                // The name is the only field there is; another one must hold for no node, whatever the operator.
                boolean name = "metadata.name".equals(each.getKey());
                requirements.add(requirement(
                        name ? NodeRequirement.NAME : each.getKey(),
                        name ? each.getOperator() : "(no field of a node)",
                        each.getValues()));
            }
            terms.add(new Term(requirements, false));
        }
        return new NodeAffinity(terms);
    }

    /** The nodes a label selector selects; an empty one selects all, none at all (null) selects none. */
    public static NodeAffinity of(@Nullable LabelSelector selector) {
        if (selector == null) {
            return new NodeAffinity(List.of());
        }
        List<NodeRequirement> requirements = new ArrayList<>(2);
        new TreeMap<>(selector.getMatchLabels() == null ? Map.of() : selector.getMatchLabels())
                .forEach((key, value) -> requirements.add(requirement(key, "In", List.of(value))));
        for (LabelSelectorRequirement each : orEmpty(selector.getMatchExpressions())) {
            requirements.add(requirement(each.getKey(), each.getOperator(), each.getValues()));
        }
        return new NodeAffinity(List.of(new Term(requirements, true)));
    }

    /** Whether a node of this name with these labels satisfies it. */
    public boolean matches(String node, Map<String, String> labels) {
        Map<String, String> all = labels;
        if (terms.stream().flatMap(t -> t.requirements.stream()).anyMatch(NodeAffinity::byName)) {
            all = new TreeMap<>(labels);
            all.put(NodeRequirement.NAME, node);
        }
        for (Term term : terms) {
            if (term.matches(all)) {
                return true;
            }
        }
        return false;
    }

    /** The machine it means where it can mean but one, as every local volume's does; otherwise the conditions. */
    public String words() {
        if (terms.size() == 1 && terms.getFirst().requirements.size() == 1) {
            NodeRequirement only = terms.getFirst().requirements.getFirst();
            boolean name = only.key().equals(HOSTNAME) || byName(only);
            if (name && only.operator().equals("In") && only.values().size() == 1) {
                return only.values().getFirst();
            }
        }
        return toString();
    }

    /** For people: {@code zone in (a) or zone in (b)}. */
    @Override
    public String toString() {
        return terms.isEmpty() ? "no node" : terms.stream().map(Term::toString).collect(Collectors.joining(" or "));
    }

    private static boolean byName(NodeRequirement requirement) {
        return requirement.key().equals(NodeRequirement.NAME);
    }

    private static NodeRequirement requirement(
            @Nullable String key, @Nullable String operator, @Nullable List<String> values) {
        return new NodeRequirement(String.valueOf(key), String.valueOf(operator), orEmpty(values));
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
