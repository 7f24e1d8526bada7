package io.grest.ws.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.session.Handshaker;
import io.grest.ws.internal.session.KeptSession;
import io.grest.ws.internal.session.SessionListener;
import io.grest.ws.internal.session.SessionTopics;
import io.grest.ws.internal.wire.Extensions;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.GrestFormat;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.ResumeOffer;
import io.grest.ws.internal.wire.Terms;
import io.grest.ws.observation.Observed;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a client renews its credentials, by a clock of the test.
 */
class ClientRefreshTests {

	private static final String OWN = "t:::{\"authorization\":\"Bearer 1\"}";

	private final GrestFormat format = new GrestFormat(Set.of(), new Payloads(new PayloadCodec().mapper()));

	private final FakeControl control = new FakeControl();

	private Mono<Map<String, String>> headers = Mono.just(Map.of("authorization", "Bearer 1"));

	private final ClientRefresh refresh = new ClientRefresh(this.control, this.format.credentials(),
			Mono.defer(() -> this.headers), this.control.nanos::get);

	private void receive(String data) {
		this.refresh.receive(new Frame(FrameType.CREDENTIALS, "", "", Payload.of(data)));
	}

	@ParameterizedTest
	@CsvSource({ "10000, 9000", "600000, 540000", "3600000, 3540000", "8640000000, 8639940000" })
	void isDueShortlyBeforeTheEnd(long rights, long due) {
		this.refresh.granted(Duration.ofMillis(rights));
		assertThat(this.control.due()).hasMillis(due);
		assertThat(this.control.sent).isEmpty();
		this.control.pass();
		assertThat(this.control.sent).containsExactly(OWN);
	}

	@Test
	void hasNothingToRenewWhenRightsDoNotEnd() {
		this.refresh.granted(null);
		assertThat(this.control.task).isNull();
		this.refresh.granted(Duration.ofSeconds(10));
		receive("{}");
		assertThat(this.control.task).isNull();
	}

	@Test
	void boundsRightsThatNeverEnd() {
		this.refresh.granted(Duration.ofMillis(Long.MAX_VALUE));
		assertThat(this.control.due()).isBetween(Duration.ofDays(36_000), Duration.ofDays(36_500));
	}

	@Test
	void isDueAgainByTheAnswer() {
		this.refresh.granted(Duration.ofSeconds(10));
		this.control.pass();
		receive("{\"expires\":20000}");
		assertThat(this.control.due()).hasMillis(18_000);
	}

	@Test
	void triesAgainWhileTimeIsLeft() {
		this.refresh.granted(Duration.ofSeconds(100));
		this.control.pass();
		receive("{\"success\":false,\"type\":\"NOT_AUTHORIZED\",\"statusCode\":401}");
		assertThat(this.control.due()).hasMillis(5_000);
		this.headers = Mono.error(new IllegalStateException("The login is down"));
		this.control.pass();
		assertThat(this.control.due()).hasMillis(2_500);
		this.control.pass();
		assertThat(this.control.due()).hasMillis(1_250);
		this.control.pass();
		assertThat(this.control.due()).hasMillis(1_000);
		this.control.pass();
		assertThat(this.control.task).isNull();
		assertThat(this.control.sent).containsExactly(OWN);
	}

	@Test
	void triesAgainWhenThereWereNoHeaders() {
		this.headers = Mono.empty();
		this.refresh.granted(Duration.ofSeconds(100));
		this.control.pass();
		assertThat(this.control.sent).isEmpty();
		assertThat(this.control.due()).hasMillis(5_000);
		this.headers = Mono.just(Map.of("authorization", "Bearer 1"));
		this.control.pass();
		assertThat(this.control.sent).containsExactly(OWN);
	}

	@Test
	void renewsWhenAskedAfterThereWereNoHeaders() {
		this.headers = Mono.empty();
		receive("{\"within\":10000}");
		this.headers = Mono.just(Map.of("authorization", "Bearer 1"));
		receive("{\"within\":10000}");
		assertThat(this.control.sent).containsExactly(OWN);
	}

