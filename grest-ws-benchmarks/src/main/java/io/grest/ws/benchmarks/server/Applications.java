package io.grest.ws.benchmarks.server;

import java.util.Map;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * Launcher of Spring Boot applications with default settings.
 */
final class Applications {

	private Applications() {
	}

	static void start(Class<?> configuration, int port) {
		new SpringApplicationBuilder(configuration).web(WebApplicationType.REACTIVE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.properties(Map.of("server.port", port))
			.run();
	}

}
