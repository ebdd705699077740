package org.mpp4j.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.WwwAuthenticate;

/** A server in a process of its own, and how far each channel has got there. */
final class Seller implements AutoCloseable {

    private static final String LISTENS = "listens on ";

    private final String name;
    private final Process process;
    private final URI goods;
    private final Challenge challenge;
    private final int[] used;

    private Seller(String name, Process process, URI goods, int channels) throws IOException, InterruptedException {
        this.name = name;
        this.process = process;
        this.goods = goods;
        this.used = new int[channels];
        this.challenge = WwwAuthenticate.parse(HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(goods).build(), BodyHandlers.discarding())
                        .headers()
                        .allValues(WwwAuthenticate.HEADER))
                .get(0);
    }

    /**
     * Starts one.
     *
     * @param folder to start it in, or null for this one
     * @param input what it gets on standard input
     */
    static Seller start(String name, int channels, @Nullable Path folder, String input, String... command)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder == null ? null : folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write((input + "\n").getBytes(StandardCharsets.UTF_8));
        }
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            int at = line.indexOf(LISTENS);
            if (at >= 0) {
                URI url = URI.create(line.substring(at + LISTENS.length()));
                return new Seller(name, process, url.resolve("/goods"), channels);
            }
        }
        throw new IllegalStateException("The server \"" + name + "\" didn't start");
    }

    String name() {
        return name;
    }

    /** Opens a channel, and gets what its first voucher pays for. */
    void open(PaidChannel channel) throws IOException, InterruptedException {
        Credential opening = channel.open(challenge, BigInteger.valueOf(VoucherServer.PRICE));
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(goods)
                                .header(PaymentAuthorization.HEADER, PaymentAuthorization.format(opening))
                                .build(),
                        BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("A channel isn't opened: " + answer.body());
        }
    }

    /** Sends the next vouchers of each channel; at most so many. */
    Measured measure(SignedVouchers vouchers, Duration time, int most) throws IOException {
        List<List<byte[]>> requests = new ArrayList<>();
        for (int channel = 0; channel < used.length; channel++) {
            List<byte[]> ofChannel = new ArrayList<>();
            int end = Math.min(used[channel] + most / used.length, vouchers.perChannel());
            for (int i = used[channel]; i < end; i++) {
                ofChannel.add(request(vouchers.credential(challenge, channel, i)));
            }
            requests.add(ofChannel);
        }
        Duration before = cpu();
        VoucherClient.Sent sent;
        try (VoucherClient client = new VoucherClient(goods, requests)) {
            sent = client.send(time.toNanos());
        }
        Duration spent = cpu().minus(before);
        Arrays.setAll(used, channel -> used[channel] + sent.byChannel().get(channel));
        return new Measured(sent.requests(), sent.nanos(), sent.cpuNanos(), spent.toNanos());
    }

    private byte[] request(Credential credential) {
        return ("GET " + goods.getPath() + " HTTP/1.1\r\nHost: " + VoucherServer.REALM + "\r\n"
                        + PaymentAuthorization.HEADER + ": " + PaymentAuthorization.format(credential) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /**
     * What came of one round.
     *
     * @param requests that were answered
     * @param nanos how long that took
     * @param clientNanos of processor time on this side
     * @param serverNanos of processor time of the server's process
     */
    record Measured(int requests, long nanos, long clientNanos, long serverNanos) {

        double perSecond() {
            return requests * 1e9 / nanos;
        }

        double serverMicros() {
            return serverNanos / 1e3 / requests;
        }

        /** How much of one core the client took. */
        double clientShare() {
            return (double) clientNanos / nanos;
        }

        /** What is left of the machine. */
        double coresLeft() {
            return Runtime.getRuntime().availableProcessors() - clientShare();
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
}
