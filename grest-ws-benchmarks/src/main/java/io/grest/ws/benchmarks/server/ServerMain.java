package io.grest.ws.benchmarks.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

/**
 * Main class that runs one server until its standard input ends. It answers a line
 * {@code heap} with the number of heap bytes in use after a garbage collection.
 */
public final class ServerMain {

	private static final int COLLECTIONS = 3;

	private ServerMain() {
	}

	/**
	 * Run the server.
	 * @param args the server's name, its port, and for that of this library the number of
	 * methods of its contract; for those that block the milliseconds of each call; for
	 * the secured ones the kind of rule; for those of topics 1 for history; for one of
	 * several nodes the port of Redis
	 * @throws Exception if the server does not start
	 */
	public static void main(String[] args) throws Exception {
		start(args[0], Integer.parseInt(args[1]), (args.length > 2) ? Integer.parseInt(args[2]) : 0);
		System.out.println("@ready");
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = commands.readLine(); line != null; line = commands.readLine()) {
			if (line.equals("heap")) {
				System.out.println("@" + heapInUse());
			}
		}
		// Not by the shutdown of the frameworks, which would wait for connections to end.
		Runtime.getRuntime().halt(0);
	}

	private static void start(String name, int port, int methods) throws Exception {
		switch (name) {
			case "netty" -> NettyServer.start(port);
			case "reactor-netty" -> ReactorNettyServer.start(port);
			case "webflux" -> WebFluxServer.start(port);
			case "grest" -> GrestServer.start(port, methods, false);
			case "grest-metrics" -> GrestServer.start(port, methods, true);
			case "resume" -> ResumeServer.start(port);
			case "topic" -> TopicServer.start(port, methods > 0);
			case "node" -> NodeServer.start(port, methods);
			case "secured" -> SecuredServer.start(port, methods);
			case "blocking" -> BlockingServer.start(port, methods);
			case "controller" -> ControllerServer.start(port, methods);
			case "rsocket" -> RSocketServer.start(port);
			case "stomp" -> StompServer.start(port);
			default -> throw new IOException("Unknown server '" + name + "'");
		}
	}

	private static long heapInUse() throws IOException {
		for (int i = 0; i < COLLECTIONS; i++) {
			System.gc();
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
