package io.grest.ws.generate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.sample.Chat;
import io.grest.ws.generate.sample.Ledger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TypeScriptMain}.
 */
class TypeScriptMainTests {

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	@TempDir
	private Path directory;

	@Test
	void writesTheClientsOfTheContractsInStaticFields() {
		assertThat(run(Chat.class.getName(), this.directory.toString())).isZero();
		assertThat(this.directory.resolve("ChatApi.ts")).exists();
		assertThat(this.directory.resolve("BoardApi.ts")).exists();
		assertThat(text(this.out)).contains("Written: " + this.directory.resolve("ChatApi.ts"));
		assertThat(text(this.err)).isEmpty();
	}

	@Test
	void writesTheClientsOfTheContractsThatMethodsReturnByTheMapperThatOneReturns() {
		assertThat(run(Configuration.class.getName(), this.directory.toString())).isZero();
		assertThat(this.directory.resolve("TextApi.ts")).content().contains("  the_text: string\n");
	}

	@Test
	void writesJavaScript() {
		assertThat(run(Chat.class.getName(), this.directory.toString(), "--javascript")).isZero();
		assertThat(this.directory.resolve("ChatApi.js")).exists();
		assertThat(this.directory.resolve("ChatApi.d.ts")).exists();
		assertThat(this.directory.resolve("ChatApi.ts")).doesNotExist();
	}

	@Test
	void writesLongsAsChosen() {
		assertThat(run(Ledger.class.getName(), this.directory.toString(), "--longs=bigint")).isZero();
		assertThat(this.directory.resolve("LedgerApi.ts")).content().contains("  balance: bigint\n");
		assertThat(this.directory.resolve("longs.js")).exists();
		assertThat(run(Ledger.class.getName(), this.directory.toString(), "--longs=double")).isEqualTo(2);
	}

	@Test
	void writesBindings() {
		assertThat(run(Chat.class.getName(), this.directory.toString(), "--bindings=react")).isZero();
		assertThat(this.directory.resolve("react.js")).exists();
		assertThat(this.directory.resolve("bindings.d.ts")).exists();
		assertThat(run(Chat.class.getName(), this.directory.toString(), "--bindings=react", "--check")).isZero();
	}

	@Test
	void refusesUnknownBindings() {
		assertThat(run(Chat.class.getName(), this.directory.toString(), "--bindings=react,preact")).isEqualTo(2);
		assertThat(text(this.err).lines()).containsExactly(
				"There is no binding 'preact': name one or more of react, vue, svelte, angular, rxjs, separated by commas");
		assertThat(this.directory).isEmptyDirectory();
		assertThat(run(Chat.class.getName(), this.directory.toString(), "--bindings=")).isEqualTo(2);
	}

	@Test
	void writesPackage() {
		assertThat(run(Chat.class.getName(), this.directory.toString(), "--package=@example/chat-api@1.2.0",
				"--bindings=react"))
			.isZero();
		assertThat(this.directory.resolve("package.json")).content()
			.contains("\"name\": \"@example/chat-api\"", "\"version\": \"1.2.0\"", "\"./react.js\": {");
		assertThat(this.directory.resolve("ChatApi.js")).exists();
		assertThat(this.directory.resolve("ChatApi.ts")).doesNotExist();
	}

	@Test
	void refusesPackage() {
		for (String text : List.of("chat-api", "@example/chat-api", "Chat@1.2.0", "chat@1")) {
			assertThat(run(Chat.class.getName(), this.directory.toString(), "--package=" + text)).isEqualTo(2);
		}
		assertThat(text(this.err).lines())
			.containsExactly("'chat-api' has no version: give name and version, such as @example/chat-api@1.2.0",
					"'@example/chat-api' has no version: give name and version, such as @example/chat-api@1.2.0",
					"'Chat' is no name of a package of npm: use lower-case letters, digits, '-', '.' and '_',"
							+ " such as @example/chat-api",
					"'1' is no version of the package chat: use one such as 1.2.0");
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void checksWhatIsWritten() throws IOException {
		run(Chat.class.getName(), this.directory.toString());
		assertThat(run("--check", Chat.class.getName(), this.directory.toString())).isZero();
		Path file = this.directory.resolve("ChatApi.ts");
		Files.writeString(file, "// edited\n");
		assertThat(run("--check", Chat.class.getName(), this.directory.toString())).isOne();
		assertThat(text(this.err).lines()).containsExactly("Stale: " + file,
				"The contracts have changed. Run this command again without --check and commit the written files.");
		assertThat(file).hasContent("// edited\n");
	}

	@Test
	void tellsHowToUseIt() {
		assertThat(run()).isEqualTo(2);
		assertThat(run("a", "b", "--chek")).isEqualTo(2);
		assertThat(text(this.err).lines()).containsOnly("Usage: java io.grest.ws.generate.TypeScriptMain"
				+ " <class with contracts> <directory> [--javascript] [--longs=number|string|bigint] [--bindings=react,...] [--package=name@version] [--check]");
	}

	@Test
	void tellsWhatIsWrong() {
		assertThat(run("com.example.Missing", this.directory.toString())).isEqualTo(2);
		assertThat(run(String.class.getName(), this.directory.toString())).isEqualTo(2);
		assertThat(run(Broken.class.getName(), this.directory.toString())).isEqualTo(2);
		assertThat(run(Vague.class.getName(), this.directory.toString())).isEqualTo(2);
		assertThat(text(this.err).lines()).contains("There is no class com.example.Missing on the class path",
				"java.lang.String has no contract: name a class with a static field of type SocketContract, or with a"
						+ " method without parameters that returns one",
				"Cannot read " + Broken.class.getName() + ".contract: out of order",
				"Cannot generate a TypeScript client for the contract 'VagueApi', for 1 reason:");
	}

	private int run(String... arguments) {
		return TypeScriptMain.run(new PrintStream(this.out, true, StandardCharsets.UTF_8),
				new PrintStream(this.err, true, StandardCharsets.UTF_8), arguments);
	}

	private static String text(ByteArrayOutputStream stream) {
		return stream.toString(StandardCharsets.UTF_8);
	}

	interface Texts {

		void send(Text text);

	}

	interface Anything {

		void send(Object anything);

	}

	record Text(String theText) {

	}

	static class Configuration {

		SocketContract<Texts, Texts> textApi() {
			return SocketContract.define("TextApi", Texts.class, Texts.class).path("/ws").build();
		}

		static JsonMapper mapper() {
			return JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
		}

	}

	static class Broken {

		static SocketContract<?, ?> contract() {
			throw new IllegalStateException("out of order");
		}

	}

	static class Vague {

		static final SocketContract<?, ?> CONTRACT = SocketContract.define("VagueApi", Anything.class, Anything.class)
			.path("/ws")
			.build();

	}

}
