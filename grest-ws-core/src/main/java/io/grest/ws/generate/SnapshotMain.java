package io.grest.ws.generate;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.snapshot.ContractChange;
import io.grest.ws.generate.snapshot.ContractDescription;

import org.springframework.util.ClassUtils;

/**
 * Command that says for each change of contracts since their descriptions were written
 * whether it breaks old clients, old servers or nobody, and why: <pre>
 * java io.grest.ws.generate.SnapshotMain com.example.ChatConfiguration src/test/contracts
 * </pre>
 *
 * <p>
 * The first argument is a class that declares contracts, as for {@link TypeScriptMain}.
 * The second argument is the directory with a file for each contract,
 * {@code ChatApi.json}. With {@code --write}, the files are written once the changes are
 * listed. The exit status is 0 if no change breaks a peer, 1 if one does, and 2 if the
 * arguments are invalid or a file cannot be read or written.
 *
 * @since 0.1.0
 */
public final class SnapshotMain {

	private static final String WRITE = "--write";

	private static final String USAGE = "Usage: java " + SnapshotMain.class.getName()
			+ " <class with contracts> <directory> [" + WRITE + "]";

	private SnapshotMain() {
	}

	/**
	 * List the changes, and exit.
	 * @param arguments the class, the directory and the option
	 */
	public static void main(String[] arguments) {
		System.exit(run(System.out, System.err, arguments));
	}

	static int run(PrintStream out, PrintStream err, String... arguments) {
		List<String> names = new ArrayList<>(Arrays.asList(arguments));
		boolean write = names.remove(WRITE);
		if (names.size() != 2 || names.stream().anyMatch((name) -> name.startsWith("--"))) {
			err.println(USAGE);
			return 2;
		}
		try {
			ContractHolder holder = new ContractHolder(
					ClassUtils.forName(names.get(0), SnapshotMain.class.getClassLoader()));
			Path directory = Path.of(names.get(1));
			boolean breaks = false;
			for (SocketContract<?, ?> contract : holder.contracts()) {
				ContractDescription description = ContractDescription.of(contract, holder.codec());
				breaks |= compare(description, directory, write, out);
			}
			return breaks ? 1 : 0;
		}
		catch (ClassNotFoundException ex) {
			err.println("There is no class " + names.get(0) + " on the class path");
			return 2;
		}
		catch (IllegalArgumentException | IOException ex) {
			err.println(ex.getMessage());
			return 2;
		}
	}

	private static boolean compare(ContractDescription description, Path directory, boolean write, PrintStream out)
			throws IOException {
		Path file = directory.resolve(description.name() + ".json");
		List<ContractChange> changes = List.of();
		if (Files.exists(file)) {
			changes = description.changesSince(read(file));
			out.println(description.name() + ": " + (changes.isEmpty() ? "no changes"
					: changes.size() + (changes.size() == 1 ? " change" : " changes")));
			changes.forEach((change) -> out.println("  " + change.toString().replace("\n", "\n  ")));
		}
		else if (!write) {
			throw new IllegalArgumentException(
					"There is no " + file + ". Run this command with " + WRITE + " and commit the written file");
		}
		if (write) {
			Files.createDirectories(directory);
			Files.writeString(file, description.toJson());
			out.println("Written: " + file);
		}
		return changes.stream().anyMatch(ContractChange::isBreaking);
	}

	private static ContractDescription read(Path file) throws IOException {
		try {
			return ContractDescription.parse(Files.readString(file));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(file + ": " + ex.getMessage(), ex);
		}
	}

}
