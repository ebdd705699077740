package org.mpp4j.servlet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Sends requests byte for byte, as no well-behaved client would. */
final class RawHttp {

    private RawHttp() {}

    static Answer get(int port, String target, String... headerLines) throws IOException {
        return request(port, "GET", target, headerLines);
    }

    static Answer request(int port, String method, String target, String... headerLines) throws IOException {
        StringBuilder request = new StringBuilder(
                method + " " + target + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nConnection: close\r\n");
        for (String line : headerLines) {
            request.append(line).append("\r\n");
        }
        return send(port, request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends this, and reads until the server closes the connection; so the request has to ask for that. */
    static Answer send(int port, byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(all);
            } catch (java.net.SocketException reset) {
                // What came before that counts: a server may close without reading all.
            }
            return parse(all.toByteArray());
        }
    }

    private static Answer parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return new Answer(0, List.of(), bytes);
        }
        List<String> lines = new ArrayList<>(List.of(text.substring(0, end).split("\r\n")));
        int status = Integer.parseInt(lines.remove(0).split(" ")[1]);
        String body = text.substring(end + 4);
        boolean chunked = lines.stream().anyMatch(line -> line.equalsIgnoreCase("Transfer-Encoding: chunked"));
        return new Answer(
                status, List.copyOf(lines), (chunked ? unchunk(body) : body).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String unchunk(String body) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (true) {
            int line = body.indexOf("\r\n", at);
            int size = line < 0 ? 0 : Integer.parseInt(body.substring(at, line).strip(), 16);
            if (size == 0) {
                return text.toString();
            }
            text.append(body, line + 2, Math.min(body.length(), line + 2 + size));
            at = Math.min(body.length(), line + 2 + size + 2);
        }
    }
}
