package io.grest.ws.generate.asyncapi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.Node;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.SecurityScheme;
import io.grest.ws.topic.engine.Retention;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The official parser of AsyncAPI, by Node, finds documents valid.
 */
class AsyncApiParserTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	@TempDir
	Path directory;

	@Test
	void aDocumentOfEveryKindOfContractIsValid() throws IOException {
		ObjectNode document = AsyncApiGenerator.describe("Test", "1")
			.contract(SocketContract
				.define("Chat", AsyncApiGeneratorTests.Server.class, AsyncApiGeneratorTests.Client.class)
				.path("/ws/{room}/{floor}")
				.queryOnConnect(AsyncApiGeneratorTests.Query.class)
				.build(), List.of(new Secret()))
			.contract(SocketContract.define("Types", Types.class, AsyncApiGeneratorTests.Nothing.class)
				.path("/ws/types")
				.build(), List.of())
			.contract(SocketContract
				.define("Feed", AsyncApiGeneratorTests.FeedServer.class, AsyncApiGeneratorTests.FeedClient.class)
				.path("/ws/feed")
				.dialect(Dialect.ENVELOPE)
				.build(), List.of(new Secret()))
			.contract(SocketContract.define("Shapes", ShapesApi.Server.class, ShapesApi.Client.class)
				.path("/ws/shapes")
				.build(), List.of())
			.contract(AsyncApiGeneratorTests.oddContract(), List.of())
			.contract(AsyncApiStreamTests.CONTRACT, List.of(new Secret()))
			.contract(AsyncApiTopicTests.CONTRACT, List.of())
			.contract(AsyncApiTopicTests.ENVELOPES, List.of())
			.retention((contract, topic) -> new Retention(100, Duration.ofHours(1)))
			.generate();
		Node.Ended ended = parse(document.toString());
		assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
		assertThat(ended.out()).contains("valid: 3.0.0, 11 channels, 173 operations")
			.doesNotContain("error ", "warning ");
	}

	@Test
	void aDocumentThatIsWrongIsNot() throws IOException {
		Node.Ended ended = parse("{\"asyncapi\":\"3.0.0\",\"info\":{\"title\":\"Test\"}}");
		assertThat(ended.exitCode()).isEqualTo(1);
		assertThat(ended.out()).contains("\"info\" property must have required property \"version\"");
	}

	private Node.Ended parse(String document) throws IOException {
		Node node = Node.assume();
		Path modules = Node.assumeModules();
		Assumptions.assumeTrue(Files.isDirectory(modules.resolve("node_modules/@asyncapi/parser")),
				() -> "The parser of AsyncAPI is not installed: run npm ci in " + modules);
		Path file = Files.writeString(this.directory.resolve("asyncapi.json"), document);
		return node.run(modules, Map.of(), TIMEOUT, "asyncapi.mjs", file.toString());
	}

	interface Types {

		Mono<PayloadSchemasTests.Scalars> scalars(PayloadSchemasTests.Containers request);

		Mono<PayloadSchemasTests.Shape> shape(PayloadSchemasTests.Constrained request);

		Mono<PayloadSchemasTests.Pages> pages(PayloadSchemasTests.Tree request);

		Mono<PayloadSchemasTests.Person> person(PayloadSchemasTests.Nullness request);

	}

	private static final class Secret implements HandshakeInterceptor {

		@Override
		public List<SecurityScheme> security() {
			return List.of(SecurityScheme.bearer(), SecurityScheme.cookie("session"), SecurityScheme.query("key"));
		}

	}

}
