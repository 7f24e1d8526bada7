package io.grest.ws.generate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The client of a contract, as the text of files. All of them stand beside
 * {@code runtime.js} and {@code runtime.d.ts}, which every client shares.
 *
 * @param name the name of the contract, and of the files but for their extensions
 * @param javaScript the client as an ECMAScript module, for {@code .js}
 * @param declarations the types of that module, for {@code .d.ts}
 * @param typeScript the client and its types in one, for {@code .ts}
 * @since 0.1.0
 */
public record TypeScriptModule(String name, String javaScript, String declarations, String typeScript) {

	static final String RUNTIME = "runtime";

	/**
	 * The code that the clients of all contracts share, an ECMAScript module without
	 * dependencies, for browsers and Node.
	 * @return the text of {@code runtime.js}
	 */
	public static String runtime() {
		return resource(RUNTIME + ".js");
	}

	/**
	 * The types of the code that the clients of all contracts share.
	 * @return the text of {@code runtime.d.ts}
	 */
	public static String runtimeDeclarations() {
		return resource(RUNTIME + ".d.ts");
	}

	private static String resource(String name) {
		try (InputStream in = TypeScriptModule.class.getResourceAsStream(name)) {
			if (in == null) {
				throw new IllegalStateException("The resource io/grest/ws/generate/" + name
						+ " is missing: keep it where grest-ws-core is repackaged");
			}
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
