package io.grest.ws.benchmarks.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the command line says: {@code name=value} for each.
 *
 * @param servers which servers, all by default
 * @param scenarios which scenarios, by the beginnings of their names, all by default
 * @param rounds how many rounds count, after those to warm up
 * @param warmUp how many rounds warm up before. Spring's STOMP and RSocket need most:
 * they have most to be compiled
 * @param seconds how long a round of one server lasts
 * @param starts how often all servers are started anew
 * @param serverCore the core of the servers, and of the clients under test
 * @param loadCore the core of the load
 * @param jvm further options of the servers' JVM
 * @param recordings where to write a flight recording of the last round of each server
 * and scenario, empty for none
 */
record Options(List<String> servers, List<String> scenarios, int rounds, int warmUp, double seconds, int starts,
		String serverCore, String loadCore, List<String> jvm, String recordings) {

	private static final Set<String> NAMES = new TreeSet<>(List.of("servers", "scenarios", "rounds", "warm-up",
			"seconds", "starts", "server-core", "load-core", "jvm", "jfr"));

	static Options parse(String[] args) {
		Map<String, String> given = new HashMap<>();
		for (String arg : args) {
			String[] pair = arg.split("=", 2);
			if (pair.length < 2 || !NAMES.contains(pair[0])) {
				throw new IllegalArgumentException("'" + arg + "' is none of " + NAMES + " with its value");
			}
			given.put(pair[0], pair[1]);
		}
		return new Options(list(given, "servers"), list(given, "scenarios"),
				Integer.parseInt(given.getOrDefault("rounds", "3")),
				Integer.parseInt(given.getOrDefault("warm-up", "1")),
				Double.parseDouble(given.getOrDefault("seconds", "3")),
				Integer.parseInt(given.getOrDefault("starts", "1")), given.getOrDefault("server-core", "0"),
				given.getOrDefault("load-core", "1"), words(given, "jvm"), given.getOrDefault("jfr", ""));
	}

	private static List<String> list(Map<String, String> given, String name) {
		String value = given.getOrDefault(name, "");
		return value.isEmpty() ? List.of() : new ArrayList<>(List.of(value.split(",")));
	}

	private static List<String> words(Map<String, String> given, String name) {
		String value = given.getOrDefault(name, "");
		return value.isEmpty() ? List.of() : List.of(value.split(" "));
	}

	boolean runs(Contestant contestant) {
		return this.servers.isEmpty() || this.servers.contains(contestant.name());
	}

	boolean does(String scenario) {
		return this.scenarios.isEmpty() || this.scenarios.stream().anyMatch(scenario::startsWith);
	}

}
