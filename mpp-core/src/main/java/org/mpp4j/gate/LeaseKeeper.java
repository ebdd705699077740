package org.mpp4j.gate;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.mpp4j.store.StoreUnavailableException;

/** Renews the leases of claims whose requests take long, so that nobody takes them for dead. */
final class LeaseKeeper {

    private static final Logger LOG = System.getLogger("org.mpp4j.gate");

    /** Leases are renewed when so much of their time has gone by, in hundredths. */
    private static final int RENEWED_AT = 33;

    private final Set<Claims> inProgress = ConcurrentHashMap.newKeySet();

    void add(Claims claims) {
        inProgress.add(claims);
    }

    void remove(Claims claims) {
        inProgress.remove(claims);
    }

    void renew() {
        for (Claims claims : inProgress) {
            if (!claims.isLeaseYoung(RENEWED_AT)) {
                renew(claims);
            }
        }
    }

    private static void renew(Claims claims) {
        try {
            claims.renew();
        } catch (StoreUnavailableException unavailable) {
            LOG.log(Level.WARNING, "A lease could not be renewed: {0}", unavailable.getMessage());
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "A lease could not be renewed: {0}", Bug.describe(bug));
        }
    }
}
