package org.storkee.admission.endpoint;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.net.SocketTimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Answers what {@link MutateResource} did not: unknown paths, other methods, clients that stop in the middle. */
@Provider
public class FailureMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = Logger.getLogger(FailureMapper.class.getName());

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof WebApplicationException known) {
            Response response = known.getResponse();
            return response.hasEntity()
                    ? response
                    : text(response.getStatus(), response.getStatusInfo().getReasonPhrase());
        }
        if (failure instanceof SocketTimeoutException) {
            return text(408, "the body stopped arriving");
        }
        LOG.log(Level.WARNING, "a request on the webhook's port failed", failure);
        return text(500, "the request failed; Stork EE's log says why");
    }

    private static Response text(int status, String message) {
        return Response.status(status)
                .type(MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8"))
                .entity(message + "\n")
                .build();
    }
}
