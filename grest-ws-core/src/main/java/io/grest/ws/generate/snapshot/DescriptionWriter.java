package io.grest.ws.generate.snapshot;

import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.grest.ws.contract.ContractError;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.internal.generate.model.Annotations;
import io.grest.ws.internal.generate.model.Declarations;
import io.grest.ws.internal.generate.model.Direction;
import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.internal.generate.type.QueryFields;
import io.grest.ws.internal.generate.type.Site;
import io.grest.ws.internal.generate.type.TypeReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writer of the description of one contract.
 */
final class DescriptionWriter {

	private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

	private final SocketContract<?, ?> contract;

	private final JsonMapper mapper;

	private final Declarations declarations = new Declarations(true);

	private final TypeReader types;

	// Run when all types are declared, since only then their names are known.
	private final List<Runnable> pending = new ArrayList<>();

	private @Nullable TypeForms forms;

	DescriptionWriter(SocketContract<?, ?> contract, JsonMapper mapper) {
		this.contract = contract;
		this.mapper = mapper;
		// What cannot be described is "unknown" in the description, and compared as such.
		this.types = new TypeReader(mapper, this.declarations, "JSON", (fault) -> {
		});
	}

	/**
	 * Describe the contract.
	 * @return the description
	 */
	ObjectNode write() {
		ObjectNode root = NODES.objectNode();
		root.put("contract", this.contract.name());
		root.put("dialect", this.contract.dialect().name().toLowerCase(Locale.ROOT));
		root.put("path", this.contract.path());
		if (this.contract.queryType() != null) {
			query(root.putObject("query").putObject("fields"), this.contract.queryType());
		}
		if (!this.contract.subProtocols().isEmpty()) {
			ArrayNode names = root.putArray("subProtocols");
			this.contract.subProtocols().forEach(names::add);
		}
		topics(root);
		if (this.contract.resume().isPresent()) {
			root.put("resume", true);
		}
		methods(root.putObject("server"), this.contract.serverMethods());
		methods(root.putObject("client"), this.contract.clientMethods());
		this.forms = new TypeForms(this.mapper, this.declarations);
		this.pending.forEach(Runnable::run);
		root.set("types", forms().types());
		return root;
	}

	private TypeForms forms() {
		TypeForms current = this.forms;
		if (current == null) {
			throw new IllegalStateException("Types of " + this.contract.name() + " are still being read");
		}
		return current;
	}

	private void query(ObjectNode target, Class<?> type) {
		Set<String> primitives = Arrays.stream(type.getDeclaredConstructors())
			.flatMap((constructor) -> Arrays.stream(constructor.getParameters()))
			.filter((parameter) -> parameter.getType().isPrimitive())
			.map(Parameter::getName)
			.collect(Collectors.toSet());
		this.pending.add(() -> new TreeMap<>(QueryFields.of(type)).forEach((name, field) -> target.set(name,
				primitives.contains(name) ? forms().primitive(field) : forms().field(field))));
	}

	private void topics(ObjectNode root) {
		ObjectNode topics = NODES.objectNode();
		this.contract.topics().forEach((topic) -> {
			ObjectNode node = topics.putObject(topic.pattern());
			node.put("history", topic.hasHistory());
			if (topic.memberType() != null) {
				payload(node, "member", topic.memberType(), Annotations.NONE, false);
			}
		});
		if (!topics.isEmpty()) {
			root.set("topics", topics);
		}
	}

	private void methods(ObjectNode target, List<ContractMethod> methods) {
		methods.forEach((method) -> method(target.putObject(method.name()), method));
	}

	private void method(ObjectNode node, ContractMethod method) {
		boolean streams = method.mode() == ContractMethod.Mode.STREAM;
		node.put("answer", streams ? "stream" : method.isAnswered() ? "one" : "none");
		if (method.inputType() != null) {
			Annotations given = Annotations.of(method.method().getParameters()[0]);
			payload(node, "input", method.inputType(), given, given.nullable());
		}
		if (method.inputItemType() != null) {
			int payloads = (method.inputType() != null) ? 1 : 0;
			payload(node, "inputItems", method.inputItemType(),
					Annotations.of(method.method().getParameters()[payloads]).ofContent(), false);
		}
		if (method.resultType() != null) {
			Annotations results = Annotations.ofResult(method.method());
			payload(node, streams ? "items" : "result", method.resultType(), streams ? results.ofContent() : results,
					!streams && results.nullable());
		}
		errors(node, method);
	}

	private void errors(ObjectNode node, ContractMethod method) {
		Map<String, ContractError> declared = new TreeMap<>(method.errors());
		declared.keySet().removeAll(ContractError.STANDARD.keySet());
		if (declared.isEmpty()) {
			return;
		}
		ObjectNode errors = node.putObject("errors");
		declared.forEach((type, error) -> {
			ObjectNode described = errors.putObject(type);
			described.put("status", error.status());
			if (error.dataType() != null) {
				payload(described, "data", error.dataType(), Annotations.NONE, true);
			}
		});
	}

	private void payload(ObjectNode target, String name, Type type, Annotations annotations, boolean nullable) {
		target.putNull(name);
		JsonType written = read(type, Site.of(Direction.WRITTEN, name, annotations), nullable);
		JsonType read = read(type, Site.of(Direction.READ, name, annotations), nullable);
		Function<Direction, JsonType> both = (direction) -> (direction == Direction.READ) ? read : written;
		this.pending.add(() -> target.set(name, forms().bothWays(both)));
	}

	private JsonType read(Type type, Site site, boolean nullable) {
		JsonType form = this.types.read(type, site);
		return nullable ? form.orNull() : form;
	}

}
