package io.grest.ws.topic;

import java.util.Collection;
import java.util.List;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.internal.call.GroupCaller;
import io.grest.ws.internal.call.GroupMember;
import io.grest.ws.internal.topic.LocalTopic;

/**
 * Members of a topic on this node.
 *
 * @param topic the topic
 * @param remoteType the interface of the members' other side
 * @param <R> the interface of the members' other side
 */
record TopicGroup<R>(DefaultSocketTopic<R> topic, Class<R> remoteType) implements SocketGroup<R> {

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
		return members().size();
	}

	@Override
	@SuppressWarnings({ "unchecked", "rawtypes" })
	public Collection<SocketConnection<R>> connections() {
		// Only connections of the contract join.
		return (Collection) members();
	}

	@Override
	public R remote() {
		return GroupCaller.proxy(this.remoteType, this::members, null);
	}

	@Override
	public R except(SocketConnection<R> member) {
		return GroupCaller.proxy(this.remoteType, this::members, (GroupMember) member);
	}

	private List<GroupMember> members() {
		LocalTopic local = this.topic.sockets().hub().find(this.topic.key());
		return (local != null) ? local.members() : List.of();
	}

}
