package org.storkee.admission.endpoint;

import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /mutate}. Reads the body, bounded in size and time, and answers what the MBean
 * {@code org.storkee:type=Webhook,name=mutate} returns from its operation {@code review(body)}: status, media type, body.
 */
@Path("/")
public class MutateResource {
    private static final Logger LOG = Logger.getLogger(MutateResource.class.getName());
    /** Far above what etcd stores of a pod. */
    private static final int MAX_BYTES = 8 << 20;
    /** The API server gives up after three seconds. */
    private static final long MAX_NANOS = 3_000_000_000L;

    @POST
    @Path("mutate")
    public Response mutate(@HeaderParam(HttpHeaders.CONTENT_LENGTH) @Nullable Long announced, InputStream in)
            throws IOException {
        if (announced != null && announced > MAX_BYTES) {
            return tooLarge();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] buffer = new byte[16 << 10];
        long start = System.nanoTime();
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            body.write(buffer, 0, count);
            if (body.size() > MAX_BYTES) {
                return tooLarge();
            }
            if (System.nanoTime() - start > MAX_NANOS) {
                return text(408, "the body was not complete after 3 s");
            }
        }
        return review(body.toByteArray());
    }

    private static Response review(byte[] body) {
        try {
            Object[] answer = (Object[]) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("org.storkee:type=Webhook,name=mutate"),
                            "review",
                            new Object[] {body},
                            new String[] {byte[].class.getName()});
            byte[] entity = (byte[]) answer[2];
            return Response.status((Integer) answer[0])
                    .type((String) answer[1])
                    .header(HttpHeaders.CONTENT_LENGTH, entity.length)
                    .entity(entity)
                    .build();
        } catch (InstanceNotFoundException e) {
            return text(503, "the webhook has not started yet");
        } catch (JMException | RuntimeException e) {
            LOG.log(Level.WARNING, "a pod could not be reviewed; the API server takes it as it is", e);
            return text(500, "the pod could not be reviewed; Stork EE's log says why");
        }
    }

    private static Response tooLarge() {
        return text(413, "the body is larger than " + MAX_BYTES + " bytes");
    }

    private static Response text(int status, String message) {
        return Response.status(status)
                .type(MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8"))
                .entity(message + "\n")
                .build();
    }
}
