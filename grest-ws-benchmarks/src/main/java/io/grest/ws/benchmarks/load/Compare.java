package io.grest.ws.benchmarks.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;
import io.grest.ws.benchmarks.client.ClientMain;
import io.grest.ws.benchmarks.load.Scenario.Server;
import io.grest.ws.benchmarks.server.ServerMain;

/**
 * Main class that compares the servers and the clients. All of one kind run at the same
 * time, each in its own process, and are measured in turn, round by round, so that other
 * load of the machine affects all alike.
 */
public final class Compare {

	private static final RpcScenario WIDE = RpcScenario.each(64, 32);

	private static final RpcScenario NARROW = RpcScenario.each(1, 32);

	private static final List<FanOutScenario> FANS = List.of(new FanOutScenario(200, 2), new FanOutScenario(1000, 2),
			new FanOutScenario(200, 16), new FanOutScenario(1000, 16));

	private static final IdleScenario IDLE = new IdleScenario(10_000);

	private static final ClientScenario CLIENT = new ClientScenario();

	private static final List<Scenario> MAIN = Stream
		.of(List.of(WIDE, NARROW, LatencyScenario.ALONE), FANS, List.of(new SetUpScenario(), IDLE))
		.<Scenario>flatMap(List::stream)
		.toList();

	private static final List<Scenario> SPREAD = IntStream.of(64, 1000, 10_000)
		.<Scenario>mapToObj((connections) -> RpcScenario.passedOn(connections, 64))
		.toList();

	private static final List<String> SPREAD_OVER = List.of("netty", "grest");

	private static final List<PayloadScenario> PAYLOADS = IntStream.of(1, 16, 60)
		.mapToObj(PayloadScenario::new)
		.toList();

	private static final List<OpenLoadScenario> LOADS = IntStream.of(30, 60, 80)
		.mapToObj(OpenLoadScenario::new)
		.toList();

	private static final List<String> BY_HAND = List.of("netty", "webflux", "grest");

	private static final List<Scenario> STREAMS = List.of(new StreamScenario(1), new StreamScenario(16),
			LatencyScenario.BESIDE_STREAM);

	private static final List<String> STREAMING = List.of("grest", "grest-metrics", "rsocket");

	// A server of HTTP answers the requests of a connection in turn, so it has its best
	// chance with one of each.
	private static final List<Scenario> BLOCKING = List.of(WIDE, RpcScenario.each(2048, 1));

	private static final List<Scenario> RESUMING = List.of(WIDE, new FanOutScenario(1000, 2), IDLE);

	private static final List<Contestant> METHODS = IntStream.of(1, 10, 100, 1000)
		.mapToObj(Contestant::ofMethods)
		.toList();

	private static final OperatingSystemMXBean SYSTEM = ManagementFactory
		.getPlatformMXBean(OperatingSystemMXBean.class);

	private final Options options;

	private final Results results = new Results();

	private double busiest;

	private Compare(Options options) {
		this.options = options;
	}

	/**
	 * Run the comparison.
	 * @param args the arguments, see {@link Options}
	 * @throws Exception if anything fails, as no figure is better than a wrong one
	 */
	public static void main(String[] args) throws Exception {
		Compare compare = new Compare(Options.parse(args));
		try {
			for (int i = 0; i < compare.options.starts(); i++) {
				compare.run();
			}
			compare.report();
		}
		catch (Throwable ex) {
			ex.printStackTrace();
			System.exit(1);
		}
		System.exit(0);
	}

	private void run() throws Exception {
		compareServers(Contestant.ALL, MAIN);
		compareServers(named(SPREAD_OVER), SPREAD);
		compareServers(named(STREAMING), STREAMS);
		compareServers(named(BY_HAND), Stream.<Scenario>concat(PAYLOADS.stream(), LOADS.stream()).toList());
		compareServers(METHODS, this.options.does("methods") ? List.of(WIDE) : List.of());
		compareServers(Contestant.BLOCKING, this.options.does("blocking") ? BLOCKING : List.of());
		compareServers(Contestant.GRANTED, this.options.does("granted") ? List.of(WIDE) : List.of());
		compareServers(Contestant.RESUMED, this.options.does("resumed") ? RESUMING : List.of());
		compareServers(Contestant.TOPICS, this.options.does("topics") ? List.copyOf(FANS) : List.of());
		compareServers(Contestant.SECURED, this.options.does("secured") ? List.of(WIDE) : List.of());
		new ColdStarts(this.options, (contestant, jvm) -> start(ServerMain.class, contestant, freePort(), jvm),
				this.results)
			.run();
		compareClients();
	}

