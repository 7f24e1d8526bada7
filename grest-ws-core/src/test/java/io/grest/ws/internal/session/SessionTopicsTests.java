package io.grest.ws.internal.session;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.Overflow;
import io.grest.ws.context.ContextValues;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.internal.call.GroupMember;
import io.grest.ws.internal.call.GroupMessage;
import io.grest.ws.internal.call.GroupSend;
import io.grest.ws.internal.call.HandlerSettings;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.wire.Extensions;
import io.grest.ws.internal.wire.GrestFormat;
import io.grest.ws.internal.wire.Terms;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.observation.SocketMetrics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionTopics}, and for the frames of topics on a connection that has
 * the extension.
 */
class SessionTopicsTests {

	private static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private final SessionTopics topics = new SessionTopics();

	private final TransportPair pair = new TransportPair();

	private final Payloads payloads = Payloads.of(new JsonMapper());

	private final WireFormat format = new GrestFormat(List.of(), this.payloads);

	@Test
	void givesEachPositionOnce() {
		this.topics.bring(Map.of("Api/a", "1.aaaaaa", "Api/b", "2.bbbbbb"));
		assertThat(this.topics.join("Api/a")).isEqualTo("1.aaaaaa");
		assertThat(this.topics.join("Api/a")).isNull();
		assertThat(this.topics.join("Api/c")).isNull();
		assertThat(this.topics.join("Api/b")).isEqualTo("2.bbbbbb");
	}

	@Test
	void namesTopicsThatTheClientHasNotLeft() {
		this.topics.join("Api/b");
		this.topics.join("Api/a");
		this.topics.join("Api/b");
		assertThat(this.topics.joined()).containsExactly("Api/b", "Api/a");
		assertThat(this.topics.accept()).isFalse();
		this.topics.join("Api/c");
		this.topics.leave("Api/b");
		this.topics.leave("Api/d");
		assertThat(this.topics.joined()).containsExactly("Api/a", "Api/c");
	}

	@Test
	void keepsPositionsUntilTheyAreForgotten() {
		this.topics.bring(Map.of("Api/a", "1.aaaaaa", "Api/b", "2.bbbbbb"));
		assertThat(this.topics.accept()).isTrue();
		assertThat(this.topics.join("Api/a")).isEqualTo("1.aaaaaa");
		this.topics.forget();
		assertThat(this.topics.join("Api/b")).isNull();
	}

	@Test
	void sendsPlacedMessagesToConnectionWithTheExtension() {
		GroupMember member = connect(Extensions.RESUME, Map.of("Api/a", "1.aaaaaa"));
		assertThat(member.takesPositions()).isTrue();
		assertThat(member.joins("Api/a")).isEqualTo("1.aaaaaa");
		member.sendPosition("Api/a", "2.bbbbbb", Map.of());
		publish(member);
		assertThat(this.pair.server.written).containsExactly("k:::{\"extensions\":[\"resume\"]}", "j:Api/a:2.bbbbbb:{}",
				"m:Api.tell:;to=Api/a;sq=3.cccccc:\"hi\"");
	}

	@Test
	void sendsPlainMessagesToConnectionWithoutTheExtension() {
		GroupMember member = connect(Extensions.NONE, Map.of());
		assertThat(member.takesPositions()).isFalse();
		publish(member);
		assertThat(this.pair.server.written).containsExactly("k:::null", "m:Api.tell::\"hi\"");
	}

	@Test
	void tellsThatMessageIsLargerThanThePeerTakes() {
		GroupMember member = connect(Extensions.RESUME.or(Extensions.LIMITS), Map.of());
		assertThat(publish(member, "x".repeat(Terms.LEAST))).isEqualTo(GroupMember.Outcome.TOO_LARGE);
		assertThat(publish(member, "x")).isEqualTo(GroupMember.Outcome.SENT);
	}

	@Test
	void tellsThatTheQueueIsFull() {
		ServerSide handshaker = new ServerSide(Extensions.NONE, Map.of()) {

			// Nothing is sent before the client is accepted.
			@Override
			public void begin(Control control) {
				this.control = control;
			}

		};
		GroupMember member = connect(handshaker,
				ConnectionOptions.builder().outboundFrames(1).overflow(Overflow.DROP_LATEST).build());
		assertThat(publish(member, "one")).isEqualTo(GroupMember.Outcome.SENT);
		assertThat(publish(member, "two")).isEqualTo(GroupMember.Outcome.OVERFLOW);
	}

	private static void publish(GroupMember member) {
		assertThat(publish(member, "hi")).isEqualTo(GroupMember.Outcome.SENT);
	}

	private static GroupMember.@Nullable Outcome publish(GroupMember member, String text) {
		GroupMessage.Place place = new GroupMessage.Place("Api/a", "3.cccccc");
		AtomicReference<GroupMember.@Nullable Outcome> sent = new AtomicReference<>();
		GroupSend.send(
				List.of(member), (only) -> only, (source) -> source.encodedMessage("Api.tell",
						('"' + text + '"').getBytes(StandardCharsets.UTF_8), place),
				(only, outcome) -> sent.set(outcome));
		return sent.get();
	}

	private GroupMember connect(Extensions granted, Map<String, String> brought) {
		return connect(new ServerSide(granted, brought), ConnectionOptions.DEFAULTS);
	}

	private GroupMember connect(ServerSide handshaker, ConnectionOptions options) {
		ConnectionFactory
			.forServer(CONTRACT, this.payloads, null, options, SocketMetrics.NONE, null, HandlerSettings.defaults())
			.run(this.pair.server,
					new ConnectionFactory.Origin(new UpgradeRequest(URI.create("/api"), new HttpHeaders(),
							new LinkedMultiValueMap<>(), null, null), Map.of(), null),
					new ContextValues(), handshaker)
			.subscribe();
		return (GroupMember) Objects.requireNonNull(handshaker.control).connection();
	}

	/**
	 * Accepts any client at once, with the extensions that the test says.
	 */
	private class ServerSide extends QuietHandshaker {

		private final Extensions granted;

		private final Map<String, String> brought;

		ServerSide(Extensions granted, Map<String, String> brought) {
			this.granted = granted;
			this.brought = brought;
		}

		@Override
		public void begin(Control control) {
			super.begin(control);
			Terms terms = new Terms(this.granted, Terms.LEAST);
			control.topics().bring(this.brought);
			control.use(terms);
			control.open((Server) () -> {
			}, SessionTopicsTests.this.format.accepted(terms));
		}

	}

	interface Server {

		void hello();

	}

	interface Client {

		void tell(String text);

	}

}
