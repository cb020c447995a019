package org.storkee.testing.bench;

import java.io.IOException;
import org.storkee.storage.StorageView;

/**
 * One driver's way from what its storage system told to a view, everything but the wire; {@link DriversBench} measures
 * it. An implementation lies beside its driver's tests and makes its storage system's words when it is constructed, with
 * every volume on three machines ({@link #replica}).
 */
public interface Observation {
    /** The driver's type. */
    String driver();

    /** One whole observation, as after a start or a reconnection: nothing is kept from the one before. */
    StorageView observe() throws IOException;

    /** Name of a machine, by its number from 0. */
    static String machine(int machine) {
        return "node-%05d".formatted(machine);
    }

    /** Name of a volume, by its number from 0. */
    static String volume(int volume) {
        return "volume-%05d".formatted(volume);
    }

    /** The machine that holds the {@code nth} replica (0 to 2) of a volume. */
    static String replica(int volume, int nth, int machines) {
        return machine((volume + 37 * nth) % machines);
    }
}
