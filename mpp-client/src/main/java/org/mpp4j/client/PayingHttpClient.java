package org.mpp4j.client;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.mpp4j.protocol.AcceptPayment;

/**
 * An HTTP client that pays when it is asked to, within limits (draft-httpauth-payment). It answers a challenge of a 402 with one
 * of its {@link Payer}s and sends the request again with the credential.
 *
 * <pre>{@code
 * PayingHttpClient client = PayingHttpClient.builder()
 *         .payer(TempoPayer.builder().network(TempoNetwork.MAINNET).signer(TempoWallet.fromEnvironment("WALLET_KEY")).build())
 *         .allow(Allowance.of("tempo", usdc, Amount.ofBaseUnits(50_000)).total(Amount.ofBaseUnits(5_000_000), Duration.ofDays(1)))
 *         .allowOrigins(URI.create("https://api.example.com"))
 *         .build();
 * PaidResponse<String> response = client.send(request, BodyHandlers.ofString());
 * }</pre>
 *
 * <p>What it holds to, whatever a server says:
 *
 * <ul>
 *   <li>One call moves money at most once. A 402 after a payment is the answer. Only proofs of identity, which cost nothing, may
 *       be asked for again, a limited number of times.
 *   <li>When no answer to a paid request comes, or a 409, 429 or 503 with {@code Retry-After}, or a proxy's 502 or 504, the same
 *       credential is sent again. A request that isn't idempotent has an {@code Idempotency-Key} for that.
 *   <li>Nothing is paid in a currency without an {@link Allowance}, nor over plain HTTP except to this machine.
 *   <li>A credential goes to the origin that asked for it only. Redirects are not followed unless that is set.
 *   <li>A challenge that is bound to a body is paid only if it is the body of the request.
 *   <li>A request that already carries a Payment credential is never paid for; that is how one is sent again later.
 * </ul>
 *
 * <p>A payment counts against the limits as soon as its credential exists, as the server may use it even if it answers with an
 * error. {@link #send} blocks; thread-safe.
 *
 * @since 0.1
 */
public final class PayingHttpClient {

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    /** RFC 9110 section 9.2.2. */
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

    private final ClientSettings settings;
    private final Executor executor;
    private final String acceptPayment;

    PayingHttpClient(ClientSettings settings, Executor executor) {
        this.settings = settings;
        this.executor = executor;
        this.acceptPayment = AcceptedPayments.fieldValue(settings.payers());
    }

    /**
     * Starts a client. It needs at least one payer and one allowance.
     *
     * @return a builder
     */
    public static PayingHttpClientBuilder builder() {
        return new PayingHttpClientBuilder();
    }

    /**
     * Sends a request, and pays if that is asked for. Blocks until the final response, payment and waiting times included.
     *
     * @param request to send; its body publisher has to be able to publish more than once, as those of the JDK are. Fields
     *     {@code Accept-Payment} and {@code Idempotency-Key} that it has are left as they are
     * @param bodyHandler for the final response; a 402 that is paid isn't shown to it
     * @param <T> the type of the body
     * @return the final response and what was paid
     * @throws UnansweredPaymentException if the request was paid for and no answer came
     * @throws IOException if the server can't be reached, and nothing was paid
     * @throws InterruptedException if the thread is interrupted; a payment may have been made
     * @throws PaymentFailedException if a payer doesn't know whether it has paid
     */
    public <T> PaidResponse<T> send(HttpRequest request, BodyHandler<T> bodyHandler)
            throws IOException, InterruptedException {
        return new Purchase<>(settings, prepared(request), bodyHandler).make();
    }

    /**
     * Sends a request, and pays if that is asked for, in a thread of the client's executor.
     *
     * @param request as of {@link #send}
     * @param bodyHandler for the final response
     * @param <T> the type of the body
     * @return fails with what {@link #send} throws. Cancelling it stops nothing: a payment can't be taken back
     */
    public <T> CompletableFuture<PaidResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> bodyHandler) {
        HttpRequest prepared = prepared(request);
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return new Purchase<>(settings, prepared, bodyHandler).make();
                    } catch (IOException failed) {
                        throw new CompletionException(failed);
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                        throw new CompletionException(interrupted);
                    }
                },
                executor);
    }

    private HttpRequest prepared(HttpRequest request) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request, (name, value) -> true);
        if (request.headers().firstValue(AcceptPayment.HEADER).isEmpty()) {
            builder.setHeader(AcceptPayment.HEADER, acceptPayment);
        }
        if (!IDEMPOTENT.contains(request.method())
                && request.headers().firstValue(IDEMPOTENCY_KEY).isEmpty()) {
            builder.setHeader(IDEMPOTENCY_KEY, UUID.randomUUID().toString());
        }
        return builder.build();
    }

    /** Its payers. */
    @Override
    public String toString() {
        return "PayingHttpClient" + settings.payers();
    }
}
