package org.mpp4j.testkit;

import org.jspecify.annotations.Nullable;
import org.mpp4j.client.Payer;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;

/**
 * Pays with the play money of {@link SandboxCharge}. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class SandboxPayer implements Payer {

    private final @Nullable String source;

    private SandboxPayer(@Nullable String source) {
        this.source = source;
    }

    /**
     * A payer with a name.
     *
     * @param name for example {@code alice}, who then pays as {@code did:sandbox:alice}
     * @return the payer
     */
    public static SandboxPayer named(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("A sandbox payer's name can't be blank; there is anonymous()");
        }
        return new SandboxPayer("did:sandbox:" + name);
    }

    /**
     * A payer who doesn't say who pays.
     *
     * @return the payer
     */
    public static SandboxPayer anonymous() {
        return new SandboxPayer(null);
    }

    @Override
    public String method() {
        return SandboxCharge.NAME;
    }

    @Override
    public boolean canAnswer(Challenge challenge) {
        return challenge.method().equals(SandboxCharge.NAME)
                && challenge.intent().equals("charge");
    }

    @Override
    public Credential pay(Challenge challenge) {
        return source == null
                ? Credential.of(challenge, SandboxCharge.payloadFor(challenge))
                : Credential.of(challenge, source, SandboxCharge.payloadFor(challenge));
    }

    /** Who pays. */
    @Override
    public String toString() {
        return "SandboxPayer[" + (source == null ? "anonymous" : source) + "]";
    }
}
