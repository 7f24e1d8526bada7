package io.grest.leak;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

/**
 * Leaks on purpose, in a run of its own that starts as the build's does.
 */
class LeakDetectionTests {

	@Test
	void aClassThatLeaksABufferFails() {
		TestExecutionSummary summary = run(Leaking.class);
		assertThat(summary.getTestsSucceededCount()).isEqualTo(1);
		assertThat(summary.getFailures()).singleElement().satisfies((failure) -> {
			assertThat(failure.getTestIdentifier().getDisplayName()).endsWith("Leaking");
			assertThat(failure.getException()).hasMessageContaining("ByteBuf was not released")
				.hasMessageContaining("Leaking.forgets");
		});
	}

	@Test
	void aClassThatReleasesItsBuffersPasses() {
		TestExecutionSummary summary = run(Releasing.class);
		assertThat(summary.getTestsSucceededCount()).isEqualTo(1);
		assertThat(summary.getFailures()).isEmpty();
	}

	@Test
	void aLeakIsReportedOnce() {
		assertThat(run(LeakingToo.class).getFailures()).hasSize(1);
		assertThat(run(Releasing.class).getFailures()).isEmpty();
	}

	private static TestExecutionSummary run(Class<?> testClass) {
		LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
			.selectors(selectClass(testClass))
			.build();
		SummaryGeneratingListener listener = new SummaryGeneratingListener();
		LauncherFactory.create().execute(request, listener);
		return listener.getSummary();
	}

	static class Leaking {

		@Test
		void forgets() {
			ByteBufAllocator.DEFAULT.buffer().writeInt(1);
		}

	}

	static class LeakingToo {

		@Test
		void forgets() {
			ByteBufAllocator.DEFAULT.buffer().writeInt(2);
		}

	}

	static class Releasing {

		@Test
		void releases() {
			ByteBuf buffer = ByteBufAllocator.DEFAULT.buffer().writeInt(1);
			assertThat(buffer.release()).isTrue();
		}

	}

}
