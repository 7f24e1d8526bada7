package io.grest.ws.benchmarks.load;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Server or client to be measured.
 *
 * @param name the name in the tables
 * @param title the name in the docs
 * @param arguments the arguments of the process
 * @param wire a supplier of its protocol
 * @param jars prefixes of further jars that only some servers have on their class path
 */
record Contestant(String name, String title, List<String> arguments, Supplier<Wire> wire, List<String> jars) {

	private static final List<String> OURS = List.of("grest-ws-core", "grest-ws-autoconfigure", "grest-ws-spring");

	private static final List<String> METRICS = List.of("micrometer-core", "HdrHistogram", "LatencyUtils",
			"spring-boot-micrometer", "spring-boot-starter-micrometer");

	private static final List<String> SECURITY = List.of("spring-security", "aspectjweaver");

	private static final List<String> RSOCKET = List.of("rsocket", "spring-messaging");

	private static final List<String> STOMP = List.of("tomcat-embed-core", "tomcat-embed-websocket",
			"tomcat-annotations", "spring-websocket", "spring-webmvc", "spring-messaging");

	private static final List<String> REDIS = List.of("grest-ws-redis", "lettuce", "redis-authx", "spring-data",
			"spring-boot-data", "spring-boot-starter-data", "spring-boot-persistence", "spring-boot-transaction",
			"spring-context-support", "spring-oxm", "spring-tx", "jakarta.xml.bind", "jakarta.activation");

	/**
	 * Prefixes of jars that a server has only on request, so that no server bears the
	 * cost of another's.
	 */
	static final List<String> SPECIAL = Stream.of(OURS, METRICS, SECURITY, REDIS, RSOCKET, STOMP)
		.flatMap(List::stream)
		.toList();

	/**
	 * All servers, the upper limit first.
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
	 * Servers whose method blocks on a virtual thread, for no time and for 5 ms.
	 */
	static final List<Contestant> BLOCKING = List.of(blocking("blocking", "grest-ws", 0),
			blocking("controller", "WebFlux controller", 0), blocking("blocking", "grest-ws", 5),
			blocking("controller", "WebFlux controller", 5));

	/**
	 * Servers of peers that do not know streams, and of peers that do, whose calls have
	 * deadlines.
	 */
	static final List<Contestant> GRANTED = List.of(
			new Contestant("plain", "grest-ws", List.of("grest"), () -> new GrestWire(0), OURS),
			new Contestant("granted", "grest-ws, streams granted, calls with deadlines", List.of("grest"),
					GrestWire::granted, OURS));

	/**
	 * Servers of peers that cannot resume, and of peers that can, and acknowledge what
	 * they receive.
	 */
	static final List<Contestant> RESUMED = List.of(
			new Contestant("once", "grest-ws", List.of("grest"), () -> new GrestWire(0), OURS),
			new Contestant("resumed", "grest-ws, resume granted", List.of("resume"), GrestWire::resumed, OURS));

	/**
	 * Servers that broadcast to a group, and to a topic.
	 */
	static final List<Contestant> TOPICS = List.of(
			new Contestant("group", "grest-ws, group", List.of("grest"), () -> new GrestWire(0), OURS),
			new Contestant("topic", "grest-ws, topic without history", List.of("topic", "0"), () -> new GrestWire(0),
					OURS),
			new Contestant("kept topic", "grest-ws, topic with history", List.of("topic", "1"), () -> new GrestWire(0),
					OURS));

	/**
	 * Servers whose method has a rule, and one without for comparison. The last one has
	 * it on a bean behind the method, where Spring's own interceptor applies it.
	 */
	static final List<Contestant> SECURED = List.of(
			new Contestant("open", "grest-ws", List.of("grest"), () -> new GrestWire(0), OURS),
			secured(0, "unsecured method"), secured(1, "rule of authorities"), secured(2, "rule on input"),
			secured(3, "rule on input by Spring's interceptor"));

	private static Contestant secured(int kind, String title) {
		return new Contestant("secured" + kind, "grest-ws, " + title, List.of("secured", String.valueOf(kind)),
				() -> new GrestWire(0), Stream.concat(OURS.stream(), SECURITY.stream()).toList());
	}

	private static Contestant blocking(String server, String title, int millis) {
		boolean ours = server.equals("blocking");
		return new Contestant(server + millis, title + ", blocking " + millis + " ms",
				List.of(server, String.valueOf(millis)), ours ? () -> new GrestWire(0) : HttpWire::new,
				ours ? OURS : List.of());
	}

	/**
	 * Return the server of this library with a contract of many methods, called in turn.
	 */
	static Contestant ofMethods(int methods) {
		return new Contestant(methods + " methods", "grest-ws, " + methods + " methods",
				List.of("grest", String.valueOf(methods)), () -> new GrestWire(methods), OURS);
	}

	static Contestant named(String name) {
		return ALL.stream()
			.filter((contestant) -> contestant.name.equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("Unknown server '" + name + "'"));
	}

}
