package org.mpp4j.tempo.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.TempoNetwork;
import org.mpp4j.tempo.TempoPayer;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.tx.SubmittedTransaction;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TempoTransaction;
import org.mpp4j.tempo.internal.tx.TokenFunction;

class FundingRulesTest {

    private static final long CHAIN = 42431;
    private static final ChannelContract RESERVE = ChannelContract.reserve(CHAIN);
    private static final ChannelContract STREAMS = ChannelContract.of(
            ChannelProtocol.V1, CHAIN, TempoAddress.parse("0xe1c4d3dce17bc111181ddf716f75bae49e61a336"));
    private static final TempoAddress EXCHANGE = TempoAddress.parse("0xdec0000000000000000000000000000000000000");
    private static final TempoAddress TOKEN = TempoNetwork.MODERATO.currency();
    private static final TempoAddress OTHER_TOKEN = TempoAddress.parse("0x20c0000000000000000000000000000000000001");
    private static final TempoPayer PAYER = new TempoPayer("0x5e");
    private static final TempoPayer STRANGER = new TempoPayer("0x5f");
    private static final TempoAddress PAYEE = STRANGER.address();
    private static final BigInteger DEPOSIT = BigInteger.valueOf(5_000_000);
    private static final BigInteger END = BigInteger.valueOf(2_000_000_000);
    private static final Bytes32 SALT = Bytes32.parse("0x" + "aa".repeat(32), "salt");
    private static final ChannelTerms TERMS = new ChannelTerms(RESERVE, PAYEE, TOKEN, ChannelDescriptor.NOBODY);
    private static final ChannelTerms OLDER_TERMS = new ChannelTerms(STREAMS, PAYEE, TOKEN, ChannelDescriptor.NOBODY);

    private static final ReserveCall.Open OPEN =
            new ReserveCall.Open(PAYEE, ChannelDescriptor.NOBODY, TOKEN, DEPOSIT, SALT, ChannelDescriptor.NOBODY);

    private static TempoTransaction signed(List<TempoCall> calls) {
        return PAYER.sign(TempoPayer.unsigned(CHAIN, END, calls));
    }

    private static TempoCall call(ReserveCall.Open open) {
        return TempoCall.of(RESERVE.address(), open.encode());
    }

    /** The channel that a transaction opens, as its client describes it. */
    private static ChannelDescriptor descriptor(TempoTransaction transaction) {
        return new ChannelDescriptor(
                PAYER.address(),
                OPEN.payee(),
                OPEN.operator(),
                OPEN.token(),
                OPEN.salt(),
                OPEN.authorizedSigner(),
                Bytes32.of(transaction.expiringNonceHash(PAYER.address())));
    }

    private static SessionAction.Open open(
            TempoTransaction transaction, @Nullable ChannelDescriptor channel, Bytes32 id) {
        return new SessionAction.Open(
                channel,
                SubmittedTransaction.decode(transaction.encode()),
                null,
                new Voucher(id, BigInteger.ZERO, RlpBytes.EMPTY));
    }

    private static Funding check(TempoTransaction transaction) {
        ChannelDescriptor channel = descriptor(transaction);
        return new FundingRules(TERMS).open(open(transaction, channel, channel.channelId(RESERVE)));
    }

    private static void assertRefused(Funding funding, String reason) {
        assertThat(funding)
                .isInstanceOfSatisfying(
                        Funding.Refused.class,
                        refused -> assertThat(refused.reason()).contains(reason));
    }

    @Test
    void aTransactionThatOpensTheChannelIsAccepted() {
        assertThat(check(signed(List.of(call(OPEN))))).isInstanceOfSatisfying(Funding.Accepted.class, accepted -> {
            assertThat(accepted.deposit()).isEqualTo(DEPOSIT);
            assertThat(accepted.voucherSigner()).isEqualTo(PAYER.address());
            assertThat(accepted.purchases()).isFalse();
        });
    }

    private static List<TempoCall> purchase(BigInteger amount, BigInteger allowed, TempoAddress out) {
        return List.of(
                TempoCall.of(OTHER_TOKEN, TokenFunction.approve(EXCHANGE, allowed)),
                TempoCall.of(
                        EXCHANGE,
                        TokenFunction.swapExactAmountOut(OTHER_TOKEN, out, amount, DEPOSIT.add(BigInteger.TEN))),
                call(OPEN));
    }

