package io.grest.ws.internal.transport.netty;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import org.springframework.web.reactive.socket.WebSocketMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NettyInbound}.
 */
class NettyInboundTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final TestPublisher<Object> others = TestPublisher.create();

	private final NettyInbound inbound = new NettyInbound(this.channel, this.others.flux());

	private final List<WebSocketFrame> frames = new ArrayList<>();

	@AfterEach
	void everyFrameIsReleased() {
		assertThat(this.frames).allSatisfy((frame) -> assertThat(frame.refCnt()).isZero());
		this.channel.finishAndReleaseAll();
	}

	@Test
	void aMessageOfOneFrameComesStraightFromThePipeline() {
		received(0).then(() -> receive("one")).thenRequest(1).expectNext("TEXT one").thenCancel().verify(TIMEOUT);
	}

	@Test
	void beforeAnybodySubscribesNothingIsTaken() {
		WebSocketFrame frame = text("early");
		assertThat(this.inbound.tryReceive(frame)).isFalse();
		assertThat(frame.refCnt()).isEqualTo(1);
		frame.release();
	}

	@Test
	void whatReactorNettyReceivesArrivesAndIsReleasedByIt() {
		received(Long.MAX_VALUE).then(() -> {
			receiveOther(text("aggregated"));
			receiveOther(new BinaryWebSocketFrame(Unpooled.copiedBuffer("bytes", StandardCharsets.UTF_8)));
			receiveOther(new PongWebSocketFrame(Unpooled.copiedBuffer("late", StandardCharsets.UTF_8)));
			this.others.next("no frame");
		}).expectNext("TEXT aggregated", "BINARY bytes", "PONG late").thenCancel().verify(TIMEOUT);
	}

	@Test
	void whatIsNotWantedYetWaitsInOrderAndTheChannelIsNotRead() {
		Reader reader = new Reader();
		this.inbound.subscribe(reader);
		reader.request(1);
		receive("one");
		assertThat(this.channel.config().isAutoRead()).isTrue();
		receive("two");
		assertThat(this.channel.config().isAutoRead()).isFalse();
		receiveOther(text("three"));
		assertThat(reader.received).containsExactly("TEXT one");
		reader.request(1);
		assertThat(this.channel.config().isAutoRead()).isFalse();
		assertThat(reader.received).containsExactly("TEXT one", "TEXT two");
		receive("four");
		reader.request(2);
		assertThat(reader.received).containsExactly("TEXT one", "TEXT two", "TEXT three", "TEXT four");
		assertThat(this.channel.config().isAutoRead()).isTrue();
		receive("five");
		reader.request(1);
		assertThat(reader.received).endsWith("TEXT five");
	}

	@Test
	void aMessageThatAskingForOneBringsComesAfterTheOneBeingHandled() {
		List<String> order = new ArrayList<>();
		this.inbound.map(NettyInboundTests::describe).doOnNext((message) -> {
			if (message.equals("TEXT one")) {
				receive("two");
			}
			order.add(message);
		}).subscribe();
		receive("one");
		assertThat(order).containsExactly("TEXT one", "TEXT two");
		assertThat(this.channel.config().isAutoRead()).isTrue();
	}

	@Test
	void theEndComesAfterWhatWaits() {
		received(1).then(() -> {
			receive("one");
			receive("two");
			this.others.complete();
		}).expectNext("TEXT one").thenRequest(1).expectNext("TEXT two").verifyComplete();
	}

	@Test
	void anErrorIsToldOnceThoughReactorNettyTellsItAgain() {
		List<String> errors = new ArrayList<>();
		this.inbound.doOnError((ex) -> errors.add(ex.getMessage())).onErrorComplete().subscribe();
		this.inbound.onError(new IllegalStateException("too long"));
		this.inbound.onError(new IllegalStateException("too long, again"));
		receive("after the end");
		assertThat(errors).containsExactly("too long");
	}

	@Test
	void cancellingReleasesWhatWaitsAndCancelsReactorNetty() {
		received(1).then(() -> {
			receive("one");
			receive("two");
		}).expectNext("TEXT one").thenCancel().verify(TIMEOUT);
		receive("three");
		this.others.assertCancelled();
	}

	@Test
	void discardingReleasesWhatWaits() {
		this.inbound.subscribe(new Reader());
		receive("one");
		this.inbound.discard();
		receive("late");
	}

	private StepVerifier.FirstStep<String> received(long demand) {
		return StepVerifier.create(this.inbound.map(NettyInboundTests::describe), demand);
	}

	private static String describe(WebSocketMessage message) {
		return message.getType() + " " + message.getPayloadAsText();
	}

	private void receive(String text) {
		assertThat(this.inbound.tryReceive(text(text))).isTrue();
	}

	private void receiveOther(WebSocketFrame frame) {
		this.frames.add(frame);
		this.others.next(frame);
		frame.release();
	}

	private WebSocketFrame text(String text) {
		WebSocketFrame frame = new TextWebSocketFrame(text);
		this.frames.add(frame);
		return frame;
	}

	// Wants what a test says.
	private static final class Reader extends BaseSubscriber<WebSocketMessage> {

		private final List<String> received = new ArrayList<>();

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
		}

		@Override
		protected void hookOnNext(WebSocketMessage message) {
			this.received.add(describe(message));
		}

	}

}