	private static List<Contestant> named(List<String> names) {
		return names.stream().map(Contestant::named).toList();
	}

	private void compareServers(List<Contestant> contestants, List<Scenario> scenarios) throws Exception {
		List<Scenario> chosen = scenarios.stream()
			.filter((scenario) -> isSpecial(contestants) || this.options.does(scenario.name()))
			.toList();
		List<Server> servers = new ArrayList<>();
		try {
			for (Contestant contestant : contestants) {
				if (!chosen.isEmpty() && (isSpecial(contestants) || this.options.runs(contestant))) {
					servers.add(start(ServerMain.class, contestant, freePort()));
				}
			}
			for (Server server : servers) {
				Verification.verify(server, !isSpecial(contestants));
			}
			for (Scenario scenario : chosen) {
				measure(scenario, servers);
			}
		}
		finally {
			close(servers);
		}
	}

	private static boolean isSpecial(List<Contestant> contestants) {
		return contestants == METHODS || contestants == Contestant.BLOCKING || contestants == Contestant.GRANTED
				|| contestants == Contestant.SECURED || contestants == Contestant.TOPICS
				|| contestants == Contestant.RESUMED;
	}

	private void compareClients() throws Exception {
		if (!this.options.does(CLIENT.name())) {
			return;
		}
		List<Server> clients = new ArrayList<>();
		try (Responder responder = Responder.start()) {
			for (Contestant contestant : ClientScenario.CLIENTS) {
				clients.add(start(ClientMain.class, contestant, responder.port()));
			}
			measure(CLIENT, clients);
		}
		finally {
			close(clients);
		}
	}

	private Server start(Class<?> main, Contestant contestant, int port) {
		return start(main, contestant, port, List.of());
	}

	private Server start(Class<?> main, Contestant contestant, int port, List<String> jvm) {
		List<String> arguments = new ArrayList<>(contestant.arguments());
		arguments.add(1, String.valueOf(port));
		Child process = Child.start(this.options.serverCore(), main, arguments, contestant.jars(),
				Stream.concat(this.options.jvm().stream(), jvm.stream()).toList());
		return new Server(contestant, process, port);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private static void close(List<Server> servers) throws Exception {
		for (Server server : servers) {
			server.process().close();
		}
	}

	// Rounds up to number 0 are for warm-up.
	private void measure(Scenario scenario, List<Server> servers) throws Exception {
		int first = scenario.warmsUp() ? 1 - this.options.warmUp() : this.options.rounds();
		for (int round = first; round <= this.options.rounds(); round++) {
			for (Server server : servers) {
				measure(scenario, server, round);
			}
		}
	}

	private void measure(Scenario scenario, Server server, int round) throws Exception {
		Recording recording = Recording.of(this.options, scenario, server, round);
		long cpu = SYSTEM.getProcessCpuTime();
		long start = System.nanoTime();
		Map<Figure, Double> measured = scenario.measure(server, this.options.seconds());
		double busy = (SYSTEM.getProcessCpuTime() - cpu) / (double) (System.nanoTime() - start);
		recording.end();
		String name = server.contestant().name();
		System.out.printf(Locale.ROOT, "%-8s %-14s round %d, load busy %3.0f %%:", scenario.name(), name, round,
				busy * 100);
		measured.forEach((figure, value) -> System.out.printf(Locale.ROOT, "  %,.1f %s", value, figure.unit()));
		System.out.println();
		if (round > 0) {
			this.busiest = Math.max(this.busiest, busy);
			measured.forEach((figure, value) -> this.results.add(figure, name, value));
		}
	}

	private void report() throws Exception {
		Report report = new Report(this.results);
		report.machine();
		report.goals(Goal.of(WIDE, NARROW, FANS, IDLE, PAYLOADS, LOADS));
		report.table("Servers", Contestant.ALL);
		report.table("Contracts of many methods", METHODS);
		report.table("Methods that block, on virtual threads", Contestant.BLOCKING);
		report.table("Streams granted", Contestant.GRANTED);
		report.table("Resume granted", Contestant.RESUMED);
		report.table("Topics", Contestant.TOPICS);
		report.table("Methods with rules of Spring Security", Contestant.SECURED);
		report.table("Servers that have just started", ColdStarts.ALL);
		report.table("Clients", ClientScenario.CLIENTS);
		report.busiest(this.busiest);
		report.write(Path.of("target", "performance.md"));
	}

}
