package io.grest.ws.internal.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.context.ContextScope;
import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.session.PeerFixture.Chatter;
import io.grest.ws.internal.session.PeerFixture.Reader;
import io.grest.ws.internal.wire.Extensions;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.ResumeOffer;
import io.grest.ws.internal.wire.Terms;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Handshaking}, with the parts of a connection and an outcome that is
 * recorded.
 */
class HandshakingTests {

	private static final Extensions PLAIN = Extensions.ofHeader("limits,credentials,streams,contract");

	private final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();

	private final PeerFixture peer = new PeerFixture();

	private final List<String> events = this.peer.events;

	private final RecordedOutcome outcome = new RecordedOutcome(this.events);

	private final RecordedHandshaker handshaker = new RecordedHandshaker(this.events);

	private @Nullable DefaultSocketConnection<Chatter> chat;

	@AfterEach
	void resetTime() {
		VirtualTimeScheduler.reset();
	}

	private Handshaking begin(boolean isResumable) {
		Handshaking handshaking = create(this.handshaker, isResumable);
		handshaking.begin();
		return handshaking;
	}

	private Handshaking create(Handshaker handshaker, boolean isResumable) {
		this.peer.metrics = RecordedMetrics.to(this.events);
		this.chat = this.peer.open(PeerFixture.CHAT, PeerFixture.NEWS);
		this.events.clear();
		Session session = this.chat.session();
		this.outcome.session = session;
		return new Handshaking(handshaker, this.chat, this.outcome, session.calls().session(), session.sender(),
				session.rights(), isResumable, 2048);
	}

	private static Frame frame(FrameType type, String path) {
		return new Frame(type, path, "", Payload.NONE);
	}

	private static OutboundFrame outbound(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return new OutboundFrame(FrameType.CREDENTIALS, "", bytes, bytes.length);
	}

	// Of the handshaker

	@Test
	void beginsOnce() {
		Handshaking handshaking = create(this.handshaker, false);
		assertThat(handshaking.hasBegun()).isFalse();
		handshaking.begin();
		assertThat(handshaking.hasBegun()).isTrue();
		assertThat(this.handshaker.control).isSameAs(handshaking);
		assertThat(this.events).containsExactly("begun");
	}

	@Test
	void failsWithHandshaker() {
		Handshaking handshaking = create(new QuietHandshaker() {

			@Override
			public void begin(Control control) {
				throw new IllegalStateException("cannot begin");
			}

			@Override
			public void timedOut() {
				throw new IllegalStateException("cannot time out");
			}

		}, false);
		handshaking.begin();
		assertThat(handshaking.hasBegun()).isTrue();
		handshaking.timedOut();
		assertThat(this.events).containsExactly("failed cannot begin", "failed cannot time out");
	}

	@Test
	void tellsHandshakerWhatComesAbout() {
		Handshaking handshaking = begin(false);
		handshaking.receive(frame(FrameType.HANDSHAKE, ""));
		handshaking.timedOut();
		handshaking.closed(new CloseReason(SocketCloseStatus.NORMAL, CloseReason.Initiator.LOCAL, null));
		assertThat(this.events).containsExactly("begun", "received HANDSHAKE", "timed out", "told of 1000");
	}

	// Credentials

	@Test
	void renewsCredentialsOnlyAsAgreed() {
		Handshaking handshaking = begin(false);
		handshaking.renew(frame(FrameType.CREDENTIALS, ""));
		handshaking.agree(Extensions.CREDENTIALS);
		handshaking.renew(frame(FrameType.CREDENTIALS, ""));
		handshaking.agree(Extensions.NONE);
		handshaking.renew(frame(FrameType.CREDENTIALS, ""));
		assertThat(this.events).containsExactly("begun", "Chat dropped MALFORMED", "credentials",
				"Chat dropped MALFORMED");
	}

	@Test
	void asksPeerForCredentialsAsAgreed() {
		Handshaking handshaking = begin(false);
		handshaking.agree(Extensions.CREDENTIALS);
		handshaking.askForCredentials(Duration.ofSeconds(3));
		assertThat(this.events).containsExactly("begun", "asks for credentials within 3 s");
		assertThat(this.chat.isOpen()).isTrue();
	}

