package io.grest.ws.server;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Events of a connection in their order.
 */
class ConnectionEventsTests {

	private final List<String> events = new ArrayList<>();

	private final SocketConnection<?> connection = (SocketConnection<?>) Proxy.newProxyInstance(
			ConnectionEventsTests.class.getClassLoader(), new Class<?>[] { SocketConnection.class },
			(proxy, method, args) -> invoke(method.getName(), args));

	private Runnable away;

	private Runnable back;

	private Consumer<CloseReason> closed;

	@SuppressWarnings("unchecked")
	private @Nullable Object invoke(String method, Object @Nullable [] args) {
		switch (method) {
			case "onDetach" -> this.away = (Runnable) args[0];
			case "onResume" -> this.back = (Runnable) args[0];
			case "onClose" -> this.closed = (Consumer<CloseReason>) args[0];
			case "principal" -> {
				return Optional.empty();
			}
			case "id", "toString" -> {
				return "c1";
			}
			case "contract" -> {
			}
			default -> throw new IllegalStateException(method + " was called");
		}
		return null;
	}

	private void follow(Consumer<SocketConnectionEvent> listener) {
		new ConnectionEvents((event) -> {
			this.events.add(event.getClass().getSimpleName());
			listener.accept(event);
		}).follow(this.connection);
	}

	private void close() {
		this.closed.accept(new CloseReason(SocketCloseStatus.NORMAL, CloseReason.Initiator.LOCAL, null));
	}

	@Test
	void tellNothingAfterTheClose() {
		follow((event) -> {
		});
		this.away.run();
		this.back.run();
		close();
		this.away.run();
		this.back.run();
		assertThat(this.events).containsExactly("Connected", "Detached", "Resumed", "Closed");
	}

	@Test
	void tellOneAfterAnother() {
		List<String> ended = new ArrayList<>();
		follow((event) -> {
			if (event instanceof SocketConnectionEvent.Detached) {
				close();
			}
			ended.add(event.getClass().getSimpleName());
		});
		this.away.run();
		assertThat(ended).containsExactly("Connected", "Detached", "Closed");
	}

	@Test
	void outliveListenersThatThrow() {
		follow((event) -> {
			throw new IllegalStateException("A listener that throws");
		});
		this.away.run();
		close();
		assertThat(this.events).containsExactly("Connected", "Detached", "Closed");
	}

}
