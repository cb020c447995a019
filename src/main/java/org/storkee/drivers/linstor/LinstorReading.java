package org.storkee.drivers.linstor;

import java.time.Instant;
import java.util.List;

/**
 * Everything one observation heard from a controller. Immutable.
 *
 * @param at when the first question was asked: what was true then is in the answers
 */
record LinstorReading(
        List<Wire.Node> nodes,
        List<Wire.Definition> definitions,
        List<Wire.Group> groups,
        List<Wire.Resource> resources,
        List<Wire.Pool> pools,
        Instant at) {}
