package io.grest.ws.server;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.internal.transport.PeerTransport;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.SocketObserver;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;

import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Events of a connection in their order.
 */
class ConnectionEventsTests {

	private final List<String> events = new ArrayList<>();

	private final SocketConnection<?> connection = proxy(SocketConnection.class, this::invoke);

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
		accepting(listener).run();
	}

	private Runnable accepting(Consumer<SocketConnectionEvent> listener) {
		return new ConnectionEvents((event) -> {
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
	void tellOfAClientThatIsLostWhileItIsAccepted() {
		Runnable accepted = accepting((event) -> {
		});
		assertThat(this.events).isEmpty();
		this.away.run();
		accepted.run();
		this.back.run();
		close();
		assertThat(this.events).containsExactly("Connected", "Detached", "Resumed", "Closed");
	}

	@Test
	void tellOfAClientThatIsLostBeforeItsServerGoesOn() {
		SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
			.path("/api")
			.resume((resume) -> resume.anonymous())
			.build();
		HastyPeer peer = new HastyPeer();
		Sinks.One<Server> connecting = Sinks.one();
		SocketServer.ofReactive(contract, (connection) -> connecting.asMono())
			.observer(whenHandshakeEnds(peer::lose))
			.events((event) -> this.events.add(event.getClass().getSimpleName()))
			.build()
			.endpoint()
			.handle(peer,
					new UpgradeRequest(URI.create("ws://localhost/api"), new HttpHeaders(), new LinkedMultiValueMap<>(),
							null, null),
					Map.of(), Context.empty())
			.subscribe();
		peer.send("h:::{\"grest-ws-extensions\":\"resume\"}");
		connecting.emitValue(() -> {
		}, Sinks.EmitFailureHandler.FAIL_FAST);
		assertThat(this.events).containsExactly("Connected", "Detached");
	}

	// Between the frame that accepts the client and all that follows on the server.
	private static SocketObserver whenHandshakeEnds(Runnable code) {
		Observed handshake = proxy(Observed.class, (method, args) -> {
			if (method.equals("ended")) {
				code.run();
			}
			return method.equals("in") ? args[0] : method.equals("open") ? (Observed.Scope) () -> {
			} : null;
		});
		return proxy(SocketObserver.class, (method, args) -> method.equals("isActive") ? true
				: method.equals("serverHandshake") ? handshake : null);
	}

	private static <T> T proxy(Class<T> type, BiFunction<String, Object[], @Nullable Object> methods) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(proxy, method, args) -> methods.apply(method.getName(), args)));
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

	interface Server {

		void hello();

	}

	interface Client {

	}

	/**
	 * A peer that loses its network when the test says so.
	 */
	private static final class HastyPeer extends PeerTransport {

		/**
		 * Say something, as one that knows that it is accepted, and be gone.
		 */
		@Override
		public void lose() {
			send("i:::");
			super.lose();
		}

		@Override
		public void write(byte[] frame) {
		}

		@Override
		public boolean isOnEventLoop() {
			return true;
		}

	}

}
