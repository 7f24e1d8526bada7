package io.grest.ws.internal.call;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.grest.ws.contract.Acknowledged;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.internal.reflect.ReturnTypes;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import org.springframework.core.ResolvableType;
import org.springframework.util.Assert;

/**
 * Strategy to turn a call of an interface method into its return value. Chosen once for
 * each method.
 *
 * @since 0.1.0
 */
public enum ReturnAdapter {

	/**
	 * The method returns {@code void}: the message is sent at once.
	 */
	MESSAGE(false),

	/**
	 * The method returns a {@code Mono} and is a message: each subscription sends it.
	 */
	COLD_MESSAGE(false),

	/**
	 * The method returns a {@code CompletionStage} and is a message: it is sent at once.
	 */
	FUTURE_MESSAGE(false),

	/**
	 * The method returns a {@code Mono} or is a suspend function: each subscription sends
	 * a request.
	 */
	REQUEST(true),

	/**
	 * The method returns a {@code CompletionStage}: the request is sent at once.
	 */
	FUTURE_REQUEST(true),

	/**
	 * The method returns a stream: each subscription sends a request.
	 */
	STREAM(true),

	/**
	 * The method returns a value, or is acknowledged: the caller waits for the answer.
	 */
	BLOCKING(true);

	private final boolean isAnswered;

	ReturnAdapter(boolean isAnswered) {
		this.isAnswered = isAnswered;
	}

	/**
	 * Return whether calls are answered.
	 * @return {@code false} for a message
	 */
	public boolean isAnswered() {
		return this.isAnswered;
	}

	/**
	 * Call a method.
	 * @param caller the sender of the call
	 * @param method the method
	 * @param payload the payload, or {@code null} for none
	 * @param <M> the caller's type of a method
	 * @return the return value of the interface method
	 */
	public <M> @Nullable Object call(Caller<M> caller, M method, @Nullable Object payload) {
		if (this == MESSAGE) {
			caller.send(method, payload, Context.empty());
			return null;
		}
		if (this == STREAM) {
			return caller.stream(method, payload);
		}
		return adapt(method, mono(caller, method, payload));
	}

	/**
	 * Return a call as a {@code Mono}, whatever the method returns.
	 * @param caller the sender of the call
	 * @param method the method
	 * @param payload the payload, or {@code null} for none
	 * @param <M> the caller's type of a method
	 * @return a {@code Mono} that sends on each subscription
	 */
	public <M> Mono<?> mono(Caller<M> caller, M method, @Nullable Object payload) {
		Assert.state(this != STREAM, () -> method + " answers with a stream: call it on remote()");
		return this.isAnswered ? caller.request(method, payload) : Mono.deferContextual((context) -> {
			caller.send(method, payload, context);
			return Mono.empty();
		});
	}

	/**
	 * Turn the outcome of a call into the return value of the interface method.
	 * @param call the name of the call
	 * @param outcome a {@code Mono} that sends the call
	 * @return the return value
	 */
	public @Nullable Object adapt(Object call, Mono<?> outcome) {
		return switch (this) {
			case COLD_MESSAGE, REQUEST, STREAM -> outcome;
			case FUTURE_MESSAGE, FUTURE_REQUEST -> outcome.toFuture();
			case MESSAGE, BLOCKING -> BlockingCaller.await(call, outcome);
		};
	}

	/**
	 * Return the adapter of a contract's method.
	 * @param method the method
	 * @return the adapter
	 */
	public static ReturnAdapter of(ContractMethod method) {
		return of(method.returnType(), method.isAnswered());
	}

	/**
	 * Return the adapters of a contract's methods.
	 * @param methods the methods
	 * @return the adapters by the interface's method
	 */
	public static Map<Method, ReturnAdapter> of(List<ContractMethod> methods) {
		return methods.stream().collect(Collectors.toUnmodifiableMap(ContractMethod::method, ReturnAdapter::of));
	}

	/**
	 * Return the adapter of a method without a known contract. Whether a method without a
	 * result is answered depends on the dialect: it is taken for a message.
	 * @param type the interface
	 * @param method a method of the interface
	 * @return the adapter
	 */
	public static ReturnAdapter of(Class<?> type, Method method) {
		ResolvableType returned = ResolvableType.forMethodReturnType(method, type);
		if (ReturnTypes.isStream(returned.toClass())) {
			return STREAM;
		}
		if (!ReturnTypes.isContainer(returned.toClass())) {
			return of(returned.toClass(),
					returned.toClass() != void.class || method.isAnnotationPresent(Acknowledged.class));
		}
		return of(returned.toClass(), returned.getGeneric(0).resolve() != Void.class);
	}

	private static ReturnAdapter of(Class<?> returned, boolean isAnswered) {
		if (ReturnTypes.isStream(returned)) {
			return STREAM;
		}
		if (!ReturnTypes.isContainer(returned)) {
			return isAnswered ? BLOCKING : MESSAGE;
		}
		if (returned == Mono.class) {
			return isAnswered ? REQUEST : COLD_MESSAGE;
		}
		return isAnswered ? FUTURE_REQUEST : FUTURE_MESSAGE;
	}

	/**
	 * Contract for sending calls.
	 *
	 * @param <M> this caller's type of a method
	 */
	public interface Caller<M> {

		/**
		 * Send a message.
		 * @param method the method
		 * @param payload the payload, or {@code null} for none
		 * @param context the Reactor context to send in
		 */
		void send(M method, @Nullable Object payload, ContextView context);

		/**
		 * Send a request on each subscription.
		 * @param method the method
		 * @param payload the payload, or {@code null} for none
		 * @return a {@code Mono} of the answer
		 */
		Mono<?> request(M method, @Nullable Object payload);

		/**
		 * Send a request for a stream on each subscription.
		 * @param method the method
		 * @param payload the payload, or {@code null} for none
		 * @return a {@code Flux} of the items
		 */
		Flux<?> stream(M method, @Nullable Object payload);

	}

}
