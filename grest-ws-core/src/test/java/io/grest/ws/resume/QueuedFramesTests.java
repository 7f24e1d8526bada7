package io.grest.ws.resume;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.Overflow;
import io.grest.ws.connection.SocketConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A frame has its number from the moment that it is written, not from the moment that it
 * is queued: messages that a full queue has dropped were never sent, and leave no gap in
 * the counts of both sides.
 */
class QueuedFramesTests {

	private static final int QUEUE = 4;

	private static final int MESSAGES = 40;

	private final ResumeNode node = new ResumeNode(this::connect,
			ConnectionOptions.builder()
				.heartbeatInterval(Duration.ZERO)
				.outboundFrames(QUEUE)
				.overflow(Overflow.DROP_OLDEST)
				.build());

	private @Nullable SocketConnection<ResumeApi.Client> connection;

	private int opened;

	private VirtualTimeScheduler time;

	@BeforeEach
	void stopTime() {
		this.time = VirtualTimeScheduler.getOrSet(true);
	}

	@AfterEach
	void letTimeGoOn() {
		VirtualTimeScheduler.reset();
	}

	@Test
	void numbersNoMessageThatQueueHasDropped() {
		Peer first = new Peer();
		String token = first.shakeHands("", "new");
		tell(1, MESSAGES);
		first.readAll();
		List<Integer> heard = new ArrayList<>(first.messages());
		assertThat(heard).as("not dropped").hasSizeLessThan(MESSAGES).endsWith(MESSAGES);
		first.end();
		tell(MESSAGES + 1, MESSAGES + 2);
		Peer second = new Peer();
		token = second.shakeHands(token + " " + heard.size() + " 0", "same");
		second.readAll();
		assertThat(second.messages()).containsExactly(MESSAGES + 1, MESSAGES + 2);
		second.end();
		Peer third = new Peer();
		third.shakeHands(token + " " + (heard.size() + 1) + " 0", "same");
		third.readAll();
		assertThat(third.messages()).containsExactly(MESSAGES + 2);
	}

	@Test
	void sendsAgainWhatWasWrittenBeforeWhatWaited() {
		Peer first = new Peer();
		String token = first.shakeHands("", "new");
		tell(1, MESSAGES);
		first.read(5);
		assertThat(first.messages()).containsExactly(1, 2, 3, 4, 5);
		first.end();
		Peer second = new Peer();
		second.shakeHands(token + " 5 0", "same");
		second.readAll();
		// What follows the gap is what waited: the gap is of what was dropped.
		List<Integer> heard = second.messages();
		assertThat(heard).isSorted().doesNotHaveDuplicates().startsWith(6, 7).endsWith(MESSAGES);
		assertThat(heard.subList(heard.size() - QUEUE, heard.size())).containsExactly(MESSAGES - 3, MESSAGES - 2,
				MESSAGES - 1, MESSAGES);
		assertThat(heard).hasSizeLessThan(MESSAGES - 5);
	}

	private void tell(int from, int to) {
		for (int i = from; i <= to; i++) {
			Objects.requireNonNull(this.connection).remote().counted(i);
		}
	}

	private Mono<ResumeApi.Server> connect(SocketConnection<ResumeApi.Client> connection) {
		this.connection = connection;
		return Mono.just(new ResumeApi.Server() {

			@Override
			public void count(Integer number) {
			}

			@Override
			public Mono<Integer> once(Integer number) {
				return Mono.just(number);
			}

			@Override
			public Mono<Integer> again(Integer number) {
				return Mono.just(number);
			}

		});
	}

	/**
	 * A client that reads when the test says so.
	 */
	private final class Peer implements Wire.WireListener {

		private final Wire wire;

		private final List<String> read = new ArrayList<>();

		private final Sinks.Many<WebSocketMessage> sent = Sinks.many().unicast().onBackpressureBuffer();

		Peer() {
			HandshakeInfo client = new HandshakeInfo(URI.create("ws://localhost/model"), new HttpHeaders(),
					Mono.empty(), null);
			HandshakeInfo server = new HandshakeInfo(URI.create("ws://localhost/model"), new HttpHeaders(),
					new LinkedMultiValueMap<>(), Mono.empty(), null, InetSocketAddress.createUnresolved("in-memory", 0),
					Map.of(), null);
			this.wire = new Wire(++QueuedFramesTests.this.opened, QueuedFramesTests.this.node, client, server, this);
			QueuedFramesTests.this.node.open(this.wire);
			this.wire.client.receive().subscribe();
			this.wire.client.send(this.sent.asFlux()).subscribe();
		}

		String shakeHands(String offer, String session) {
			String resume = offer.isEmpty() ? "" : ",\"grest-ws-resume\":\"" + offer + "\"";
			send("h:::{\"grest-ws-extensions\":\"resume\"" + resume + "}");
			read(1);
			String accepted = this.read.remove(0);
			assertThat(accepted).startsWith("k:::");
			assertThat(ResumeFrames.find(ResumeFrames.KIND, accepted)).isEqualTo(session);
			send("a::0:");
			return ResumeFrames.find(ResumeFrames.TOKEN, accepted);
		}

		private void send(String frame) {
			this.sent.tryEmitNext(new WebSocketMessage(WebSocketMessage.Type.TEXT,
					this.wire.client.bufferFactory().wrap(frame.getBytes(StandardCharsets.UTF_8))));
			while (this.wire.server.hasIncoming()) {
				assertThat(this.wire.server.deliver()).isTrue();
			}
			QueuedFramesTests.this.time.advanceTimeBy(Duration.ofMillis(1));
		}

		void read(int frames) {
			for (int i = 0; i < frames; i++) {
				assertThat(this.wire.client.deliver()).as("frame " + i).isTrue();
			}
		}

		void readAll() {
			while (this.wire.client.hasIncoming()) {
				this.wire.client.deliver();
			}
		}

		List<Integer> messages() {
			return this.read.stream().flatMap((frame) -> {
				boolean isMessage = frame.startsWith("m:");
				return isMessage ? Stream.of(Integer.valueOf(frame.substring(frame.lastIndexOf(':') + 1)))
						: Stream.empty();
			}).toList();
		}

		// The server sees a socket that was lost, with what was on its way.
		void end() {
			this.wire.cut(new Random(0));
			this.wire.client.notice();
			this.wire.server.notice();
		}

		@Override
		public void wrote(Wire wire, boolean byServer, String frame) {
		}

		@Override
		public void reads(Wire wire, boolean byServer, String frame) {
			if (!byServer) {
				this.read.add(frame);
			}
		}

		@Override
		public void closes(Wire wire, boolean byServer, int code) {
		}

		@Override
		public void ends(Wire wire, boolean atServer, int code) {
		}

	}

}
