package io.grest.ws.connection;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.grest.ws.internal.call.GroupCaller;
import io.grest.ws.internal.call.GroupMember;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Group of connections opened by this library.
 *
 * @param <R> the interface of the members' other side
 */
final class DefaultSocketGroup<R> implements SocketGroup<R> {

	private final Map<GroupMember, Membership> members = new ConcurrentHashMap<>();

	private final Class<R> remoteType;

	private final R remote;

	DefaultSocketGroup(Class<R> remoteType) {
		Assert.isTrue(remoteType.isInterface(), () -> remoteType.getName()
				+ " is not an interface: pass the interface of the members' other side, as in SocketGroup.of(ChatClient.class)");
		this.remoteType = remoteType;
		this.remote = proxy(null);
	}

	private R proxy(@Nullable GroupMember except) {
		return GroupCaller.proxy(this.remoteType, this.members::keySet, except);
	}

	@Override
	public boolean add(SocketConnection<R> connection) {
		GroupMember member = member(connection);
		Membership membership = new Membership(member);
		if (this.members.putIfAbsent(member, membership) != null) {
			return false;
		}
		member.whenClosed(membership);
		return true;
	}

	@Override
	public boolean remove(SocketConnection<R> connection) {
		GroupMember member = member(connection);
		Membership membership = this.members.remove(member);
		if (membership != null) {
			member.forget(membership);
		}
		return membership != null;
	}

	private static GroupMember member(SocketConnection<?> connection) {
		Assert.isInstanceOf(GroupMember.class, connection,
				"Only connections opened by this library can be members of a group");
		return (GroupMember) connection;
	}

	@Override
	public int size() {
		return this.members.size();
	}

	@Override
	@SuppressWarnings({ "unchecked", "rawtypes" })
	public Collection<SocketConnection<R>> connections() {
		// Members are connections: they are added as such.
		Set<SocketConnection<R>> view = (Set) this.members.keySet();
		return Collections.unmodifiableSet(view);
	}

	@Override
	public R remote() {
		return this.remote;
	}

	@Override
	public R except(SocketConnection<R> member) {
		GroupMember known = member(member);
		Membership membership = this.members.get(known);
		return (membership != null) ? membership.others() : proxy(known);
	}

	/**
	 * Membership of a connection, which ends when it closes.
	 */
	private final class Membership implements Runnable {

		private final GroupMember member;

		// Proxy for the other members. Null until the member is first excluded.
		private volatile @Nullable R others;

		Membership(GroupMember member) {
			this.member = member;
		}

		R others() {
			R others = this.others;
			if (others == null) {
				others = proxy(this.member);
				this.others = others;
			}
			return others;
		}

		@Override
		public void run() {
			DefaultSocketGroup.this.members.remove(this.member);
		}

	}

}
