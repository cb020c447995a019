package org.storkee.drivers.longhorn;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code longhorn.io/v1beta2 Engine}, as far as it is read here: what serves an attached volume from its replicas. */
@Group("longhorn.io")
@Version("v1beta2")
@Kind("Engine")
@Plural("engines")
public class LonghornEngine extends CustomResource<LonghornEngine.Spec, LonghornEngine.Status> implements Namespaced {
    private static final long serialVersionUID = 1L;

    @Override
    protected Spec initSpec() {
        return new Spec(null, null);
    }

    @Override
    protected Status initStatus() {
        return new Status(null, null);
    }

    /**
     * What is wanted of it.
     *
     * @param volumeName whom it serves
     * @param active false for the second engine while a volume migrates
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Spec(
            @Nullable String volumeName, @Nullable Boolean active) {}

    /**
     * What it is doing.
     *
     * @param currentState {@code running} while it serves; then the map below is its word of now
     * @param replicaModeMap {@code RW}, {@code WO} or {@code ERR} by replica name
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Status(
            @Nullable String currentState, @Nullable Map<String, String> replicaModeMap) {}
}
