package org.mpp4j.lightning;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What this rail logs until it is closed, line by line. */
final class LogOf extends Handler implements AutoCloseable {

    private final Logger logger = Logger.getLogger("org.mpp4j.lightning");
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private LogOf() {}

    static LogOf atLeast(Level level) {
        LogOf log = new LogOf();
        log.setLevel(level);
        log.logger.addHandler(log);
        return log;
    }

    List<String> lines() {
        return lines;
    }

    @Override
    public void publish(LogRecord entry) {
        if (isLoggable(entry)) {
            lines.add(
                    entry.getParameters() == null
                            ? entry.getMessage()
                            : MessageFormat.format(entry.getMessage(), entry.getParameters()));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
