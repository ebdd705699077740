package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.client.Allowance;
import org.mpp4j.client.PaidResponse;
import org.mpp4j.client.PayingHttpClient;
import org.mpp4j.gate.Offer;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.tempo.FeePayer;
import org.mpp4j.tempo.FeePayerException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.TempoCharge;
import org.mpp4j.tempo.TempoSplit;
import org.mpp4j.tempo.client.TempoPayer;
import org.mpp4j.tempo.client.TempoWallet;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.Secp256k1Signature;
import org.mpp4j.tempo.internal.tx.FeePayerSignature;
import org.mpp4j.tempo.internal.tx.SubmittedTransaction;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/** What mppx buys without paying the network's fees: paid-api pays them, on chains of its own with the ids of both networks. */
@ExtendWith(MarketplaceExtension.class)
@ParameterizedClass(name = "chain {0}")
@ValueSource(longs = {Marketplace.MODERATO, Marketplace.MAINNET})
final class SponsoredIT {

    private static final long PRICE = 10_000;
    private static final TempoAddress PATH_USD = TempoAddress.parse(Anvil.PATH_USD);
    private static final Account SPONSOR = Account.FEES_IN_PATH_USD;

    private static Anvil chain;
    private static FaultProxy proxy;
    private static PaidApi api;
    private static Mppx mppx;

    private final long chainId;

    SponsoredIT(long chainId) {
        this.chainId = chainId;
    }

    @BeforeParameterizedClassInvocation
    static void open(long chainId) {
        chain = Anvil.start(chainId);
        proxy = new FaultProxy(chain.url());
        Map<String, String> environment = PaidApi.environment(chainId, proxy.url());
        environment.put("TEMPO_FEE_PAYER_KEY", SPONSOR.key());
        // The first is where nobody listens, so that all of this is done by the second.
        environment.put("TEMPO_RPC_URL", "http://127.0.0.1:9," + proxy.url());
        Canary.secret(SPONSOR.key().substring(2));
        api = PaidApi.start(environment);
        mppx = Mppx.start();
    }

