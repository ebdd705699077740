package org.mpp4j.servlet;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.mpp4j.method.Inquiry;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.Verification;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.testkit.SandboxCharge;

/** A second rail: the sandbox under another name. */
final class OtherMoney implements PaymentMethod {

    /** What it was asked to offer, in order. */
    final List<OfferTerms> prepared = new CopyOnWriteArrayList<>();

    /** Who asked it for a challenge, in order. */
    final List<Inquiry> inquiries = new CopyOnWriteArrayList<>();

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
        PreparedOffer offer = sandbox.prepare(terms);
        return new PreparedOffer() {
            @Override
            public PaymentRequest request() {
                return offer.request();
            }

            @Override
            public PaymentRequest request(Inquiry inquiry) {
                inquiries.add(inquiry);
                return request();
            }

            @Override
            public Optional<String> mismatch(PaymentRequest echoed) {
                return offer.mismatch(echoed);
            }
        };
    }

    @Override
    public Verification verify(PaymentAttempt attempt) {
        return sandbox.verify(attempt);
    }
}
