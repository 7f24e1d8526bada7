package io.grest.ws.generate;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Command that writes the TypeScript clients of contracts, for use in a build: <pre>
 * java io.grest.ws.generate.TypeScriptMain com.example.ChatConfiguration frontend/src/api
 * </pre>
 *
 * <p>
 * The first argument is a class that declares contracts, in static fields or as results
 * of methods without parameters, and in the same way the application's {@code JsonMapper}
 * unless that has Jackson's defaults. The second argument is the directory. With
 * {@code --javascript}, the clients are written as JavaScript with declarations instead
 * of as TypeScript. With {@code --longs=bigint} or {@code --longs=string}, each
 * {@code long} has that {@linkplain LongType type}. With {@code --bindings=react}, or
 * several names with commas between them, the {@linkplain ClientBinding bindings} of
 * these names are written as well. With {@code --package=@example/chat-api@1.2.0} the
 * directory becomes a package of npm, in JavaScript. With {@code --check}, no file is
 * written, and the existing ones are compared. The exit status is 0 for success, 1 if a
 * file is stale, and 2 if the arguments are invalid or a client or file cannot be
 * generated, read or written.
 *
 * @since 0.1.0
 */
public final class TypeScriptMain {

	private static final String CHECK = "--check";

	private static final String JAVASCRIPT = "--javascript";

	private static final String LONGS = "--longs=";

	private static final String BINDINGS = "--bindings=";

	private static final String PACKAGE = "--package=";

	private static final String USAGE = "Usage: java " + TypeScriptMain.class.getName()
			+ " <class with contracts> <directory> [" + JAVASCRIPT + "] [" + LONGS + "number|string|bigint] ["
			+ BINDINGS + "react,...] [" + PACKAGE + "name@version] [" + CHECK + "]";

	private TypeScriptMain() {
	}

	/**
	 * Write or check the clients, and exit.
	 * @param arguments the class, the directory and the options
	 */
	public static void main(String[] arguments) {
		System.exit(run(System.out, System.err, arguments));
	}

	static int run(PrintStream out, PrintStream err, String... arguments) {
		List<String> names = new ArrayList<>(Arrays.asList(arguments));
		boolean check = names.remove(CHECK);
		boolean javaScript = names.remove(JAVASCRIPT);
		LongType longs = Arrays.stream(LongType.values())
			.filter((type) -> names.remove(LONGS + type.name().toLowerCase(Locale.ROOT)))
			.findFirst()
			.orElse(LongType.NUMBER);
		String bindings = take(names, BINDINGS);
		String npmPackage = take(names, PACKAGE);
		if (names.size() != 2 || names.stream().anyMatch((name) -> name.startsWith("--"))) {
			err.println(USAGE);
			return 2;
		}
		try {
			TypeScriptFiles files = files(names.get(0), javaScript || npmPackage != null, longs);
			if (bindings != null) {
				files.bindings(ClientBinding.parse(bindings));
			}
			if (npmPackage != null) {
				NpmPackage described = NpmPackage.parse(npmPackage);
				files.npmPackage(described.name(), described.version());
			}
			Path directory = Path.of(names.get(1));
			if (!check) {
				files.writeTo(directory).forEach((name) -> out.println("Written: " + directory.resolve(name)));
				return 0;
			}
			List<String> stale = files.staleIn(directory);
			stale.forEach((name) -> err.println("Stale: " + directory.resolve(name)));
			if (!stale.isEmpty()) {
				err.println("The contracts have changed. Run this command again without " + CHECK
						+ " and commit the written files.");
			}
			return stale.isEmpty() ? 0 : 1;
		}
		catch (IllegalArgumentException | IOException ex) {
			err.println(ex.getMessage());
			return 2;
		}
	}

	private static @Nullable String take(List<String> names, String option) {
		for (String name : names) {
			if (name.startsWith(option)) {
				names.remove(name);
				return name.substring(option.length());
			}
		}
		return null;
	}

	private static TypeScriptFiles files(String holderName, boolean javaScript, LongType longs) {
		ContractHolder holder = new ContractHolder(load(holderName));
		TypeScriptGenerator generator = new TypeScriptGenerator(holder.codec()).longs(longs).among(holder.contracts());
		List<TypeScriptModule> modules = holder.contracts().stream().map(generator::generate).toList();
		return javaScript ? TypeScriptFiles.javaScript(modules) : TypeScriptFiles.typeScript(modules);
	}

	private static Class<?> load(String name) {
		try {
			return ClassUtils.forName(name, TypeScriptMain.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalArgumentException("There is no class " + name + " on the class path", ex);
		}
	}

}
