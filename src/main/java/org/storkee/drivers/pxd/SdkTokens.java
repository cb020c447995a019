package org.storkee.drivers.pxd;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The tokens the driver shows: signed with the secret it shares with Portworx, good for an hour, used again until five
 * minutes before their end. The secret is read anew for every token, so a changed file needs no restart. Thread-safe;
 * neither secret nor token is ever part of a text.
 */
final class SdkTokens {
    private static final Duration LIFE = Duration.ofHours(1);
    private static final Duration MARGIN = Duration.ofMinutes(5);
    /** Issued in the past, for servers whose clock is behind. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private final Secret secret;
    private final String issuer;
    private final Clock clock;
    private @Nullable String token;
    private Instant expires = Instant.EPOCH;

    /** Where the shared secret is read from. */
    interface Secret {
        /** The secret now; empty for none, which means that Portworx is asked without a token. */
        byte[] read() throws java.io.IOException;
    }

    /** {@code issuer}: one that Portworx trusts; goes into the token as it is, so it must need no escaping. */
    SdkTokens(Secret secret, String issuer, Clock clock) {
        this.secret = secret;
        this.issuer = issuer;
        this.clock = clock;
    }

    /**
     * A token that is good now, or null when there is no secret.
     *
     * @throws java.io.IOException when the secret cannot be read
     */
    synchronized @Nullable String current() throws java.io.IOException {
        Instant now = clock.instant();
        if (token == null || now.isAfter(expires.minus(MARGIN))) {
            byte[] key = secret.read();
            expires = now.plus(LIFE);
            token = key.length == 0 ? null : sign(key, now);
        }
        return token;
    }

    /** The token was refused: the next one is signed with the secret as it is then. */
    synchronized void refused(@Nullable String refused) {
        if (refused != null && refused.equals(token)) {
            token = null;
        }
    }

    /** Reads only ({@code system.view}), and of every owner's volumes (group {@code *}). */
    private String sign(byte[] key, Instant now) {
        String header = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
        String claims = "{\"iss\":\"" + issuer + "\",\"sub\":\"stork-ee\",\"name\":\"Stork EE\",\"email\":\"stork-ee@"
                + issuer + "\",\"roles\":[\"system.view\"],\"groups\":[\"*\"],\"iat\":"
                + now.minus(SKEW).getEpochSecond() + ",\"exp\":" + expires.getEpochSecond() + "}";
        String content =
                base64(header.getBytes(StandardCharsets.UTF_8)) + "." + base64(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return content + "." + base64(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot sign tokens with HmacSHA256", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
