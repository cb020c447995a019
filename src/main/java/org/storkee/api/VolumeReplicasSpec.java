package org.storkee.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the replicas of one volume are and what is special about it. Every field is optional on the wire.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public class VolumeReplicasSpec {
    @PrinterColumn(name = "Driver")
    @Default("declared.storkee.org")
    @Size(min = 1, max = 253)
    @JsonPropertyDescription("CSI driver name or provisioner of the volume")
    private @Nullable String driver;

    @PrinterColumn(name = "Handle", priority = 1)
    @JsonPropertyDescription(
            "Id of the volume in the storage system; default: the PersistentVolume's CSI volumeHandle, else its name")
    private @Nullable String volumeHandle;

    @JsonPropertyDescription("The replicas; may be empty")
    private @Nullable List<Replica> replicas;

    @JsonPropertyDescription("NodeStorage names or addresses the volume is attached on")
    private @Nullable List<String> attachedOn;

    @JsonPropertyDescription("True: better served from a machine without a replica")
    private @Nullable Boolean remoteAccess;

    @JsonPropertyDescription("Volume labels that tune scheduling")
    private @Nullable Map<String, String> labels;

    @JsonPropertyDescription("Health of the volume")
    private @Nullable Condition condition;

    /** CSI driver name or provisioner; null means {@code declared.storkee.org}. */
    public @Nullable String getDriver() {
        return driver;
    }

    /** Sets {@link #getDriver()}. */
    public void setDriver(@Nullable String driver) {
        this.driver = driver;
    }

    /** The storage system's id of the volume; null means the PV's CSI volumeHandle, else its name. */
    public @Nullable String getVolumeHandle() {
        return volumeHandle;
    }

    /** Sets {@link #getVolumeHandle()}. */
    public void setVolumeHandle(@Nullable String volumeHandle) {
        this.volumeHandle = volumeHandle;
    }

    /** The replicas; null or empty means: no replica information, so no locality. */
    public @Nullable List<Replica> getReplicas() {
        return replicas;
    }

    /** Sets {@link #getReplicas()}. */
    public void setReplicas(@Nullable List<Replica> replicas) {
        this.replicas = replicas;
    }

    /** {@link NodeStorage} names or IP addresses the volume is attached on, or null. */
    public @Nullable List<String> getAttachedOn() {
        return attachedOn;
    }

    /** Sets {@link #getAttachedOn()}. */
    public void setAttachedOn(@Nullable List<String> attachedOn) {
        this.attachedOn = attachedOn;
    }

    /** True: better served from a machine without a replica; null means false. */
    public @Nullable Boolean getRemoteAccess() {
        return remoteAccess;
    }

    /** Sets {@link #getRemoteAccess()}. */
    public void setRemoteAccess(@Nullable Boolean remoteAccess) {
        this.remoteAccess = remoteAccess;
    }

    /** Volume labels that tune scheduling, or null. */
    public @Nullable Map<String, String> getLabels() {
        return labels;
    }

    /** Sets {@link #getLabels()}. */
    public void setLabels(@Nullable Map<String, String> labels) {
        this.labels = labels;
    }

    /** Health of the volume, or null if not published. */
    public @Nullable Condition getCondition() {
        return condition;
    }

    /** Sets {@link #getCondition()}. */
    public void setCondition(@Nullable Condition condition) {
        this.condition = condition;
    }

    /**
     * One replica of the volume.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public static class Replica {
        @Required
        @JsonPropertyDescription("Name of the NodeStorage that holds this replica")
        private @Nullable String node;

        @Default("UpToDate")
        @JsonPropertyDescription("State of this replica")
        private @Nullable ReplicaState state;

        /** Name of the {@link NodeStorage} that holds it. */
        public @Nullable String getNode() {
            return node;
        }

        /** Sets {@link #getNode()}. */
        public void setNode(@Nullable String node) {
            this.node = node;
        }

        /** State of the replica; null means {@link ReplicaState#UP_TO_DATE}. */
        public @Nullable ReplicaState getState() {
            return state;
        }

        /** Sets {@link #getState()}. */
        public void setState(@Nullable ReplicaState state) {
            this.state = state;
        }
    }

    /**
     * Health of the volume as a whole.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public static class Condition {
        private @Nullable Boolean abnormal;

        private @Nullable String message;

        /** True when the volume needs a person's attention; null means false. */
        public @Nullable Boolean getAbnormal() {
            return abnormal;
        }

        /** Sets {@link #getAbnormal()}. */
        public void setAbnormal(@Nullable Boolean abnormal) {
            this.abnormal = abnormal;
        }

        /** What is wrong, or null. */
        public @Nullable String getMessage() {
            return message;
        }

        /** Sets {@link #getMessage()}. */
        public void setMessage(@Nullable String message) {
            this.message = message;
        }
    }
}
