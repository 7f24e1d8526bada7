package io.grest.ws.generate.asyncapi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.MethodValidator;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ValidationException;
import io.grest.ws.generate.Node;
import io.grest.ws.generate.asyncapi.ShapesApi.Limits;
import io.grest.ws.generate.sample.Mapper;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.wire.GrestFormat;
import io.grest.ws.internal.wire.OutboundFrame;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A validator of JSON Schema, by Node, takes every frame that Java writes, and refuses
 * what Java refuses.
 */
class SchemaConformanceTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	private static final JsonMapper MAPPER = new JsonMapper();

	private static final SocketContract<?, ?> CONTRACT = SocketContract
		.define("Shapes", ShapesApi.Server.class, ShapesApi.Client.class)
		.path("/ws/shapes")
		.build();

	// Jackson does not read what it writes of these: what goes one way only, a component
	// of a primitive type that is left out, an object beside its id, and by itself an
	// array that holds itself.
	private static final Set<String> ONE_WAY = Set.of("leftOut", "level", "levels", "raw", "trimmed", "included",
			"byReference", "chain");

	// What is read instead, or as well.
	private static final Map<String, String> INPUTS = Map.of("account", "{'name':'a','password':'b'}", "level",
			"'HIGH'", "levels", "{'text':'LOW','object':'HIGH'}", "raw", "{'json':'[]'}", "leftOut",
			"{'present':'a','number':1}");

	// No schema says which ids there are.
	private static final Set<String> BY_IDS = Set.of("user", "node", "keyed", "byReference");

	// Written without what has to be read.
	private static final Set<String> HALF = Set.of("account", "renamed");

	private static final List<String> BROKEN = List.of("'text':'a'", "'text':'abcde'", "'number':0", "'number':10",
			"'price':0", "'tags':[]", "'tags':['']", "'counts':{'a':1,'b':2}", "'counts':{'a':0}", "'code':'1a'",
			"'code':'?a1'");

	private Payloads payloads = Payloads.of(new JsonMapper());

	private final ArrayNode cases = MAPPER.createArrayNode();

	@TempDir
	Path directory;

	@Test
	void everyShapeHasAValue() {
		assertThat(CONTRACT.serverMethods()).hasSizeGreaterThan(100)
			.extracting(ContractMethod::name)
			.containsExactlyInAnyOrderElementsOf(ShapeValues.all().keySet());
	}

	@Test
	void everyShapeIsDescribed() {
		assertThat(describe().path("operations"))
			.allSatisfy((operation) -> assertThat(operation.has("x-grest-undescribed")).isFalse());
	}

	@ParameterizedTest
	@EnumSource
	void everyFrameIsOfItsSchema(Mapper mapper) throws IOException {
		this.payloads = Payloads.of(mapper.create());
		Map<String, List<Object>> values = ShapeValues.all();
		for (ContractMethod method : CONTRACT.serverMethods()) {
			for (Object value : values.get(method.name())) {
				add(method, "server." + method.name() + ".result", write(method, value), true);
			}
		}
		check();
	}

	@Test
	void everyFrameThatJavaReadsBackIsOfTheSchemaOfInputs() throws IOException {
		Map<String, List<Object>> values = ShapeValues.all();
		Set<String> unread = new TreeSet<>();
		for (ContractMethod method : CONTRACT.serverMethods()) {
			for (Object value : values.get(method.name())) {
				String frame = MAPPER.readTree(write(method, value)).path("data").toString();
				if (!isRead(method, frame)) {
					unread.add(method.name());
				}
				else {
					add(method, "server." + method.name(), frame, !HALF.contains(method.name()));
				}
			}
		}
		INPUTS.forEach((name, frame) -> {
			ContractMethod method = method(name);
			assertThat(isRead(method, frame.replace('\'', '"'))).as(name).isTrue();
			add(method, "server." + name, frame.replace('\'', '"'), true);
		});
		assertThat(unread).containsExactlyInAnyOrderElementsOf(ONE_WAY);
		check();
	}

	@Test
	void whatJavaRefusesIsNotOfTheSchemaOfInputs() throws IOException {
		for (ContractMethod method : CONTRACT.serverMethods()) {
			Set<String> mutants = new LinkedHashSet<>();
			inputs(method).forEach((frame) -> mutate(MAPPER.readTree(frame), mutants));
			mutants.stream()
				.filter((mutant) -> !BY_IDS.contains(method.name()) && !isRead(method, mutant))
				.forEach((mutant) -> add(method, "server." + method.name(), mutant, false));
		}
		assertThat(this.cases.size()).isGreaterThan(1000);
		check();
	}

	private Stream<String> inputs(ContractMethod method) {
		Stream<String> written = ShapeValues.all()
			.get(method.name())
			.stream()
			.map((value) -> MAPPER.readTree(write(method, value)).path("data").toString());
		return Stream
			.concat(written, Stream.ofNullable(INPUTS.get(method.name())).map((frame) -> frame.replace('\'', '"')))
			.filter((frame) -> isRead(method, frame));
	}

	private static ContractMethod method(String name) {
		return CONTRACT.serverMethods()
			.stream()
			.filter((method) -> method.name().equals(name))
			.findFirst()
			.orElseThrow();
	}

	@Test
	void whatAConstraintForbidsIsNotOfTheSchema() throws IOException {
		String limits = inputs(method("limits")).findFirst().orElseThrow();
		try (ValidatorFactory validators = Validation.buildDefaultValidatorFactory()) {
			for (String broken : BROKEN) {
				ObjectNode frame = (ObjectNode) MAPPER.readTree(limits);
				frame.setAll((ObjectNode) MAPPER.readTree(("{" + broken + "}").replace('\'', '"')));
				Object value = this.payloads.reader(Limits.class).read(Payload.of(frame.toString()));
				assertThat(new MethodValidator(validators.getValidator()).issues(value)).as(broken).isNotEmpty();
				add(method("limits"), "server.limits", frame.toString(), false);
			}
		}
		check();
	}

	// Each part in turn is left out, or of another kind.
	private static void mutate(JsonNode frame, Set<String> mutants) {
		for (String other : List.of("null", "true", "5", "1.5", "\"?\"", "[]", "{}")) {
			JsonNode kind = MAPPER.readTree(other);
			if (kind.getNodeType() != frame.getNodeType() || frame.isIntegralNumber()) {
				mutants.add(other);
			}
		}
		mutateParts(frame, mutants);
	}

	private static void mutateParts(JsonNode frame, Set<String> mutants) {
		frame.properties().forEach((property) -> {
			ObjectNode without = (ObjectNode) frame.deepCopy();
			mutants.add(without.without(property.getKey()).toString());
			Set<String> values = new LinkedHashSet<>();
			mutate(property.getValue(), values);
			values.forEach((value) -> mutants
				.add(((ObjectNode) frame.deepCopy()).set(property.getKey(), MAPPER.readTree(value)).toString()));
		});
		for (int i = 0; frame.isArray() && i < frame.size(); i++) {
			int index = i;
			Set<String> values = new LinkedHashSet<>();
			mutate(frame.get(i), values);
			values.forEach((value) -> mutants
				.add(((ArrayNode) frame.deepCopy()).set(index, MAPPER.readTree(value)).toString()));
		}
	}

	private boolean isRead(ContractMethod method, String frame) {
		try {
			this.payloads.reader(method.inputType()).read(Payload.of(frame));
			return true;
		}
		catch (ValidationException ex) {
			return false;
		}
	}

	private String write(ContractMethod method, Object value) {
		OutboundFrame frame = new GrestFormat(List.of(), this.payloads).method("p")
			.success("1", this.payloads.writer(method.resultType()), value);
		return new String(frame.bytes(), StandardCharsets.UTF_8).substring(frame.payloadOffset());
	}

	private void add(ContractMethod method, String message, String frame, boolean valid) {
		this.cases.addObject()
			.put("name", method.name())
			.put("schema", "/components/messages/Shapes." + message + "/payload")
			.put("frame", frame)
			.put("valid", valid);
	}

	private void check() throws IOException {
		Node node = Node.assume();
		Path modules = Node.assumeModules();
		Assumptions.assumeTrue(Files.isDirectory(modules.resolve("node_modules/ajv-formats")),
				() -> "No validator of JSON Schema is installed: run npm ci in " + modules);
		ObjectNode input = MAPPER.createObjectNode();
		input.set("document", describe());
		input.set("cases", this.cases);
		Path file = Files.writeString(this.directory.resolve("frames.json"), input.toString());
		Node.Ended ended = node.run(modules, Map.of(), TIMEOUT, "schemas.mjs", file.toString());
		assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
		assertThat(ended.out()).startsWith(this.cases.size() + " frames by ");
	}

	private ObjectNode describe() {
		return AsyncApiGenerator.describe("Shapes", "1")
			.mapper(this.payloads.mapper())
			.contract(CONTRACT, List.of())
			.generate();
	}

}
