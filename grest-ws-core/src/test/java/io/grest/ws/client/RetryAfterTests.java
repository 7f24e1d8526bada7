package io.grest.ws.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ServerErrorException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A client does not come back to a busy server before the time that it asks for.
 */
class RetryAfterTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	@ParameterizedTest
	@CsvSource(textBlock = """
			503, 20,                              20, 21
			503, 100000,                          50, 50
			503, 0,                               0,  2
			503, 'Wed, 21 Oct 2099 07:28:00 GMT', 0,  2
			503, -5,                              0,  2
			503, 99999999999,                     0,  2
			503,,                                 0,  2
			500, 20,                              0,  2
			""")
	void triesAgainNotBeforeTheTimeThatIsAskedFor(int status, @Nullable String retryAfter, int least, int most) {
		DisposableServer server = server(status, retryAfter);
		SocketPool pool = SocketPool.builder().build();
		SocketClient<Server, Client> client = new SocketClients(pool, (any) -> "ws://localhost:" + server.port(),
				ReconnectOptions.builder().baseDelay(Duration.ofMillis(500)).maxDelay(Duration.ofSeconds(50)).build())
			.builder(CONTRACT)
			.build();
		try {
			Instant before = Instant.now();
			assertThatThrownBy(() -> client.connect().block(TIMEOUT)).isInstanceOf(ServerErrorException.class)
				.hasMessageContaining("refused the upgrade with " + status);
			Instant after = Instant.now();
			Instant next = Objects.requireNonNull(client.state().nextAttempt());
			assertThat(next).isAfterOrEqualTo(before.plusSeconds(least)).isBeforeOrEqualTo(after.plusSeconds(most));
		}
		finally {
			client.close().block(TIMEOUT);
			pool.closeAll(false).block(TIMEOUT);
			server.disposeNow();
		}
	}

	@Test
	void saysForHowLongTheServerAsksToWait() {
		ServerErrorException ex = BusyServerException.of("Refused with 503", "7", new IllegalStateException());
		assertThat(ex).hasMessageContaining("Refused with 503, and asks to retry after 7 s");
		assertThat(ex.type()).isEqualTo("SERVER_ERROR");
		assertThat(BusyServerException.retryAfter(ex)).isEqualTo(Duration.ofSeconds(7));
	}

	private static DisposableServer server(int status, @Nullable String retryAfter) {
		return HttpServer.create().port(0).handle((request, response) -> {
			if (retryAfter != null) {
				response.header("Retry-After", retryAfter);
			}
			return response.status(status).sendString(Mono.just("no"));
		}).bindNow();
	}

	interface Server {

		Mono<String> echo(String text);

	}

	interface Client {

	}

}
