package org.mpp4j.lightning.ldk;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.ldk.batteries.ChannelManagerConstructor;
import org.ldk.enums.Network;
import org.ldk.enums.Recipient;
import org.ldk.structs.BroadcasterInterface;
import org.ldk.structs.ChainMonitor;
import org.ldk.structs.ChannelManager;
import org.ldk.structs.ChannelMonitor;
import org.ldk.structs.ChannelMonitorUpdate;
import org.ldk.structs.Event;
import org.ldk.structs.FeeEstimator;
import org.ldk.structs.Invoice;
import org.ldk.structs.KeysManager;
import org.ldk.structs.Logger;
import org.ldk.structs.MonitorUpdateId;
import org.ldk.structs.MultiThreadedLockableScore;
import org.ldk.structs.NetworkGraph;
import org.ldk.structs.Option_FilterZ;
import org.ldk.structs.Option_u64Z;
import org.ldk.structs.OutPoint;
import org.ldk.structs.PaymentPurpose;
import org.ldk.structs.Persist;
import org.ldk.structs.Result_C2Tuple_PaymentHashPaymentSecretZNoneZ.Result_C2Tuple_PaymentHashPaymentSecretZNoneZ_OK;
import org.ldk.structs.Result_InvoiceParseOrSemanticErrorZ;
import org.ldk.structs.Result_InvoiceParseOrSemanticErrorZ.Result_InvoiceParseOrSemanticErrorZ_OK;
import org.ldk.structs.Result_NoneChannelMonitorUpdateErrZ;
import org.ldk.structs.Result_SecretKeyNoneZ.Result_SecretKeyNoneZ_OK;
import org.ldk.structs.Scorer;
import org.ldk.structs.TwoTuple_usizeTransactionZ;
import org.ldk.structs.UserConfig;
import org.mpp4j.lightning.InvoiceState;
import org.mpp4j.lightning.OutgoingState;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.lightning.PaymentResult;
import org.mpp4j.lightning.Preimage;
import org.mpp4j.lightning.internal.bolt11.InvoiceWriter;
import org.mpp4j.lightning.node.PaperWallet;
import org.mpp4j.lightning.node.Wallet;

/** A real Lightning node, on a chain that the test makes up. */
public final class LdkNode implements Wallet, AutoCloseable {

    /** What a node knows of an invoice of its own. */
    private static final class Entry {
        private volatile InvoiceState state = InvoiceState.OPEN;
        private volatile byte[] preimage = new byte[0];
        private volatile long received;
    }

    private final String name;
    private final KeysManager keys;
    private final ChainMonitor monitor;
    private final ChannelManagerConstructor constructor;
    private final BigInteger secret;
    private final Map<PaymentHash, Entry> invoices = new ConcurrentHashMap<>();
    private final Map<PaymentHash, CompletableFuture<PaymentResult>> payments = new ConcurrentHashMap<>();
    private final CompletableFuture<Event.FundingGenerationReady> funding = new CompletableFuture<>();

    /** Keeps what arrives without claiming it, as a hold invoice does. */
    public volatile boolean holding;

    LdkNode(String name, byte seed, byte[] genesis, byte[] tip, int height) {
        this.name = name;
        byte[] seedBytes = new byte[32];
        java.util.Arrays.fill(seedBytes, seed);
        keys = KeysManager.of(seedBytes, System.currentTimeMillis() / 1000, 7);
        FeeEstimator fees = FeeEstimator.new_impl(target -> 1000);
        Logger logger = Logger.new_impl(line -> {});
        BroadcasterInterface broadcaster = BroadcasterInterface.new_impl(transaction -> {});
        Persist persist = Persist.new_impl(new Persist.PersistInterface() {
            @Override
            public Result_NoneChannelMonitorUpdateErrZ persist_new_channel(
                    OutPoint id, ChannelMonitor data, MonitorUpdateId update) {
                return Result_NoneChannelMonitorUpdateErrZ.ok();
            }

            @Override
            public Result_NoneChannelMonitorUpdateErrZ update_persisted_channel(
                    OutPoint id, ChannelMonitorUpdate change, ChannelMonitor data, MonitorUpdateId update) {
                return Result_NoneChannelMonitorUpdateErrZ.ok();
            }
        });
        monitor = ChainMonitor.of(Option_FilterZ.none(), broadcaster, logger, fees, persist);
        UserConfig config = UserConfig.with_default();
        var handshake = config.get_own_channel_config();
        handshake.set_minimum_depth(1);
        config.set_own_channel_config(handshake);
        NetworkGraph graph = NetworkGraph.of(genesis);
        constructor = new ChannelManagerConstructor(
                Network.LDKNetwork_Regtest,
                config,
                tip,
                height,
                keys.as_KeysInterface(),
                fees,
                monitor,
                graph,
                broadcaster,
                logger);
        constructor.chain_sync_completed(
                new ChannelManagerConstructor.EventHandler() {
                    @Override
                    public void handle_event(Event event) {
                        handle(event);
                    }

                    @Override
                    public void persist_manager(byte[] bytes) {}

                    @Override
                    public void persist_network_graph(byte[] bytes) {}
                },
                MultiThreadedLockableScore.of(Scorer.with_default().as_Score()));
        secret = new BigInteger(
                1,
                ((Result_SecretKeyNoneZ_OK) keys.as_KeysInterface().get_node_secret(Recipient.LDKRecipient_Node)).res);
    }

