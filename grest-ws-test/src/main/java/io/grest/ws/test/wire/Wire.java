package io.grest.ws.test.wire;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.session.ConnectionFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import org.springframework.web.reactive.socket.client.WebSocketClient;

/**
 * Tap on the sessions of a test, which records their frames and applies the faults.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class Wire {

	private static final boolean NETTY_PRESENT = ClassUtils.isPresent("reactor.netty.http.client.HttpClient",
			Wire.class.getClassLoader());

	private final FrameLog log;

	private final SignOfLife signOfLife;

	private final SocketFaults faults = new SocketFaults();

	private final List<TappedSession> sessions = new CopyOnWriteArrayList<>();

	/**
	 * Create a tap.
	 * @param contract the contract of the sessions
	 */
	public Wire(SocketContract<?, ?> contract) {
		this.log = new FrameLog(ConnectionFactory.format(contract, Payloads.of(new JsonMapper())));
		this.signOfLife = SignOfLife.of(contract.dialect());
	}

	/**
	 * Return the log of sent and received frames.
	 * @return the log
	 */
	public FrameLog log() {
		return this.log;
	}

	/**
	 * Return the faults of the network.
	 * @return the faults, initially none
	 */
	public SocketFaults faults() {
		return this.faults;
	}

	/**
	 * Tap the sessions of a client.
	 * @param client the client that opens the sessions
	 * @return a client to be used in its place
	 */
	public WebSocketClient tap(WebSocketClient client) {
		Opener opener = (NETTY_PRESENT && client instanceof ReactorNettyWebSocketClient netty)
				? NettySessions.opener(netty)
				: (uri, headers, handler) -> client.execute(uri, headers, (session) -> handler.apply(session, null));
		return new WebSocketClient() {

			@Override
			public Mono<Void> execute(URI url, WebSocketHandler handler) {
				return execute(url, new HttpHeaders(), handler);
			}

			@Override
			public Mono<Void> execute(URI url, HttpHeaders headers, WebSocketHandler handler) {
				return Wire.this.execute((run) -> opener.open(url, headers, run), handler);
			}

		};
	}

	/**
	 * Tap a session.
	 * @param session the session
	 * @param abort an action that cuts the connection below the session
	 * @param handler the handler of the session
	 * @return completion of the handler
	 */
	public Mono<Void> tap(WebSocketSession session, Runnable abort, WebSocketHandler handler) {
		return execute((run) -> run.apply(session, abort), handler);
	}

	private Mono<Void> execute(Function<BiFunction<WebSocketSession, @Nullable Runnable, Mono<Void>>, Mono<Void>> open,
			WebSocketHandler handler) {
		return Mono.defer(() -> {
			Sinks.Empty<Void> cut = Sinks.empty();
			return open.apply((session, abort) -> {
				TappedSession tapped = new TappedSession(session, this.log, this.faults, this.signOfLife,
						(abort != null) ? abort : cut::tryEmitEmpty);
				this.sessions.add(tapped);
				return handler.handle(tapped).doFinally((signal) -> {
					this.sessions.remove(tapped);
					tapped.ended();
				});
			}).takeUntilOther(cut.asMono());
		});
	}

	/**
	 * Send a text on all open sessions, in addition to their own frames.
	 * @param text the text, whether or not it is a frame
	 */
	public void send(String text) {
		Assert.state(!this.sessions.isEmpty(), "No session is open to send a frame: call connect() first");
		this.sessions.forEach((session) -> session.inject(text));
	}

	/**
	 * Wait until each peer has handled what was sent to it, and its immediate responses
	 * have arrived.
	 * @param timeout the timeout
	 * @return {@code false} if a peer did not respond in time
	 */
	public boolean settle(Duration timeout) {
		if (this.faults.isHalfOpen()) {
			return false;
		}
		CompletableFuture<?>[] pongs = this.sessions.stream()
			.filter(TappedSession::isActive)
			.map(TappedSession::ping)
			.toArray(CompletableFuture<?>[]::new);
		try {
			CompletableFuture.allOf(pongs).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
			return true;
		}
		catch (TimeoutException | ExecutionException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Cut all connections without a close frame.
	 */
	public void cut() {
		this.sessions.forEach(TappedSession::cut);
	}

	/**
	 * Cut the open connections, remove all faults and clear the log.
	 */
	public void reset() {
		cut();
		this.faults.none();
		this.log.clear();
	}

	/**
	 * Strategy to open a session. The handler receives the session and an action that
	 * cuts it, or {@code null} if cancellation cuts it.
	 */
	@FunctionalInterface
	interface Opener {

		Mono<Void> open(URI uri, HttpHeaders headers,
				BiFunction<WebSocketSession, @Nullable Runnable, Mono<Void>> handler);

	}

}
