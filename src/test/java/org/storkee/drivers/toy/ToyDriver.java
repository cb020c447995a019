package org.storkee.drivers.toy;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.storkee.storage.DriverId;
import org.storkee.storage.PolledInstance;
import org.storkee.storage.PollingDriver;
import org.storkee.storage.StorageView;

/** Toy storage, when {@code stork.toy.url} says where it is. */
@ApplicationScoped
public class ToyDriver extends PollingDriver {
    static final DriverId ID = new DriverId("toy", "toy.example.com");

    @Inject
    @ConfigProperty(name = "stork.toy.url")
    Optional<URI> url;

    @Override
    public String type() {
        return ID.type();
    }

    @Override
    public int precedence() {
        return 50;
    }

    @Override
    protected Collection<? extends PolledInstance> instances() {
        return url.map(ToyInstance::new).stream().toList();
    }

    @Override
    public DriverId owner(PersistentVolume volume) {
        boolean csi = volume.getSpec() != null && volume.getSpec().getCsi() != null;
        return csi ? owner(volume.getSpec().getCsi().getDriver()) : null;
    }

    @Override
    public DriverId owner(String provisioner) {
        return url.isPresent() && ID.instance().equals(provisioner) ? ID : null;
    }

    @Override
    public String volumeKey(PersistentVolume volume) {
        return volume.getSpec().getCsi().getVolumeHandle();
    }

    /** One toy server; equal ones may be made again and again, since the rounds know them by their id. */
    record ToyInstance(URI url) implements PolledInstance {
        @Override
        public DriverId id() {
            return ID;
        }

        @Override
        public StorageView observe() throws Exception {
            return ToyViews.view(List.of(ToyServer.get(url).split("\n")));
        }
    }
}
