package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mpp4j.interop.FaultProxy.Fault;
import org.mpp4j.interop.Marketplace.Books;

/** One credential, sent by everybody at once. */
@ExtendWith(MarketplaceExtension.class)
final class ConcurrencyIT {

    private static final int REQUESTS = 200;

    private final Marketplace market;

    ConcurrencyIT(Marketplace market) {
        this.market = market;
    }

    @Test
    void ofTwoHundredRequestsWithOneCredentialOneIsServed() {
        String authorization = market.payer().authorizationFor(market.api().get("/fortune"));
        Books before = market.books();

        assertOneServed(answersTo(authorization));
        market.assertPaidSince(before, Marketplace.FORTUNE);
        assertThat(market.books().sent() - before.sent()).isEqualTo(1);
    }

    @Test
    void ofTwoHundredRequestsOneIsServedAfterTheOutcomeWasUnknown() {
        String authorization = market.payer().authorizationFor(market.api().get("/fortune"));
        Books before = market.books();
        market.proxy().always(Fault.ANSWER_LOST);
        try {
            assertThat(statuses(answersTo(authorization)).keySet()).isSubsetOf(409, 503);
        } finally {
            market.proxy().heal();
        }

        assertOneServed(answersTo(authorization));
        market.assertPaidSince(before, Marketplace.FORTUNE);
    }

    @Test
    void aProofIsTakenOnceToo() {
        String authorization = market.payer().authorizationFor(market.api().get("/whoami"));

        List<Answer> answers = all(IntStream.range(0, REQUESTS)
                .mapToObj(i -> market.api().sendAsync("GET", "/whoami", "Authorization", authorization))
                .toList());

        assertOneServed(answers);
    }

    /** One is served; the others get the same answer, or are told to wait for it. Nobody is told to pay again. */
    static void assertOneServed(List<Answer> answers) {
        assertThat(statuses(answers).keySet()).isSubsetOf(200, 409);
        List<Answer> served = answers.stream()
                .filter(answer -> answer.status() == 200 && !answer.isReplayed())
                .toList();
        assertThat(served).hasSize(1);
        answers.stream().filter(Answer::isReplayed).forEach(served.get(0)::assertGivenAgain);
    }

    private List<Answer> answersTo(String authorization) {
        return all(IntStream.range(0, REQUESTS)
                .mapToObj(i -> market.api().sendAsync("GET", "/fortune", "Authorization", authorization))
                .toList());
    }

    static List<Answer> all(List<CompletableFuture<Answer>> answers) {
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static Map<Integer, Long> statuses(List<Answer> answers) {
        return answers.stream().collect(Collectors.groupingBy(Answer::status, Collectors.counting()));
    }
}
