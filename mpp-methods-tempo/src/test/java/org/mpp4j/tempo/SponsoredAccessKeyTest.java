package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.tempo.Charges.MERCHANT;
import static org.mpp4j.tempo.Charges.NOW;
import static org.mpp4j.tempo.Charges.PAYER;

import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.tempo.Sponsored.Draft;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.Rlp;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.codec.RlpItem;
import org.mpp4j.tempo.internal.codec.RlpList;
import org.mpp4j.tempo.internal.rpc.FakeNode;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TempoTransaction;
import org.mpp4j.tempo.internal.tx.TokenFunction;

/** Access keys on sponsored routes: what the chain would revert because of their bounds costs whoever has signed for the fee. */
class SponsoredAccessKeyTest {

    private static final String SYNC = OnePayment.SYNC;
    private static final String KEY_OF = "getKey(address,address)";
    private static final String LIMIT = "getRemainingLimitWithPeriod(address,address,address)";
    private static final String SCOPES = "getAllowedCalls(address,address)";
    private static final String BALANCE = "balanceOf(address)";
    private static final String TOKEN = word(TempoNetwork.MODERATO.currency());
    private static final String OTHER_TOKEN = word(TempoAddress.parse("0x20c0000000000000000000000000000000000001"));
    private static final TempoAddress EXCHANGE = TempoAddress.parse("0xdec0000000000000000000000000000000000000");
    private static final String TRANSFER_WITH_MEMO = "95777d59" + "0".repeat(56);
    private static final String TRANSFER = "a9059cbb" + "0".repeat(56);
    private static final PasskeyPayer KEY = new PasskeyPayer(11);

