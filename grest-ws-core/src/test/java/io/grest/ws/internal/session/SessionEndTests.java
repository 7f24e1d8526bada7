package io.grest.ws.internal.session;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.CloseReason.Initiator;
import io.grest.ws.internal.call.FailureLog;
import io.grest.ws.protocol.SocketCloseStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionEnd}.
 */
class SessionEndTests {

	private static final CloseReason ANNOUNCED = new CloseReason(new SocketCloseStatus(4409, "FULL"), Initiator.REMOTE,
			null);

	private final SessionEnd end = new SessionEnd(new FailureLog());

	@Test
	void hasReasonOfClose() {
		IllegalStateException cause = new IllegalStateException();
		this.end.because(SocketCloseStatus.NORMAL, Initiator.REMOTE, cause);
		assertThat(this.end.reason(SocketCloseStatus.ABNORMAL, null)).usingRecursiveComparison()
			.isEqualTo(new CloseReason(SocketCloseStatus.NORMAL, Initiator.REMOTE, cause));
	}

	@Test
	void hasReasonOfLinkWithoutClose() {
		IllegalStateException cause = new IllegalStateException();
		assertThat(this.end.reason(SocketCloseStatus.ABNORMAL, cause)).usingRecursiveComparison()
			.isEqualTo(new CloseReason(SocketCloseStatus.ABNORMAL, Initiator.LOCAL, cause));
	}

	@Test
	void prefersReasonThatPeerAnnounced() {
		assertThat(this.end.announce(ANNOUNCED)).isTrue();
		this.end.because(SocketCloseStatus.ABNORMAL, Initiator.REMOTE, null);
		assertThat(this.end.reason(SocketCloseStatus.ABNORMAL, null)).isSameAs(ANNOUNCED);
	}

	@Test
	void takesFirstAnnouncementOnly() {
		this.end.announce(ANNOUNCED);
		assertThat(this.end.announce(new CloseReason(SocketCloseStatus.NORMAL, Initiator.REMOTE, null))).isFalse();
		this.end.because(SocketCloseStatus.NORMAL, Initiator.REMOTE, null);
		assertThat(this.end.reason(SocketCloseStatus.NORMAL, null)).isSameAs(ANNOUNCED);
	}

}
