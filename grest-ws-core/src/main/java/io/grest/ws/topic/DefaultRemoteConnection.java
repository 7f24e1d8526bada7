package io.grest.ws.topic;

import java.lang.reflect.Method;

import io.grest.ws.contract.ContractMethod;
import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.call.ReturnAdapter;
import io.grest.ws.internal.reflect.ContractProxy;
import io.grest.ws.internal.topic.ContractAnswers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Connection that is called through its node.
 *
 * @param sockets the clients of its contract
 * @param id the id of the connection
 * @param <R> the methods of a client
 */
record DefaultRemoteConnection<R>(DefaultSockets<R> sockets, String id) implements RemoteConnection<R> {

	private static final Log logger = LogFactory.getLog(Loggers.TOPICS);

	@Override
	public R remote() {
		Class<R> type = this.sockets.contract().clientType();
		return ContractProxy.create(type, this::call, type.getSimpleName() + " of connection " + this.id);
	}

	private @Nullable Object call(Method method, @Nullable Object payload) {
		ContractAnswers methods = this.sockets.methods();
		ContractMethod known = methods.method(method);
		if (known.isStreaming()) {
			throw new UnsupportedOperationException(
					known.path() + " has a stream, which one connection has with its own node only");
		}
		byte[] json = methods.write(known, payload);
		Mono<Object> outcome = this.sockets.calls().call(methods, this.id, known, json);
		ReturnAdapter returns = ReturnAdapter.of(known);
		if (returns != ReturnAdapter.MESSAGE) {
			return returns.adapt(known.path(), outcome);
		}
		outcome.subscribe(null,
				(ex) -> logger.debug(known.path() + " to connection " + this.id + " was lost: " + ex.getMessage()));
		return null;
	}

}
