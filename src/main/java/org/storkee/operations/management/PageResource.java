package org.storkee.operations.management;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Answers with what the MBean {@code org.storkee:type=Page,name=<path>} returns from its operation {@code read(format)},
 * format {@code json} or {@code text}. The format is the parameter {@code format}, else by the header {@code Accept}, else
 * JSON. 503 while the feature that owns the page has not started.
 */
@Path("/")
public class PageResource {
    private static final Logger LOG = Logger.getLogger(PageResource.class.getName());
    private static final String TEXT = "text";
    private static final String JSON = "json";

    @GET
    @Path("{page: health-decisions}")
    public Response page(
            @PathParam("page") String page,
            @QueryParam("format") @Nullable String asked,
            @HeaderParam(HttpHeaders.ACCEPT) @Nullable String accept) {
        String format = format(asked, accept);
        if (format == null) {
            return answer(400, TEXT, "format: json or text, as in ?format=text\n");
        }
        try {
            Object body = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("org.storkee:type=Page,name=" + page),
                            "read",
                            new Object[] {format},
                            new String[] {String.class.getName()});
            return answer(200, format, String.valueOf(body));
        } catch (InstanceNotFoundException e) {
            return answer(503, TEXT, page + " has not started yet\n");
        } catch (JMException | RuntimeException e) {
            LOG.log(Level.WARNING, e, () -> "reading /" + page + " failed");
            return answer(500, TEXT, page + " cannot be read; the log tells why\n");
        }
    }

    /** The format asked for, or null when it is none of the two. */
    static @Nullable String format(@Nullable String asked, @Nullable String accept) {
        if (asked != null) {
            return asked.equals(TEXT) || asked.equals(JSON) ? asked : null;
        }
        String wanted = accept == null ? "" : accept.toLowerCase(Locale.ROOT);
        return wanted.contains("text/plain") && !wanted.contains("application/json") ? TEXT : JSON;
    }

    private static Response answer(int status, String format, String body) {
        MediaType type =
                format.equals(JSON) ? MediaType.APPLICATION_JSON_TYPE : MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8");
        return Response.status(status).type(type).entity(body).build();
    }
}
