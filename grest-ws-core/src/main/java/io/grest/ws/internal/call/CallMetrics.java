package io.grest.ws.internal.call;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

import io.grest.ws.contract.ContractError;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.error.CancelledException;
import io.grest.ws.error.DeadlineExceededException;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.SocketMetrics.Outcome;
import io.grest.ws.observation.StreamMetrics;
import io.grest.ws.observation.StreamMetrics.CancelledBy;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of a contract's methods, and what their streams record.
 */
final class CallMetrics {

	private static final String CANCELLED = new CancelledException().type();

	private static final String DEADLINE_EXCEEDED = new DeadlineExceededException().type();

	private CallMetrics() {
	}

	static SocketMetrics.OfMethod inbound(SocketMetrics.OfContract metrics, ContractMethod method) {
		return method.isStreaming() ? metrics.inboundStream(method.name(), errors(method), streams(method))
				: metrics.inbound(method.name(), errors(method));
	}

	static SocketMetrics.OfMethod outbound(SocketMetrics.OfContract metrics, ContractMethod method) {
		return method.isStreaming() ? metrics.outboundStream(method.name(), errors(method), streams(method))
				: metrics.outbound(method.name(), errors(method));
	}

	private static SocketMetrics.Streams streams(ContractMethod method) {
		return new SocketMetrics.Streams(method.mode() == ContractMethod.Mode.STREAM, method.inputItemType() != null);
	}

	// Those of streams may end every call that is answered.
	private static Collection<String> errors(ContractMethod method) {
		Set<String> errors = new HashSet<>(method.errors().keySet());
		if (method.isAnswered()) {
			errors.addAll(ContractError.OF_STREAMS.keySet());
		}
		return errors;
	}

	/**
	 * Record the end of a call with a stream.
	 * @param streams the metrics of the method
	 * @param result the result of the call
	 */
	static void ended(StreamMetrics streams, String result) {
		CancelledBy by = cancelledBy(result);
		if (by != null) {
			streams.cancelled(by);
		}
	}

	private static @Nullable CancelledBy cancelledBy(String result) {
		if (result.equals(Outcome.CLOSED)) {
			return CancelledBy.CONNECTION;
		}
		if (result.equals(Outcome.TIMEOUT) || result.equals(DEADLINE_EXCEEDED)) {
			return CancelledBy.DEADLINE;
		}
		return result.equals(CANCELLED) ? CancelledBy.CALLER : null;
	}

}
