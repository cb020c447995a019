package org.storkee.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the storage record of each Kubernetes node. Pure; cost grows with the sum of both lists.
 *
 * <p>Exact keys come first, strongest first: node name = scheduler id, node name = storage id, host name, internal IP.
 * What is left over may match by short name ({@code node1.domain} for {@code node1}), but only where exactly one node
 * and one record share it: a prefix that fits two fits none (upstream's WC-31).
 */
final class NodeMatcher {
    private static final int AMBIGUOUS = -2;
    private static final int NONE = -1;

    private NodeMatcher() {}

    /**
     * Drops stale records: those of a machine that another record calls healthier. Two records are one machine's when they
     * share a scheduler id or an address; empty ones never do. So a machine is Offline only when all its records say so,
     * and fenced only when all of them are.
     */
    static List<StorageNode> withoutStaleDuplicates(List<StorageNode> nodes) {
        Map<String, Integer> bestById = new HashMap<>();
        Map<String, Integer> bestByAddress = new HashMap<>();
        for (StorageNode node : nodes) {
            if (node.schedulerId() != null) {
                bestById.merge(node.schedulerId(), rank(node), Math::min);
            }
            node.addresses().forEach(address -> bestByAddress.merge(address, rank(node), Math::min));
        }
        List<StorageNode> kept = new ArrayList<>(nodes.size());
        for (StorageNode node : nodes) {
            int rank = rank(node);
            boolean stale = bestById.getOrDefault(node.schedulerId(), rank) < rank
                    || node.addresses().stream().anyMatch(address -> bestByAddress.getOrDefault(address, rank) < rank);
            if (!stale) {
                kept.add(node);
            }
        }
        return kept;
    }

    /** For each Kubernetes node the index of its record in {@code records}, or -1. */
    static int[] match(List<KubernetesNode> nodes, List<StorageNode> records) {
        int[] recordOf = new int[nodes.size()];
        Arrays.fill(recordOf, NONE);
        boolean[] taken = new boolean[records.size()];
        exact(nodes, records, recordOf, taken, n -> List.of(n.name()), r -> listOf(r.schedulerId()));
        exact(nodes, records, recordOf, taken, n -> List.of(n.name()), r -> List.of(r.id()));
        exact(nodes, records, recordOf, taken, NodeMatcher::hostnames, r -> listOf(lower(r.hostname())));
        exact(nodes, records, recordOf, taken, KubernetesNode::internalIps, StorageNode::addresses);
        byShortName(nodes, records, recordOf, taken);
        return recordOf;
    }

    /** One round: still unmatched nodes take the record that has their key; a key of two nodes is nobody's. */
    private static void exact(
            List<KubernetesNode> nodes,
            List<StorageNode> records,
            int[] recordOf,
            boolean[] taken,
            Function<KubernetesNode, List<String>> nodeKeys,
            Function<StorageNode, List<String>> recordKeys) {
        Map<String, Integer> nodeByKey = uniqueByKey(nodes, nodeKeys);
        int[] winner = new int[recordOf.length];
        Arrays.fill(winner, NONE);
        for (int r = 0; r < taken.length; r++) {
            if (!taken[r]) {
                for (String key : recordKeys.apply(records.get(r))) {
                    int node = nodeByKey.getOrDefault(key, NONE);
                    if (node >= 0
                            && recordOf[node] == NONE
                            && (winner[node] == NONE || better(records.get(r), records.get(winner[node])))) {
                        winner[node] = r;
                    }
                }
            }
        }
        for (int i = 0; i < winner.length; i++) {
            // One record for one node: a record two nodes could claim by address went to the first of them.
            if (winner[i] != NONE && !taken[winner[i]]) {
                recordOf[i] = winner[i];
                taken[winner[i]] = true;
            }
        }
    }

    /** The last round. Ambiguity is judged over all nodes and records, the matched ones included. */
    private static void byShortName(
            List<KubernetesNode> nodes, List<StorageNode> records, int[] recordOf, boolean[] taken) {
        Map<String, Integer> nodeByName = uniqueByKey(nodes, NodeMatcher::shortNames);
        Map<String, Integer> recordByName = uniqueByKey(records, NodeMatcher::recordShortNames);
        nodeByName.forEach((name, node) -> {
            int record = recordByName.getOrDefault(name, NONE);
            if (node >= 0 && record >= 0 && recordOf[node] == NONE && !taken[record]) {
                recordOf[node] = record;
                taken[record] = true;
            }
        });
    }

    private static <T> Map<String, Integer> uniqueByKey(List<T> items, Function<T, List<String>> keys) {
        Map<String, Integer> byKey = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            for (String key : keys.apply(items.get(i))) {
                byKey.merge(key, i, (a, b) -> a.equals(b) ? a : AMBIGUOUS);
            }
        }
        return byKey;
    }

    /** Of two records of one machine the healthier one speaks for it. */
    private static boolean better(StorageNode a, StorageNode b) {
        return rank(a) < rank(b);
    }

    /**
     * No pod is placed on the last three. Among them the one on which less is done comes first: an old record that says
     * Offline must not speak for a machine whose live record only has no word from its agent.
     */
    private static int rank(StorageNode node) {
        return switch (node.state()) {
            case ONLINE -> 0;
            case STORAGE_DOWN -> 1;
            case UNREACHABLE -> 2;
            case DEGRADED -> 3;
            case OFFLINE -> node.fenced() ? 5 : 4;
        };
    }

    private static List<String> hostnames(KubernetesNode node) {
        String name = node.name().toLowerCase(Locale.ROOT);
        String hostname = lower(node.hostname());
        return hostname == null || hostname.equals(name) ? List.of(name) : List.of(name, hostname);
    }

    private static List<String> shortNames(KubernetesNode node) {
        List<String> names = new ArrayList<>(2);
        for (String name : hostnames(node)) {
            addUnlessPresent(names, shorten(name));
        }
        return names;
    }

    private static List<String> recordShortNames(StorageNode record) {
        List<String> names = new ArrayList<>(2);
        addUnlessPresent(names, shorten(record.id().toLowerCase(Locale.ROOT)));
        if (record.hostname() != null) {
            addUnlessPresent(names, shorten(record.hostname().toLowerCase(Locale.ROOT)));
        }
        return names;
    }

    private static void addUnlessPresent(List<String> names, String name) {
        if (!names.contains(name)) {
            names.add(name);
        }
    }

    /** The part before the first dot; an IP address has no short form. */
    private static String shorten(String name) {
        int dot = name.indexOf('.');
        boolean address = name.chars().allMatch(c -> c == '.' || Character.isDigit(c));
        return dot <= 0 || address ? name : name.substring(0, dot);
    }

    private static List<String> listOf(@Nullable String text) {
        return text == null ? List.of() : List.of(text);
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }
}
