package org.storkee.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RotationPlanTest {
    private static final Instant NOW = WebhookSecretTest.NOW;
    private static final Duration WEEK = Duration.ofDays(7);
    private static final RotationPlan PLAN = new RotationPlan(WebhookSecretTest.NAMES, WEEK, Duration.ofDays(60));

    private static boolean trusts(List<X509Certificate> authorities, X509Certificate leaf, Instant now) {
        return Identity.alive(leaf, now)
                && authorities.stream().filter(ca -> Identity.alive(ca, now)).anyMatch(ca -> {
                    try {
                        leaf.verify(ca.getPublicKey());
                        return true;
                    } catch (GeneralSecurityException e) {
                        return false;
                    }
                });
    }

    @Test
    void anEmptySecretIsFilledAtOnce() {
        WebhookSecret first = PLAN.next(WebhookSecret.EMPTY, false, NOW);
        assertThat(first.trusted()).containsExactly(first.authority().certificate());
        assertThat(trusts(first.trusted(), first.serving().certificate(), NOW)).isTrue();
        assertThat(PLAN.next(first, true, NOW)).isSameAs(first);
    }

    /**
     * A year by the hour. The API server learns of new authorities six hours late, the slowest replica serves what the
     * Secret held six hours ago: still, whatever is served is trusted, at every hour.
     */
    @Test
    void whateverIsServedIsTrustedAtEveryMomentOfAYear() throws Exception {
        int late = 6;
        List<WebhookSecret> history = new ArrayList<>();
        Set<X509Certificate> served = new HashSet<>();
        Set<X509Certificate> authorities = new HashSet<>();
        WebhookSecret secret = WebhookSecret.read(WebhookSecretTest.upstream(), new ArrayList<>());
        for (int hour = 0; hour < 365 * 24; hour++) {
            Instant now = NOW.plus(Duration.ofHours(hour));
            WebhookSecret before = history.isEmpty() ? secret : history.get(Math.max(0, hour - late));
            boolean announced = before.trusted().equals(secret.trusted()) && hour >= late;
            secret = PLAN.next(secret, announced, now);
            history.add(secret);
            WebhookSecret lagging = history.get(Math.max(0, hour - late));
            for (WebhookSecret replica : List.of(secret, lagging)) {
                X509Certificate leaf = replica.serving().certificate();
                served.add(leaf);
                assertThat(trusts(lagging.trusted(), leaf, now) || hour < late)
                        .as("hour %s", hour)
                        .isTrue();
                assertThat(trusts(secret.trusted(), leaf, now))
                        .as("hour %s", hour)
                        .isTrue();
            }
            authorities.addAll(secret.trusted());
            assertThat(secret.trusted()).hasSizeLessThanOrEqualTo(2);
        }
        assertThat(served).hasSizeBetween(70, 90); // every two thirds of a week
        assertThat(authorities).hasSizeBetween(8, 12); // every two thirds of sixty days, and upstream's
    }

    @Test
    void anAuthorityNobodyWasToldOfIsNotUsedWhileTheFormerCertificateIsGood() throws Exception {
        WebhookSecret upstreams = WebhookSecret.read(WebhookSecretTest.upstream(), new ArrayList<>());
        WebhookSecret next = PLAN.next(upstreams, true, NOW);
        assertThat(next.serving()).isSameAs(upstreams.serving());
        assertThat(next.trusted()).hasSize(2);
        assertThat(PLAN.next(next, false, NOW.plus(Duration.ofDays(300)).minus(Duration.ofDays(299))))
                .isSameAs(next);
        WebhookSecret used = PLAN.next(next, true, NOW.plusSeconds(60));
        assertThat(used.serving()).isNotSameAs(upstreams.serving());
        assertThat(used.trusted()).isEqualTo(next.trusted());
    }

    @Test
    void anExpiredCertificateIsReplacedAtOnceWhoeverWasTold() {
        WebhookSecret first = PLAN.next(WebhookSecret.EMPTY, false, NOW);
        WebhookSecret later = PLAN.next(first, false, NOW.plus(Duration.ofDays(400)));
        Instant then = NOW.plus(Duration.ofDays(400));
        assertThat(later.authority()).isNotSameAs(first.authority());
        assertThat(trusts(later.trusted(), later.serving().certificate(), then)).isTrue();
    }

    @Test
    void aCertificateForOtherNamesIsReplacedAtOnceByTheSameAuthority() {
        WebhookSecret first = PLAN.next(WebhookSecret.EMPTY, false, NOW);
        RotationPlan moved = new RotationPlan(Set.of("other.ns.svc", "127.0.0.1"), WEEK, Duration.ofDays(60));
        WebhookSecret next = moved.next(first, false, NOW);
        assertThat(next.authority()).isSameAs(first.authority());
        assertThat(next.trusted()).isEqualTo(first.trusted());
        assertThat(moved.next(next, false, NOW)).isSameAs(next);
    }
}
