package org.mpp4j.interop;

import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a payer can tell of a channel: what was signed before it left, and what has come to this process. In base units.
 * Thread-safe.
 */
final class ChannelBook {

    private final String channelId;
    private BigInteger signed = BigInteger.ZERO;
    private BigInteger accepted = BigInteger.ZERO;
    private BigInteger delivered = BigInteger.ZERO;
    private BigInteger unsure = BigInteger.ZERO;
    private int requests;
    private int breaks;
    private int units;
    private int receipts;
    private final Map<Integer, Integer> refusals = new TreeMap<>();

    ChannelBook(String channelId) {
        this.channelId = channelId;
    }

    /** A request or a stream, of which each unit costs the same. */
    final class Purchase {

        private final BigInteger price;
        private boolean isOver;

        private Purchase(BigInteger price) {
            this.price = price;
        }

        /** Units have come here, whatever the client makes of them. */
        void delivered(int count) {
            synchronized (ChannelBook.this) {
                units += count;
                delivered = delivered.add(price.multiply(BigInteger.valueOf(count)));
            }
        }

        /** It came to its end: what it was charged for has come. */
        void complete() {
            end(BigInteger.ZERO);
        }

        /** It broke off. One unit may have been charged that didn't come. */
        void broken() {
            end(price);
        }

        /** It was refused, and not charged. */
        void refused(int status) {
            note(status);
            end(BigInteger.ZERO);
        }

        /**
         * It was refused because the server had taken it in before: the JDK's client has sent it twice, and what became of the
         * first time never came here. That time one unit may have been charged.
         */
        void repeated(int status) {
            note(status);
            end(price);
        }

        private void note(int status) {
            synchronized (ChannelBook.this) {
                refusals.merge(status, 1, Integer::sum);
            }
        }

        /** Nobody has taken it in. */
        void unheard() {
            synchronized (ChannelBook.this) {
                isOver = true;
            }
        }

        private void end(BigInteger inFlight) {
            synchronized (ChannelBook.this) {
                if (!isOver) {
                    isOver = true;
                    requests++;
                    breaks += inFlight.signum();
                    unsure = unsure.add(inFlight);
                }
            }
        }
    }

    Purchase begin(BigInteger price) {
        return new Purchase(price);
    }

    synchronized void sign(BigInteger cumulative) {
        signed = signed.max(cumulative);
    }

    /** A receipt has come. */
    synchronized void accepted(BigInteger cumulative) {
        receipts++;
        accepted = accepted.max(cumulative);
    }

    String channelId() {
        return channelId;
    }

    /** Of the highest voucher that may have left. */
    synchronized BigInteger signed() {
        return signed;
    }

    /** Of the highest voucher that the server has said to have. */
    synchronized BigInteger accepted() {
        return accepted;
    }

    /** What has come here at least was charged. */
    synchronized BigInteger delivered() {
        return delivered;
    }

    /** One unit for each request that broke off: so much more than what has come may have been charged, and no more. */
    synchronized BigInteger unsure() {
        return unsure;
    }

    /** Requests that were answered, or broke off. */
    synchronized int requests() {
        return requests;
    }

    /** How often a request was answered with a status that isn't that of success. */
    synchronized Map<Integer, Integer> refusals() {
        return new TreeMap<>(refusals);
    }

    synchronized int breaks() {
        return breaks;
    }

    synchronized int units() {
        return units;
    }

    synchronized int receipts() {
        return receipts;
    }

    @Override
    public synchronized String toString() {
        return "channel " + channelId + ": signed " + signed + ", accepted " + accepted + ", delivered " + delivered
                + ", in flight when it broke " + unsure + ", refused " + refusals;
    }
}
