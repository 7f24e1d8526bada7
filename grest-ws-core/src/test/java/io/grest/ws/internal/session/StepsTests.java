package io.grest.ws.internal.session;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Steps}.
 */
class StepsTests {

	@Test
	void runsEachStepThoughOthersThrow() {
		List<String> events = new ArrayList<>();
		Steps.runAll((ex) -> events.add("failed: " + ex.getMessage()), () -> events.add("first"), () -> {
			throw new IllegalStateException("second");
		}, () -> {
			throw new AssertionError("third");
		}, () -> events.add("last"));
		assertThat(events).containsExactly("first", "failed: second", "failed: third", "last");
	}

}
