package io.grest.ws.test.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.grest.ws.test.SocketTester;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Annotation that adds a {@link SocketTester} for each contract to a
 * {@code @SpringBootTest}, injected by its type arguments. It connects to the test's web
 * server or, if the test has none, in memory.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
public @interface AutoConfigureSocketTester {

}
