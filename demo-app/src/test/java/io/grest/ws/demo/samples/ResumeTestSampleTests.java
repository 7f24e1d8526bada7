package io.grest.ws.demo.samples;

import java.time.Duration;

import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.Resumption.Outcome;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketServer;
import io.grest.ws.test.SocketCall;
import io.grest.ws.test.SocketServerStub;
import io.grest.ws.test.SocketTester;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/**
 * Sample of tests of sessions that are resumed.
 */
class ResumeTestSampleTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final SocketContract<Echo, Listener> CONTRACT = SocketContract
		.define("EchoApi", Echo.class, Listener.class)
		.path("/ws/echo")
		.resume((resume) -> resume.anonymous())
		.build();

	@Test
	void testerComesBack() {
		SocketServer<Echo, Listener> server = SocketServer.of(CONTRACT, (connection) -> Mono::just).build();
		try (SocketTester<Echo, Listener> chat = SocketTester.bindTo(CONTRACT).server(server).build()) {
			chat.connect();
			comesBack(chat);
		}
	}

	private static void comesBack(SocketTester<Echo, Listener> chat) {
		chat.cut();
		SocketCall<String> call = chat.call((server) -> server.echo("Late"));
		chat.resume().sameSession().verdict(Outcome.COMPLETE);
		call.returns("Late");
		chat.cut().expire();
		chat.resume().newSession().verdict(Outcome.NONE);
	}

	@Test
	void clientComesBack() {
		ReconnectOptions soon = ReconnectOptions.builder().baseDelay(Duration.ofMillis(10)).build();
		try (SocketServerStub<Echo, Listener> server = SocketServerStub.start(CONTRACT)) {
			SocketClient<Echo, Listener> client = new SocketClients(SocketPool.builder().build(),
					(contract) -> server.url(), soon)
				.client(CONTRACT);
			client.connect().block(TIMEOUT);
			server.awaitClients(1);
			server.cut().awaitResumed();
			server.loseSession().awaitClients(1);
			client.close().block(TIMEOUT);
		}
	}

	interface Echo {

		Mono<String> echo(String text);

	}

	interface Listener {

		void said(String text);

	}

}
