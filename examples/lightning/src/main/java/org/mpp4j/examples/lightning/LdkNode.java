package org.mpp4j.examples.lightning;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ldk.batteries.ChannelManagerConstructor;
import org.ldk.enums.Currency;
import org.ldk.enums.Network;
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
import org.ldk.structs.Result_InvoiceParseOrSemanticErrorZ.Result_InvoiceParseOrSemanticErrorZ_OK;
import org.ldk.structs.Result_InvoiceSignOrCreationErrorZ.Result_InvoiceSignOrCreationErrorZ_OK;
import org.ldk.structs.Result_NoneChannelMonitorUpdateErrZ;
import org.ldk.structs.Scorer;
import org.ldk.structs.TwoTuple_usizeTransactionZ;
import org.ldk.structs.UserConfig;
import org.ldk.structs.UtilMethods;
import org.mpp4j.lightning.CreatedInvoice;
import org.mpp4j.lightning.InvoiceOrder;
import org.mpp4j.lightning.InvoiceState;
import org.mpp4j.lightning.LightningNode;
import org.mpp4j.lightning.NodeUnavailableException;
import org.mpp4j.lightning.OutgoingState;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.lightning.PaymentOrder;
import org.mpp4j.lightning.PaymentResult;
import org.mpp4j.lightning.Preimage;

/**
 * A Lightning node within this process, which keeps everything in memory. It is a real one, the Lightning Development Kit;
 * only the block chain is made up.
 */
final class LdkNode implements LightningNode, AutoCloseable {

    /** LDK 0.0.106 makes invoices that can be paid for an hour, and no others. */
    static final Duration INVOICE_LIFETIME = Duration.ofHours(1);

    /** Each side has to keep a hundredth of the channel. */
    private static final long PEER_MILLISATOSHI = 20_000_000;

    private final KeysManager keys;
    private final ChainMonitor monitor;
    private final ChannelManagerConstructor node;
    private final Map<PaymentHash, InvoiceState> invoices = new ConcurrentHashMap<>();
    private final Map<PaymentHash, CompletableFuture<PaymentResult>> payments = new ConcurrentHashMap<>();
    private final CompletableFuture<Event.FundingGenerationReady> funding = new CompletableFuture<>();

    LdkNode(Chain chain) {
        LdkLibrary.load();
        byte[] seed = new byte[32];
        new SecureRandom().nextBytes(seed);
        keys = KeysManager.of(seed, System.currentTimeMillis() / 1000, 0);
        FeeEstimator fees = FeeEstimator.new_impl(target -> 1000);
        Logger logger = Logger.new_impl(line -> {});
        BroadcasterInterface broadcaster = BroadcasterInterface.new_impl(transaction -> {});
        monitor = ChainMonitor.of(Option_FilterZ.none(), broadcaster, logger, fees, Persist.new_impl(new Nowhere()));
        UserConfig config = UserConfig.with_default();
        var handshake = config.get_own_channel_config();
        handshake.set_minimum_depth(1);
        config.set_own_channel_config(handshake);
        NetworkGraph graph = NetworkGraph.of(Chain.GENESIS);
        node = new ChannelManagerConstructor(
                Network.LDKNetwork_Regtest,
                config,
                chain.tip(),
                chain.height(),
                keys.as_KeysInterface(),
                fees,
                monitor,
                graph,
                broadcaster,
                logger);
        node.chain_sync_completed(
                new Events(),
                MultiThreadedLockableScore.of(Scorer.with_default().as_Score()));
    }

    private static final class Nowhere implements Persist.PersistInterface {

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
    }

    private final class Events implements ChannelManagerConstructor.EventHandler {

        @Override
        public void handle_event(Event event) {
            if (event instanceof Event.FundingGenerationReady ready) {
                funding.complete(ready);
            } else if (event instanceof Event.PendingHTLCsForwardable) {
                manager().process_pending_htlc_forwards();
                checkEvents();
            } else if (event instanceof Event.PaymentReceived received) {
                take(received);
            } else if (event instanceof Event.PaymentSent sent) {
                payment(PaymentHash.of(sent.payment_hash))
                        .complete(new PaymentResult.Paid(Preimage.of(sent.payment_preimage)));
            } else if (event instanceof Event.PaymentFailed failed) {
                payment(PaymentHash.of(failed.payment_hash)).complete(new PaymentResult.Failed("LDK found no way"));
            }
        }

        @Override
        public void persist_manager(byte[] bytes) {}

        @Override
        public void persist_network_graph(byte[] bytes) {}
    }

    /** Takes the first payment of an invoice, and no other. */
    private void take(Event.PaymentReceived received) {
        PaymentHash hash = PaymentHash.of(received.payment_hash);
        if (received.purpose instanceof PaymentPurpose.InvoicePayment invoice
                && invoices.replace(hash, InvoiceState.OPEN, InvoiceState.SETTLED)) {
            manager().claim_funds(invoice.payment_preimage);
        } else {
            manager().fail_htlc_backwards(received.payment_hash);
        }
        checkEvents();
    }

    private ChannelManager manager() {
        return node.channel_manager;
    }

    private void checkEvents() {
        node.nio_peer_handler.check_events();
    }

