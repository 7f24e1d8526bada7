package io.grest.ws.generate;

import java.util.Arrays;
import java.util.Locale;

/**
 * Module that clients share.
 */
enum SharedModule {

	/**
	 * What all clients run on.
	 */
	RUNTIME("socketApi"),

	/**
	 * Answers requests of the server.
	 */
	REQUESTS("requests"),

	/**
	 * The envelope dialect.
	 */
	ENVELOPE("EnvelopeConnection"),

	/**
	 * Reads and writes longs that are no numbers.
	 */
	LONGS("exactLongs"),

	/**
	 * One connection for clients of several contracts.
	 */
	SHARED("shared"),

	/**
	 * Streams of calls. Imports {@link #REQUESTS}.
	 */
	STREAMS("streams"),

	/**
	 * Sessions that go on with another socket.
	 */
	RESUME("resume"),

	/**
	 * Calls that are made again when their connection is lost.
	 */
	AGAIN("again");

	private final String export;

	SharedModule(String export) {
		this.export = export;
	}

	/**
	 * Return whether a file is one of these modules, or the types of one.
	 */
	static boolean isFile(String name) {
		return Arrays.stream(values())
			.anyMatch((module) -> name.equals(module.file() + ".js") || name.equals(module.file() + ".d.ts"));
	}

	/**
	 * Return whether a contract of this name would have a file of a module, on a file
	 * system that ignores case.
	 */
	static boolean isTaken(String contract) {
		return Arrays.stream(values()).anyMatch((module) -> module.file().equalsIgnoreCase(contract));
	}

	/**
	 * Return the statement that imports what a definition needs of the module.
	 */
	String statement() {
		return "import { " + this.export + " } from \"./" + file() + ".js\"\n";
	}

	private String file() {
		return name().toLowerCase(Locale.ROOT);
	}

}
