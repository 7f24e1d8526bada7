package io.grest.ws.micrometer;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.grest.ws.observation.MicrometerSocketMetrics;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.SocketMetrics.Side;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page that lists the observations lists all there are, with their keys.
 */
class ObservationsPageTests {

	private static final Path PAGE = Path.of("../../../docs/observability.md");

	private static final Pattern OBSERVATION = Pattern
		.compile("\\| `(grest\\.ws\\.[a-z.]+)` \\| [^|]+ \\| (`[`a-z., ]+) \\| (`[`a-z., ]+) \\|");

	private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

	@Test
	void everyObservationIsListedWithItsKeys() throws IOException, URISyntaxException {
		Path testClasses = Path.of(getClass().getProtectionDomain().getCodeSource().getLocation().toURI());
		String page = Files.readString(testClasses.resolve(PAGE).normalize());
		Map<String, List<Set<String>>> listed = new TreeMap<>();
		OBSERVATION.matcher(page)
			.results()
			.forEach((row) -> listed.put(row.group(1), List.of(quoted(row.group(2)), quoted(row.group(3)))));
		Map<String, List<Set<String>>> documented = new TreeMap<>();
		for (SocketObservation observation : SocketObservation.values()) {
			documented.put(observation.getName(), List.of(names(observation.getLowCardinalityKeyNames()),
					names(observation.getHighCardinalityKeyNames())));
		}
		assertThat(listed).as("the observations on %s", PAGE.getFileName()).isEqualTo(documented);
	}

	private static Set<String> quoted(String text) {
		return QUOTED.matcher(text).results().map((MatchResult match) -> match.group(1)).collect(Collectors.toSet());
	}

	private static Set<String> names(KeyName[] keys) {
		return Arrays.stream(keys).map(KeyName::asString).collect(Collectors.toSet());
	}

	@ParameterizedTest
	@EnumSource
	void aTimerMadeOfAnObservationIsNoMeterOfOurs(SocketObservation observation) {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		SocketMetrics.OfContract contract = new MicrometerSocketMetrics(registry).forContract("ChatApi", "/ws/chat",
				Side.SERVER, Set.of());
		contract.inbound("sendMessage", Set.of());
		contract.outbound("newMessage", Set.of());
		contract.inboundStream("watch", Set.of(), new SocketMetrics.Streams(true, true));
		contract.outboundStream("upload", Set.of(), new SocketMetrics.Streams(true, true));
		Stream<String> names = registry.getMeters().stream().map((meter) -> meter.getId().getName());
		assertThat(names).isNotEmpty().doesNotContain(observation.getName(), observation.getName() + ".active");
	}

}
