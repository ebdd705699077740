package org.mpp4j.servlet;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.Verification;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.testkit.SandboxCharge;

/** A second rail: the sandbox under another name. */
final class OtherMoney implements PaymentMethod {

    /** What it was asked to offer, in order. */
    final List<OfferTerms> prepared = new CopyOnWriteArrayList<>();

    private final SandboxCharge sandbox;

    OtherMoney(SandboxCharge sandbox) {
        this.sandbox = sandbox;
    }

    static Credential pay(Challenge challenge) {
        return Credential.of(challenge, SandboxCharge.payloadFor(challenge));
    }

    @Override
    public String name() {
        return "othermoney";
    }

    @Override
    public PreparedOffer prepare(OfferTerms terms) {
        prepared.add(terms);
        return sandbox.prepare(terms);
    }

    @Override
    public Verification verify(PaymentAttempt attempt) {
        return sandbox.verify(attempt);
    }
}
