package io.grest.ws.observation;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.grest.ws.observation.SocketMetrics.Outcome;
import io.grest.ws.observation.SocketMetrics.Side;
import io.grest.ws.observation.SocketMetrics.Streams;
import io.grest.ws.observation.StreamMetrics.CancelledBy;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MicrometerSocketMetrics}.
 */
class MicrometerSocketMetricsTests {

	private final MockClock clock = new MockClock();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, this.clock);

	private final MicrometerSocketMetrics metrics = new MicrometerSocketMetrics(this.registry);

	private final SocketMetrics.OfContract server = this.metrics.forContract("Api", "/api/{room}", Side.SERVER,
			Set.of("NOT_AUTHORIZED"));

	private final SocketMetrics.OfMethod method = this.server.inbound("say", List.of("FULL"));

	@Test
	void aCallIsTimedAndCountedOnce() {
		long begun = this.method.begun();
		this.clock.add(Duration.ofMillis(7));
		this.method.succeeded(begun);
		assertThat(requests("OK")).isOne();
		Timer timer = this.registry.get("grest.ws.request.duration").tag("method", "say").timer();
		assertThat(timer.count()).isOne();
		assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(7);
	}

	@Test
	void aCallIsActiveWhileItIsUnfinished() {
		this.method.unfinished(1);
		this.method.unfinished(1);
		assertThat(gauge("grest.ws.requests.active")).isEqualTo(2);
		this.method.unfinished(-1);
		assertThat(gauge("grest.ws.requests.active")).isOne();
		assertThat(requests("OK")).isZero();
	}

	@Test
	void aFailureCountsAsTheTypeOfItsError() {
		this.method.failed("FULL", this.method.begun());
		assertThat(requests("FULL")).isOne();
		assertThat(requests("OK")).isZero();
		assertThat(gauge("grest.ws.requests.active")).isZero();
	}

	@Test
	void aTypeThatTheContractDoesNotKnowCountsAsError() {
		int meters = this.registry.getMeters().size();
		this.method.failed("INVENTED", this.method.begun());
		this.method.refused("INVENTED_TOO");
		this.server.rejected("INVENTED", 1);
		this.server.notConnected("INVENTED");
		assertThat(requests(Outcome.ERROR)).isEqualTo(2);
		assertThat(connections(Outcome.ERROR)).isEqualTo(2);
		assertThat(this.registry.getMeters()).hasSize(meters);
	}

	@Test
	void aRefusedCallIsNotTimed() {
		this.method.refused("FULL");
		assertThat(requests("FULL")).isOne();
		assertThat(this.registry.get("grest.ws.request.duration").tag("method", "say").timer().count()).isZero();
		assertThat(gauge("grest.ws.requests.active")).isZero();
	}

	@Test
	void aHandshakeIsTimedWhateverItsResult() {
		this.server.opened(TimeUnit.MILLISECONDS.toNanos(2));
		this.server.rejected("NOT_AUTHORIZED", TimeUnit.MILLISECONDS.toNanos(3));
		Timer timer = this.registry.get("grest.ws.handshake.duration").timer();
		assertThat(timer.count()).isEqualTo(2);
		assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(5);
		assertThat(connections("OK")).isOne();
		assertThat(connections("NOT_AUTHORIZED")).isOne();
	}

	@Test
	void onlyWhatWasOpenIsActive() {
		this.server.opened(1);
		this.server.opened(1);
		this.server.rejected("NOT_AUTHORIZED", 1);
		assertThat(gauge("grest.ws.connections.active")).isEqualTo(2);
		this.server.closed(false, 4001);
		assertThat(gauge("grest.ws.connections.active")).isEqualTo(2);
		this.server.closed(true, 1000);
		this.server.closed(true, 1006);
		assertThat(gauge("grest.ws.connections.active")).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "1000, 1000", "1006, 1006", "4000, 4000", "4008, 4008", "4002, 4xxx", "4999, 4xxx", "999, OTHER",
			"1004, OTHER", "3000, OTHER", "5000, OTHER", "-1, OTHER" })
	void aCloseCodeOfThePeersChoiceIsBounded(int code, String tag) {
		this.server.closed(false, code);
		assertThat(this.registry.get("grest.ws.closes").tag("code", tag).counter().count()).isOne();
	}

	@Test
	void theHighestThatWaitedIsForgottenAfterThreeMinutes() {
		this.server.waiting(3, 300);
		this.server.waiting(7, 200);
		this.server.waiting(1, 10);
		this.server.waiting(0, 0);
		assertThat(gauge("grest.ws.out.queue.frames")).isEqualTo(7);
		assertThat(gauge("grest.ws.out.queue.bytes")).isEqualTo(300);
		this.clock.add(Duration.ofMinutes(2));
		this.server.waiting(2, 20);
		assertThat(gauge("grest.ws.out.queue.frames")).isEqualTo(7);
		this.clock.add(Duration.ofMinutes(2));
		assertThat(gauge("grest.ws.out.queue.frames")).isEqualTo(2);
		this.clock.add(Duration.ofMinutes(3));
		assertThat(gauge("grest.ws.out.queue.frames")).isZero();
	}

	@Test
	void bytesAreCountedByDirection() {
		this.server.received(10);
		this.server.received(5);
		this.server.sent(7);
		assertThat(this.registry.get("grest.ws.bytes").tag("direction", "in").functionCounter().count()).isEqualTo(15);
		assertThat(this.registry.get("grest.ws.bytes").tag("direction", "out").functionCounter().count()).isEqualTo(7);
	}

	@Test
	void aContractAskedForTwiceIsCountedTogether() {
		SocketMetrics.OfContract again = this.metrics.forContract("Api", "/api/{room}", Side.SERVER, Set.of());
		this.server.opened(1);
		again.opened(1);
		assertThat(gauge("grest.ws.connections.active")).isEqualTo(2);
	}

	@Test
	void serverAndClientOfOneContractAreCountedApart() {
		this.metrics.forContract("Api", "/api/{room}", Side.CLIENT, Set.of()).opened(1);
		assertThat(this.registry.get("grest.ws.connections.active").tag("side", "client").gauge().value()).isOne();
		assertThat(this.registry.get("grest.ws.connections.active").tag("side", "server").gauge().value()).isZero();
	}

	@Test
	void aStreamIsOpenUntilItsEnd() {
		StreamMetrics streams = watch().streams();
		streams.open(1);
		streams.open(1);
		watch().streams().open(-1);
		assertThat(this.registry.get("grest.ws.streams.active").tag("method", "watch").gauge().value()).isOne();
	}

	@Test
	void countsItemsByDirection() {
		StreamMetrics answering = watch().streams();
		answering.itemsSent(3);
		answering.itemsSent(2);
		answering.itemReceived();
		StreamMetrics answered = this.server.outboundStream("watch", List.of(), new Streams(true, false)).streams();
		answered.itemReceived();
		answered.itemsSent(7);
		assertThat(items("grest.ws.stream.items")).containsExactly("out 5.0");
		assertThat(items("grest.ws.out.stream.items")).containsExactly("in 1.0");
	}

	@Test
	void timesTheFirstItemOfAnAnswer() {
		SocketMetrics.OfMethod watch = watch();
		long begun = watch.begun();
		this.clock.add(Duration.ofMillis(7));
		watch.streams().answerBegun(begun);
		Timer timer = this.registry.get("grest.ws.stream.first.item.duration").tag("method", "watch").timer();
		assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(7);
		this.server.inboundStream("upload", List.of(), new Streams(false, true)).streams().answerBegun(begun);
		assertThat(this.registry.get("grest.ws.stream.first.item.duration").timers()).containsExactly(timer);
	}

	@Test
	void countsCancelsByWhatEndsTheCall() {
		watch().streams().cancelled(CancelledBy.DEADLINE);
		assertThat(this.registry.get("grest.ws.stream.cancels").tag("by", "DEADLINE").counter().count()).isOne();
		assertThat(this.registry.get("grest.ws.stream.cancels").tag("by", "CALLER").counter().count()).isZero();
	}

	@Test
	void registersNothingOfStreamsForPlainMethods() {
		assertThat(this.method.streams()).isSameAs(StreamMetrics.NONE);
		assertThat(this.registry.find("grest.ws.stream.items").meters()).isEmpty();
	}

	private SocketMetrics.OfMethod watch() {
		return this.server.inboundStream("watch", List.of(), new Streams(true, false));
	}

	private Stream<String> items(String name) {
		return this.registry.get(name)
			.counters()
			.stream()
			.map((counter) -> counter.getId().getTag("direction") + " " + counter.count());
	}

	@Test
	void whoCountsNothingLooksAtNoClock() {
		SocketMetrics.OfContract none = SocketMetrics.NONE.forContract("Api", "/api", Side.SERVER, Set.of());
		assertThat(none.inbound("say", Set.of())).isSameAs(none.outbound("said", Set.of())).isSameAs(none);
		assertThat(none.inbound("say", Set.of()).begun()).isZero();
	}

	private double gauge(String name) {
		return this.registry.get(name).gauge().value();
	}

	private double requests(String result) {
		return this.registry.get("grest.ws.requests").tags("method", "say", "result", result).counter().count();
	}

	private double connections(String result) {
		return this.registry.get("grest.ws.connections").tag("result", result).counter().count();
	}

}