    ChannelManager manager() {
        return constructor.channel_manager;
    }

    int listen() throws Exception {
        try (java.net.ServerSocket free = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = free.getLocalPort();
            free.close();
            constructor.nio_peer_handler.bind_listener(new InetSocketAddress("127.0.0.1", port));
            return port;
        }
    }

    void connect(LdkNode peer, int port) throws Exception {
        constructor.nio_peer_handler.connect(
                peer.manager().get_our_node_id(), new InetSocketAddress("127.0.0.1", port), 10_000);
    }

    Event.FundingGenerationReady funding() throws Exception {
        return funding.get(20, TimeUnit.SECONDS);
    }

    void checkEvents() {
        constructor.nio_peer_handler.check_events();
    }

    void confirmed(byte[] header, int height, byte[] transaction) {
        TwoTuple_usizeTransactionZ[] transactions = transaction == null
                ? new TwoTuple_usizeTransactionZ[0]
                : new TwoTuple_usizeTransactionZ[] {TwoTuple_usizeTransactionZ.of(1, transaction)};
        if (transaction != null) {
            manager().as_Confirm().transactions_confirmed(header, transactions, height);
            monitor.as_Confirm().transactions_confirmed(header, transactions, height);
        }
        manager().as_Confirm().best_block_updated(header, height);
        monitor.as_Confirm().best_block_updated(header, height);
        checkEvents();
    }

    boolean isUsable() {
        return manager().list_usable_channels().length > 0;
    }

    private void handle(Event event) {
        if (event instanceof Event.FundingGenerationReady ready) {
            funding.complete(ready);
        } else if (event instanceof Event.PendingHTLCsForwardable) {
            manager().process_pending_htlc_forwards();
            checkEvents();
        } else if (event instanceof Event.PaymentReceived received) {
            received(received);
        } else if (event instanceof Event.PaymentSent sent) {
            payment(PaymentHash.of(sent.payment_hash))
                    .complete(new PaymentResult.Paid(Preimage.of(sent.payment_preimage)));
        } else if (event instanceof Event.PaymentFailed failed) {
            payment(PaymentHash.of(failed.payment_hash)).complete(new PaymentResult.Failed("LDK found no way"));
        }
    }

    private void received(Event.PaymentReceived received) {
        Entry entry = invoices.get(PaymentHash.of(received.payment_hash));
        if (entry == null || !(received.purpose instanceof PaymentPurpose.InvoicePayment invoice)) {
            manager().fail_htlc_backwards(received.payment_hash);
            return;
        }
        entry.preimage = invoice.payment_preimage;
        entry.received = received.amt;
        entry.state = InvoiceState.HELD;
        if (!holding) {
            release(PaymentHash.of(received.payment_hash));
        }
    }

    /** Claims what is held. The account is written before the preimage goes out, as nodes do it. */
    public void release(PaymentHash hash) {
        Entry entry = invoices.get(hash);
        entry.state = InvoiceState.SETTLED;
        manager().claim_funds(entry.preimage);
        checkEvents();
    }

    /** Sends back what is held. */
    public void giveBack(PaymentHash hash) {
        invoices.get(hash).state = InvoiceState.CANCELED;
        manager().fail_htlc_backwards(hash.bytes());
        checkEvents();
    }

    public long receivedMillisatoshi(PaymentHash hash) {
        return invoices.get(hash).received;
    }

