package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nobody pays for a 405, and nobody gets anything else for nothing because of that. */
class UnhandledMethodsTest {

    private static final List<String> ALL =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "X");

    static class Getter extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
    }

    static class GetterAndPoster extends Getter {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) {}
    }

    static class Heads extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doHead(HttpServletRequest request, HttpServletResponse response) {}
    }

    static class Server extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) {}
    }

    static class RawServer extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        public void service(ServletRequest request, ServletResponse response) {}
    }

    static class ServerBelow extends Server {
        private static final long serialVersionUID = 1L;
    }

    static class Generic extends GenericServlet {
        private static final long serialVersionUID = 1L;

        @Override
        public void service(ServletRequest request, ServletResponse response) {}
    }

    static class Overloads extends HttpServlet {
        private static final long serialVersionUID = 1L;

        protected void doGet(String nothingToDoWithIt) {}
    }

    record Case(Class<?> servlet, Set<String> unhandled) {}

    static Stream<Case> servlets() {
        return Stream.of(
                new Case(Getter.class, Set.of("POST", "PUT", "PATCH", "DELETE")),
                new Case(GetterAndPoster.class, Set.of("PUT", "PATCH", "DELETE")),
                new Case(Heads.class, Set.of("GET", "POST", "PUT", "PATCH", "DELETE")),
                new Case(Overloads.class, Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")),
                new Case(Server.class, Set.of()),
                new Case(RawServer.class, Set.of()),
                new Case(ServerBelow.class, Set.of()),
                new Case(Generic.class, Set.of()));
    }

    @ParameterizedTest
    @MethodSource("servlets")
    void areThoseThatHttpServletAnswersItself(Case servlet) {
        Set<String> unhandled = new TreeSet<>();
        for (String method : ALL) {
            if (UnhandledMethods.of(servlet.servlet()).contains(method)) {
                unhandled.add(method);
            }
        }

        assertThat(unhandled).isEqualTo(new TreeSet<>(servlet.unhandled()));
    }
}
