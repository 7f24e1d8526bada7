package io.grest.ws.generate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Client of a contract as the text of its files. They are stored in the same directory as
 * {@code runtime.js} and {@code runtime.d.ts}, which all clients share.
 *
 * @param name the name of the contract, and of the files without their extensions
 * @param javaScript the client as an ECMAScript module, for {@code .js}
 * @param declarations the types of that module, for {@code .d.ts}
 * @param typeScript the client with its types, for {@code .ts}
 * @since 0.1.0
 */
public record TypeScriptModule(String name, String javaScript, String declarations, String typeScript) {

	static final String RUNTIME = "runtime";

	static final String LONGS = "longs";

	static final String STREAMS = "streams";

	static final String SHARED = "shared";

	/**
	 * Return the code that all clients share: an ECMAScript module without dependencies,
	 * for browsers and Node.js.
	 * @return the text of {@code runtime.js}
	 */
	public static String runtime() {
		return resource(RUNTIME + ".js");
	}

	/**
	 * Return the types of the code that all clients share.
	 * @return the text of {@code runtime.d.ts}
	 */
	public static String runtimeDeclarations() {
		return resource(RUNTIME + ".d.ts");
	}

	/**
	 * Return the code that clients share whose {@code long} is not a {@code number}.
	 * @return the text of {@code longs.js}
	 */
	public static String longs() {
		return resource(LONGS + ".js");
	}

	/**
	 * Return the types of {@link #longs()}.
	 * @return the text of {@code longs.d.ts}
	 */
	public static String longsDeclarations() {
		return resource(LONGS + ".d.ts");
	}

	/**
	 * Return whether the client imports {@link #longs()}.
	 * @return whether {@code longs.js} is to be stored beside it
	 */
	public boolean usesLongs() {
		return imports(LONGS);
	}

	/**
	 * Return the code that clients share whose contracts have streams.
	 * @return the text of {@code streams.js}
	 */
	public static String streams() {
		return resource(STREAMS + ".js");
	}

	/**
	 * Return the types of {@link #streams()}.
	 * @return the text of {@code streams.d.ts}
	 */
	public static String streamsDeclarations() {
		return resource(STREAMS + ".d.ts");
	}

	/**
	 * Return whether the client imports {@link #streams()}.
	 * @return whether {@code streams.js} is to be stored beside it
	 */
	public boolean usesStreams() {
		return imports(STREAMS);
	}

	/**
	 * Return the code by which clients of contracts with the same path share a
	 * connection.
	 * @return the text of {@code shared.js}
	 */
	public static String shared() {
		return resource(SHARED + ".js");
	}

	/**
	 * Return the types of {@link #shared()}.
	 * @return the text of {@code shared.d.ts}
	 */
	public static String sharedDeclarations() {
		return resource(SHARED + ".d.ts");
	}

	/**
	 * Return whether the client imports {@link #shared()}.
	 * @return whether {@code shared.js} is to be stored beside it
	 */
	public boolean usesShared() {
		return imports(SHARED);
	}

	private boolean imports(String module) {
		return this.javaScript.contains("from \"./" + module + ".js\"");
	}

	private static String resource(String name) {
		try (InputStream in = TypeScriptModule.class.getResourceAsStream(name)) {
			if (in == null) {
				throw new IllegalStateException("The resource io/grest/ws/generate/" + name
						+ " is missing: include it when grest-ws-core is repackaged");
			}
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
