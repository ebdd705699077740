package org.mpp4j.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which client a connection comes from: its address, or for IPv6 its network, as whoever has one address there has 2^64. */
final class RemoteClient {

    /** Only what is surely an address: anything else would be looked up as a name. */
    private static final Pattern IPV6_LITERAL = Pattern.compile("\\[?([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(%[^\\]]*)?]?");

    private static final int NETWORK_BYTES = 8;

    private RemoteClient() {}

    static @Nullable String of(HttpServletRequest request) {
        String address = request.getRemoteAddr();
        return address == null || !address.contains(":") ? address : network(address);
    }

    private static String network(String address) {
        var literal = IPV6_LITERAL.matcher(address);
        if (!literal.matches()) {
            return address;
        }
        try {
            InetAddress parsed = InetAddress.getByName(literal.group(1));
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), NETWORK_BYTES)) + "::/64"
                    : parsed.getHostAddress(); // an IPv4 address in IPv6 clothes
        } catch (UnknownHostException notAnAddress) {
            return address;
        }
    }
}
