package io.grest.ws.connection;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.grest.ws.internal.call.GroupMember;
import io.grest.ws.internal.call.GroupSend;
import io.grest.ws.internal.call.ReturnAdapter;
import io.grest.ws.internal.reflect.ContractProxy;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import org.springframework.util.Assert;

/**
 * Group of connections opened by this library.
 *
 * @param <R> the interface of the members' other side
 */
final class DefaultSocketGroup<R> implements SocketGroup<R> {

	private final Map<GroupMember, Membership> members = new ConcurrentHashMap<>();

	private final Map<Method, ReturnAdapter> adapters = new ConcurrentHashMap<>();

	private final Class<R> remoteType;

	private final R remote;

	DefaultSocketGroup(Class<R> remoteType) {
		Assert.isTrue(remoteType.isInterface(), () -> remoteType.getName()
				+ " is not an interface: pass the interface of the members' other side, as in SocketGroup.of(ChatClient.class)");
		this.remoteType = remoteType;
		this.remote = proxy(null);
	}

	private R proxy(@Nullable GroupMember except) {
		Sender sender = new Sender(except);
		return ContractProxy.create(this.remoteType, (method, payload) -> adapter(method).call(sender, method, payload),
				sender.toString());
	}

	private ReturnAdapter adapter(Method method) {
		return this.adapters.computeIfAbsent(method, (known) -> ReturnAdapter.of(this.remoteType, known));
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

	/**
	 * Sender to all members, or to all but one.
	 */
	private final class Sender implements ReturnAdapter.Caller<Method> {

		private final @Nullable GroupMember except;

		Sender(@Nullable GroupMember except) {
			this.except = except;
		}

		@Override
		public Mono<?> request(Method method, @Nullable Object payload) {
			throw new UnsupportedOperationException(method.getName()
					+ " has an answer, and a group cannot return one for all members: call it on each of connections()");
		}

		@Override
		public Flux<?> stream(Method method, @Nullable Object payload) {
			throw new UnsupportedOperationException(method.getName()
					+ " answers with a stream, and a group has none for all members: call it on each of connections()");
		}

		@Override
		public void send(Method method, @Nullable Object payload, ContextView context) {
			GroupSend.send(DefaultSocketGroup.this.members.keySet(), (member) -> member == this.except,
					(source) -> source.groupMessage(method, payload, context));
		}

		@Override
		public String toString() {
			String group = DefaultSocketGroup.this.remoteType.getSimpleName() + " of a group";
			return (this.except != null) ? group + " except " + this.except : group;
		}

	}

}
