package io.grest.ws.quickstart;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Application of a folder of this module, started as its main method starts it, on a
 * random port.
 */
final class RunningApplication implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private final String port;

	private RunningApplication(ConfigurableApplicationContext context) {
		this.context = context;
		this.port = context.getEnvironment().getRequiredProperty("local.server.port");
	}

	/**
	 * Start an application.
	 * @param folder the folder, which has the page and the properties
	 * @param type the class with the main method
	 * @param properties further properties, such as {@code chat.url=ws://localhost}
	 */
	static RunningApplication start(String folder, Class<?> type, String... properties) {
		Path resources = Path.of(folder, "src", "main", "resources").toAbsolutePath();
		Map<String, String> all = new LinkedHashMap<>();
		all.put("server.port", "0");
		all.put("spring.main.banner-mode", "off");
		all.put("spring.reactor.netty.shutdown-quiet-period", "0s");
		all.put("spring.web.resources.static-locations", resources.resolve("static").toUri().toString());
		if (Files.exists(resources.resolve("application.properties"))) {
			all.put("spring.config.location", resources.resolve("application.properties").toUri().toString());
		}
		for (String property : properties) {
			all.put(property.substring(0, property.indexOf('=')), property.substring(property.indexOf('=') + 1));
		}
		return new RunningApplication(SpringApplication.run(type,
				all.entrySet().stream().map((property) -> "--" + property).toArray(String[]::new)));
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	URI http(String path) {
		return URI.create("http://localhost:" + this.port + path);
	}

	URI ws() {
		return URI.create("ws://localhost:" + this.port);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
