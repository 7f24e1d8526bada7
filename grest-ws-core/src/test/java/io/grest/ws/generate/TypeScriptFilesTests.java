package io.grest.ws.generate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.sample.Chat;
import io.grest.ws.generate.sample.Market;
import io.grest.ws.generate.sample.Rooms;
import io.grest.ws.protocol.PayloadCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TypeScriptFiles}.
 */
class TypeScriptFilesTests {

	private static final Map<ClientBinding, String> FRAMEWORKS = Map.of(ClientBinding.REACT, "react", ClientBinding.VUE,
			"vue", ClientBinding.SVELTE, "svelte/store", ClientBinding.ANGULAR, "@angular/core", ClientBinding.RXJS,
			"rxjs");

	private final TypeScriptModule chat = new TypeScriptGenerator(new PayloadCodec()).generate(Chat.API);

	@TempDir
	private Path directory;

	@Test
	void writesTypeScriptBesideTheRuntime() throws IOException {
		Path target = this.directory.resolve("src/api");
		assertThat(TypeScriptFiles.typeScript(List.of(this.chat)).writeTo(target)).containsExactly("ChatApi.ts",
				"requests.d.ts", "requests.js", "runtime.d.ts", "runtime.js");
		assertThat(target.resolve("ChatApi.ts")).hasContent(this.chat.typeScript());
		assertThat(target.resolve("runtime.js")).hasContent(TypeScriptModule.runtime());
		assertThat(target.resolve("runtime.d.ts")).hasContent(TypeScriptModule.runtimeDeclarations());
	}

	@Test
	void writesJavaScriptWithDeclarationsBesideTheRuntime() throws IOException {
		assertThat(TypeScriptFiles.javaScript(List.of(this.chat)).writeTo(this.directory)).containsExactly(
				"ChatApi.d.ts", "ChatApi.js", "requests.d.ts", "requests.js", "runtime.d.ts", "runtime.js");
		assertThat(this.directory.resolve("ChatApi.js")).hasContent(this.chat.javaScript());
		assertThat(this.directory.resolve("ChatApi.d.ts")).hasContent(this.chat.declarations());
	}

	@Test
	void writesStreamsWhereUsed() throws IOException {
		TypeScriptModule market = new TypeScriptGenerator(new PayloadCodec()).generate(Market.API);
		assertThat(market.sharedFiles()).contains("streams.js", "streams.d.ts", "requests.js");
		assertThat(this.chat.sharedFiles()).doesNotContain("streams.js");
		assertThat(TypeScriptFiles.typeScript(List.of(this.chat, market)).writeTo(this.directory)).containsExactly(
				"ChatApi.ts", "MarketApi.ts", "requests.d.ts", "requests.js", "runtime.d.ts", "runtime.js",
				"streams.d.ts", "streams.js");
		assertThat(this.directory.resolve("streams.js")).hasContent(TypeScriptModule.sharedFile("streams.js"));
		assertThat(this.directory.resolve("streams.d.ts")).hasContent(TypeScriptModule.sharedFile("streams.d.ts"));
	}

	@Test
	void writesSharedWhereContractsHaveOnePath() throws IOException {
		SocketContract<?, ?> other = SocketContract.define("OtherApi", Chat.Server.class, Chat.Client.class)
			.path(Chat.API.path())
			.build();
		TypeScriptGenerator generator = new TypeScriptGenerator(new PayloadCodec())
			.among(List.of(Chat.API, other, Market.API));
		TypeScriptModule shared = generator.generate(other);
		assertThat(generator.generate(Market.API).sharedFiles()).doesNotContain("shared.js");
		assertThat(generator.generate(Chat.API).sharedFiles()).contains("shared.js", "shared.d.ts");
		assertThat(shared.javaScript()).contains("import { shared } from \"./shared.js\"", "  shared,\n");
		assertThat(shared.declarations()).contains("  shared: true\n");
		assertThat(TypeScriptFiles.typeScript(List.of(shared)).writeTo(this.directory)).containsExactly("OtherApi.ts",
				"requests.d.ts", "requests.js", "runtime.d.ts", "runtime.js", "shared.d.ts", "shared.js");
		assertThat(this.directory.resolve("shared.js")).hasContent(TypeScriptModule.sharedFile("shared.js"));
		assertThat(this.directory.resolve("shared.d.ts")).hasContent(TypeScriptModule.sharedFile("shared.d.ts"));
	}