    @Test
    void itMayBuyExactlyTheDepositBefore() {
        BigInteger most = DEPOSIT.add(BigInteger.TEN);

        assertThat(check(signed(purchase(DEPOSIT, most, TOKEN))))
                .isInstanceOfSatisfying(
                        Funding.Accepted.class,
                        accepted -> assertThat(accepted.purchases()).isTrue());
        assertRefused(check(signed(purchase(DEPOSIT.add(BigInteger.ONE), most, TOKEN))), "one call");
        assertRefused(check(signed(purchase(DEPOSIT, most.add(BigInteger.ONE), TOKEN))), "one call");
        assertRefused(check(signed(purchase(DEPOSIT, most, PAYEE))), "one call");
        assertRefused(check(signed(purchase(DEPOSIT, most, TOKEN).subList(1, 3))), "one call");
    }

    @Test
    void itMayDoNothingElse() {
        TempoCall transfer = TempoCall.of(TOKEN, TokenFunction.transfer(PAYEE, BigInteger.ONE));
        TempoCall approval = TempoCall.of(TOKEN, TokenFunction.approve(RESERVE.address(), DEPOSIT));

        assertRefused(check(signed(List.of(transfer, call(OPEN)))), "one call");
        assertRefused(check(signed(List.of(call(OPEN), call(OPEN)))), "one call");
        assertRefused(check(signed(List.of(approval, call(OPEN)))), "one call");
        assertRefused(check(signed(List.of(call(OPEN), transfer))), "last call");
        assertRefused(
                check(signed(List.of(new TempoCall(RESERVE.address(), BigInteger.ONE, RlpBytes.of(OPEN.encode()))))),
                "one call");
        assertRefused(check(signed(List.of())), "one call");
        assertRefused(check(signed(List.of(TempoCall.of(RESERVE.address(), new byte[4])))), "doesn't open");
    }

    @Test
    void aCallWithBytesAfterItsArgumentsIsRefused() {
        byte[] longer = java.util.Arrays.copyOf(OPEN.encode(), OPEN.encode().length + 32);

        assertRefused(check(signed(List.of(TempoCall.of(RESERVE.address(), longer)))), "doesn't open");
    }

    @Test
    void anotherContractThanTheOneOfTheChallengeIsRefused() {
        assertRefused(check(signed(List.of(TempoCall.of(STREAMS.address(), OPEN.encode())))), "channel contract");
    }

    @Test
    void anotherChannelThanTheDescribedOneIsRefused() {
        for (ReserveCall.Open other : List.of(
                new ReserveCall.Open(PAYER.address(), OPEN.operator(), TOKEN, DEPOSIT, SALT, OPEN.authorizedSigner()),
                new ReserveCall.Open(PAYEE, PAYEE, TOKEN, DEPOSIT, SALT, OPEN.authorizedSigner()),
                new ReserveCall.Open(PAYEE, OPEN.operator(), OTHER_TOKEN, DEPOSIT, SALT, OPEN.authorizedSigner()),
                new ReserveCall.Open(PAYEE, OPEN.operator(), TOKEN, DEPOSIT, Bytes32.ZERO, OPEN.authorizedSigner()),
                new ReserveCall.Open(PAYEE, OPEN.operator(), TOKEN, DEPOSIT, SALT, PAYEE))) {
            assertRefused(check(signed(List.of(call(other)))), "another channel");
        }
    }

    @Test
    void aChannelWithoutADepositIsRefused() {
        ReserveCall.Open empty =
                new ReserveCall.Open(PAYEE, OPEN.operator(), TOKEN, BigInteger.ZERO, SALT, OPEN.authorizedSigner());

        assertRefused(check(signed(List.of(call(empty)))), "nothing");
    }

    @Test
    void theHashOfAnotherTransactionInTheDescriptorIsRefused() {
        TempoTransaction transaction = signed(List.of(call(OPEN)));
        TempoTransaction other = PAYER.sign(TempoPayer.unsigned(CHAIN, END.add(BigInteger.ONE), List.of(call(OPEN))));
        ChannelDescriptor channel = descriptor(other);

        assertRefused(
                new FundingRules(TERMS).open(open(transaction, channel, channel.channelId(RESERVE))),
                "expiring nonce hash");
    }

    @Test
    void aChannelIdThatIsNotTheDescriptorsIsRefused() {
        TempoTransaction transaction = signed(List.of(call(OPEN)));

        assertRefused(new FundingRules(TERMS).open(open(transaction, descriptor(transaction), SALT)), "channel id");
    }

