package io.grest.ws.autoconfigure;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A page's resources over the six connections of a browser, each answered: Reactor Netty
 * 1.3.6 and 1.3.7 stop reading such a connection now and then.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.reactor.netty.shutdown-quiet-period=0s", "server.shutdown=immediate",
				"spring.web.resources.static-locations=classpath:/org/springframework/util/" })
class KeptAliveConnectionsTests {

	private static final int CONNECTIONS = 6;

	private static final int ROUNDS = 150;

	private static final int TIMEOUT_MILLIS = 10_000;

	// Files of a library, which come from its archive as those of an application do.
	private static final List<String> RESOURCES = List.of("/Assert.class", "/ClassUtils.class",
			"/CollectionUtils.class", "/MimeType.class", "/ObjectUtils.class", "/ReflectionUtils.class",
			"/StreamUtils.class", "/StringUtils.class", "/text", "/later");

	private static final Map<String, byte[]> CONTENTS = RESOURCES.stream()
		.collect(Collectors.toMap(Function.identity(), KeptAliveConnectionsTests::content));

	@LocalServerPort
	private int port;

	private final AtomicInteger next = new AtomicInteger();

	private static byte[] content(String resource) {
		ClassPathResource file = new ClassPathResource("org/springframework/util" + resource);
		try {
			return file.exists() ? file.getContentAsByteArray() : resource.getBytes(StandardCharsets.US_ASCII);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void answersEveryRequest() throws Exception {
		ExecutorService browser = Executors.newFixedThreadPool(CONNECTIONS);
		try {
			List<Future<Integer>> answered = new ArrayList<>();
			for (int i = 0; i < CONNECTIONS; i++) {
				answered.add(browser.submit(this::askInTurn));
			}
			int all = 0;
			for (Future<Integer> connection : answered) {
				all += connection.get(60, TimeUnit.SECONDS);
			}
			assertThat(all).isEqualTo(RESOURCES.size() * ROUNDS);
		}
		finally {
			browser.shutdownNow();
		}
	}

	// Fails by a timeout of its socket if an answer does not come.
	private int askInTurn() throws IOException {
		int answered = 0;
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout(TIMEOUT_MILLIS);
			InputStream in = new BufferedInputStream(socket.getInputStream());
			for (int i = this.next.getAndIncrement(); i < RESOURCES.size() * ROUNDS; i = this.next.getAndIncrement()) {
				String resource = RESOURCES.get(i % RESOURCES.size());
				socket.getOutputStream()
					.write(("GET " + resource + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
						.getBytes(StandardCharsets.US_ASCII));
				assertThat(body(in)).isEqualTo(CONTENTS.get(resource));
				answered++;
			}
		}
		return answered;
	}

	private static byte[] body(InputStream in) throws IOException {
		assertThat(line(in)).isEqualTo("HTTP/1.1 200 OK");
		int length = -1;
		for (String header = line(in); !header.isEmpty(); header = line(in)) {
			if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
				length = Integer.parseInt(header.substring(15).trim());
			}
		}
		return in.readNBytes(length);
	}

	private static String line(InputStream in) throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int octet = in.read(); octet != '\n'; octet = in.read()) {
			if (octet == -1) {
				throw new EOFException("closed after " + line);
			}
			if (octet != '\r') {
				line.write(octet);
			}
		}
		return line.toString(StandardCharsets.US_ASCII);
	}

	@RestController
	static class Texts {

		@GetMapping("/text")
		String text() {
			return "/text";
		}

		@GetMapping("/later")
		Mono<String> later() {
			return Mono.just("/later");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Texts texts() {
			return new Texts();
		}

		@Bean
		SocketContract<Chat.Server, Chat.Client> chatApi() {
			return Chat.define().build();
		}

		@Bean
		SocketHandler<Chat.Server, Chat.Client> chatHandler() {
			return Chat.handler();
		}

	}

}
