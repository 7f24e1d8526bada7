package io.grest.ws.connection;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
	void rejectsHeartbeatTimeoutEqualToInterval() {
		ConnectionOptions.Builder builder = ConnectionOptions.builder()
			.heartbeatInterval(Duration.ofSeconds(1))
			.heartbeatTimeout(Duration.ofSeconds(1));
		assertThatIllegalArgumentException().isThrownBy(builder::build)
			.withMessage("heartbeatTimeout is PT1S: it must be more than heartbeatInterval, PT1S");
	}

}
