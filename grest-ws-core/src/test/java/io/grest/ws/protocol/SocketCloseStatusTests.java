package io.grest.ws.protocol;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SocketCloseStatus}.
 */
class SocketCloseStatusTests {

	@ParameterizedTest
	@ValueSource(ints = { 1000, 4000, 4001, 4999 })
	void anApplicationMayCloseNormallyOrWithACodeOfItsOwn(int code) {
		assertThat(SocketCloseStatus.ofApplication(code, "bye")).isEqualTo(new SocketCloseStatus(code, "bye"));
	}

	@ParameterizedTest
	@ValueSource(ints = { Integer.MIN_VALUE, -1, 0, 999, 1001, 1003, 1005, 1006, 1011, 1015, 3000, 3999, 5000,
			Integer.MAX_VALUE })
	void anApplicationMayUseNoOtherCode(int code) {
		assertThatIllegalArgumentException().isThrownBy(() -> SocketCloseStatus.ofApplication(code, ""))
			.withMessage("Close code " + code
					+ " must not be sent by an application: use 1000, or a code from 4000 to 4999");
	}

	@Test
	void aReasonHasUpTo123Bytes() {
		assertThat(SocketCloseStatus.ofApplication(4000, "").reason()).isEmpty();
		assertThat(SocketCloseStatus.ofApplication(4000, "x".repeat(123)).reason()).hasSize(123);
		assertThatIllegalArgumentException().isThrownBy(() -> SocketCloseStatus.ofApplication(4000, "x".repeat(124)))
			.withMessage("Close reason has 124 bytes of UTF-8: the limit of a close frame is 123");
	}

	@Test
	void theBytesOfAReasonAreThoseOfUtf8() {
		assertThat(SocketCloseStatus.ofApplication(4000, "é".repeat(61)).reason()).hasSize(61);
		assertThatIllegalArgumentException().isThrownBy(() -> SocketCloseStatus.ofApplication(4000, "é".repeat(62)))
			.withMessage("Close reason has 124 bytes of UTF-8: the limit of a close frame is 123");
		assertThatIllegalArgumentException().isThrownBy(() -> SocketCloseStatus.ofApplication(4000, "👍".repeat(31)))
			.withMessage("Close reason has 124 bytes of UTF-8: the limit of a close frame is 123");
	}

	@Test
	void hasTheCodesAndReasonsOfTheProtocol() {
		assertThat(SocketCloseStatus.NORMAL).hasToString("1000");
		assertThat(SocketCloseStatus.GOING_AWAY).hasToString("1001 Going away");
		assertThat(SocketCloseStatus.UNSUPPORTED_DATA.code()).isEqualTo(1003);
		assertThat(SocketCloseStatus.INVALID_PAYLOAD.code()).isEqualTo(1007);
		assertThat(SocketCloseStatus.TOO_BIG.code()).isEqualTo(1009);
		assertThat(SocketCloseStatus.INTERNAL_ERROR.code()).isEqualTo(1011);
		assertThat(SocketCloseStatus.TRY_AGAIN_LATER.code()).isEqualTo(1013);
		assertThat(SocketCloseStatus.INVALID_QUERY).hasToString("4000 Invalid query parameters");
		assertThat(SocketCloseStatus.HANDSHAKE_FAILED).hasToString("4001 Handshake failed");
		assertThat(SocketCloseStatus.SLOW_CONSUMER).hasToString("4008 Slow consumer");
		assertThat(SocketCloseStatus.HEARTBEAT_TIMEOUT).hasToString("4008 Heartbeat timeout");
	}

	@Test
	void hasACodeForEachErrorThatMayPassByItself() {
		assertThat(SocketCloseStatus.ofTemporary("SERVER_ERROR", 500)).isEqualTo(SocketCloseStatus.INTERNAL_ERROR);
		assertThat(SocketCloseStatus.ofTemporary("TOO_MANY_REQUESTS", 429))
			.isEqualTo(SocketCloseStatus.TRY_AGAIN_LATER);
		assertThat(List.of(502, 503, 504))
			.allSatisfy((status) -> assertThat(SocketCloseStatus.ofTemporary("OWN", status))
				.isEqualTo(SocketCloseStatus.TRY_AGAIN_LATER));
		assertThat(List.of(400, 401, 403, 408, 409, 422, 500, 501, 505))
			.allSatisfy((status) -> assertThat(SocketCloseStatus.ofTemporary("OWN", status)).isNull());
	}

}
