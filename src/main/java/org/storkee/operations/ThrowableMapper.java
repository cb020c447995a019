package org.storkee.operations;

import jakarta.json.Json;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.util.UUID;

/**
 * Answers what no resource answered.
 *
 * <ul>
 *   <li>A {@link WebApplicationException} keeps its response; one without a body gets a line of text.
 *   <li>A path nobody serves is 404 {@code Unsupported request}, as upstream says it.
 *   <li>A client that stops in the middle of its body is told 408.
 *   <li>Anything else is a mistake of ours: 500 as {@code application/problem+json} (RFC 9457) with an id that is in the
 *       log too, and without class names or messages, which are for the log only.
 * </ul>
 *
 * Without this mapper the platform's metrics filter puts class and message into a response header.
 */
@Provider
public class ThrowableMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = System.getLogger(ThrowableMapper.class.getName());

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof WebApplicationException known) {
            return withText(known.getResponse());
        }
        if (failure instanceof SocketTimeoutException) {
            return Response.status(Response.Status.REQUEST_TIMEOUT)
                    .type(MediaType.TEXT_PLAIN_TYPE)
                    .entity("The request's body stopped arriving (stork.extender.body-timeout)")
                    .build();
        }
        String incident = "urn:uuid:" + UUID.randomUUID();
        LOG.log(
                Level.ERROR,
                "A request failed for a reason nothing provides for; answered 500 as " + incident,
                failure);
        String problem = Json.createObjectBuilder()
                .add("type", "about:blank")
                .add("title", "Internal Server Error")
                .add("status", 500)
                .add("detail", "Stork EE could not work this request out; its log says why under this instance.")
                .add("instance", incident)
                .build()
                .toString();
        return Response.serverError()
                .type("application/problem+json")
                .entity(problem)
                .build();
    }

    private static Response withText(Response response) {
        if (response.hasEntity() || response.getStatus() < 400) {
            return response;
        }
        String text = response.getStatus() == Response.Status.NOT_FOUND.getStatusCode()
                ? "Unsupported request"
                : response.getStatusInfo().getReasonPhrase();
        return Response.fromResponse(response)
                .type(MediaType.TEXT_PLAIN_TYPE)
                .entity(text)
                .build();
    }
}
