package io.grest.ws.autoconfigure;

import io.grest.ws.autoconfigure.Chat.Client;
import io.grest.ws.autoconfigure.Chat.Server;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A server with TLS by certificates of a private CA.
 */
final class TlsServer implements AutoCloseable {

	private final ConfigurableApplicationContext application;

	/**
	 * Start a server.
	 * @param certificate the name of its certificate and key
	 * @param properties further properties
	 */
	TlsServer(String certificate, String... properties) {
		this.application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "server.shutdown=immediate", "spring.reactor.netty.shutdown-quiet-period=0s",
					"server.ssl.bundle=server")
			.properties(bundle("server", certificate))
			.properties(properties)
			.run();
	}

	/**
	 * Return the properties of a bundle that trusts the private CA.
	 * @param name the name of the bundle
	 * @param certificate the name of its certificate and key, or an empty text for none
	 */
	static String[] bundle(String name, String certificate) {
		String prefix = "spring.ssl.bundle.pem." + name + ".";
		String trust = prefix + "truststore.certificate=classpath:tls/ca.crt";
		return certificate.isEmpty() ? new String[] { trust }
				: new String[] { trust, prefix + "keystore.certificate=classpath:tls/" + certificate + ".crt",
						prefix + "keystore.private-key=classpath:tls/" + certificate + ".key" };
	}

	String url() {
		return "wss://localhost:" + this.application.getEnvironment().getProperty("local.server.port");
	}

	@Override
	public void close() {
		this.application.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		SocketContract<Server, Client> chatApi() {
			return Chat.define().build();
		}

		@Bean
		SocketHandler<Server, Client> chatHandler() {
			return Chat.handler();
		}

	}

}
