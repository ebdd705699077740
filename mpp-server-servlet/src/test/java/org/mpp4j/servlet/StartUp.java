package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Starts applications that shouldn't start. */
final class StartUp {

    private StartUp() {}

    /** Keeps what the payment filter says when it is started: Tomcat only logs it. */
    private record Listening(PaymentFilter filter, AtomicReference<String> message) implements Filter {

        @Override
        public void init(FilterConfig config) throws ServletException {
            try {
                filter.init(config);
            } catch (ServletException wrong) {
                message.set(wrong.getMessage());
                throw wrong;
            }
        }

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            filter.doFilter(request, response, chain);
        }
    }

    /** Starts it, which fails, and says with which message. */
    static String failure(
            PaymentFilter filter, Map<String, String> initParams, String mapping, TestServer.Application servlets) {
        AtomicReference<String> message = new AtomicReference<>("no message");
        assertThatThrownBy(() -> TestServer.start("", null, context -> {
                            servlets.register(context);
                            FilterRegistration.Dynamic registration =
                                    context.addFilter("payment", new Listening(filter, message));
                            registration.setInitParameters(initParams);
                            registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, mapping);
                        })
                        .close())
                .as("start-up")
                .isInstanceOf(Exception.class);
        assertThat(message.get()).startsWith("Payment filter \"payment\": ");
        return message.get().substring("Payment filter \"payment\": ".length());
    }

    /** Two to price. */
    static void servlets(ServletContext context) {
        context.addServlet("paid", new Plain()).addMapping("/paid");
        context.addServlet("other", new Plain()).addMapping("/other/*");
    }

    /** A servlet without a price. */
    static class Plain extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("sold");
        }
    }
}
