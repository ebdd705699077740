package org.mpp4j.examples.lightning;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A block chain that nobody else has heard of: headers that follow each other, and what the nodes are told is in them. */
final class Chain {

    static final byte[] GENESIS =
            HexFormat.of().parseHex("06226e46111a0b59caaf12604feb5bbf28c34f3a5e332a1fc7b2b73cf188910f");

    private byte[] tip = GENESIS;
    private int height;

    /** With some blocks. */
    Chain() {
        for (int i = 0; i < 100; i++) {
            nextHeader();
        }
    }

    byte[] tip() {
        return tip.clone();
    }

    int height() {
        return height;
    }

    /** Puts a transaction into a block and six more on top, which is when nodes believe it. */
    void confirm(byte[] transaction, List<LdkNode> nodes) {
        mine(transaction, nodes);
        for (int i = 0; i < 6; i++) {
            mine(null, nodes);
        }
    }

    private void mine(byte @Nullable [] transaction, List<LdkNode> nodes) {
        byte[] header = nextHeader();
        nodes.forEach(node -> node.blockFound(header, height, transaction));
    }

    private byte[] nextHeader() {
        byte[] header = ByteBuffer.allocate(80)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(4)
                .put(tip)
                .put(new byte[32])
                .putInt((int) (System.currentTimeMillis() / 1000))
                .putInt(0x207fffff)
                .putInt(height)
                .array();
        tip = sha256(sha256(header));
        height++;
        return header;
    }

    /** A transaction of the right form that pays an output, with money from nowhere. */
    static byte[] transactionPaying(long satoshi, byte[] script) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {2, 0, 0, 0, 0, 1, 1});
        bytes.writeBytes("a transaction that never existed".getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(new byte[] {0, 0, 0, 0, 0, -1, -1, -1, -1, 1});
        bytes.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(satoshi)
                .array());
        bytes.write(script.length);
        bytes.writeBytes(script);
        bytes.writeBytes(new byte[] {1, 1, 1, 0, 0, 0, 0});
        return bytes.toByteArray();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}
