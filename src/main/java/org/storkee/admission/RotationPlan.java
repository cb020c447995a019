package org.storkee.admission;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the Secret should hold next. A new authority is announced first (it joins the trusted ones) and used only once the
 * API server trusts it; an old one is dropped when a certificate of the new one is renewed, two thirds of a certificate's
 * life later, so that whatever a replica serves meanwhile is trusted at every moment. Pure.
 *
 * @param names what the serving certificate must be good for
 */
record RotationPlan(Collection<String> names, Duration certificateLife, Duration authorityLife) {
    /**
     * The next content; {@code current} itself when nothing is to be done.
     *
     * @param announced whether the API server has trusted {@code current}'s authority for long enough
     */
    WebhookSecret next(WebhookSecret current, boolean announced, Instant now) {
        Identity authority = current.authority();
        List<X509Certificate> trusted = current.trusted();
        boolean fresh = authority == null || !authority.valid(now) || authority.worn(now);
        if (fresh || authority == null) {
            authority = Issuer.authority(now, authorityLife);
        }
        if (!trusted.contains(authority.certificate())) {
            trusted = with(trusted, authority.certificate(), now);
        }
        Identity serving = current.serving();
        boolean usable = serving != null && serving.valid(now) && coversNames(serving.certificate());
        if (serving == null || !usable) {
            serving = Issuer.serving(authority, names, now, certificateLife);
        } else if (!isFrom(serving, authority)) {
            if (announced && !fresh) {
                serving = Issuer.serving(authority, names, now, certificateLife);
            }
        } else if (serving.worn(now)) {
            serving = Issuer.serving(authority, names, now, certificateLife);
            trusted = List.of(authority.certificate());
        }
        WebhookSecret next = new WebhookSecret(serving, authority, trusted);
        return next.equals(current) ? current : next;
    }

    private static List<X509Certificate> with(List<X509Certificate> trusted, X509Certificate more, Instant now) {
        List<X509Certificate> all = new ArrayList<>();
        for (X509Certificate each : trusted) {
            if (Identity.alive(each, now)) {
                all.add(each);
            }
        }
        all.add(more);
        return List.copyOf(all);
    }

    private static boolean isFrom(Identity serving, Identity authority) {
        X509Certificate leaf = serving.certificate();
        if (!leaf.getIssuerX500Principal().equals(authority.certificate().getSubjectX500Principal())) {
            return false;
        }
        try {
            leaf.verify(authority.certificate().getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private boolean coversNames(X509Certificate leaf) {
        Set<Object> covered = new HashSet<>();
        try {
            Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
            if (alternatives != null) {
                alternatives.forEach(each -> covered.add(each.get(1)));
            }
        } catch (CertificateParsingException e) {
            return false;
        }
        return covered.containsAll(names);
    }
}
