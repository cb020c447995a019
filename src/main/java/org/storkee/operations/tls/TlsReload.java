package org.storkee.operations.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import org.storkee.cluster.pem.ServedStore;

/**
 * Remembers which content was looked at last, so that each is used, or refused, once, and looks after it until the port
 * shows it. Not thread-safe: one timer calls it.
 */
final class TlsReload {
    private final TlsFiles files;
    private final TlsStores stores;
    private final ServedStore served;
    private String seen;
    private boolean awaited;

    TlsReload(TlsFiles files, TlsStores stores, String host, int port) {
        this.files = files;
        this.stores = stores;
        served = stores.served(host, port);
        this.seen = stores.source();
    }

    /**
     * Writes the stores if the files' content is new.
     *
     * @return whether it was
     * @throws TlsMaterialException when the new content cannot be used; thrown once per content, and the stores stay
     */
    boolean reloadIfChanged() throws TlsMaterialException {
        String now;
        try {
            now = files.fingerprint();
        } catch (TlsMaterialException e) {
            if (seen.equals(e.getMessage())) {
                return false;
            }
            seen = String.valueOf(e.getMessage());
            throw e;
        }
        if (now.equals(seen)) {
            return false;
        }
        seen = now;
        if (now.equals(stores.source())) {
            return false;
        }
        stores.writeFrom(files);
        awaited = true;
        return true;
    }

    /** Looks whether the port shows what was written last, until it does. */
    void awaitServed(Instant now) throws TlsMaterialException {
        try {
            awaited = awaited && !served.look(now);
        } catch (IOException | GeneralSecurityException e) {
            throw new TlsMaterialException("the key store in " + stores.directory() + " cannot be read: " + e, e);
        }
    }
}