    private CompletableFuture<PaymentResult> payment(PaymentHash hash) {
        return payments.computeIfAbsent(hash, unknown -> new CompletableFuture<>());
    }

    @Override
    public CreatedInvoice createInvoice(InvoiceOrder order) {
        if (!order.expiry().equals(INVOICE_LIFETIME)) {
            throw new NodeUnavailableException("This node makes invoices that can be paid for an hour only");
        }
        var result = UtilMethods.create_invoice_from_channelmanager(
                manager(),
                keys.as_KeysInterface(),
                Currency.LDKCurrency_Regtest,
                order.millisatoshi() == 0 ? Option_u64Z.none() : Option_u64Z.some(order.millisatoshi()),
                order.description());
        if (!(result instanceof Result_InvoiceSignOrCreationErrorZ_OK made)) {
            throw new NodeUnavailableException("LDK made no invoice");
        }
        PaymentHash hash = PaymentHash.of(made.res.payment_hash());
        invoices.put(hash, InvoiceState.OPEN);
        return new CreatedInvoice(made.res.to_str(), hash);
    }

    @Override
    public InvoiceState lookUp(PaymentHash paymentHash) {
        return invoices.getOrDefault(paymentHash, InvoiceState.UNKNOWN);
    }

    /** The fee limit is kept: this node knows no way but to its neighbor, which is free. */
    @Override
    public PaymentResult pay(PaymentOrder order) {
        if (!(Invoice.from_str(order.bolt11()) instanceof Result_InvoiceParseOrSemanticErrorZ_OK invoice)) {
            return new PaymentResult.Failed("LDK refuses the invoice");
        }
        boolean isTaken = order.millisatoshi().isPresent()
                ? node.payer
                        .pay_zero_value_invoice(
                                invoice.res, order.millisatoshi().getAsLong())
                        .is_ok()
                : node.payer.pay_invoice(invoice.res).is_ok();
        if (!isTaken) {
            return new PaymentResult.Failed("LDK refuses to pay the invoice");
        }
        checkEvents();
        try {
            return payment(PaymentHash.of(invoice.res.payment_hash()))
                    .get(order.deadline().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return new PaymentResult.Unclear("The payment is still on its way");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new PaymentResult.Unclear("The payment was still on its way");
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public boolean knowsOpenAmounts() {
        return true;
    }

    @Override
    public OutgoingState lookUpPayment(PaymentHash paymentHash) {
        CompletableFuture<PaymentResult> payment = payments.get(paymentHash);
        if (payment == null) {
            return OutgoingState.NOT_SENT;
        }
        PaymentResult result = payment.getNow(new PaymentResult.Unclear(""));
        if (result instanceof PaymentResult.Unclear) {
            return OutgoingState.PENDING;
        }
        return result instanceof PaymentResult.Paid ? OutgoingState.PAID : OutgoingState.NOT_SENT;
    }

    /** Opens a channel to another node, with all the money on this side but what that node needs to pay anything back. */
    void openChannel(LdkNode peer, long satoshi, Chain chain) throws Exception {
        node.nio_peer_handler.connect(peer.manager().get_our_node_id(), peer.listen(), 10_000);
        Waiting.until(
                "the nodes were connected",
                () -> manager()
                        .create_channel(
                                peer.manager().get_our_node_id(), satoshi, PEER_MILLISATOSHI, 1, (UserConfig) null)
                        .is_ok());
        checkEvents();
        Event.FundingGenerationReady wanted = funding.get(30, TimeUnit.SECONDS);
        byte[] transaction = Chain.transactionPaying(wanted.channel_value_satoshis, wanted.output_script);
        if (!manager()
                .funding_transaction_generated(wanted.temporary_channel_id, transaction)
                .is_ok()) {
            throw new IllegalStateException("LDK refuses the transaction that opens the channel");
        }
        checkEvents();
        Waiting.until("the channel was funded", peer::hasFundedChannel);
        chain.confirm(transaction, List.of(this, peer));
        Waiting.until("the channel could be used", () -> canPay() && peer.canPay());
    }

    private InetSocketAddress listen() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, loopback)) {
            port = free.getLocalPort();
        }
        InetSocketAddress address = new InetSocketAddress(loopback, port);
        node.nio_peer_handler.bind_listener(address);
        return address;
    }

    private boolean hasFundedChannel() {
        // Asked once: while it is funded a channel is taken off the list for a moment, to be put there by another name.
        return Stream.of(manager().list_channels()).anyMatch(channel -> channel.get_funding_txo() != null);
    }

    private boolean canPay() {
        return manager().list_usable_channels().length > 0;
    }

    void blockFound(byte[] header, int height, byte @Nullable [] transaction) {
        if (transaction != null) {
            TwoTuple_usizeTransactionZ[] transactions = {TwoTuple_usizeTransactionZ.of(1, transaction)};
            manager().as_Confirm().transactions_confirmed(header, transactions, height);
            monitor.as_Confirm().transactions_confirmed(header, transactions, height);
        }
        manager().as_Confirm().best_block_updated(header, height);
        monitor.as_Confirm().best_block_updated(header, height);
        checkEvents();
    }

    /** What is on this node's side of its channel. */
    long balanceMillisatoshi() {
        return manager().list_channels()[0].get_balance_msat();
    }

    @Override
    public void close() {
        node.interrupt();
    }
}
