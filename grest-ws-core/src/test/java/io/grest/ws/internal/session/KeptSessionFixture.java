package io.grest.ws.internal.session;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.context.ContextValues;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.internal.call.HandlerSettings;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.wire.Extensions;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.ResumeOffer;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.protocol.FrameType;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;

/**
 * A session that goes on with another link, and what becomes of it. Its peer is the test,
 * in frames.
 */
final class KeptSessionFixture {

	private static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	final List<String> events = new ArrayList<>();

	final Sinks.One<String> answer = Sinks.one();

	private final ConnectionFactory<?, ?> factory;

	private final boolean isServer;

	// Those of the first link.
	KeptSession kept;

	DefaultSocketConnection<?> connection;

	private KeptSessionFixture(ConnectionFactory<?, ?> factory, boolean isServer) {
		this.factory = factory;
		this.isServer = isServer;
	}

	static KeptSessionFixture server(ConnectionOptions options) {
		return new KeptSessionFixture(ConnectionFactory.forServer(CONTRACT, Payloads.of(new JsonMapper()), null,
				options, SocketMetrics.NONE, null, HandlerSettings.defaults()), true);
	}

	static KeptSessionFixture client(ConnectionOptions options) {
		return new KeptSessionFixture(ConnectionFactory.forClient(CONTRACT, Payloads.of(new JsonMapper()), null,
				options, SocketMetrics.NONE, null, HandlerSettings.defaults()), false);
	}

	/**
	 * Open the session, and let the peer hear that it is open.
	 */
	RecordedWire open() {
		RecordedWire wire = new RecordedWire();
		run(wire, null, new ContextValues(), new Opening());
		wire.send(this.isServer ? "h:::{}" : "k:::null");
		this.kept.keptBy(new Keeper());
		this.connection.onClose((reason) -> this.events.add("closed " + reason.status()));
		return wire;
	}

	/**
	 * Begin another session, whose handshake waits for a decision.
	 */
	Next next(RecordedWire wire) {
		return next(wire, null, new ContextValues());
	}

	Next next(RecordedWire wire, @Nullable Principal user, ContextValues values) {
		Next next = new Next();
		run(wire, user, values, next);
		wire.send(this.isServer ? "h:::{}" : "k:::null");
		return next;
	}

	private void run(RecordedWire wire, @Nullable Principal user, ContextValues values, Handshaker handshaker) {
		UpgradeRequest upgrade = new UpgradeRequest(URI.create("/api"), new HttpHeaders(), new LinkedMultiValueMap<>(),
				user, null);
		this.factory.run(wire, new ConnectionFactory.Origin(upgrade, Map.of(), null), values, handshaker)
			.subscribe(null, null, () -> this.events.add("link ended"));
	}

	Client client() {
		return (Client) this.connection.remote();
	}

	Server server() {
		return (Server) this.connection.remote();
	}

	SocketConnection.State state() {
		return this.connection.status().state();
	}

	private static OutboundFrame accepted(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return new OutboundFrame(FrameType.HANDSHAKE_OK, "", bytes, bytes.length);
	}

	private abstract class Side extends QuietHandshaker {

		@Override
		public void closed(CloseReason reason) {
			KeptSessionFixture.this.events.add("handshake closed " + reason.status());
		}

	}

	private final class Opening extends Side {

		@Override
		public void receive(Frame frame) {
			KeptSessionFixture fixture = KeptSessionFixture.this;
			this.control.agree(Extensions.RESUME.or(Extensions.STREAMS));
			fixture.connection = (DefaultSocketConnection<?>) this.control.connection();
			fixture.kept = this.control.keep(fixture.isServer ? null : new Listener());
			if (fixture.isServer) {
				this.control.open(new ServerSide(), accepted("k:::first"));
			}
			else {
				this.control.open(new ClientSide(), null);
			}
		}

	}

	/**
	 * A handshake that is decided later.
	 */
	final class Next extends Side {

		@Override
		public void receive(Frame frame) {
			this.control.hold(frame);
		}

		/**
		 * Let the kept session go on with this link.
		 */
		void goOn(long received, long base) {
			this.control
				.goOn(KeptSessionFixture.this.kept, new ResumeOffer("", received, base),
						(count) -> KeptSessionFixture.this.isServer ? accepted("k:::" + count) : null)
				.subscribe((same) -> KeptSessionFixture.this.events.add("goes on: " + same));
		}

	}

	private final class Keeper implements KeptSession.Keeper {

		@Override
		public void away() {
			KeptSessionFixture.this.events.add("away");
		}

		@Override
		public void back() {
			KeptSessionFixture.this.events.add("back");
		}

		@Override
		public String receipt(long received, long sent) {
			return "receipt-" + received + "-" + sent;
		}

	}

	private final class Listener implements SessionListener {

		@Override
		public boolean isNew(Frame frame) {
			return !frame.id().equals("known");
		}

		@Override
		public void reached(Frame frame) {
			KeptSessionFixture.this.events.add("reached " + frame.path());
		}

		@Override
		public void mustLeave(Duration after) {
			KeptSessionFixture.this.events.add("must leave after " + after.toMillis());
		}

		@Override
		public void left(String receipt) {
			KeptSessionFixture.this.events.add("left with " + receipt);
		}

		@Override
		public void unsent(OutboundFrame frame) {
			KeptSessionFixture.this.events.add("unsent " + frame.path());
		}

	}

	private final class ServerSide implements Server {

		@Override
		public Flux<Integer> count() {
			return Flux.range(1, 10);
		}

		@Override
		public Mono<String> wait(String text) {
			return KeptSessionFixture.this.answer.asMono();
		}

		@Override
		@NonBlocking
		public void tell(String text) {
			KeptSessionFixture.this.events.add("tell " + text);
		}

	}

	private final class ClientSide implements Client {

		@Override
		@NonBlocking
		public void note(String text) {
			KeptSessionFixture.this.events.add("note " + text);
		}

		@Override
		public Mono<Boolean> areYouThere() {
			return Mono.just(true);
		}

	}

	interface Server {

		Flux<Integer> count();

		Mono<String> wait(String text);

		void tell(String text);

	}

	interface Client {

		void note(String text);

		Mono<Boolean> areYouThere();

	}

}
