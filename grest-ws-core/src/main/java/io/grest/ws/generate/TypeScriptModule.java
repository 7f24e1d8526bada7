package io.grest.ws.generate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

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

	private static final Pattern DEFINITION = Pattern.compile("(?:socket|dialect)Api\\(\\{\n");

	private static final Pattern IMPORT = Pattern.compile("from \"\\./(\\w+)\\.js\"");

	/**
	 * Return the code that all clients share: an ECMAScript module without dependencies,
	 * for browsers and Node.js.
	 * @return the text of {@code runtime.js}
	 */
	public static String runtime() {
		return resource("runtime.js");
	}

	/**
	 * Return the types of the code that all clients share.
	 * @return the text of {@code runtime.d.ts}
	 */
	public static String runtimeDeclarations() {
		return resource("runtime.d.ts");
	}

	/**
	 * Return a file that clients share: {@code runtime.js}, a further module that only
	 * those import that need it, or the {@code .d.ts} file of one.
	 * @param name the name of the file
	 * @return the text, or {@code null} if there is no such file
	 */
	public static @Nullable String sharedFile(String name) {
		return SharedModule.isFile(name) ? resource(name) : null;
	}

	/**
	 * Return the client as an ECMAScript module that a server serves at a path. Without
	 * the option {@code url}, it connects to the server that it was loaded from, which
	 * may be another one than that of the page, or behind a path of a proxy.
	 * @param path the path of the file as the server knows it, such as
	 * {@code /grest-ws/ChatApi.js}
	 * @return the text
	 */
	public String servedAt(String path) {
		String served = "  served: [import.meta.url, " + TypeText.quote(path) + "],\n";
		return DEFINITION.matcher(this.javaScript).replaceFirst("$0" + Matcher.quoteReplacement(served));
	}

	/**
	 * Return the files that are stored beside the client: the modules that it imports,
	 * and their types.
	 * @return the names, such as {@code runtime.js} and {@code runtime.d.ts}, for
	 * {@link #sharedFile}
	 */
	public Set<String> sharedFiles() {
		return IMPORT.matcher(this.javaScript)
			.results()
			.flatMap((match) -> Stream.of(match.group(1) + ".js", match.group(1) + ".d.ts"))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * Return a file of this package's resources.
	 */
	static String resource(String name) {
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
