package org.storkee.admission;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;

/** A certificate and its key. */
record Identity(PrivateKey key, X509Certificate certificate) {
    private static final int WORN_PARTS = 3;

    /** Whether two thirds of its life are over. */
    boolean worn(Instant now) {
        Instant begin = certificate.getNotBefore().toInstant();
        long life = certificate.getNotAfter().toInstant().toEpochMilli() - begin.toEpochMilli();
        return now.isAfter(begin.plusMillis(life * (WORN_PARTS - 1) / WORN_PARTS));
    }

    /** Whether it is good now. */
    boolean valid(Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant()) && alive(certificate, now);
    }

    static boolean alive(X509Certificate certificate, Instant now) {
        return now.isBefore(certificate.getNotAfter().toInstant());
    }
}
