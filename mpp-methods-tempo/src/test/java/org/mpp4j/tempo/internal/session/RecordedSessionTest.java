package org.mpp4j.tempo.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.tempo.Recorded;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.tx.SubmittedTransaction;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

class RecordedSessionTest {

    private static final TempoAddress PAYER = TempoAddress.parse("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC");
    private static final TempoAddress PAYEE = TempoAddress.parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");

    @ParameterizedTest
    @ValueSource(strings = {RecordedSession.OWN_FEES, RecordedSession.SPONSORED})
    void everyRecordedVoucherIsSignedByThePayerForItsChannel(String name) {
        RecordedSession session = RecordedSession.of(name);
        ChannelContract reserve = session.reserve();
        Bytes32 channelId = session.only(SessionAction.Open.class).channelId();

        List<Voucher> vouchers = session.exchanges().stream()
                .map(RecordedSession.Exchange::action)
                .flatMap(action -> vouchers(action).stream())
                .toList();

        assertThat(vouchers).hasSizeGreaterThanOrEqualTo(5).allSatisfy(voucher -> {
            assertThat(voucher.channelId()).isEqualTo(channelId);
            assertThat(voucher.signer(reserve)).contains(PAYER);
            assertThat(Voucher.read(voucher.json(), ChannelProtocol.V2)).isEqualTo(voucher);
        });
        assertThat(vouchers).extracting(Voucher::cumulativeAmount).isSorted();
    }

    private static List<Voucher> vouchers(SessionAction action) {
        if (action instanceof SessionAction.Open open) {
            return List.of(open.voucher());
        }
        if (action instanceof SessionAction.Close close) {
            return List.of(close.voucher());
        }
        return action instanceof SessionAction.Authorize more ? List.of(more.voucher()) : List.of();
    }

    @ParameterizedTest
    @ValueSource(strings = {RecordedSession.OWN_FEES, RecordedSession.SPONSORED})
    void everyRecordedDescriptorIsTheOneOfItsChannel(String name) {
        RecordedSession session = RecordedSession.of(name);

        assertThat(session.exchanges()).allSatisfy(exchange -> {
            SessionAction action = exchange.action();
            ChannelDescriptor channel = action.descriptor();
            assertThat(channel.channelId(session.reserve())).isEqualTo(action.channelId());
            assertThat(channel.voucherSigner()).isEqualTo(PAYER);
            assertThat(ChannelDescriptor.read(channel.json())).isEqualTo(channel);
            assertThat(channel.json().toCanonicalString())
                    .isEqualTo(exchange.credential()
                            .payload()
                            .requireObject("descriptor")
                            .toCanonicalString()
                            .transform(RecordedSessionTest::hexInLowerCase));
            assertThat(session.terms(channel).problem(channel, action.channelId()))
                    .isEmpty();
        });
    }

