package org.storkee.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a storage system says of one machine. Every field is optional on the wire; the getters tell what null means.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public class NodeStorageSpec {
    @PrinterColumn(name = "Driver")
    @Default("declared.storkee.org")
    @Size(min = 1, max = 253)
    @JsonPropertyDescription("CSI driver name or provisioner this machine serves")
    private @Nullable String driver;

    @PrinterColumn(name = "Node")
    @JsonPropertyDescription("Kubernetes node; default: the name of this object")
    private @Nullable String nodeName;

    @PrinterColumn(name = "State")
    @Default("Online")
    @JsonPropertyDescription("State of this machine's storage")
    private @Nullable NodeState state;

    @PrinterColumn(name = "Fenced", priority = 1)
    @JsonPropertyDescription("With Offline: the storage system vouches that the machine cannot write any more")
    private @Nullable Boolean fenced;

    @JsonPropertyDescription("Raw status, shown to people")
    @PrinterColumn(name = "Message", priority = 1)
    private @Nullable String message;

    @JsonPropertyDescription("IP addresses, for matching the Kubernetes node")
    private @Nullable List<String> addresses;

    @JsonPropertyDescription("Where the machine stands; default: from the labels of the Kubernetes node")
    private @Nullable Topology topology;

    @JsonPropertyDescription("Room for new volumes")
    private @Nullable Capacity capacity;

    @JsonPropertyDescription("Heartbeat Lease; when it expires the state is read as Unreachable")
    private @Nullable LeaseReference lease;

    /** CSI driver name or provisioner this machine serves; null means {@code declared.storkee.org}. */
    public @Nullable String getDriver() {
        return driver;
    }

    /** Sets {@link #getDriver()}. */
    public void setDriver(@Nullable String driver) {
        this.driver = driver;
    }

    /** Kubernetes node; null means the name of the object. */
    public @Nullable String getNodeName() {
        return nodeName;
    }

    /** Sets {@link #getNodeName()}. */
    public void setNodeName(@Nullable String nodeName) {
        this.nodeName = nodeName;
    }

    /** State of the machine's storage; null means {@link NodeState#ONLINE}. */
    public @Nullable NodeState getState() {
        return state;
    }

    /** Sets {@link #getState()}. */
    public void setState(@Nullable NodeState state) {
        this.state = state;
    }

    /** With {@link NodeState#OFFLINE}: the storage system vouches that the machine cannot write; null means false. */
    public @Nullable Boolean getFenced() {
        return fenced;
    }

    /** Sets {@link #getFenced()}. */
    public void setFenced(@Nullable Boolean fenced) {
        this.fenced = fenced;
    }

    /** Raw status shown to people, or null. */
    public @Nullable String getMessage() {
        return message;
    }

    /** Sets {@link #getMessage()}. */
    public void setMessage(@Nullable String message) {
        this.message = message;
    }

    /** IP addresses for matching, or null. */
    public @Nullable List<String> getAddresses() {
        return addresses;
    }

    /** Sets {@link #getAddresses()}. */
    public void setAddresses(@Nullable List<String> addresses) {
        this.addresses = addresses;
    }

    /** Where the machine stands; null means: by the Node's labels. */
    public @Nullable Topology getTopology() {
        return topology;
    }

    /** Sets {@link #getTopology()}. */
    public void setTopology(@Nullable Topology topology) {
        this.topology = topology;
    }

    /** Room for new volumes, or null if not published. */
    public @Nullable Capacity getCapacity() {
        return capacity;
    }

    /** Sets {@link #getCapacity()}. */
    public void setCapacity(@Nullable Capacity capacity) {
        this.capacity = capacity;
    }

    /** Heartbeat; when it expires the state is read as {@link NodeState#UNREACHABLE}. Null: no heartbeat. */
    public @Nullable LeaseReference getLease() {
        return lease;
    }

    /** Sets {@link #getLease()}. */
    public void setLease(@Nullable LeaseReference lease) {
        this.lease = lease;
    }

    /**
     * Where a machine stands. A part that is null is taken from the Node's labels.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public static class Topology {
        private @Nullable String rack;

        private @Nullable String zone;

        private @Nullable String region;

        /** Rack, or null. */
        public @Nullable String getRack() {
            return rack;
        }

        /** Sets {@link #getRack()}. */
        public void setRack(@Nullable String rack) {
            this.rack = rack;
        }

        /** Zone, or null. */
        public @Nullable String getZone() {
            return zone;
        }

        /** Sets {@link #getZone()}. */
        public void setZone(@Nullable String zone) {
            this.zone = zone;
        }

        /** Region, or null. */
        public @Nullable String getRegion() {
            return region;
        }

        /** Sets {@link #getRegion()}. */
        public void setRegion(@Nullable String region) {
            this.region = region;
        }
    }

    /**
     * Room for new volumes on this machine.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public static class Capacity {
        private @Nullable Quantity total;

        private @Nullable Quantity available;

        /** Bytes in all, or null if not published. */
        public @Nullable Quantity getTotal() {
            return total;
        }

        /** Sets {@link #getTotal()}. */
        public void setTotal(@Nullable Quantity total) {
            this.total = total;
        }

        /** Bytes free for new volumes now; null means unknown, so no claim is refused for want of room. */
        public @Nullable Quantity getAvailable() {
            return available;
        }

        /** Sets {@link #getAvailable()}. */
        public void setAvailable(@Nullable Quantity available) {
            this.available = available;
        }
    }

    /**
     * The coordination.k8s.io Lease that an agent on the machine renews as its heartbeat.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public static class LeaseReference {
        @Required
        private @Nullable String namespace;

        @Required
        private @Nullable String name;

        /** Namespace of the Lease. */
        public @Nullable String getNamespace() {
            return namespace;
        }

        /** Sets {@link #getNamespace()}. */
        public void setNamespace(@Nullable String namespace) {
            this.namespace = namespace;
        }

        /** Name of the Lease. */
        public @Nullable String getName() {
            return name;
        }

        /** Sets {@link #getName()}. */
        public void setName(@Nullable String name) {
            this.name = name;
        }
    }
}
