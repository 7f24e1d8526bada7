package io.grest.ws.generate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.grest.ws.generate.sample.Chat;
import io.grest.ws.generate.sample.Lobby;
import io.grest.ws.generate.sample.Market;
import io.grest.ws.generate.sample.Rooms;
import io.grest.ws.protocol.PayloadCodec;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bytes that a page loads for a generated client, bundled, minified and compressed. The
 * log of the build has them beside those of other clients.
 */
class ClientSizeTests {

	// Bytes of a client that neither answers, streams nor resumes. Raise it knowingly.
	private static final int LIMIT = 9_500;

	// The same of one of the dialect without handshake and requests.
	private static final int ENVELOPE_LIMIT = 7_000;

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	@Test
	void loadsNoMoreThanAClientNeeds() throws IOException {
		Map<String, JsonNode> sizes = measure();
		System.out.println(sizes.values()
			.stream()
			.map((size) -> "  %-30s %,8d bytes minified, %,7d compressed".formatted(size.path("name").asString(),
					size.path("minified").asInt(), size.path("compressed").asInt()))
			.collect(Collectors.joining("\n", "Clients in a page, by esbuild and gzip:\n", "")));
		assertThat(compressed(sizes, "grest-ws")).isLessThanOrEqualTo(LIMIT);
		assertThat(compressed(sizes, "grest-ws, second dialect")).isLessThanOrEqualTo(ENVELOPE_LIMIT);
		assertThat(compressed(sizes, "grest-ws, unused")).isLessThan(150);
		assertThat(compressed(sizes, "grest-ws with resume")).isLessThan(compressed(sizes, "@microsoft/signalr"));
		assertThat(sizes).containsKeys("socket.io-client", "graphql-ws", "@trpc/client");
	}

	private static int compressed(Map<String, JsonNode> sizes, String name) {
		return sizes.get(name).path("compressed").asInt();
	}

	private static Map<String, JsonNode> measure() throws IOException {
		Path tools = Node.assumeModules("esbuild", "@microsoft/signalr", "socket.io-client", "graphql-ws",
				"@trpc/client");
		Path directory = Path.of("target/sizes").toAbsolutePath();
		FileSystemUtils.deleteRecursively(directory);
		TypeScriptGenerator generator = new TypeScriptGenerator(new PayloadCodec());
		List<TypeScriptModule> modules = List.of(Chat.API, Chat.BOARD, Lobby.API, Market.API, Rooms.API)
			.stream()
			.map(generator::generate)
			.toList();
		TypeScriptFiles.javaScript(modules).npmPackage("clients", "1.0.0").writeTo(directory);
		Files.writeString(directory.resolve("all.js"),
				modules.stream()
					.map((module) -> "export * from \"./" + module.name() + ".js\"\n")
					.collect(Collectors.joining()));
		Node.Ended ended = Node.assume()
			.run(directory, Map.of(), TIMEOUT, tools.resolve("sizes.mjs").toString(), directory.toString());
		assertThat(ended.exitCode()).as(ended.err()).isZero();
		Map<String, JsonNode> sizes = new LinkedHashMap<>();
		ended.out()
			.lines()
			.map(new JsonMapper()::readTree)
			.forEach((size) -> sizes.put(size.path("name").asString(), size));
		return sizes;
	}

}
