package org.storkee.drivers.pxd;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The library that makes statfs tell virtual machines of an NFS mount what they need to hear, as the ConfigMap
 * {@code px-statfs} under upstream's names. Portworx ships the library; without its file nothing is done. Thread-safe.
 */
final class StatfsLibrary {
    static final String NAME = "px-statfs";
    static final String LIBRARY = "px_statfs.so";
    static final String PRELOAD = "ld.so.preload";
    private static final Logger LOG = Logger.getLogger(StatfsLibrary.class.getName());
    private static final String CHECKSUM = LIBRARY + ".sha256";

    private final Path file;
    private volatile @Nullable ConfigMap template;
    private volatile boolean looked;

    StatfsLibrary(Path file) {
        this.file = file;
    }

    /** The ConfigMap for a namespace; null when there is no library. The file is read once. */
    @Nullable
    ConfigMap in(String namespace) {
        if (!looked) {
            template = read();
            looked = true;
        }
        ConfigMap known = template;
        return known == null
                ? null
                : new ConfigMapBuilder(known)
                        .editMetadata()
                        .withNamespace(namespace)
                        .endMetadata()
                        .build();
    }

    private @Nullable ConfigMap read() {
        if (!Files.isRegularFile(file)) {
            LOG.info(() -> "no " + file + " (stork.pxd.statfs-library): virtual machines' pods are not given it");
            return null;
        }
        try {
            byte[] library = Files.readAllBytes(file);
            String checksum = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(library));
            return new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName(NAME)
                    .endMetadata()
                    .addToBinaryData(LIBRARY, Base64.getEncoder().encodeToString(library))
                    .addToData(PRELOAD, "/etc/" + LIBRARY)
                    .addToData(CHECKSUM, checksum)
                    .build();
        } catch (IOException | GeneralSecurityException e) {
            LOG.log(
                    Level.WARNING,
                    () -> file + " (stork.pxd.statfs-library) cannot be read (" + e
                            + "); virtual machines' pods are not given it until the next restart");
            return null;
        }
    }
}
