package org.storkee.testing.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes kubeconfig files that name their certificates by path, so that every component of a cluster reads them alike. */
final class Kubeconfig {
    private Kubeconfig() {}

    /** Access by client certificate. */
    static Path forIdentity(Path file, String server, Path authority, Certificates.Identity identity) {
        return write(file, server, authority, """
                    client-certificate: %s
                    client-key: %s\
                """.formatted(identity.certificate(), identity.key()));
    }

    /** Access by the token of a ServiceAccount, acting in a namespace unless told otherwise. */
    static Path forToken(Path file, String server, Path authority, String token) {
        return write(file, server, authority, "    token: " + token);
    }

    private static Path write(Path file, String server, Path authority, String user) {
        String text = """
                apiVersion: v1
                kind: Config
                current-context: test
                contexts:
                - name: test
                  context: {cluster: test, user: test}
                clusters:
                - name: test
                  cluster:
                    server: %s
                    certificate-authority: %s
                users:
                - name: test
                  user:
                %s
                """.formatted(server, authority, user);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return file;
        } catch (IOException e) {
            throw new ClusterException("cannot write " + file + ": " + e, e);
        }
    }
}