    @Override
    public Issued create(long millisatoshi, String description, Duration expiry) {
        Option_u64Z amount = millisatoshi == 0 ? Option_u64Z.none() : Option_u64Z.some(millisatoshi);
        var payment = ((Result_C2Tuple_PaymentHashPaymentSecretZNoneZ_OK)
                        manager().create_inbound_payment(amount, (int) expiry.toSeconds()))
                .res;
        PaymentHash hash = PaymentHash.of(payment.get_a());
        invoices.put(hash, new Entry());
        long now = System.currentTimeMillis() / 1000;
        // LDK's own helper doesn't let an invoice expire otherwise than after an hour.
        String bolt11 = PaperWallet.invoice("bcrt", millisatoshi, now)
                .bytes(InvoiceWriter.PAYMENT_HASH, payment.get_a())
                .text(InvoiceWriter.DESCRIPTION, description)
                .number(InvoiceWriter.EXPIRY, expiry.toSeconds())
                .number(InvoiceWriter.FINAL_CLTV, 24)
                .bytes(InvoiceWriter.PAYMENT_SECRET, payment.get_b())
                .usualFeatures()
                .sign(secret);
        return new Issued(bolt11, hash, now + expiry.toSeconds());
    }

    @Override
    public InvoiceState state(PaymentHash hash) {
        Entry entry = invoices.get(hash);
        return entry == null ? InvoiceState.UNKNOWN : entry.state;
    }

    /** Of what was received, or of what this node paid itself. */
    @Override
    public Optional<Preimage> preimage(PaymentHash hash) {
        Entry entry = invoices.get(hash);
        if (entry != null) {
            return entry.preimage.length == 0 ? Optional.empty() : Optional.of(Preimage.of(entry.preimage));
        }
        return payment(hash).getNow(new PaymentResult.Unclear("")) instanceof PaymentResult.Paid paid
                ? Optional.of(paid.preimage())
                : Optional.empty();
    }

    public boolean hasPaid(PaymentHash hash) {
        return payment(hash).getNow(new PaymentResult.Unclear("")) instanceof PaymentResult.Paid;
    }

    private CompletableFuture<PaymentResult> payment(PaymentHash hash) {
        return payments.computeIfAbsent(hash, unknown -> new CompletableFuture<>());
    }

    @Override
    public OutgoingState outgoing(PaymentHash hash) {
        CompletableFuture<PaymentResult> payment = payments.get(hash);
        if (payment == null) {
            return OutgoingState.NOT_SENT;
        }
        PaymentResult result = payment.getNow(new PaymentResult.Unclear(""));
        if (result instanceof PaymentResult.Unclear) {
            return OutgoingState.PENDING;
        }
        return result instanceof PaymentResult.Paid ? OutgoingState.PAID : OutgoingState.NOT_SENT;
    }

    /** What is on this node's side of its channel. */
    public long balanceMillisatoshi() {
        return manager().list_channels()[0].get_balance_msat();
    }

    @Override
    public PaymentResult pay(String bolt11, Duration deadline) {
        return pay(bolt11, invoice -> constructor.payer.pay_invoice(invoice).is_ok(), deadline);
    }

    @Override
    public PaymentResult pay(String bolt11, long millisatoshi, Duration deadline) {
        return pay(
                bolt11,
                invoice -> constructor
                        .payer
                        .pay_zero_value_invoice(invoice, millisatoshi)
                        .is_ok(),
                deadline);
    }

    private PaymentResult pay(String bolt11, Predicate<Invoice> payer, Duration deadline) {
        Result_InvoiceParseOrSemanticErrorZ parsed = Invoice.from_str(bolt11);
        if (!(parsed instanceof Result_InvoiceParseOrSemanticErrorZ_OK ok)) {
            return new PaymentResult.Failed("LDK refuses the invoice");
        }
        PaymentHash hash = PaymentHash.of(ok.res.payment_hash());
        if (!payer.test(ok.res)) {
            return new PaymentResult.Failed("LDK refuses to pay the invoice");
        }
        checkEvents();
        try {
            return payment(hash).get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return new PaymentResult.Unclear("still on its way");
        } catch (InterruptedException | ExecutionException failed) {
            throw new AssertionError(failed);
        }
    }

    @Override
    public void close() {
        constructor.interrupt();
    }

    @Override
    public String toString() {
        return name + " " + HexFormat.of().formatHex(manager().get_our_node_id());
    }
}
