package io.grest.ws.autoconfigure;

import java.time.Duration;
import java.util.stream.Stream;

import io.grest.ws.autoconfigure.Chat.Client;
import io.grest.ws.autoconfigure.Chat.Server;
import io.grest.ws.client.InvalidSocketRequestException;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketHttpClientCustomizer;
import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * TLS of clients by SSL bundles, with servers whose certificates a private CA signed.
 */
class GrestWsClientTlsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final String BUNDLE = "grest.ws.client.contracts.ChatApi.ssl.bundle=private";

	private static TlsServer open;

	private static TlsServer closed;

	private static TlsServer elsewhere;

	// Together: a web application that stops ends the event loops that all of them share.
	@BeforeAll
	static void startServers() {
		open = new TlsServer("server");
		closed = new TlsServer("server", "server.ssl.client-auth=need");
		elsewhere = new TlsServer("elsewhere");
	}

	@AfterAll
	static void stopServers() {
		open.close();
		closed.close();
		elsewhere.close();
	}

	private static ConfigurableApplicationContext start(String url, String[] bundle, String... properties) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("grest.ws.client.contracts.ChatApi.url=" + url)
			.properties(Stream.concat(Stream.of(bundle), Stream.of(properties)).toArray(String[]::new))
			.run();
	}

	private static String failure(ConfigurableApplicationContext application) {
		try {
			application.getBean(SocketClient.class).connect().block(TIMEOUT);
			return "none";
		}
		catch (RuntimeException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	@Test
	void trustsServerByBundle() {
		try (ConfigurableApplicationContext application = start(open.url(), TlsServer.bundle("private", ""), BUNDLE)) {
			assertThat(application.getBean(SocketClient.class).connect().block(TIMEOUT)).isNotNull();
		}
	}

	@Test
	void refusesServerOfUnknownCaWithoutBundle() {
		try (ConfigurableApplicationContext application = start(open.url(), TlsServer.bundle("private", ""))) {
			assertThat(failure(application)).contains(
					"TLS with " + open.url() + "/ws/ChatApi failed: PKIX path building",
					"; the server's certificate is not trusted: trust its CA, by"
							+ " grest.ws.client.contracts.ChatApi.ssl.bundle or sslContexts(...) of the pool");
		}
	}

	@Test
	void refusesServerOfAnotherName() {
		try (ConfigurableApplicationContext application = start(elsewhere.url(), TlsServer.bundle("private", ""),
				BUNDLE)) {
			assertThat(failure(application))
				.contains("failed: No subject alternative DNS name matching localhost found.");
		}
	}

	@Test
	void sendsCertificateThatServerRequires() {
		try (ConfigurableApplicationContext application = start(closed.url(), TlsServer.bundle("private", "client"),
				BUNDLE)) {
			assertThat(application.getBean(SocketClient.class).connect().block(TIMEOUT)).isNotNull();
		}
	}

	@ParameterizedTest
	@CsvSource({ "'', TLSv1.2", "'', TLSv1.3", "stranger, TLSv1.2", "stranger, TLSv1.3" })
	void saysThatServerRequiresCertificate(String certificate, String protocol) {
		try (ConfigurableApplicationContext application = start(closed.url(), TlsServer.bundle("private", certificate),
				BUNDLE, "spring.ssl.bundle.pem.private.options.enabled-protocols=" + protocol)) {
			assertThat(failure(application)).contains("failed: Received fatal alert: bad_certificate; the server may"
					+ " require a certificate of the client that it trusts: set one, by"
					+ " grest.ws.client.contracts.ChatApi.ssl.bundle or");
		}
	}

	@Test
	void usesReloadedBundleForNextConnect() {
		try (ConfigurableApplicationContext application = start(closed.url(),
				Stream.of(TlsServer.bundle("private", ""), TlsServer.bundle("next", "client"))
					.flatMap(Stream::of)
					.toArray(String[]::new),
				BUNDLE, "grest.ws.client.reconnect.base-delay=10ms")) {
			SocketClient<?, ?> client = application.getBean(SocketClient.class);
			assertThatException().isThrownBy(() -> client.connect().block(TIMEOUT));
			application.getBean(SslBundleRegistry.class)
				.updateBundle("private", application.getBean(SslBundles.class).getBundle("next"));
			client.forceReconnect();
			assertThat(client.connect().block(TIMEOUT)).isNotNull();
		}
	}

	@Test
	void stopsStartWithUnknownBundle() {
		assertThat(StartFailure
			.of(WebApplicationType.NONE, Application.class, "grest.ws.client.contracts.chatapi.ssl.bundle=missing")
			.description())
			.startsWith("Invalid value 'missing' for configuration property"
					+ " 'grest.ws.client.contracts.chatapi.ssl.bundle' (originating from")
			.endsWith("There is no SSL bundle of this name: define one below spring.ssl.bundle.");
	}

	@Test
	void stopsStartWithBundleOfMissingFile() {
		assertThat(StartFailure
			.of(WebApplicationType.NONE, Application.class, BUNDLE,
					"spring.ssl.bundle.pem.private.truststore.certificate=classpath:tls/missing.crt")
			.description())
			.startsWith("The SSL bundle 'private' of grest.ws.client.contracts.ChatApi.ssl.bundle cannot be used: ");
	}

	@Test
	void stopsStartWithoutBundles() {
		assertThat(StartFailure.of(WebApplicationType.NONE, WithoutBundles.class, BUNDLE).description())
			.contains("SslBundles");
	}

	@ParameterizedTest
	@CsvSource({ "ws://alice:secret@localhost", "HTTP://localhost" })
	void stopsStartWithBundleForUrlWithoutTls(String url) {
		StartFailure failure = StartFailure.of(WebApplicationType.NONE, Application.class, BUNDLE,
				TlsServer.bundle("private", "")[0], "grest.ws.client.contracts.ChatApi.url=" + url);
		assertThat(failure).isEqualTo(new StartFailure(
				"grest.ws.client.contracts.ChatApi.ssl.bundle requires TLS, but the URL of the contract has a scheme"
						+ " without it.",
				"Set a URL with the scheme wss, or remove the bundle."));
	}

	@Test
	void refusesRequestWithoutTlsForContractWithBundle() {
		try (ConfigurableApplicationContext application = start(open.url(), TlsServer.bundle("private", ""), BUNDLE)) {
			SocketContract<Server, Client> contract = application.getBean(Application.class).chatApi();
			assertThatExceptionOfType(InvalidSocketRequestException.class)
				.isThrownBy(() -> application.getBean(SocketPool.class)
					.getOrConnect(SocketRequest.to(contract).url(open.url().replace("wss:", "ws:")))
					.block(TIMEOUT))
				.withMessageContaining(" requires TLS, but ws://localhost:")
				.withMessageContaining("set a URL of wss");
		}
	}

	@Test
	void keepsBundleWhateverCustomizersDo() {
		try (ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class,
				Customized.class)
			.web(WebApplicationType.NONE)
			.properties("grest.ws.client.contracts.ChatApi.url=" + closed.url(), BUNDLE)
			.properties(TlsServer.bundle("private", "client"))
			.run()) {
			assertThat(application.getBean(SocketClient.class).connect().block(TIMEOUT))
				.isInstanceOf(SocketConnection.class);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		SocketContract<Server, Client> chatApi() {
			return Chat.define().build();
		}

		@Bean
		SocketClient<Server, Client> chat(SocketClients clients, SocketContract<Server, Client> chatApi) {
			return clients.client(chatApi);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customized {

		@Bean
		SocketHttpClientCustomizer withoutTls() {
			return (httpClient) -> httpClient.secure().noSSL();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = SslAutoConfiguration.class)
	static class WithoutBundles {

	}

}
