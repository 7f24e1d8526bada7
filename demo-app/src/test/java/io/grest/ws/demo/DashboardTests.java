package io.grest.ws.demo;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.grest.ws.observation.SocketMetrics;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the queries of the Grafana dashboard match the meters that the demo exports.
 */
class DashboardTests {

	private static final Path DASHBOARD = Path.of("docs", "grafana-dashboard.json");

	private static final Pattern SERIES = Pattern.compile("(\\w+)(?:\\{(.*)})? \\S+");

	private static final Pattern SELECTOR = Pattern.compile("(\\w+)\\{([^}]*)}");

	private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");

	private static final Pattern LABEL = Pattern.compile("(\\w+)(?==|!=)");

	// Added by Prometheus when it scrapes.
	private static final String JOB = "job";

	// Appended to the name of a timer.
	private static final String SUFFIXES = "_(total|count|sum|max)$";

	private static Map<String, Set<String>> exported;

	private static List<String> queries;

	@BeforeAll
	static void readBoth() throws Exception {
		try (ConfigurableApplicationContext demo = new SpringApplicationBuilder(DemoApplication.class)
			.run("--server.port=0", "--spring.reactor.netty.shutdown-quiet-period=0s")) {
			// The demo has no streams.
			SocketMetrics.OfContract metrics = demo.getBean(SocketMetrics.class)
				.forContract("StreamApi", "/ws/streams", SocketMetrics.Side.SERVER, Set.of());
			metrics.inboundStream("watch", Set.of(), new SocketMetrics.Streams(true, true));
			metrics.outboundStream("follow", Set.of(), new SocketMetrics.Streams(true, true));
			exported = readSeries(demo.getEnvironment().getRequiredProperty("local.server.port"));
		}
		queries = new ArrayList<>();
		JsonNode dashboard = JsonMapper.shared().readTree(DocumentationTests.root().resolve(DASHBOARD));
		dashboard.findValues("expr").forEach((query) -> queries.add(query.asString()));
		dashboard.get("templating").findValues("query").forEach((query) -> {
			if (query.isObject()) {
				queries.add(query.get("query").asString());
			}
		});
	}

	private static Map<String, Set<String>> readSeries(String port) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/prometheus"))
			.build();
		String body = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
		Map<String, Set<String>> series = new TreeMap<>();
		body.lines().filter((line) -> line.startsWith("grest_ws_")).forEach((line) -> {
			Matcher matcher = SERIES.matcher(line);
			assertThat(matcher.matches()).as(line).isTrue();
			series.computeIfAbsent(matcher.group(1), (name) -> new TreeSet<>())
				.addAll((matcher.group(2) != null) ? labels(matcher.group(2)) : List.of());
		});
		return series;
	}

	private static List<String> labels(String selector) {
		return LABEL.matcher(selector).results().map((label) -> label.group(1)).toList();
	}

	@Test
	void everyQueryAsksForWhatIsExported() {
		assertThat(queries).hasSizeGreaterThan(20);
		for (String query : queries) {
			Set<String> known = new TreeSet<>(Set.of(JOB));
			Matcher selector = SELECTOR.matcher(query);
			while (selector.find()) {
				assertThat(exported).as(query).containsKey(selector.group(1));
				known.addAll(exported.get(selector.group(1)));
				assertThat(known).as(query).containsAll(labels(selector.group(2)));
			}
			GROUPING.matcher(query)
				.results()
				.forEach((grouping) -> assertThat(known).as(query).contains(grouping.group(1).split(", ")));
		}
	}

	@Test
	void everyMeterIsAskedFor() {
		assertThat(exported).isNotEmpty();
		for (String name : exported.keySet()) {
			String meter = name.replaceAll(SUFFIXES, "");
			assertThat(queries).as(name)
				.anyMatch((query) -> query.matches("(?s).*\\b" + meter + "(_total|_count|_sum|_max)?\\{.*"));
		}
	}

}
