package org.mpp4j.gate;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mpp4j.store.StoreUnavailableException;

/** Renews the leases of claims whose requests take long, so that nobody takes them for dead. */
final class LeaseKeeper {

    private static final Logger LOG = System.getLogger("org.mpp4j.gate");

    /** Leases are renewed when so much of their time has gone by, in hundredths. */
    private static final int RENEWED_AT = 33;

    private static final Runnable NOTHING = () -> {};

    private final Map<Claims, Runnable> inProgress = new ConcurrentHashMap<>();

    void add(Claims claims) {
        inProgress.put(claims, NOTHING);
    }

    /** What is to be done once, when a lease has to be renewed for the first time from now on. */
    void whenLong(Claims claims, Runnable action) {
        inProgress.put(claims, action);
    }

    void remove(Claims claims) {
        inProgress.remove(claims);
    }

    void renew() {
        for (Map.Entry<Claims, Runnable> request : inProgress.entrySet()) {
            Claims claims = request.getKey();
            if (!claims.isLeaseYoung(RENEWED_AT)) {
                renew(claims);
                Runnable action = request.getValue();
                if (inProgress.replace(claims, action, NOTHING)) {
                    action.run();
                }
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
