package io.grest.ws.observation;

import java.util.Collection;

/**
 * Told of what is counted and measured. All of a contract is asked for once, when its
 * server or its first client is made, so that nothing is looked up for a message. What it
 * hands out is called by any thread, event loops included: must not block, must not
 * throw.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SocketMetrics {

	/**
	 * Counts nothing.
	 */
	SocketMetrics NONE = (contract, path, side, errors) -> NoMetrics.INSTANCE;

	/**
	 * The name of every method that is none of the contract's.
	 */
	String UNKNOWN = "UNKNOWN";

	/**
	 * The metrics of one side of a contract.
	 * @param contract the contract's name
	 * @param path where clients connect, a pattern
	 * @param side the side that this application is on
	 * @param errors the types of the errors that a handshake of the contract may end with
	 * @return the metrics, to be kept
	 */
	OfContract forContract(String contract, String path, Side side, Collection<String> errors);

	/**
	 * The sides of a contract.
	 */
	enum Side {

		/**
		 * Accepts connections.
		 */
		SERVER,

		/**
		 * Opens connections.
		 */
		CLIENT

	}

	/**
	 * The metrics of one side of a contract. Each method does nothing unless overridden.
	 */
	interface OfContract {

		/**
		 * The metrics of a method of this side, which the peer calls.
		 * @param method the method's name, without that of the contract
		 * @param errors the types of the errors that it may answer
		 * @return the metrics, to be kept
		 */
		default OfMethod inbound(String method, Collection<String> errors) {
			return NoMetrics.INSTANCE;
		}

		/**
		 * The metrics of a method of the other side, which this side calls.
		 * @param method the method's name, without that of the contract
		 * @param errors the types of the errors that it may answer
		 * @return the metrics, to be kept
		 */
		default OfMethod outbound(String method, Collection<String> errors) {
			return NoMetrics.INSTANCE;
		}

		/**
		 * An upgrade request was refused, before there was a connection.
		 * @param refusal why
		 */
		default void upgradeRefused(UpgradeRefusal refusal) {
		}

		/**
		 * A client could not open the WebSocket.
		 * @param result the type of the error, or {@link SocketMetrics.Outcome#ERROR}
		 */
		default void notConnected(String result) {
		}

		/**
		 * A connection is open: its handshake succeeded.
		 * @param nanos how long the handshake took
		 */
		default void opened(long nanos) {
		}

		/**
		 * The handshake of a connection failed.
		 * @param result the type of the error, or a constant of
		 * {@link SocketMetrics.Outcome}
		 * @param nanos how long it took
		 */
		default void rejected(String result, long nanos) {
		}

		/**
		 * A connection has closed.
		 * @param wasOpen whether {@link #opened} was called for it; otherwise
		 * {@link #rejected} was
		 * @param code the close code, which a peer may have chosen
		 */
		default void closed(boolean wasOpen, int code) {
		}

		/**
		 * A text frame was received.
		 * @param bytes its length
		 */
		default void received(int bytes) {
		}

		/**
		 * Text frames of one connection have left, together.
		 * @param bytes the sum of their lengths
		 */
		default void sent(long bytes) {
		}

		/**
		 * This much waits to be sent on one connection.
		 * @param frames the number of frames
		 * @param bytes their bytes
		 */
		default void waiting(int frames, long bytes) {
		}

		/**
		 * A call was refused: not run, and its caller told so.
		 * @param reason why
		 */
		default void callRefused(DropReason reason) {
		}

		/**
		 * A frame that waits for no answer was dropped, or failed.
		 * @param reason why
		 */
		default void frameDropped(DropReason reason) {
		}

		/**
		 * A connection is closed, for its peer has been silent for too long.
		 */
		default void heartbeatTimedOut() {
		}

		/**
		 * A connection is closed, for its peer does not read what it is sent.
		 */
		default void slowConsumer() {
		}

		/**
		 * A client that lost its connection, or found none, tries again.
		 */
		default void reconnecting() {
		}

	}

	/**
	 * The metrics of one method in one direction. A call is either begun and then ended,
	 * once, or refused. Each method does nothing unless overridden.
	 */
	interface OfMethod {

		/**
		 * A call begins.
		 * @return when, to be given back when it ends
		 */
		default long begun() {
			return 0;
		}

		/**
		 * More or fewer calls are unfinished: those whose answer is waited for, or whose
		 * handler. One that has its answer as it returns is never unfinished.
		 * @param change 1, or -1 for each 1 before
		 */
		default void unfinished(int change) {
		}

		/**
		 * A call has succeeded.
		 * @param begun what {@link #begun()} returned
		 */
		default void succeeded(long begun) {
		}

		/**
		 * A call has ended otherwise.
		 * @param result the type of the error, perhaps one that the contract does not
		 * know, or a constant of {@link SocketMetrics.Outcome}
		 * @param begun what {@link #begun()} returned
		 */
		default void failed(String result, long begun) {
		}

		/**
		 * A message, which nobody answers, was sent.
		 * @param connections to how many connections
		 */
		default void sent(int connections) {
		}

		/**
		 * A call was not even begun.
		 * @param result the type of the error, or a constant of
		 * {@link SocketMetrics.Outcome}
		 */
		default void refused(String result) {
		}

	}

	/**
	 * How a call or a handshake ended, where no type of an error says so.
	 */
	final class Outcome {

		/**
		 * It succeeded.
		 */
		public static final String OK = "OK";

		/**
		 * It failed with anything that the contract does not know.
		 */
		public static final String ERROR = "ERROR";

		/**
		 * Path variables or query did not fit the contract.
		 */
		public static final String QUERY_INVALID = "QUERY_INVALID";

		/**
		 * The handshake took too long, or the connection closed in the middle of it.
		 */
		public static final String HANDSHAKE_FAILED = "HANDSHAKE_FAILED";

		/**
		 * Nobody waits for the answer of a call any more.
		 */
		public static final String CANCELLED = "CANCELLED";

		/**
		 * No answer came in time.
		 */
		public static final String TIMEOUT = "TIMEOUT";

		/**
		 * The connection closed before the answer came, or had closed before the call.
		 */
		public static final String CLOSED = "CLOSED";

		private Outcome() {
		}

	}

}