	@Test
	void renewsAtOnceWhenAsked() {
		receive("{\"within\":10000}");
		assertThat(this.control.sent).containsExactly(OWN);
	}

	@Test
	void waitsForAnAnswerBeforeTheNextRenewal() {
		receive("{\"within\":10000}");
		this.control.nanos.addAndGet(Duration.ofSeconds(2).toNanos());
		receive("{\"within\":10000}");
		assertThat(this.control.sent).hasSize(1);
	}

	@Test
	void renewsOnceASecondAtMost() {
		receive("{\"within\":10000}");
		receive("{\"expires\":60000}");
		receive("{\"within\":10000}");
		assertThat(this.control.sent).hasSize(1);
		assertThat(this.control.due()).hasMillis(1_100);
		this.control.pass();
		assertThat(this.control.sent).hasSize(2);
	}

	@Test
	void sendsNoHeadersThatTheServerDoesNotTake() {
		this.control.limit = 20;
		this.refresh.granted(Duration.ofSeconds(100));
		this.control.pass();
		assertThat(this.control.sent).isEmpty();
		assertThat(this.control.due()).hasMillis(5_000);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "[1]", "oops", "null", "7" })
	void ignoresWhatItDoesNotUnderstand(String data) {
		Frame frame = new Frame(FrameType.CREDENTIALS, "", "", Payload.of(data));
		assertThat(this.refresh.receive(frame)).isFalse();
		assertThat(this.control.sent).isEmpty();
	}

	@Test
	void endsWithTheConnection() {
		this.refresh.granted(Duration.ofSeconds(10));
		this.refresh.end();
		assertThat(this.control.disposed).isTrue();
	}

	/**
	 * A connection with a clock and one timer.
	 */
	private static final class FakeControl implements Handshaker.Control {

		private final AtomicLong nanos = new AtomicLong();

		private final List<String> sent = new ArrayList<>();

		private int limit = Integer.MAX_VALUE;

		private @Nullable Runnable task;

		private Duration delay = Duration.ZERO;

		private boolean disposed;

		private Duration due() {
			assertThat(this.task).isNotNull();
			return this.delay;
		}

		private void pass() {
			Runnable due = this.task;
			assertThat(due).isNotNull();
			this.task = null;
			this.nanos.addAndGet(this.delay.toNanos());
			due.run();
		}

		@Override
		public Disposable later(Duration delay, Runnable task) {
			this.task = task;
			this.delay = delay;
			return Disposables.composite(() -> {
				if (this.task == task) {
					this.task = null;
					this.disposed = true;
				}
			});
		}

		@Override
		public boolean answer(OutboundFrame frame) {
			if (frame.length() > this.limit) {
				return false;
			}
			this.sent.add(new String(frame.bytes(), 0, frame.length(), StandardCharsets.UTF_8));
			return true;
		}

		@Override
		public @Nullable SocketConnection<?> connection() {
			return null;
		}

		@Override
		public List<? extends Handshaker.OfContract> contracts() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void implementedBy(@Nullable Object implementation) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void inContext(@Nullable Observed observed, Runnable code) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Context context() {
			throw new UnsupportedOperationException();
		}

		@Override
		public Caller caller() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void authenticated(Caller caller) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void close(SocketCloseStatus status) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Terms terms() {
			throw new UnsupportedOperationException();
		}

		@Override
		public SessionTopics topics() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void use(Terms agreed) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void agree(Extensions extensions) {
			throw new UnsupportedOperationException();
		}

		@Override
		public KeptSession keep(@Nullable SessionListener listener) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Mono<Boolean> goOn(KeptSession session, ResumeOffer peer,
				LongFunction<@Nullable OutboundFrame> accepted) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void send(OutboundFrame frame) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void hold(Frame frame) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void open(@Nullable Object implementation, @Nullable OutboundFrame frame) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void reject(@Nullable OutboundFrame frame, SocketCloseStatus status, @Nullable Throwable cause) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void unexpected() {
			throw new UnsupportedOperationException();
		}

	}

}
