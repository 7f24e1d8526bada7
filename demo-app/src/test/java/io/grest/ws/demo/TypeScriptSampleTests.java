package io.grest.ws.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.demo.samples.BrowserResumeSamples;
import io.grest.ws.demo.samples.BrowserStreamSamples;
import io.grest.ws.generate.ClientBinding;
import io.grest.ws.generate.TypeScriptFiles;
import io.grest.ws.generate.TypeScriptGenerator;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.samples.board.BoardClient;
import io.grest.ws.samples.board.BoardServer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the TypeScript samples of the pages compile against the client that the demo
 * serves, and that invalid code does not. Skipped without a compiler.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "spring.reactor.netty.shutdown-quiet-period=0s")
@AutoConfigureWebTestClient
class TypeScriptSampleTests {

	private static final Path SAMPLES = Path.of("src/test/typescript");

	private static final Path MODULES = Path.of("../grest-ws-core/src/test/node/node_modules");

	private static final String OPTIONS = """
			{
			  "compilerOptions": {
			    "strict": true, "exactOptionalPropertyTypes": true, "noUncheckedIndexedAccess": true,
			    "target": "es2022", "lib": ["es2022", "dom", "dom.iterable"], "types": [],
			    "module": "esnext", "moduleResolution": "bundler", "jsx": "react-jsx", "noEmit": true,
			    "paths": { "@example/chat-api/*": ["./*"] }
			  }
			}
			""";

	@Autowired
	private WebTestClient web;

	@Test
	@Timeout(180)
	void everySampleCompilesButForTheErrorsThatItExpects() throws IOException, InterruptedException {
		Assumptions.assumeTrue(isOnPath("node"), "There is no node on the PATH: install Node 20 to run this test");
		Assumptions.assumeTrue(Files.isDirectory(MODULES.resolve("typescript-newest")),
				() -> "No compiler is installed: run npm ci in " + MODULES.getParent().normalize());
		Path directory = prepare();
		Process compiler = new ProcessBuilder("node", "node_modules/typescript-newest/bin/tsc", "--project", ".",
				"--pretty", "false")
			.directory(directory.toFile())
			.redirectErrorStream(true)
			.start();
		String said = new String(compiler.getInputStream().readAllBytes());
		assertThat(compiler.waitFor(2, TimeUnit.MINUTES)).isTrue();
		assertThat(said).isEmpty();
		assertThat(compiler.exitValue()).isZero();
	}

	private static boolean isOnPath(String program) {
		return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, program)));
	}

	private Path prepare() throws IOException {
		Path directory = Path.of("target/typescript").toAbsolutePath();
		FileSystemUtils.deleteRecursively(directory);
		Files.createDirectories(directory);
		Files.createSymbolicLink(directory.resolve("node_modules"), MODULES.toRealPath());
		Files.writeString(directory.resolve("tsconfig.json"), OPTIONS);
		for (String served : List.of("ChatApi.d.ts", "runtime.d.ts")) {
			Files.write(directory.resolve(served),
					this.web.get()
						.uri("/grest-ws/" + served)
						.exchange()
						.expectStatus()
						.isOk()
						.expectBody()
						.returnResult()
						.getResponseBodyContent());
		}
		List<SocketContract<?, ?>> contracts = List.of(BrowserStreamSamples.priceApi(), BrowserStreamSamples.orderApi(),
				BrowserResumeSamples.shopApi(),
				SocketContract.define("BoardApi", BoardServer.class, BoardClient.class).path("/ws/boards").build(),
				SocketContract.define("NoteApi", NoteServer.class, NoteClient.class)
					.path("/ws/notes")
					.dialect(Dialect.ENVELOPE)
					.build());
		TypeScriptGenerator generator = new TypeScriptGenerator(new PayloadCodec()).among(contracts);
		for (SocketContract<?, ?> contract : contracts) {
			Files.writeString(directory.resolve(contract.name() + ".d.ts"),
					generator.generate(contract).declarations());
		}
		TypeScriptFiles.javaScript(List.of()).bindings(List.of(ClientBinding.values())).writeTo(directory);
		try (Stream<Path> samples = Files.list(SAMPLES)) {
			for (Path sample : samples.toList()) {
				Files.copy(sample, directory.resolve(sample.getFileName()));
			}
		}
		return directory;
	}

	interface NoteServer {

		void pin(Note note);

	}

	interface NoteClient {

		void pinned(Note note);

	}

	record Note(String text) {

	}

}
