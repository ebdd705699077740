package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.Voucher;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/** What several channels owe is fetched by one transaction. */
class JointSettlementTest extends OneChannel {

    private static final int CHANNELS = 5;
    private static final BigInteger OWED = BigInteger.valueOf(CHANNELS * PRICE);
    private static final SettlementPolicy POLICY =
            SettlementPolicy.defaults().lookEvery(Duration.ofMinutes(1)).every(Duration.ofMinutes(10));

    private final List<Bytes32> ids = new ArrayList<>();
    private int opened;

    private TempoSession merchant() {
        return builder().settlement(POLICY).build();
    }

    @BeforeEach
    void openSeveral() {
        for (int i = 0; i < CHANNELS; i++) {
            TempoTransaction each = opening(DEPOSIT, (byte) (i + 1));
            Bytes32 id = descriptor(each).channelId(RESERVE);
            BigInteger amount = BigInteger.valueOf(PRICE);
            Voucher voucher = new Voucher(id, amount, RlpBytes.of(PAYER.sign(RESERVE.voucherHash(id, amount))));
            assertAdmitted(get(openCredential(each, voucher)));
            ids.add(id);
        }
        opened = chain.transactions();
        passSeconds(700);
    }

    private int transactions() {
        return chain.transactions() - opened;
    }

    private List<SessionAccount> accounts() {
        return ids.stream()
                .map(id -> session.accounts().find("tempo:" + id).orElseThrow())
                .toList();
    }

    @Test
    void oneTransactionSettlesAllThatAreDue() {
        merchant().lookAfterChannels();

        assertThat(transactions()).isOne();
        assertThat(chain.settles()).isEqualTo(CHANNELS);
        assertThat(chain.captured()).isEqualTo(OWED);
        assertThat(news).filteredOn("settled 1000"::equals).hasSize(CHANNELS);
        assertThat(accounts()).allMatch(SessionAccount::isOpen);
        merchant().lookAfterChannels();
        assertThat(transactions()).isOne();
    }

    @Test
    void theBookHasAnEntryOfEachChannel() {
        merchant().lookAfterChannels();

        List<LedgerEntry> settled = ids.stream()
                .flatMap(id -> ledger.byChallenge(id.toString()).stream())
                .filter(entry -> entry.kind() == LedgerEntry.Kind.SETTLED)
                .toList();
        assertThat(settled).hasSize(CHANNELS).allMatch(entry -> entry.amount().equals("1000"));
        assertThat(settled)
                .extracting(LedgerEntry::reference)
                .containsOnly(settled.get(0).reference());
    }

    @Test
    void afterOneHasFailedThemEachIsSettledAlone() {
        chain.fate(FakeReserve.Fate.REVERTED);
        merchant().lookAfterChannels();
        assertThat(transactions()).isOne();
        assertThat(chain.captured()).isZero();
        assertThat(news).filteredOn("failed 1000"::equals).hasSize(CHANNELS);
        chain.fate(FakeReserve.Fate.MINED);
        passSeconds(600);

        merchant().lookAfterChannels();

        assertThat(transactions()).isEqualTo(1 + CHANNELS);
        assertThat(chain.captured()).isEqualTo(OWED);
    }

    @Test
    void whatNobodySawBeingMinedIsFoundOutForEach() {
        chain.fate(FakeReserve.Fate.KEPT);
        merchant().lookAfterChannels();
        assertThat(chain.captured()).isZero();
        chain.fate(FakeReserve.Fate.MINED);
        chain.mine();
        passSeconds(600);

        merchant().lookAfterChannels();

        assertThat(transactions()).isOne();
        assertThat(chain.captured()).isEqualTo(OWED);
        assertThat(news).filteredOn("settled 1000"::equals).hasSize(CHANNELS);
    }

    @Test
    void whatWasNeverMinedIsFetchedByAnotherTransaction() {
        chain.fate(FakeReserve.Fate.KEPT);
        merchant().lookAfterChannels();
        chain.fate(FakeReserve.Fate.MINED);
        passSeconds(600); // its time is over

        merchant().lookAfterChannels();
        passSeconds(600);
        merchant().lookAfterChannels();

        assertThat(chain.captured()).isEqualTo(OWED);
        assertThat(chain.settles()).isEqualTo(CHANNELS);
    }

    @Test
    void instancesThatSettleAllAtOnceFetchEachAmountOnce() throws Exception {
        List<TempoSession> instances =
                IntStream.range(0, 4).mapToObj(i -> merchant()).toList();
        ExecutorService threads = Executors.newFixedThreadPool(instances.size());
        try {
            threads.invokeAll(instances.stream()
                    .map(each -> (Callable<Integer>) () -> each.settleAll(Duration.ofSeconds(20)))
                    .toList());
        } finally {
            threads.shutdownNow();
        }

        assertThat(session.settleAll(Duration.ofSeconds(20))).isZero();
        assertThat(chain.captured()).isEqualTo(OWED);
        assertThat(chain.settles()).isEqualTo(CHANNELS);
    }

    @Test
    void moreThanFitIntoOneTransactionTakeSeveral() {
        for (int i = 0; i < 20; i++) {
            TempoTransaction each = opening(DEPOSIT, (byte) (100 + i));
            Bytes32 id = descriptor(each).channelId(RESERVE);
            BigInteger amount = BigInteger.valueOf(PRICE);
            assertAdmitted(get(openCredential(
                    each, new Voucher(id, amount, RlpBytes.of(PAYER.sign(RESERVE.voucherHash(id, amount)))))));
        }
        opened = chain.transactions();

        assertThat(merchant().settleAll(Duration.ofSeconds(20))).isZero();

        assertThat(transactions()).isEqualTo(2);
        assertThat(chain.captured()).isEqualTo(BigInteger.valueOf(25 * PRICE));
    }
}
