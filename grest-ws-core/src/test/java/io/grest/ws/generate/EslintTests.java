package io.grest.ws.generate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.sample.Chat;
import io.grest.ws.generate.sample.Ledger;
import io.grest.ws.generate.sample.Lobby;
import io.grest.ws.generate.sample.Market;
import io.grest.ws.generate.sample.Odd;
import io.grest.ws.generate.sample.Rooms;
import io.grest.ws.protocol.PayloadCodec;
import org.junit.jupiter.api.Test;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that generated clients, what they run on and the bindings keep the recommended
 * rules of ESLint and of typescript-eslint, so that those of a frontend do not complain.
 */
class EslintTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static final List<SocketContract<?, ?>> CONTRACTS = List.of(Chat.API, Chat.BOARD, Chat.FEED, Lobby.API,
			Odd.API, Rooms.API, Ledger.API);

	@Test
	void findsNoFaults() throws IOException {
		Node.Ended ended = lint(write());
		assertThat(ended.out() + ended.err()).isEmpty();
		assertThat(ended.exitCode()).isZero();
	}

	@Test
	void readsEachFile() throws IOException {
		Path directory = write();
		int files = 0;
		try (Stream<Path> all = Files.walk(directory)) {
			for (Path file : all.filter((path) -> path.toString().matches(".*[jt]s")).toList()) {
				Files.writeString(file, "debugger\n");
				files++;
			}
		}
		String found = lint(directory).out();
		assertThat(files).isGreaterThan(40);
		assertThat(found.split("no-debugger", -1)).hasSize(files + 1);
	}

	private static Path write() throws IOException {
		Path directory = Path.of("target/eslint").toAbsolutePath();
		FileSystemUtils.deleteRecursively(directory);
		TypeScriptGenerator generator = new TypeScriptGenerator(new PayloadCodec());
		List<TypeScriptModule> modules = Stream
			.concat(CONTRACTS.stream().map(generator::generate),
					Stream.of(generator.longs(LongType.BIGINT).generate(Market.API)))
			.toList();
		TypeScriptFiles.typeScript(modules).writeTo(directory.resolve("typescript"));
		TypeScriptFiles.javaScript(modules)
			.bindings(List.of(ClientBinding.values()))
			.writeTo(directory.resolve("javascript"));
		return directory;
	}

	private static Node.Ended lint(Path directory) {
		Path tools = Node.assumeModules("eslint", "typescript-eslint", "@eslint/js");
		return Node.assume()
			.run(directory, Map.of(), TIMEOUT, tools.resolve("node_modules/eslint/bin/eslint.js").toString(),
					"--config", tools.resolve("eslint.config.mjs").toString(), "--max-warnings", "0", ".");
	}

}
