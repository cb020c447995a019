package org.storkee.operations.tls;

/** Remembers which content was looked at last, so that each is used, or refused, once. Not thread-safe: one timer calls it. */
final class TlsReload {
    private final TlsFiles files;
    private final TlsStores stores;
    private String seen;

    TlsReload(TlsFiles files, TlsStores stores) {
        this.files = files;
        this.stores = stores;
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
        return true;
    }
}
