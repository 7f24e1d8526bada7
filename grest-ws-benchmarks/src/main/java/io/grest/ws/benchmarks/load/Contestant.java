package io.grest.ws.benchmarks.load;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A server to be measured.
 *
 * @param name what the tables call it
 * @param title what the docs call it
 * @param arguments tell the server's process what to be
 * @param wire what it speaks
 * @param jars further jars, by their beginnings, that only some servers have on their
 * class path
 */
record Contestant(String name, String title, List<String> arguments, Supplier<Wire> wire, List<String> jars) {

	private static final List<String> OURS = List.of("grest-ws-core", "grest-ws-autoconfigure", "grest-ws-spring");

	private static final List<String> METRICS = List.of("micrometer-core", "HdrHistogram", "LatencyUtils",
			"spring-boot-micrometer", "spring-boot-starter-micrometer");

	private static final List<String> RSOCKET = List.of("rsocket", "spring-messaging");

	private static final List<String> STOMP = List.of("tomcat-embed-core", "tomcat-embed-websocket",
			"tomcat-annotations", "spring-websocket", "spring-webmvc", "spring-messaging");

	/**
	 * Jars that a server has only if it says so: none is to pay for another's.
	 */
	static final List<String> SPECIAL = Stream.of(OURS, METRICS, RSOCKET, STOMP).flatMap(List::stream).toList();

	/**
	 * All of them, the limit first.
	 */
	static final List<Contestant> ALL = List.of(
			new Contestant("netty", "Netty by hand", List.of("netty"), () -> new JsonWire(false), List.of()),
			new Contestant("reactor-netty", "Reactor Netty by hand", List.of("reactor-netty"),
					() -> new JsonWire(false), List.of()),
			new Contestant("webflux", "WebFlux by hand", List.of("webflux"), () -> new JsonWire(false), List.of()),
			new Contestant("webflux-alike", "WebFlux by hand, greeting, with metrics", List.of("webflux"),
					() -> new JsonWire(true), METRICS),
			new Contestant("grest", "grest-ws", List.of("grest"), () -> new GrestWire(0), OURS),
			new Contestant("grest-metrics", "grest-ws with metrics", List.of("grest-metrics"), () -> new GrestWire(0),
					Stream.concat(OURS.stream(), METRICS.stream()).toList()),
			new Contestant("rsocket", "Spring RSocket", List.of("rsocket"), RSocketWire::new, RSOCKET),
			new Contestant("stomp", "Spring STOMP", List.of("stomp"), StompWire::new, STOMP));

	/**
	 * Ours with a contract of many methods, called in turn.
	 */
	static Contestant ofMethods(int methods) {
		return new Contestant(methods + " methods", "grest-ws, " + methods + " methods",
				List.of("grest", String.valueOf(methods)), () -> new GrestWire(methods), OURS);
	}

	static Contestant named(String name) {
		return ALL.stream()
			.filter((contestant) -> contestant.name.equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("There is no server '" + name + "'"));
	}

}
