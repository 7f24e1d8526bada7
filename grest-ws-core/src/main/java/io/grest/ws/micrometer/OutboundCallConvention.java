package io.grest.ws.micrometer;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.micrometer.SocketObservation.DetailKey;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names calls to the other side, and what is told of them. A bean of this type replaces
 * the {@linkplain Default default}; one that throws is replaced by it in turn, and logged
 * once.
 *
 * @since 0.1.0
 */
public interface OutboundCallConvention extends ObservationConvention<OutboundCallContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof OutboundCallContext;
	}

	/**
	 * The names and keys of {@link SocketObservation#OUTBOUND_CALL}, to be extended.
	 */
	class Default implements OutboundCallConvention {

		@Override
		public String getName() {
			return SocketObservation.OUTBOUND_CALL.getName();
		}

		@Override
		public String getContextualName(OutboundCallContext context) {
			return Keys.nameOf(context.getMethod());
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(OutboundCallContext context) {
			return Keys.ofCall(context.getMethod(), context.isRequest(), context.getResult());
		}

		@Override
		public KeyValues getHighCardinalityKeyValues(OutboundCallContext context) {
			SocketConnection<?> connection = context.getConnection();
			return Keys.ofDetail(context, DetailKey.CONNECTION,
					(connection != null) ? connection.id() : KeyValue.NONE_VALUE);
		}

	}

}
