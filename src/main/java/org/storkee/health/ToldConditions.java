package org.storkee.health;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.storkee.storage.VolumeCondition;

/**
 * What the events in the cluster say was last told of each volume: they outlive a leader and a restart, for as long as
 * anybody can read them.
 */
@ApplicationScoped
class ToldConditions {
    static final String ABNORMAL = "VolumeConditionAbnormal";
    static final String NORMAL = "VolumeConditionNormal";
    /** Where events about objects without a namespace are kept. */
    private static final String NAMESPACE = "default";

    /** Between the text that says which volume and what its storage system says. */
    static final String SAYS = " is abnormal: ";

    @Inject
    KubernetesClient client;

    /**
     * Reads them; two requests.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException if they cannot be read
     */
    Map<String, VolumeCondition> read() {
        Map<String, Event> latest = new HashMap<>();
        for (String reason : List.of(ABNORMAL, NORMAL)) {
            client.v1()
                    .events()
                    .inNamespace(NAMESPACE)
                    .withField("reason", reason)
                    .withField("involvedObject.kind", "PersistentVolume")
                    .list()
                    .getItems()
                    .forEach(event -> latest.merge(event.getInvolvedObject().getName(), event, ToldConditions::later));
        }
        Map<String, VolumeCondition> told = new HashMap<>();
        latest.forEach((volume, event) -> {
            if (ABNORMAL.equals(event.getReason())) {
                String message = Objects.requireNonNullElse(event.getMessage(), "");
                int says = message.indexOf(SAYS);
                told.put(
                        volume, VolumeCondition.abnormal(says < 0 ? message : message.substring(says + SAYS.length())));
            }
        });
        return told;
    }

    /** Times of events are whole seconds; of two in one second the later name was made later. */
    private static Event later(Event a, Event b) {
        int order = text(a.getLastTimestamp()).compareTo(text(b.getLastTimestamp()));
        if (order == 0) {
            order = a.getMetadata().getName().compareTo(b.getMetadata().getName());
        }
        return order > 0 ? a : b;
    }

    private static String text(String timestamp) {
        return Objects.requireNonNullElse(timestamp, "");
    }
}
