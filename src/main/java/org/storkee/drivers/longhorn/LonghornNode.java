package org.storkee.drivers.longhorn;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code longhorn.io/v1beta2 Node}, as far as it is read here: one machine, named as its Kubernetes node. */
@Group("longhorn.io")
@Version("v1beta2")
@Kind("Node")
@Plural("nodes")
public class LonghornNode extends CustomResource<LonghornNode.Spec, LonghornNode.Status> implements Namespaced {
    private static final long serialVersionUID = 1L;

    @Override
    protected Spec initSpec() {
        return new Spec(null, null, null);
    }

    @Override
    protected Status initStatus() {
        return new Status(null, null, null, null);
    }

    /**
     * What the administrator wants.
     *
     * @param allowScheduling whether new replicas may be placed here; null counts as no, as Longhorn reads it
     * @param evictionRequested replicas are being moved away
     * @param disks by name
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Spec(
            @Nullable Boolean allowScheduling,
            @Nullable Boolean evictionRequested,
            @Nullable Map<String, Disk> disks) {}

    /**
     * One disk as wanted.
     *
     * @param allowScheduling whether new replicas may be placed on it
     * @param evictionRequested replicas are being moved away
     * @param storageReserved bytes Longhorn must leave alone
     * @param diskType {@code filesystem}, or {@code block} for the v2 data engine
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Disk(
            @Nullable Boolean allowScheduling,
            @Nullable Boolean evictionRequested,
            @Nullable Long storageReserved,
            @Nullable String diskType) {}

    /**
     * What Longhorn sees.
     *
     * @param conditions {@code Ready}, {@code Schedulable}, {@code MountPropagation} and others
     * @param diskStatus disks by name
     * @param zone from the Kubernetes node's label
     * @param region from the Kubernetes node's label
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Status(
            @Nullable List<Condition> conditions,
            @Nullable Map<String, DiskStatus> diskStatus,
            @Nullable String zone,
            @Nullable String region) {}

    /**
     * One disk as it is.
     *
     * @param conditions {@code Ready} (its replicas can be used) and {@code Schedulable} (it takes new ones)
     * @param storageMaximum size in bytes
     * @param storageScheduled bytes promised to replicas: their full sizes, whatever they use
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record DiskStatus(
            @Nullable List<Condition> conditions,
            @Nullable Long storageMaximum,
            @Nullable Long storageScheduled) {}
}
