package org.storkee.scheduling;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every step of a decision (design S13), as JSON or, by {@link #text()}, for reading.
 *
 * @param pod namespace/name
 * @param waiting why the pod must wait whatever the nodes are, or null
 * @param views the drivers that had a say
 * @param volumes the pod's volumes and where their replicas are
 * @param nodes verdict and score of each candidate
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Explanation(
        String pod, @Nullable String waiting, List<View> views, List<VolumeFacts> volumes, List<NodeFacts> nodes) {
    /**
     * One driver's view.
     *
     * @param driver type:instance
     * @param ageMillis since it was last known to hold; -1 if it was never observed
     * @param stale too old to refuse a node
     */
    record View(String driver, long ageMillis, boolean stale) {}

    /**
     * One volume or pending claim.
     *
     * @param claim the claim's name
     * @param volume the volume's name, or null while pending
     * @param driver its owner
     * @param pending waits for its first consumer
     * @param replicas where its data is; empty when the driver does not tell
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record VolumeFacts(
            String claim, @Nullable String volume, String driver, boolean pending, List<ReplicaFacts> replicas) {}

    /**
     * One replica.
     *
     * @param node the storage system's name of the machine
     * @param state the replica's state, and the machine's where that is not Online
     */
    record ReplicaFacts(String node, String state) {}

    /**
     * One candidate.
     *
     * @param name node name
     * @param accepted filter takes it
     * @param reason why not, or null
     * @param detail what the reason leaves out: the machine's state in the storage system's words, how many volumes it
     *     can take, which volume is lost; or null
     * @param score what prioritize gives it
     * @param parts where the score comes from; empty for a default
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NodeFacts(
            String name,
            boolean accepted,
            @Nullable String reason,
            @Nullable String detail,
            int score,
            List<Part> parts) {}

    /**
     * One volume's share of a score.
     *
     * @param volume the volume's name
     * @param tier replica, rack, zone, region, none, or remote for a volume that is kept away from its replicas
     * @param points its points
     */
    record Part(String volume, String tier, int points) {}

    /** The same for reading: what the pod has, then one line per node, best first. */
    String text() {
        StringBuilder out = new StringBuilder("pod ").append(pod).append('\n');
        if (waiting != null) {
            out.append("  waits: ").append(waiting).append('\n');
        }
        for (View view : views) {
            out.append("  driver ").append(view.driver);
            out.append(view.ageMillis < 0 ? ": never observed" : ": observed " + view.ageMillis + " ms ago");
            out.append(view.stale ? ", too old to refuse a node\n" : "\n");
        }
        for (VolumeFacts volume : volumes) {
            out.append("  claim ").append(volume.claim);
            out.append(volume.pending ? ": waits for its first consumer" : ": volume " + volume.volume);
            out.append(" (").append(volume.driver).append(")");
            for (ReplicaFacts replica : volume.replicas) {
                out.append(' ').append(replica.node).append('=').append(replica.state);
            }
            out.append('\n');
        }
        if (volumes.isEmpty()) {
            out.append("  no volume of any storage driver: every node will do\n");
        }
        out.append(String.format("  %-24s %-8s %6s  %s%n", "NODE", "VERDICT", "SCORE", "WHY"));
        nodes.stream()
                .sorted((a, b) -> a.accepted != b.accepted
                        ? Boolean.compare(b.accepted, a.accepted)
                        : Integer.compare(b.score, a.score))
                .forEach(node -> out.append(String.format(
                        "  %-24s %-8s %6s  %s%n",
                        node.name,
                        node.accepted ? "accepted" : "refused",
                        node.accepted ? node.score : "-",
                        why(node))));
        return out.toString();
    }

    private static String why(NodeFacts node) {
        if (node.reason != null) {
            return node.detail == null ? node.reason : node.reason + " (" + node.detail + ")";
        }
        List<String> parts = node.parts.stream()
                .map(p -> p.volume + ": " + p.tier + " " + p.points)
                .toList();
        String why = parts.isEmpty() ? "default" : String.join(", ", parts);
        return node.detail == null ? why : why + " (" + node.detail + ")";
    }
}
