package io.grest.ws.micrometer;

import io.grest.ws.micrometer.SocketObservation.DetailKey;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names handshakes, on the client, and what is told of them. A bean of this type replaces
 * the {@linkplain Default default}; one that throws is replaced by it in turn, and logged
 * once.
 *
 * @since 0.1.0
 */
public interface ClientHandshakeConvention extends ObservationConvention<ClientHandshakeContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof ClientHandshakeContext;
	}

	/**
	 * The names and keys of {@link SocketObservation#CLIENT_HANDSHAKE}, to be extended.
	 */
	class Default implements ClientHandshakeConvention {

		@Override
		public String getName() {
			return SocketObservation.CLIENT_HANDSHAKE.getName();
		}

		@Override
		public String getContextualName(ClientHandshakeContext context) {
			return context.getContract() + " handshake";
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(ClientHandshakeContext context) {
			return Keys.ofHandshake(context.getContract(), context.getPath(), context.getResult());
		}

		@Override
		public KeyValues getHighCardinalityKeyValues(ClientHandshakeContext context) {
			return Keys.ofDetail(context, DetailKey.URI, Keys.withoutQuery(context.getUri()));
		}

	}

}
