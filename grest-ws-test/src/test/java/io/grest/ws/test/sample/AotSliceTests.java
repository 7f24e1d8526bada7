package io.grest.ws.test.sample;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

import org.springframework.aot.AotDetector;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.test.generate.CompilerFiles;
import org.springframework.core.SpringProperties;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.test.context.aot.TestContextAotGenerator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Test slices whose contexts are processed ahead of time.
 */
@CompileWithForkedClassLoader
class AotSliceTests {

	private static final List<Class<?>> SLICES = List.of(QualifiedTesterTests.class, SliceMetricsTests.class,
			WholeApplicationTests.class, WholeApplicationInMemoryTests.class, RandomPortTests.class,
			InMemoryTests.class);

	@Test
	void runsProcessedSlices() {
		InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
		new TestContextAotGenerator(files).processAheadOfTime(SLICES.stream());
		TestCompiler.forSystem().with(CompilerFiles.from(files)).compile((compiled) -> {
			SpringProperties.setFlag(AotDetector.AOT_ENABLED);
			SummaryGeneratingListener summary = new SummaryGeneratingListener();
			LauncherFactory.create()
				.execute(LauncherDiscoveryRequestBuilder.request()
					.selectors(SLICES.stream().map(DiscoverySelectors::selectClass).toList())
					.build(), summary);
			assertThat(summary.getSummary().getFailures()).isEmpty();
			assertThat(summary.getSummary().getTestsSucceededCount()).isPositive();
		});
	}

}
