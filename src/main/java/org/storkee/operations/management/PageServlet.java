package org.storkee.operations.management;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Answers with what the MBean {@code org.storkee:type=Page,name=<path>} returns from its operation {@code read(format)},
 * format {@code json} or {@code text}. The format is the parameter {@code format}, else the header {@code Accept}, else
 * JSON. 503 while the feature that owns the page has not started.
 */
@WebServlet("/health-decisions")
public class PageServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String TEXT = "text";
    private static final String JSON = "json";

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String format = format(request.getParameter("format"), request.getHeader("Accept"));
        if (format == null) {
            send(response, HttpServletResponse.SC_BAD_REQUEST, TEXT, "format: json or text, as in ?format=text\n");
            return;
        }
        String page = request.getServletPath().substring(1);
        try {
            Object body = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("org.storkee:type=Page,name=" + page),
                            "read",
                            new Object[] {format},
                            new String[] {String.class.getName()});
            send(response, HttpServletResponse.SC_OK, format, String.valueOf(body));
        } catch (InstanceNotFoundException e) {
            send(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, TEXT, page + " has not started yet\n");
        } catch (JMException e) {
            log("reading " + page + " failed", e);
            send(response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, TEXT, page + " failed; the log tells why\n");
        }
    }

    /** The format asked for, or null when it is none of the two. */
    static @Nullable String format(@Nullable String parameter, @Nullable String accept) {
        if (parameter != null) {
            return parameter.equals(TEXT) || parameter.equals(JSON) ? parameter : null;
        }
        String wanted = accept == null ? "" : accept.toLowerCase(Locale.ROOT);
        return wanted.contains("text/plain") && !wanted.contains("application/json") ? TEXT : JSON;
    }

    private static void send(HttpServletResponse response, int status, String format, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(format.equals(JSON) ? "application/json" : "text/plain;charset=utf-8");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
