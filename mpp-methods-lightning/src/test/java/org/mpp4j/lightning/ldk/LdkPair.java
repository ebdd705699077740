package org.mpp4j.lightning.ldk;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.ldk.structs.Event;
import org.ldk.structs.UserConfig;

/** Two real Lightning nodes with a channel between them, on loopback. */
public final class LdkPair implements AutoCloseable {

    private static final int CHANNEL_SATOSHI = 10_000_000;
    private static final byte[] GENESIS =
            HexFormat.of().parseHex("06226e46111a0b59caaf12604feb5bbf28c34f3a5e332a1fc7b2b73cf188910f");

    private byte[] tip = GENESIS;
    private int height;
    public final LdkNode merchant;
    public final LdkNode payer;

    public LdkPair() throws Exception {
        LdkLibrary.load();
        for (int i = 0; i < 100; i++) {
            mineHeader();
        }
        merchant = new LdkNode("merchant", (byte) 1, GENESIS, tip, height);
        payer = new LdkNode("payer", (byte) 2, GENESIS, tip, height);
        payer.connect(merchant, merchant.listen());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> payer.manager()
                        .create_channel(merchant.manager().get_our_node_id(), CHANNEL_SATOSHI, 0, 42, (UserConfig) null)
                        .is_ok());
        payer.checkEvents();
        Event.FundingGenerationReady funding = payer.funding();
        byte[] transaction = transaction(funding.channel_value_satoshis, funding.output_script);
        if (!payer.manager()
                .funding_transaction_generated(funding.temporary_channel_id, transaction)
                .is_ok()) {
            throw new AssertionError("LDK refuses the funding transaction");
        }
        payer.checkEvents();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Stream.of(merchant.manager().list_channels())
                        .anyMatch(channel -> channel.get_funding_txo() != null));
        mine(transaction);
        for (int i = 0; i < 6; i++) {
            mine(null);
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> payer.isUsable() && merchant.isUsable());
    }

    private void mine(byte[] transaction) throws Exception {
        byte[] header = mineHeader();
        payer.confirmed(header, height, transaction);
        merchant.confirmed(header, height, transaction);
    }

    private byte[] mineHeader() throws Exception {
        byte[] header = ByteBuffer.allocate(80)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(4)
                .put(tip)
                .put(new byte[32])
                .putInt((int) (System.currentTimeMillis() / 1000))
                .putInt(0x207fffff)
                .putInt(height)
                .array();
        tip = twiceHashed(header);
        height++;
        return header;
    }

    private static byte[] twiceHashed(byte[] bytes) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        return sha256.digest(sha256.digest(bytes));
    }

    /** From nowhere, but of the right form. */
    private static byte[] transaction(long satoshi, byte[] script) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {2, 0, 0, 0, 0, 1, 1});
        bytes.writeBytes("a transaction that never existed".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
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

    @Override
    public void close() {
        payer.close();
        merchant.close();
    }
}
