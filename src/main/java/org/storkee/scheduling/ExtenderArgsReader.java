package org.storkee.scheduling;

import org.jspecify.annotations.Nullable;

/**
 * Finds in ExtenderArgs what the extender needs, in one walk over the bytes: the pod's text and where each candidate
 * stands. Everything else is checked for being JSON and passed over. One instance per request.
 */
final class ExtenderArgsReader {
    private static final String ITEM = "Nodes.items";
    /** Few Node objects are smaller, so that lists made for this many bytes each seldom grow. */
    private static final int NODE_BYTES = 2048;
    /** The same for a quoted name and its comma. */
    private static final int NAME_BYTES = 10;

    private final JsonScanner json;
    private final KnownItems known;
    /** Start and end of the pod's text; start is -1 when there is none. */
    int podFrom = -1;

    int podTo;
    /** Candidates of {@code Nodes}, or null when it was missing or null. */
    @Nullable
    CandidateList nodes;
    /** Candidates of {@code NodeNames}, or null when it was missing or null. */
    @Nullable
    CandidateList names;

    private boolean nodesSeen;
    private boolean namesSeen;

    /** {@code known}: objects of former requests; this one's are added. */
    ExtenderArgsReader(JsonScanner json, KnownItems known) {
        this.json = json;
        this.known = known;
    }

    /**
     * Walks over the whole body.
     *
     * @throws BadRequestException if it is no object, a known field has the wrong form or comes twice
     */
    void read() {
        int p = object(json.blank(0), "body", this::field);
        int rest = json.blank(p);
        if (rest < json.length) {
            throw json.unexpected(rest, "body", "the end");
        }
    }

    private int field(int keyFrom, int keyTo, int value) {
        if (named(keyFrom, keyTo, "pod")) {
            once(podFrom >= 0, "Pod");
            podFrom = value;
            podTo = json.skip(value, "Pod");
            return podTo;
        }
        if (named(keyFrom, keyTo, "nodenames")) {
            once(namesSeen, "NodeNames");
            namesSeen = true;
            return json.isNull(value) ? value + 4 : names(value);
        }
        if (named(keyFrom, keyTo, "nodes")) {
            once(nodesSeen, "Nodes");
            nodesSeen = true;
            if (json.isNull(value)) {
                return value + 4;
            }
            nodes = new CandidateList((json.length - value) / NODE_BYTES, true);
            return object(value, "Nodes", this::nodesField);
        }
        return json.skip(value, "body");
    }

    private static void once(boolean seen, String field) {
        if (seen) {
            throw new BadRequestException(field + ": given twice");
        }
    }

    private int names(int at) {
        CandidateList list = new CandidateList((json.length - at) / NAME_BYTES, false);
        names = list;
        return array(at, "NodeNames", p -> {
            int end = json.text[p] == '"' ? json.string(p, "NodeNames") : -1;
            if (end < 0) {
                throw json.unexpected(p, "NodeNames[" + list.count + "]", "a node name");
            }
            list.add(p, end, p, end);
            return end;
        });
    }

    private int nodesField(int keyFrom, int keyTo, int value) {
        if (!named(keyFrom, keyTo, "items")) {
            return json.skip(value, "Nodes");
        }
        return json.isNull(value) ? value + 4 : array(value, ITEM, this::node);
    }

    private int node(int at) {
        CandidateList list = nodes == null ? new CandidateList(0, true) : nodes;
        KnownItems.Item item = known.find(json.text, at, json.length);
        if (item != null) {
            list.add(at + item.nameFrom(), at + item.nameTo(), at, at + item.length());
            return at + item.length();
        }
        int[] name = {-1, -1};
        int end = object(
                at,
                ITEM,
                (keyFrom, keyTo, value) -> named(keyFrom, keyTo, "metadata")
                        ? object(value, ITEM + ".metadata", (from, to, inner) -> {
                            int after = json.skip(inner, ITEM);
                            if (named(from, to, "name") && json.text[inner] == '"') {
                                name[0] = inner;
                                name[1] = after;
                            }
                            return after;
                        })
                        : json.skip(value, ITEM));
        if (name[0] < 0) {
            throw new BadRequestException(ITEM + "[" + list.count + "].metadata.name: missing");
        }
        list.add(name[0], name[1], at, end);
        known.keep(json.text, at, end, name[0], name[1]);
        return end;
    }

    /** A key with escapes is still that key, so it is compared by its content. */
    private boolean named(int from, int to, String name) {
        return json.named(from, to, name)
                || (to - from - 2 > name.length()
                        && !json.plain(from, to)
                        && ExtenderCodec.unquote(json.raw(from, to)).equalsIgnoreCase(name));
    }

    /** Walks over the object at {@code at}; {@code field} gets key and value and returns the end of the value. */
    private int object(int at, String where, Field field) {
        int p = json.expect(at, '{', where);
        if (json.text[p] == '}') {
            return p + 1;
        }
        while (true) {
            int keyTo = json.string(p, where);
            int end = field.read(p, keyTo, json.expect(keyTo, ':', where));
            int next = json.blank(end);
            if (json.text[next] == '}') {
                return next + 1;
            }
            p = separator(next, where, "',' or '}'");
        }
    }

    private int array(int at, String where, Element element) {
        int p = json.expect(at, '[', where);
        if (json.text[p] == ']') {
            return p + 1;
        }
        while (true) {
            int next = json.blank(element.read(p));
            if (json.text[next] == ']') {
                return next + 1;
            }
            p = separator(next, where, "',' or ']'");
        }
    }

    private int separator(int at, String where, String wanted) {
        if (json.text[at] != ',') {
            throw json.unexpected(at, where, wanted);
        }
        return json.blank(at + 1);
    }

    /** Reads one value of an object and returns the position behind it. */
    private interface Field {
        int read(int keyFrom, int keyTo, int value);
    }

    /** Reads one element of an array and returns the position behind it. */
    private interface Element {
        int read(int at);
    }
}
