package org.storkee.cluster.pem;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/**
 * Private keys as tools write them: PKCS #8, PKCS #1 (RSA) and SEC 1 (EC). What a block holds is read from its bytes, not
 * from its label, because some tools label an EC key {@code RSA PRIVATE KEY}.
 */
public final class PrivateKeys {
    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int SEQUENCE = 0x30;

    private PrivateKeys() {}

    /**
     * Decodes a key.
     *
     * @param der PKCS #8, PKCS #1 or SEC 1
     * @param owner the public key of the certificate the key belongs to; says the algorithm and, for EC, the curve
     * @throws GeneralSecurityException when it is none of these, or is not the key of {@code owner}
     */
    public static PrivateKey decode(byte[] der, PublicKey owner) throws GeneralSecurityException {
        byte[] pkcs8 = isPkcs8(der) ? der : wrap(der, owner);
        PrivateKey key = KeyFactory.getInstance(owner.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        if (!belongs(key, owner)) {
            throw new GeneralSecurityException("the key is not the certificate's");
        }
        return key;
    }

    /** PKCS #8 goes on, after its version, with a sequence (the algorithm); PKCS #1 with an integer, SEC 1 with octets. */
    private static boolean isPkcs8(byte[] der) throws GeneralSecurityException {
        int version = content(der, 0);
        return at(der, 0) == SEQUENCE && at(der, version) == INTEGER && at(der, version + 3) == SEQUENCE;
    }

    /** PKCS #8 around PKCS #1 or SEC 1: the algorithm and its parameters are the ones of the certificate's public key. */
    private static byte[] wrap(byte[] der, PublicKey owner) throws GeneralSecurityException {
        byte[] encoded = owner.getEncoded();
        int algorithm = content(encoded, 0);
        byte[] algorithmIdentifier = Arrays.copyOfRange(encoded, algorithm, end(encoded, algorithm));
        byte[] version = {INTEGER, 1, 0};
        return element(SEQUENCE, version, algorithmIdentifier, element(OCTET_STRING, der));
    }

    private static boolean belongs(PrivateKey key, PublicKey owner) throws GeneralSecurityException {
        String algorithm = switch (owner.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> owner.getAlgorithm();
        };
        byte[] probe = {1, 2, 3};
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(key);
        signer.update(probe);
        byte[] signature = signer.sign();
        signer.initVerify(owner);
        signer.update(probe);
        return signer.verify(signature);
    }

    /** Where the content of the DER element that starts at {@code start} begins. */
    private static int content(byte[] der, int start) throws GeneralSecurityException {
        int length = at(der, start + 1);
        return start + 2 + (length < 0x80 ? 0 : length & 0x7f);
    }

    private static int end(byte[] der, int start) throws GeneralSecurityException {
        int content = content(der, start);
        int length = 0;
        if (content == start + 2) {
            length = at(der, start + 1);
        }
        for (int i = start + 2; i < content; i++) {
            length = length << 8 | at(der, i);
        }
        return content + length;
    }

    private static int at(byte[] der, int index) throws GeneralSecurityException {
        if (index >= der.length) {
            throw new GeneralSecurityException("the key is truncated");
        }
        return der[index] & 0xff;
    }

    private static byte[] element(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        int header = length < 0x80 ? 2 : length < 0x100 ? 3 : 4;
        byte[] element = new byte[header + length];
        element[0] = (byte) tag;
        switch (header) {
            case 2 -> element[1] = (byte) length;
            case 3 -> {
                element[1] = (byte) 0x81;
                element[2] = (byte) length;
            }
            default -> {
                element[1] = (byte) 0x82;
                element[2] = (byte) (length >> 8);
                element[3] = (byte) length;
            }
        }
        int to = header;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, element, to, part.length);
            to += part.length;
        }
        return element;
    }
}
