package io.grest.ws.test.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.ClientBinding;
import io.grest.ws.generate.LongType;
import io.grest.ws.protocol.PayloadCodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.support.StaticListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TypeScriptClients}.
 */
class TypeScriptClientsTests {

	private static final PayloadCodec SNAKES = new PayloadCodec(
			JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build());

	private final SocketContract<Texts, Texts> contract = SocketContract.define("TextApi", Texts.class, Texts.class)
		.path("/ws")
		.build();

	@TempDir
	private Path directory;

	@AfterEach
	void forget() {
		System.clearProperty(TypeScriptClients.PROPERTY);
	}

	@Test
	void writesAndChecks() {
		TypeScriptClients clients = TypeScriptClients.of(this.contract);
		clients.writeTo(this.directory);
		assertThat(this.directory.resolve("TextApi.ts")).content().contains("  theText: string\n");
		assertThat(this.directory.resolve("runtime.js")).exists();
		assertThatCode(() -> clients.check(this.directory)).doesNotThrowAnyException();
	}

	@Test
	void reportsStaleFileWithRemedy() throws IOException {
		TypeScriptClients clients = TypeScriptClients.of(this.contract);
		clients.writeTo(this.directory);
		Files.writeString(this.directory.resolve("TextApi.ts"), "// edited\n");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> clients.check(this.directory))
			.withMessage("Clients of contracts are stale:\n  " + this.directory.resolve("TextApi.ts")
					+ "\nRun TypeScriptClientsTests once with the environment variable GREST_WS_CLIENTS=write or the"
					+ " system property grest.ws.clients=write, and commit what it writes.");
		assertThat(this.directory.resolve("TextApi.ts")).hasContent("// edited\n");
	}

	@Test
	void writesInsteadOfCheckingOnRequest() {
		System.setProperty(TypeScriptClients.PROPERTY, "write");
		TypeScriptClients.of(this.contract).check(this.directory);
		assertThat(this.directory.resolve("TextApi.ts")).exists();
	}

	@Test
	void writesJavaScript() {
		TypeScriptClients.of(this.contract).javaScript().writeTo(this.directory);
		assertThat(this.directory.resolve("TextApi.js")).exists();
		assertThat(this.directory.resolve("TextApi.d.ts")).exists();
		assertThat(this.directory.resolve("TextApi.ts")).doesNotExist();
	}

	@Test
	void usesCodec() {
		TypeScriptClients.of(this.contract).codec(SNAKES).writeTo(this.directory);
		assertThat(this.directory.resolve("TextApi.ts")).content().contains("  the_text: string\n");
	}

	@Test
	void takesContractsAndCodecOfAnApplication() {
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		beans.addBean("textApi", this.contract);
		beans.addBean("codec", SNAKES);
		TypeScriptClients.of(beans).writeTo(this.directory);
		assertThat(this.directory.resolve("TextApi.ts")).content().contains("  the_text: string\n");
	}

	@Test
	void writesLongsAsChosen() {
		SocketContract<?, ?> counts = SocketContract.define("CountApi", Counts.class, Texts.class).path("/ws").build();
		TypeScriptClients.of(counts).longs(LongType.BIGINT).javaScript().writeTo(this.directory);
		assertThat(this.directory.resolve("CountApi.d.ts")).content().contains("  add(input: bigint): void\n");
		assertThat(this.directory.resolve("longs.js")).exists();
	}

	@Test
	void writesBindingsOnRequest() {
		TypeScriptClients clients = TypeScriptClients.of(this.contract).bindings(ClientBinding.REACT);
		clients.longs(LongType.STRING).javaScript().codec(SNAKES).writeTo(this.directory);
		assertThat(this.directory.resolve("react.js")).exists();
		assertThat(this.directory.resolve("bindings.js")).exists();
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> clients.check(this.directory.resolve("elsewhere")))
			.withMessageContaining("react.d.ts");
	}

	@Test
	void writesPackage() {
		TypeScriptClients clients = TypeScriptClients.of(this.contract)
			.npmPackage("@example/text-api", "1.2.0")
			.bindings(ClientBinding.VUE);
		clients.writeTo(this.directory);
		assertThat(this.directory.resolve("TextApi.js")).exists();
		assertThat(this.directory.resolve("package.json")).content()
			.contains("\"@example/text-api\"", "\"./vue.js\": {", "\"./TextApi.js\": {");
		assertThatCode(() -> clients.check(this.directory)).doesNotThrowAnyException();
		assertThatIllegalArgumentException().isThrownBy(() -> clients.npmPackage("Text", "1").writeTo(this.directory));
	}

	@Test
	void requiresContract() {
		assertThatIllegalArgumentException().isThrownBy(TypeScriptClients::of)
			.withMessage("At least one contract is required");
	}

	interface Counts {

		void add(Long count);

	}

	interface Texts {

		void send(Text text);

	}

	record Text(String theText) {

	}

}
