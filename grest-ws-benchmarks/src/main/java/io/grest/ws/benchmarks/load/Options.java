package io.grest.ws.benchmarks.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Options of the command line, each in the form {@code name=value}.
 *
 * @param servers the names of the servers, all by default
 * @param scenarios prefixes of the names of the scenarios, all by default
 * @param rounds the number of measured rounds, after those for warm-up
 * @param warmUp the number of warm-up rounds; Spring's STOMP and RSocket need most, as
 * they have the most code to be compiled
 * @param seconds the duration of a round of one server
 * @param starts the number of times that all servers are started anew
 * @param serverCore the core of the servers, and of the clients under test
 * @param loadCore the core of the load
 * @param jvm further options of the servers' JVM
 * @param recordings the directory of flight recordings of the last round of each server
 * and scenario, or empty for none
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
				throw new IllegalArgumentException(
						"'" + arg + "' is not of the form name=value with a name of " + NAMES);
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
