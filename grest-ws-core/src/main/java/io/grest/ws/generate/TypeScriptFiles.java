package io.grest.ws.generate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Files of one directory, with the clients of contracts and the runtime that they share.
 *
 * @since 0.1.0
 */
public final class TypeScriptFiles {

	private final Map<String, String> files = new TreeMap<>();

	private final List<String> contracts;

	private final boolean javaScript;

	private final Set<ClientBinding> bindings = EnumSet.noneOf(ClientBinding.class);

	private @Nullable NpmPackage npmPackage;

	private TypeScriptFiles(List<TypeScriptModule> modules, boolean javaScript) {
		this.javaScript = javaScript;
		this.contracts = modules.stream().map(TypeScriptModule::name).toList();
		modules.stream()
			.flatMap((module) -> module.sharedFiles().stream())
			.forEach((name) -> this.files.computeIfAbsent(name, TypeScriptModule::sharedFile));
	}

	/**
	 * Create the files of clients in TypeScript, for a project that compiles it: one
	 * {@code .ts} file each.
	 * @param modules the clients
	 * @return the files
	 */
	public static TypeScriptFiles typeScript(List<TypeScriptModule> modules) {
		TypeScriptFiles all = new TypeScriptFiles(modules, false);
		modules.forEach((module) -> all.files.put(module.name() + ".ts", module.typeScript()));
		return all;
	}

	/**
	 * Create the files of clients in JavaScript, which need no compilation: one
	 * {@code .js} and one {@code .d.ts} file each.
	 * @param modules the clients
	 * @return the files
	 */
	public static TypeScriptFiles javaScript(List<TypeScriptModule> modules) {
		TypeScriptFiles all = new TypeScriptFiles(modules, true);
		modules.forEach((module) -> {
			all.files.put(module.name() + ".js", module.javaScript());
			all.files.put(module.name() + ".d.ts", module.declarations());
		});
		return all;
	}

	/**
	 * Add bindings to frameworks of user interfaces, and what these share.
	 * @param bindings the bindings
	 * @return these files
	 * @throws IllegalArgumentException if a contract has the name of a file of a binding
	 */
	public TypeScriptFiles bindings(Collection<ClientBinding> bindings) {
		bindings.stream().flatMap((binding) -> binding.files().stream()).distinct().forEach(this::addBinding);
		this.bindings.addAll(bindings);
		return describePackage();
	}

	/**
	 * Add a {@code package.json}, so that the directory is a package of npm, which a
	 * frontend elsewhere installs. It has an export for each module, such as
	 * {@code @example/chat-api/ChatApi.js}. The frameworks of bindings are optional peer
	 * dependencies.
	 * @param name the name of the package, such as {@code @example/chat-api}
	 * @param version the version of the package, such as {@code 1.2.0}
	 * @return these files
	 * @throws IllegalArgumentException if npm has no such names or versions
	 * @throws IllegalStateException if the clients are TypeScript
	 */
	public TypeScriptFiles npmPackage(String name, String version) {
		if (!this.javaScript) {
			throw new IllegalStateException(
					"A package of npm has JavaScript: create its files by TypeScriptFiles.javaScript(...)");
		}
		this.npmPackage = new NpmPackage(name, version);
		return describePackage();
	}

	private TypeScriptFiles describePackage() {
		if (this.npmPackage != null) {
			this.files.put(NpmPackage.FILE, this.npmPackage.describe(this.files.keySet(), this.bindings));
		}
		return this;
	}

	private void addBinding(String name) {
		this.contracts.stream().filter(name::equalsIgnoreCase).findFirst().ifPresent((contract) -> {
			throw new IllegalArgumentException("The contract '" + contract
					+ "' would have the same files as the binding " + name + ".js: give the contract another name");
		});
		for (String file : List.of(name + ".js", name + ".d.ts")) {
			this.files.put(file, TypeScriptModule.resource("bindings/" + file));
		}
	}

	/**
	 * Write the files. A file that is up to date is not touched and keeps its
	 * modification time.
	 * @param directory the directory, created if it does not exist
	 * @return the names of the written files
	 * @throws IOException if a file cannot be read or written
	 */
	public List<String> writeTo(Path directory) throws IOException {
		Files.createDirectories(directory);
		List<String> stale = staleIn(directory);
		for (String name : stale) {
			Files.writeString(directory.resolve(name), this.files.getOrDefault(name, ""));
		}
		return stale;
	}

	/**
	 * Compare the files with those of a directory. Differences of line endings are
	 * ignored.
	 * @param directory the directory
	 * @return the names of the files that are missing there or differ
	 * @throws IOException if a file cannot be read
	 */
	public List<String> staleIn(Path directory) throws IOException {
		Map<String, String> stale = new TreeMap<>(this.files);
		for (Map.Entry<String, String> file : this.files.entrySet()) {
			Path written = directory.resolve(file.getKey());
			if (Files.exists(written) && Files.readString(written).replace("\r\n", "\n").equals(file.getValue())) {
				stale.remove(file.getKey());
			}
		}
		return List.copyOf(stale.keySet());
	}

}
