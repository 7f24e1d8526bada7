package io.grest.ws.internal.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.call.GroupMessage;
import io.grest.ws.internal.call.HandlerSettings;
import io.grest.ws.internal.call.UnguardedHandler;
import io.grest.ws.internal.session.PeerFixture.Chatter;
import io.grest.ws.internal.wire.EnvelopeFormat;
import io.grest.ws.internal.wire.GrestFormat;
import io.grest.ws.internal.wire.OutboundFrame;
import org.junit.jupiter.api.Test;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ConnectionFactory}.
 */
class ConnectionFactoryTests {

	private final PeerFixture peer = new PeerFixture();

	@Test
	void speaksDialectOfContract() {
		assertThat(this.peer.server(PeerFixture.CHAT).format()).isInstanceOf(GrestFormat.class);
		assertThat(this.peer.client(PeerFixture.POST).format()).isInstanceOf(EnvelopeFormat.class);
	}

	@Test
	void reportsErrorsByFramesOnlyInDialectWithoutAnswers() {
		assertThat(this.peer.server(PeerFixture.CHAT).settings().errorFrames()).isNull();
		assertThat(this.peer.server(PeerFixture.POST).settings().errorFrames()).isNotNull();
	}

	@Test
	void readsErrorsOfServerOnly() {
		assertThat(afterError(new PeerFixture(), true)).containsExactly("Post opened", "Post dropped UNEXPECTED");
		assertThat(afterError(new PeerFixture(), false)).containsExactly("Post opened");
	}

	private static List<String> afterError(PeerFixture peer, boolean isServer) {
		peer.metrics = RecordedMetrics.to(peer.events);
		(isServer ? peer.server(PeerFixture.POST) : peer.client(PeerFixture.POST))
			.run(peer.wire, peer.origin(null), peer.values, peer.handshaker)
			.subscribe();
		peer.control().open(null, null);
		peer.wire.send("{\"error\":true,\"code\":4403}");
		return peer.events;
	}

	@Test
	void beatsUnlessIntervalIsZero() {
		assertThat(this.peer.server(PeerFixture.CHAT).settings().heartbeats()).isNotNull();
		this.peer.options = ConnectionOptions.builder().heartbeatInterval(Duration.ZERO).build();
		assertThat(this.peer.server(PeerFixture.CHAT).settings().heartbeats()).isNull();
	}

	@Test
	void hasWhatItsConnectionsShare() {
		this.peer.metrics = RecordedMetrics.to(this.peer.events);
		this.peer.handlers = HandlerSettings.defaults().secured(null, new UnguardedHandler() {
		});
		ConnectionFactory<?, ?> factory = this.peer.server(PeerFixture.CHAT);
		assertThat(factory.contract()).isSameAs(PeerFixture.CHAT);
		assertThat(factory.remoteType()).isSameAs(Chatter.class);
		assertThat(factory.payloads()).isSameAs(PeerFixture.PAYLOADS);
		assertThat(factory.options()).isSameAs(this.peer.options);
		assertThat(factory.metrics()).isEqualTo(new RecordedMetrics("Chat", this.peer.events));
		assertThat(factory.security()).isNotNull().isSameAs(this.peer.handlers.security());
		assertThat(factory.calls()).isNotNull();
		assertThat(factory.settings().isServer()).isTrue();
		assertThat(this.peer.client(PeerFixture.CHAT).settings().isServer()).isFalse();
	}

	@Test
	void observesWhileObserverIsActive() {
		assertThat(this.peer.server(PeerFixture.CHAT).observer()).isNull();
		assertThat(this.peer.server(PeerFixture.CHAT).observed()).isNull();
		TracingObserver observer = new TracingObserver();
		this.peer.observer = observer;
		ConnectionFactory<?, ?> factory = this.peer.server(PeerFixture.CHAT);
		assertThat(factory.observer()).isSameAs(observer);
		assertThat(factory.observed()).isNotNull();
		observer.active = false;
		assertThat(factory.observer()).isNull();
	}

	@Test
	void keepsNoObservationForLifeOfConnection() {
		Context context = ConnectionFactory.lasting(Context.of("micrometer.observation", "request", "user", "ann"));
		assertThat(context.hasKey("micrometer.observation")).isFalse();
		assertThat(context.<String>get("user")).isEqualTo("ann");
	}

	@Test
	void runsConnectionOnItsOwn() {
		this.peer.server(PeerFixture.CHAT)
			.run(this.peer.wire, this.peer.origin(null), this.peer.values, this.peer.handshaker)
			.subscribe(null, null, () -> this.peer.ended = true);
		this.peer.wire.send("h:::{}");
		assertThat(this.peer.connection().isOpen()).isTrue();
		assertThat(this.peer.control().caller()).isSameAs(Caller.NOBODY);
		this.peer.wire.end(1000);
		assertThat(this.peer.ended).isTrue();
	}

	@Test
	void runsConnectionThatOthersMayJoin() {
		this.peer.share(() -> true);
		assertThat(this.peer.connection()).isInstanceOf(SharedConnection.class);
		assertThat(this.peer.connection().isOpen()).isTrue();
		this.peer.wire.end(1000);
		assertThat(this.peer.ended).isTrue();
	}

	@Test
	void sendsMessagesToGroups() throws Exception {
		ConnectionFactory<?, ?> factory = this.peer.server(PeerFixture.CHAT);
		assertThat(text(factory.groupMessage(Chatter.class.getMethod("said", String.class), "hi", Context.empty())))
			.isEqualTo("m:Chat.said::\"hi\"");
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> factory.groupMessage(Chatter.class.getMethod("age"), null, Context.empty()))
			.withMessageStartingWith("Chat.age has an answer");
	}

	@Test
	void sendsPublishedMessagesOfItsContract() {
		ConnectionFactory<?, ?> factory = this.peer.server(PeerFixture.CHAT);
		assertThat(text(factory.encodedMessage("Chat.said", "\"hi\"".getBytes(StandardCharsets.UTF_8), null)))
			.isEqualTo("m:Chat.said::\"hi\"");
		assertThat(factory.encodedMessage("Chat.unknown", "\"hi\"".getBytes(StandardCharsets.UTF_8), null)).isNull();
	}

	private static String text(GroupMessage message) {
		OutboundFrame frame = message.frameFor(null, false, () -> {
		});
		return new String(frame.bytes(), 0, frame.length(), StandardCharsets.UTF_8);
	}

}
