package io.grest.ws.test.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.grest.ws.server.SocketHandler;
import io.grest.ws.test.SocketTester;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Tests the handlers of contracts, and nothing else of the application. A
 * {@link SocketTester} of each contract is injected by its type arguments.
 *
 * <p>
 * Of what the component scan finds, these are in: {@link SocketHandler}s, all or those
 * {@linkplain #value named}; {@code HandshakeInterceptor}s; {@code Converter}s,
 * {@code GenericConverter}s, {@code Formatter}s and {@code WebFluxConfigurer}s;
 * {@code @JacksonComponent}s, {@code JacksonModule}s and
 * {@code JsonMapperBuilderCustomizer}s; and a {@code @Configuration} class that has a
 * {@code @Bean} method of the type {@code SocketContract}, with all that it declares:
 * keep contracts in a configuration of their own. Auto-configured are JSON, validation
 * and grest-ws. Everything else is out, unless it is brought in by {@code @Import},
 * {@code @MockitoBean} or {@link #includeFilters}.
 *
 * @since 0.1.0
 * @see AutoConfigureSocketTester
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(GrestWsTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(GrestWsTypeExcludeFilter.class)
@ImportAutoConfiguration
@AutoConfigureSocketTester
public @interface GrestWsTest {

	/**
	 * The handlers to test, all of them by default.
	 * @return handlers
	 */
	@AliasFor("handlers")
	Class<? extends SocketHandler<?, ?>>[] value() default {};

	/**
	 * The handlers to test, all of them by default.
	 * @return handlers
	 */
	@AliasFor("value")
	Class<? extends SocketHandler<?, ?>>[] handlers() default {};

	/**
	 * How the testers connect.
	 * @return the transport
	 */
	Transport transport() default Transport.RANDOM_PORT;

	/**
	 * Properties of the environment, in the form {@code key=value}.
	 * @return properties
	 */
	String[] properties() default {};

	/**
	 * Whether the filters described above apply, or {@link #includeFilters} alone.
	 * @return {@code true} by default
	 */
	boolean useDefaultFilters() default true;

	/**
	 * What else of the component scan is in.
	 * @return filters
	 */
	Filter[] includeFilters() default {};

	/**
	 * What of the component scan is out.
	 * @return filters
	 */
	Filter[] excludeFilters() default {};

	/**
	 * What is not auto-configured.
	 * @return auto-configurations
	 */
	@AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
	Class<?>[] excludeAutoConfiguration() default {};

	/**
	 * How testers connect to the slice.
	 */
	enum Transport {

		/**
		 * Through a web server on a random port.
		 */
		RANDOM_PORT,

		/**
		 * In memory: the same frames, without a web server.
		 */
		IN_MEMORY

	}

}
