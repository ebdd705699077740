package org.mpp4j.lightning.internal.session;

import java.math.BigInteger;
import java.util.Optional;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.session.NeedMore;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionVoice;

/** Receipts and events (draft-lightning-session sections "Receipt" and "Streaming and Per-Chunk Billing"). */
record Voice(SessionRules rules, Challenge challenge, BigInteger price) implements SessionVoice {

    @Override
    public Receipt receipt(SessionAccount account, long units) {
        return receipt(
                account,
                JsonObject.builder()
                        .put("spent", price.multiply(BigInteger.valueOf(units)).longValueExact())
                        .put("units", units));
    }

    Receipt receipt(SessionAccount account, JsonObject.Builder more) {
        return Receipt.of(
                "lightning",
                sessionId(account),
                rules.clock().instant(),
                more.put("challengeId", challenge.id()).build());
    }

    private String sessionId(SessionAccount account) {
        return account.id().substring(rules.prefix().length());
    }

    @Override
    public NeedMore needMore(SessionAccount account, BigInteger cost) {
        return new NeedMore("payment-need-topup", balance(account, cost));
    }

    @Override
    public Optional<NeedMore> timedOut(SessionAccount account, BigInteger cost) {
        return Optional.of(new NeedMore("session-timeout", balance(account, cost)));
    }

    private JsonObject balance(SessionAccount account, BigInteger cost) {
        return JsonObject.builder()
                .put("sessionId", sessionId(account))
                .put("balanceSpent", account.spent().longValueExact())
                .put("balanceRequired", cost.longValueExact())
                .build();
    }
}
