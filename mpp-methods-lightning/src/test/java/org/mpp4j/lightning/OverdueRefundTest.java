package org.mpp4j.lightning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.lightning.SessionMerchant.body;
import static org.mpp4j.lightning.SessionMerchant.hash;
import static org.mpp4j.lightning.SessionMerchant.problem;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.lightning.internal.bolt11.Invoice;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.session.SessionAccount.Status;
import org.mpp4j.session.SessionAccounts;
import org.mpp4j.session.SessionChange;

/** Refunds that the node says are on their way, and that stay there: somebody is told, and nothing is sent a second time. */
class OverdueRefundTest {

    private final List<String> news = new ArrayList<>();
    private final RefundListener listener = new RefundListener() {
        @Override
        public void paid(SessionRefund refund) {
            news.add("paid " + refund.satoshi());
        }

        @Override
        public void overdue(SessionRefund refund) {
            news.add("overdue " + refund.session() + " " + refund.payment() + " " + refund.satoshi() + " "
                    + refund.since());
        }

        @Override
        public void failed(SessionRefund refund) {
            news.add("failed " + refund.satoshi());
        }

        @Override
        public void unclear(SessionRefund refund) {
            news.add("unclear " + refund.satoshi());
        }
    };
    private final SessionMerchant merchant = new SessionMerchant();
    private int looks;

    OverdueRefundTest() {
        merchant.refundListener = listener;
        merchant.restart();
        merchant.node.whileLookingUp = () -> looks++;
    }

    @AfterEach
    void close() {
        merchant.close();
    }

    /** A session that is closed, with its refund on the way. */
    private Challenge onItsWay() {
        Challenge opened = merchant.opened();
        merchant.node.result = new PaymentResult.Unclear("lost");
        merchant.node.says = OutgoingState.PENDING;
        merchant.admit(merchant.close(opened, opened));
        return opened;
    }

    private void pass(Duration time) {
        for (Instant end = merchant.now.get().plus(time); merchant.now.get().isBefore(end); ) {
            merchant.pass(Duration.ofMinutes(1));
            merchant.session.closeDue();
        }
    }

    private String overdue(Challenge opened, Instant since) throws Exception {
        return "overdue " + hash(opened) + " " + payment() + " 57 " + since;
    }

    private PaymentHash payment() throws Exception {
        return Invoice.decode(merchant.node.asked.get(0).bolt11()).paymentHash();
    }

    @Test
    void afterAnHourSomebodyIsToldOnceAndTheNodeIsAskedLessOften() throws Exception {
        Challenge opened = onItsWay();
        Instant since = merchant.now.get();
        try (LogOf log = LogOf.atLeast(Level.WARNING)) {
            pass(Duration.ofMinutes(59));
            assertThat(news).isEmpty();
            assertThat(log.lines()).isEmpty();
            assertThat(looks).isEqualTo(59);

            pass(Duration.ofMinutes(1));
            assertThat(news).containsExactly(overdue(opened, since));
            assertThat(log.lines())
                    .containsExactly("The refund of 57 sat of session lightning:regtest:" + hash(opened)
                            + ", payment hash " + payment() + ", has been on its way since " + since
                            + "; the node is asked further, and it isn't sent again");

            looks = 0;
            pass(Duration.ofHours(24));
            assertThat(looks).isEqualTo(24 * 4);
            assertThat(news).hasSize(1);
            assertThat(log.lines()).hasSize(1);
        }
        assertThat(merchant.node.asked).hasSize(1);
        assertThat(merchant.books(opened).status()).isEqualTo(Status.CLOSING);
    }

