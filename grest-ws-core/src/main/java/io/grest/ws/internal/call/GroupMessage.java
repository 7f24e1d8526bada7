package io.grest.ws.internal.call;

import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.SocketMetrics.Outcome;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * One message to many connections, encoded for the first of them. If it has a trace, it
 * is encoded once more for the connections whose ids carry traces, and if it has a place
 * in a topic, for those that take positions. Used by one thread.
 *
 * @since 0.1.0
 */
public final class GroupMessage {

	private final OutboundMethod method;

	private final @Nullable Object payload;

	private final @Nullable Observed observed;

	private final @Nullable Place place;

	private @Nullable OutboundFrame plain;

	private @Nullable OutboundFrame traced;

	private @Nullable OutboundFrame placed;

	private @Nullable OutboundFrame placedAndTraced;

	private int sent;

	/**
	 * Begin to send a message.
	 * @param method the method
	 * @param payload the payload, or {@code null} for none
	 * @param observer the observer, or {@code null} for none
	 * @param caller the Reactor context of the caller
	 */
	public GroupMessage(OutboundMethod method, @Nullable Object payload, @Nullable ObservedMethods observer,
			ContextView caller) {
		this(method, payload, (observer != null && observer.isActive())
				? observer.outbound(method.path(), false, null, caller) : null, null);
	}

	/**
	 * Begin to send a message that was published.
	 * @param method the method
	 * @param payload the payload, or {@code null} for none
	 * @param place the place in a topic, or {@code null} for none
	 */
	public GroupMessage(OutboundMethod method, @Nullable Object payload, @Nullable Place place) {
		this(method, payload, null, place);
	}

	GroupMessage(OutboundMethod method, @Nullable Object payload, @Nullable Observed observed, @Nullable Place place) {
		this.method = method;
		this.payload = payload;
		this.observed = observed;
		this.place = place;
	}

	/**
	 * Return the frame for a connection.
	 * @param surroundings the surroundings of the connection's calls, or {@code null} for
	 * none
	 * @param takesPositions whether the message carries its place, if it has one
	 * @param beforeEncoding the work to do before the payload is encoded, so that other
	 * connections do not wait for user code
	 * @return the frame
	 */
	public OutboundFrame frameFor(@Nullable CallSurroundings surroundings, boolean takesPositions,
			Runnable beforeEncoding) {
		Place place = takesPositions ? this.place : null;
		try {
			return (place != null) ? placed(place, surroundings, beforeEncoding) : plain(surroundings, beforeEncoding);
		}
		catch (Throwable ex) {
			ended(Outcome.ERROR, ex);
			throw ex;
		}
	}

	private OutboundFrame plain(@Nullable CallSurroundings surroundings, Runnable beforeEncoding) {
		String id = withTrace("", surroundings);
		if (id.isEmpty()) {
			this.plain = encoded(this.plain, id, beforeEncoding);
			return this.plain;
		}
		this.traced = encoded(this.traced, id, beforeEncoding);
		return this.traced;
	}

	private OutboundFrame placed(Place place, @Nullable CallSurroundings surroundings, Runnable beforeEncoding) {
		String parameters = place.parameters();
		String id = withTrace(parameters, surroundings);
		if (id.equals(parameters)) {
			this.placed = encoded(this.placed, id, beforeEncoding);
			return this.placed;
		}
		this.placedAndTraced = encoded(this.placedAndTraced, id, beforeEncoding);
		return this.placedAndTraced;
	}

	private String withTrace(String id, @Nullable CallSurroundings surroundings) {
		return (surroundings != null) ? surroundings.withTrace(id, this.observed) : id;
	}

	private OutboundFrame encoded(@Nullable OutboundFrame known, String id, Runnable beforeEncoding) {
		if (known != null) {
			return known;
		}
		beforeEncoding.run();
		return this.method.message(id, this.payload);
	}

	/**
	 * Return the path of the method.
	 * @return the path
	 */
	public String path() {
		return this.method.path();
	}

	/**
	 * Count the message as sent to a connection, or as too large for it.
	 * @param taken {@code false} if it was dropped because of its size
	 */
	public void sent(boolean taken) {
		if (taken) {
			this.sent++;
		}
		else {
			this.method.refusedForSize();
		}
	}

	/**
	 * Record that the message was sent to all connections.
	 */
	public void ended() {
		this.method.metrics().sent(this.sent);
		ended(Outcome.OK, null);
	}

	private void ended(String result, @Nullable Throwable error) {
		if (this.observed != null) {
			this.observed.ended(result, error);
		}
	}

	/**
	 * Place of a message in a topic. Used by one thread.
	 */
	public static final class Place {

		private final String topic;

		private final String position;

		// Null until a member takes it.
		private @Nullable String parameters;

		/**
		 * Create a place.
		 * @param topic the topic, as on the wire
		 * @param position the text of the message's position
		 */
		public Place(String topic, String position) {
			this.topic = topic;
			this.position = position;
		}

		String parameters() {
			String parameters = this.parameters;
			if (parameters == null) {
				parameters = ';' + Frame.TOPIC + '=' + this.topic + ';' + Frame.SEQUENCE + '=' + this.position;
				this.parameters = parameters;
			}
			return parameters;
		}

		/**
		 * Return the topic and the position.
		 */
		@Override
		public String toString() {
			return this.topic + " " + this.position;
		}

	}

}
