package io.grest.ws.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.netty.util.Version;

/**
 * Report of tables in Markdown.
 */
final class Report {

	private static final double PER_CENT = 100;

	private final Results results;

	private final StringBuilder text = new StringBuilder();

	Report(Results results) {
		this.results = results;
	}

	/**
	 * Add the hardware and the software of the measurement.
	 */
	void machine() throws IOException {
		line("- Machine: " + cpu() + ", " + Runtime.getRuntime().availableProcessors() + " core(s) for the load, Linux "
				+ System.getProperty("os.version"));
		line("- Java: " + System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
		line("- Netty " + Version.identify().values().iterator().next().artifactVersion() + ", "
				+ Stream
					.of("reactor-netty-http", "spring-webflux", "spring-boot", "jackson-databind", "rsocket-core",
							"tomcat-embed-core")
					.map(Report::version)
					.collect(Collectors.joining(", ")));
		line("");
	}

	private static String cpu() throws IOException {
		try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
			return lines.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 2))
				.findFirst()
				.orElse(System.getProperty("os.arch"));
		}
	}

	private static String version(String artifact) {
		return Stream.of(System.getProperty("java.class.path").split(":"))
			.map((entry) -> Path.of(entry).getFileName().toString())
			.filter((file) -> file.matches(artifact + "-\\d.*"))
			.map((file) -> file.substring(0, file.length() - ".jar".length()).replaceFirst("-(\\d)", " $1"))
			.findFirst()
			.orElse(artifact);
	}

	/**
	 * Add the goals and their measured ratios.
	 */
	void goals(List<Goal> goals) {
		line("| figure | goal | measured | |");
		line("|---|---|---:|---|");
		for (Goal goal : goals) {
			double ratio = this.results.ratio(goal.figure(), goal.of(), goal.to());
			if (!Double.isNaN(ratio)) {
				line(String.format(Locale.ROOT, "| %s | %s | %.2f | %s |", goal.figure(), goal.text(), ratio,
						goal.isMet(this.results) ? "met" : "**missed**"));
			}
		}
		line("");
	}

	/**
	 * Add a table of the medians of all figures of some contestants.
	 */
	void table(String title, List<Contestant> contestants) {
		List<Contestant> measured = contestants.stream()
			.filter((one) -> this.results.figures().stream().anyMatch((figure) -> isMeasured(figure, one)))
			.toList();
		if (measured.isEmpty()) {
			return;
		}
		line("| " + title + measured.stream().map(Contestant::title).collect(Collectors.joining(" | ", " | ", " |")));
		line("|---|" + "---:|".repeat(measured.size()));
		for (Figure figure : this.results.figures()) {
			if (measured.stream().anyMatch((one) -> isMeasured(figure, one))) {
				line("| " + figure
						+ measured.stream()
							.map((one) -> cell(this.results.median(figure, one.name())))
							.collect(Collectors.joining(" | ", " | ", " |")));
			}
		}
		line("");
	}

	private boolean isMeasured(Figure figure, Contestant contestant) {
		return !Double.isNaN(this.results.median(figure, contestant.name()));
	}

	private static String cell(double value) {
		if (Double.isNaN(value)) {
			return "";
		}
		return String.format(Locale.ROOT, (value < PER_CENT) ? "%.1f" : "%,.0f", value);
	}

	/**
	 * Add the highest share of its core that the load needed.
	 */
	void busiest(double busiest) {
		line(String.format(Locale.ROOT, "The load kept its core busy for %.0f %% of the time at most.",
				busiest * PER_CENT));
	}

	private void line(String line) {
		this.text.append(line).append('\n');
	}

	void write(Path file) throws IOException {
		System.out.println("\n" + this.text);
		Files.createDirectories(file.toAbsolutePath().getParent());
		Files.writeString(file, this.text);
		System.out.println("Written to " + file.toAbsolutePath());
	}

}
