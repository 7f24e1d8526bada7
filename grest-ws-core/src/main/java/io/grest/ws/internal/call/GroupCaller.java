package io.grest.ws.internal.call;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.grest.ws.internal.reflect.ContractProxy;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Caller of the other side of many connections, of all or of all but one.
 *
 * @since 0.1.0
 */
public final class GroupCaller implements ReturnAdapter.Caller<Method> {

	// Decided once for each method of an interface.
	private static final ClassValue<Map<Method, ReturnAdapter>> ADAPTERS = new ClassValue<>() {

		@Override
		protected Map<Method, ReturnAdapter> computeValue(Class<?> type) {
			return new ConcurrentHashMap<>();
		}

	};

	private final Supplier<? extends Iterable<GroupMember>> members;

	private final @Nullable GroupMember except;

	private final String description;

	private GroupCaller(Supplier<? extends Iterable<GroupMember>> members, @Nullable GroupMember except,
			String description) {
		this.members = members;
		this.except = except;
		this.description = description;
	}

	/**
	 * Create the other side of many connections.
	 * @param type the interface of the other side
	 * @param members returns the connections, for each call
	 * @param except the connection to leave out, or {@code null} for none
	 * @param <R> the interface of the other side
	 * @return a proxy, whose messages are sent to each of them
	 */
	public static <R> R proxy(Class<R> type, Supplier<? extends Iterable<GroupMember>> members,
			@Nullable GroupMember except) {
		String group = type.getSimpleName() + " of a group";
		GroupCaller caller = new GroupCaller(members, except, (except != null) ? group + " except " + except : group);
		Map<Method, ReturnAdapter> adapters = ADAPTERS.get(type);
		return ContractProxy.create(type,
				(method, payload) -> adapters.computeIfAbsent(method, (known) -> ReturnAdapter.of(type, known))
					.call(caller, method, payload),
				caller.description);
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
		GroupSend.send(this.members.get(), (member) -> (member != this.except) ? member : null,
				(source) -> source.groupMessage(method, payload, context), (member, outcome) -> {
				});
	}

	@Override
	public String toString() {
		return this.description;
	}

}
