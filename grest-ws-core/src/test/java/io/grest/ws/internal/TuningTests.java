package io.grest.ws.internal;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Tuning}.
 */
class TuningTests {

	@ParameterizedTest
	@EnumSource
	void isOnUnlessItsPropertyTurnsItOff(Tuning tuning) {
		assertThat(tuning.isOn()).isTrue();
		assertThat(TunedOff.create(tuning, tuning::isOn)).isFalse();
		assertThat(tuning.isOn()).isTrue();
	}

	@Test
	void leavesOtherTuningsOn() {
		assertThat(TunedOff.create(Tuning.JSON_BUFFERS, Tuning.DIRECT_READS::isOn)).isTrue();
	}

	@Test
	void namesPropertiesByTunings() {
		assertThat(List.of(Tuning.values())).extracting(Tuning::property)
			.containsExactly("io.grest.ws.tuning.json-buffers", "io.grest.ws.tuning.record-constructors",
					"io.grest.ws.tuning.direct-reads", "io.grest.ws.tuning.frame-batches",
					"io.grest.ws.tuning.flush-bursts");
	}

}
