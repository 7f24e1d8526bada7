package io.grest.ws.test.sample;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.RestController;

/**
 * What a slice leaves out.
 */
@Configuration(proxyBeanMethods = false)
public class ArchiveConfiguration {

	@Bean
	public Archive.Database database() {
		throw new IllegalStateException("There is no database");
	}

	/**
	 * A controller.
	 */
	@RestController
	public static class ArchiveController {

	}

}
