package org.storkee.drivers.longhorn;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** {@code longhorn.io/v1beta2 Replica}, as far as it is read here: one copy of a volume's data on one machine. */
@Group("longhorn.io")
@Version("v1beta2")
@Kind("Replica")
@Plural("replicas")
public class LonghornReplica extends CustomResource<LonghornReplica.Spec, Void> implements Namespaced {
    private static final long serialVersionUID = 1L;

    @Override
    protected Spec initSpec() {
        return new Spec(null, null, null, null, null);
    }

    /**
     * What Longhorn notes of it, under {@code spec} by Longhorn's own custom.
     *
     * @param volumeName whose copy it is
     * @param nodeID its machine; null or empty while none was found for it
     * @param active false for the second record of the same data during an engine's upgrade
     * @param failedAt when it was lost, until it is rebuilt; null or empty when it was not
     * @param healthyAt when it first held all data since its last rebuild; null or empty before
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Spec(
            @Nullable String volumeName,
            @Nullable String nodeID,
            @Nullable Boolean active,
            @Nullable String failedAt,
            @Nullable String healthyAt) {}
}
