package org.storkee.operations;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

/** Fails in the two ways a resource can. Deployed with the in-container tests only. */
@Path("/failing")
public class FailingResource {
    @GET
    @Path("/by-mistake")
    public String byMistake() {
        throw new IllegalStateException("secret");
    }

    @GET
    @Path("/on-purpose")
    public String onPurpose() {
        throw new WebApplicationException(
                Response.status(418).entity("a teapot").build());
    }
}
