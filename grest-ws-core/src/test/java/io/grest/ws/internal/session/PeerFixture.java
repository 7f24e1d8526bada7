package io.grest.ws.internal.session;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.context.ContextValues;
import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.Sensitive;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.internal.call.HandlerSettings;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.wire.Extensions;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.SocketObserver;
import io.grest.ws.protocol.FrameType;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;

/**
 * A connection of one or two contracts, whose peer is the test, in frames. For one
 * thread.
 */
final class PeerFixture {

	static final SocketContract<Chat, Chatter> CHAT = SocketContract.define("Chat", Chat.class, Chatter.class)
		.path("/both")
		.build();

	static final SocketContract<Chat, Chatter> RESUMED_CHAT = SocketContract.define("Chat", Chat.class, Chatter.class)
		.path("/both")
		.resume()
		.build();

	static final SocketContract<News, Reader> NEWS = SocketContract.define("News", News.class, Reader.class)
		.path("/both")
		.build();

	// In a dialect without answers and handshakes.
	static final SocketContract<Post, Post> POST = SocketContract.define("Post", Post.class, Post.class)
		.path("/post")
		.dialect(Dialect.ENVELOPE)
		.build();

	static final Payloads PAYLOADS = Payloads.of(new JsonMapper());

	final RecordedWire wire = new RecordedWire();

	final List<String> events = new ArrayList<>();

	final ContextValues values = new ContextValues();

	final Sinks.One<String> answer = Sinks.one();

	final Side handshaker = new Side();

	ConnectionOptions options = ConnectionOptions.DEFAULTS;

	SocketMetrics metrics = SocketMetrics.NONE;

	@Nullable SocketObserver observer;

	HandlerSettings handlers = HandlerSettings.defaults();

	// Of the peer.
	@Nullable Principal user;

	// Whether the socket has ended.
	boolean ended;

	// Whether the session may go on with another link.
	boolean keeps;

	// What the peers agree on.
	Extensions agreed = Extensions.STREAMS;

	<S, C> ConnectionFactory<S, C> server(SocketContract<S, C> contract) {
		return ConnectionFactory.forServer(contract, PAYLOADS, null, this.options, this.metrics, this.observer,
				this.handlers);
	}

	<S, C> ConnectionFactory<C, S> client(SocketContract<S, C> contract) {
		return ConnectionFactory.forClient(contract, PAYLOADS, null, this.options, this.metrics, this.observer,
				this.handlers);
	}

	ConnectionFactory.Origin origin(@Nullable Object query) {
		UpgradeRequest upgrade = new UpgradeRequest(URI.create("/both"), new HttpHeaders(), new LinkedMultiValueMap<>(),
				this.user, null);
		return new ConnectionFactory.Origin(upgrade, Map.of("room", "attic"), query);
	}

	/**
	 * Begin a connection to a server, whose client has sent nothing yet.
	 */
	void begin(SocketContract<?, ?>... contracts) {
		List<ConnectionFactory<?, ?>> factories = new ArrayList<>();
		Arrays.stream(contracts).forEach((contract) -> factories.add(server(contract)));
		new Connections(factories)
			.run(this.wire, factories.stream().map((factory) -> origin("query")).toList(), this.values, this.handshaker)
			.subscribe(null, null, () -> this.ended = true);
	}

	/**
	 * Open a connection to a server.
	 */
	DefaultSocketConnection<Chatter> open(SocketContract<?, ?>... contracts) {
		begin(contracts);
		this.wire.send("h:::{}");
		this.wire.written.clear();
		return connection();
	}

	/**
	 * Open a connection of a client that others may join.
	 */
	DefaultSocketConnection<Chat> share(Membership membership) {
		client(CHAT).run(this.wire, origin(null), this.values, this.handshaker, membership)
			.subscribe(null, null, () -> this.ended = true);
		this.wire.send("k:::null");
		this.wire.written.clear();
		return connection();
	}

	@SuppressWarnings("unchecked")
	<R> DefaultSocketConnection<R> connection() {
		return (DefaultSocketConnection<R>) this.handshaker.control.connection();
	}

	Handshaker.Control control() {
		return this.handshaker.control;
	}

	static OutboundFrame accepted() {
		byte[] bytes = "k:::null".getBytes(StandardCharsets.UTF_8);
		return new OutboundFrame(FrameType.HANDSHAKE_OK, "", bytes, bytes.length);
	}

	/**
	 * A side that accepts its peer at once.
	 */
	final class Side extends QuietHandshaker {

		@Override
		public void receive(Frame frame) {
			this.control.agree(PeerFixture.this.agreed);
			this.control.contracts().stream().skip(1).forEach((contract) -> contract.implementedBy(new NewsSide()));
			if (PeerFixture.this.keeps) {
				this.control.keep(null);
			}
			boolean isServer = frame.type() == FrameType.HANDSHAKE;
			this.control.open(isServer ? new ChatSide() : new ChatterSide(), isServer ? accepted() : null);
		}

		@Override
		public void closed(CloseReason reason) {
			PeerFixture.this.events.add("handshake closed " + reason.status());
		}

	}

	private final class ChatSide implements Chat {

		@Override
		public Mono<String> wait(String text) {
			return PeerFixture.this.answer.asMono();
		}

		@Override
		public void say(String text) {
			PeerFixture.this.events.add("say " + text);
		}

	}

	private final class ChatterSide implements Chatter {

		@Override
		@NonBlocking
		public void said(String text) {
			PeerFixture.this.events.add("said " + text);
		}

		@Override
		public Mono<Integer> rate(String text) {
			return Mono.just(5);
		}

		@Override
		public int age() {
			return 7;
		}

		@Override
		public Flux<String> type(String text) {
			return Flux.just("t", text);
		}

	}

	final class NewsSide implements News {

		@Override
		public Mono<String> read(String text) {
			return Mono.just("news of " + text);
		}

	}

	final class ReaderSide implements Reader {

		@Override
		@NonBlocking
		public void headline(String text) {
			PeerFixture.this.events.add("headline " + text);
		}

		@Override
		public Mono<String> ask(String text) {
			return PeerFixture.this.answer.asMono();
		}

		@Override
		@NonBlocking
		public void unlock(Code code) {
			PeerFixture.this.events.add("unlock " + code.door());
		}

	}

	interface Chat {

		Mono<String> wait(String text);

		void say(String text);

	}

	interface Chatter {

		void said(String text);

		Mono<Integer> rate(String text);

		int age();

		Flux<String> type(String text);

	}

	interface News {

		Mono<String> read(String text);

	}

	interface Post {

		void letter(String text);

	}

	interface Reader {

		void headline(String text);

		Mono<String> ask(String text);

		void unlock(Code code);

	}

	record Code(String door, @Sensitive String digits) {

	}

}
