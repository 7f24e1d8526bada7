package io.grest.ws.conformance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The arguments of the command.
 *
 * @param servers the servers under test
 * @param client the command that starts the clients under test, empty for none
 * @param only parts of the names of cases to run, empty for all
 * @param except parts of the names of cases not to run
 * @param list whether the cases are listed instead
 * @param report the file for a report, or {@code null} for none
 */
record Arguments(List<Target> servers, List<String> client, List<String> only, List<String> except, boolean list,
		@Nullable Path report) {

	/**
	 * Read arguments.
	 * @throws IllegalArgumentException if one is not known or is wrong
	 */
	static Arguments parse(String... arguments) {
		List<Target> servers = new ArrayList<>();
		List<String> client = new ArrayList<>();
		List<String> only = new ArrayList<>();
		List<String> except = new ArrayList<>();
		boolean list = false;
		Path report = null;
		Iterator<String> words = List.of(arguments).iterator();
		while (words.hasNext()) {
			String option = words.next();
			switch (option) {
				case "--list" -> list = true;
				case "--server" -> servers.add(Target.parse(value(option, words)));
				case "--client" -> client.addAll(List.of(value(option, words).trim().split(" +")));
				case "--only" -> only.add(value(option, words).toLowerCase(Locale.ROOT));
				case "--except" -> except.add(value(option, words).toLowerCase(Locale.ROOT));
				case "--report" -> report = Path.of(value(option, words));
				default -> throw new IllegalArgumentException("There is no option " + option);
			}
		}
		if (!list && servers.isEmpty() && client.isEmpty()) {
			throw new IllegalArgumentException("There is nothing to test: add --server or --client");
		}
		return new Arguments(servers, client, only, except, list, report);
	}

	private static String value(String option, Iterator<String> words) {
		if (!words.hasNext()) {
			throw new IllegalArgumentException(option + " needs a value");
		}
		return words.next();
	}

	/**
	 * Return the cases that these arguments ask for, in order.
	 */
	List<ConformanceCase> cases() {
		boolean all = this.servers.isEmpty() && this.client.isEmpty();
		Stream<String> server = (all || !this.servers.isEmpty()) ? ConformanceCase.SERVER_FILES.stream()
				: Stream.empty();
		Stream<String> clients = (all || !this.client.isEmpty()) ? ConformanceCase.CLIENT_FILES.stream()
				: Stream.empty();
		return Stream.concat(server, clients).flatMap(ConformanceCase::load).filter(this::isChosen).toList();
	}

	private boolean isChosen(ConformanceCase conformanceCase) {
		String name = conformanceCase.toString().toLowerCase(Locale.ROOT);
		return (this.only.isEmpty() || this.only.stream().anyMatch(name::contains))
				&& this.except.stream().noneMatch(name::contains);
	}

}
