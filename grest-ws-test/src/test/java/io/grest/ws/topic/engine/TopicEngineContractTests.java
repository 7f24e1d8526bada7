package io.grest.ws.topic.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tests of the contract are tested themselves: each fault of an engine has to be
 * found, and each test has to find one.
 */
class TopicEngineContractTests {

	// A faulty run mostly waits.
	private static final int RUNS_AT_A_TIME = 8;

	@Test
	void findsEachFault() {
		Map<String, Map<String, TestExecutionResult>> runs = new ConcurrentHashMap<>();
		Flux.fromIterable(EngineFault.all())
			.flatMap((fault) -> Mono.fromRunnable(() -> runs.put(fault.name(), run(fault, tests(fault))))
				.subscribeOn(Schedulers.boundedElastic()), RUNS_AT_A_TIME)
			.blockLast();
		for (EngineFault fault : EngineFault.all()) {
			Map<String, TestExecutionResult> results = runs.get(fault.name());
			assertThat(results.keySet()).as(fault.name()).containsExactlyInAnyOrderElementsOf(fault.tests());
			assertThat(results).as("tests that do not find that an engine %s", fault.name())
				.allSatisfy(
						(test, result) -> assertThat(result.getStatus()).isEqualTo(TestExecutionResult.Status.FAILED));
		}
	}

	@Test
	void passesSoundEngineAndHasFaultForEachTest(TestReporter reporter) {
		Map<String, TestExecutionResult> results = run(EngineFault.NONE,
				List.of(DiscoverySelectors.selectClass(FaultyEngineContract.class)));
		assertThat(results).allSatisfy(
				(test, result) -> assertThat(result.getStatus()).isEqualTo(TestExecutionResult.Status.SUCCESSFUL));
		Map<String, Set<String>> faults = faultsOfTests();
		faults.forEach((test, found) -> reporter.publishEntry(test, String.join(", ", found)));
		assertThat(faults.keySet()).isEqualTo(new TreeSet<>(results.keySet()));
	}

	private static Map<String, Set<String>> faultsOfTests() {
		return EngineFault.all()
			.stream()
			.flatMap((fault) -> fault.tests().stream().map((test) -> Map.entry(test, fault.name())))
			.collect(Collectors.groupingBy(Map.Entry::getKey, TreeMap::new,
					Collectors.mapping(Map.Entry::getValue, Collectors.toSet())));
	}

	private static List<? extends DiscoverySelector> tests(EngineFault fault) {
		return fault.tests()
			.stream()
			.map((test) -> DiscoverySelectors.selectMethod(FaultyEngineContract.class, test))
			.toList();
	}

	private static Map<String, TestExecutionResult> run(EngineFault fault, List<? extends DiscoverySelector> tests) {
		LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
			.selectors(tests)
			.configurationParameter(FaultyEngineContract.FAULT, fault.name())
			.build();
		Results results = new Results();
		LauncherFactory.create().execute(request, results);
		return results.ofTests;
	}

	/**
	 * Results by the name of the test.
	 */
	private static final class Results implements TestExecutionListener {

		private final Map<String, TestExecutionResult> ofTests = new ConcurrentHashMap<>();

		@Override
		public void executionFinished(TestIdentifier test, TestExecutionResult result) {
			Stream.of(test)
				.filter(TestIdentifier::isTest)
				.flatMap((it) -> it.getSource().stream())
				.map(MethodSource.class::cast)
				.forEach((source) -> this.ofTests.put(source.getMethodName(), result));
		}

	}

}
