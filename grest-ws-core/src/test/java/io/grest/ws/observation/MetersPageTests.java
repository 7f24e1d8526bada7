package io.grest.ws.observation;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.grest.ws.observation.SocketMetrics.Side;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page that lists the meters lists all there are, with their types, tags and the
 * values of those.
 */
class MetersPageTests {

	private static final Path PAGE = Path.of("../../../docs/observability.md");

	private static final Pattern METER = Pattern.compile("\\| `(grest\\.ws\\.[a-z.]+)` \\| (\\w+) \\| ([a-z, ]+) \\|");

	private static final Pattern REASONS = Pattern.compile("\\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \\| ([a-z, ]+) \\|");

	private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final String page;

	MetersPageTests() throws IOException, URISyntaxException {
		Path testClasses = Path.of(MetersPageTests.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		this.page = Files.readString(testClasses.resolve(PAGE).normalize());
		MicrometerSocketMetrics metrics = new MicrometerSocketMetrics(this.registry);
		for (Side side : Side.values()) {
			SocketMetrics.OfContract contract = metrics.forContract("ChatApi", "/ws/chat/{room}", side, Set.of());
			contract.inbound("sendMessage", Set.of());
			contract.outbound("newMessage", Set.of());
			contract.inboundStream("watch", Set.of(), new SocketMetrics.Streams(true, true));
			contract.outboundStream("upload", Set.of(), new SocketMetrics.Streams(true, true));
		}
	}

	@Test
	void everyMeterIsListedWithItsTypeAndTags() {
		Set<String> registered = this.registry.getMeters()
			.stream()
			.map(MetersPageTests::describe)
			.collect(Collectors.toCollection(TreeSet::new));
		Set<String> listed = METER.matcher(this.page)
			.results()
			.map((row) -> row.group(1) + " " + row.group(2) + " " + sorted(row.group(3)))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(listed).as("the meters on %s", PAGE.getFileName()).isEqualTo(registered);
	}

	private static String describe(Meter meter) {
		Meter.Id id = meter.getId();
		String tags = id.getTags().stream().map(Tag::getKey).collect(Collectors.joining(", "));
		return id.getName() + " " + id.getType().name().toLowerCase(Locale.ROOT) + " " + sorted(tags);
	}

	private static List<String> sorted(String tags) {
		return Arrays.stream(tags.split(", ")).sorted().toList();
	}

	@Test
	void everyReasonIsListedWithWhatItIsOf() {
		assertThat(listedReasons("frames")).isEqualTo(values("grest.ws.frames.dropped", "reason"))
			.isEqualTo(names(DropReason.values()));
		assertThat(listedReasons("calls")).isEqualTo(values("grest.ws.requests.refused", "reason"));
		assertThat(listedReasons("upgrades")).isEqualTo(values("grest.ws.upgrades.refused", "reason"))
			.isEqualTo(names(UpgradeRefusal.values()));
	}

	private Set<String> listedReasons(String what) {
		return REASONS.matcher(this.page)
			.results()
			.filter((row) -> row.group(2).contains(what))
			.flatMap((row) -> quoted(row.group(1)))
			.collect(Collectors.toSet());
	}

	@Test
	void everyOtherValueOfATagIsListed() {
		Set<String> quoted = quoted(this.page).collect(Collectors.toSet());
		assertThat(quoted).containsAll(values("grest.ws.connections", "result"))
			.containsAll(values("grest.ws.requests", "result"))
			.containsAll(values("grest.ws.out.requests", "result"))
			.containsAll(values("grest.ws.bytes", "direction"))
			.containsAll(values("grest.ws.stream.cancels", "by"))
			.containsAll(values("grest.ws.bytes", "side"))
			.containsAll(values("grest.ws.resumes", "session"))
			.containsAll(values("grest.ws.contract.versions", "version"))
			.contains("4xxx", "OTHER", SocketMetrics.UNKNOWN);
		assertThat(values("grest.ws.closes", "code")).contains("4xxx", "OTHER", "1000", "1006", "4000", "4001", "4008");
	}

	private Set<String> values(String meter, String tag) {
		return this.registry.find(meter)
			.meters()
			.stream()
			.map((found) -> String.valueOf(found.getId().getTag(tag)))
			.collect(Collectors.toSet());
	}

	private static Stream<String> quoted(String text) {
		return QUOTED.matcher(text).results().map((MatchResult match) -> match.group(1));
	}

	private static Set<String> names(Enum<?>[] values) {
		return Stream.of(values).map(Enum::name).collect(Collectors.toSet());
	}

}
