package io.grest.ws.internal.session;

import io.grest.ws.connection.SocketConnection.State;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionState}.
 */
class SessionStateTests {

	private final SessionState state = new SessionState();

	@Test
	void movesForwardOneStepAtTime() {
		assertThat(this.state.isHandshaking()).isTrue();
		assertThat(this.state.moveTo(State.OPEN)).isEqualTo(State.HANDSHAKING);
		assertThat(this.state.isHandshaking()).isFalse();
		assertThat(this.state.isOpen()).isTrue();
		assertThat(this.state.moveTo(State.DRAINING)).isEqualTo(State.OPEN);
		assertThat(this.state.isOpen()).isFalse();
		assertThat(this.state.isDraining()).isTrue();
		assertThat(this.state.moveTo(State.CLOSED)).isEqualTo(State.DRAINING);
		assertThat(this.state.isDraining()).isFalse();
		assertThat(this.state.isClosed()).isTrue();
	}

	@Test
	void movesOverSteps() {
		assertThat(this.state.isClosed()).isFalse();
		assertThat(this.state.moveTo(State.CLOSED)).isEqualTo(State.HANDSHAKING);
		assertThat(this.state.get()).isEqualTo(State.CLOSED);
	}

	@Test
	void movesNeitherBackNorTwice() {
		assertThat(this.state.moveTo(State.DRAINING)).isNotNull();
		assertThat(this.state.moveTo(State.DRAINING)).isNull();
		assertThat(this.state.moveTo(State.OPEN)).isNull();
		assertThat(this.state.get()).isEqualTo(State.DRAINING);
	}

	@Test
	void rejectsHandshakeOnly() {
		assertThat(this.state.reject()).isTrue();
		assertThat(this.state.isClosed()).isTrue();
		assertThat(this.state.reject()).isFalse();
	}

	@Test
	void doesNotRejectOpenSession() {
		this.state.moveTo(State.OPEN);
		assertThat(this.state.reject()).isFalse();
		assertThat(this.state.isOpen()).isTrue();
	}

	@Test
	void allowsCallsUntilItDrains() {
		assertThat(this.state.mayCall()).isTrue();
		this.state.moveTo(State.OPEN);
		assertThat(this.state.mayCall()).isTrue();
		this.state.moveTo(State.DRAINING);
		assertThat(this.state.mayCall()).isFalse();
		this.state.moveTo(State.CLOSED);
		assertThat(this.state.mayCall()).isFalse();
	}

	@Test
	void goesAwayInAnyState() {
		assertThat(this.state.isGoingAway()).isFalse();
		this.state.goAway();
		assertThat(this.state.isGoingAway()).isTrue();
		assertThat(this.state.isHandshaking()).isTrue();
		assertThat(this.state.mayCall()).isTrue();
	}

}
