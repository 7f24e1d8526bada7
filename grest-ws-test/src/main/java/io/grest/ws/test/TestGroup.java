package io.grest.ws.test;

import java.util.Collection;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.internal.reflect.ContractProxy;
import org.jspecify.annotations.Nullable;

/**
 * Connections that were added to a topic in a test, each of which is called.
 *
 * @param topic the topic
 * @param remoteType the interface of the connections' other side
 * @param <R> the interface of the connections' other side
 */
record TestGroup<R>(TestTopic<R> topic, Class<R> remoteType) implements SocketGroup<R> {

	@Override
	public boolean add(SocketConnection<R> connection) {
		boolean isNew = !connections().contains(connection);
		this.topic.add(connection);
		return isNew;
	}

	@Override
	public boolean remove(SocketConnection<R> connection) {
		boolean isKnown = connections().contains(connection);
		this.topic.remove(connection);
		return isKnown;
	}

	@Override
	public int size() {
		return connections().size();
	}

	@Override
	public Collection<SocketConnection<R>> connections() {
		return this.topic.members();
	}

	@Override
	public R remote() {
		return call(null);
	}

	@Override
	public R except(SocketConnection<R> member) {
		return call(member);
	}

	private R call(@Nullable SocketConnection<R> except) {
		return ContractProxy.create(this.remoteType, (method, payload) -> {
			this.topic.message(method);
			this.topic.members()
				.stream()
				.filter((member) -> member != except)
				.forEach((member) -> TestTopic.invoke(method, payload, member.remote()));
			return null;
		}, "members of " + this.topic);
	}

}
