package org.mpp4j.examples.paidapi;

import org.mpp4j.method.ConfigurationException;

/**
 * Starts the API. It runs until it is told to stop, with SIGTERM or Ctrl-C.
 *
 * <ul>
 *   <li>{@code GET /fortune} for 0.01, {@code POST /echo} for 0.02 and {@code GET /whoami} for a proof of address: with
 *       {@code TEMPO_...} or {@code MPP_SANDBOX}
 *   <li>{@code GET /split} for 0.02, of which others get a part: with {@code TEMPO_...}
 *   <li>{@code GET /sponsored} for 0.01, of which this server pays the network fee: with {@code TEMPO_FEE_PAYER_KEY}, too
 *   <li>{@code GET /session} for 0.001 each, and {@code GET /stream} for 0.0001 a token, from a channel: with
 *       {@code SESSION_MERCHANT_KEY}, too
 *   <li>{@code GET /ln/fortune} for 10 satoshi: with {@code LIGHTNING_...}
 *   <li>{@code GET /card} for 1.00 usd: with {@code STRIPE_...}
 *   <li>{@code GET /any} through whatever is configured, at those prices
 *   <li>{@code GET /free} and {@code GET /health} for nothing
 * </ul>
 *
 * <p>The README lists the environment variables.
 */
public final class PaidApi {

    private PaidApi() {}

    /**
     * Runs the API.
     *
     * @param args none; everything is configured by environment variables
     * @throws InterruptedException if the main thread is interrupted
     */
    public static void main(String... args) throws InterruptedException {
        ApiServer server;
        try {
            server = new ApiServer(Settings.from(System.getenv()));
            int port = server.start();
            System.out.println("paid-api listens on http://localhost:" + port);
        } catch (ConfigurationException wrong) {
            System.err.println("paid-api can't start: " + wrong.getMessage());
            System.exit(1);
            return;
        } catch (Exception failed) {
            System.err.println("paid-api can't start: " + rootMessage(failed));
            System.exit(1);
            return;
        }
        server.join();
    }

    private static String rootMessage(Throwable failed) {
        Throwable root = failed;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
