package io.grest.ws.generate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.grest.ws.contract.ContractMethod.Mode;
import io.grest.ws.contract.Dialect;
import io.grest.ws.generate.ContractModel.Function;
import io.grest.ws.generate.TypeScriptCompiler.Version;
import io.grest.ws.generate.sample.Chat;
import io.grest.ws.generate.sample.Lobby;
import io.grest.ws.generate.sample.Market;
import io.grest.ws.generate.sample.Odd;
import io.grest.ws.generate.sample.Rooms;
import io.grest.ws.internal.generate.model.Declarations;
import io.grest.ws.internal.generate.model.Field;
import io.grest.ws.internal.generate.model.JsonType.Fields;
import io.grest.ws.internal.generate.model.JsonType.Scalar;
import io.grest.ws.internal.generate.model.Kind;
import io.grest.ws.protocol.PayloadCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What may be written against a generated client compiles, and what may not does not.
 */
class TypeScriptCompilationTests {

	private static final Path SOURCES = Path.of("src/test/resources/io/grest/ws/generate/compile");

	// Versions may number a fault in their own way.
	private static final Pattern EXPECTED = Pattern.compile(".* // (TS\\d+)(?: or (TS\\d+))?");

	@ParameterizedTest
	@MethodSource("variants")
	void everythingThatAClientCanDoCompiles(Flavour flavour, Version version) throws IOException {
		assertThat(compiler(flavour, version, "usage.ts").output()).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("variants")
	void whatItCannotDoDoesNotCompile(Flavour flavour, Version version) throws IOException {
		List<String> lines = Files.readAllLines(SOURCES.resolve("faults.ts"));
		List<String> expected = new ArrayList<>();
		for (int i = 0; i < lines.size(); i++) {
			Matcher fault = EXPECTED.matcher(lines.get(i));
			if (fault.matches()) {
				boolean other = version == Version.OLDEST && fault.group(2) != null;
				expected.add("faults.ts(" + (i + 1) + ") " + fault.group(other ? 2 : 1));
			}
		}
		assertThat(expected).hasSizeGreaterThanOrEqualTo(40);
		assertThat(compiler(flavour, version, "faults.ts").errors()).containsExactlyElementsOf(expected);
	}

	@ParameterizedTest
	@EnumSource
	void methodsOfAnyNameCompile(Flavour flavour) throws IOException {
		assertThat(compiler(flavour, Version.NEWEST, "names.ts").output()).isEmpty();
	}

	// Java has neither name, but Kotlin has methods and Jackson has properties of such.
	@Test
	void quotesNamesThatAreNoIdentifiers() throws IOException {
		Fields area = new Fields(List.of(new Field("m\u00b2", Scalar.of(Kind.NUMBER, null), false)));
		Function create = new Function("new", Mode.FIRE_AND_FORGET, area, null, null, false, Map.of(), List.of(), false,
				null);
		ContractModel model = new ContractModel("FlatApi", Dialect.GREST, "/ws/flat", false, false,
				new Fields(List.of()), null, List.of(), List.of(create), List.of(create), List.of(),
				new Declarations(false), List.of(), List.of());
		assertThat(new TypeScriptCompiler("quoted")
			.add("FlatApi.d.ts", new TypeScriptWriter(model, LongType.NUMBER, "0123456789abcdef").declarations())
			.add("quoted.ts", """
					import { flatApi } from "./FlatApi.js"
					const flat = flatApi()
					flat.new({ "m\u00b2": 7 })
					flat.on({ new: (area) => flat.calls.new(area) })
					""")
			.output()).isEmpty();
	}

	static Stream<Arguments> variants() {
		return Stream.of(Flavour.values())
			.flatMap((flavour) -> Stream.of(Version.values()).map((version) -> Arguments.of(flavour, version)));
	}

	private static TypeScriptCompiler compiler(Flavour flavour, Version version, String source) throws IOException {
		TypeScriptGenerator generator = new TypeScriptGenerator(new PayloadCodec());
		TypeScriptCompiler compiler = new TypeScriptCompiler(
				(source.replace(".ts", "-") + flavour + "-" + version).toLowerCase(Locale.ROOT), version);
		flavour.add(compiler, generator.generate(Chat.API));
		flavour.add(compiler, generator.generate(Chat.BOARD));
		flavour.add(compiler, generator.generate(Chat.FEED));
		flavour.add(compiler, generator.generate(Market.API));
		flavour.add(compiler, generator.generate(Lobby.API));
		flavour.add(compiler, generator.generate(Odd.API));
		flavour.add(compiler, generator.generate(Rooms.API));
		return compiler.add(source, Files.readString(SOURCES.resolve(source)));
	}

	/**
	 * The two ways to have a client.
	 */
	enum Flavour {

		DECLARATIONS {
			@Override
			void add(TypeScriptCompiler compiler, TypeScriptModule module) throws IOException {
				compiler.add(module.name() + ".d.ts", module.declarations());
			}
		},

		TYPESCRIPT {
			@Override
			void add(TypeScriptCompiler compiler, TypeScriptModule module) throws IOException {
				compiler.add(module.name() + ".ts", module.typeScript());
			}
		};

		abstract void add(TypeScriptCompiler compiler, TypeScriptModule module) throws IOException;

	}

}
