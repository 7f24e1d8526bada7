package io.grest.ws.micrometer;

import io.grest.ws.micrometer.SocketObservation.DetailKey;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * {@link ObservationConvention} for handshakes of clients on the server. A bean of this
 * type replaces the {@linkplain Default default}, which is used in its place if it
 * throws; the first such failure is logged.
 *
 * @since 0.1.0
 */
public interface ServerHandshakeConvention extends ObservationConvention<ServerHandshakeContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof ServerHandshakeContext;
	}

	/**
	 * Default names and keys of {@link SocketObservation#SERVER_HANDSHAKE}, to be
	 * extended.
	 */
	class Default implements ServerHandshakeConvention {

		@Override
		public String getName() {
			return SocketObservation.SERVER_HANDSHAKE.getName();
		}

		@Override
		public String getContextualName(ServerHandshakeContext context) {
			return context.getContractName() + " handshake";
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(ServerHandshakeContext context) {
			return Keys.ofHandshake(context.getContractName(), context.getPath(), context.getResult());
		}

		@Override
		public KeyValues getHighCardinalityKeyValues(ServerHandshakeContext context) {
			return Keys.ofDetail(context, DetailKey.CONNECTION, context.getConnection().id());
		}

	}

}
