package io.grest.ws.micrometer;

import io.grest.ws.micrometer.SocketObservation.DetailKey;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * {@link ObservationConvention} for handshakes on the client. A bean of this type
 * replaces the {@linkplain Default default}, which is used in its place if it throws; the
 * first such failure is logged.
 *
 * @since 0.1.0
 */
public interface ClientHandshakeConvention extends ObservationConvention<ClientHandshakeContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof ClientHandshakeContext;
	}

	/**
	 * Default names and keys of {@link SocketObservation#CLIENT_HANDSHAKE}, to be
	 * extended.
	 */
	class Default implements ClientHandshakeConvention {

		@Override
		public String getName() {
			return SocketObservation.CLIENT_HANDSHAKE.getName();
		}

		@Override
		public String getContextualName(ClientHandshakeContext context) {
			return context.getContractName() + " handshake";
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(ClientHandshakeContext context) {
			return Keys.ofHandshake(context.getContractName(), context.getPath(), context.getResult());
		}

		@Override
		public KeyValues getHighCardinalityKeyValues(ClientHandshakeContext context) {
			return Keys.ofDetail(context, DetailKey.URI, Keys.withoutQuery(context.getUri()));
		}

	}

}
