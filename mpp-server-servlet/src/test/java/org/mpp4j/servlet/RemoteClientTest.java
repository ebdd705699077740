package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteClientTest {

    private static HttpServletRequest from(String address) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                RemoteClientTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("getRemoteAddr");
                    return address;
                });
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "2001:db8:1:2:3:4:5:6, 20010db800010002::/64",
        "2001:db8:1:2::1, 20010db800010002::/64",
        "[2001:DB8:1:2::ffff], 20010db800010002::/64",
        "2001:db8:1:3::1, 20010db800010003::/64",
        "fe80::1%eth0, fe80000000000000::/64",
        "::1, 0000000000000000::/64",
        "::ffff:192.0.2.1, 192.0.2.1",
        "a:b, a:b",
        "unix:/run/socket, unix:/run/socket"
    })
    void aClientIsAnAddressOrAnIpv6Network(String address, String client) {
        assertThat(RemoteClient.of(from(address))).isEqualTo(client);
    }

    @Test
    void aConnectionWithoutAnAddressIsNobodys() {
        assertThat(RemoteClient.of(from(null))).isNull();
    }
}