    @Test
    void whenItArrivesAfterAllTheSessionIsClosedAndItsClientToldSo() throws Exception {
        Challenge opened = onItsWay();
        Instant since = merchant.now.get();
        Credential close = merchant.close(opened, opened);
        pass(Duration.ofHours(3));
        assertThat(problem(merchant.admit(close))).isEqualTo("payment-outcome-unknown");

        merchant.node.says = OutgoingState.PAID;
        pass(Duration.ofMinutes(15));

        assertThat(body(merchant.admit(close))).contains("\"refundStatus\":\"succeeded\"");
        assertThat(merchant.books(opened).status()).isEqualTo(Status.CLOSED);
        assertThat(news).containsExactly(overdue(opened, since), "paid 57");
        assertThat(merchant.node.asked).hasSize(1);
    }

    @Test
    void itIsToldOnceAlsoAfterARestart() {
        onItsWay();
        pass(Duration.ofHours(1));
        merchant.restart();
        pass(Duration.ofHours(2));
        assertThat(news).hasSize(1);
    }

    @Test
    void whenTheNodeDropsItAfterAllItIsSentAgain() {
        Challenge opened = onItsWay();
        pass(Duration.ofHours(2));
        merchant.node.says = null;
        merchant.node.result = null;
        pass(Duration.ofMinutes(15));

        assertThat(merchant.sentMillisatoshi()).isEqualTo(57_000);
        assertThat(merchant.books(opened).status()).isEqualTo(Status.CLOSED);
        assertThat(news).hasSize(2).last().isEqualTo("paid 57");
    }

    @Test
    void aListenerThatThrowsChangesNothing() {
        merchant.refundListener = new RefundListener() {
            @Override
            public void overdue(SessionRefund refund) {
                news.add("thrown");
                throw new IllegalStateException("of the listener");
            }
        };
        merchant.restart();
        Challenge opened = onItsWay();
        pass(Duration.ofHours(3));
        assertThat(news).containsExactly("thrown");
        assertThat(merchant.books(opened).status()).isEqualTo(Status.CLOSING);
    }

    @Test
    void theTimeOfARefundOfAnEarlierVersionCountsFromWhenItIsLookedAt() throws Exception {
        Challenge opened = onItsWay();
        withoutTimes(opened);
        merchant.restart();
        pass(Duration.ofMinutes(1));
        Instant first = merchant.now.get();

        pass(Duration.ofMinutes(59));
        assertThat(news).isEmpty();
        pass(Duration.ofMinutes(1));
        assertThat(news).containsExactly(overdue(opened, first));
        assertThat(merchant.node.asked).hasSize(1);
    }

    /** As a version wrote it that didn't note them. */
    private void withoutTimes(Challenge opened) {
        String id = "lightning:regtest:" + hash(opened);
        try (SessionAccounts accounts = new SessionAccounts(merchant.stores.sessions())) {
            String before = merchant.books(opened).detail();
            String old = before.replaceFirst(",\"since\":[0-9]+", "").replaceFirst("\"reported\":false,", "");
            assertThat(before).contains("\"since\"", "\"reported\"");
            assertThat(old).doesNotContain("since", "reported");
            accounts.update(id, found -> SessionChange.to(found.orElseThrow().withDetail(old), true));
        }
    }

    @Test
    void whatIsPaidAtOnceFailsForGoodOrCantBeFoundOutIsToldToo() {
        Challenge paid = merchant.opened();
        merchant.admit(merchant.close(paid, paid));
        assertThat(news).containsExactly("paid 57");

        Challenge failing = merchant.opened();
        merchant.node.result = new PaymentResult.Failed("no way");
        merchant.admit(merchant.close(failing, failing));
        pass(Duration.ofMinutes(10));
        assertThat(news).containsExactly("paid 57", "failed 57");

        Challenge unclear = merchant.opened();
        merchant.node.result = new PaymentResult.Unclear("lost");
        merchant.node.says = OutgoingState.UNKNOWN;
        merchant.admit(merchant.close(unclear, unclear));
        pass(Duration.ofMinutes(2));
        assertThat(news).containsExactly("paid 57", "failed 57", "unclear 57");
    }
}
