package io.grest.ws.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.grest.ws.handshake.HandshakeInterceptor;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A WebSocket API: what a client may call on the server, what the server may call on a
 * client, and where clients connect. Immutable, read and checked once by
 * {@link Builder#build()}.
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

	private final String name;

	private final String path;

	private final Dialect dialect;

	private final Class<S> serverType;

	private final Class<C> clientType;

	private final List<ContractMethod> serverMethods;

	private final List<ContractMethod> clientMethods;

	private final @Nullable Class<?> queryType;

	private final List<InterceptorUse> interceptors;

	private final List<String> subProtocols;

	private SocketContract(Builder<S, C> builder) {
		ContractReader reader = new ContractReader(builder.name, builder.dialect);
		this.name = builder.name;
		this.dialect = builder.dialect;
		this.serverType = builder.serverType;
		this.clientType = builder.clientType;
		this.queryType = builder.queryType;
		this.interceptors = List.copyOf(builder.interceptors);
		this.path = reader.readPath(builder.path);
		this.serverMethods = reader.readMethods(builder.serverType);
		this.clientMethods = reader.readMethods(builder.clientType);
		reader.readQuery(builder.queryType);
		this.subProtocols = reader.readSubProtocols(builder.subProtocols);
		reader.finish();
	}

	/**
	 * Begin a contract.
	 * @param name the contract's name, the first part of every frame's path
	 * @param serverType the interface of what a client may call on the server
	 * @param clientType the interface of what the server may call on a client
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
	 * The contract's name, the first part of every frame's path.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Where clients connect, a pattern that may have variables.
	 * @return the path
	 */
	public String path() {
		return this.path;
	}

	/**
	 * How frames look on the wire.
	 * @return the dialect, {@link Dialect#GREST} unless the contract chose another
	 */
	public Dialect dialect() {
		return this.dialect;
	}

	/**
	 * The interface of what a client may call on the server.
	 * @return the interface
	 */
	public Class<S> serverType() {
		return this.serverType;
	}

	/**
	 * The interface of what the server may call on a client.
	 * @return the interface
	 */
	public Class<C> clientType() {
		return this.clientType;
	}

	/**
	 * What a client may call on the server, in the order of names.
	 * @return the methods
	 */
	public List<ContractMethod> serverMethods() {
		return this.serverMethods;
	}

	/**
	 * What the server may call on a client, in the order of names.
	 * @return the methods
	 */
	public List<ContractMethod> clientMethods() {
		return this.clientMethods;
	}

	/**
	 * What path variables and query parameters are bound to when a client connects.
	 * @return the type, or {@code null} if the contract declares none
	 */
	public @Nullable Class<?> queryType() {
		return this.queryType;
	}

	/**
	 * The sub-protocols of WebSocket that the contract lists, the one to be preferred
	 * first.
	 * @return the names, empty if there are none
	 */
	public List<String> subProtocols() {
		return this.subProtocols;
	}

	/**
	 * The interceptors that the contract names, in the order of use.
	 * @param lookup finds the interceptor of a class
	 * @return the interceptors
	 */
	public List<HandshakeInterceptor> interceptors(
			Function<Class<? extends HandshakeInterceptor>, ? extends HandshakeInterceptor> lookup) {
		return this.interceptors.stream()
			.<HandshakeInterceptor>map((use) -> (use.instance() != null) ? use.instance() : lookup.apply(use.type()))
			.toList();
	}

	/**
	 * The name and the two interfaces.
	 */
	@Override
	public String toString() {
		return "SocketContract '" + this.name + "' <" + this.serverType.getSimpleName() + ", "
				+ this.clientType.getSimpleName() + "> at " + this.path;
	}

	private record InterceptorUse(Class<? extends HandshakeInterceptor> type, @Nullable HandshakeInterceptor instance) {

	}

	/**
	 * Gathers a contract.
	 *
	 * @param <S> the methods of the server
	 * @param <C> the methods of a client
	 */
	public static final class Builder<S, C> {

		private final String name;

		private final Class<S> serverType;

		private final Class<C> clientType;

		private final List<InterceptorUse> interceptors = new ArrayList<>();

		private final List<String> subProtocols = new ArrayList<>();

		private @Nullable String path;

		private Dialect dialect = Dialect.GREST;

		private @Nullable Class<?> queryType;

		private Builder(String name, Class<S> serverType, Class<C> clientType) {
			this.name = name;
			this.serverType = serverType;
			this.clientType = clientType;
		}

		/**
		 * Set where clients connect.
		 * @param path a path of plain segments and variables: {@code /ws/chat/{room}}
		 * @return this
		 */
		public Builder<S, C> path(String path) {
			this.path = path;
			return this;
		}

		/**
		 * Set how frames look on the wire. Both sides have to use the same dialect.
		 * @param dialect the dialect; {@link Dialect#GREST} by default
		 * @return this
		 */
		public Builder<S, C> dialect(Dialect dialect) {
			Assert.notNull(dialect, "Dialect must not be null");
			this.dialect = dialect;
			return this;
		}

		/**
		 * Bind path variables and query parameters when a client connects, and validate
		 * them. A client whose query does not fit is closed with 4000, in the dialect
		 * {@link Dialect#ENVELOPE} with 4422.
		 * @param queryType a record with a component for each variable and parameter
		 * @return this
		 */
		public Builder<S, C> queryOnConnect(Class<?> queryType) {
			this.queryType = queryType;
			return this;
		}

		/**
		 * List sub-protocols of WebSocket, in addition to those listed before. A client
		 * offers all of them, and the server selects the first of them that a client
		 * offers, see {@link io.grest.ws.handshake.UpgradeRequest#subProtocol()}. A
		 * client that offers none of them connects without one.
		 * @param names the names, the one to be preferred first: tokens of RFC 9110 such
		 * as {@code v2.chat.example}, upper and lower case being different
		 * @return this
		 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-1.9">RFC 6455
		 * section 1.9</a>
		 */
		public Builder<S, C> subProtocols(String... names) {
			Assert.noNullElements(names, "Names of sub-protocols must not be null");
			this.subProtocols.addAll(List.of(names));
			return this;
		}

		/**
		 * Apply an interceptor to every handshake of this contract, on both sides.
		 * @param interceptor the interceptor
		 * @return this
		 */
		public Builder<S, C> use(HandshakeInterceptor interceptor) {
			Assert.notNull(interceptor, "Interceptor must not be null");
			this.interceptors.add(new InterceptorUse(interceptor.getClass(), interceptor));
			return this;
		}

		/**
		 * Apply an interceptor to every handshake of this contract, on both sides, looked
		 * up among the beans of the side that starts.
		 * @param interceptorType the bean's class
		 * @return this
		 */
		public Builder<S, C> use(Class<? extends HandshakeInterceptor> interceptorType) {
			Assert.notNull(interceptorType, "Interceptor class must not be null");
			this.interceptors.add(new InterceptorUse(interceptorType, null));
			return this;
		}

		/**
		 * Read and check the whole contract.
		 * @return the contract
		 * @throws InvalidContractException if it has faults, naming each of them
		 */
		public SocketContract<S, C> build() {
			return new SocketContract<>(this);
		}

	}

}
