package io.grest.ws.internal.call;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

import io.grest.ws.context.ContextKey;
import io.grest.ws.context.ContextScope;
import io.grest.ws.context.Deadline;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.RequestTimeoutException;
import io.grest.ws.error.SocketException;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.wire.Extensions;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.GrestFormat;
import io.grest.ws.internal.wire.FrameSource;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.SocketMetrics.Side;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.context.Context;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatRuntimeException;

/**
 * Tests for {@link OutboundCalls} and {@link PendingRequests}, in virtual time.
 */
class OutboundCallsTests {

	private static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final Payloads payloads = Payloads.of(new JsonMapper());

	private final List<String> frames = new ArrayList<>();

	private final List<String> metrics = new ArrayList<>();

	private final List<String> told = new ArrayList<>();

	private final List<Boolean> mayHaveRun = new ArrayList<>();

	private final RecordingObserver observer = new RecordingObserver();

	private final Session session = new Session();

	private final ContractCalls contract = new ContractCalls(CONTRACT, CONTRACT.serverMethods(),
			CONTRACT.clientMethods(), this.payloads, null, new GrestFormat(List.of(), this.payloads), null,
			new ContractCalls.PendingOptions(2, TIMEOUT, this.scheduler), HandlerSettings.defaults(),
			new RecordingMetrics());

	private final PendingCalls pending = new PendingCalls(this.session.parts(), this.contract);

	private final OutboundCalls calls = new OutboundCalls(this.session.parts(), this.contract, this.pending, 64);

	@AfterEach
	void disposeScheduler() {
		this.scheduler.dispose();
	}

	// Requests

	@Test
	void sendsRequestAndReturnsAnswer() {
		ask("hi");
		assertThat(this.frames).containsExactly("r:Api.ask:1:\"hi\"");
		assertThat(this.pending.size()).isEqualTo(1);
		assertThat(this.metrics).containsExactly("ask unfinished 1");
		assertThat(this.session.events).containsExactly("call sent");
		answer("1", "{\"success\":true,\"type\":\"OK\",\"data\":\"hello\"}");
		assertThat(this.told).containsExactly("hello", "end");
		assertThat(this.pending.size()).isZero();
		assertThat(this.metrics).containsExactly("ask unfinished 1", "ask unfinished -1", "ask succeeded");
		assertThat(this.session.events).containsExactly("call sent", "call ended");
	}

	@Test
	void callsMethodAsItsInterfaceDeclares() throws Exception {
		OutboundMethod ask = this.contract.outbound(Client.class.getMethod("ask", String.class));
		subscribe((Mono<?>) this.calls.call(ask, "1"));
		subscribe(this.calls.mono(ask, "2"));
		assertThat(this.frames).containsExactly("r:Api.ask:1:\"1\"", "r:Api.ask:2:\"2\"");
		OutboundMethod note = this.contract.outbound(Client.class.getMethod("note", String.class));
		assertThat(this.calls.call(note, "3")).isNull();
		Mono<?> later = this.calls.mono(note, "4");
		assertThat(this.frames).endsWith("m:Api.note::\"3\"");
		subscribe(later);
		assertThat(this.frames).endsWith("m:Api.note::\"4\"");
	}

	@Test
	void sendsEachRequestUnderItsOwnId() {
		ask("a");
		ask("b");
		answer("2", "{\"success\":true,\"type\":\"OK\",\"data\":\"B\"}");
		answer("1", "{\"success\":true,\"type\":\"OK\",\"data\":\"A\"}");
		assertThat(this.frames).containsExactly("r:Api.ask:1:\"a\"", "r:Api.ask:2:\"b\"");
		assertThat(this.told).containsExactly("B", "end", "A", "end");
		assertThat(this.session.events).as("Reading goes on once nothing waits").containsOnlyOnce("call ended");
	}

	@Test
	void raisesErrorOfPeer() {
		ask("hi");
		answer("1", "{\"success\":false,\"type\":\"FORBIDDEN\"}");
		ask("hi");
		answer("2", "{\"success\":false,\"type\":\"INVENTED\"}");
		assertThat(this.told).containsExactly("ForbiddenException", "ServerErrorException");
		assertThat(this.metrics).contains("ask failed FORBIDDEN", "ask failed ERROR");
		assertThat(this.pending.size()).isZero();
	}

