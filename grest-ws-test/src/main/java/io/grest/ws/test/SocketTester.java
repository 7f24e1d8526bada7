package io.grest.ws.test;

import java.security.Principal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.context.ContextKey;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.SocketException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Client of a contract for tests, with assertions on the calls in both directions. It is
 * injected by its type arguments into a test of a slice or an application, or created for
 * any running server with {@link #bindTo}.
 *
 * <pre class="code">
 * chat.connect();
 * chat.call(server -&gt; server.sendMessage(new SendMessageRequest("Hello", "general")))
 *         .succeeds(response -&gt; assertThat(response.success()).isTrue());
 * chat.expect(ChatClient::newMessage).matching(message -&gt; message.text().equals("Hello"));
 * </pre>
 *
 * @param <S> the methods of the server
 * @param <C> the methods of a client
 * @since 0.1.0
 */
public final class SocketTester<S, C> extends SocketPeer<C, SocketTester<S, C>> {

	private final TesterSetup<S, C> setup;

	private final OutgoingCalls<S> outgoing;

	private final TesterConnection<S, C> connection;

	private final List<SocketTester<S, C>> others = new CopyOnWriteArrayList<>();

	SocketTester(TesterSetup<S, C> setup) {
		super(setup.contract(), setup.timeout(), setup.contract().clientType(), setup.contract().clientMethods());
		this.setup = setup;
		conversation().peers(setup.connections());
		this.outgoing = new OutgoingCalls<>(conversation(), setup.contract().serverType(),
				setup.contract().serverMethods(), setup.codec().mapper());
		this.connection = new TesterConnection<>(setup, conversation(), calls());
	}

	/**
	 * Create a builder of a tester of any server of a contract.
	 * @param contract the contract
	 * @param <S> the methods of the server
	 * @param <C> the methods of a client
	 * @return the builder; the tester is to be closed at the end of the test
	 */
	public static <S, C> SocketTesterBuilder<S, C> bindTo(SocketContract<S, C> contract) {
		return new SocketTesterBuilder<>(contract);
	}

	/**
	 * Set a value for the connections opened from now on. Interceptors read it with
	 * {@link ContextKey#find()} when they update the handshake, and the test's connection
	 * holds it.
	 * @param key the value's key
	 * @param value the value
	 * @param <T> the value's type
	 * @return this
	 */
	public <T> SocketTester<S, C> with(ContextKey<T> key, T value) {
		this.connection.set(key, value);
		return this;
	}

	/**
	 * Set who the client is on the connections opened from now on, as if the upgrade
	 * request had authenticated it. Unless this is called, that is the user of Spring
	 * Security on the thread that connects, such as the one of {@code @WithMockUser}.
	 *
	 * <p>
	 * A server on a port must be in this process, and know the tester by
	 * {@link TesterPrincipals}, as those of a slice and an application do. Credentials of
	 * the request take precedence there.
	 * @param principal the principal, usually an {@code Authentication} of Spring
	 * Security; {@code null} or an anonymous one for nobody
	 * @return this
	 */
	public SocketTester<S, C> as(@Nullable Principal principal) {
		this.connection.identify(principal);
		return this;
	}

	/**
	 * Connect, and wait until the server accepts. In a dialect without a handshake, wait
	 * only for the upgrade.
	 * @return this
	 */
	public SocketTester<S, C> connect() {
		return connect(UnaryOperator.identity());
	}

	/**
	 * Connect with a customized request; see {@link #connect()}.
	 * @param request a function that sets path variables, query and headers
	 * @return this
	 */
	public SocketTester<S, C> connect(UnaryOperator<SocketRequest<S, C>> request) {
		this.connection.connect(request);
		return this;
	}

	/**
	 * Connect, and assert that the server rejects the client.
	 * @param type the class of the error
	 * @param <E> the class of the error
	 * @return the error
	 */
	public <E extends SocketException> E connectFails(Class<E> type) {
		return connectFails(type, UnaryOperator.identity());
	}

	/**
	 * Connect with a customized request, and assert that the server rejects the client.
	 * @param type the class of the error
	 * @param request a function that sets path variables, query and headers
	 * @param <E> the class of the error
	 * @return the error
	 */
	public <E extends SocketException> E connectFails(Class<E> type, UnaryOperator<SocketRequest<S, C>> request) {
		return this.connection.connectFails(request, type);
	}

	/**
	 * Close the connection once all that was sent so far is handled.
	 */
	public void disconnect() {
		this.connection.disconnect();
	}

	/**
	 * Cut the connection without a close frame, and do not come back. The server of a
	 * contract that can be resumed keeps the session, until {@link #expire()} or the end
	 * of the test; see {@link #cut()} for a client that comes back.
	 */
	public void drop() {
		this.connection.drop();
	}

	/**
	 * Cut the socket of a contract that can be resumed, without a close frame, once all
	 * that was sent so far has arrived, and wait until both sides have noticed. The
	 * connection is detached until {@link #resume()}: calls and messages of both sides
	 * wait. It has ended instead if the server does not let the client go on. Of a server
	 * in another process the tester does not know when it has noticed.
	 * @return this
	 * @throws IllegalStateException if the contract cannot be resumed
	 */
	public SocketTester<S, C> cut() {
		this.connection.cut();
		return this;
	}

	/**
	 * Let the server give up all sessions whose clients are away, as if they had been
	 * away for too long, and wait until that of this tester has ended. To be called after
	 * {@link #cut()}.
	 * @return this
	 * @throws IllegalStateException if the server is not in this process, or not known
	 */
	public SocketTester<S, C> expire() {
		this.connection.expire();
		return this;
	}

	/**
	 * Connect with another socket after a cut, offer to go on with the session, and wait
	 * until the server accepts. The request is that of {@link #connect}, and the client
	 * is who {@link #as} says now.
	 * @return what became of the session, and the verdict on what was missed
	 */
	public SocketResume resume() {
		return this.connection.resume("resume()", null);
	}

	/**
	 * Come back as by {@link #resume()}, to the server of another tester, such as one of
	 * another node. The tester stays with that server until the end of the test.
	 * @param other a tester of the other server, connected or not
	 * @return what became of the session, and the verdict on what was missed
	 */
	public SocketResume resumeAt(SocketTester<S, C> other) {
		return this.connection.resume("resumeAt(...)", other.setup);
	}

	/**
	 * Assert that the client was told that messages of a topic are missing, once for each
	 * call, waiting for it if necessary. Told at any time, as of a message that was too
	 * large; see {@link SocketResume#lost} for what was known after {@link #resume()}.
	 * @param topic the name of the topic, such as {@code room:42}
	 * @param reason the reason, such as {@code trimmed} or {@code too-large}
	 * @return this
	 * @throws IllegalStateException if the contract cannot be resumed, as clients of
	 * others are not told
	 */
	public SocketTester<S, C> lost(String topic, String reason) {
		this.connection.client("lost(...)").lost(topic, reason);
		return this;
	}

	/**
	 * Assert the code with which the connection closed or was rejected, waiting for the
	 * close if necessary.
	 * @param code the close code
	 * @return the reason of the close
	 */
	public CloseReason closedWith(int code) {
		return this.connection.closedWith(code);
	}

	/**
	 * Call the server. The call is sent immediately.
	 * @param call a function that calls one method that returns a {@code Mono}
	 * @param <T> the type of the answer
	 * @return the call, whose outcome must be checked
	 */
	public <T> SocketCall<T> call(Function<S, Mono<T>> call) {
		return this.outgoing.call(this.connection.open("call(...)"), call);
	}

	/**
	 * Call a method of the server that returns a value. The call is sent immediately; the
	 * test does not wait for it.
	 * @param call a function that calls one method that returns a value
	 * @param <T> the type of the answer
	 * @return the call, whose outcome must be checked
	 */
	public <T> SocketCall<T> callBlocking(Function<S, @Nullable T> call) {
		return this.outgoing.callBlocking(this.connection.open("callBlocking(...)"), call);
	}

	/**
	 * Call a method of the server that answers with a stream. The call is sent
	 * immediately, and all items are requested.
	 * @param call a function that calls one method that returns a {@code Flux}
	 * @param <T> the type of the items
	 * @return the stream, whose end must be checked
	 */
	public <T> SocketStream<T> stream(Function<S, Flux<T>> call) {
		return stream(call, Long.MAX_VALUE);
	}

	/**
	 * Call a method of the server that answers with a stream, and request a number of its
	 * items. The call is sent with the first request, so immediately unless the number is
	 * 0.
	 * @param call a function that calls one method that returns a {@code Flux}
	 * @param request the number of items to request at first
	 * @param <T> the type of the items
	 * @return the stream, whose end must be checked
	 */
	public <T> SocketStream<T> stream(Function<S, Flux<T>> call, long request) {
		return this.outgoing.stream(this.connection.open("stream(...)"), call, request);
	}

	/**
	 * Send a message to the server.
	 * @param call a function that calls one {@code void} method
	 * @return this
	 */
	public SocketTester<S, C> send(Consumer<S> call) {
		this.outgoing.send(this.connection.open("send(...)"), call);
		return this;
	}

	/**
	 * Create another client of the same server, not yet connected. It is verified and
	 * reset together with this one.
	 * @return the tester
	 */
	public SocketTester<S, C> another() {
		SocketTester<S, C> other = new SocketTester<>(this.setup);
		this.others.add(other);
		return other;
	}

	/**
	 * Return the connection, for use beyond the methods of this class.
	 * @return the connection, open or closed
	 */
	public SocketConnection<S> connection() {
		return this.connection.get("connection()");
	}

	/**
	 * Send any text, whether or not it is a frame of the contract.
	 * @param text the text
	 * @return this
	 */
	public SocketTester<S, C> sendText(String text) {
		this.connection.open("sendText(...)");
		conversation().wire().send(text);
		return this;
	}

	@Override
	void gather(List<String> faults) {
		super.gather(faults);
		this.others.forEach((other) -> other.gather(faults));
	}

	@Override
	void settle() {
		this.connection.settle();
	}

	@Override
	public void reset() {
		this.others.forEach(SocketTester::reset);
		this.others.clear();
		this.connection.reset();
		super.reset();
	}

	/**
	 * Return a description with the contract.
	 */
	@Override
	public String toString() {
		return "SocketTester of " + this.setup.contract();
	}

}
