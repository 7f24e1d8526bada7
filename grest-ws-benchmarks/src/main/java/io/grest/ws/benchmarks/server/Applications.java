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

	/**
	 * Start an application with virtual threads, which needs Java 21.
	 */
	static void startVirtual(Class<?> configuration, int port) {
		System.setProperty("spring.threads.virtual.enabled", "true");
		start(configuration, port);
	}

	static void start(Class<?> configuration, int port) {
		new SpringApplicationBuilder(configuration).web(WebApplicationType.REACTIVE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.properties(Map.of("server.port", port))
			.run();
	}

}
