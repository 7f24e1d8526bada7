package io.grest.ws.internal.call;

import java.util.ArrayList;
import java.util.List;

import io.grest.ws.context.ContextKey;
import io.grest.ws.context.ContextScope;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.wire.Extensions;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.SocketMetrics.Side;
import io.grest.ws.protocol.FrameType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link CallSurroundings}.
 */
class CallSurroundingsTests {

	private static final String TRACE = RecordingObserver.TRACE;

	private final ContextScope connection = new ContextScope() {

		@Override
		public <T> @Nullable T value(ContextKey<T> key) {
			return null;
		}

	};

	private final RecordingObserver observer = new RecordingObserver();

	private final ObservedMethods methods = new ObservedMethods(this.observer,
			SocketContract.define("Api", Server.class, Client.class).path("/api").build(), Side.SERVER);

	private final CallSurroundings surroundings = CallSurroundings.of(this.methods, Context.empty(), null,
			() -> Caller.NOBODY, this.connection);

	@Test
	void areMissingWithoutActiveObserver() {
		assertThat(CallSurroundings.of(null, Context.empty(), null, () -> Caller.NOBODY, this.connection)).isNull();
		this.observer.active = false;
		assertThat(CallSurroundings.of(this.methods, Context.empty(), null, () -> Caller.NOBODY, this.connection))
			.isNull();
	}

	@Test
	void supportTracing() {
		assertThat(this.surroundings.extensions()).isEqualTo(Extensions.TRACING);
	}

	@Test
	void keepIdWholeUnlessTracingWasGranted() {
		this.surroundings.use(Extensions.LIMITS);
		Frame frame = request("7;tp=" + TRACE);
		assertThat(this.surroundings.withoutParameters(frame)).isSameAs(frame);
		Observed observed = this.surroundings.inbound(frame);
		assertThat(this.observer.events).containsExactly("received request ask of null");
		assertThat(this.surroundings.withTrace("7", observed)).isEqualTo("7");
	}

	@Test
	void carryTraceInIdOnceGranted() {
		this.surroundings.use(Extensions.TRACING.or(Extensions.LIMITS));
		Frame frame = request("7;tp=" + TRACE);
		assertThat(this.surroundings.withoutParameters(frame)).isEqualTo(request("7"));
		Observed observed = this.surroundings.inbound(frame);
		assertThat(this.observer.events).containsExactly("received request ask of " + TRACE);
		assertThat(this.surroundings.withTrace("7", observed)).isEqualTo("7;tp=" + TRACE);
		assertThat(this.surroundings.withTrace("7", null)).isEqualTo("7");
	}

	@Test
	void observeMessageOfUnknownMethod() {
		this.surroundings.inbound(new Frame(FrameType.MSG, "Api.invented", "", Payload.NONE));
		assertThat(this.observer.events).containsExactly("received message UNKNOWN of null");
	}

	@Test
	void runCodeInScopeOfObservation() {
		Observed observed = this.surroundings.inbound(request("7"));
		this.observer.events.clear();
		this.surroundings.run(observed, () -> this.observer.events.add("code"));
		assertThat(this.observer.events).containsExactly("open", "code", "close");
		assertThatIllegalStateException().isThrownBy(() -> this.surroundings.run(observed, () -> {
			throw new IllegalStateException("broken");
		}));
		assertThat(this.observer.events).endsWith("open", "close");
	}

	@Test
	void runCodeWithoutObservation() {
		List<String> events = new ArrayList<>();
		this.surroundings.run(null, () -> events.add("code"));
		assertThat(events).containsExactly("code");
		assertThat(this.observer.events).isEmpty();
	}

	private static Frame request(String id) {
		return new Frame(FrameType.REQ, "Api.ask", id, Payload.NONE);
	}

	interface Server {

		String ask(String text);

	}

	interface Client {

		void note(String text);

	}

}
