package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransportSecurityTest {

    private static HttpServletRequest request(
            String address, boolean secure, List<String> forwardedProto, List<String> forwarded) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                TransportSecurityTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "isSecure" -> secure;
                    case "getRemoteAddr" -> address;
                    case "getHeaders" ->
                        Collections.enumeration(arguments[0].equals("Forwarded") ? forwarded : forwardedProto);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.9.10", "::1", "[::1]", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"})
    void loopbackIsSafe(String address) {
        for (TransportSecurity.Policy policy : TransportSecurity.Policy.values()) {
            assertThat(new TransportSecurity(policy).accepts(request(address, false, List.of(), List.of())))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "10.0.0.1", "12.7.0.1", "::2", "2001:db8::1", "::ffff:10.0.0.1"})
    void anotherMachineNeedsTls(String address) {
        TransportSecurity tls = new TransportSecurity(TransportSecurity.Policy.TLS);
        assertThat(tls.accepts(request(address, false, List.of(), List.of()))).isFalse();
        assertThat(tls.accepts(request(address, false, List.of("https"), List.of("proto=https"))))
                .isFalse();
        assertThat(tls.accepts(request(address, true, List.of(), List.of()))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "https!''!true",
                "HTTPS!''!true",
                "http!''!false",
                "http, https!''!true",
                "https, http!''!false",
                "https,!''!false",
                "httpsx!''!false",
                "''!proto=https!true",
                "''!for=192.0.2.1; proto=https ;by=x!true",
                "''!for=1.2.3.4;proto=\"https\"!true",
                "''!proto=http!false",
                "''!proto=https, proto=http!false",
                "''!proto=http, for=x;proto=https!true",
                "''!xproto=https!false",
                "''!for=\"proto=https\"!false",
                "https!proto=http!false",
                "http!proto=https!false",
                "https!proto=https!true"
            })
    void theNearestProxyDecidesAndBothHeadersHaveToAgree(String proto, String forwarded, boolean accepted) {
        TransportSecurity proxy = new TransportSecurity(TransportSecurity.Policy.TLS_OR_TRUSTED_PROXY);
        HttpServletRequest request = request(
                "192.0.2.1",
                false,
                proto.isEmpty() ? List.of() : List.of(proto),
                forwarded.isEmpty() ? List.of() : List.of(forwarded));

        assertThat(proxy.accepts(request)).isEqualTo(accepted);
    }

    @Test
    void ofSeveralFieldsTheLastCounts() {
        TransportSecurity proxy = new TransportSecurity(TransportSecurity.Policy.TLS_OR_TRUSTED_PROXY);
        assertThat(proxy.accepts(request("192.0.2.1", false, List.of("https", "http"), List.of())))
                .isFalse();
        assertThat(proxy.accepts(request("192.0.2.1", false, List.of("http", "https"), List.of())))
                .isTrue();
        assertThat(proxy.accepts(request("127.0.0.1", false, List.of("http"), List.of())))
                .isFalse();
    }
}