	@Test
	void raisesServerErrorForUnreadableAnswer() {
		ask("hi");
		answer("1", "{\"success\":true,\"type\":\"OK\",\"data\":[]}");
		assertThat(this.told).containsExactly("ServerErrorException");
		assertThat(this.metrics).containsExactly("ask unfinished 1", "ask unfinished -1", "ask failed ERROR");
	}

	@Test
	void dropsAnswerWithoutRequest() {
		answer("1", "{\"success\":true,\"type\":\"OK\"}");
		ask("hi");
		answer("2", "{\"success\":true,\"type\":\"OK\"}");
		assertThat(this.session.events).containsExactly("dropped UNKNOWN_ID Api.ask", "call sent",
				"dropped UNKNOWN_ID Api.ask");
		assertThat(this.told).isEmpty();
	}

	@Test
	void refusesRequestOverLimit() {
		ask("1");
		ask("2");
		ask("3");
		assertThat(this.frames).hasSize(2);
		assertThat(this.told).containsExactly("TooManyRequestsException");
		assertThat(this.metrics).endsWith("ask refused TOO_MANY_REQUESTS");
		assertThat(this.pending.size()).isEqualTo(2);
		answer("1", "{\"success\":true,\"type\":\"OK\"}");
		ask("4");
		assertThat(this.frames).hasSize(3).endsWith("r:Api.ask:3:\"4\"");
	}

	@Test
	void waitsForAnswerForWholeTimeout() {
		ask("hi");
		pass(TIMEOUT);
		assertThat(this.told).isEmpty();
		pass(TIMEOUT.dividedBy(10));
		assertThat(this.told).containsExactly("RequestTimeoutException");
		assertThat(this.metrics).containsExactly("ask unfinished 1", "ask unfinished -1", "ask failed TIMEOUT");
		assertThat(this.pending.size()).isZero();
		assertThat(this.session.events).endsWith("call ended");
	}

	@Test
	void timeoutThatTheOtherSideNoticesFirstIsOneOfThisSide() {
		ask("hi");
		answer("1", "{\"success\":false,\"type\":\"DEADLINE_EXCEEDED\",\"statusCode\":504}");
		assertThat(this.told).containsExactly("RequestTimeoutException");
		assertThat(this.metrics).endsWith("ask failed TIMEOUT");
	}

	@Test
	void deadlineOfTheCallThatMakesThisOneStaysOne() {
		ContextScope scope = new ContextScope() {

			@Override
			public <T> @Nullable T value(ContextKey<T> key) {
				@SuppressWarnings("unchecked")
				T deadline = (T) Deadline.after(TIMEOUT);
				return ((Object) key == Deadline.KEY) ? deadline : null;
			}

		};
		subscribe(this.calls.request(method("Api.ask"), "hi")
			.contextWrite((context) -> context.put(ContextScope.class, scope)));
		answer("1", "{\"success\":false,\"type\":\"DEADLINE_EXCEEDED\",\"statusCode\":504}");
		assertThat(this.told).containsExactly("DeadlineExceededException");
	}

	@Test
	void timesEachRequestByItself() {
		ask("1");
		pass(Duration.ofSeconds(5));
		ask("2");
		pass(Duration.ofSeconds(6));
		assertThat(this.told).containsExactly("RequestTimeoutException");
		pass(Duration.ofSeconds(5));
		assertThat(this.told).containsExactly("RequestTimeoutException", "RequestTimeoutException");
	}

	@Test
	void stopsTickingOnceNothingWaits() {
		ask("hi");
		answer("1", "{\"success\":true,\"type\":\"OK\"}");
		pass(Duration.ofSeconds(1));
		long ticks = this.scheduler.getScheduledTaskCount();
		pass(TIMEOUT);
		assertThat(this.scheduler.getScheduledTaskCount()).isEqualTo(ticks);
	}

	@Test
	void forgetsCancelledRequest() {
		Disposable call = ask("hi");
		call.dispose();
		assertThat(this.pending.size()).isZero();
		assertThat(this.metrics).containsExactly("ask unfinished 1", "ask unfinished -1", "ask failed CANCELLED");
		answer("1", "{\"success\":true,\"type\":\"OK\"}");
		assertThat(this.session.events).containsExactly("call sent", "call ended", "dropped UNKNOWN_ID Api.ask");
		assertThat(this.metrics).hasSize(3);
	}