	@Test
	void closesConnectionWhoseCredentialsCannotBeRenewed() {
		begin(false).askForCredentials(Duration.ofSeconds(3));
		assertThat(this.events).containsExactly("begun");
		assertThat(this.peer.wire.closed).containsExactly(SocketCloseStatus.EXPIRED.toString());
	}

	@Test
	void tellsSessionWhoThePeerIs() {
		Handshaking handshaking = begin(false);
		assertThat(handshaking.caller()).isSameAs(Caller.NOBODY);
		Caller ann = Caller.of(() -> "ann", null);
		handshaking.authenticated(ann);
		assertThat(handshaking.caller()).isSameAs(ann);
		assertThat(this.chat.session().rights().get()).isSameAs(ann);
		assertThat(this.outcome.callers).containsExactly(Caller.NOBODY, ann);
	}

	// Of the connection

	@Test
	void runsCodeForConnectionAndItsContracts() {
		Handshaking handshaking = begin(false);
		List<Object> scopes = new ArrayList<>();
		handshaking.inContext(null, () -> scopes.add(ContextScope.current()));
		assertThat(scopes).containsExactly(this.chat);
		assertThat(handshaking.context().<Object>get(ContextScope.class)).isSameAs(this.chat);
		assertThat(handshaking.connection()).isSameAs(this.chat);
		assertThat(handshaking.contracts()).extracting(Handshaker.OfContract::connection)
			.isEqualTo(List.of(this.chat, this.chat.as(Reader.class).orElseThrow()));
	}

	@Test
	void runsTaskLaterUnlessCancelled() {
		Handshaking handshaking = begin(false);
		handshaking.later(Duration.ofSeconds(2), () -> this.events.add("later"));
		handshaking.later(Duration.ofSeconds(2), () -> this.events.add("cancelled")).dispose();
		this.time.advanceTimeBy(Duration.ofMillis(1999));
		assertThat(this.events).containsExactly("begun");
		this.time.advanceTimeBy(Duration.ofMillis(1));
		assertThat(this.events).containsExactly("begun", "later");
	}

	@Test
	void closesConnection() {
		begin(false).close(SocketCloseStatus.GOING_AWAY);
		assertThat(this.peer.wire.closed).containsExactly("1001 Going away");
	}

	@Test
	void answersWithFramesThatPeerTakes() {
		Handshaking handshaking = begin(false);
		handshaking.use(new Terms(Extensions.LIMITS, 1024));
		String largest = "t" + "x".repeat(1023);
		assertThat(handshaking.answer(outbound(largest))).isTrue();
		assertThat(handshaking.answer(outbound(largest + "x"))).isFalse();
		assertThat(this.peer.wire.written).containsExactly(largest);
	}

	@Test
	void sendsFirstFrameBeforeConnectionIsOpen() {
		this.peer.begin(PeerFixture.CHAT);
		this.peer.control().send(outbound("h:::{}"));
		assertThat(this.peer.connection().isOpen()).isFalse();
		assertThat(this.peer.wire.written).containsExactly("h:::{}");
	}

	// Terms

	@Test
	void offersExtensionsAndSizeOfFrames() {
		assertThat(begin(false).terms()).isEqualTo(new Terms(PLAIN, 2048));
	}

	@Test
	void offersToGoOnWithAnotherLink() {
		assertThat(begin(true).terms()).isEqualTo(new Terms(PLAIN.or(Extensions.RESUME), 2048));
	}

	@Test
	void offersTracesWhenCallsAreObserved() {
		this.peer.observer = new TracingObserver();
		assertThat(begin(false).terms()).isEqualTo(new Terms(PLAIN.or(Extensions.TRACING), 2048));
	}

