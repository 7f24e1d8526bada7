package io.grest.ws.connection;

import io.grest.ws.connection.CloseReason.Initiator;
import io.grest.ws.protocol.SocketCloseStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CloseReason}.
 */
class CloseReasonTests {

	@Test
	void hasNoCauseAfterRegularClose() {
		CloseReason reason = new CloseReason(SocketCloseStatus.NORMAL, Initiator.LOCAL, null);
		assertThat(reason.cause()).isEmpty();
		assertThat(reason.code()).isEqualTo(1000);
		assertThat(reason).hasToString(SocketCloseStatus.NORMAL + " by this side");
		assertThat(new SocketClosedException(reason)).hasNoCause();
	}

	@Test
	void hasCauseAfterFailure() {
		IllegalStateException failure = new IllegalStateException("broken");
		CloseReason reason = new CloseReason(SocketCloseStatus.ABNORMAL, Initiator.REMOTE, failure);
		assertThat(reason.cause()).containsSame(failure);
		assertThat(reason).hasToString(SocketCloseStatus.ABNORMAL + " by the other side: " + failure);
		assertThat(new SocketClosedException(reason)).hasCause(failure);
	}

}
