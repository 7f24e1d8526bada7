package io.grest.ws.internal.session;

import java.security.Principal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketConnection.State;
import io.grest.ws.connection.SocketConnection.Status;
import io.grest.ws.connection.SocketContext;
import io.grest.ws.context.ContextKey;
import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.session.PeerFixture.Chatter;
import io.grest.ws.internal.session.PeerFixture.Reader;
import io.grest.ws.internal.wire.Extensions;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ConnectionView}, on a server whose client is the test.
 */
class ConnectionViewTests {

	private static final ContextKey<String> DEVICE = ContextKey.of("device", String.class);

	private static final ContextKey<String> OTHER = ContextKey.of("other", String.class);

	private final PeerFixture peer = new PeerFixture();

	private final List<String> events = this.peer.events;

	@Test
	void hasIdOfItsOwn() {
		DefaultSocketConnection<Chatter> first = this.peer.open(PeerFixture.CHAT);
		DefaultSocketConnection<Chatter> second = new PeerFixture().open(PeerFixture.CHAT);
		assertThat(first.id()).startsWith(ProcessId.value() + "-").isNotEqualTo(second.id());
		assertThat(first).hasToString("Chat connection " + first.id());
	}

	@Test
	void sharesValuesWithOtherContracts() {
		this.peer.values.set(DEVICE, "phone");
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT, PeerFixture.NEWS);
		DefaultSocketConnection<?> news = (DefaultSocketConnection<?>) chat.as(Reader.class).orElseThrow();
		assertThat(chat.get(DEVICE)).isEqualTo("phone");
		assertThat(chat.value(DEVICE)).isEqualTo("phone");
		news.set(OTHER, "x");
		assertThat(chat.find(OTHER)).contains("x");
		chat.set(OTHER, null);
		assertThat(news.find(OTHER)).isEmpty();
		assertThat(news.value(OTHER)).isNull();
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> chat.get(OTHER))
			.withMessageContaining("other");
	}

	@Test
	void isItsOwnConnectionAsValue() {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		assertThat(chat.value(SocketContext.CONNECTION)).isSameAs(chat);
		assertThat(chat.get(SocketContext.CONNECTION)).isSameAs(chat);
		assertThat(chat.find(SocketContext.CONNECTION)).containsSame(chat);
		assertThat(chat.values().find(SocketContext.CONNECTION)).isEmpty();
	}

	@Test
	void knowsItsOrigin() {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		assertThat(chat.query(String.class)).isEqualTo("query");
		assertThat(chat.pathVariables()).isEqualTo(Map.of("room", "attic"));
		assertThat(chat.upgrade().uri()).hasPath("/both");
		assertThat(chat.contract()).isSameAs(PeerFixture.CHAT);
	}

	@Test
	void saysHowToDeclareQuery() {
		DefaultSocketConnection<?> chat = this.peer.share(() -> true);
		assertThatIllegalStateException().isThrownBy(() -> chat.query(String.class))
			.withMessage(PeerFixture.CHAT + " declares no query: add .queryOnConnect(String.class) to it");
	}

	@Test
	void knowsPeerAndEndOfItsRights() {
		Principal ann = () -> "ann";
		this.peer.user = ann;
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		assertThat(chat.principal()).contains(ann);
		assertThat(chat.expiresAt()).isEmpty();
		Principal bob = () -> "bob";
		Instant end = Instant.now().plus(1, ChronoUnit.HOURS);
		this.peer.control().authenticated(Caller.of(bob, end));
		assertThat(chat.principal()).contains(bob);
		assertThat(chat.expiresAt()).contains(end);
	}

	@Test
	void isOpenFromHandshakeToClose() {
		this.peer.begin(PeerFixture.CHAT);
		DefaultSocketConnection<?> chat = this.peer.connection();
		assertThat(chat.isOpen()).isFalse();
		assertThat(chat.isClosed()).isFalse();
		assertThat(chat.status().state()).isEqualTo(State.HANDSHAKING);
		this.peer.wire.send("h:::{}");
		assertThat(chat.isOpen()).isTrue();
		assertThat(ConnectionAccess.isClosed(chat)).isFalse();
		chat.close();
		assertThat(chat.isOpen()).isFalse();
		assertThat(ConnectionAccess.isClosed(chat)).isTrue();
	}

	@Test
	void tellsWhetherFramesWait() {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		chat.remote().said("1");
		assertThat(chat.isWaiting()).isFalse();
		this.peer.wire.full = true;
		chat.remote().said("2");
		chat.remote().said("3");
		assertThat(chat.isWaiting()).isTrue();
		assertThat(this.peer.wire.written).containsExactly("m:Chat.said::\"1\"");
	}

	@Test
	void tellsStatus() {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		this.peer.wire.send("r:Chat.wait:1:\"x\"");
		chat.remote().rate("tea").subscribe();
		this.peer.wire.full = true;
		chat.remote().said("2");
		Status status = chat.status();
		assertThat(status.state()).isEqualTo(State.OPEN);
		assertThat(status.since()).isBeforeOrEqualTo(Instant.now()).isAfter(Instant.now().minus(1, ChronoUnit.HOURS));
		assertThat(List.of(status.inFlight(), status.inFlightStreams(), status.pending(), status.pendingStreams(),
				status.queuedFrames()))
			.containsExactly(1, 0, 1, 0, 1);
		assertThat(List.of(status.queuedBytes(), status.receivedBytes(), status.sentBytes())).containsExactly(
				(long) "m:Chat.said::\"2\"".length(), (long) "h:::{}r:Chat.wait:1:\"x\"".length(),
				(long) "k:::nullr:Chat.rate:~1;dl=30000:\"tea\"".length());
	}

	@Test
	void tellsListenerOfLossAndReturn() {
		this.peer.agreed = Extensions.RESUME;
		this.peer.keeps = true;
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.RESUMED_CHAT);
		chat.onDetach(() -> this.events.add("away"));
		chat.onResume(() -> this.events.add("back"));
		this.peer.wire.send("p:::");
		this.peer.wire.end(1006);
		assertThat(this.events).contains("away").doesNotContain("back");
		chat.session().links().listeners().back();
		assertThat(this.events).endsWith("away", "back");
	}

	@Test
	void keepsNoListenerOfLossThatDoesNotComeAbout() {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		chat.onDetach(() -> this.events.add("away"));
		chat.onResume(() -> this.events.add("back"));
		chat.session().links().listeners().away();
		chat.session().links().listeners().back();
		assertThat(this.events).isEmpty();
	}

	@Test
	void tellsReasonOfItsEnd() {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		List<CloseReason> reasons = new ArrayList<>();
		chat.onClose(reasons::add);
		chat.closed().subscribe(reasons::add);
		assertThat(reasons).isEmpty();
		this.peer.wire.end(4001);
		chat.closed().subscribe(reasons::add);
		assertThat(reasons).hasSize(3)
			.allSatisfy((reason) -> assertThat(reason.code()).isEqualTo(4001))
			.allSatisfy((reason) -> assertThat(reason.initiator()).isEqualTo(CloseReason.Initiator.REMOTE));
	}

	@Test
	void forgetsWhoDoesNotWaitForItsEndAnyMore() {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		// What a listener that is left tells nobody is discarded.
		List<CloseReason> told = new ArrayList<>();
		Disposable waiting = chat.closed().doOnDiscard(CloseReason.class, told::add).subscribe(told::add);
		waiting.dispose();
		this.peer.wire.end(1000);
		assertThat(this.events).containsExactly("handshake closed 1000");
		assertThat(told).isEmpty();
	}

}
