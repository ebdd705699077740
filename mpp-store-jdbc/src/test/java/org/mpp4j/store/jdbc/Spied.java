package org.mpp4j.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import javax.sql.DataSource;

/** A data source that notes what is executed, and fails when told to. */
final class Spied {

    final List<String> executed = new CopyOnWriteArrayList<>();
    volatile Predicate<String> failsBefore = call -> false;
    volatile String failure = "08006";

    DataSource wrap(DataSource source) {
        return proxy(DataSource.class, source, "");
    }

    private <T> T proxy(Class<T> type, Object target, String sql) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            String name = method.getName();
            boolean statement = name.startsWith("execute");
            String call = statement ? name + " " + sql : name;
            if (failsBefore.test(call)) {
                throw new SQLException("secret-value in the driver's text", failure);
            }
            if (statement) {
                executed.add(sql);
            } else if (name.equals("commit") || name.equals("rollback")) {
                executed.add(name);
            }
            Object result;
            try {
                result = method.invoke(target, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            if (result instanceof PreparedStatement) {
                return proxy(PreparedStatement.class, result, (String) args[0]);
            }
            return result instanceof Connection ? proxy(Connection.class, result, "") : result;
        }));
    }
}
