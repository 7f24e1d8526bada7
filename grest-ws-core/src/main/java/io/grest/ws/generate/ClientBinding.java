package io.grest.ws.generate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Module that binds generated clients to a framework of user interfaces, such as React's
 * hooks. It is written beside the clients on request, since it imports the framework,
 * which a project with a build of its own has. It serves the clients of all contracts.
 *
 * @since 0.1.0
 */
public enum ClientBinding {

	/**
	 * Hooks for React 18 and later, {@code react.js}.
	 */
	REACT("react", ">=18"),

	/**
	 * Composables of Vue 3.5, {@code vue.js}.
	 */
	VUE("vue", ">=3.5"),

	/**
	 * Stores for Svelte 4 and later, {@code svelte.js}.
	 */
	SVELTE("svelte", ">=4"),

	/**
	 * Signals of Angular 20 and later, {@code angular.js}.
	 */
	ANGULAR("@angular/core", ">=20"),

	/**
	 * Observables of RxJS 7, {@code rxjs.js}.
	 */
	RXJS("rxjs", ">=7");

	private static final String COMMON = "bindings";

	private final String framework;

	private final String versions;

	ClientBinding(String framework, String versions) {
		this.framework = framework;
		this.versions = versions;
	}

	/**
	 * Return the bindings of a list, such as {@code react,vue}.
	 * @throws IllegalArgumentException for a name that is no binding
	 */
	static List<ClientBinding> parse(String names) {
		return Arrays.stream(names.split(",", -1)).map(ClientBinding::of).distinct().toList();
	}

	private static ClientBinding of(String name) {
		return Arrays.stream(values())
			.filter((binding) -> binding.file().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("There is no binding '" + name + "': name one or more of "
					+ Arrays.stream(values()).map(ClientBinding::file).collect(Collectors.joining(", "))
					+ ", separated by commas"));
	}

	/**
	 * Return the names of the files of this binding, without their extensions.
	 */
	List<String> files() {
		return List.of(COMMON, file());
	}

	/**
	 * Return the package of npm that this binding imports.
	 */
	String framework() {
		return this.framework;
	}

	/**
	 * Return the range of versions of that package.
	 */
	String versions() {
		return this.versions;
	}

	private String file() {
		return name().toLowerCase(Locale.ROOT);
	}

}
