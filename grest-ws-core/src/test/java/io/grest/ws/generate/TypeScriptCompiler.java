package io.grest.ws.generate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Compiles TypeScript as strictly as it can be, for its errors only. Aborts the test
 * where there is no compiler.
 */
final class TypeScriptCompiler {

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static final Pattern ERROR = Pattern.compile("(.+)\\((\\d+),\\d+\\): error (TS\\d+): .*");

	private final Node node = Node.assume();

	private static final String OPTIONS = """
			{
			  "compilerOptions": {
			    "noEmit": true, "strict": true, "noUnusedLocals": true, "noUnusedParameters": true,
			    "exactOptionalPropertyTypes": true, "noUncheckedIndexedAccess": true, "verbatimModuleSyntax": true,
			    "isolatedModules": true, "target": "es2022", "module": "nodenext", "lib": ["es2022", "dom"], "types": []
			  },
			  "include": ["*.ts"]
			}
			""";

	private final Path compiler;

	private final Path directory;

	TypeScriptCompiler(String name) throws IOException {
		this(name, Version.NEWEST);
	}

	TypeScriptCompiler(String name, Version version) throws IOException {
		this.compiler = Node.assumeModules(version.module).resolve("node_modules/" + version.module + "/bin/tsc");
		this.directory = Path.of("target/typescript", name).toAbsolutePath();
		if (Files.exists(this.directory)) {
			try (Stream<Path> old = Files.list(this.directory)) {
				for (Path file : old.toList()) {
					Files.delete(file);
				}
			}
		}
		Files.createDirectories(this.directory);
		add("package.json", "{ \"type\": \"module\" }");
		add("tsconfig.json", OPTIONS);
		for (String module : List.of("runtime", "requests", "envelope", "streams", "shared", "resume", "again")) {
			add(module + ".d.ts", TypeScriptModule.sharedFile(module + ".d.ts"));
		}
	}

	TypeScriptCompiler add(String file, String text) throws IOException {
		Files.writeString(this.directory.resolve(file), text);
		return this;
	}

	/**
	 * Take literals for branded types.
	 */
	TypeScriptCompiler withoutBrands() throws IOException {
		return add("runtime.d.ts",
				TypeScriptModule.runtimeDeclarations().replace("= Value & { readonly [brand]: Name }", "= Value"));
	}

	/**
	 * Compile all files.
	 * @return what the compiler said, empty if there is no error
	 */
	String output() throws IOException {
		Node.Ended ended = this.node.run(this.directory, Map.of(), TIMEOUT, this.compiler.toString(), "--project", ".",
				"--pretty", "false");
		return ended.out() + ended.err();
	}

	/**
	 * Compile all files.
	 * @return a line for each error, {@code file(line) code}
	 */
	List<String> errors() throws IOException {
		return output().lines()
			.map(ERROR::matcher)
			.filter((error) -> error.matches())
			.map((error) -> error.group(1) + "(" + error.group(2) + ") " + error.group(3))
			.toList();
	}

	/**
	 * The compilers that clients are to be compiled by.
	 */
	enum Version {

		OLDEST("typescript"), NEWEST("typescript-newest");

		private final String module;

		Version(String module) {
			this.module = module;
		}

	}

}
