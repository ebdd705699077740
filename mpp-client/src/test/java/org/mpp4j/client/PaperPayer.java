package org.mpp4j.client;

import java.util.concurrent.atomic.AtomicInteger;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;

/** Pays with paper, and counts how often. */
final class PaperPayer implements Payer {

    private final String method;
    private final AtomicInteger payments = new AtomicInteger();
    private volatile RuntimeException failure;

    PaperPayer(String method) {
        this.method = method;
    }

    PaperPayer failing(RuntimeException with) {
        failure = with;
        return this;
    }

    int payments() {
        return payments.get();
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public boolean canAnswer(Challenge challenge) {
        return challenge.method().equals(method) && challenge.intent().equals("charge");
    }

    @Override
    public Credential pay(Challenge challenge) {
        if (failure != null) {
            throw failure;
        }
        return Credential.of(
                challenge,
                JsonObject.builder().put("paper", payments.incrementAndGet()).build());
    }
}
