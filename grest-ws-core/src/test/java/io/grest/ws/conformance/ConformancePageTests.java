package io.grest.ws.conformance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of the conformance cases names what there is: options, files, methods, steps.
 */
class ConformancePageTests {

	private static final Map<String, List<Class<?>>> CONTRACTS = Map.of("ChatApi",
			List.of(ChatServer.class, ChatClient.class), "EchoApi", List.of(EchoApi.Server.class, EchoApi.Client.class),
			"StreamApi", List.of(StreamApi.Server.class, StreamApi.Client.class), "NewsApi",
			List.of(NewsApi.Server.class, NewsApi.Client.class), "CredentialsApi", List.of(CredentialsApi.class),
			"ResumeApi", List.of(ResumeApi.Server.class, ResumeApi.Client.class));

	private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\|.*");

	private final String page = read();

	private static String read() {
		try {
			return Files.readString(Path.of("../docs/conformance.md"));
		}
		catch (IOException ex) {
			throw new IllegalStateException("Run this test within its module: the page is read from ../docs", ex);
		}
	}

	@Test
	void namesEveryOptionOfTheCommand() {
		ByteArrayOutputStream usage = new ByteArrayOutputStream();
		PrintStream stream = new PrintStream(usage, true, StandardCharsets.UTF_8);
		assertThat(ConformanceMain.run(stream, stream)).isEqualTo(2);
		List<String> options = Pattern.compile("^  (--\\w+)", Pattern.MULTILINE)
			.matcher(usage.toString(StandardCharsets.UTF_8))
			.results()
			.map((match) -> match.group(1))
			.toList();
		assertThat(options).hasSizeGreaterThan(4);
		assertThat(Pattern.compile("^\\| `(--\\w+)", Pattern.MULTILINE).matcher(this.page).results())
			.extracting((match) -> match.group(1))
			.containsExactlyElementsOf(options);
	}

	@Test
	void namesEveryFileWithItsCases() {
		for (String file : files().toList()) {
			assertThat(this.page).contains("| `" + file + "` | " + ConformanceCase.load(file).count() + " |");
		}
		assertThat(CaseOptions.NAMES).allSatisfy((name) -> assertThat(this.page).contains("| `" + name + "` |"));
	}

	private static Stream<String> files() {
		return Stream.concat(ConformanceCase.SERVER_FILES.stream(), ConformanceCase.CLIENT_FILES.stream());
	}

	@Test
	void namesEveryServerThatCasesNeed() {
		List<String> options = ConformanceCase.SERVER_FILES.stream()
			.flatMap(ConformanceCase::load)
			.map((conformanceCase) -> conformanceCase.options().toString())
			.filter((text) -> !text.isEmpty())
			.toList();
		assertThat(options).hasSize(5)
			.allSatisfy((text) -> assertThat(this.page).contains("--server " + text + "@ws://localhost:"));
	}

	@Test
	void namesEveryMethodOfTheContracts() {
		CONTRACTS.forEach((name, sides) -> {
			List<String> methods = sides.stream()
				.flatMap((side) -> Arrays.stream(side.getDeclaredMethods()))
				.filter((method) -> !method.isSynthetic())
				.map(Method::getName)
				.toList();
			assertThat(rows("### " + name)).as(name).containsExactlyInAnyOrderElementsOf(methods);
		});
	}

	private List<String> rows(String heading) {
		String section = this.page.substring(this.page.indexOf(heading + "\n"));
		return section.lines()
			.skip(1)
			.takeWhile((line) -> !line.startsWith("#"))
			.map(ROW::matcher)
			.filter((row) -> row.matches())
			.map((row) -> row.group(1))
			.toList();
	}

	@Test
	void namesEveryStep() {
		String steps = this.page.substring(this.page.indexOf("## A case"));
		List<String> kinds = files().flatMap(ConformanceCase::load)
			.flatMap((conformanceCase) -> conformanceCase.steps().stream())
			.map(ConformancePageTests::kind)
			.distinct()
			.toList();
		assertThat(kinds).hasSizeGreaterThan(20)
			.allSatisfy((kind) -> assertThat(steps).containsPattern("(?m)^\\| [^|]*`" + kind + "`"));
	}

	private static String kind(JsonNode step) {
		return step.propertyNames().stream().filter((name) -> !name.equals("on")).findFirst().orElseThrow();
	}

}