	@Test
	void failsRequestThatFindsQueueFull() {
		this.session.hasRoom = false;
		ask("hi");
		assertThat(this.told).containsExactly("TooManyRequestsException");
		assertThat(this.metrics).endsWith("ask failed TOO_MANY_REQUESTS");
		assertThat(this.pending.size()).isZero();
	}

	@Test
	void failsRequestOverLimitOfPeer() {
		this.session.peerLimit = 20;
		ask("x".repeat(100));
		assertThat(this.frames).isEmpty();
		assertThat(this.told).containsExactly("PayloadTooLargeException");
		assertThat(this.metrics).endsWith("ask failed PAYLOAD_TOO_LARGE");
		assertThat(this.pending.size()).isZero();
	}

	@Test
	void failsRequestThatCannotBeWritten() {
		subscribe(this.calls.request(method("Api.ask"), new Unwritable()));
		assertThat(this.frames).isEmpty();
		assertThat(this.told).hasSize(1);
		assertThat(this.metrics).endsWith("ask failed ERROR");
		assertThat(this.pending.size()).isZero();
	}

	@Test
	void refusesRequestWhileNoCallsAreAllowed() {
		this.session.mayCall = false;
		ask("hi");
		assertThat(this.frames).isEmpty();
		assertThat(this.told).containsExactly("ConnectionClosedException");
		assertThat(this.metrics).containsExactly("ask refused CLOSED");
	}

	// The end

	@Test
	void failsWaitingAndLaterRequestsOnceClosed() {
		ask("1");
		ask("2");
		this.pending.close();
		assertThat(this.told).containsExactly("ConnectionClosedException", "ConnectionClosedException");
		assertThat(this.metrics).contains("ask failed CLOSED");
		assertThat(this.pending.size()).isZero();
		ask("3");
		assertThat(this.frames).hasSize(2);
		assertThat(this.told).hasSize(3).endsWith("ConnectionClosedException");
		assertThat(this.pending.size()).isZero();
	}

	@Test
	void saysOfEachRequestWhetherItMayHaveRun() {
		this.session.isHeld = true;
		ask("dropped");
		ask("in doubt");
		this.pending.dropped(this.session.waiting.get(0));
		this.pending.close();
		assertThat(this.mayHaveRun).containsExactly(false, true);
		ask("too late");
		assertThat(this.mayHaveRun).containsExactly(false, true, false);
	}

	@Test
	void withdrawsLateRequestsThatWait() {
		ask("sent");
		this.session.isHeld = true;
		ask("waiting");
		this.scheduler.advanceTimeBy(TIMEOUT.multipliedBy(2));
		assertThat(this.told).containsExactly("RequestTimeoutException", "RequestTimeoutException");
		assertThat(this.mayHaveRun).containsExactly(true, false);
		assertThat(this.session.waiting).isEmpty();
		assertThat(this.pending.size()).isZero();
	}

	@Test
	void failsRequestSentJustAsConnectionCloses() {
		this.session.closed = true;
		ask("hi");
		assertThat(this.told).containsExactly("ConnectionClosedException");
		assertThat(this.pending.size()).isZero();
	}

	@Test
	void failsOtherRequestsThoughSubscriberFails() {
		this.calls.request(method("Api.ask"), "1").subscribe(null, (ex) -> {
			throw new IllegalStateException("broken");
		});
		ask("2");
		this.pending.close();
		assertThat(this.told).containsExactly("ConnectionClosedException");
		assertThat(this.pending.size()).isZero();
	}

	@Test
	void mayCloseWithoutRequests() {
		this.pending.close();
		assertThat(this.pending.size()).isZero();
		assertThat(this.session.events).isEmpty();
	}

	// Messages

	@Test
	void sendsMessageAtOnce() {
		this.calls.send(method("Api.note"), "hi");
		assertThat(this.frames).containsExactly("m:Api.note::\"hi\"");
		assertThat(this.metrics).containsExactly("note sent 1");
	}

	@Test
	void countsMessageOverLimitOfPeer() {
		this.session.peerLimit = 10;
		this.calls.send(method("Api.note"), "too large");
		assertThat(this.frames).isEmpty();
		assertThat(this.metrics).containsExactly("note refused PAYLOAD_TOO_LARGE");
	}

