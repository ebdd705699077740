package org.mpp4j.tempo.internal.codec;

import java.util.List;

/** Items in a row. */
public record RlpList(List<RlpItem> items) implements RlpItem {

    /** A list of nothing. */
    public static final RlpList EMPTY = new RlpList(List.of());

    /** Copies the items. */
    public RlpList {
        items = List.copyOf(items);
    }

    /** These items in a row. */
    public static RlpList of(RlpItem... items) {
        return new RlpList(List.of(items));
    }

    @Override
    public RlpList asList(String what) {
        return this;
    }

    /** The number of items; the items may be secret. */
    @Override
    public String toString() {
        return "RlpList[" + items.size() + " items]";
    }
}
