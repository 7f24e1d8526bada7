package io.grest.ws.micrometer;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.micrometer.SocketObservation.DetailKey;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * {@link ObservationConvention} for calls to the other side. A bean of this type replaces
 * the {@linkplain Default default}, which is used in its place if it throws; the first
 * such failure is logged.
 *
 * @since 0.1.0
 */
public interface OutboundCallConvention extends ObservationConvention<OutboundCallContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof OutboundCallContext;
	}

	/**
	 * Default names and keys of {@link SocketObservation#OUTBOUND_CALL}, to be extended.
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
			return Keys.ofDetail(context, DetailKey.CONNECTION,
					context.getConnection().map(SocketConnection::id).orElse(KeyValue.NONE_VALUE));
		}

	}

}