	@Test
	void refusesMessageWhileNoCallsAreAllowed() {
		this.session.mayCall = false;
		assertThatRuntimeException().isThrownBy(() -> this.calls.send(method("Api.note"), "hi"))
			.isInstanceOf(ConnectionClosedException.class);
		assertThat(this.frames).isEmpty();
		assertThat(this.metrics).containsExactly("note refused CLOSED");
	}

	@Test
	void countsMessageThatCannotBeWritten() {
		assertThatRuntimeException().isThrownBy(() -> this.calls.send(method("Api.note"), new Unwritable()));
		assertThat(this.metrics).containsExactly("note refused ERROR");
	}

	// Observations

	@Test
	void observesRequestUntilItsAnswer() {
		OutboundCalls observed = observed();
		subscribe(observed.request(method("Api.ask"), "hi"));
		assertThat(this.observer.events).containsExactly("request ask");
		observed.pending().answered(new Frame(FrameType.RES, "Api.ask", "1", Payload.of("{\"success\":true}")));
		assertThat(this.observer.events).containsExactly("request ask", "ended OK");
	}

	@Test
	void observesRequestThatFails() {
		OutboundCalls observed = observed();
		Disposable call = subscribe(observed.request(method("Api.ask"), "1"));
		subscribe(observed.request(method("Api.ask"), "2"));
		subscribe(observed.request(method("Api.ask"), "3"));
		call.dispose();
		observed.pending().close();
		assertThat(this.observer.events).filteredOn((event) -> event.startsWith("ended"))
			.containsExactly("ended TOO_MANY_REQUESTS by TooManyRequestsException", "ended CANCELLED",
					"ended CLOSED by ConnectionClosedException");
	}

	@Test
	void observesMessages() {
		OutboundCalls observed = observed();
		observed.send(method("Api.note"), "hi", Context.empty());
		this.session.peerLimit = 10;
		observed.send(method("Api.note"), "too large", Context.empty());
		assertThatRuntimeException()
			.isThrownBy(() -> observed.send(method("Api.note"), new Unwritable(), Context.empty()));
		this.session.mayCall = false;
		assertThatRuntimeException().isThrownBy(() -> observed.send(method("Api.note"), "hi", Context.empty()));
		assertThat(this.observer.events).filteredOn((event) -> event.startsWith("ended"))
			.satisfiesExactly((ok) -> assertThat(ok).isEqualTo("ended OK"),
					(large) -> assertThat(large).isEqualTo("ended PAYLOAD_TOO_LARGE"),
					(error) -> assertThat(error).startsWith("ended ERROR by "),
					(closed) -> assertThat(closed).isEqualTo("ended CLOSED by ConnectionClosedException"));
	}

	@Test
	void sendsTraceInIdOnceGranted() {
		OutboundCalls observed = observed();
		this.session.surroundings.use(Extensions.TRACING);
		observed.send(method("Api.note"), "hi", Context.empty());
		subscribe(observed.request(method("Api.ask"), "hi"));
		assertThat(this.frames).containsExactly("m:Api.note:;tp=" + RecordingObserver.TRACE + ":\"hi\"",
				"r:Api.ask:1;tp=" + RecordingObserver.TRACE + ":\"hi\"");
	}

	private OutboundCalls observed() {
		this.session.surroundings = CallSurroundings.of(new ObservedMethods(this.observer, CONTRACT, Side.SERVER),
				Context.empty(), null, () -> Caller.NOBODY, this.session);
		CallSession session = this.session.parts();
		return new OutboundCalls(session, this.contract, new PendingCalls(session, this.contract), 64);
	}

	private OutboundMethod method(String path) {
		return this.contract.outbound(path, path.endsWith("ask") ? String.class : null);
	}

	private Disposable ask(String text) {
		return subscribe(this.calls.request(method("Api.ask"), text));
	}

	private Disposable subscribe(Mono<?> call) {
		return call.subscribe((value) -> this.told.add(value.toString()), this::failed, () -> this.told.add("end"));
	}

