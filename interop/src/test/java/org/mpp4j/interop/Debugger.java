package org.mpp4j.interop;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stops a Java program exactly where it enters a method: the thread that comes there stands still, the others go on. So it can
 * be killed at a step that nobody outside of it would ever hit in time.
 */
final class Debugger {

    private static final String ANNOUNCED = "Listening for transport dt_socket at address: ";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** To be in the environment of the program, so that it listens for a debugger; to this machine only. */
    static final Map<String, String> ENVIRONMENT =
            Map.of("JAVA_TOOL_OPTIONS", "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0");

    private final VirtualMachine machine;
    private final AtomicInteger stopped = new AtomicInteger();

    private Debugger(VirtualMachine machine, List<String> methods) {
        this.machine = machine;
        stopAt(methods); // before the program's start is let go on, if it waits for that
        Thread events = new Thread(this::handleEvents, "debugger");
        events.setDaemon(true);
        events.start();
    }

    /** To be in the environment of the program instead, so that it doesn't start before there is a debugger. */
    static final Map<String, String> ENVIRONMENT_OF_ONE_THAT_WAITS =
            Map.of("JAVA_TOOL_OPTIONS", "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:0");

    /** Of a program with {@link #ENVIRONMENT}. It lasts as long as the program does. */
    static Debugger of(Program program) {
        return of(program, List.of());
    }

    /** Of a program that is to stop at such methods from its very start. */
    static Debugger of(Program program, List<String> methods) {
        String line = program.awaitLine(printed -> printed.startsWith(ANNOUNCED), PATIENCE);
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(each -> each.name().equals("com.sun.jdi.SocketAttach"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(line.substring(ANNOUNCED.length()).strip());
        try {
            return new Debugger(connector.attach(arguments), methods);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (IllegalConnectorArgumentsException bug) {
            throw new IllegalStateException(bug);
        }
    }

    /** From now on whoever enters one of these methods, each written as {@code package.Class.method}, goes no further. */
    void stopAt(List<String> methods) {
        for (String method : methods) {
            String type = method.substring(0, method.lastIndexOf('.'));
            String name = method.substring(method.lastIndexOf('.') + 1);
            List<ReferenceType> loaded = machine.classesByName(type);
            loaded.forEach(each -> stopAt(each, name));
            if (loaded.isEmpty()) {
                ClassPrepareRequest request = machine.eventRequestManager().createClassPrepareRequest();
                request.addClassFilter(type);
                request.putProperty("method", name);
                request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
                request.enable();
            }
        }
    }

    private void stopAt(ReferenceType type, String name) {
        List<Method> methods = type.methodsByName(name).stream()
                .filter(method -> !method.isAbstract() && !method.isBridge())
                .toList();
        if (methods.isEmpty()) {
            throw new AssertionError(type.name() + " has no method " + name + " any more; name another for this step");
        }
        for (Method method : methods) {
            EventRequest request = machine.eventRequestManager().createBreakpointRequest(method.location());
            request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
            request.enable();
        }
    }

    /** How many threads stand still. */
    int stopped() {
        return stopped.get();
    }

    private void handleEvents() {
        try {
            while (true) {
                EventSet events = machine.eventQueue().remove();
                boolean stay = false;
                for (Event event : events) {
                    if (event instanceof BreakpointEvent) {
                        stopped.incrementAndGet();
                        stay = true;
                    } else if (event instanceof ClassPrepareEvent prepared) {
                        stopAt(prepared.referenceType(), (String)
                                event.request().getProperty("method"));
                    }
                }
                if (!stay) {
                    events.resume();
                }
            }
        } catch (VMDisconnectedException killed) {
            // As was to be expected.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
