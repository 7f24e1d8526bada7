package io.grest.ws.client;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that is closed while it connects closes its socket, and that is no fault which
 * Reactor Netty should log.
 */
class CancelledUpgradeTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final Fixture fixture = new Fixture();

	private final Logger logger = (Logger) LoggerFactory.getLogger("reactor");

	private final List<ILoggingEvent> logged = new CopyOnWriteArrayList<>();

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent event) {
			if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
				CancelledUpgradeTests.this.logged.add(event);
			}
		}

	};

	@BeforeEach
	void capture() {
		this.appender.start();
		this.logger.addAppender(this.appender);
	}

	@AfterEach
	void release() {
		this.logger.detachAppender(this.appender);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void leavesNoSocketAndNoStackTrace(boolean pooled) throws Exception {
		LoopResources loop = LoopResources.create("cancelled", 1, true);
		ConnectionProvider provider = pooled ? ConnectionProvider.create("cancelled", 1)
				: ConnectionProvider.newConnection();
		SocketPool pool = SocketPool.builder()
			.webSocketClient(new ReactorNettyWebSocketClient(HttpClient.create(provider).runOn(loop)))
			.build();
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			server.setSoTimeout((int) TIMEOUT.toMillis());
			SocketClient<Fixture.Server, Fixture.Client> client = new SocketClients(pool,
					(contract) -> "ws://localhost:" + server.getLocalPort(), ReconnectOptions.DEFAULTS)
				.client(this.fixture.contract, (request) -> request.pathVariable("room", "r"));
			client.connect().subscribe((connection) -> {
			}, (ex) -> {
			});
			try (Socket accepted = server.accept()) {
				accepted.setSoTimeout((int) TIMEOUT.toMillis());
				InputStream in = accepted.getInputStream();
				assertThat(in.read()).isEqualTo('G');
				client.close().block(TIMEOUT);
				assertThat(in.readAllBytes()).isNotEmpty();
			}
		}
		assertThat(pool.keys()).isEmpty();
		provider.disposeLater().block(TIMEOUT);
		// Whatever the close led to has happened then.
		loop.disposeLater(Duration.ZERO, TIMEOUT).block(TIMEOUT);
		assertThat(this.logged).isEmpty();
	}

}
