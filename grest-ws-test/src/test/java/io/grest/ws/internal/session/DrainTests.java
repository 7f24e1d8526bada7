package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.internal.session.TestApi.Client;
import io.grest.ws.internal.session.TestApi.Server;
import io.grest.ws.internal.session.TestApi.Text;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.SocketServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.web.reactive.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Draining of {@link ActiveConnections}, in virtual time.
 */
class DrainTests {

	private static final CloseStatus GOING_AWAY = new CloseStatus(1001, "Going away");

	private final ActiveConnections connections = new ActiveConnections(ActiveConnections.Limits.NONE);

	private final Sinks.One<Text> answer = Sinks.one();

	private final List<String> drained = new ArrayList<>();

	private VirtualTimeScheduler scheduler;

	private SocketServer<Server, Client> server;

	@BeforeEach
	void start() {
		this.scheduler = VirtualTimeScheduler.getOrSet();
		this.server = TestApi.server((connection) -> new TestApi.Echo() {

			@Override
			public Mono<Text> echo(Text text) {
				return DrainTests.this.answer.asMono();
			}

		})
			.connections(this.connections)
			.options(ConnectionOptions.builder()
				.heartbeatInterval(Duration.ZERO)
				.requestTimeout(Duration.ofHours(1))
				.build())
			.build();
	}

	@AfterEach
	void resetTime() {
		VirtualTimeScheduler.reset();
	}

	@Test
	void spreadsClosesOverWindow() {
		List<RawPeer> peers = peers(4);
		drain(Duration.ofMillis(2), Duration.ofSeconds(10));
		assertThat(closedAfter(peers, Duration.ZERO)).isEqualTo(2);
		assertThat(closedAfter(peers, Duration.ofMillis(1))).isEqualTo(4);
	}

	@Test
	void spreadsClosesByMillisecondAtMost() {
		List<RawPeer> peers = peers(4);
		drain(Duration.ofHours(1), Duration.ofHours(2));
		assertThat(closedAfter(peers, Duration.ZERO)).isEqualTo(1);
		assertThat(closedAfter(peers, Duration.ofMillis(1))).isEqualTo(2);
		assertThat(closedAfter(peers, Duration.ofMillis(1))).isEqualTo(3);
		assertThat(this.drained).isEmpty();
		assertThat(closedAfter(peers, Duration.ofMillis(1))).isEqualTo(4);
		assertThat(this.drained).containsExactly("end");
		assertThat(peers).allSatisfy((peer) -> assertThat(peer.closed()).isEqualTo(GOING_AWAY));
	}

	@Test
	void waitsForUnfinishedCall() {
		RawPeer peer = calling();
		drain(Duration.ZERO, Duration.ofSeconds(5));
		pass(Duration.ofMillis(3_999));
		assertThat(this.drained).isEmpty();
		this.answer.tryEmitValue(new Text("done"));
		peer.expect("s:Api.echo:1:{\"success\":true,\"type\":\"OK\",\"data\":{\"text\":\"done\"}}");
		assertThat(peer.closed()).isEqualTo(GOING_AWAY);
		assertThat(this.drained).containsExactly("end");
	}

	@Test
	void closesUnfinishedCallsWithFifthOfLimitLeft() {
		RawPeer peer = calling();
		drain(Duration.ZERO, Duration.ofSeconds(5));
		pass(Duration.ofMillis(3_999));
		assertThat(peer.serverHasEnded()).isFalse();
		pass(Duration.ofMillis(1));
		assertThat(peer.closed()).isEqualTo(GOING_AWAY);
		peer.expectNothingMore();
		assertThat(this.drained).containsExactly("end");
	}

	@Test
	void closesUnfinishedCallsTwoSecondsBeforeLongLimit() {
		RawPeer peer = calling();
		drain(Duration.ZERO, Duration.ofSeconds(30));
		pass(Duration.ofMillis(27_999));
		assertThat(peer.serverHasEnded()).isFalse();
		pass(Duration.ofMillis(1));
		assertThat(peer.closed()).isEqualTo(GOING_AWAY);
		assertThat(this.drained).containsExactly("end");
	}

	@Test
	void closesConnectionThatOpensMeanwhile() {
		drain(Duration.ZERO, Duration.ofSeconds(5));
		assertThat(this.connections.isDraining()).isTrue();
		RawPeer late = RawPeer.of(this.server);
		assertThat(late.closed()).isEqualTo(GOING_AWAY);
		assertThat(this.connections.connections()).isEmpty();
		this.connections.resume();
		assertThat(this.connections.isDraining()).isFalse();
		assertThat(RawPeer.of(this.server).shakeHands().serverHasEnded()).isFalse();
		assertThat(this.connections.connections()).hasSize(1);
	}

	private List<RawPeer> peers(int number) {
		return Stream.generate(() -> RawPeer.of(this.server).shakeHands()).limit(number).toList();
	}

	private RawPeer calling() {
		RawPeer peer = RawPeer.of(this.server).shakeHands();
		peer.send("r:Api.echo:1:{\"text\":\"\"}");
		return peer;
	}

	private void drain(Duration window, Duration limit) {
		this.connections.drain(window, limit)
			.subscribe(null, (ex) -> this.drained.add(ex.toString()), () -> this.drained.add("end"));
	}

	private long closedAfter(List<RawPeer> peers, Duration time) {
		pass(time);
		return peers.stream().filter(RawPeer::serverHasEnded).count();
	}

	private void pass(Duration time) {
		this.scheduler.advanceTimeBy(time);
	}

}
