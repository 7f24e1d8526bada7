package io.grest.ws.topic;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.internal.call.GroupMember;
import io.grest.ws.internal.call.GroupMessage;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.wire.GrestFormat;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.ResumeFrames;
import io.grest.ws.server.RawSocket;
import io.grest.ws.topic.TopicNode.Client;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A member whose peer takes positions, on top of a real connection: it records what
 * topics send to it, and is away when the test says so.
 */
final class PlacedMember {

	private static final Payloads PAYLOADS = Payloads.of(new JsonMapper());

	private static final ResumeFrames FRAMES = Objects.requireNonNull(new GrestFormat(List.of(), PAYLOADS).resume());

	private final List<String> frames = new ArrayList<>();

	/** The positions that the peer has brought. */
	final Map<String, String> brought = new ConcurrentHashMap<>();

	/** The topics that it has begun to join. */
	final Set<String> joined = new CopyOnWriteArraySet<>();

	/** What becomes of messages. */
	volatile GroupMember.Outcome outcome = GroupMember.Outcome.SENT;

	/** Whether frames wait for the peer. */
	volatile boolean waiting;

	private final List<GroupMember.AwayListener> listeners = new CopyOnWriteArrayList<>();

	private final SocketConnection<Client> connection;

	private final SocketConnection<Client> real;

	// Held, as a socket that nobody holds is closed.
	private final RawSocket socket;

	private volatile boolean away;

	@SuppressWarnings("unchecked")
	PlacedMember(TopicNode node, String user) throws Exception {
		this.socket = node.client(user);
		this.real = node.last();
		this.connection = (SocketConnection<Client>) Proxy.newProxyInstance(PlacedMember.class.getClassLoader(),
				new Class<?>[] { SocketConnection.class, GroupMember.class },
				(proxy, method, args) -> invoke(proxy, method, args));
	}

	SocketConnection<Client> connection() {
		return this.connection;
	}

	/** Lose the socket. */
	void goAway() {
		this.away = true;
		this.listeners.forEach(GroupMember.AwayListener::away);
	}

	/** Go on with another socket. */
	void comeBack() {
		this.away = false;
		this.listeners.forEach(GroupMember.AwayListener::back);
	}

	int listeners() {
		return this.listeners.size();
	}

	/** Wait until these frames have been sent, and no others. */
	void hears(String... frames) {
		await().until(() -> frames().size() >= frames.length);
		assertThat(frames()).containsExactly(frames);
	}

	/** The text frames in their order. */
	List<String> frames() {
		synchronized (this.frames) {
			return List.copyOf(this.frames);
		}
	}

	private void add(OutboundFrame frame) {
		synchronized (this.frames) {
			this.frames.add(new String(frame.bytes(), 0, frame.length(), StandardCharsets.UTF_8));
		}
	}

	private @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args) throws Throwable {
		return switch (method.getName()) {
			case "equals" -> proxy == args[0];
			case "hashCode" -> System.identityHashCode(proxy);
			case "takesPositions" -> true;
			case "isAway" -> this.away;
			case "isWaiting" -> this.waiting;
			case "watch" -> this.listeners.add((GroupMember.AwayListener) args[0]);
			case "unwatch" -> this.listeners.remove(args[0]);
			case "joins" -> {
				this.joined.add((String) args[0]);
				yield this.brought.remove(args[0]);
			}
			case "sendPosition" -> {
				position((String) args[0], (String) args[1], (Map<?, ?>) args[2]);
				yield null;
			}
			case "send" ->
				(args[0] instanceof GroupMessage message) ? send(message, (Runnable) args[1]) : ofReal(method, args);
			default -> ofReal(method, args);
		};
	}

	private void position(String topic, String position, Map<?, ?> verdict) {
		@SuppressWarnings("unchecked")
		Map<String, ?> members = (Map<String, ?>) verdict;
		add(FRAMES.position(topic, position, members));
	}

	private GroupMember.Outcome send(GroupMessage message, Runnable beforeEncoding) {
		GroupMember.Outcome outcome = this.outcome;
		if (outcome == GroupMember.Outcome.SENT) {
			add(message.frameFor(null, true, beforeEncoding));
		}
		return outcome;
	}

	private @Nullable Object ofReal(Method method, Object @Nullable [] args) throws Throwable {
		try {
			return method.invoke(this.real, args);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

}