	@Test
	void writesResumeWhereUsed() throws IOException {
		TypeScriptModule rooms = new TypeScriptGenerator(new PayloadCodec()).generate(Rooms.API);
		assertThat(this.chat.sharedFiles()).doesNotContain("resume.js");
		assertThat(TypeScriptFiles.typeScript(List.of(rooms)).writeTo(this.directory)).containsExactly("RoomsApi.ts",
				"resume.d.ts", "resume.js", "runtime.d.ts", "runtime.js");
		assertThat(this.directory.resolve("resume.js")).hasContent(TypeScriptModule.sharedFile("resume.js"));
		assertThat(this.directory.resolve("resume.d.ts")).hasContent(TypeScriptModule.sharedFile("resume.d.ts"));
	}

	@Test
	void writesBindingsOnRequest() throws IOException {
		TypeScriptFiles files = TypeScriptFiles.javaScript(List.of(this.chat)).bindings(List.of(ClientBinding.REACT));
		assertThat(files.writeTo(this.directory)).containsExactly("ChatApi.d.ts", "ChatApi.js", "bindings.d.ts",
				"bindings.js", "react.d.ts", "react.js", "requests.d.ts", "requests.js", "runtime.d.ts", "runtime.js");
		assertThat(this.directory.resolve("react.js")).content().contains("from \"react\"");
		Files.writeString(this.directory.resolve("react.js"), "// edited\n");
		assertThat(files.staleIn(this.directory)).containsExactly("react.js");
	}

	@ParameterizedTest
	@EnumSource
	void bindingsImportOneFramework(ClientBinding binding) throws IOException {
		TypeScriptFiles.javaScript(List.of(this.chat)).bindings(List.of(binding)).writeTo(this.directory);
		for (String file : binding.files()) {
			assertThat(Pattern.compile("from \"([^\"]+)\"")
				.matcher(Files.readString(this.directory.resolve(file + ".js")))
				.results()
				.map((match) -> match.group(1))).isSubsetOf(FRAMEWORKS.get(binding), "./runtime.js", "./bindings.js");
		}
	}

	@Test
	void refusesContractWithTheNameOfBinding() {
		SocketContract<?, ?> react = SocketContract.define("React", Chat.Server.class, Chat.Client.class)
			.path("/ws")
			.build();
		TypeScriptFiles files = TypeScriptFiles
			.javaScript(List.of(new TypeScriptGenerator(new PayloadCodec()).generate(react)));
		assertThatIllegalArgumentException().isThrownBy(() -> files.bindings(List.of(ClientBinding.REACT)))
			.withMessage("The contract 'React' would have the same files as the binding react.js:"
					+ " give the contract another name");
	}

	@Test
	void leavesAloneWhatIsAsItShouldBe() throws IOException {
		TypeScriptFiles files = TypeScriptFiles.typeScript(List.of(this.chat));
		files.writeTo(this.directory);
		FileTime longAgo = FileTime.fromMillis(0);
		Files.setLastModifiedTime(this.directory.resolve("ChatApi.ts"), longAgo);
		assertThat(files.writeTo(this.directory)).isEmpty();
		assertThat(Files.getLastModifiedTime(this.directory.resolve("ChatApi.ts"))).isEqualTo(longAgo);
	}

	@Test
	void whatIsMissingOrDiffersIsStale() throws IOException {
		TypeScriptFiles files = TypeScriptFiles.typeScript(List.of(this.chat));
		assertThat(files.staleIn(this.directory)).containsExactly("ChatApi.ts", "requests.d.ts", "requests.js",
				"runtime.d.ts", "runtime.js");
		files.writeTo(this.directory);
		assertThat(files.staleIn(this.directory)).isEmpty();
		Files.writeString(this.directory.resolve("ChatApi.ts"), "// edited\n");
		Files.delete(this.directory.resolve("runtime.js"));
		assertThat(files.staleIn(this.directory)).containsExactly("ChatApi.ts", "runtime.js");
	}

	@Test
	void theEndsOfLinesMakeNoDifference() throws IOException {
		TypeScriptFiles files = TypeScriptFiles.typeScript(List.of(this.chat));
		files.writeTo(this.directory);
		Path file = this.directory.resolve("ChatApi.ts");
		Files.writeString(file, Files.readString(file).replace("\n", "\r\n"));
		assertThat(files.staleIn(this.directory)).isEmpty();
	}

}
