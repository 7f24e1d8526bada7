package io.grest.ws.demo.chat;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.grest.ws.test.autoconfigure.GrestWsTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the frames of the activity, with a client that knows the protocol only.
 */
@GrestWsTest(ChatService.class)
@Import(ChatServiceTests.House.class)
class ActivityStreamTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final Sinks.Many<String> out = Sinks.many().unicast().onBackpressureBuffer();

	private final BlockingQueue<String> in = new LinkedBlockingQueue<>();

	@Autowired
	private ActivityMonitor monitor;

	@LocalServerPort
	private int port;

	private Disposable connection;

	@BeforeEach
	void connect() throws InterruptedException {
		this.connection = new ReactorNettyWebSocketClient()
			.execute(URI.create("ws://localhost:" + this.port + "/ws/chat/attic"), this::converse)
			.subscribe();
		send("h:::{\"authorization\":\"Bearer Ada\",\"grest-ws-extensions\":\"streams\"}");
		assertThat(next()).startsWith("k:::").contains("streams");
	}

	@AfterEach
	void disconnect() {
		this.connection.dispose();
	}

	@Test
	void sendsLatestActivityForCredit() throws InterruptedException {
		send("r:ChatApi.watchActivity:1;cr=1:");
		assertThat(next()).startsWith("n::1:{\"messages\":{").doesNotContain("cellar");
		StepVerifier.create(this.monitor.watch().map(ActivityStreamTests::inCellar).distinctUntilChanged())
			.expectNext(0)
			.then(() -> this.monitor.count("cellar"))
			.expectNext(1)
			.then(() -> this.monitor.count("cellar"))
			.expectNext(2)
			.thenCancel()
			.verify(TIMEOUT);
		send("q::1:1");
		assertThat(next()).startsWith("n::1:{\"messages\":{").contains("\"cellar\":2");
		send("z::1:");
		assertThat(next()).startsWith("s:ChatApi.watchActivity:1:{\"success\":false,\"type\":\"CANCELLED\"");
	}

	// Other tests of this server say something in other rooms.
	private static int inCellar(Activity activity) {
		return activity.messages().getOrDefault("cellar", 0);
	}

	private Mono<Void> converse(WebSocketSession session) {
		return session.send(this.out.asFlux().map(session::textMessage))
			.and(session.receive().map(WebSocketMessage::getPayloadAsText).doOnNext(this.in::add));
	}

	private void send(String frame) {
		this.out.tryEmitNext(frame).orThrow();
	}

	private String next() throws InterruptedException {
		return this.in.poll(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
	}

}
