package io.grest.ws.test.autoconfigure;

import org.springframework.boot.ApplicationContextFactory;
import org.springframework.boot.test.context.SpringBootContextLoader;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Loader of a context that starts its web server, as {@code @SpringBootTest} does for a
 * random port.
 */
class WebServerContextLoader extends SpringBootContextLoader {

	@Override
	protected ApplicationContextFactory getApplicationContextFactory(MergedContextConfiguration mergedConfig) {
		return ApplicationContextFactory.DEFAULT;
	}

}
