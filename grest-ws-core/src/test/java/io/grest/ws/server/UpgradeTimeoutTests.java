package io.grest.ws.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.channel.ChannelId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link UpgradeTimeout}, over real sockets.
 */
class UpgradeTimeoutTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final Duration SHORT = Duration.ofMillis(500);

	private static final byte[] UPGRADE = RawSocket.upgrade("/ws", "");

	private DisposableServer server = server(SHORT, HttpProtocol.HTTP11);

	private static DisposableServer server(Duration timeout, HttpProtocol protocol) {
		return new UpgradeTimeout(timeout).apply(HttpServer.create())
			.protocol(protocol)
			.port(0)
			.route((routes) -> routes.post("/echo", (request, response) -> response.send(request.receive().retain()))
				.ws("/ws", (in, out) -> out.sendString(in.receive().asString())))
			.bindNow();
	}

	@AfterEach
	void stop() {
		this.server.disposeNow();
	}

	private RawSocket connect() throws IOException {
		return new RawSocket(this.server.port());
	}

	private RawSocket upgraded() throws IOException {
		RawSocket peer = connect();
		peer.write(UPGRADE);
		assertThat(peer.readHead()).startsWith("HTTP/1.1 101");
		return peer;
	}

	private static void isServed(RawSocket upgraded) throws IOException {
		upgraded.send("hello");
		assertThat(upgraded.read().text()).isEqualTo("hello");
	}

	// A silent connection that begins now is closed once the timeout has passed.
	private void timeoutPasses() throws IOException {
		try (RawSocket silent = connect()) {
			silent.awaitEnd();
		}
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	private static byte[] post(int length) {
		return ascii("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n");
	}

	@Test
	void aConnectionThatSaysNothingIsClosed() throws Exception {
		try (RawSocket good = upgraded(); RawSocket silent = connect()) {
			isServed(good);
			silent.awaitEnd();
			isServed(good);
		}
	}

	@Test
	void halfAnUpgradeIsClosed() throws Exception {
		try (RawSocket half = connect()) {
			half.write(Arrays.copyOf(UPGRADE, UPGRADE.length - 1));
			half.awaitEnd();
		}
	}

	@Test
	void anUpgradeThatComesAtAByteAfterAnotherIsClosedAndAGoodClientIsServedMeanwhile() throws Exception {
		try (RawSocket good = upgraded(); RawSocket slow = connect()) {
			int[] sent = new int[1];
			await().atMost(TIMEOUT).pollInterval(SHORT.dividedBy(20)).until(() -> {
				isServed(good);
				try {
					slow.write(new byte[] { UPGRADE[sent[0]++] });
					return false;
				}
				catch (IOException closed) {
					return true;
				}
			});
			assertThat(sent[0]).isLessThan(UPGRADE.length);
		}
	}

	@Test
	void anOpenWebSocketHasNoDeadline() throws Exception {
		try (RawSocket peer = upgraded()) {
			timeoutPasses();
			isServed(peer);
		}
	}

	@Test
	void aPostWhoseBodyTakesLongerIsNotHarmed() throws Exception {
		try (RawSocket slow = connect()) {
			slow.write(post(4));
			slow.write(ascii("ab"));
			timeoutPasses();
			slow.write(ascii("cd"));
			String head = slow.readHead();
			assertThat(head).startsWith("HTTP/1.1 200");
			assertThat(slow.readChunk()).isEqualTo("ab");
			assertThat(slow.readChunk()).isEqualTo("cd");
		}
	}

	@Test
	void aConnectionThatIsKeptAliveHasNoDeadline() throws Exception {
		try (RawSocket peer = connect()) {
			for (String text : new String[] { "one", "two" }) {
				peer.write(post(3));
				peer.write(ascii(text));
				assertThat(peer.readHead()).startsWith("HTTP/1.1 200");
				assertThat(peer.readChunk()).isEqualTo(text);
				assertThat(peer.readChunk()).isEmpty();
				timeoutPasses();
			}
		}
	}

	@Test
	void aConnectionOfHttp2HasNoDeadlineOnceARequestHasCome() throws Exception {
		this.server.disposeNow();
		// Long enough for a first request by HTTP/2 on a busy machine.
		this.server = server(Duration.ofSeconds(2), HttpProtocol.H2C);
		Set<ChannelId> connections = ConcurrentHashMap.newKeySet();
		ConnectionProvider single = ConnectionProvider.create("single", 1);
		HttpClient client = HttpClient.create(single)
			.port(this.server.port())
			.protocol(HttpProtocol.H2C)
			.doOnResponse((response, connection) -> connections.add(connection.channel().parent().id()));
		assertThat(echo(client, "one")).isEqualTo("one");
		timeoutPasses();
		assertThat(echo(client, "two")).isEqualTo("two");
		assertThat(connections).hasSize(1);
		single.disposeLater().block(TIMEOUT);
	}

	private static @Nullable String echo(HttpClient client, String text) {
		return client.post()
			.uri("/echo")
			.send((request, out) -> out.sendString(Flux.just(text)))
			.responseContent()
			.aggregate()
			.asString()
			.block(TIMEOUT);
	}

	@Test
	void zeroIsNoLimit() {
		HttpServer server = HttpServer.create();
		assertThat(new UpgradeTimeout(Duration.ZERO).apply(server)).isSameAs(server);
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT-1S", "PT-0.001S" })
	void aNegativeTimeIsRefused(Duration timeout) {
		assertThatIllegalArgumentException().isThrownBy(() -> new UpgradeTimeout(timeout))
			.withMessage("timeout is " + timeout + ": it must be positive, or zero for no limit");
	}

}
