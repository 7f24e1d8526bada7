package io.grest.ws.connection;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.grest.ws.call.GroupMessage;
import io.grest.ws.contract.ContractProxy;
import io.grest.ws.transport.DrainTogether;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import org.springframework.core.ResolvableType;
import org.springframework.util.Assert;

/**
 * Connections that are sent the same: a message to the group is encoded once, whatever
 * the number of its members. A member leaves by itself when it closes. Safe to use from
 * any thread; sending waits for nobody.
 *
 * <pre class="code">
 * private final SocketGroup&lt;ChatClient&gt; everyone = new SocketGroup&lt;&gt;();
 * ...
 * everyone.add(connection);
 * everyone.remote().newMessage(message);
 * </pre>
 *
 * @param <R> the interface of the members' other side
 * @since 0.1.0
 */
public final class SocketGroup<R> {

	private final Map<DefaultSocketConnection<R>, Consumer<CloseReason>> members = new ConcurrentHashMap<>();

	private final Class<R> remoteType;

	private volatile @Nullable R remote;

	/**
	 * Create an empty group.
	 * @param none to be left out: the compiler passes an empty array, which tells the
	 * type of the group
	 */
	@SafeVarargs
	@SuppressWarnings("unchecked")
	public SocketGroup(R... none) {
		Assert.isTrue(none.length == 0, "A group begins empty: add connections by add(...)");
		this.remoteType = (Class<R>) none.getClass().getComponentType();
	}

	/**
	 * Add a connection, until it closes or is removed.
	 * @param connection the connection
	 * @return {@code false} if it was a member already
	 */
	public boolean add(SocketConnection<R> connection) {
		DefaultSocketConnection<R> member = member(connection);
		Consumer<CloseReason> leave = (reason) -> this.members.remove(member);
		if (this.members.putIfAbsent(member, leave) != null) {
			return false;
		}
		member.closeListeners().add(leave);
		return true;
	}

	/**
	 * Remove a connection.
	 * @param connection the connection
	 * @return {@code false} if it was no member
	 */
	public boolean remove(SocketConnection<R> connection) {
		DefaultSocketConnection<R> member = member(connection);
		Consumer<CloseReason> leave = this.members.remove(member);
		if (leave != null) {
			member.closeListeners().remove(leave);
		}
		return leave != null;
	}

	private DefaultSocketConnection<R> member(SocketConnection<R> connection) {
		Assert.isInstanceOf(DefaultSocketConnection.class, connection,
				"A group takes connections that this library opened");
		return (DefaultSocketConnection<R>) connection;
	}

	/**
	 * The number of members.
	 * @return the number, at this moment
	 */
	public int size() {
		return this.members.size();
	}

	/**
	 * The members.
	 * @return a read-only view that changes with the group
	 */
	public Collection<SocketConnection<R>> connections() {
		Set<? extends SocketConnection<R>> view = this.members.keySet();
		return Collections.unmodifiableSet(view);
	}

	/**
	 * The other side of all members. Its fire-and-forget methods send to each of them. A
	 * member that is closing is passed over, as is one that takes no message of this
	 * size; what happens to one whose outbound queue is full is for its options to say,
	 * by default it is closed with 4008.
	 * @return a proxy; its other methods fail with an
	 * {@link UnsupportedOperationException}
	 */
	public R remote() {
		R remote = this.remote;
		if (remote == null) {
			Assert.state(this.remoteType.isInterface(),
					() -> "This group was declared without its type, so that the" + " compiler took "
							+ this.remoteType.getName()
							+ ": declare it as SocketGroup<ChatClient> group = new SocketGroup<>()");
			remote = ContractProxy.create(this.remoteType, (method, payload) -> call(method, payload, null),
					this.remoteType.getSimpleName() + " of a group");
			this.remote = remote;
		}
		return remote;
	}

	/**
	 * The other side of all members but one: of everybody but whom a message is from.
	 * @param member who is left out, a member or not
	 * @return a proxy, otherwise as {@link #remote()}
	 */
	public R except(SocketConnection<R> member) {
		remote();
		return ContractProxy.create(this.remoteType, (method, payload) -> call(method, payload, member),
				this.remoteType.getSimpleName() + " of a group but for " + member);
	}

	private @Nullable Object call(Method method, @Nullable Object payload, @Nullable SocketConnection<R> except) {
		if (method.getReturnType() == void.class) {
			send(method, payload, except, Context.empty());
			return null;
		}
		if (ResolvableType.forMethodReturnType(method, this.remoteType).getGeneric(0).resolve() == Void.class) {
			return Mono.deferContextual((caller) -> {
				send(method, payload, except, caller);
				return Mono.empty();
			});
		}
		throw new UnsupportedOperationException(
				method.getName() + " is answered, and a group has no one answer: call it on each of connections()");
	}

	private void send(Method method, @Nullable Object payload, @Nullable SocketConnection<R> except,
			ContextView caller) {
		// Members of another contract of the same interface have a message of their own:
		// its frames look different.
		Map<ConnectionFactory<?, ?>, GroupMessage> messages = new IdentityHashMap<>(2);
		ConnectionFactory<?, ?> latest = null;
		GroupMessage message = null;
		DrainTogether together = new DrainTogether();
		Runnable drain = together::drain;
		try {
			for (DefaultSocketConnection<R> member : this.members.keySet()) {
				if (member == except || member.isClosed()) {
					continue;
				}
				if (message == null || member.factory() != latest) {
					// Who listens to an observation's begin may take its time.
					together.drain();
					latest = member.factory();
					message = messages.computeIfAbsent(latest,
							(factory) -> factory.groupMessage(method, payload, caller));
				}
				byte[] frame = message.frameFor(member.calls().surroundings(), drain);
				message.sent(member.calls().push(frame, message.path(), together));
			}
		}
		finally {
			together.drain();
			messages.values().forEach(GroupMessage::ended);
		}
	}

}
