package io.grest.ws.internal.call;

import java.util.HashMap;
import java.util.Map;

import io.grest.ws.context.ContextScope;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.ObservedMethod;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.SocketObserver;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Names of a contract's methods for their observation.
 *
 * @since 0.1.0
 */
public final class ObservedMethods {

	private final SocketObserver observer;

	private final Map<String, ObservedMethod> byPath = new HashMap<>();

	private final ObservedMethod unknown;

	/**
	 * Create the names of a contract's methods.
	 * @param observer the observer of their calls
	 * @param contract the contract
	 * @param side this side
	 */
	public ObservedMethods(SocketObserver observer, SocketContract<?, ?> contract, SocketMetrics.Side side) {
		this.observer = observer;
		contract.methods()
			.forEach((method) -> this.byPath.put(method.path(),
					new ObservedMethod(contract.name(), contract.path(), method.name(), side, method.isStreaming())));
		this.unknown = new ObservedMethod(contract.name(), contract.path(), SocketMetrics.UNKNOWN, side, false);
	}

	boolean isActive() {
		return this.observer.isActive();
	}

	private ObservedMethod named(String path) {
		return this.byPath.getOrDefault(path, this.unknown);
	}

	@Nullable Observed inbound(String path, boolean request, @Nullable String traceparent, ContextScope connection) {
		return this.observer.inbound(named(path), request, traceparent, connection);
	}

	@Nullable Observed outbound(String path, boolean request, @Nullable ContextScope connection, ContextView caller) {
		return this.observer.outbound(named(path), request, connection, caller);
	}

}
