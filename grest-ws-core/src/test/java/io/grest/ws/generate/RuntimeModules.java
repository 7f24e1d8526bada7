package io.grest.ws.generate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import io.grest.ws.conformance.ChatApi;
import io.grest.ws.conformance.CredentialsApi;
import io.grest.ws.conformance.EchoApi;
import io.grest.ws.conformance.NewsApi;
import io.grest.ws.conformance.StreamApi;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.sample.Ledger;
import io.grest.ws.generate.sample.Market;
import io.grest.ws.protocol.PayloadCodec;

import org.springframework.util.FileSystemUtils;

/**
 * Generated clients and their runtime, together with what tests them, as modules that
 * import each other.
 */
public final class RuntimeModules {

	/**
	 * What Node is started with: a WebSocket, where it has none by itself, and no warning
	 * about it.
	 */
	public static final List<String> OPTIONS = List.of("--experimental-websocket", "--no-warnings");

	private static final Path TESTS = Path.of("src/test/node/runtime");

	private static final Map<String, SocketContract<?, ?>> CONTRACTS = Map.of("chat.js", ChatApi.OPEN,
			"chat-private.js", ChatApi.PRIVATE, "chat-rooms.js", ChatApi.ROOMS, "chat-versions.js", ChatApi.VERSIONS,
			"echo.js", EchoApi.OPEN, "echo-rooms.js", EchoApi.ROOMS, "credentials.js", CredentialsApi.CONTRACT,
			"stream-api.js", StreamApi.CONTRACT);

	private static final List<SocketContract<?, ?>> BOTH = List.of(ChatApi.BOTH, NewsApi.CONTRACT);

	private RuntimeModules() {
	}

	/**
	 * Bring the modules together.
	 * @param name of the directory, below that of all that is built
	 * @return the directory
	 */
	public static Path prepare(String name) throws IOException {
		return prepare(name, Map.of());
	}

	/**
	 * Bring the modules together.
	 * @param name of the directory, below that of all that is built
	 * @param further contracts whose clients are generated, by the names of their files
	 * @return the directory
	 */
	public static Path prepare(String name, Map<String, SocketContract<?, ?>> further) throws IOException {
		Path directory = Path.of("target/node", name).toAbsolutePath();
		FileSystemUtils.deleteRecursively(directory);
		Files.createDirectories(directory);
		Files.writeString(directory.resolve("package.json"), "{ \"type\": \"module\" }");
		for (String module : List.of("runtime.js", "requests.js", "envelope.js", "longs.js", "streams.js", "shared.js",
				"resume.js", "again.js")) {
			Files.writeString(directory.resolve(module), TypeScriptModule.sharedFile(module));
		}
		TypeScriptGenerator generator = new TypeScriptGenerator(new PayloadCodec());
		for (Map.Entry<String, SocketContract<?, ?>> contract : CONTRACTS.entrySet()) {
			Files.writeString(directory.resolve(contract.getKey()),
					generator.generate(contract.getValue()).javaScript());
		}
		for (Map.Entry<String, SocketContract<?, ?>> contract : further.entrySet()) {
			Files.writeString(directory.resolve(contract.getKey()),
					generator.generate(contract.getValue()).javaScript());
		}
		for (LongType longs : List.of(LongType.BIGINT, LongType.STRING)) {
			Files.writeString(directory.resolve("ledger-" + longs.name().toLowerCase(Locale.ROOT) + ".js"),
					generator.longs(longs).generate(Ledger.API).javaScript());
		}
		Files.writeString(directory.resolve("market-bigint.js"),
				generator.longs(LongType.BIGINT).generate(Market.API).javaScript());
		TypeScriptGenerator sharing = generator.among(BOTH);
		for (SocketContract<?, ?> contract : BOTH) {
			Files.writeString(directory.resolve("both-" + contract.name() + ".js"),
					sharing.generate(contract).javaScript());
		}
		try (Stream<Path> tests = Files.list(TESTS)) {
			for (Path test : tests.toList()) {
				Files.writeString(directory.resolve(test.getFileName().toString()), Files.readString(test));
			}
		}
		return directory;
	}

}
