package org.mpp4j.servlet;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** Tests that run on every container. */
@Tag("container")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface ContainerTest {}
