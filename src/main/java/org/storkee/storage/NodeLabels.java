package org.storkee.storage;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Reads from a Node what placement needs: the labels of design S5 and upstream's node annotation. */
@ApplicationScoped
public class NodeLabels {
    private static final List<String> ZONE =
            List.of("topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone");
    private static final List<String> REGION =
            List.of("topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region");
    private static final String UNSCHEDULABLE = "operator.libopenstorage.org/unschedulable";

    @Inject
    @ConfigProperty(name = "stork.topology.rack-labels")
    List<String> rackLabels;

    /** What {@code node} says of itself; nothing is required of it but a name. */
    public KubernetesNode read(Node node) {
        Map<String, String> labels = orEmpty(node.getMetadata().getLabels());
        String hostname = null;
        List<String> ips = new ArrayList<>(2);
        List<NodeAddress> addresses =
                node.getStatus() == null || node.getStatus().getAddresses() == null
                        ? List.of()
                        : node.getStatus().getAddresses();
        for (NodeAddress address : addresses) {
            if (address == null
                    || address.getAddress() == null
                    || address.getAddress().isEmpty()) {
                continue;
            }
            if ("Hostname".equals(address.getType())) {
                hostname = address.getAddress();
            } else if ("InternalIP".equals(address.getType())) {
                ips.add(address.getAddress());
            }
        }
        Location location = new Location(first(labels, rackLabels), first(labels, ZONE), first(labels, REGION));
        return new KubernetesNode(node.getMetadata().getName(), hostname, ips, location, unschedulable(node));
    }

    /** Whether {@code node} is annotated to take no pods with storage. */
    public static boolean unschedulable(Node node) {
        return GoBoolean.of(node.getMetadata().getAnnotations(), UNSCHEDULABLE, false);
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }

    private static @Nullable String first(Map<String, String> labels, List<String> keys) {
        for (String key : keys) {
            String value = labels.get(key);
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return null;
    }
}
