package io.grest.ws.server;

import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.context.ThreadLocalValues;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.internal.call.HandlerThread;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.aop.support.AopUtils;
import org.springframework.util.Assert;
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

	private Connector(ContractHandler<S, C> handler, Function<SocketConnection<C>, Mono<S>> connect,
			@Nullable Scheduler scheduler) {
		this.handler = handler;
		this.connect = connect;
		this.scheduler = scheduler;
	}

	/**
	 * Create a connector. A {@link SocketHandler} may block unless its method is
	 * annotated with {@link io.grest.ws.contract.NonBlocking @NonBlocking}.
	 * @param handler the handler
	 * @param executor the executor of methods that block
	 */
	static <S, C> Connector<S, C> of(ContractHandler<S, C> handler, Executor executor) {
		return (handler instanceof ReactiveSocketHandler<S, C> reactive)
				? new Connector<>(handler, reactive::connect, null) : of((SocketHandler<S, C>) handler, executor);
	}

	private static <S, C> Connector<S, C> of(SocketHandler<S, C> handler, Executor executor) {
		Method method = ReflectionUtils.findMethod(SocketHandler.class, "connect", SocketConnection.class);
		Assert.state(method != null, "SocketHandler has no method connect");
		boolean blocks = HandlerThread.of(method, AopUtils.getTargetClass(handler), true).blocks();
		// Of an ExecutorService, Reactor would interrupt the thread of a client that
		// leaves.
		Scheduler scheduler = blocks ? Schedulers.fromExecutor(executor::execute) : null;
		return new Connector<>(handler, (connection) -> Mono.justOrEmpty(handler.connect(connection)), scheduler);
	}

	ContractHandler<S, C> handler() {
		return this.handler;
	}

	/**
	 * Connect a client.
	 * @param connection the connection to the client
	 * @param surroundings a consumer that runs code of the user in the connection's
	 * context
	 * @return the implementation of the server's methods; cancelling it discards one that
	 * has not begun
	 */
	Mono<S> connect(SocketConnection<C> connection, Consumer<Runnable> surroundings) {
		Mono<S> connected = (this.scheduler != null) ? onExecutor(connection, surroundings, this.scheduler)
				: here(connection, surroundings);
		return connected.switchIfEmpty(Mono.error(() -> new IllegalStateException(
				this.handler + " returned nothing from connect: return the handler of the calls")));
	}

	private Mono<S> here(SocketConnection<C> connection, Consumer<Runnable> surroundings) {
		return Mono.<Mono<S>>create((sink) -> surroundings.accept(() -> sink.success(this.connect.apply(connection))))
			.flatMap(Function.identity());
	}

	private Mono<S> onExecutor(SocketConnection<C> connection, Consumer<Runnable> surroundings, Scheduler scheduler) {
		return here(connection, (code) -> ThreadLocalValues.runWithout(() -> surroundings.accept(code)))
			.subscribeOn(scheduler)
			.onErrorMap(RejectedExecutionException.class,
					(ex) -> new TooManyRequestsException("Too many handshakes wait for a thread"));
	}

}
