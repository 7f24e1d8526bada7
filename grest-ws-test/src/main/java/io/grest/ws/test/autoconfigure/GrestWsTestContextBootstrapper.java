package io.grest.ws.test.autoconfigure;

import java.util.List;

import io.grest.ws.test.autoconfigure.GrestWsTest.Transport;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;
import org.springframework.boot.test.context.ReactiveWebMergedContextConfiguration;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.ContextLoader;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Bootstrapper of the context of {@link GrestWsTest}: a reactive web application, with or
 * without a web server.
 */
class GrestWsTestContextBootstrapper extends TestSliceTestContextBootstrapper<GrestWsTest> {

	static final String TRANSPORT_PROPERTY = "grest.ws.test.transport";

	// A slice is closed when the JVM ends, which should not be delayed.
	private static final String NO_QUIET_PERIOD = "spring.reactor.netty.shutdown-quiet-period=0s";

	@Override
	protected WebEnvironment getWebEnvironment(Class<?> testClass) {
		return (transport(testClass) == Transport.IN_MEMORY) ? WebEnvironment.MOCK : WebEnvironment.RANDOM_PORT;
	}

	@Override
	protected Class<? extends ContextLoader> getDefaultContextLoaderClass(Class<?> testClass) {
		return (transport(testClass) == Transport.IN_MEMORY) ? super.getDefaultContextLoaderClass(testClass)
				: WebServerContextLoader.class;
	}

	@Override
	protected void processPropertySourceProperties(MergedContextConfiguration mergedConfig,
			List<String> propertySourceProperties) {
		propertySourceProperties.add(0, NO_QUIET_PERIOD);
		super.processPropertySourceProperties(mergedConfig, propertySourceProperties);
		propertySourceProperties.add(TRANSPORT_PROPERTY + "=" + transport(mergedConfig.getTestClass()));
	}

	@Override
	protected MergedContextConfiguration processMergedContextConfiguration(MergedContextConfiguration mergedConfig) {
		MergedContextConfiguration processed = super.processMergedContextConfiguration(mergedConfig);
		return (processed instanceof ReactiveWebMergedContextConfiguration) ? processed
				: new ReactiveWebMergedContextConfiguration(processed);
	}

	private static Transport transport(Class<?> testClass) {
		@Nullable GrestWsTest annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass, GrestWsTest.class);
		return (annotation != null) ? annotation.transport() : Transport.RANDOM_PORT;
	}

}
