package org.storkee.testing.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports on loopback. */
public final class Ports {
    private static final int LOWEST = 15_000;

    private Ports() {}

    /**
     * A free port below the range the kernel hands to outgoing connections: a server that is stopped for a while finds
     * its port free again, whatever connected meanwhile.
     */
    public static int free() {
        int end = firstEphemeral();
        for (int attempt = 0; attempt < 1000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, end);
            if (isFree("127.0.0.1", port)) {
                return port;
            }
        }
        throw new ClusterException("no free port on 127.0.0.1 between " + LOWEST + " and " + end);
    }

    /** Fails with one clear line when something listens on the port. */
    public static void require(int port, String purpose) {
        require("127.0.0.1", port, purpose);
    }

    /** As {@link #require(int, String)}, for one of the other addresses 127.x.y.z. */
    static void require(String address, int port, String purpose) {
        if (!isFree(address, port)) {
            throw new ClusterException("port " + port + " on " + address + ", wanted for " + purpose
                    + ", is in use: stop what listens there (`ss -ltnp 'sport = :" + port + "'` names it)");
        }
    }

    private static boolean isFree(String address, int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(address))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static int firstEphemeral() {
        Path range = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
        try {
            int first = Integer.parseInt(Files.readString(range).strip().split("\\s+")[0]);
            return first > LOWEST + 1000 ? first : 32_768;
        } catch (IOException | NumberFormatException e) {
            return 32_768; // not Linux, or hidden from us: Linux's default
        }
    }
}
