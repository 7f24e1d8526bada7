package io.grest.ws.samples.watcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.grest.ws.client.SocketClient;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.samples.board.BoardApplication;
import io.grest.ws.samples.board.Note;
import io.grest.ws.test.wire.TcpProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs both applications of the sample: the client comes back, and enters again.
 */
@Timeout(60)
class WatcherTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final String CREDENTIALS = "Basic " + HttpHeaders.encodeBasicAuth("ann", "ann", null);

	private final BlockingQueue<SocketConnection<?>> opened = new LinkedBlockingQueue<>();

	private final BlockingQueue<Note> notes = new LinkedBlockingQueue<>();

	@Test
	void entersAgainOnNextConnection() throws InterruptedException {
		try (ConfigurableApplicationContext server = start(WebApplicationType.REACTIVE, BoardApplication.class);
				TcpProxy proxy = TcpProxy.to(port(server));
				ConfigurableApplicationContext application = start(WebApplicationType.NONE, WatcherApplication.class,
						"grest.ws.client.contracts.BoardApi.url=" + proxy.url(),
						"grest.ws.client.reconnect.base-delay=50ms")) {
			Watcher watcher = application.getBean(Watcher.class);
			SocketClient<?, ?> client = application.getBean(SocketClient.class);
			client.onOpen(this.opened::add);
			Disposable watching = watcher.notes().subscribe(this.notes::add);
			client.connect().block(TIMEOUT);
			expectNote(watcher, "Hello");
			proxy.cut();
			expectNote(watcher, "Again");
			watching.dispose();
		}
	}

	@Test
	void servesClientForPages() throws IOException, InterruptedException {
		try (ConfigurableApplicationContext server = start(WebApplicationType.REACTIVE, BoardApplication.class)) {
			HttpClient pages = HttpClient.newHttpClient();
			for (String file : List.of("BoardApi.js", "BoardApi.d.ts", "runtime.js")) {
				HttpRequest request = HttpRequest
					.newBuilder(URI.create("http://localhost:" + port(server) + "/grest-ws/" + file))
					.header("authorization", CREDENTIALS)
					.build();
				assertThat(pages.send(request, BodyHandlers.discarding()).statusCode()).as(file).isEqualTo(200);
			}
		}
	}

	private void expectNote(Watcher watcher, String text) throws InterruptedException {
		assertThat(this.opened.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).as("an open connection").isNotNull();
		assertThat(watcher.post(text).block(TIMEOUT)).isEqualTo("posted");
		assertThat(this.notes.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(new Note("ann", text));
	}

	private static int port(ConfigurableApplicationContext server) {
		return server.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	private static ConfigurableApplicationContext start(WebApplicationType type, Class<?> application,
			String... properties) {
		return new SpringApplicationBuilder(application).web(type)
			.properties("server.port=0", "server.shutdown=immediate", "spring.reactor.netty.shutdown-quiet-period=0s",
					"spring.main.banner-mode=off", "spring.sql.init.mode=never")
			.properties(properties)
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ WatcherConfiguration.class, Watcher.class })
	static class WatcherApplication {

		@Bean
		Tokens tokens() {
			return () -> CREDENTIALS;
		}

	}

}
