package io.grest.ws.internal.session;

import java.util.Map;
import java.util.function.Consumer;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.context.ContextValues;
import io.grest.ws.internal.call.CallSession;
import io.grest.ws.internal.call.GroupMember;
import io.grest.ws.internal.call.GroupMessage;
import io.grest.ws.internal.transport.DrainTogether;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.ResumeFrames;
import org.jspecify.annotations.Nullable;

/**
 * Connection as groups and topics see it: what they send to it, and when it is away or
 * has ended.
 *
 * @param <R> the other side's interface
 */
abstract class MemberConnection<R> extends ConnectionView<R> implements GroupMember {

	/**
	 * Create the connection of a new session.
	 * @param factory the shared state of the contract's connections
	 * @param origin the origin of the connection
	 * @param values the values of the connection
	 */
	MemberConnection(ConnectionFactory<?, R> factory, ConnectionFactory.Origin origin, ContextValues values) {
		super(factory, origin, values);
	}

	/**
	 * Create the connection for another contract.
	 * @param first the connection for the first contract
	 * @param factory the shared state of the contract's connections
	 * @param origin the origin of the connection, for the contract
	 * @param values the values of the connection
	 */
	MemberConnection(ConnectionView<?> first, ConnectionFactory<?, R> factory, ConnectionFactory.Origin origin,
			ContextValues values) {
		super(first, factory, origin, values);
	}

	/**
	 * Return the parts of the session for calls to the other side.
	 */
	abstract CallSession calls();

	@Override
	public boolean takesPositions() {
		return session().calls().session().granted().resume();
	}

	@Override
	public void sendPosition(String topic, String position, Map<String, ?> verdict) {
		ResumeFrames frames = session().settings().format().resume();
		if (frames != null) {
			session().sender().answer(frames.position(topic, position, verdict));
		}
	}

	@Override
	public @Nullable String joins(String topic) {
		return session().handshaking().topics().join(topic);
	}

	@Override
	public void leaves(String topic) {
		session().handshaking().topics().leave(topic);
	}

	@Override
	public boolean isAway() {
		return session().state().isDetached();
	}

	@Override
	public void watch(AwayListener listener) {
		session().links().listeners().add(listener);
	}

	@Override
	public void unwatch(AwayListener listener) {
		session().links().listeners().remove(listener);
	}

	@Override
	public void whenClosed(Runnable listener) {
		closeListeners().add(new WhenClosed(listener));
	}

	@Override
	public void forget(Runnable listener) {
		closeListeners().remove(new WhenClosed(listener));
	}

	@Override
	public Source source() {
		return factory();
	}

	@Override
	public Outcome send(GroupMessage message, Runnable beforeEncoding, DrainTogether together) {
		OutboundFrame frame = message.frameFor(calls().surroundings(), takesPositions(), beforeEncoding);
		Outcome outcome = session().sender().push(frame, together);
		message.sent(outcome != Outcome.TOO_LARGE);
		return outcome;
	}

	private record WhenClosed(Runnable listener) implements Consumer<CloseReason> {

		@Override
		public void accept(CloseReason reason) {
			this.listener.run();
		}

	}

}
