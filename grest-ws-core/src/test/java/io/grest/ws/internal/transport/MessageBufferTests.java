package io.grest.ws.internal.transport;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MessageBuffer}.
 */
class MessageBufferTests {

	private static final int LARGEST_KEPT = 64 * 1024;

	@BeforeEach
	void takeBufferOfThread() {
		MessageBuffer.take(0);
	}

	@Test
	void hasRoomForMessage() {
		assertThat(MessageBuffer.take(1)).hasSize(4096);
		assertThat(MessageBuffer.take(4097)).hasSize(4097);
	}

	@Test
	void keepsReturnedBufferForNextMessage() {
		byte[] buffer = MessageBuffer.take(4096);
		MessageBuffer.giveBack(buffer);
		assertThat(MessageBuffer.take(4096)).isSameAs(buffer);
	}

	@Test
	void sharesNoBufferInUse() {
		byte[] buffer = MessageBuffer.take(1);
		MessageBuffer.giveBack(buffer);
		assertThat(MessageBuffer.take(1)).isSameAs(buffer);
		assertThat(MessageBuffer.take(1)).isNotSameAs(buffer);
	}

	@Test
	void replacesBufferThatIsTooSmall() {
		MessageBuffer.giveBack(MessageBuffer.take(1));
		assertThat(MessageBuffer.take(4097)).hasSize(4097);
	}

	@Test
	void keepsNoBufferOverLimit() {
		byte[] kept = MessageBuffer.take(LARGEST_KEPT);
		MessageBuffer.giveBack(kept);
		assertThat(MessageBuffer.take(1)).isSameAs(kept);
		byte[] larger = MessageBuffer.take(LARGEST_KEPT + 1);
		MessageBuffer.giveBack(larger);
		assertThat(MessageBuffer.take(1)).isNotSameAs(larger);
	}

}
