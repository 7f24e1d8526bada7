package io.grest.ws.redis;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * Commands whose order does not matter: all but those that publish. They wait for a
 * connection, but not longer than the timeout. Their answers come on a thread of the
 * engine, not on one that reads from Redis.
 */
final class Calls {

	private static final Duration PAUSE = Duration.ofMillis(20);

	private final Link<Upstream> link;

	private final Duration timeout;

	private final Scheduler scheduler;

	Calls(Link<Upstream> link, Duration timeout, Scheduler scheduler) {
		this.link = link;
		this.timeout = timeout;
		this.scheduler = scheduler;
	}

	/**
	 * Run a command that may run twice: once more if the connection is lost meanwhile.
	 */
	<T> Mono<T> call(Function<RedisClusterAsyncCommands<String, byte[]>, RedisFuture<T>> command) {
		return waiting(this.link.connection()
			.flatMap((upstream) -> send(upstream, command))
			.retryWhen(Retry.fixedDelay(Long.MAX_VALUE, PAUSE).filter(Calls::isLost)));
	}

	/**
	 * Run a command that must not run twice.
	 */
	<T> Mono<T> callOnce(Function<RedisClusterAsyncCommands<String, byte[]>, RedisFuture<T>> command) {
		return waiting(this.link.connection().flatMap((upstream) -> send(upstream, command)));
	}

	/**
	 * Run a script that may run twice.
	 */
	<T> Mono<T> eval(Script script, ScriptOutputType type, String[] keys, byte[]... arguments) {
		return waiting(this.link.connection()
			.flatMap((upstream) -> Calls
				.<T>send(upstream, (async) -> async.evalsha(script.digest(), type, keys, arguments))
				.onErrorResume(RedisNoScriptException.class,
						(ex) -> send(upstream, (async) -> async.eval(script.text(), type, keys, arguments))))
			.retryWhen(Retry.fixedDelay(Long.MAX_VALUE, PAUSE).filter(Calls::isLost)));
	}

	private static boolean isLost(Throwable ex) {
		return !(ex instanceof RedisCommandExecutionException || ex instanceof RedisCommandTimeoutException);
	}

	private <T> Mono<T> waiting(Mono<T> answer) {
		return answer.timeout(this.timeout, this.scheduler)
			.doOnError(TimeoutException.class, (ex) -> this.link.suspect())
			.publishOn(this.scheduler)
			.onErrorMap((ex) -> !(ex instanceof SocketException), Calls::failure);
	}

	private static <T> Mono<T> send(Upstream upstream,
			Function<RedisClusterAsyncCommands<String, byte[]>, RedisFuture<T>> command) {
		return Mono.fromFuture(() -> {
			RedisFuture<T> answer = command.apply(upstream.async());
			upstream.flush();
			return answer.toCompletableFuture();
		});
	}

	/**
	 * Return the exception for an answer that Redis has not given.
	 */
	static ServerErrorException failure(Throwable ex) {
		return new ServerErrorException((ex instanceof TimeoutException) ? "Redis did not answer in time"
				: "Redis is not available, or has refused the command", ex);
	}

}
