package org.storkee.operations.launcher;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** Looks whether the server's ports are free: Liberty goes on without a port it cannot have, and we would rather not. */
final class Ports {
    private Ports() {}

    /**
     * Takes the port of a key for a moment.
     *
     * @throws StartRefused when the address is not this machine's or the port is in use
     */
    static void expectFree(Configuration configuration, String key) throws StartRefused {
        String host = configuration.get("stork.host");
        String port = configuration.get(key).strip();
        try (ServerSocket socket = new ServerSocket(Integer.parseInt(port), 1, InetAddress.getByName(host))) {
            socket.setReuseAddress(true);
        } catch (UnknownHostException e) {
            throw new StartRefused(
                    StartRefused.CONFIGURATION,
                    "stork.host=" + host
                            + " is not allowed: no address is known for it; it takes 0.0.0.0 or an address of this machine");
        } catch (BindException e) {
            throw new StartRefused(
                    StartRefused.UNAVAILABLE,
                    "cannot listen on " + host + ":" + port + " (" + key + "): " + e.getMessage());
        } catch (IOException e) {
            throw new StartRefused(
                    StartRefused.UNAVAILABLE, "cannot listen on " + host + ":" + port + " (" + key + "): " + e);
        }
    }
}