    @Test
    void aTransactionOfAnotherAccountIsRefused() {
        TempoTransaction unsigned = TempoPayer.unsigned(CHAIN, END, List.of(call(OPEN)));
        ChannelDescriptor channel = descriptor(unsigned);

        assertRefused(
                new FundingRules(TERMS).open(open(STRANGER.sign(unsigned), channel, channel.channelId(RESERVE))),
                "another account");
    }

    @Test
    void aTransactionForAnotherChainIsRefused() {
        assertRefused(check(PAYER.sign(TempoPayer.unsigned(4217, END, List.of(call(OPEN))))), "another chain");
    }

    @Test
    void aTransactionWithoutAnEndOfItsValidityIsRefused() {
        assertRefused(check(PAYER.sign(TempoPayer.unsigned(CHAIN, null, List.of(call(OPEN))))), "expiring nonce");
    }

    @Test
    void anAuthorizedSignerBesideTheDescriptorsIsRefused() {
        TempoTransaction transaction = signed(List.of(call(OPEN)));
        ChannelDescriptor channel = descriptor(transaction);
        SessionAction.Open action = open(transaction, channel, channel.channelId(RESERVE));

        assertRefused(
                new FundingRules(TERMS)
                        .open(new SessionAction.Open(channel, action.transaction(), PAYEE, action.voucher())),
                "authorized signer");
    }

    private static Funding topUp(ReserveCall.TopUp call, ChannelDescriptor stored, BigInteger said) {
        return new FundingRules(TERMS)
                .topUp(
                        new SessionAction.TopUp(
                                stored.channelId(RESERVE),
                                stored,
                                SubmittedTransaction.decode(
                                        signed(List.of(TempoCall.of(RESERVE.address(), call.encode())))
                                                .encode()),
                                said),
                        stored,
                        PAYER.address(),
                        PAYER.address());
    }

    @Test
    void aTopUpIsOfThisChannelAndOfTheAmountThatWasSaid() {
        ChannelDescriptor channel = descriptor(signed(List.of(call(OPEN))));
        ChannelDescriptor other = new ChannelDescriptor(
                channel.payer(),
                channel.payee(),
                channel.operator(),
                channel.token(),
                Bytes32.ZERO,
                channel.authorizedSigner(),
                channel.expiringNonceHash());

        assertThat(topUp(new ReserveCall.TopUp(channel, DEPOSIT), channel, DEPOSIT))
                .isInstanceOf(Funding.Accepted.class);
        assertRefused(topUp(new ReserveCall.TopUp(other, DEPOSIT), channel, DEPOSIT), "this channel");
        assertRefused(topUp(new ReserveCall.TopUp(channel, DEPOSIT), channel, BigInteger.ONE), "another amount");
        assertRefused(topUp(new ReserveCall.TopUp(channel, BigInteger.ZERO), channel, BigInteger.ZERO), "nothing");
    }

    private static Funding checkOlder(List<TempoCall> calls) {
        TempoTransaction transaction = signed(calls);
        Bytes32 id =
                new StreamChannel(PAYER.address(), PAYEE, TOKEN, SALT, ChannelDescriptor.NOBODY).channelId(STREAMS);
        return new FundingRules(OLDER_TERMS).open(open(transaction, null, id));
    }

    @Test
    void aChannelOfTheOlderContractIsOpenedWithAnApprovalOfItsDeposit() {
        StreamCall.Open open = new StreamCall.Open(PAYEE, TOKEN, DEPOSIT, SALT, ChannelDescriptor.NOBODY);
        TempoCall opening = TempoCall.of(STREAMS.address(), open.encode());
        TempoCall approval = TempoCall.of(TOKEN, TokenFunction.approve(STREAMS.address(), DEPOSIT));
        StreamCall.Open otherSalt = new StreamCall.Open(PAYEE, TOKEN, DEPOSIT, Bytes32.ZERO, open.authorizedSigner());
        StreamCall.Open otherPayee =
                new StreamCall.Open(PAYER.address(), TOKEN, DEPOSIT, SALT, open.authorizedSigner());

        assertThat(checkOlder(List.of(approval, opening))).isInstanceOf(Funding.Accepted.class);
        assertThat(checkOlder(List.of(opening))).isInstanceOf(Funding.Accepted.class);
        assertRefused(
                checkOlder(List.of(TempoCall.of(TOKEN, TokenFunction.approve(EXCHANGE, DEPOSIT)), opening)),
                "one call");
        assertRefused(checkOlder(List.of(TempoCall.of(STREAMS.address(), otherSalt.encode()))), "channel id");
        assertRefused(checkOlder(List.of(TempoCall.of(STREAMS.address(), otherPayee.encode()))), "another recipient");
    }
}
