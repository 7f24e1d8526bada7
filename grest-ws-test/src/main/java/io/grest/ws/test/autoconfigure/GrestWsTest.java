package io.grest.ws.test.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.grest.ws.server.ContractHandler;
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
 * Annotation for a test of the handlers of contracts, without the rest of the
 * application. A {@link SocketTester} for each contract is injected by its type
 * arguments.
 *
 * <p>
 * The component scan includes: {@link ContractHandler}s, all or those {@linkplain #value
 * named}; {@code HandshakeInterceptor}s; {@code Converter}s, {@code GenericConverter}s,
 * {@code Formatter}s and {@code WebFluxConfigurer}s; {@code @JacksonComponent}s,
 * {@code JacksonModule}s and {@code JsonMapperBuilderCustomizer}s; and
 * {@code @Configuration} classes that have a {@code @Bean} method of the type
 * {@code SocketContract}, {@code SecurityWebFilterChain} or {@code SocketAuthenticator},
 * with all beans that they declare: keep contracts in a configuration of their own. JSON,
 * validation, Spring Security and grest-ws are auto-configured. Everything else is
 * excluded, unless it is added with {@code @Import}, {@code @MockitoBean} or
 * {@link #includeFilters}.
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
	 * Return the handlers to test, all by default.
	 * @return the handlers
	 */
	@AliasFor("handlers")
	Class<? extends ContractHandler<?, ?>>[] value() default {};

	/**
	 * Return the handlers to test, all by default.
	 * @return the handlers
	 */
	@AliasFor("value")
	Class<? extends ContractHandler<?, ?>>[] handlers() default {};

	/**
	 * Return the transport by which the testers connect.
	 * @return the transport
	 */
	Transport transport() default Transport.RANDOM_PORT;

	/**
	 * Return properties of the environment, in the form {@code key=value}.
	 * @return the properties
	 */
	String[] properties() default {};

	/**
	 * Return whether the filters described above apply, or {@link #includeFilters} alone.
	 * @return {@code true} by default
	 */
	boolean useDefaultFilters() default true;

	/**
	 * Return filters that include further components.
	 * @return the filters
	 */
	Filter[] includeFilters() default {};

	/**
	 * Return filters that exclude components.
	 * @return the filters
	 */
	Filter[] excludeFilters() default {};

	/**
	 * Return the auto-configurations to be excluded.
	 * @return the auto-configurations
	 */
	@AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
	Class<?>[] excludeAutoConfiguration() default {};

	/**
	 * Transport by which testers connect to the slice.
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
