package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;
import org.mpp4j.store.PaymentLedger;

/**
 * What every {@link PaymentLedger} has to do. To test one, extend this class and say how to open it.
 *
 * <p>Every test uses payments and a span of time of its own, so the storage doesn't have to be empty.
 *
 * @since 0.1
 */
@DisplayName("A payment ledger")
public abstract class PaymentLedgerContract extends PaymentLedgerQueries {

    /** Called by subclasses. */
    protected PaymentLedgerContract() {}

    // Declared here as well, so that it is this class that tells what to implement.
    @Override
    protected abstract PaymentLedger newLedger();

    // Adding and looking up

    @Test
    void nothingIsKnownOfAnUnknownPayment() {
        assertThat(ledger.byChallenge(name)).isEmpty();
        assertThat(ledger.byReference(name)).isEmpty();
    }

    @Test
    void anEntryIsGivenBackWhole() {
        LedgerEntry full = new LedgerEntry(
                name + ":ünï 💰",
                Kind.UNDELIVERED,
                start.plusMillis(123),
                name + "é'\"\\",
                name + "réf\n",
                "sandbox",
                "charge",
                "9".repeat(78),
                "$ü",
                "did:sandbox:älice",
                "GET /%_/💰?a=b;",
                503);
        LedgerEntry bare = new LedgerEntry(
                name, Kind.SETTLED, start, name + "é'\"\\", name + "réf\n", "", "", "0", "", null, "", 0);

        append(bare, full);

        assertThat(ledger.byChallenge(full.challengeId())).containsExactly(bare, full);
        assertThat(ledger.byReference(full.reference())).containsExactly(bare, full);
    }

    @Test
    void theWholeStoryOfAPaymentIsToldInTheOrderOfTime() {
        LedgerEntry settled = settled("a", start);
        LedgerEntry failed = settled.then(Kind.UNDELIVERED, start.plusSeconds(1), 500);
        LedgerEntry failedAgain = settled.then(Kind.UNDELIVERED, start.plusSeconds(2), 502);
        LedgerEntry delivered = settled.then(Kind.DELIVERED, start.plusSeconds(3), 200);
        LedgerEntry refunded = settled.refunded(start.plusSeconds(4), name + "refund", "5000");

        append(refunded, failedAgain);
        append(delivered, settled);
        append(failed, settled("b", start));

        assertThat(ledger.byChallenge(settled.challengeId()))
                .containsExactly(settled, failed, failedAgain, delivered, refunded);
        assertThat(ledger.byReference(settled.reference())).containsExactly(settled, failed, failedAgain, delivered);
        assertThat(ledger.byReference(name + "refund")).containsExactly(refunded);
    }

    @Test
    void tellingTwiceDoesNoHarm() {
        LedgerEntry settled = settled("a", start);
        append(settled);

        append(settled);
        append(settled, settled.then(Kind.DELIVERED, start, 200));
        append(settled, settled);

        assertThat(ledger.byChallenge(settled.challengeId()))
                .extracting(LedgerEntry::kind)
                .containsExactlyInAnyOrder(Kind.SETTLED, Kind.DELIVERED);
        assertThat(between(start, start.plus(TICK), null, ALL)).hasSize(2);
    }

    @Test
    void anEntryNeverChanges() {
        LedgerEntry first = settled("a", start);
        LedgerEntry other = settled("b", start.plusSeconds(1));
        append(first);

        append(new LedgerEntry(
                first.id(),
                Kind.REFUNDED,
                other.at(),
                other.challengeId(),
                other.reference(),
                "other",
                "other",
                "1",
                "other",
                null,
                "other",
                1));

        assertThat(ledger.byChallenge(first.challengeId())).containsExactly(first);
        assertThat(ledger.byChallenge(other.challengeId())).isEmpty();
        assertThat(ledger.byReference(other.reference())).isEmpty();
    }

    @Test
    void nothingIsAddedIfNotAllIs() {
        LedgerEntry settled = settled("a", start);

        assertThatThrownBy(() -> ledger.append(Arrays.asList(settled, null))).isInstanceOf(RuntimeException.class);

        assertThat(ledger.byChallenge(settled.challengeId())).isEmpty();
        append();
        append(settled);
        assertThat(ledger.byChallenge(settled.challengeId())).containsExactly(settled);
    }

