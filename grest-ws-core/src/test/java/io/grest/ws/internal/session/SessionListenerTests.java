package io.grest.ws.internal.session;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection.State;
import io.grest.ws.protocol.SocketCloseStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a {@link SessionListener} of a client that may go on with another link
 * receives.
 */
class SessionListenerTests {

	private final KeptSessionFixture session = KeptSessionFixture.client(ConnectionOptions.CLIENT_DEFAULTS);

	private final RecordedWire wire = this.session.open();

	@Test
	void acknowledgesAcceptanceAtOnce() {
		assertThat(this.wire.written).containsExactly("a::0:");
	}

	@Test
	void waitsForServerFromWhichItHasHeardNothing() {
		this.wire.end(1006);
		assertThat(this.session.state()).isEqualTo(State.DETACHED);
		assertThat(this.session.events).containsExactly("link ended", "away");
	}

	@Test
	void waitsForServerThatGoesAway() {
		this.wire.end(1001);
		assertThat(this.session.state()).isEqualTo(State.DETACHED);
	}

	@Test
	void endsWhenServerSaysThatThereIsAnotherLink() {
		this.wire.end(4009);
		assertThat(this.session.state()).isEqualTo(State.CLOSED);
	}

	@Test
	void passesPositionsAndNewMessagesOn() {
		this.wire.send("m:Api.note::\"new\"");
		this.wire.send("m:Api.note:known:\"old\"");
		this.wire.send("j:prices:7:{}");
		assertThat(this.session.events).containsExactly("note new", "reached prices");
		assertThat(this.session.kept.offer("t").received()).isEqualTo(3);
	}

	@Test
	void acknowledgesOnNextLinkBeforeWhatItSendsAgain() {
		this.session.server().tell("a");
		this.wire.send("m:Api.note::\"1\"");
		this.wire.end(1006);
		RecordedWire second = new RecordedWire();
		this.session.next(second).goOn(0, 0);
		assertThat(second.written).containsExactly("a::1:", "m:Api.tell::\"a\"");
		assertThat(this.session.events).containsSubsequence("note 1", "away", "goes on: true", "back");
	}

	@Test
	void hearsOfMessageThatIsNotSent() {
		this.wire.end(1006);
		this.session.server().tell("a");
		this.session.server().wait("b").onErrorComplete().subscribe();
		this.session.kept.end(SocketCloseStatus.NORMAL);
		assertThat(this.session.events).containsSubsequence("away", "unsent Api.tell", "closed 1000");
		assertThat(this.session.events).doesNotContain("unsent Api.wait");
	}

}