    private final FakeNode node = new FakeNode()
            .onFunction(BALANCE, words(10_000_000))
            .onFunction(KEY_OF, key(true, false))
            .onFunction(LIMIT, words(1_000_000, 0))
            .onFunction(SCOPES, anything())
            .on(SYNC, Reply.error(-32003, "refused"))
            .on(OnePayment.RECEIPT, Reply.result("null"));
    private final TempoCharge charge = Sponsored.builder()
            .rpcUrl(node.url())
            .deadline(Duration.ofSeconds(4)) // of which each question gets a part, on machines that are busy
            .build();
    private final Challenge challenge = Charges.challenge(charge, "1");
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
        node.close();
    }

    @Test
    void anAccessKeyWithoutBoundsIsSponsoredInTheNameOfTheAccount() {
        node.onFunction(KEY_OF, key(false, false)).onFunction(LIMIT, words(0, 0));

        assertPaid(Draft.of(challenge));
    }

    @Test
    void anAccessKeyThatMaySpendThePriceAndNoMoreIsSponsored() {
        assertPaid(Draft.of(challenge));
    }

    /** It would be reverted, and this server would have paid for that. */
    @Test
    void anAccessKeyThatMayNotSpendThePriceIsNotSignedFor() {
        VerifiedPayment payment = payment(Draft.of(challenge));

        node.onFunction(LIMIT, words(999_999, 0));
        assertRefused(payment.settle(false), "can't spend that much");
        node.onFunction(LIMIT, words(0, 0));
        assertRefused(payment.settle(false), "can't spend that much");
        assertThat(node.parameters(SYNC)).isEmpty();
    }

    @Test
    void aKeyThatIsRevokedExpiredOrOfNobodyIsNotSignedFor() {
        VerifiedPayment payment = payment(Draft.of(challenge));

        node.onFunction(KEY_OF, key(true, true));
        assertRefused(payment.settle(false), "has revoked it");
        node.onFunction(KEY_OF, keyUntil(NOW.getEpochSecond()));
        assertRefused(payment.settle(false), "a time that is over");
        node.onFunction(KEY_OF, words(0, 0, 0, 0, 0));
        assertRefused(payment.settle(false), "hasn't authorized it");
        assertThat(node.parameters(SYNC)).isEmpty();
    }

    @Test
    void aKeyForAnotherTokenFunctionOrRecipientIsNotSignedFor() {
        VerifiedPayment payment = payment(Draft.of(challenge));

        for (Reply tooNarrow : List.of(
                nothing(),
                scope(OTHER_TOKEN),
                scope(TOKEN, TRANSFER),
                scope(TOKEN, TRANSFER_WITH_MEMO, word(PAYER.address())))) {
            node.onFunction(SCOPES, tooNarrow);
            assertRefused(payment.settle(false), "can't make these calls");
        }
        assertThat(node.parameters(SYNC)).isEmpty();
    }

    @Test
    void aKeyForThisTokenFunctionAndRecipientIsSponsored() {
        String recipient = word(TempoAddress.parse(MERCHANT));

        for (Reply wideEnough :
                List.of(scope(TOKEN), scope(TOKEN, TRANSFER_WITH_MEMO), scope(TOKEN, TRANSFER_WITH_MEMO, recipient))) {
            node.onFunction(SCOPES, wideEnough);
            assertPaid(Draft.of(challenge));
        }
    }

    @Test
    void anApprovalAndAPurchaseAreHeldToTheBoundsToo() {
        Draft buying = Draft.of(challenge)
                .addFirst(
                        TempoCall.of(
                                TempoAddress.parse("0x20c0000000000000000000000000000000000001"),
                                TokenFunction.approve(EXCHANGE, BigInteger.valueOf(1_100_000))),
                        TempoCall.of(
                                EXCHANGE,
                                TokenFunction.swapExactAmountOut(
                                        TempoAddress.parse("0x20c0000000000000000000000000000000000001"),
                                        TempoNetwork.MODERATO.currency(),
                                        BigInteger.valueOf(1_000_000),
                                        BigInteger.valueOf(1_100_000))));
        VerifiedPayment payment = payment(buying);

        // Enough for the transfer, but not for what is approved.
        assertRefused(payment.settle(false), "can't spend that much");
        node.onFunction(LIMIT, words(1_100_000, 0)).onFunction(SCOPES, scope(TOKEN));
        assertRefused(payment.settle(false), "can't make these calls");
        node.onFunction(SCOPES, anything());
        assertPaid(buying);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"0x\"", "\"0x00\"", "null", "{}", "\"0xzz\""})
    void whatCannotBeReadIsNotSignedFor(String answer) {
        VerifiedPayment payment = payment(Draft.of(challenge));

        node.onFunction(SCOPES, Reply.result(answer));
        OnePayment.assertUnknown(payment.settle(false), false);
        node.onFunction(SCOPES, anything()).onFunction(LIMIT, Reply.result(answer));
        OnePayment.assertUnknown(payment.settle(false), false);
        node.onFunction(LIMIT, Reply.error(3, "execution reverted"));
        OnePayment.assertUnknown(payment.settle(false), false);
        assertThat(node.parameters(SYNC)).isEmpty();
    }

    @Test
    void whereTheFirstNodeIsSilentAnotherTellsTheBounds() {
        TempoCharge withTwo = Sponsored.builder()
                .rpcUrls(List.of(URI.create("http://127.0.0.1:9"), node.url()))
                .deadline(Duration.ofSeconds(4))
                .build();
        TempoTransaction signed = Sponsored.signed(Draft.of(challenge), SponsoredAccessKeyTest::signByAccessKey);
        VerifiedPayment payment =
                Charges.verified(withTwo, Sponsored.credential(challenge, signed.encode(), PAYER.address()));

        node.onFunction(SCOPES, nothing());
        assertRefused(payment.settle(false), "can't make these calls");
        node.onFunction(SCOPES, anything()).onFunction(LIMIT, words(0, 0));
        assertRefused(payment.settle(false), "can't spend that much");
    }

    /** The limit lasts for one of them; the others would be reverted at this server's cost. */
    @Test
    void ofManyPaymentsAtOnceThatALimitDoesNotLastForOneIsSignedFor() throws Exception {
        CountDownLatch mining = new CountDownLatch(1);
        node.on(SYNC, (exchange, id, closed) -> {
            await(mining);
            Reply.error(-32003, "refused").to(exchange, id, closed);
        });
        CompletionService<Settlement> settling = new ExecutorCompletionService<>(threads);
        for (int i = 0; i < 6; i++) {
            VerifiedPayment payment = payment(Draft.of(challenge).gas(900_000 + i));
            settling.submit(() -> payment.settle(false));
        }

        for (int i = 0; i < 5; i++) {
            OnePayment.assertUnknown(settling.poll(10, TimeUnit.SECONDS).get(), false);
        }
        mining.countDown();
        assertThat(settling.poll(10, TimeUnit.SECONDS).get()).isInstanceOf(Rejected.class);
        assertThat(node.parameters(SYNC)).hasSize(1);
    }

    @Test
    void whatWasRefusedNoLongerCountsAgainstTheLimit() {
        for (int i = 0; i < 3; i++) {
            Settlement settlement =
                    payment(Draft.of(challenge).gas(900_000 + i)).settle(false);

            assertThat(settlement).isInstanceOf(Rejected.class);
        }
        assertThat(node.parameters(SYNC)).hasSize(3);
    }

    /** Begun, then the limit is lowered: the server must not be made to sign once more by trying again. */
    @Test
    void aPaymentThatWasBegunIsNotSignedForAgainBeyondTheBounds() {
        VerifiedPayment payment = payment(Draft.of(challenge));
        long end = Charges.SOON.longValueExact();
        node.onFunction(LIMIT, words(0, 0))
                .on(
                        OnePayment.BLOCK,
                        Reply.result("{\"number\":\"0x10\",\"timestamp\":\"0x" + Long.toHexString(end - 20) + "\"}"))
                .on("eth_getLogs", Reply.result("[]"));

        OnePayment.assertUnknown(payment.settle(true), true);
        assertThat(node.parameters(SYNC)).isEmpty();
        node.onFunction(LIMIT, words(1_000_000, 0));
        payment.settle(true);
        assertThat(node.parameters(SYNC)).hasSize(1);
    }

    @Test
    void anAccessKeyThatTheTransactionItselfAuthorizesIsNotSponsored() {
        RlpList content = RlpList.of(
                RlpBytes.of(BigInteger.valueOf(42431)),
                RlpBytes.of(BigInteger.TWO),
                RlpBytes.of(KEY.address().bytes()));
        RlpList authorization = RlpList.of(content, RlpBytes.of(PAYER.sign(Keccak.hash(Rlp.encode(content)))));
        List<RlpItem> fields =
                new ArrayList<>(Rlp.decode(Draft.of(challenge).build().encode(), 1)
                        .asList("fields")
                        .items());
        fields.add(13, authorization);
        TempoTransaction authorizing = TempoTransaction.decode(
                Keccak.concatenate(new byte[] {TempoTransaction.TYPE}, Rlp.encode(new RlpList(fields))));
        TempoTransaction signed = authorizing.withSignature(signByAccessKey(authorizing.signingHash()));

        assertThat(Charges.rejected(charge, Sponsored.credential(challenge, signed.encode(), PAYER.address()))
                        .problem()
                        .detail())
                .contains("or a key authorization");
    }

    private VerifiedPayment payment(Draft draft) {
        TempoTransaction signed = Sponsored.signed(draft, SponsoredAccessKeyTest::signByAccessKey);
        return Charges.verified(charge, Sponsored.credential(challenge, signed.encode(), PAYER.address()));
    }

    private void assertPaid(Draft draft) {
        TempoTransaction signed = Sponsored.signed(draft, SponsoredAccessKeyTest::signByAccessKey);
        node.on(
                SYNC,
                Sponsored.minedAs(
                        Sponsored.complete(signed, PAYER.address()),
                        Sponsored.told(PAYER.address(), MERCHANT, 1_000_000, challenge)));
        VerifiedPayment payment =
                Charges.verified(charge, Sponsored.credential(challenge, signed.encode(), PAYER.address()));

        assertThat(payment.payer()).contains(Sponsored.did(PAYER.address()));
        assertThat(payment.settle(false)).isInstanceOf(Settlement.Settled.class);
    }

    private static byte[] signByAccessKey(byte[] hash) {
        byte[] account = PAYER.address().bytes();
        return Keccak.concatenate(
                new byte[] {4}, account, KEY.signAsPasskey(Keccak.hash(new byte[] {4}, hash, account)));
    }

    private static Reply key(boolean limited, boolean revoked) {
        return revoked ? words(0, 0, 0, 0, 1) : key(limited, NOW.getEpochSecond() + 3600);
    }

    private static Reply keyUntil(long expiry) {
        return key(true, expiry);
    }

    private static Reply key(boolean limited, long expiry) {
        return result(word(2) + word(KEY.address()) + word(expiry) + word(limited ? 1 : 0) + word(0));
    }

    private static Reply anything() {
        return words(0, 64, 0);
    }

    private static Reply nothing() {
        return words(1, 64, 0);
    }

    private static Reply scope(String contract) {
        return result(word(1) + word(64) + word(1) + word(32) + contract + word(64) + word(0));
    }

    private static Reply scope(String contract, String function, String... recipients) {
        return result(word(1)
                + word(64)
                + word(1)
                + word(32)
                + contract
                + word(64)
                + word(1)
                + word(32)
                + function
                + word(64)
                + word(recipients.length)
                + String.join("", recipients));
    }

    private static Reply words(long... numbers) {
        StringBuilder text = new StringBuilder();
        for (long number : numbers) {
            text.append(word(number));
        }
        return result(text.toString());
    }

    private static Reply result(String words) {
        return Reply.result("\"0x" + words + "\"");
    }

    private static String word(long number) {
        return String.format("%064x", number);
    }

    private static String word(TempoAddress address) {
        return "0".repeat(24) + HexFormat.of().formatHex(address.bytes());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertRefused(Settlement settlement, String why) {
        assertThat(((Rejected) settlement).problem().detail()).contains(why);
    }
}
