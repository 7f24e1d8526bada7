package io.grest.ws.observation;

import java.util.Collection;

/**
 * Strategy to record metrics. Those of a contract are requested once, when its server or
 * its first client is created, so that a message needs no lookup. The metrics are called
 * on any thread, including event loops: they must not block and must not throw.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SocketMetrics {

	/**
	 * Metrics that record nothing.
	 */
	SocketMetrics NONE = (contract, path, side, errors) -> NoMetrics.INSTANCE;

	/**
	 * The name used for every method that the contract does not have.
	 */
	String UNKNOWN = "UNKNOWN";

	/**
	 * Return the metrics of one side of a contract.
	 * @param contract the contract's name
	 * @param path the contract's path, a pattern
	 * @param side the side of this application
	 * @param errors the types of the errors that may reject a handshake of the contract
	 * @return the metrics, kept by the caller
	 */
	OfContract forContract(String contract, String path, Side side, Collection<String> errors);

	/**
	 * Side of a contract.
	 */
	enum Side {

		/**
		 * The side that accepts connections.
		 */
		SERVER,

		/**
		 * The side that opens connections.
		 */
		CLIENT

	}

	/**
	 * Metrics of one side of a contract. Each method does nothing unless overridden.
	 */
	interface OfContract {

		/**
		 * Return the metrics of a method of this side, called by the peer.
		 * @param method the method's name, without that of the contract
		 * @param errors the types of the errors that it may answer with
		 * @return the metrics, kept by the caller
		 */
		default OfMethod inbound(String method, Collection<String> errors) {
			return NoMetrics.INSTANCE;
		}

		/**
		 * Return the metrics of a method of the other side, called by this side.
		 * @param method the method's name, without that of the contract
		 * @param errors the types of the errors that it may answer with
		 * @return the metrics, kept by the caller
		 */
		default OfMethod outbound(String method, Collection<String> errors) {
			return NoMetrics.INSTANCE;
		}

		/**
		 * Return the metrics of a method of this side whose calls answer with a stream,
		 * take one, or both.
		 * @param method the method's name, without that of the contract
		 * @param errors the types of the errors that it may answer with
		 * @param streams the streams of its calls
		 * @return the metrics, kept by the caller
		 */
		default OfMethod inboundStream(String method, Collection<String> errors, Streams streams) {
			return inbound(method, errors);
		}

		/**
		 * Return the metrics of a method of the other side whose calls answer with a
		 * stream, take one, or both.
		 * @param method the method's name, without that of the contract
		 * @param errors the types of the errors that it may answer with
		 * @param streams the streams of its calls
		 * @return the metrics, kept by the caller
		 */
		default OfMethod outboundStream(String method, Collection<String> errors, Streams streams) {
			return outbound(method, errors);
		}

		/**
		 * Record that an upgrade request was refused, before there was a connection.
		 * @param refusal the reason
		 */
		default void upgradeRefused(UpgradeRefusal refusal) {
		}

		/**
		 * Record that a client could not open the WebSocket.
		 * @param result the type of the error, or {@link SocketMetrics.Outcome#ERROR}
		 */
		default void notConnected(String result) {
		}

		/**
		 * Record that a connection is open, its handshake having succeeded.
		 * @param nanos the duration of the handshake in nanoseconds
		 */
		default void opened(long nanos) {
		}

		/**
		 * Record that the handshake of a connection failed.
		 * @param result the type of the error, or a constant of
		 * {@link SocketMetrics.Outcome}
		 * @param nanos the duration of the handshake in nanoseconds
		 */
		default void rejected(String result, long nanos) {
		}

		/**
		 * Record what became of the session that a client offered to go on with, in a
		 * handshake that has succeeded.
		 * @param outcome the outcome
		 */
		default void offered(ResumeOutcome outcome) {
		}

		/**
		 * Record which version of the contract a client has that was accepted, with a new
		 * session.
		 * @param version the version
		 */
		default void versionStated(StatedVersion version) {
		}

		/**
		 * Record that a connection has closed.
		 * @param wasOpen whether {@link #opened} was called for the connection; otherwise
		 * {@link #rejected} was
		 * @param code the close code, possibly chosen by the peer
		 */
		default void closed(boolean wasOpen, int code) {
		}

		/**
		 * Record that a text frame was received.
		 * @param bytes the length of the frame
		 */
		default void received(int bytes) {
		}

		/**
		 * Record that text frames of one connection were sent together.
		 * @param bytes the sum of their lengths
		 */
		default void sent(long bytes) {
		}

		/**
		 * Record the length of the outbound queue of one connection.
		 * @param frames the number of waiting frames
		 * @param bytes the sum of their lengths
		 */
		default void waiting(int frames, long bytes) {
		}

		/**
		 * Record that a call was refused: not run, and answered with an error.
		 * @param reason the reason
		 */
		default void callRefused(DropReason reason) {
		}

		/**
		 * Record that a frame that expects no answer was dropped, or failed.
		 * @param reason the reason
		 */
		default void frameDropped(DropReason reason) {
		}

		/**
		 * Record that a connection is being closed because its peer was silent for too
		 * long.
		 */
		default void heartbeatTimedOut() {
		}

		/**
		 * Record that a connection is being closed because its peer does not read.
		 */
		default void slowConsumer() {
		}

		/**
		 * Record that a client without a connection tries to connect again.
		 */
		default void reconnecting() {
		}

	}

	/**
	 * Metrics of one method in one direction. A call is either begun and then ended,
	 * once, or refused. Each method does nothing unless overridden.
	 */
	interface OfMethod {

		/**
		 * Record the start of a call.
		 * @return the start time, to be passed to the method that records the end
		 */
		default long begun() {
			return 0;
		}

		/**
		 * Change the number of unfinished calls: those that wait for their answer or
		 * their handler. A call that has its answer on return is never unfinished.
		 * @param change 1, or -1 for each earlier 1
		 */
		default void unfinished(int change) {
		}

		/**
		 * Record that a call has succeeded.
		 * @param begun the value returned by {@link #begun()}
		 */
		default void succeeded(long begun) {
		}

		/**
		 * Record that a call has failed.
		 * @param result the type of the error, possibly unknown to the contract, or a
		 * constant of {@link SocketMetrics.Outcome}
		 * @param begun the value returned by {@link #begun()}
		 */
		default void failed(String result, long begun) {
		}

		/**
		 * Record that a message, which expects no answer, was sent.
		 * @param connections the number of receiving connections
		 */
		default void sent(int connections) {
		}

		/**
		 * Record that a call was refused before it began.
		 * @param result the type of the error, or a constant of
		 * {@link SocketMetrics.Outcome}
		 */
		default void refused(String result) {
		}

		/**
		 * Return the metrics of the streams of this method.
		 * @return the metrics, kept by each call with a stream
		 */
		default StreamMetrics streams() {
			return StreamMetrics.NONE;
		}

	}

	/**
	 * Streams of the calls of a method.
	 *
	 * @param answer whether the answer is a stream
	 * @param input whether a call takes a stream
	 */
	record Streams(boolean answer, boolean input) {

	}

	/**
	 * Results of calls and handshakes that are not the type of an error.
	 */
	final class Outcome {

		/**
		 * Success.
		 */
		public static final String OK = "OK";

		/**
		 * Failure with an error that the contract does not declare.
		 */
		public static final String ERROR = "ERROR";

		/**
		 * Path variables or query that do not match the contract.
		 */
		public static final String QUERY_INVALID = "QUERY_INVALID";

		/**
		 * Timeout of the handshake, or a connection that closed during it.
		 */
		public static final String HANDSHAKE_FAILED = "HANDSHAKE_FAILED";

		/**
		 * Cancellation of a call by its caller.
		 */
		public static final String CANCELLED = "CANCELLED";

		/**
		 * Timeout of a call.
		 */
		public static final String TIMEOUT = "TIMEOUT";

		/**
		 * A connection that closed before the answer arrived, or before the call.
		 */
		public static final String CLOSED = "CLOSED";

		private Outcome() {
		}

	}

}
