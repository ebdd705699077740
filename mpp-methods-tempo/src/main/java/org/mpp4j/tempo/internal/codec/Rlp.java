package org.mpp4j.tempo.internal.codec;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mpp4j.protocol.ProtocolException;

/**
 * Recursive Length Prefix, the encoding of Ethereum's transactions.
 *
 * <p>Reading is strict: one text for each value, and bounded depth. web3j has a reader too, but it takes several texts for
 * one value and recurses as deep as its input says; of a transaction that is about to be paid with, neither will do.
 */
public final class Rlp {

    /** A Tempo transaction with everything in it needs about six. */
    private static final int MAX_DEPTH = 12;

    private static final int SHORT = 0x80;
    private static final int LIST = 0xc0;
    private static final int MAX_SHORT_LENGTH = 55;

    private final byte[] input;
    private int position;

    private Rlp(byte[] input, int position) {
        this.input = input;
        this.position = position;
    }

    /**
     * Reads the item that is all of the input from an offset on.
     *
     * @throws ProtocolException if the input is anything but the one encoding of one item
     */
    public static RlpItem decode(byte[] input, int offset) {
        Rlp reader = new Rlp(input, offset);
        RlpItem item = reader.item(input.length, MAX_DEPTH);
        if (reader.position != input.length) {
            throw malformed("something follows it");
        }
        return item;
    }

    private RlpItem item(int end, int depthLeft) {
        if (position >= end) {
            throw malformed("it ends too early");
        }
        int first = input[position] & 0xff;
        if (first < SHORT) {
            position++;
            return RlpBytes.of(new byte[] {(byte) first});
        }
        position++;
        return first < LIST ? bytes(first, end) : list(first, end, depthLeft);
    }

    private RlpBytes bytes(int first, int end) {
        int itemEnd = lengthEnd(first - SHORT, end);
        if (itemEnd - position == 1 && (input[position] & 0xff) < SHORT) {
            throw malformed("a single small byte has a length in front");
        }
        byte[] value = Arrays.copyOfRange(input, position, itemEnd);
        position = itemEnd;
        return RlpBytes.of(value);
    }

    private RlpList list(int first, int end, int depthLeft) {
        if (depthLeft == 0) {
            throw malformed("it nests deeper than " + MAX_DEPTH + " levels");
        }
        int listEnd = lengthEnd(first - LIST, end);
        List<RlpItem> items = new ArrayList<>();
        while (position < listEnd) {
            items.add(item(listEnd, depthLeft - 1));
        }
        return new RlpList(items);
    }

    /** Reads a length, if it is a long one, and gives where the item ends. */
    private int lengthEnd(int code, int end) {
        int length = code;
        if (code > MAX_SHORT_LENGTH) {
            int lengthBytes = code - MAX_SHORT_LENGTH;
            // Three bytes are 16 MiB, which is more than any caller hands over.
            if (lengthBytes > 3 || lengthBytes > end - position) {
                throw malformed("a length goes beyond its end");
            }
            length = 0;
            for (int i = 0; i < lengthBytes; i++) {
                length = (length << 8) | (input[position++] & 0xff);
            }
            if (length <= MAX_SHORT_LENGTH || length >>> (8 * (lengthBytes - 1)) == 0) {
                throw malformed("a length is not written in its shortest form");
            }
        }
        if (length > end - position) {
            throw malformed("a length goes beyond its end");
        }
        return position + length;
    }

    private static ProtocolException malformed(String why) {
        return new ProtocolException("The transaction is not well-formed RLP: " + why);
    }

    /** Writes an item. */
    public static byte[] encode(RlpItem item) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(item, out);
        return out.toByteArray();
    }

    private static void write(RlpItem item, ByteArrayOutputStream out) {
        if (item instanceof RlpList list) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            list.items().forEach(element -> write(element, content));
            writeLength(LIST, content.size(), out);
            out.writeBytes(content.toByteArray());
        } else {
            byte[] bytes = ((RlpBytes) item).toArray();
            if (bytes.length != 1 || (bytes[0] & 0xff) >= SHORT) {
                writeLength(SHORT, bytes.length, out);
            }
            out.writeBytes(bytes);
        }
    }

    private static void writeLength(int base, int length, ByteArrayOutputStream out) {
        if (length <= MAX_SHORT_LENGTH) {
            out.write(base + length);
            return;
        }
        int lengthBytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
        out.write(base + MAX_SHORT_LENGTH + lengthBytes);
        for (int i = lengthBytes - 1; i >= 0; i--) {
            out.write(length >>> (8 * i));
        }
    }
}
