package io.grest.ws.test;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.internal.call.NamedCall;
import io.grest.ws.internal.reflect.ContractProxy;
import io.grest.ws.internal.session.ConnectionAccess;
import io.grest.ws.test.assertion.JsonMatch;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls of the test to the other side.
 *
 * @param <R> the other side's interface
 */
final class OutgoingCalls<R> {

	private final Conversation conversation;

	private final Class<R> type;

	private final List<ContractMethod> methods;

	private final JsonMatch match;

	OutgoingCalls(Conversation conversation, Class<R> type, List<ContractMethod> methods, JsonMapper mapper) {
		this.conversation = conversation;
		this.type = type;
		this.methods = methods;
		this.match = new JsonMatch(mapper);
	}

	<T> SocketCall<T> call(SocketConnection<R> connection, Function<R, Mono<T>> call) {
		AtomicReference<ReceivedCalls.Call> named = new AtomicReference<>();
		Mono<T> answer = call.apply(recording(connection, named));
		ReceivedCalls.Call sent = called(named);
		SocketCall<T> outcome = new SocketCall<>(this.conversation, sent.toString(), sent.method().isAnswered(),
				answer.map(Optional::of).defaultIfEmpty(Optional.empty()).toFuture(), this.match);
		this.conversation.begin(outcome::fault);
		return outcome;
	}

	<T> SocketStream<T> stream(SocketConnection<R> connection, Function<R, Flux<T>> call, long request) {
		AtomicReference<ReceivedCalls.Call> named = new AtomicReference<>();
		Flux<T> answer = call.apply(recording(connection, named));
		return new SocketStream<>(this.conversation, called(named).toString(), true, answer, request);
	}

	<T> SocketCall<T> callBlocking(SocketConnection<R> connection, Function<R, @Nullable T> call) {
		NamedCall named = NamedCall.of(this.type, call);
		ReceivedCalls.Call sent = this.methods.stream()
			.filter((known) -> known.method().equals(named.method()))
			.map((known) -> new ReceivedCalls.Call(known, named.payload(), System.nanoTime()))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(named.method() + " is not a method of the contract"));
		if (sent.method().mode() == ContractMethod.Mode.STREAM) {
			throw new IllegalStateException(sent.method().path() + " answers with a stream: use stream(...)");
		}
		SocketCall<T> outcome = new SocketCall<>(this.conversation, sent.toString(), true,
				connection.call(call).map(Optional::of).defaultIfEmpty(Optional.empty()).toFuture(), this.match);
		this.conversation.begin(outcome::fault);
		return outcome;
	}

	void send(SocketConnection<R> connection, Consumer<R> call) {
		AtomicReference<ReceivedCalls.Call> named = new AtomicReference<>();
		call.accept(recording(connection, named));
		ReceivedCalls.Call sent = called(named);
		if (sent.method().isReactive()) {
			throw new IllegalStateException(sent.method().path() + " returns a "
					+ sent.method().returnType().getSimpleName() + ", whose outcome must be checked: use "
					+ ((sent.method().mode() == ContractMethod.Mode.STREAM) ? "stream(...)" : "call(...)"));
		}
	}

	private R recording(SocketConnection<R> connection, AtomicReference<ReceivedCalls.Call> named) {
		return ContractProxy.create(this.type, (method, payload) -> {
			this.methods.stream()
				.filter((candidate) -> candidate.method().equals(method))
				.forEach((known) -> named.set(new ReceivedCalls.Call(known, payload, System.nanoTime())));
			return ConnectionAccess.call(connection, method, payload);
		}, this.type.getSimpleName() + " of " + connection);
	}

	private ReceivedCalls.Call called(AtomicReference<ReceivedCalls.Call> named) {
		ReceivedCalls.Call sent = named.get();
		if (sent == null) {
			throw new IllegalStateException("No method of " + this.type.getSimpleName()
					+ " was called: call a method of this interface, not toString, hashCode or equals");
		}
		return sent;
	}

}
