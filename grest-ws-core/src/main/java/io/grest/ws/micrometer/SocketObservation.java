package io.grest.ws.micrometer;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * Observations of this library. Where observations are turned into meters, the name of an
 * observation is also that of its timer. No name is that of another meter of this
 * library.
 *
 * @since 0.1.0
 */
public enum SocketObservation implements ObservationDocumentation {

	/**
	 * A client's handshake on the server: from the open WebSocket until the client is
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
	 * A handshake on the client: from the upgrade request until the server accepts or
	 * rejects it.
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
	 * has ended and, for a request, the answer is written. A stream is one call, from its
	 * arrival to its end. A call that is refused before it reaches a handler is not
	 * observed.
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
	 * A call to the other side: a request until its answer arrives, a stream until its
	 * end, a message until it is written. A message to a group is one observation,
	 * whatever the number of members.
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
	 * Return the name used by the default convention.
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
	 * Low-cardinality keys of a handshake.
	 */
	public enum HandshakeKey implements KeyName {

		/**
		 * The contract's name.
		 */
		API("api"),

		/**
		 * The contract's path, a pattern.
		 */
		PATH("path"),

		/**
		 * {@code OK}, the type of the error, or {@code HANDSHAKE_FAILED} if the handshake
		 * timed out or the connection closed during it.
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
	 * Low-cardinality keys of a call.
	 */
	public enum CallKey implements KeyName {

		/**
		 * The contract's name.
		 */
		API("api"),

		/**
		 * The contract's path, a pattern.
		 */
		PATH("path"),

		/**
		 * The method's name, or {@code UNKNOWN} if the contract has no such method.
		 */
		METHOD("method"),

		/**
		 * The side of this application: {@code server} or {@code client}.
		 */
		SIDE("side"),

		/**
		 * {@code request}, which expects an answer, {@code stream}, a request whose
		 * answer or input is a stream, or {@code message}.
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
	 * High-cardinality keys, intended for traces and not for meters. A value that does
	 * not apply is {@code none}.
	 */
	public enum DetailKey implements KeyName {

		/**
		 * The id of the connection, as in the log.
		 */
		CONNECTION("connection.id"),

		/**
		 * The target of a client: scheme, host, port and path.
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
