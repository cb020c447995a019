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

/** {@code longhorn.io/v1beta2 Volume}, as far as it is read here; named as the PersistentVolume's volumeHandle. */
@Group("longhorn.io")
@Version("v1beta2")
@Kind("Volume")
@Plural("volumes")
public class LonghornVolume extends CustomResource<LonghornVolume.Spec, LonghornVolume.Status> implements Namespaced {
    private static final long serialVersionUID = 1L;

    @Override
    protected Spec initSpec() {
        return new Spec(null, null, null);
    }

    @Override
    protected Status initStatus() {
        return new Status(null, null);
    }

    /**
     * What was asked for.
     *
     * @param accessMode {@code rwo}, {@code rwop} or {@code rwx}
     * @param dataLocality {@code disabled}, {@code best-effort} or {@code strict-local}
     * @param migratable an {@code rwx} volume that is attached to machines as a block device, not shared over NFS
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Spec(
            @Nullable String accessMode,
            @Nullable String dataLocality,
            @Nullable Boolean migratable) {}

    /**
     * What is.
     *
     * @param currentNodeID the machine it is attached on; null or empty when it is attached nowhere
     * @param robustness {@code healthy}, {@code degraded} or {@code faulted}; {@code unknown} while it is not attached
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Status(
            @Nullable String currentNodeID, @Nullable String robustness) {}
}
