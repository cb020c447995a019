package org.storkee.drivers.pxd;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the OpenStorage SDK that a view needs, whatever the wire. All block and end soon after their thread is
 * interrupted; all throw {@link SdkException} for an answer that is not what was asked for, any other
 * {@link IOException} when there is none.
 */
interface SdkClient {
    /** How the answering machine sees the cluster: name of an {@code openstorage.api.Status}. */
    String clusterStatus() throws IOException, InterruptedException;

    /** Every machine. */
    List<SdkNode> nodes() throws IOException, InterruptedException;

    /**
     * Hands on volumes one by one, while they are read.
     *
     * @param namespace only those with this value of the label {@code namespace}, which Portworx gives the volumes it
     *     provisions; null for all
     */
    void volumes(@Nullable String namespace, Consumer<SdkVolume> sink) throws IOException, InterruptedException;

    /** One volume by its id or name, or null if there is none. */
    @Nullable
    SdkVolume volume(String idOrName) throws IOException, InterruptedException;
}