    @Test
    void paymentsAreToldApartToTheLetter() {
        LedgerEntry accented = settled("é", start);
        append(accented);

        for (String other : List.of("é ", "e\u0301", "e", "É", "%", "_", "")) {
            assertThat(ledger.byChallenge(name + other)).as(other).isEmpty();
            assertThat(ledger.byReference("ref:" + name + other)).as(other).isEmpty();
        }
        assertThat(ledger.byReference(accented.reference().toUpperCase(Locale.ROOT)))
                .isEmpty();
        append(settled("É", start), settled("é ", start), settled("e\u0301", start));
        assertThat(between(start, start.plus(TICK), null, ALL)).hasSize(4);
    }

    @Test
    void longEntriesFit() {
        LedgerEntry entry = new LedgerEntry(
                name + "í".repeat(256 - name.length()),
                Kind.SETTLED,
                start,
                name + "ç".repeat(512 - name.length()),
                name + "ŕ".repeat(512 - name.length()),
                "m".repeat(64),
                "i".repeat(64),
                "9".repeat(78),
                "0x" + "c".repeat(126),
                "did:" + "p".repeat(508),
                "GET /" + "t".repeat(8_000),
                599);

        append(entry);

        assertThat(ledger.byChallenge(entry.challengeId())).containsExactly(entry);
        assertThat(ledger.byReference(entry.reference())).containsExactly(entry);
    }

    @Test
    void whatOneDoorAddsTheOtherFinds() {
        PaymentLedger other = secondDoor(ledger);
        LedgerEntry settled = settled("a", start);
        LedgerEntry delivered = settled.then(Kind.DELIVERED, start.plusSeconds(1), 200);

        append(settled);
        other.append(List.of(settled, delivered));

        assertThat(other.byChallenge(settled.challengeId())).containsExactly(settled, delivered);
        assertThat(ledger.byChallenge(settled.challengeId())).containsExactly(settled, delivered);
    }

    // Several at once

    private PaymentLedger door(int runner, PaymentLedger other) {
        return runner % 2 == 0 ? ledger : other;
    }

    @Test
    void noEntryOfManyAtOnceIsLost() throws InterruptedException {
        PaymentLedger other = secondDoor(ledger);

        Race.between(runners(), runner -> {
            for (int i = 0; i < rounds(); i++) {
                door(runner, other).append(List.of(settled(runner + ":" + i, start)));
            }
            return runner;
        });

        assertThat(between(start, start.plus(TICK), null, ALL))
                .hasSize(runners() * rounds())
                .doesNotHaveDuplicates();
    }

    @Test
    void whatIsToldByManyAtOnceIsWrittenOnce() throws InterruptedException {
        PaymentLedger other = secondDoor(ledger);
        for (int round = 0; round < rounds(); round++) {
            LedgerEntry settled = settled(":" + round, start);
            LedgerEntry delivered = settled.then(Kind.DELIVERED, start.plusSeconds(1), 200);

            // In both orders, in which a careless store waits for itself.
            Race.between(runners(), runner -> {
                door(runner, other).append(runner % 4 < 2 ? List.of(settled, delivered) : List.of(delivered, settled));
                return runner;
            });

            assertThat(ledger.byChallenge(settled.challengeId())).containsExactly(settled, delivered);
        }
    }

    @Test
    void whatIsAddedTogetherIsSeenTogether() throws InterruptedException {
        PaymentLedger other = secondDoor(ledger);
        for (int round = 0; round < rounds(); round++) {
            LedgerEntry settled = settled(":" + round, start);
            LedgerEntry delivered = settled.then(Kind.DELIVERED, start.plusSeconds(1), 200);
            AtomicBoolean added = new AtomicBoolean();

            Race.between(2, runner -> {
                if (runner == 0) {
                    append(settled, delivered);
                    added.set(true);
                    return 2;
                }
                List<LedgerEntry> seen;
                do {
                    seen = other.byChallenge(settled.challengeId());
                    assertThat(seen.size()).isIn(0, 2);
                } while (seen.isEmpty() && !added.get());
                return seen.size();
            });
        }
    }
}