	@Test
	void usesWhatIsAgreedForEachContract() {
		this.peer.observer = new TracingObserver();
		Handshaking handshaking = begin(false);
		handshaking.use(new Terms(Extensions.TRACING.or(Extensions.RESUME), 1024));
		assertThat(this.chat.takesPositions()).isTrue();
		this.chat.as(Reader.class).orElseThrow().remote().headline("new");
		assertThat(this.peer.wire.written).containsExactly("m:News.headline:;tp=00-1-2-01:\"new\"");
	}

	// Frames that wait

	@Test
	void holdsFrameUntilHandshakeHasEnded() {
		this.outcome.isHandshaking = true;
		Handshaking handshaking = begin(false);
		assertThat(handshaking.isHolding()).isFalse();
		assertThat(handshaking.isReleasing()).isFalse();
		handshaking.hold(frame(FrameType.MSG, "Chat.say"));
		assertThat(handshaking.isHolding()).isTrue();
		assertThat(handshaking.isReleasing()).isTrue();
		assertThat(this.events).containsExactly("begun");
		handshaking.release();
		assertThat(this.events).containsExactly("begun", "handled Chat.say", "reads on");
		assertThat(handshaking.isHolding()).isFalse();
		assertThat(handshaking.isReleasing()).isFalse();
	}

	@Test
	void handlesFrameAtOnceWhenHandshakeHasEndedMeanwhile() {
		Handshaking handshaking = begin(false);
		handshaking.hold(frame(FrameType.MSG, "Chat.say"));
		assertThat(this.events).containsExactly("begun", "handled Chat.say", "reads on");
		assertThat(handshaking.isHolding()).isFalse();
	}

	// Outcomes

	@Test
	void opensSessionWithImplementation() {
		Handshaking handshaking = begin(false);
		handshaking.open(new Greeter(), outbound("k:::{}"));
		assertThat(this.events).containsExactly("begun", "opened with CREDENTIALS");
		this.peer.wire.send("r:Chat.wait:1:\"x\"");
		assertThat(this.peer.wire.written)
			.containsExactly("s:Chat.wait:1:{\"success\":true,\"type\":\"OK\",\"data\":\"hello x\"}");
	}

	@Test
	void forgetsPositionsThatClientDoesNotUseInTime() {
		Handshaking handshaking = begin(false);
		handshaking.topics().bring(Map.of("a", "1", "b", "2"));
		handshaking.open(null, null);
		this.time.advanceTimeBy(SessionTopics.KEPT.minusMillis(1));
		assertThat(handshaking.topics().join("a")).isEqualTo("1");
		this.time.advanceTimeBy(Duration.ofMillis(1));
		assertThat(handshaking.topics().join("b")).isNull();
	}

	@Test
	void hasNothingToForgetOfClientWithoutPositions() {
		Handshaking handshaking = begin(false);
		long tasks = this.time.getScheduledTaskCount();
		handshaking.open(null, null);
		assertThat(this.time.getScheduledTaskCount()).isEqualTo(tasks);
	}

	@Test
	void rejectsPeer() {
		begin(false).reject(outbound("x:::"), SocketCloseStatus.EXPIRED, new IllegalStateException("late"));
		assertThat(this.events).containsExactly("begun", "rejected with " + SocketCloseStatus.EXPIRED + ": late");
	}

	@Test
	void countsFrameThatIsNotExpected() {
		begin(false).unexpected();
		assertThat(this.events).containsExactly("begun", "Chat dropped UNEXPECTED");
	}

	@Test
	void keepsSessionAndGivesItsLinkAway() {
		Handshaking handshaking = begin(true);
		KeptSession kept = handshaking.keep(null);
		assertThat(kept).isSameAs(this.outcome.kept);
		handshaking.goOn(kept, new ResumeOffer("", 3, 0), (received) -> null)
			.subscribe((same) -> this.events.add("goes on: " + same));
		assertThat(this.events).containsExactly("begun", "kept", "given away after 3", "goes on: true");
	}

	private static final class Greeter implements PeerFixture.Chat {

		@Override
		public Mono<String> wait(String text) {
			return Mono.just("hello " + text);
		}

		@Override
		public void say(String text) {
		}

	}

}
