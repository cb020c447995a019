package org.storkee.drivers.longhorn;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** {@code longhorn.io/v1beta2 Setting}: one named value; only {@link #OVER_PROVISIONING} is read. */
@Group("longhorn.io")
@Version("v1beta2")
@Kind("Setting")
@Plural("settings")
@JsonInclude(JsonInclude.Include.NON_NULL)
public class LonghornSetting extends CustomResource<Void, Void> implements Namespaced {
    /** How much of a disk may be promised to replicas, in per cent of what is not reserved. */
    static final String OVER_PROVISIONING = "storage-over-provisioning-percentage";

    private static final long serialVersionUID = 1L;

    private @Nullable String value;

    /** The value, as text. */
    public @Nullable String getValue() {
        return value;
    }

    /** Sets {@link #getValue()}. */
    public void setValue(@Nullable String value) {
        this.value = value;
    }
}
