package io.grest.ws.contract;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

import io.grest.ws.handshake.HandshakeInterceptor;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Contract of a WebSocket API: the methods that a client may call on the server, the
 * methods that the server may call on a client, and the path to connect to. Immutable;
 * read and checked once by {@link Builder#build()}.
 *
 * <pre class="code">
 * SocketContract.define("ChatApi", ChatServer.class, ChatClient.class)
 *         .path("/ws/chat/{room}")
 *         .queryOnConnect(ChatQuery.class)
 *         .use(AuthInterceptor.class)
 *         .build();
 * </pre>
 *
 * @param <S> the methods of the server, called by clients
 * @param <C> the methods of a client, called by the server
 * @since 0.1.0
 */
public final class SocketContract<S, C> {

	private final ContractParts<S, C> parts;

	private SocketContract(ContractParts<S, C> parts) {
		this.parts = parts;
	}

	/**
	 * Create a builder of a contract.
	 * @param name the contract's name, the first part of every frame's path
	 * @param serverType the interface of the methods that a client may call on the server
	 * @param clientType the interface of the methods that the server may call on a client
	 * @param <S> the methods of the server
	 * @param <C> the methods of a client
	 * @return a builder
	 */
	public static <S, C> Builder<S, C> define(String name, Class<S> serverType, Class<C> clientType) {
		Assert.notNull(name, "Name must not be null");
		Assert.notNull(serverType, "Server interface must not be null");
		Assert.notNull(clientType, "Client interface must not be null");
		return new Builder<>(name, serverType, clientType);
	}

	/**
	 * Return the contract's name, the first part of every frame's path.
	 * @return the name
	 */
	public String name() {
		return this.parts.name();
	}

	/**
	 * Return the path to connect to, a pattern that may have variables.
	 * @return the path
	 */
	public String path() {
		return this.parts.path();
	}

	/**
	 * Return the names of the path's variables.
	 * @return the names in the order of the path, empty if there are none
	 */
	public List<String> pathVariables() {
		return ContractReader.variables(this.parts.path());
	}

	/**
	 * Return the format of frames on the wire.
	 * @return the dialect, {@link Dialect#GREST} unless the contract chose another
	 */
	public Dialect dialect() {
		return this.parts.dialect();
	}

	/**
	 * Return the interface of the methods that a client may call on the server.
	 * @return the interface
	 */
	public Class<S> serverType() {
		return this.parts.serverType();
	}

	/**
	 * Return the interface of the methods that the server may call on a client.
	 * @return the interface
	 */
	public Class<C> clientType() {
		return this.parts.clientType();
	}

	/**
	 * Return the methods that a client may call on the server, sorted by name.
	 * @return the methods
	 */
	public List<ContractMethod> serverMethods() {
		return this.parts.serverMethods();
	}

	/**
	 * Return the methods that the server may call on a client, sorted by name.
	 * @return the methods
	 */
	public List<ContractMethod> clientMethods() {
		return this.parts.clientMethods();
	}

	/**
	 * Return the methods of both sides.
	 * @return the methods, those of the server first
	 */
	public List<ContractMethod> methods() {
		return this.parts.methods();
	}

	/**
	 * Return the errors that any method declares, and all standard errors: those that a
	 * handshake may end with.
	 * @return the errors by type
	 */
	public Map<String, ContractError> errors() {
		return this.parts.errors();
	}

	/**
	 * Return the type that path variables and query parameters are bound to when a client
	 * connects.
	 * @return the type, or {@code null} if the contract declares none
	 */
	public @Nullable Class<?> queryType() {
		return this.parts.queryType();
	}

	/**
	 * Return the WebSocket sub-protocols that the contract lists, in order of preference.
	 * @return the names, empty if there are none
	 */
	public List<String> subProtocols() {
		return this.parts.subProtocols();
	}

	/**
	 * Return the topics that the contract declares.
	 * @return the topics, in the order of their declaration
	 */
	public List<ContractTopic> topics() {
		return this.parts.topics();
	}

	/**
	 * Return the promise that clients may go on after they have lost their socket.
	 * @return the promise, or empty if the contract makes none
	 */
	public Optional<ContractResume> resume() {
		return Optional.ofNullable(this.parts.resume());
	}

	/**
	 * Return the interceptors that the contract names, in the order of use.
	 * @param lookup the function to find the interceptor of a class
	 * @return the interceptors
	 */
	public List<HandshakeInterceptor> interceptors(
			Function<Class<? extends HandshakeInterceptor>, ? extends HandshakeInterceptor> lookup) {
		return this.parts.interceptors().stream().map((use) -> use.resolve(lookup)).toList();
	}

	/**
	 * Return a text with the name, the two interfaces and the path.
	 */
	@Override
	public String toString() {
		return "SocketContract '" + name() + "' <" + serverType().getSimpleName() + ", " + clientType().getSimpleName()
				+ "> at " + path();
	}

	/**
	 * Builder of a contract.
	 *
	 * @param <S> the methods of the server
	 * @param <C> the methods of a client
	 */
	public static final class Builder<S, C> {

		private final ContractDraft<S, C> draft;

		private Builder(String name, Class<S> serverType, Class<C> clientType) {
			this.draft = new ContractDraft<>(name, serverType, clientType);
		}

		/**
		 * Set the path to connect to.
		 * @param path a path of plain segments and variables: {@code /ws/chat/{room}}
		 * @return this
		 */
		public Builder<S, C> path(String path) {
			this.draft.path = path;
			return this;
		}

		/**
		 * Set the format of frames on the wire. Both sides must use the same dialect.
		 * @param dialect the dialect; {@link Dialect#GREST} by default
		 * @return this
		 */
		public Builder<S, C> dialect(Dialect dialect) {
			Assert.notNull(dialect, "Dialect must not be null");
			this.draft.dialect = dialect;
			return this;
		}

		/**
		 * Bind path variables and query parameters when a client connects, and validate
		 * them. A connection whose query is not valid is closed with 4000, or with 4422
		 * in the dialect {@link Dialect#ENVELOPE}.
		 * @param queryType a record with a component for each variable and parameter
		 * @return this
		 */
		public Builder<S, C> queryOnConnect(Class<?> queryType) {
			this.draft.queryType = queryType;
			return this;
		}

		/**
		 * Add WebSocket sub-protocols. A client offers all of them, and the server
		 * selects the first one that a client offers, see
		 * {@link io.grest.ws.handshake.UpgradeRequest#subProtocol()}. A client that
		 * offers none of them connects without a sub-protocol.
		 * @param names the names in order of preference: case-sensitive tokens of RFC
		 * 9110, such as {@code v2.chat.example}
		 * @return this
		 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-1.9">RFC 6455
		 * section 1.9</a>
		 */
		public Builder<S, C> subProtocols(String... names) {
			Assert.noNullElements(names, "Names of sub-protocols must not be null");
			this.draft.subProtocols.addAll(List.of(names));
			return this;
		}

		/**
		 * Declare a topic whose messages nobody keeps.
		 * @param pattern a name, in which {@code {variable}} stands for any text without
		 * a colon: {@code cursor:{doc}}
		 * @return this
		 */
		public Builder<S, C> topic(String pattern) {
			return topic(pattern, (topic) -> {
			});
		}

		/**
		 * Declare a topic.
		 * @param pattern a name, in which {@code {variable}} stands for any text without
		 * a colon: {@code room:{room}}
		 * @param configure the consumer that says what the topic has
		 * @return this
		 */
		public Builder<S, C> topic(String pattern, Consumer<ContractTopic.Builder> configure) {
			Assert.notNull(pattern, "Pattern must not be null");
			this.draft.topics.add(ContractTopic.Builder.build(pattern, configure));
			return this;
		}

		/**
		 * Let a client that has lost its socket go on with another one: calls and streams
		 * continue, what was sent meanwhile follows in order, and the client is told if
		 * something is lost.
		 * @return this
		 */
		public Builder<S, C> resume() {
			return resume((resume) -> {
			});
		}

		/**
		 * Let a client that has lost its socket go on with another one.
		 * @param configure the consumer that says who may
		 * @return this
		 */
		public Builder<S, C> resume(Consumer<ContractResume.Builder> configure) {
			this.draft.resume = ContractResume.Builder.build(configure);
			return this;
		}

		/**
		 * Apply an interceptor to every handshake of this contract, on both sides.
		 * @param interceptor the interceptor
		 * @return this
		 */
		public Builder<S, C> use(HandshakeInterceptor interceptor) {
			Assert.notNull(interceptor, "Interceptor must not be null");
			this.draft.interceptors.add(new InterceptorUse(interceptor.getClass(), interceptor));
			return this;
		}

		/**
		 * Apply an interceptor to every handshake of this contract, on both sides. Each
		 * side looks it up among its own beans.
		 * @param interceptorType the bean's class
		 * @return this
		 */
		public Builder<S, C> use(Class<? extends HandshakeInterceptor> interceptorType) {
			Assert.notNull(interceptorType, "Interceptor class must not be null");
			this.draft.interceptors.add(new InterceptorUse(interceptorType, null));
			return this;
		}

		/**
		 * Read and check the whole contract.
		 * @return the contract
		 * @throws InvalidContractException if the contract has faults, naming each of
		 * them
		 */
		public SocketContract<S, C> build() {
			return new SocketContract<>(this.draft.read());
		}

	}

}