    @AfterParameterizedClassInvocation
    static void close() {
        for (AutoCloseable each : new AutoCloseable[] {mppx, api, proxy, chain}) {
            try {
                if (each != null) {
                    each.close();
                }
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        }
    }

    private Mppx.Payer payer(Account account) {
        return mppx.payer(account, chainId, chain.url());
    }

    private BigInteger balance(Account account) {
        return chain.balance(Anvil.PATH_USD, account.address());
    }

    @Test
    void thePayerPaysThePriceAndTheSponsorTheFee() {
        BigInteger merchant = balance(Account.MERCHANT);
        BigInteger payer = balance(Account.PAYER);
        BigInteger sponsor = balance(SPONSOR);

        Mppx.Purchase purchase = payer(Account.PAYER).buy("GET", api.url("/sponsored"));

        assertThat(purchase.answer().status()).isEqualTo(200);
        assertThat(balance(Account.MERCHANT).subtract(merchant)).isEqualTo(BigInteger.valueOf(PRICE));
        assertThat(payer.subtract(balance(Account.PAYER))).isEqualTo(BigInteger.valueOf(PRICE));
        BigInteger fee = fee(purchase.answer().receipt());
        assertThat(fee).isPositive();
        assertThat(sponsor.subtract(balance(SPONSOR))).isEqualTo(fee);
    }

    private BigInteger fee(Receipt paid) {
        return chain.feePaidBy(SPONSOR, paid.reference());
    }

    /** paid-api sells nothing like it. */
    @Test
    void whatIsSharedIsSponsoredToTheBaseUnit() {
        TempoCharge charge = TomcatShop.charge(chainId, chain.url())
                .feePayer(FeePayer.ofPrivateKey(SPONSOR.key()))
                .build()
                .withSplits(
                        TempoSplit.of("0.004", TempoAddress.parse(Account.PLATFORM.address())),
                        TempoSplit.of("0.001", TempoAddress.parse(Account.AFFILIATE.address())));
        List<Account> all = List.of(Account.PAYER, Account.MERCHANT, Account.PLATFORM, Account.AFFILIATE, SPONSOR);
        try (TomcatShop shop = new TomcatShop(Offer.of(charge, "0.01"))) {
            List<BigInteger> before = all.stream().map(this::balance).toList();

            Mppx.Purchase purchase = payer(Account.PAYER).buy("GET", shop.url());

            assertThat(purchase.answer().status()).as(purchase.answer()::text).isEqualTo(200);
            BigInteger fee = fee(purchase.answer().receipt());
            assertThat(all.stream().map(this::balance))
                    .as("what payer, merchant, platform, affiliate and sponsor have")
                    .containsExactly(
                            before.get(0).subtract(BigInteger.valueOf(PRICE)),
                            before.get(1).add(BigInteger.valueOf(5_000)),
                            before.get(2).add(BigInteger.valueOf(4_000)),
                            before.get(3).add(BigInteger.valueOf(1_000)),
                            before.get(4).subtract(fee));
        }
    }

    @Test
    void theSameCredentialIsAnsweredAgainAndPaidOnce() {
        Mppx.Purchase purchase = payer(Account.PAYER).buy("GET", api.url("/sponsored"));
        BigInteger payer = balance(Account.PAYER);
        BigInteger sponsor = balance(SPONSOR);

        Answer again = api.getPaid("/sponsored", purchase.authorization());

        purchase.answer().assertGivenAgain(again);
        assertThat(balance(Account.PAYER)).isEqualTo(payer);
        assertThat(balance(SPONSOR)).isEqualTo(sponsor);
    }

    @Test
    void aLostAnswerOfTheNodeIsMadeUpForByTheNextAttempt() {
        String authorization = payer(Account.PAYER).authorizationFor(api.get("/sponsored"));
        BigInteger payer = balance(Account.PAYER);
        proxy.whenSending(FaultProxy.Fault.ANSWER_LOST);
        proxy.when("eth_getTransactionReceipt", FaultProxy.Fault.HTTP_500);

        Answer unknown = api.getPaid("/sponsored", authorization);
        proxy.heal();
        Answer paid = api.getPaid("/sponsored", authorization);

        assertThat(unknown.status()).isEqualTo(503);
        assertThat(paid.status()).isEqualTo(200);
        assertThat(payer.subtract(balance(Account.PAYER))).isEqualTo(BigInteger.valueOf(PRICE));
    }

    @Test
    void whoHasNotGotThePriceCostsTheSponsorNothing() {
        String authorization = payer(Account.POOR).authorizationFor(api.get("/sponsored"));
        takeAll(Account.POOR);
        BigInteger sponsor = balance(SPONSOR);

        Answer answer = api.getPaid("/sponsored", authorization);

        assertThat(answer.status()).isEqualTo(402);
        assertThat(answer.problem()).isEqualTo("verification-failed");
        assertThat(balance(SPONSOR)).isEqualTo(sponsor);
    }

    private void takeAll(Account account) {
        transfer(account, Account.MERCHANT.address(), balance(account));
        assertThat(balance(account)).isZero();
    }

    private void transfer(Account from, String to, BigInteger amount) {
        String data = "0xa9059cbb" + "0".repeat(24) + to.substring(2) + String.format("%064x", amount);
        chain.transact(from.address(), Anvil.PATH_USD, data);
    }

    @Test
    void anAccountOnP256WithNothingButThePriceIsSponsored() {
        String authorization = payer(Account.PAYER).onP256().authorizationFor(api.get("/sponsored"));
        String source = Mppx.credential(authorization).source().orElseThrow();
        String address = source.substring(source.lastIndexOf(':') + 1);
        assertThat(address).isNotEqualToIgnoringCase(Account.PAYER.address());
        transfer(Account.MERCHANT, address, BigInteger.valueOf(PRICE));
        BigInteger sponsor = balance(SPONSOR);

        Answer answer = api.getPaid("/sponsored", authorization);

        assertThat(answer.status()).as(answer::text).isEqualTo(200);
        assertThat(chain.balance(Anvil.PATH_USD, address)).isZero();
        assertThat(sponsor.subtract(balance(SPONSOR))).isEqualTo(fee(answer.receipt()));
    }

    @Test
    void anAccessKeyIsSponsoredForItsAccountWithinItsBounds() {
        Keychain keychain = new Keychain(chain);
        keychain.authorize(Account.ACCESS_KEY, Instant.now().plusSeconds(3600), Anvil.PATH_USD, PRICE);
        keychain.allowOnly(Account.ACCESS_KEY, Anvil.PATH_USD, Account.PLATFORM);
        BigInteger payer = balance(Account.PAYER);
        BigInteger sponsor = balance(SPONSOR);

        Answer elsewhere = api.getPaid(
                "/sponsored",
                payer(Account.PAYER).signingWith(Account.ACCESS_KEY).authorizationFor(api.get("/sponsored")));

        assertThat(elsewhere.status()).isEqualTo(402);
        assertThat(elsewhere.text()).contains("can't make these calls");
        assertThat(balance(SPONSOR)).isEqualTo(sponsor);

        keychain.allowOnly(Account.ACCESS_KEY, Anvil.PATH_USD);
        Answer answer = payer(Account.PAYER)
                .signingWith(Account.ACCESS_KEY)
                .buy("GET", api.url("/sponsored"))
                .answer();

        assertThat(answer.status()).as(answer::text).isEqualTo(200);
        assertThat(payer.subtract(balance(Account.PAYER))).isEqualTo(BigInteger.valueOf(PRICE));
        assertThat(sponsor.subtract(balance(SPONSOR))).isEqualTo(fee(answer.receipt()));

        Answer beyond = api.getPaid(
                "/sponsored",
                payer(Account.PAYER).signingWith(Account.ACCESS_KEY).authorizationFor(api.get("/sponsored")));

        assertThat(beyond.status()).isEqualTo(402);
        assertThat(beyond.text()).contains("can't spend that much");
        assertThat(sponsor.subtract(balance(SPONSOR))).isEqualTo(fee(answer.receipt()));
    }

    /** It can be read off the chain, and the transaction with it. */
    @Test
    void whatTheFeePayerHasSignedIsGoodForOnePaymentOnly() throws Exception {
        Mppx.Purchase used = payer(Account.PAYER).buy("GET", api.url("/sponsored"));
        TempoTransaction paid = completed(transaction(used.authorization()));
        assertThat(Hex.encode(Keccak.hash(paid.encode())))
                .isEqualTo(used.answer().receipt().reference());
        String fresh = payer(Account.PAYER).authorizationFor(api.get("/sponsored"));
        TempoTransaction stolen = transaction(fresh).withFeePayer(PATH_USD, paid.feePayer());
        Map<Account, BigInteger> before = balances();

        assertPayAnew(shown(used.authorization(), paid));
        assertPayAnew(shown(payer(Account.PAYER).authorizationFor(api.get("/sponsored")), paid));
        send(paid);
        assertThatThrownBy(() -> send(stolen)).hasMessageContaining("insufficient fee token balance");
        assertPayAnew(shown(fresh, stolen));

        assertThat(balances()).isEqualTo(before);
    }

    private static TempoTransaction transaction(String authorization) {
        String shown = Mppx.credential(authorization).payload().requireString("signature");
        return SubmittedTransaction.decode(Hex.decode(shown, SubmittedTransaction.MAX_BYTES, "transaction"))
                .transaction();
    }

    /** As the fee payer, who always signs the same in the same way, has sent it. */
    private static TempoTransaction completed(TempoTransaction partial) throws FeePayerException {
        byte[] digest = partial.withFeePayer(PATH_USD, new FeePayerSignature.Wanted())
                .feePayerHash(TempoAddress.parse(Account.PAYER.address()));
        byte[] signature = FeePayer.ofPrivateKey(SPONSOR.key()).sign(digest);
        return partial.withFeePayer(PATH_USD, FeePayerSignature.Signed.of(Secp256k1Signature.parse(signature)));
    }

    private static void send(TempoTransaction transaction) {
        chain.call("eth_sendRawTransactionSync", Hex.encode(transaction.encode()));
    }

    private static Answer shown(String authorization, TempoTransaction instead) {
        Credential credential = Mppx.credential(authorization);
        return api.getPaid(
                "/sponsored",
                "Payment "
                        + Credential.of(
                                        credential.challenge(),
                                        credential.source().orElseThrow(),
                                        credential.payload().toBuilder()
                                                .put("signature", Hex.encode(instead.encode()))
                                                .build())
                                .token());
    }

    private static void assertPayAnew(Answer answer) {
        assertThat(answer.status()).as(answer::text).isEqualTo(402);
        assertThat(answer.header("payment-receipt")).isEmpty();
    }

    private Map<Account, BigInteger> balances() {
        return Stream.of(Account.PAYER, Account.MERCHANT, SPONSOR)
                .collect(Collectors.toMap(Function.identity(), this::balance));
    }

    @Test
    void theJavaClientIsSponsoredToo() throws Exception {
        PayingHttpClient client = PayingHttpClient.builder()
                .payer(TempoPayer.builder()
                        .chainId(chainId)
                        .rpcUrl(chain.url())
                        .signer(TempoWallet.ofKey(Account.PAYER.key()))
                        .build())
                .allow(Allowance.of("tempo", Anvil.PATH_USD, Amount.ofBaseUnits(BigInteger.valueOf(PRICE))))
                .allowRecipients("tempo", Account.MERCHANT.address())
                .build();
        BigInteger payer = balance(Account.PAYER);
        BigInteger sponsor = balance(SPONSOR);

        PaidResponse<String> response =
                client.send(HttpRequest.newBuilder(api.url("/sponsored")).build(), BodyHandlers.ofString());

        assertThat(response.statusCode()).as(response::body).isEqualTo(200);
        assertThat(payer.subtract(balance(Account.PAYER))).isEqualTo(BigInteger.valueOf(PRICE));
        assertThat(sponsor.subtract(balance(SPONSOR)))
                .isEqualTo(fee(response.receipt().orElseThrow()));
    }
}
