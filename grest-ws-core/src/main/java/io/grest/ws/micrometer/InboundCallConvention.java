package io.grest.ws.micrometer;

import io.grest.ws.micrometer.SocketObservation.DetailKey;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * {@link ObservationConvention} for calls of the other side. A bean of this type replaces
 * the {@linkplain Default default}, which is used in its place if it throws; the first
 * such failure is logged.
 *
 * @since 0.1.0
 */
public interface InboundCallConvention extends ObservationConvention<InboundCallContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof InboundCallContext;
	}

	/**
	 * Default names and keys of {@link SocketObservation#INBOUND_CALL}, to be extended.
	 */
	class Default implements InboundCallConvention {

		@Override
		public String getName() {
			return SocketObservation.INBOUND_CALL.getName();
		}

		@Override
		public String getContextualName(InboundCallContext context) {
			return Keys.nameOf(context.getMethod());
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(InboundCallContext context) {
			return Keys.ofCall(context.getMethod(), context.isRequest(), context.getResult());
		}

		@Override
		public KeyValues getHighCardinalityKeyValues(InboundCallContext context) {
			return Keys.ofDetail(context, DetailKey.CONNECTION, context.getConnection().id());
		}

	}

}
