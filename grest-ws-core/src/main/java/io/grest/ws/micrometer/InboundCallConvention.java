package io.grest.ws.micrometer;

import io.grest.ws.micrometer.SocketObservation.DetailKey;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names calls of the other side, and what is told of them. A bean of this type replaces
 * the {@linkplain Default default}; one that throws is replaced by it in turn, and logged
 * once.
 *
 * @since 0.1.0
 */
public interface InboundCallConvention extends ObservationConvention<InboundCallContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof InboundCallContext;
	}

	/**
	 * The names and keys of {@link SocketObservation#INBOUND_CALL}, to be extended.
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
