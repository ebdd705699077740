package org.mpp4j.tempo.internal.sig;

import org.mpp4j.tempo.TempoAddress;

/**
 * A key that signs in the name of an account that isn't its own, as long as the account lets it.
 *
 * @param account in whose name it signs
 * @param address that would be the key's own account
 * @param type of the key
 */
public record AccessKey(TempoAddress account, TempoAddress address, KeyType type) {}
