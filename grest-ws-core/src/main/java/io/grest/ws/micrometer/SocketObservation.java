package io.grest.ws.micrometer;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations. Each one's name is also that of a timer where meters are made of
 * observations, and none is the name of one of this library's own meters.
 *
 * @since 0.1.0
 */
public enum SocketObservation implements ObservationDocumentation {

	/**
	 * A client's handshake, on the server: from the open WebSocket until the client is
	 * accepted or rejected.
	 */
	SERVER_HANDSHAKE("grest.ws.server.handshake", ServerHandshakeConvention.Default.class) {

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return HandshakeKey.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return new KeyName[] { DetailKey.CONNECTION, DetailKey.REF };
		}

	},

	/**
	 * A handshake, on the client: the upgrade request, and what follows until the server
	 * has accepted or rejected it.
	 */
	CLIENT_HANDSHAKE("grest.ws.client.handshake", ClientHandshakeConvention.Default.class) {

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return HandshakeKey.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return new KeyName[] { DetailKey.URI, DetailKey.REF };
		}

	},

	/**
	 * A call of the other side, request or message: from its arrival until its handler
	 * has ended and, for a request, the answer is written. A call that is refused before
	 * it reaches a handler has none.
	 */
	INBOUND_CALL("grest.ws.inbound.call", InboundCallConvention.Default.class) {

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return CallKey.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return new KeyName[] { DetailKey.CONNECTION, DetailKey.REF };
		}

	},

	/**
	 * A call to the other side: a request until its answer is there, a message until it
	 * is written. A message to a group is one, whatever the number of members.
	 */
	OUTBOUND_CALL("grest.ws.outbound.call", OutboundCallConvention.Default.class) {

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return CallKey.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return new KeyName[] { DetailKey.CONNECTION, DetailKey.REF };
		}

	};

	private final String name;

	private final Class<? extends ObservationConvention<? extends Observation.Context>> convention;

	SocketObservation(String name, Class<? extends ObservationConvention<? extends Observation.Context>> convention) {
		this.name = name;
		this.convention = convention;
	}

	/**
	 * The name of the default convention.
	 */
	@Override
	public String getName() {
		return this.name;
	}

	@Override
	public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
		return this.convention;
	}

	/**
	 * Keys of low cardinality of a handshake.
	 */
	public enum HandshakeKey implements KeyName {

		/**
		 * The contract's name.
		 */
		API("api"),

		/**
		 * Where clients connect, a pattern.
		 */
		PATH("path"),

		/**
		 * {@code OK}, the type of the error, or {@code HANDSHAKE_FAILED} if it took too
		 * long or the connection closed in the middle of it.
		 */
		RESULT("result");

		private final String key;

		HandshakeKey(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Keys of low cardinality of a call.
	 */
	public enum CallKey implements KeyName {

		/**
		 * The contract's name.
		 */
		API("api"),

		/**
		 * Where clients connect, a pattern.
		 */
		PATH("path"),

		/**
		 * The method's name, {@code UNKNOWN} if it is none of the contract's.
		 */
		METHOD("method"),

		/**
		 * Which side of the connection this application is: {@code server} or
		 * {@code client}.
		 */
		SIDE("side"),

		/**
		 * {@code request}, which is answered, or {@code message}.
		 */
		KIND("kind"),

		/**
		 * {@code OK}, the type of the error, or one of {@code CANCELLED},
		 * {@code TIMEOUT}, {@code CLOSED} and {@code ERROR}.
		 */
		RESULT("result");

		private final String key;

		CallKey(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Keys of high cardinality: for traces, not for meters. {@code none} where there is
	 * nothing to tell.
	 */
	public enum DetailKey implements KeyName {

		/**
		 * The connection's id, as in the log.
		 */
		CONNECTION("connection.id"),

		/**
		 * Where a client connects: scheme, host, port and path.
		 */
		URI("uri"),

		/**
		 * The reference of the error, as in the log.
		 */
		REF("error.ref");

		private final String key;

		DetailKey(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