    private static String hexInLowerCase(String text) {
        return java.util.regex.Pattern.compile("0x[0-9a-fA-F]+")
                .matcher(text)
                .replaceAll(hex -> hex.group().toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(strings = {RecordedSession.OWN_FEES, RecordedSession.SPONSORED})
    void theRecordedTransactionsPutIntoTheChannelWhatTheySay(String name) {
        RecordedSession session = RecordedSession.of(name);
        SessionAction.Open open = session.only(SessionAction.Open.class);
        SessionAction.TopUp topUp = session.only(SessionAction.TopUp.class);
        FundingRules rules = new FundingRules(session.terms(open.descriptor()));

        Funding opened = rules.open(open);
        Funding toppedUp = rules.topUp(topUp, open.descriptor(), PAYER, PAYER);

        assertThat(opened).isInstanceOfSatisfying(Funding.Accepted.class, accepted -> {
            assertThat(accepted.deposit()).isEqualTo(5_000);
            assertThat(accepted.signer().account()).isEqualTo(PAYER);
            assertThat(accepted.channelId()).isEqualTo(open.channelId());
            assertThat(accepted.wantsFeePayer()).isEqualTo(name.equals(RecordedSession.SPONSORED));
            assertThat(accepted.purchases()).isFalse();
        });
        assertThat(toppedUp)
                .isInstanceOfSatisfying(
                        Funding.Accepted.class,
                        accepted -> assertThat(accepted.deposit()).isEqualTo(10_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {RecordedSession.OWN_FEES, RecordedSession.SPONSORED})
    void whatWasMinedTellsOfTheChannelAsTheCredentialDoes(String name) {
        RecordedSession session = RecordedSession.of(name);
        SessionAction.Open open = session.only(SessionAction.Open.class);
        ChannelDescriptor channel = open.descriptor();
        RecordedSession.Mined first = session.mined().get(0);
        RecordedSession.Mined last = session.mined().get(session.mined().size() - 1);

        assertThat(RecordedSession.event(ChannelEvent.Opened.class, open.channelId(), first, session.reserve()))
                .contains(new ChannelEvent.Opened(
                        open.channelId(),
                        PAYER,
                        PAYEE,
                        ChannelDescriptor.NOBODY,
                        channel.token(),
                        PAYER,
                        channel.salt(),
                        channel.expiringNonceHash(),
                        BigInteger.valueOf(5_000)));
        assertThat(RecordedSession.event(
                        ChannelEvent.ToppedUp.class,
                        open.channelId(),
                        session.mined().get(1),
                        session.reserve()))
                .contains(new ChannelEvent.ToppedUp(
                        open.channelId(), PAYER, PAYEE, BigInteger.valueOf(10_000), BigInteger.valueOf(15_000)));
        BigInteger captured =
                name.equals(RecordedSession.OWN_FEES) ? BigInteger.valueOf(5_000) : BigInteger.valueOf(4_000);
        assertThat(RecordedSession.event(ChannelEvent.Closed.class, open.channelId(), last, session.reserve()))
                .contains(new ChannelEvent.Closed(
                        open.channelId(),
                        PAYER,
                        PAYEE,
                        captured,
                        BigInteger.valueOf(15_000).subtract(captured)));
    }

    @Test
    void theRecordedSettlementIsWrittenByteForByte() {
        RecordedSession session = RecordedSession.of(RecordedSession.OWN_FEES);
        ChannelDescriptor channel = session.only(SessionAction.Open.class).descriptor();
        Voucher voucher = session.exchanges().stream()
                .map(RecordedSession.Exchange::action)
                .flatMap(action -> vouchers(action).stream())
                .filter(some -> some.cumulativeAmount().equals(BigInteger.valueOf(4_000)))
                .findFirst()
                .orElseThrow();

        assertThat(ReserveCall.settle(channel, voucher)).isEqualTo(input(session, 2));
        assertThat(RecordedSession.event(
                        ChannelEvent.Settled.class,
                        voucher.channelId(),
                        session.mined().get(2),
                        session.reserve()))
                .contains(new ChannelEvent.Settled(
                        voucher.channelId(),
                        PAYER,
                        PAYEE,
                        BigInteger.valueOf(4_000),
                        BigInteger.valueOf(4_000),
                        BigInteger.valueOf(4_000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {RecordedSession.OWN_FEES, RecordedSession.SPONSORED})
    void theRecordedCallsAreWrittenByteForByte(String name) {
        RecordedSession session = RecordedSession.of(name);
        SessionAction.Close close = session.only(SessionAction.Close.class);
        byte[] open = input(session, 0);
        byte[] topUp = input(session, 1);

        assertThat(ReserveCall.decode(open))
                .hasValueSatisfying(
                        call -> assertThat(((ReserveCall.Open) call).encode()).isEqualTo(open));
        assertThat(ReserveCall.decode(topUp))
                .hasValueSatisfying(
                        call -> assertThat(((ReserveCall.TopUp) call).encode()).isEqualTo(topUp));
        assertThat(ReserveCall.close(
                        close.descriptor(), close.voucher(), close.voucher().cumulativeAmount()))
                .isEqualTo(input(session, session.mined().size() - 1));
    }

    private static byte[] input(RecordedSession session, int index) {
        TempoTransaction transaction =
                SubmittedTransaction.decode(session.mined().get(index).raw()).transaction();
        return transaction.calls().get(0).input().toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {RecordedSession.OWN_FEES, RecordedSession.SPONSORED})
    void theRecordedReceiptsAreReadAndWritten(String name) {
        RecordedSession session = RecordedSession.of(name);

        assertThat(session.exchanges()).allSatisfy(exchange -> {
            SessionReceipt receipt = SessionReceipt.of(exchange.receipt());
            assertThat(receipt.channelId()).isEqualTo(exchange.action().channelId());
            assertThat(receipt.challengeId())
                    .isEqualTo(exchange.credential().challenge().id());
            assertThat(receipt.units()).isPresent();
            assertThat(SessionReceipt.of(receipt.receipt())).isEqualTo(receipt);
            JsonObject written = receipt.receipt().json();
            JsonObject recorded = exchange.receipt().json();
            assertThat(written.toBuilder().remove("timestamp").build().toCanonicalString())
                    .isEqualTo(recorded.toBuilder().remove("timestamp").build().toCanonicalString());
        });
        assertThat(SessionReceipt.of(session.exchanges().get(0).receipt()).txHash())
                .isEqualTo(session.mined().get(0).hash());
    }

    @Test
    void theRecordedChannelOfTheOlderContractIsRead() {
        JsonObject recorded = Recorded.json("session-v1");
        ChannelContract contract = ChannelContract.of(
                ChannelProtocol.V1,
                recorded.integer("chainId").orElseThrow(),
                TempoAddress.parse(recorded.requireString("contract")));
        Bytes32 channelId = ChannelDescriptor.bytes32(recorded, "channelId");
        List<Voucher> vouchers = recorded.objects("vouchers").stream()
                .map(voucher -> Voucher.read(voucher, ChannelProtocol.V1))
                .toList();
        JsonObject receipts = recorded.requireObject("receipts");

        ChannelEvent.Opened opened = ChannelEvent.only(
                        ChannelEvent.Opened.class,
                        channelId,
                        RecordedSession.logs(receipts.requireObject("open")),
                        contract)
                .orElseThrow();
        StreamChannel channel = new StreamChannel(
                opened.payer(), opened.payee(), opened.token(), opened.salt(), opened.authorizedSigner());

        assertThat(Hex.encode(contract.domainSeparator().bytes())).isEqualTo(recorded.requireString("domainSeparator"));
        assertThat(channel.channelId(contract)).isEqualTo(channelId);
        assertThat(vouchers)
                .allSatisfy(voucher -> assertThat(voucher.isSignedBy(channel.voucherSigner(), contract))
                        .isTrue());
        assertThat(ChannelEvent.only(
                        ChannelEvent.Settled.class,
                        channelId,
                        RecordedSession.logs(receipts.requireObject("settle")),
                        contract))
                .hasValueSatisfying(settled -> assertThat(settled.newSettled()).isEqualTo(3_000));
        assertThat(ChannelEvent.only(
                        ChannelEvent.Closed.class,
                        channelId,
                        RecordedSession.logs(receipts.requireObject("close")),
                        contract))
                .hasValueSatisfying(
                        closed -> assertThat(closed.settledToPayee()).isEqualTo(9_000));
        assertThat(ChannelEvent.only(
                        ChannelEvent.ToppedUp.class,
                        channelId,
                        RecordedSession.logs(receipts.requireObject("topUp")),
                        contract))
                .isPresent();
    }

    @Test
    void aReceiptOfAChargeIsNotOneOfASession() {
        Receipt charge = Receipt.of("tempo", "0x00", java.time.Instant.EPOCH);

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> SessionReceipt.of(charge))
                .isInstanceOf(org.mpp4j.protocol.ProtocolException.class);
    }
}
