package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.testkit.SandboxCharge;

/** What can't be read of an annotation isn't free. */
class PaidAnnotationsTest {

    @Paid("1")
    static class Sold {}

    static class SoldToo extends Sold {}

    /** Loads the annotation and what carries it anew, as a second copy of the library would. */
    private static final class SecondCopy extends ClassLoader {

        SecondCopy() {
            super(PaidAnnotationsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(Paid.class.getName()) && !name.contains("$Sold")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }
    }

    private static PaidAnnotations annotations(Class<?> servlet, ClassLoader loader) {
        ServletRegistration registration = stub(ServletRegistration.class, Map.of("getClassName", servlet.getName()));
        ServletContext context =
                stub(ServletContext.class, Map.of("getServletRegistration", registration, "getClassLoader", loader));
        return new PaidAnnotations(new ServletClasses(context), List.of(SandboxCharge.create()));
    }

    private static <T> T stub(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                PaidAnnotationsTest.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.get(method.getName())));
    }

    @Test
    void anAnnotationOfThisLibraryIsAPrice() {
        assertThat(annotations(Sold.class, PaidAnnotationsTest.class.getClassLoader())
                        .tariff("sold"))
                .isPresent();
        assertThat(annotations(String.class, PaidAnnotationsTest.class.getClassLoader())
                        .tariff("free"))
                .isEmpty();
    }

    @Test
    void anAnnotationOfASecondCopyOfThisLibraryIsNotFree() {
        for (Class<?> servlet : new Class<?>[] {Sold.class, SoldToo.class}) {
            assertThatThrownBy(() -> annotations(servlet, new SecondCopy()).tariff("sold"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessage("@Paid on servlet \"sold\" (" + servlet.getName()
                            + ") was loaded by another class loader than the payment filter; keep mpp-server-servlet in"
                            + " one place, in the application or in the server");
        }
    }
}
