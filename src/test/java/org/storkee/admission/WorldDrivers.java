package org.storkee.admission;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.DriverId;
import org.storkee.storage.DriverRegistry;

/** The drivers of an {@link AdmissionWorld}, which have looked. */
class WorldDrivers extends DriverRegistry {
    private final AdmissionWorld world;

    WorldDrivers(AdmissionWorld world) {
        this.world = world;
    }

    @Override
    public boolean observed() {
        return true;
    }

    @Override
    public @Nullable DriverId owner(PersistentVolume volume) {
        return world.owner(volume);
    }

    @Override
    public @Nullable DriverId owner(String provisioner) {
        return world.owner(provisioner);
    }
}
