package io.grest.ws.connection;

import java.time.Duration;
import java.util.Map;
import java.util.function.BiFunction;

import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link ConnectionOptions}.
 */
class ConnectionOptionsTests {

	@Test
	void keepsValuesWhenBuilderChangesLater() {
		ConnectionOptions.Builder builder = ConnectionOptions.builder().maxInFlight(1);
		ConnectionOptions options = builder.build();
		assertThat(builder.maxInFlight(2).build().maxInFlight()).isEqualTo(2);
		assertThat(options.maxInFlight()).isEqualTo(1);
	}

	@Test
	void keepsValuesWhenMutated() {
		ConnectionOptions options = ConnectionOptions.builder().maxInFlight(1).overflow(Overflow.DROP_OLDEST).build();
		ConnectionOptions changed = options.mutate().maxInFlight(2).build();
		assertThat(changed.maxInFlight()).isEqualTo(2);
		assertThat(changed.overflow()).isEqualTo(Overflow.DROP_OLDEST);
		assertThat(options.maxInFlight()).isEqualTo(1);
	}

	@Test
	void mutatesACopyOfEveryValue() {
		ConnectionOptions options = ConnectionOptions.builder()
			.handshakeTimeout(Duration.ofSeconds(1))
			.requestTimeout(Duration.ofSeconds(2))
			.maxFrameSize(DataSize.ofKilobytes(3))
			.maxInFlight(4)
			.maxPending(5)
			.requestsPerSecond(6)
			.outboundFrames(7)
			.outboundSize(DataSize.ofKilobytes(8))
			.overflow(Overflow.DROP_LATEST)
			.stallTimeout(Duration.ofSeconds(9))
			.closeTimeout(Duration.ofSeconds(10))
			.heartbeatInterval(Duration.ofSeconds(11))
			.heartbeatTimeout(Duration.ofSeconds(12))
			.maxStreams(13)
			.streamIdleTimeout(Duration.ofSeconds(14))
			.replayFrames(15)
			.replaySize(DataSize.ofKilobytes(16))
			.build();
		assertThat(options.mutate().build()).usingRecursiveComparison().isEqualTo(options);
		assertThat(OptionValues.class.getDeclaredFields()).hasSize(17);
	}

	@Test
	void rejectsHeartbeatTimeoutEqualToInterval() {
		ConnectionOptions.Builder builder = ConnectionOptions.builder()
			.heartbeatInterval(Duration.ofSeconds(1))
			.heartbeatTimeout(Duration.ofSeconds(1));
		assertThatIllegalArgumentException().isThrownBy(builder::build)
			.withMessage("heartbeatTimeout is PT1S: it must be more than heartbeatInterval, PT1S");
	}

	@Test
	void rejectsTimesThatAreTooLongToBeCountedInNanoseconds() {
		Map<String, BiFunction<ConnectionOptions.Builder, Duration, ConnectionOptions.Builder>> times = Map.of(
				"handshakeTimeout", ConnectionOptions.Builder::handshakeTimeout, "requestTimeout",
				ConnectionOptions.Builder::requestTimeout, "streamIdleTimeout",
				ConnectionOptions.Builder::streamIdleTimeout, "stallTimeout", ConnectionOptions.Builder::stallTimeout,
				"closeTimeout", ConnectionOptions.Builder::closeTimeout, "heartbeatInterval",
				ConnectionOptions.Builder::heartbeatInterval, "heartbeatTimeout",
				ConnectionOptions.Builder::heartbeatTimeout);
		times.forEach((name, time) -> {
			ConnectionOptions.Builder builder = ConnectionOptions.builder();
			assertThatIllegalArgumentException().isThrownBy(() -> time.apply(builder, Duration.ofDays(365_000)))
				.withMessage(name + " is PT8760000H: it must be at most 36500 days");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> time.apply(builder, Duration.ofSeconds(Long.MAX_VALUE)));
			assertThatNoException().isThrownBy(() -> time.apply(builder, Duration.ofDays(36_500)));
		});
	}

}
