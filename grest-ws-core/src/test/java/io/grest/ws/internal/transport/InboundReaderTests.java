package io.grest.ws.internal.transport;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.test.publisher.TestPublisher;
import reactor.util.context.Context;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferWrapper;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketMessage.Type;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InboundReader}.
 */
class InboundReaderTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final DataBufferFactory BUFFERS = DefaultDataBufferFactory.sharedInstance;

	private final TestPublisher<WebSocketMessage> session = TestPublisher.create();

	private final RecordingListener listener = new RecordingListener();

	private final InboundReader reader = new InboundReader(this.listener, 20, Context.of("key", "value"),
			Runnable::run);

	// One at a time

	@Test
	void asksForOneMessageAtATime() {
		read();
		this.session.assertMinRequested(1);
		this.session.assertMaxRequested(1);
		this.session.next(text("m:A.b::1"));
		this.session.assertMinRequested(1);
		this.session.assertMaxRequested(1);
		assertThat(this.listener.events).containsExactly("m:A.b::1");
	}

	@Test
	void asksForTheNextMessageOnceTheListenerReturned() {
		List<String> order = new ArrayList<>();
		this.listener.whenText = () -> order.add("handled");
		Flux<WebSocketMessage> messages = Flux.just(text("1"), text("2"))
			.doOnRequest((n) -> order.add("asked for " + n));
		messages.subscribe(this.reader);
		assertThat(order).containsExactly("asked for 1", "handled", "asked for 1", "handled", "asked for 1");
	}

	@Test
	void receivesInTheContextOfTheConnection() {
		assertThat(this.reader.currentContext().<String>get("key")).isEqualTo("value");
	}

	@Test
	void copiesAMessageSoThatItsBufferIsFreeAtOnce() {
		byte[] sent = "m:A.b::1".getBytes(StandardCharsets.UTF_8);
		read();
		this.session.next(new WebSocketMessage(Type.TEXT, BUFFERS.wrap(sent)));
		sent[0] = '!';
		assertThat(this.listener.events).containsExactly("m:A.b::1");
	}

	@Test
	void aMessageReadWhileAnotherIsBeingHandledLeavesThatOneAlone() {
		RecordingListener inner = new RecordingListener();
		InboundReader innerReader = new InboundReader(inner, 20, Context.empty(), Runnable::run);
		List<String> after = new ArrayList<>();
		InboundReader outerReader = new InboundReader(new RecordingListener() {

			@Override
			public void received(byte[] bytes, int length) {
				Flux.just(text("m:inner::2222")).subscribe(innerReader);
				after.add(new String(bytes, 0, length, StandardCharsets.UTF_8));
			}

		}, 20, Context.empty(), Runnable::run);
		Flux.just(text("m:outer::1")).subscribe(outerReader);
		assertThat(inner.events).containsExactly("m:inner::2222", "end");
		assertThat(after).containsExactly("m:outer::1");
	}

	@Test
	void readsMessagesIntoOneBufferOfTheThread() {
		List<byte[]> buffers = new ArrayList<>();
		InboundReader reader = new InboundReader(new RecordingListener() {

			@Override
			public void received(byte[] bytes, int length) {
				buffers.add(bytes);
			}

		}, 20, Context.empty(), Runnable::run);
		Flux.just(text("1"), text("2")).subscribe(reader);
		assertThat(buffers).hasSize(2);
		assertThat(buffers.get(1)).isSameAs(buffers.get(0));
	}

	@Test
	void passesMessageOnWithoutTheExecutor() {
		List<Runnable> tasks = new ArrayList<>();
		Flux.just(text("1"), message(Type.BINARY, new byte[1]))
			.subscribe(new InboundReader(this.listener, 20, Context.empty(), tasks::add));
		assertThat(this.listener.events).containsExactly("1", "1003 Text frames only", "end");
		assertThat(tasks).isEmpty();
	}

	@Test
	void passesMessageOnWithoutTheExecutorAfterPause() {
		List<Runnable> tasks = new ArrayList<>();
		InboundReader reader = new InboundReader(this.listener, 20, Context.empty(), tasks::add);
		reader.readAhead();
		this.session.subscribe(reader);
		this.listener.pause = true;
		this.session.next(text("1"));
		this.session.next(text("2"));
		this.listener.pause = false;
		reader.resume();
		assertThat(tasks).hasSize(1);
		tasks.remove(0).run();
		this.session.next(text("3"));
		assertThat(this.listener.events).containsExactly("1", "2", "3");
		assertThat(tasks).isEmpty();
	}

	@Test
	void pausesAfterMessageThatWasReadAsAnotherPauseEnded() {
		readAhead();
		this.listener.pause = true;
		this.session.next(text("1"));
		DataBuffer payload = new DataBufferWrapper(BUFFERS.wrap("2".getBytes(StandardCharsets.UTF_8))) {

			// As if by another thread.
			@Override
			public DataBuffer read(byte[] destination, int offset, int length) {
				InboundReaderTests.this.listener.pause = false;
				InboundReaderTests.this.reader.resume();
				InboundReaderTests.this.listener.pause = true;
				return super.read(destination, offset, length);
			}

		};
		this.session.next(new WebSocketMessage(Type.TEXT, payload));
		assertThat(this.listener.events).containsExactly("1", "2");
		assertThat(this.reader.isPaused()).isTrue();
	}

	@Test
	void countsBytesOfTextMessages() {
		read();
		this.session.next(text("é".repeat(10)));
		this.session.next(message(Type.BINARY, new byte[7]));
		this.session.next(text("x".repeat(21)));
		assertThat(this.reader.received()).isEqualTo(41);
	}

	@Test
	void readsLargeAndSmallMessagesInTurn() {
		List<String> texts = List.of("a".repeat(3), "b".repeat(10_000), "c", "d".repeat(100_000), "",
				"e".repeat(50_000));
		InboundReader large = new InboundReader(this.listener, 100_000, Context.empty(), Runnable::run);
		Flux.fromIterable(texts).map(InboundReaderTests::text).subscribe(large);
		assertThat(this.listener.events.subList(0, texts.size())).isEqualTo(texts);
	}

	// Violations

	@Test
	void aMessageOverTheSizeLimitIsAViolation() {
		read();
		this.session.next(text("x".repeat(20)));
		this.session.next(text("x".repeat(21)));
		assertThat(this.listener.events).containsExactly("x".repeat(20), "1009 Message too big");
	}

	@Test
	void theSizeLimitCountsBytes() {
		read();
		this.session.next(text("é".repeat(10)));
		this.session.next(text("é".repeat(10) + "x"));
		assertThat(this.listener.events).containsExactly("é".repeat(10), "1009 Message too big");
	}

	@Test
	void aBinaryMessageIsAViolation() {
		read();
		this.session.next(message(Type.BINARY, "m:A.b::1".getBytes(StandardCharsets.UTF_8)));
		assertThat(this.listener.events).containsExactly("1003 Text frames only");
	}

	@Test
	void textThatIsNotUtf8IsAViolation() {
		read();
		this.session.next(message(Type.TEXT, new byte[] { 'm', ':', (byte) 0xC0, (byte) 0x80 }));
		assertThat(this.listener.events).containsExactly("1007 Text is not UTF-8");
	}

	@ParameterizedTest
	@EnumSource(names = { "PING", "PONG" })
	void pingsAndPongsAreSignsOfLifeOnly(Type type) {
		read();
		this.session.next(message(type, new byte[0]));
		assertThat(this.listener.events).isEmpty();
		assertThat(this.listener.heard).hasValue(1);
		this.session.assertMinRequested(1);
	}

	@Test
	void everyMessageIsASignOfLife() {
		read();
		this.session.next(text("m:A.b::1"));
		this.session.next(message(Type.BINARY, new byte[1]));
		this.session.next(text("x".repeat(21)));
		assertThat(this.listener.heard).hasValue(3);
	}

	@Test
	void readsOnAfterAViolation() {
		read();
		this.session.next(message(Type.BINARY, new byte[1]));
		this.session.assertMinRequested(1);
	}

	@Test
	void pausesAfterViolationToo() {
		readAhead();
		this.listener.pause = true;
		this.session.next(text("x".repeat(21)));
		assertThat(this.reader.isPaused()).isTrue();
		this.session.next(text("1"));
		assertThat(this.listener.events).containsExactly("1009 Message too big");
	}

	// Pausing

	@Test
	void asksForNothingWhileTheListenerPausesBeforeItReadsAhead() {
		read();
		this.listener.pause = true;
		this.session.next(text("m:A.b::1"));
		assertThat(this.reader.isPaused()).isTrue();
		assertThat(this.reader.isDeaf()).isTrue();
		this.session.assertMaxRequested(0);
		this.reader.readAhead();
		assertThat(this.reader.isDeaf()).isFalse();
		this.session.assertMinRequested(1);
	}

	@Test
	void readsOnOnceThePauseEndsThoughItDoesNotReadAhead() {
		read();
		this.listener.pause = true;
		this.session.next(text("m:A.b::1"));
		this.listener.pause = false;
		this.reader.resume();
		assertThat(this.reader.isDeaf()).isFalse();
		this.session.assertMinRequested(1);
		this.session.assertMaxRequested(1);
	}

	@Test
	void holdsAsMuchAsOneMessageMayHaveWhileTheListenerPausesAndThenAsksForNothing() {
		readAhead();
		this.listener.pause = true;
		this.session.next(text("m:A.b::1"));
		assertThat(this.reader.isPaused()).isTrue();
		assertThat(this.reader.isDeaf()).isFalse();
		this.session.assertMinRequested(1);
		this.session.next(text("m:A.b::2"));
		assertThat(this.reader.isDeaf()).isTrue();
		this.session.assertMaxRequested(0);
		assertThat(this.listener.events).containsExactly("m:A.b::1");
	}

	@Test
	void hearsPongsWhileTheListenerPauses() {
		readAhead();
		this.listener.pause = true;
		this.session.next(text("m:A.b::1"));
		for (int i = 0; i < 100; i++) {
			this.session.next(message(Type.PONG, new byte[0]));
		}
		assertThat(this.listener.heard).hasValue(101);
		this.session.assertMinRequested(1);
		assertThat(this.reader.isDeaf()).isFalse();
	}

	@Test
	void handsOnWhatIsHeldInOrderAndHearsAgain() {
		InboundReader roomy = new InboundReader(this.listener, 300, Context.empty(), Runnable::run);
		roomy.readAhead();
		this.session.subscribe(roomy);
		this.listener.pause = true;
		this.session.next(text("1"));
		this.session.next(text("2"));
		this.session.next(message(Type.BINARY, new byte[1]));
		this.session.next(message(Type.TEXT, new byte[] { (byte) 0xC0, (byte) 0x80 }));
		this.session.next(text("x".repeat(301)));
		this.session.next(text("3"));
		assertThat(roomy.isDeaf()).isTrue();
		this.listener.pause = false;
		roomy.resume();
		assertThat(this.listener.events).containsExactly("1", "2", "1003 Text frames only", "1007 Text is not UTF-8",
				"1009 Message too big", "3");
		assertThat(roomy.isDeaf()).isFalse();
		this.session.assertMinRequested(1);
		this.session.assertMaxRequested(1);
		this.session.next(text("4"));
		assertThat(this.listener.events).endsWith("3", "4");
	}

	@Test
	void pausesAgainWithinWhatIsHeld() {
		InboundReader roomy = new InboundReader(this.listener, 300, Context.empty(), Runnable::run);
		roomy.readAhead();
		this.session.subscribe(roomy);
		this.listener.pauseAnswers = new ArrayList<>(List.of(true, true));
		this.session.next(text("1"));
		this.session.next(text("2"));
		this.session.next(text("3"));
		assertThat(this.listener.events).containsExactly("1");
		this.listener.pauseAnswers = new ArrayList<>(List.of(false, true, true));
		roomy.resume();
		assertThat(this.listener.events).containsExactly("1", "2");
		roomy.resume();
		assertThat(this.listener.events).containsExactly("1", "2", "3");
	}

	@Test
	void hearsAgainOnceSomeOfWhatIsHeldWasHandedOn() {
		InboundReader roomy = new InboundReader(this.listener, 100, Context.empty(), Runnable::run);
		roomy.readAhead();
		this.session.subscribe(roomy);
		this.listener.pause = true;
		this.session.next(text("1"));
		this.session.next(text("2"));
		this.session.next(text("3"));
		assertThat(roomy.isDeaf()).isTrue();
		this.listener.pauseAnswers = new ArrayList<>(List.of(false, true, true));
		roomy.resume();
		assertThat(this.listener.events).containsExactly("1", "2");
		assertThat(roomy.isPaused()).isTrue();
		assertThat(roomy.isDeaf()).isFalse();
		this.session.assertMinRequested(1);
	}

	@Test
	void handsOnWhatIsHeldAtTheEndIfThePauseIsOver() {
		readAhead();
		this.listener.pause = true;
		this.session.next(text("1"));
		this.session.next(text("2"));
		this.listener.pause = false;
		this.reader.afterHeld(() -> this.listener.events.add("then"));
		assertThat(this.listener.events).containsExactly("1", "2", "then");
	}

	@Test
	void doesWhatComesAfterWhatIsHeldOnceThatWasHandedOn() {
		readAhead();
		this.reader.afterHeld(() -> this.listener.events.add("at once"));
		this.listener.pause = true;
		this.session.next(text("1"));
		this.session.next(text("2"));
		this.reader.afterHeld(() -> this.listener.events.add("then"));
		assertThat(this.listener.events).containsExactly("at once", "1");
		this.listener.pause = false;
		this.reader.resume();
		assertThat(this.listener.events).containsExactly("at once", "1", "2", "then");
	}

	@Test
	void letsGoOfWhatIsHeldOnceCancelled() {
		readAhead();
		this.listener.pause = true;
		this.session.next(text("1"));
		this.session.next(text("2"));
		this.reader.cancel();
		this.listener.pause = false;
		this.reader.resume();
		assertThat(this.listener.events).containsExactly("1");
	}

	@Test
	void readsOnOnceTheListenerNoLongerPauses() {
		read();
		this.listener.pause = true;
		this.session.next(text("m:A.b::1"));
		this.reader.resume();
		assertThat(this.reader.isPaused()).isTrue();
		this.listener.pause = false;
		this.reader.resume();
		assertThat(this.reader.isPaused()).isFalse();
		this.session.assertMinRequested(1);
		this.session.next(text("m:A.b::2"));
		assertThat(this.listener.events).containsExactly("m:A.b::1", "m:A.b::2");
	}

	@Test
	void readsOnOnceHoweverOftenItIsToldTo() {
		readAhead();
		this.reader.resume();
		this.listener.pause = true;
		this.session.next(text("m:A.b::1"));
		this.session.next(text("m:A.b::2"));
		this.session.assertMaxRequested(0);
		this.listener.pause = false;
		this.reader.resume();
		this.reader.resume();
		this.session.assertMinRequested(1);
		this.session.assertMaxRequested(1);
	}

	@Test
	void readsOnIfThePauseEndedWhileItBegan() {
		read();
		this.listener.pauseAnswers = new ArrayList<>(List.of(true, false));
		this.session.next(text("m:A.b::1"));
		assertThat(this.reader.isPaused()).isFalse();
		this.session.assertMinRequested(1);
	}

	@Test
	void noResumeIsEverLost() throws Exception {
		ExecutorService handlers = Executors.newFixedThreadPool(2);
		try {
			for (int round = 0; round < 200; round++) {
				int messages = 500;
				CountDownLatch handled = new CountDownLatch(messages);
				AtomicInteger inFlight = new AtomicInteger();
				List<InboundReader> self = new ArrayList<>();
				InboundReader racing = new InboundReader(new RecordingListener() {

					@Override
					public void received(byte[] bytes, int length) {
						inFlight.incrementAndGet();
						handlers.execute(() -> {
							inFlight.decrementAndGet();
							self.get(0).resume();
							handled.countDown();
						});
					}

					@Override
					public boolean mustPause() {
						return inFlight.get() >= 1;
					}

				}, 20, Context.empty(), Runnable::run);
				racing.readAhead();
				self.add(racing);
				Flux.range(0, messages).map((i) -> text("m:A.b::" + i)).subscribe(racing);
				assertThat(handled.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).as("round " + round).isTrue();
			}
		}
		finally {
			handlers.shutdownNow();
		}
	}

	@Test
	void readsOnHoweverPausesBeginAndEnd() throws Exception {
		AtomicBoolean paused = new AtomicBoolean();
		AtomicBoolean stop = new AtomicBoolean();
		AtomicInteger handled = new AtomicInteger();
		AtomicLong requested = new AtomicLong();
		InboundReader racing = new InboundReader(new RecordingListener() {

			@Override
			public void received(byte[] bytes, int length) {
				handled.incrementAndGet();
			}

			@Override
			public boolean mustPause() {
				return paused.get();
			}

		}, 20, Context.empty(), Runnable::run);
		racing.readAhead();
		Thread pausing = new Thread(() -> {
			while (!stop.get()) {
				paused.set(true);
				while (!racing.isPaused() && !stop.get()) {
					Thread.onSpinWait();
				}
				paused.set(false);
				racing.resume();
			}
		});
		pausing.start();
		try {
			racing.onSubscribe(counting(requested));
			for (int message = 1; message <= 5_000; message++) {
				spin(message % 64);
				racing.onNext(text("m:A.b::1"));
				awaitMoreThan(message, requested);
			}
			assertThat(handled).hasValue(5_000);
		}
		finally {
			stop.set(true);
			pausing.join();
		}
	}

	private static Subscription counting(AtomicLong requested) {
		return new Subscription() {

			@Override
			public void request(long n) {
				requested.addAndGet(n);
			}

			@Override
			public void cancel() {
			}

		};
	}

	private static void spin(int times) {
		for (int i = 0; i < times; i++) {
			Thread.onSpinWait();
		}
	}

	private static void awaitMoreThan(long number, AtomicLong value) {
		long deadline = System.nanoTime() + TIMEOUT.toNanos();
		while (value.get() <= number) {
			assertThat(System.nanoTime()).as("a request after message " + number).isLessThan(deadline);
			Thread.onSpinWait();
		}
	}

	// The end

	@Test
	void tellsOfTheEnd() {
		read();
		this.session.complete();
		assertThat(this.listener.events).containsExactly("end");
	}

	@Test
	void tellsWhatEndedIt() {
		read();
		this.session.error(new IllegalStateException("reset"));
		assertThat(this.listener.events).containsExactly("end by java.lang.IllegalStateException: reset");
	}

	@Test
	void receivesNothingOnceCancelled() {
		read();
		this.reader.cancel();
		this.session.assertCancelled();
	}

	@Test
	void mayBeCancelledAndResumedBeforeItReads() {
		this.reader.cancel();
		this.reader.resume();
		assertThat(this.listener.events).isEmpty();
	}

	@Test
	void readsNothingIfCancelledBefore() {
		this.reader.cancel();
		read();
		this.session.assertCancelled();
	}

	private void read() {
		this.session.subscribe(this.reader);
	}

	private void readAhead() {
		this.reader.readAhead();
		read();
	}

	private static WebSocketMessage text(String text) {
		return message(Type.TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

	private static WebSocketMessage message(Type type, byte[] content) {
		return new WebSocketMessage(type, BUFFERS.wrap(content));
	}

	private static class RecordingListener implements TransportListener {

		final List<String> events = new ArrayList<>();

		final AtomicInteger heard = new AtomicInteger();

		volatile boolean pause;

		List<Boolean> pauseAnswers = new ArrayList<>();

		Runnable whenText = () -> {
		};

		@Override
		public void roundEnded() {
		}

		@Override
		public void heard() {
			this.heard.incrementAndGet();
		}

		@Override
		public void received(byte[] bytes, int length) {
			this.events.add(new String(bytes, 0, length, StandardCharsets.UTF_8));
			this.whenText.run();
		}

		@Override
		public void violated(SocketCloseStatus status) {
			this.events.add(status.toString());
		}

		@Override
		public void receivingEnded(@Nullable Throwable ex) {
			this.events.add((ex != null) ? "end by " + ex : "end");
		}

		@Override
		public boolean mustPause() {
			return this.pauseAnswers.isEmpty() ? this.pause : this.pauseAnswers.remove(0);
		}

	}

}
