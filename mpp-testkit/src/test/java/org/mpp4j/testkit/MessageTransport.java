package org.mpp4j.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.Exchange;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.Route;
import org.mpp4j.protocol.BodyDigest;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.protocol.WwwAuthenticate;

/**
 * Sells answers to messages that are lines of text, as a queue or a socket might carry them: no HTTP, no status, no header
 * fields. A message is {@code ask <question>}, then perhaps {@code pay <token>}.
 */
final class MessageTransport {

    private final PaymentGate gate;
    private final Map<String, Route> prices = new LinkedHashMap<>();
    private final UnaryOperator<String> handler;

    MessageTransport(PaymentGate gate, UnaryOperator<String> handler) {
        this.gate = gate;
        this.handler = handler;
    }

    void sell(String question, Route price) {
        prices.put(question, price);
    }

    List<String> deliver(List<String> message) {
        Message request = new Message(message);
        Route price = prices.get(request.question());
        if (price == null) {
            return List.of("unknown");
        }
        Admission admission = gate.admit(request, price);
        if (admission instanceof Admission.Granted granted) {
            String answer = handler.apply(request.question());
            gate.completed(request, granted.payment(), 200, Optional.empty());
            return List.of(
                    "answer " + answer, "receipt " + granted.payment().receipt().toHeader());
        } else if (admission instanceof Admission.Challenged challenged) {
            List<String> reply = new ArrayList<>(
                    List.of("unpaid " + challenged.problem().type().title()));
            challenged.challenges().forEach(challenge -> reply.add("challenge " + WwwAuthenticate.format(challenge)));
            return reply;
        } else if (admission instanceof Admission.Undecided undecided) {
            return List.of("later " + undecided.retryAfter().toSeconds());
        } else if (admission instanceof Admission.Refused refused) {
            return List.of("refused " + refused.problem().type().title());
        }
        return List.of("done " + ((Admission.Completed) admission).receipt().toHeader());
    }

    static Optional<String> line(List<String> reply, String keyword) {
        return reply.stream()
                .filter(line -> line.startsWith(keyword + " "))
                .map(line -> line.substring(keyword.length() + 1))
                .findFirst();
    }

    static Receipt receipt(List<String> reply) {
        return Receipt.parse(line(reply, "receipt").orElseThrow());
    }

    private record Message(List<String> lines) implements Exchange {

        String question() {
            return line(lines, "ask").orElse("");
        }

        @Override
        public String target() {
            return "ask " + question();
        }

        @Override
        public List<String> headers(String name) {
            return name.equalsIgnoreCase(PaymentAuthorization.HEADER)
                    ? line(lines, "pay").map(token -> "Payment " + token).stream()
                            .toList()
                    : List.of();
        }

        @Override
        public Optional<BodyDigest> bodyDigest() {
            return Optional.empty();
        }
    }
}
