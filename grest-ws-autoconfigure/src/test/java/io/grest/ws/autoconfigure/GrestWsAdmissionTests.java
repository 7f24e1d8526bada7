package io.grest.ws.autoconfigure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import io.grest.ws.autoconfigure.Chat.Client;
import io.grest.ws.autoconfigure.Chat.Server;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which upgrades an application on a real port admits, by its properties.
 */
class GrestWsAdmissionTests {

	private static final int TIMEOUT_MILLIS = 10_000;

	private ConfigurableApplicationContext application;

	@AfterEach
	void stop() {
		this.application.close();
	}

	@Test
	void pageOfAnotherOriginIsRefused() throws IOException {
		start();
		assertThat(statusOfUpgrade("Origin: https://example.org")).isEqualTo(403);
	}

	@Test
	void pageOfTheOwnOriginConnects() throws IOException {
		start();
		assertThat(statusOfUpgrade("Origin: http://localhost:" + port())).isEqualTo(101);
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://example.org", "https://app.example.com" })
	void pageOfAListedOriginConnects(String origin) throws IOException {
		start("grest.ws.server.allowed-origins[0]=https://example.org",
				"grest.ws.server.allowed-origins[1]=https://*.example.com");
		assertThat(statusOfUpgrade("Origin: " + origin)).isEqualTo(101);
		assertThat(statusOfUpgrade("Origin: " + origin + ".evil")).isEqualTo(403);
	}

	@ParameterizedTest
	@ValueSource(strings = { "max-connections", "max-connections-per-address" })
	void oneConnectionTooManyIsRefused(String limit) throws IOException {
		start("grest.ws.server." + limit + "=1");
		try (Upgrade open = new Upgrade("X: y")) {
			assertThat(open.status()).isEqualTo(101);
			assertThat(statusOfUpgrade("X: y")).isEqualTo(503);
		}
	}

	@Test
	void setUpThatCannotWaitIsAskedToComeBack() throws IOException {
		start("grest.ws.server.set-ups.max-concurrent=1", "grest.ws.server.set-ups.max-waiting=0");
		try (Upgrade first = new Upgrade("X: y"); Upgrade second = new Upgrade("X: y")) {
			assertThat(second.status()).isEqualTo(503);
			assertThat(second.head()).containsPattern("(?i)retry-after: [0-9]+\n");
			assertThat(first.shakeHands()).isEqualTo("k:::null");
			// A client is accepted just before its set-up has ended.
			Awaitility.await().until(() -> statusOfUpgrade("X: y") == 101);
		}
	}

	@Test
	void oldConnectionIsClosed() throws IOException {
		start("grest.ws.server.max-connection-age=1s");
		try (Upgrade old = new Upgrade("X: y")) {
			old.shakeHands();
			assertThat(old.closeCode()).isEqualTo(1001);
		}
	}

	@Test
	void connectionThatBringsNoRequestIsClosedAfterTheUpgradeTimeout() throws IOException {
		start("grest.ws.server.upgrade-timeout=300ms");
		try (Upgrade open = new Upgrade("X: y"); Socket silent = new Socket("localhost", port())) {
			silent.setSoTimeout(TIMEOUT_MILLIS);
			silent.getOutputStream().write("GET /ws/ChatApi HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
			assertThat(silent.getInputStream().read()).isEqualTo(-1);
			assertThat(open.shakeHands()).isEqualTo("k:::null");
		}
	}

	@Test
	void compressionIsNotOffered() throws IOException {
		start();
		try (Upgrade upgrade = new Upgrade("Sec-WebSocket-Extensions: permessage-deflate")) {
			assertThat(upgrade.head()).startsWith("HTTP/1.1 101").doesNotContain("permessage-deflate");
		}
	}

	@Test
	void compressionCanBeTurnedOn() throws IOException {
		start("grest.ws.server.compress=true");
		try (Upgrade upgrade = new Upgrade("Sec-WebSocket-Extensions: permessage-deflate")) {
			assertThat(upgrade.head()).startsWith("HTTP/1.1 101").contains("permessage-deflate");
		}
	}

	private void start(String... properties) {
		this.application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "spring.reactor.netty.shutdown-quiet-period=0s")
			.properties(properties)
			.run();
	}

	private int port() {
		return this.application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	private int statusOfUpgrade(String header) throws IOException {
		try (Upgrade upgrade = new Upgrade(header)) {
			return upgrade.status();
		}
	}

	/**
	 * An upgrade, open until it is closed.
	 */
	private final class Upgrade implements AutoCloseable {

		private final Socket socket = new Socket("localhost", port());

		private final String head;

		Upgrade(String header) throws IOException {
			this.socket.setSoTimeout(TIMEOUT_MILLIS);
			String request = String.join("\r\n", "GET /ws/ChatApi HTTP/1.1", "Host: localhost:" + port(),
					"Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
					"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", header, "", "");
			this.socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			this.head = readHead();
		}

		private String readHead() throws IOException {
			BufferedReader reader = new BufferedReader(
					new InputStreamReader(this.socket.getInputStream(), StandardCharsets.US_ASCII));
			StringBuilder lines = new StringBuilder();
			for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
				lines.append(line).append('\n');
			}
			return lines.toString();
		}

		String head() {
			return this.head;
		}

		// A masked frame of four bytes; the answer is short, and not masked.
		String shakeHands() throws IOException {
			this.socket.getOutputStream()
				.write(new byte[] { (byte) 0x81, (byte) 0x84, 0, 0, 0, 0, 'h', ':', ':', ':' });
			InputStream in = this.socket.getInputStream();
			assertThat(in.read()).isEqualTo(0x81);
			return new String(in.readNBytes(in.read()), StandardCharsets.UTF_8);
		}

		// An unmasked close of the server.
		int closeCode() throws IOException {
			InputStream in = this.socket.getInputStream();
			assertThat(in.read()).isEqualTo(0x88);
			byte[] payload = in.readNBytes(in.read());
			return (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
		}

		int status() {
			return Integer.parseInt(this.head.split(" ")[1]);
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
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
		SocketHandler<Server, Client> chatHandler() {
			return Chat.handler();
		}

	}

}
