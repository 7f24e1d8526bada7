package io.grest.ws.server;

import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.context.ThreadLocalValues;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.internal.call.CallSecurity;
import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.call.HandlerClass;
import io.grest.ws.internal.call.HandlerSettings;
import io.grest.ws.internal.call.HandlerThread;
import io.grest.ws.internal.call.MethodRule;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Connects clients to their handler, on the thread that the handler asks for.
 *
 * @param <S> the methods of the server
 * @param <C> the methods of a client
 */
final class Connector<S, C> {

	private final ContractHandler<S, C> handler;

	private final Function<SocketConnection<C>, Mono<S>> connect;

	// Null to run on the thread that reads.
	private final @Nullable Scheduler scheduler;

	// Null if everybody may connect.
	private final @Nullable MethodRule rule;

	private Connector(ContractHandler<S, C> handler, Function<SocketConnection<C>, Mono<S>> connect,
			@Nullable Scheduler scheduler, @Nullable MethodRule rule) {
		this.handler = handler;
		this.connect = connect;
		this.scheduler = scheduler;
		this.rule = rule;
	}

	/**
	 * Create a connector. A {@link SocketHandler} may block unless its method is
	 * annotated with {@link io.grest.ws.contract.NonBlocking @NonBlocking}.
	 * @param contract the contract, for its methods
	 * @param handler the handler
	 * @param settings what the handlers of this side share
	 * @throws IllegalStateException if the handler, or the class that its method says to
	 * return, has annotations that cannot be enforced, with the remedy
	 */
	static <S, C> Connector<S, C> of(SocketContract<S, C> contract, ContractHandler<S, C> handler,
			HandlerSettings settings) {
		Method method = method(handler);
		Class<?> type = ClassUtils.getUserClass(AopProxyUtils.ultimateTargetClass(handler));
		MethodRule rule = rule(contract, method, type, settings.security());
		if (handler instanceof ReactiveSocketHandler<S, C> publishing) {
			return new Connector<>(handler, publishing::connect, null, rule);
		}
		SocketHandler<S, C> blocking = (SocketHandler<S, C>) handler;
		boolean blocks = HandlerThread.of(method, type, true).blocks();
		// Of an ExecutorService, Reactor would interrupt the thread of a client that
		// leaves.
		Scheduler scheduler = blocks ? Schedulers.fromExecutor(settings.executor()::execute) : null;
		return new Connector<>(handler, (connection) -> Mono.justOrEmpty(blocking.connect(connection)), scheduler,
				rule);
	}

	private static Method method(ContractHandler<?, ?> handler) {
		Method method = ReflectionUtils.findMethod(
				(handler instanceof ReactiveSocketHandler<?, ?>) ? ReactiveSocketHandler.class : SocketHandler.class,
				"connect", SocketConnection.class);
		Assert.state(method != null, "The handler has no method that accepts clients");
		return method;
	}

	private static @Nullable MethodRule rule(SocketContract<?, ?> contract, Method connect, Class<?> type,
			@Nullable CallSecurity security) {
		HandlerClass.checkOpen(contract.clientType());
		Class<?> returned = ClassUtils.getMostSpecificMethod(connect, type).getReturnType();
		boolean seen = contract.serverType().isAssignableFrom(returned) && returned != contract.serverType();
		if (security == null) {
			List.of(contract.serverType(), type).forEach(HandlerClass::checkOpen);
			if (seen) {
				HandlerClass.checkOpen(returned);
			}
			return null;
		}
		if (seen) {
			contract.serverMethods().forEach((method) -> security.rule(method.method(), returned));
		}
		return security.rule(connect, type);
	}

	ContractHandler<S, C> handler() {
		return this.handler;
	}

	/**
	 * Connect a client.
	 * @param connection the connection to the client
	 * @param caller the client
	 * @param surroundings a consumer that runs code of the user in the connection's
	 * context
	 * @return the implementation of the server's methods; cancelling it discards one that
	 * has not begun
	 */
	Mono<S> connect(SocketConnection<C> connection, Caller caller, Consumer<Runnable> surroundings) {
		Mono<S> connected = (this.scheduler != null) ? onExecutor(connection, caller, surroundings, this.scheduler)
				: here(connection, caller, surroundings);
		return connected.switchIfEmpty(Mono.error(() -> new IllegalStateException(
				this.handler + " returned nothing from connect: return the handler of the calls")));
	}

	/**
	 * Check that a client may connect that goes on with its session, without connecting
	 * it anew.
	 * @param connection the connection to the client
	 * @param caller the client
	 * @param connected what its session was connected with
	 * @return completes if it may
	 */
	Mono<Void> mayConnect(SocketConnection<C> connection, Caller caller, Object connected) {
		MethodRule rule = this.rule;
		if (rule == null) {
			return Mono.empty();
		}
		Object result = (this.handler instanceof ReactiveSocketHandler) ? Mono.just(connected) : connected;
		Mono<Object> checked = Mono.deferContextual((context) -> {
			try {
				rule.check(caller);
				Object allowed = rule.invoke(caller, () -> context, target(), connection, (target, input) -> result,
						this.scheduler != null);
				return (allowed instanceof Mono<?> later) ? later : Mono.justOrEmpty(allowed);
			}
			catch (Throwable ex) {
				return Mono.error(ex);
			}
		});
		return ((this.scheduler != null) ? checked.subscribeOn(this.scheduler) : checked).then();
	}

	private Mono<S> here(SocketConnection<C> connection, Caller caller, Consumer<Runnable> surroundings) {
		return Mono
			.<Mono<S>>create(
					(sink) -> surroundings.accept(() -> sink.success(begin(connection, caller, sink::contextView))))
			.flatMap(Function.identity());
	}

	private Mono<S> begin(SocketConnection<C> connection, Caller caller, Supplier<ContextView> context) {
		return (this.rule != null) ? allowed(this.rule, connection, caller, context) : this.connect.apply(connection);
	}

	@SuppressWarnings("unchecked")
	private Mono<S> allowed(MethodRule rule, SocketConnection<C> connection, Caller caller,
			Supplier<ContextView> context) {
		try {
			rule.check(caller);
			Object connected = rule.invoke(caller, context, target(), connection,
					(target, input) -> this.connect.apply(connection), this.scheduler != null);
			return (Mono<S>) ((connected instanceof Mono<?> later) ? later : Mono.justOrEmpty(connected));
		}
		catch (Throwable ex) {
			return Mono.error(ex);
		}
	}

	private Object target() {
		Object target = AopProxyUtils.getSingletonTarget(this.handler);
		return (target != null) ? target : this.handler;
	}

	private Mono<S> onExecutor(SocketConnection<C> connection, Caller caller, Consumer<Runnable> surroundings,
			Scheduler scheduler) {
		return here(connection, caller, (code) -> ThreadLocalValues.runWithout(() -> surroundings.accept(code)))
			.subscribeOn(scheduler)
			.onErrorMap(RejectedExecutionException.class,
					(ex) -> new TooManyRequestsException("Too many handshakes wait for a thread"));
	}

}