	private void failed(Throwable ex) {
		this.told.add(ex.getClass().getSimpleName());
		if (ex instanceof ConnectionClosedException closed) {
			this.mayHaveRun.add(closed.mayHaveRun());
		}
		else if (ex instanceof RequestTimeoutException timeout) {
			this.mayHaveRun.add(timeout.mayHaveRun());
		}
	}

	private void answer(String id, String result) {
		this.pending.answered(new Frame(FrameType.RES, "Api.ask", id, Payload.of(result)));
	}

	private void pass(Duration time) {
		for (long second = 0; second < time.toSeconds(); second++) {
			this.scheduler.advanceTimeBy(Duration.ofSeconds(1));
		}
	}

	interface Server {

		void hello();

	}

	interface Client {

		Mono<String> ask(String text) throws ForbiddenException;

		void note(String text);

	}

	static final class Unwritable {

		public String getText() {
			throw new IllegalStateException("unwritable");
		}

	}

	private final class RecordingMetrics implements SocketMetrics.OfContract {

		@Override
		public SocketMetrics.OfMethod outbound(String method, Collection<String> errors) {
			return new SocketMetrics.OfMethod() {

				@Override
				public void unfinished(int change) {
					add("unfinished " + change);
				}

				@Override
				public void succeeded(long begun) {
					add("succeeded");
				}

				@Override
				public void failed(String result, long begun) {
					add("failed " + result);
				}

				@Override
				public void sent(int connections) {
					add("sent " + connections);
				}

				@Override
				public void refused(String result) {
					add("refused " + result);
				}

				private void add(String event) {
					OutboundCallsTests.this.metrics.add(method + " " + event);
				}

			};
		}

	}

	/**
	 * A session that sends into a list.
	 */
	private final class Session implements CallGate, FrameSender, SessionEnder, CallListener, CallLog, ContextScope {

		private final List<String> events = new ArrayList<>();

		private boolean mayCall = true;

		private boolean closed;

		private boolean hasRoom = true;

		// Frames wait for room in the transport.
		private boolean isHeld;

		private final List<OutboundFrame> waiting = new ArrayList<>();

		private int peerLimit = Integer.MAX_VALUE;

		private @Nullable CallSurroundings surroundings;

		private CallSession parts() {
			return new CallSession(this, this, Runnable::run, this, this, this, this, Context.empty(),
					() -> Caller.NOBODY, new Granted(false), this.surroundings);
		}

		@Override
		public <T> @Nullable T value(ContextKey<T> key) {
			return null;
		}

		@Override
		public boolean mayCall() {
			return this.mayCall;
		}

		@Override
		public boolean isGoingAway() {
			return false;
		}

		@Override
		public boolean isClosed() {
			return this.closed;
		}

		@Override
		public boolean takes(OutboundFrame frame) {
			return frame.length() <= this.peerLimit;
		}

		@Override
		public String describeTooLarge(String what, OutboundFrame frame) {
			return what + " is too large";
		}

		@Override
		public boolean push(OutboundFrame frame) {
			return takes(frame) && offer(frame);
		}

		@Override
		public boolean offer(OutboundFrame frame) {
			if (this.isHeld) {
				this.waiting.add(frame);
			}
			else if (this.hasRoom) {
				OutboundCallsTests.this.frames.add(new String(frame.bytes(), StandardCharsets.UTF_8));
			}
			return this.hasRoom;
		}

		@Override
		public void withdraw(Predicate<OutboundFrame> unwanted) {
			this.waiting.removeIf((frame) -> {
				boolean leaves = unwanted.test(frame);
				if (leaves) {
					OutboundCallsTests.this.pending.dropped(frame);
				}
				return leaves;
			});
		}

		@Override
		public void answer(OutboundFrame frame) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void ready(FrameSource source) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void executeLater(Runnable task) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void close(@Nullable OutboundFrame last, SocketCloseStatus status, @Nullable Throwable cause) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void closing(SocketCloseStatus status, SocketException error) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void failed(Throwable ex) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void callSent() {
			this.events.add("call sent");
		}

		@Override
		public void callEnded() {
			this.events.add("call ended");
		}

		@Override
		public void undeclared(Throwable ex) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void dropped(DropReason reason, String detail) {
			this.events.add("dropped " + reason + " " + detail);
		}

		@Override
		public void refused(DropReason reason, String detail) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void replaced(DropReason reason, String detail) {
			throw new UnsupportedOperationException();
		}

	}

}
