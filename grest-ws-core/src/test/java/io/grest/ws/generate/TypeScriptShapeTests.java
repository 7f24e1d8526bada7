package io.grest.ws.generate;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.sample.Catalogue.Everything;
import io.grest.ws.generate.sample.EveryTypeClient;
import io.grest.ws.generate.sample.EveryTypeServer;
import io.grest.ws.generate.sample.Mapper;
import io.grest.ws.generate.sample.Samples;
import io.grest.ws.protocol.PayloadCodec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Jackson writes is what the types say: a value of each Java type is written, and
 * the compiler takes it for the generated type, with no field missing or too many.
 */
class TypeScriptShapeTests {

	private static final SocketContract<?, ?> CONTRACT = SocketContract
		.define("EveryTypeApi", EveryTypeServer.class, EveryTypeClient.class)
		.path("/ws/types")
		.build();

	@ParameterizedTest
	@EnumSource
	void whatJacksonWritesIsOfTheTypeThatIsGenerated(Mapper mapper) throws IOException {
		PayloadCodec codec = new PayloadCodec(mapper.create());
		JsonMapper json = codec.mapper();
		TypeScriptModule module = new TypeScriptGenerator(codec).generate(CONTRACT);
		StringBuilder samples = new StringBuilder("""
				import type { EveryTypeApiCalls, Everything } from "./EveryTypeApi.js"
				type Outcomes = Awaited<ReturnType<EveryTypeApiCalls["outcomes"]>>
				""");
		int count = 0;
		for (Everything everything : List.of(Samples.full(), Samples.sparse())) {
			for (RecordComponent component : Everything.class.getRecordComponents()) {
				samples.append("export const sample%d: Everything[\"%s\"] = %s\n".formatted(count++,
						name(json, component), write(json, component.getGenericType(), read(component, everything))));
			}
			samples.append("export const everything%d: Everything = %s\n".formatted(count++,
					write(json, Everything.class, everything)));
		}
		samples.append("export const outcomes: Outcomes = %s\n"
			.formatted(json.writerFor(json.constructType(outcomes())).writeValueAsString(Samples.outcomes())));
		String output = new TypeScriptCompiler("shapes-" + mapper).withoutBrands()
			.add("EveryTypeApi.d.ts", module.declarations())
			.add("samples.ts", samples.toString())
			.output();
		assertThat(output).isEmpty();
	}

	private static Type outcomes() {
		return CONTRACT.serverMethods().get(2).resultType();
	}

	private static String name(JsonMapper json, RecordComponent component) {
		JavaType record = json.constructType(Everything.class);
		return json.serializationConfig()
			.classIntrospectorInstance()
			.introspectForSerialization(record,
					json.serializationConfig().classIntrospectorInstance().introspectClassAnnotations(record))
			.findProperties()
			.stream()
			.filter((property) -> property.getInternalName().equals(component.getName()))
			.findFirst()
			.orElseThrow()
			.getName();
	}

	private static Object read(RecordComponent component, Object record) {
		try {
			return component.getAccessor().invoke(record);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String write(JsonMapper json, Type type, Object value) {
		return json.writerFor(json.constructType(type)).writeValueAsString(value);
	}

}
