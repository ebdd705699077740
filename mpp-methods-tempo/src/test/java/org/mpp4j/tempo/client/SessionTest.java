package org.mpp4j.tempo.client;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.mpp4j.client.Allowance;
import org.mpp4j.client.PaymentFailedException;
import org.mpp4j.client.SpendingLimits;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.tempo.Charges;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.TempoNetwork;

/** A client with limits, a seller, and a chain that knows what the seller does. */
abstract class SessionTest extends OneAccount {

    final FakeSeller seller = new FakeSeller();
    final SpendingLimits limits = SpendingLimits.of(
            Allowance.of("tempo", CURRENCY, Amount.ofBaseUnits(5_000)).total(Amount.ofBaseUnits(50_000)));
    final List<StreamedEvent> events = new ArrayList<>();

    @BeforeEach
    void theChainKnowsTheChannel() {
        node.on("eth_call", seller.state());
    }

    @AfterEach
    void closeSeller() {
        seller.close();
    }

    TempoSessionClientBuilder client() {
        return TempoSessionClient.builder()
                .network(TempoNetwork.MODERATO)
                .rpcUrl(node.url())
                .signer(wallet)
                .limits(limits)
                .maxUnitPrice(Amount.ofBaseUnits(2_000))
                .maxDeposit(Amount.ofBaseUnits(20_000))
                .clock(InstantSource.fixed(Charges.NOW));
    }

    HttpResponse<String> get(TempoSessionClient client) throws IOException, InterruptedException {
        return get(client, seller.url("/session"));
    }

    static HttpResponse<String> get(TempoSessionClient client, URI uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    Optional<Receipt> stream(TempoSessionClient client) throws IOException, InterruptedException {
        return client.stream(HttpRequest.newBuilder(seller.url("/stream")).build(), events::add);
    }

    static PaymentFailedException failure(ThrowingCallable call) {
        return catchThrowableOfType(PaymentFailedException.class, call);
    }

    long deposited(TempoSessionClient client) {
        return client.deposited(TempoAddress.parse(CURRENCY)).baseUnits().longValueExact();
    }

    long spent() {
        return limits.spent("tempo", CURRENCY).baseUnits().longValueExact();
    }
}
