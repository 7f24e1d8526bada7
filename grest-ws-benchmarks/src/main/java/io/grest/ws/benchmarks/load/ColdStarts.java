package io.grest.ws.benchmarks.load;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.grest.ws.benchmarks.load.Scenario.Server;

/**
 * Comparison of servers that have just started, when their clients return all at once.
 * Each is started anew for each round, in turn.
 */
final class ColdStarts {

	private static final String NAME = "cold";

	private static final String COLD = "cold ";

	private static final String WARM = "warm ";

	private static final int CONNECTIONS = 3000;

	private static final int AT_ONCE = 64;

	private static final Figure READY = new Figure("Start until ready", "ms");

	private static final Figure FIRST = new Figure("First 3,000 connections after a start", "CPU µs/connection");

	private static final Figure NEXT = new Figure("Next 3,000 connections", "CPU µs/connection");

	private static final Figure ELAPSED = new Figure("First 6,000 connections after a start", "s");

	/**
	 * Servers to compare: those by hand, and this library without and with a warm-up.
	 */
	static final List<Contestant> ALL = Stream
		.concat(Stream.of("netty", "webflux", "webflux-alike").map((name) -> just(COLD, "", name)),
				Stream.of("grest", "grest-metrics")
					.flatMap((name) -> Stream.of(just(COLD, "", name), just(WARM, ", warmed up", name))))
		.toList();

	private final Options options;

	private final Starter starter;

	private final Results results;

	ColdStarts(Options options, Starter starter, Results results) {
		this.options = options;
		this.starter = starter;
		this.results = results;
	}

	// By a name of its own, as it has figures of its own.
	private static Contestant just(String kind, String title, String name) {
		Contestant named = Contestant.named(name);
		return new Contestant(kind + name, named.title() + title, named.arguments(), named.wire(), named.jars());
	}

	/**
	 * Run the comparison, if it is asked for by name.
	 */
	void run() throws Exception {
		if (!this.options.scenarios().contains(NAME)) {
			return;
		}
		for (int round = 1; round <= this.options.rounds(); round++) {
			for (Contestant contestant : ALL) {
				measure(contestant, round);
			}
		}
	}

	private void measure(Contestant contestant, int round) throws Exception {
		long begin = System.nanoTime();
		boolean warm = contestant.name().startsWith(WARM);
		Server server = this.starter.start(contestant, List.of("-Dgrest.ws.server.warm-up=" + (warm ? "10s" : "0s")));
		double ready = (System.nanoTime() - begin) / 1e6;
		try (Load load = server.newLoad(); Load next = server.newLoad()) {
			double before = server.process().allCpuSeconds();
			long start = System.nanoTime();
			load.open(CONNECTIONS, AT_ONCE, server.wire().rpcPath());
			double half = server.process().allCpuSeconds();
			next.open(CONNECTIONS, AT_ONCE, server.wire().rpcPath());
			double elapsed = (System.nanoTime() - start) / 1e9;
			double end = server.process().allCpuSeconds();
			add(READY, contestant, ready);
			add(FIRST, contestant, (half - before) * 1e6 / CONNECTIONS);
			add(NEXT, contestant, (end - half) * 1e6 / CONNECTIONS);
			add(ELAPSED, contestant, elapsed);
			System.out.printf(Locale.ROOT,
					"%-8s %-20s round %d: ready in %.0f ms, %.0f and %.0f CPU µs/connection, %.2f s%n", NAME,
					contestant.name(), round, ready, (half - before) * 1e6 / CONNECTIONS,
					(end - half) * 1e6 / CONNECTIONS, elapsed);
		}
		finally {
			server.process().close();
		}
	}

	private void add(Figure figure, Contestant contestant, double value) {
		this.results.add(figure, contestant.name(), value);
	}

	/**
	 * Strategy to start a server.
	 */
	interface Starter {

		Server start(Contestant contestant, List<String> jvm) throws Exception;

	}

}
